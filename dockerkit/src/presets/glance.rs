//! What is seen of a command without reading it.

use std::sync::LazyLock;

use super::PackageManager;
use super::calls::{is_of_a_manager, programs};
use crate::commands::name_of;

/// Bytes by what they are to a glance at a command.
struct Bytes {
    /// What each is: some of the bits below.
    class: [u8; 256],
    /// The programs that begin with it for which a command has to be read.
    begins: [Vec<&'static str>; 256],
    /// The second bytes of all programs that begin with it, by their last five bits.
    seconds: [u32; 256],
}

/// It is part of a word.
const WORD: u8 = 1;
/// A program begins with it that a command has to be read for.
const BEGINS: u8 = 2;
/// A program begins with it that [is plain](is_plain).
const PLAIN: u8 = 4;
const NEWLINE: u8 = 8;
/// A shell takes it away.
const QUOTE: u8 = 16;

/// What a command has to be read for beside the commands of managers: removals, and programs that install others.
fn others() -> Vec<&'static str> {
    let mut programs = vec!["rm", "sh.rustup.rs"];
    for manager in PackageManager::ALL {
        for install in manager.row().installs {
            programs.extend(install.command.split(' ').next());
        }
    }
    programs
}

/// Most words of a command begin as no program does that it has to be read for.
static BYTES: LazyLock<Bytes> = LazyLock::new(|| {
    let mut bytes = Bytes {
        class: [0; 256],
        begins: [const { Vec::new() }; 256],
        seconds: [0; 256],
    };
    for (byte, class) in (0..=u8::MAX).zip(&mut bytes.class) {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            *class |= WORD;
        }
        match byte {
            b'\n' => *class |= NEWLINE,
            b'\'' | b'"' | b'\\' => *class |= QUOTE,
            _ => {}
        }
    }
    let mut classes: Vec<(&str, u8)> = Vec::new();
    classes.extend(programs().map(|it| (it, BEGINS)));
    classes.extend(others().into_iter().map(|it| (it, BEGINS)));
    classes.extend(PLAIN_PROGRAMS.map(|it| (it, PLAIN)));
    for (program, class) in classes {
        let [first, rest @ ..] = program.as_bytes() else {
            continue;
        };
        let first = usize::from(*first);
        if let Some(all) = bytes.class.get_mut(first) {
            *all |= class;
        }
        if let Some(seconds) = bytes.seconds.get_mut(first) {
            // One of a single byte may be followed by any.
            *seconds |= rest.first().map_or(u32::MAX, |second| bit(*second));
        }
        if let Some(begins) = bytes.begins.get_mut(first).filter(|_| class == BEGINS) {
            begins.push(program);
        }
    }
    bytes
});

/// The bit of a second byte.
const fn bit(second: u8) -> u32 {
    1 << (second & 31)
}

/// Programs that run no others and have no caches.
const PLAIN_PROGRAMS: [&str; 24] = [
    "cd", "echo", "printf", "mkdir", "cp", "mv", "rm", "ln", "ls", "cat", "chmod", "chown",
    "touch", "true", "set", "test", "[", "sed", "grep", "tar", "unzip", "sleep", "id", "pwd",
];

/// Whether a program runs no others and has no caches.
pub(crate) fn is_plain(program: &str) -> bool {
    PLAIN_PROGRAMS.contains(&program)
}

/// What is seen of a command without reading it: no more than whether it has to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Glance(u8);

impl Glance {
    /// The program of a manager is among its words.
    const CALLS: u8 = 1;
    /// Another program is that a command has to be read for.
    const OTHERS: u8 = 2;
    /// Something may set a variable.
    const SETS: u8 = 4;
    /// It begins with a program that [is plain](is_plain), or has many lines.
    const PLAIN: u8 = 8;
    /// Quotes stand in a word, whose letters the shell puts together.
    const JOINS: u8 = 16;

