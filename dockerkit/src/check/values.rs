//! The visitor that shows values to the rules.

use std::borrow::Cow;
use std::fmt::Display;

use super::levels;
use super::rule::Asked;
use super::rules::script_of;
use super::sink::Sink;
use super::views::{At, CommandView, Form, Holds, Piece, ReferenceView, ScriptView, Value};
use crate::instruction::FileSource;
use crate::list::{Context, Holder};
use crate::mount::Mount;
use crate::rule;
use crate::shell::Command;
use crate::source::Source;
use crate::stage_names::{By, StageNames};
use crate::text::{PieceRef, Text};
use crate::visit::{self, Empty, Field, Slot, Visitor};

/// Shows values to the rules: literal ones only if something about them is not plainly right.
pub(super) struct Values<'s, 'a> {
    pub(super) sink: &'s mut Sink<'a>,
    pub(super) asked: &'static Asked,
    pub(super) key: Option<&'s dyn Display>,
    pub(super) names: &'s StageNames<'s>,
    /// Where they stand, if that is in a stage.
    pub(super) at: Option<At>,
    /// Whether a source of `COPY` or `ADD` may mean something else than a plain path.
    pub(super) special: bool,
    /// The bytes of the step's mounts, if nothing is wrong with them.
    pub(super) sound: Option<usize>,
}

impl<'s> Values<'s, '_> {
    /// A stage or an image that is referred to.
    pub(super) fn reference(&mut self, source: &'s Source, by: By) {
        if let Some(at) = self.at {
            let view = ReferenceView::new(self.names, at, by, source);
            self.asked.reference(&view, self.sink);
        }
    }

    fn slot(&mut self, field: &'static Field, slot: Slot, text: &'s Text) {
        if let Some(literal) = text.as_literal() {
            return self.literal(field, slot, literal, true);
        }
        // Fixed text has a rule of its own, and this is not fixed.
        let slot = match slot {
            Slot::Name if field.written.is_empty() => Slot::Word,
            Slot::Name => Slot::Flag,
            other => other,
        };
        for piece in text.pieces() {
            match piece {
                PieceRef::Literal(literal) => self.literal(field, slot, literal, false),
                PieceRef::NotUnicode(_) | PieceRef::Malformed(_) => self.piece(field, piece),
                PieceRef::Reference(reference) => {
                    self.literal(field, slot, &reference.name, false);
                    if reference.modifier.is_some() {
                        self.piece(field, piece);
                        reference
                            .words()
                            .for_each(|word| self.word(field, slot, word));
                    }
                }
            }
        }
    }

    /// The word in a reference, which may be empty whatever it is in.
    fn word(&mut self, field: &'static Field, slot: Slot, word: &'s Text) {
        match word.as_literal() {
            Some(literal) => self.literal(field, slot, literal, false),
            None => self.slot(field, slot, word),
        }
    }

    #[inline]
    fn literal(&mut self, field: &'static Field, slot: Slot, text: &'s str, whole: bool) {
        self.sink.measure(text.len());
        let is_odd = match slot {
            Slot::Word | Slot::Path | Slot::Flag => odd(text),
            Slot::Name => text.is_empty() || odd(text),
            // It may set levels.
            Slot::Comment => text.contains(levels::MARK),
            Slot::Body | Slot::List => false,
        };
        let fits =
            !whole || (field.empty == Empty::Value || !text.is_empty()) && field.known.is_empty();
        if is_odd || !fits {
            self.value(field, slot, text, whole);
        }
    }

    #[cold]
    fn value(&mut self, field: &'static Field, slot: Slot, text: &'s str, whole: bool) {
        let value = Value {
            field,
            slot,
            key: self.key,
            text,
            whole,
        };
        self.asked.value(&value, self.sink);
    }

    fn piece(&mut self, field: &'static Field, piece: PieceRef<'s>) {
        let piece = Piece {
            field,
            key: self.key,
            part: piece,
        };
        self.asked.piece(&piece, self.sink);
    }

    fn ask_command(&mut self, form: Form<'_>, holder: Holder, at_least: usize) {
        let view = CommandView {
            form,
            holds: Holds::of(form),
            at_least,
            context: Context {
                holder,
                escape: self.sink.escape,
                dialect: self.sink.shell.dialect,
            },
        };
        self.asked.command(&view, self.sink);
        if view.holds.any(Holds::NEWLINE) {
            if let Some(text) = script_of(&view) {
                let script = ScriptView {
                    text: &text,
                    context: view.context,
                };
                self.asked.script(&script, self.sink);
            }
        }
    }

    fn exec(&mut self, words: &'s [Cow<'static, str>]) {
        for word in words {
            self.sink.measure(word.len() + 4);
        }
    }
}

impl<'s> Visitor<'s> for Values<'s, '_> {
    #[inline]
    fn text(&mut self, field: &'static Field, text: &'s Text) {
        self.slot(field, field.slot, text);
    }