    /// What is seen of all texts of a command.
    pub(crate) fn at<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let bytes = &*BYTES;
        let mut seen = Self::default();
        for (at, text) in texts.enumerate() {
            let lines = seen.look(text, bytes);
            if at == 0 && (lines || bytes.begins_plainly(text)) {
                seen.0 |= Self::PLAIN;
            }
        }
        seen
    }

    /// Whether nothing was seen.
    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the program of a manager is among its words.
    pub(crate) const fn calls(self) -> bool {
        self.0 & Self::CALLS != 0
    }

    /// Whether a manager may be called.
    pub(crate) const fn may_call(self) -> bool {
        self.0 & (Self::CALLS | Self::JOINS) != 0
    }

    /// Whether it may be that it runs nothing but programs that [are plain](is_plain).
    pub(crate) const fn may_be_plain(self) -> bool {
        self.0 & Self::PLAIN != 0
    }

    /// Looks at a text, and says whether it has many lines.
    fn look(&mut self, text: &str, bytes: &Bytes) -> bool {
        let (mut inside, mut all) = (false, 0);
        // Whether nothing but quotes stands between a word and this.
        let mut joint = false;
        for (at, byte) in text.bytes().enumerate() {
            let class = bytes.class(byte);
            all |= class;
            if class & WORD == 0 {
                if byte == b'=' && (inside || joint) {
                    self.0 |= Self::SETS;
                }
                joint = class & QUOTE != 0 && (inside || joint);
                inside = false;
            } else if !inside {
                inside = true;
                if joint {
                    self.0 |= Self::JOINS;
                }
                let rest = text.get(at..).unwrap_or_default();
                if class & BEGINS != 0 && bytes.may_begin(rest) {
                    self.word(rest, byte, bytes);
                }
            }
        }
        all & NEWLINE != 0
    }

    /// Looks at the word that a text begins with.
    fn word(&mut self, text: &str, first: u8, bytes: &Bytes) {
        let begins = bytes.begins.get(usize::from(first));
        let end = text.bytes().position(|byte| bytes.class(byte) & WORD == 0);
        let word = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
        let is = |program: &&&str| {
            word.starts_with(**program) && (**program == word || **program == name_of(word))
        };
        let mut known = begins.into_iter().flatten();
        match known.find(is) {
            Some(program) if is_of_a_manager(program) => self.0 |= Self::CALLS,
            Some(_) => self.0 |= Self::OTHERS,
            None => {}
        }
    }
}

impl Bytes {
    #[inline]
    fn class(&self, byte: u8) -> u8 {
        self.class.get(usize::from(byte)).copied().unwrap_or(0)
    }

    /// Whether a program may begin as a text does.
    #[inline]
    fn may_begin(&self, text: &str) -> bool {
        match text.as_bytes() {
            [first, second, ..] => self
                .seconds
                .get(usize::from(*first))
                .is_some_and(|seconds| seconds & bit(*second) != 0),
            _ => true,
        }
    }

    /// Whether the first program is one that [is plain](is_plain).
    fn begins_plainly(&self, text: &str) -> bool {
        let text = text.trim_ascii_start();
        let first = text.bytes().next().unwrap_or_default();
        let program = || text.split(|it: char| it.is_ascii_whitespace()).next();
        self.class(first) & PLAIN != 0 && self.may_begin(text) && program().is_some_and(is_plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_to_be_read_is_seen() {
        let at = |text: &'static str| Glance::at([text].into_iter());
        for text in [
            "pip install x",
            "/opt/bin/pip3.12 x",
            "a;\"npm\" ci",
            "x\npnpm",
            "$V/yarn",
            "apt-get",
        ] {
            assert!(at(text).calls(), "{text}");
        }
        for text in ["", "make target-1", "./pipx", "x pipe", "go-x", "é"] {
            assert!(at(text).is_empty(), "{text}");
        }
        for text in [" mkdir x", "[ -f x ]", "a\nb", "true"] {
            assert!(at(text).may_be_plain() && !at(text).calls(), "{text}");
        }
        for (text, seen) in [
            ("a&&rm -rf x", Glance::OTHERS),
            ("curl https://sh.rustup.rs | sh", Glance::OTHERS),
            ("rustup-init -y", Glance::OTHERS),
            ("c\\argo install x", Glance::JOINS),
            ("\"ca\"\"rgo\" install x", Glance::JOINS),
            ("r\"m\" -rf x", Glance::JOINS),
            ("export 'A'=1", Glance::SETS),
            ("export A\\=1", Glance::SETS),
            ("export A'=1'", Glance::SETS),
            ("make \"a b\" 'c'", 0),
            ("a rmx farm", 0),
            ("A=b c", Glance::SETS),
            ("a b = c", 0),
        ] {
            assert_eq!(at(text), Glance(seen), "{text}");
        }
    }
}