    #[inline]
    fn raw(&mut self, field: &'static Field, text: &'s str) {
        if field.slot == Slot::Name {
            self.sink.measure(text.len());
            // Most names are letters and digits.
            if !rule::is_plain_name(text) {
                self.value(field, Slot::Name, text, true);
            }
        } else {
            self.literal(field, field.slot, text, true);
        }
    }

    fn set(&mut self, _: &'static Field) {
        self.sink.measure("65535-65535/sctp ".len());
    }

    fn source(&mut self, field: &'static Field, source: &'s Source) {
        if let Source::Image(image) = source {
            self.slot(field, Slot::Name, image.text());
        }
        let is = |other: &'static Field| std::ptr::eq(field, other);
        let by = if is(&visit::BASE) {
            By::From
        } else if is(&visit::FROM) {
            By::Copy
        } else {
            By::Mount
        };
        self.reference(source, by);
    }

    fn command(&mut self, field: &'static Field, command: &'s Command) {
        let is = |other: &'static Field| std::ptr::eq(field, other);
        let form = match command {
            Command::Exec(words) => {
                self.exec(words);
                Form::Exec(words)
            }
            Command::Shell(shell) => {
                let bytes = shell.commands.iter().map(|it| it.text().len()).sum();
                self.sink.measure(bytes);
                Form::Shell(shell)
            }
            Command::Script(text) => {
                self.sink.measure(text.text().len());
                Form::Script(text)
            }
        };
        let at_least = usize::from(!is(&visit::RESET_COMMAND));
        let holder = if is(&visit::COMMAND) {
            Holder::Run
        } else {
            Holder::Other
        };
        self.ask_command(form, holder, at_least);
    }

    fn words(&mut self, _: &'static Field, words: &'s [Cow<'static, str>]) {
        self.exec(words);
        self.ask_command(Form::Exec(words), Holder::Other, 1);
    }

    #[inline]
    fn count(&mut self, field: &'static Field, number: usize) {
        if number == 0 {
            self.value(field, Slot::List, "", true);
        }
    }

    fn key(&mut self, key: &'s dyn Display) {
        self.key = Some(key);
    }

    fn mounts(&mut self, mounts: &'s [Mount]) {
        match self.sound {
            Some(bytes) => self.sink.measure(bytes),
            None => visit::each_mount(mounts, self),
        }
    }

    fn paths(&mut self, sources: &'s [FileSource], destination: &'s Text) {
        self.count(&visit::SOURCES, sources.len());
        let is_inline = |source: &FileSource| matches!(source, FileSource::Inline(_));
        let inline = sources.iter().any(is_inline);
        // Beside a here-document there is no JSON, which carries newlines.
        let slot = if inline { Slot::Word } else { Slot::Path };
        if inline {
            // Which here-documents it opens is seen in the line that is written.
            self.sink.look();
        }
        self.special = inline;
        for source in sources {
            match source {
                FileSource::Path(path) if !inline && rule::is_ordinary(path.text()) => {
                    self.sink.measure(path.text().literals().len());
                }
                FileSource::Path(path) => {
                    self.special = true;
                    self.slot(&visit::SOURCE, slot, path.text());
                }
                FileSource::Inline(file) => {
                    self.key = Some(&file.name);
                    self.slot(&visit::INLINE_CONTENT, Slot::Body, &file.content);
                }
            }
        }
        self.slot(&visit::DESTINATION, slot, destination);
    }
}

/// Whether it holds a byte that some place cannot carry: a newline, NUL or one that is not ASCII. Eight at a time.
pub(super) fn odd(text: &str) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const NEWLINES: u64 = u64::from_ne_bytes([b'\n'; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    // The high bit of a byte that is zero; and of some behind one, which is no matter.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let odd = |bytes: &[u8; 8]| {
        let word = u64::from_ne_bytes(*bytes);
        (word | zero(word) | zero(word ^ NEWLINES)) & HIGH
    };
    let bytes = text.as_bytes();
    let Some(last) = bytes.last_chunk() else {
        let is_odd = |byte: &u8| matches!(byte, b'\n' | 0 | 0x80..);
        return bytes.iter().any(is_odd);
    };
    // The last eight overlap those before.
    let words = bytes.chunks_exact(8).filter_map(<[u8]>::first_chunk);
    words.fold(odd(last), |found, word| found | odd(word)) != 0
}

#[cfg(test)]
mod tests {
    use super::odd;

    #[test]
    fn odd_bytes_are_found_wherever_they_are() {
        for length in 0..40 {
            let plain: String = ('!'..='~').cycle().skip(length).take(length).collect();
            assert!(!odd(&plain), "{plain}");
            for at in 0..=length {
                for found in ['\n', '\0', '\u{80}', 'é', '😀'] {
                    let mut text = plain.clone();
                    text.insert(at, found);
                    assert!(odd(&text), "{text:?}");
                }
                for fine in ['\t', '\u{b}', '\u{1}', '\u{7f}', ' '] {
                    let mut text = plain.clone();
                    text.insert(at, fine);
                    assert!(!odd(&text), "{text:?}");
                }
            }
        }
    }
}
