//! The tree: what each line of a file is, found in one pass.
//!
//! Source: `Parse` in `frontend/dockerfile/parser/parser.go`.

use std::borrow::Cow;
use std::ops::Range;

use super::directive::{self, DirectiveName};
use super::instruction::Instruction;
use super::line::{Line, Spare};
use super::node::Node;
use super::{flags, json};
use crate::escape::Escape;
use crate::heredoc::{self, Heredoc};
use crate::lines::{self, LIMIT, Physical};

/// A Dockerfile as it was typed: every byte of the text belongs to one of its nodes.
///
/// It is made in one pass that copies nothing, of any text; what BuildKit refuses is found by
/// [`Dockerfile::parse`](crate::Dockerfile::parse). What an instruction is made of is found when it is asked for.
///
/// ```
/// use dockerkit::syntax::{Node, Tree};
///
/// let text = "# syntax=docker/dockerfile:1\n\nFROM alpine\nRUN --mount=type=cache,target=/c \\\n    make\n";
/// let tree = Tree::of(text);
/// let whole: String = tree.nodes().map(|node| &text[node.range()]).collect();
/// assert_eq!(whole, text);
///
/// let run = tree.instructions().last().unwrap();
/// assert_eq!(run.keyword().text(), "RUN");
/// let mount = &run.flags()[0];
/// assert_eq!(&text[mount.range()], "--mount=type=cache,target=/c");
/// assert_eq!(&text[mount.fields()[1].value_range()], "/c");
/// assert_eq!(&text[run.operand()], "make");
/// ```
///
/// Source: BuildKit's parser, `frontend/dockerfile/parser`.
#[derive(Clone, Debug)]
pub struct Tree<'a> {
    text: &'a str,
    escape: Escape,
    items: Vec<Item>,
    instructions: Vec<Lines>,
    heredocs: Vec<Body>,
    problems: Vec<(Problem, Range<usize>)>,
}

/// What begins at a place of the text, and ends where the next one begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) start: usize,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Mark,
    Directive(DirectiveName),
    Comment,
    Blank,
    /// The number of the instruction.
    Instruction(u32),
}

/// The lines of an instruction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines {
    /// Where they end: behind the newline, in front of the here-documents.
    pub(super) end: usize,
    /// The first of its here-documents; they go on to the first of the next instruction.
    heredocs: usize,
    /// Whether there is more than one.
    pub(super) several: bool,
}

/// A here-document.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) opened: Heredoc,
    pub(crate) content: Range<usize>,
    /// The line that ends it; empty at the end of the file if there is none.
    pub(crate) end: Range<usize>,
}

/// What BuildKit refuses of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// A directive that was there already.
    Twice(DirectiveName),
    /// The escape character is neither of the two.
    Escape,
    /// A line is too long.
    TooLong,
    /// A here-document is not ended.
    Unterminated,
    /// The word of a here-document cannot be read.
    HeredocWord,
}

impl<'a> Tree<'a> {
    /// The tree of a text, whatever it is.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        let mut tree = Self {
            text,
            escape: Escape::Backslash,
            items: Vec::with_capacity(8 + text.len() / 48),
            instructions: Vec::with_capacity(4 + text.len() / 64),
            heredocs: Vec::new(),
            problems: Vec::new(),
        };
        tree.read();
        tree
    }

    /// The text.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// The character that escapes and continues lines.
    #[must_use]
    pub const fn escape(&self) -> Escape {
        self.escape
    }

    /// Everything that the text is made of, in order: together all of its bytes.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'a, '_>> {
        let ends = self.items.iter().skip(1).map(|next| next.start);
        let ends = ends.chain([self.text.len()]);
        let items = self.items.iter().zip(ends);
        items.map(|(item, end)| Node::of(self, item.kind, item.start..end))
    }

    /// The instructions, `FROM` among them.
    pub fn instructions(&self) -> impl Iterator<Item = Instruction<'a, '_>> {
        self.nodes().filter_map(|node| match node {
            Node::Instruction(instruction) => Some(instruction),
            _ => None,
        })
    }

    /// The instruction to which a byte of the text belongs, if it is one's.
    ///
    /// ```
    /// use dockerkit::syntax::Tree;
    ///
    /// let tree = Tree::of("FROM alpine\n\nRUN a\n");
    /// assert_eq!(tree.instruction_at(15).unwrap().keyword().text(), "RUN");
    /// assert!(tree.instruction_at(12).is_none());
    /// ```
    #[must_use]
    pub fn instruction_at(&self, byte: usize) -> Option<Instruction<'a, '_>> {
        let next = self.items.partition_point(|item| item.start <= byte);
        let item = self.items.get(next.checked_sub(1)?)?;
        let end = self.items.get(next).map_or(self.text.len(), |it| it.start);
        match Node::of(self, item.kind, item.start..end) {
            Node::Instruction(instruction) if byte < end => Some(instruction),
            _ => None,
        }
    }

    pub(crate) fn problems(&self) -> &[(Problem, Range<usize>)] {
        &self.problems
    }

    /// About how many nodes stand between a node and the next `FROM`; of many, some.
    pub(crate) fn until_from(&self, node: u32) -> usize {
        const SOME: usize = 16;
        let behind = self.items.get(node as usize + 1..).unwrap_or_default();
        let text = self.text.as_bytes();
        let is_from = |item: &&Item| {
            let typed = text.get(item.start..).unwrap_or_default();
            matches!(typed.first(), Some(b'F' | b'f' | b' ' | b'\t'))
        };
        behind
            .iter()
            .take(SOME)
            .take_while(|it| !is_from(it))
            .count()
    }

    pub(super) fn lines(&self, number: u32) -> Option<Lines> {
        self.instructions.get(number as usize).copied()
    }

    pub(super) fn bodies(&self, number: u32) -> &[Body] {
        let first = |number: usize| {
            let lines = self.instructions.get(number);
            lines.map_or(self.heredocs.len(), |lines| lines.heredocs)
        };
        let number = number as usize;
        self.heredocs
            .get(first(number)..first(number + 1))
            .unwrap_or_default()
    }

    fn read(&mut self) {
        let text = self.text;
        let mut at = 0;
        if text.starts_with('\u{feff}') {
            self.push(0, Kind::Mark);
            at = '\u{feff}'.len_utf8();
        }
        let mut directives = Some(0);
        // BuildKit looks behind the line of an interpreter for a frontend and for checks.
        let interpreter = text.get(at..).is_some_and(|it| it.starts_with("#!"));
        if interpreter {
            self.push(at, Kind::Comment);
            self.next_line(&mut at);
        }
        while at < text.len() {
            let start = at;
            let (line, less) = self.next_line(&mut at);
            let typed = match line.as_bytes().first() {
                Some(first) if first.is_ascii_graphic() => line,
                _ => line.trim_start(),
            };
            let kind = match typed.as_bytes().first() {
                None => Kind::Blank,
                Some(b'#') => {
                    if let Some(seen) = directives {
                        let typed = typed.trim_end_matches(['\r', '\n']);
                        let place = at - line.trim_start().len();
                        directives = if interpreter {
                            self.behind_interpreter(typed, start, seen)
                        } else {
                            self.directive(typed, place, start, seen)
                        };
                        if directives.is_some() {
                            continue;
                        }
                    }
                    Kind::Comment
                }
                Some(_) => {
                    self.instruction(start, (line, typed, less), &mut at);
                    directives = None;
                    continue;
                }
            };
            directives = None;
            self.push(start, kind);
        }
    }

    /// The line that begins there, with its newline, and whether a `<` may stand in it.
    #[inline]
    fn next_line(&mut self, at: &mut usize) -> (&'a str, bool) {
        let rest = self.text.get(*at..).unwrap_or_default();
        let (length, less) = lines::length(rest.as_bytes());
        let newline = usize::from(length < rest.len());
        let end = *at + length + newline;
        if length > LIMIT {
            self.problems.push((Problem::TooLong, *at..end));
        }
        let line = self.text.get(*at..end).unwrap_or_default();
        *at = end;
        (line, less)
    }

    fn push(&mut self, start: usize, kind: Kind) {
        self.items.push(Item { start, kind });
    }

    /// Reads a comment as a directive; nothing if it is none, and there are no more.
    fn directive(&mut self, typed: &str, place: usize, start: usize, seen: u8) -> Option<u8> {
        let (name, value) = directive::read(typed)?;
        let value = place + value.start..place + value.end;
        if seen & name.bit() != 0 {
            self.problems
                .push((Problem::Twice(name), place..place + typed.len()));
        } else if name == DirectiveName::Escape {
            match self.text.get(value.clone()) {
                Some("\\") => {}
                Some("`") => self.escape = Escape::Backtick,
                _ => self.problems.push((Problem::Escape, value)),
            }
        }
        self.push(start, Kind::Directive(name));
        Some(seen | name.bit())
    }

    /// The same where an interpreter's line is in front: nothing is refused, and nothing escapes otherwise.
    fn behind_interpreter(&mut self, typed: &str, start: usize, seen: u8) -> Option<u8> {
        let (name, _) = directive::read(typed)?;
        if seen & name.bit() != 0 {
            return None;
        }
        self.push(
            start,
            match name {
                DirectiveName::Escape => Kind::Comment,
                DirectiveName::Syntax | DirectiveName::Check => Kind::Directive(name),
            },
        );
        Some(seen | name.bit())
    }

    /// The instruction whose first line is that: as it stands, without blanks in front, and whether there may be a `<` in it.
    fn instruction(
        &mut self,
        start: usize,
        (first, typed, mut less): (&'a str, &'a str, bool),
        at: &mut usize,
    ) {
        let escape = self.escape.character();
        let mut goes_on = goes_on(first, escape);
        let several = goes_on;
        while goes_on && *at < self.text.len() {
            let (line, less_too) = self.next_line(at);
            less |= less_too;
            let line = line.strip_suffix('\n').unwrap_or(line);
            goes_on = Physical::read(line, false, escape).goes_on;
        }
        // Few texts have more; what comes behind is one with the last.
        let number = u32::try_from(self.instructions.len()).unwrap_or(u32::MAX);
        self.push(start, Kind::Instruction(number));
        self.instructions.push(Lines {
            end: *at,
            heredocs: self.heredocs.len(),
            several,
        });
        // The instructions that may open here-documents.
        let opens = |first: &u8| b"RACOraco\\`".contains(first);
        if less && typed.as_bytes().first().is_some_and(opens) {
            self.open_heredocs(start, at);
        }
    }

    fn open_heredocs(&mut self, start: usize, at: &mut usize) {
        let lines = start..*at;
        let line = Line::of(
            self.text,
            lines.clone(),
            self.escape.character(),
            &mut Spare::default(),
        );
        if !line.text.contains("<<") || !can_hold_heredocs(&line.text, self.escape) {
            return;
        }
        let Some(found) = heredoc::found(&line.text) else {
            return self.problems.push((Problem::HeredocWord, lines));
        };
        let mut unterminated = false;
        for opened in found {
            let begin = *at;
            let mut end = self.text.len()..self.text.len();
            while *at < self.text.len() {
                let line_start = *at;
                let (line, _) = self.next_line(at);
                let line = line.trim_end_matches(['\r', '\n']);
                let line = if opened.strips_tabs {
                    line.trim_start_matches('\t')
                } else {
                    line
                };
                if line == opened.word {
                    end = line_start..*at;
                    break;
                }
            }
            // Of several in one line, the first takes what the others are ended by.
            if end.is_empty() && !unterminated {
                unterminated = true;
                self.problems.push((Problem::Unterminated, lines.clone()));
            }
            self.heredocs.push(Body {
                opened,
                content: begin..end.start,
                end,
            });
        }
    }
}

/// Whether the first line of an instruction is continued.
#[inline]
fn goes_on(line: &str, escape: char) -> bool {
    let line = line.strip_suffix('\n').unwrap_or(line);
    Physical::read(line, true, escape).goes_on
}

/// Splits a line into its keyword and what follows it, and where that begins.
pub(crate) fn keyword(line: &str) -> (Range<usize>, usize) {
    let trimmed = line.trim_start();
    let start = line.len() - trimmed.len();
    let blank = |byte: &u8| matches!(byte, b'\t' | 0x0b | 0x0c | b'\r' | b' ');
    let mut bytes = trimmed.bytes();
    let length = bytes.position(|byte| blank(&byte));
    let Some(length) = length else {
        let end = start + trimmed.trim_end().len();
        return (start..end, line.len());
    };
    let blanks = 1 + bytes.take_while(blank).count();
    let end = start + length;
    // Whitespace at the end is none in front of anything.
    (start..end, end + blanks)
}

/// A keyword in small letters, as Go makes them.
pub(crate) fn lowercase(keyword: &str) -> Cow<'_, str> {
    if keyword.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(keyword);
    }
    let small = keyword.chars().map(|it| match it {
        // Rust makes two characters of it.
        '\u{130}' => 'i',
        other => other.to_lowercase().next().unwrap_or(other),
    });
    Cow::Owned(small.collect())
}

/// Whether BuildKit looks for here-documents in a line.
fn can_hold_heredocs(line: &str, escape: Escape) -> bool {
    let mut start = 0;
    for trigger in [false, true] {
        let line = line.get(start..).unwrap_or_default();
        let (name, rest) = keyword(line);
        let name = lowercase(line.get(name).unwrap_or_default());
        let arguments = line.trim_end().get(rest..).unwrap_or_default();
        let (_, operand) = flags::split(arguments, escape.character());
        match &*name {
            "run" | "copy" | "add" => {
                let operand = arguments.as_bytes().get(operand..).unwrap_or_default();
                let operand = std::str::from_utf8(operand).unwrap_or_default();
                return !matches!(json::strings(operand.trim()), json::Read::Strings(_));
            }
            "onbuild" if !trigger => start += rest + operand,
            _ => return false,
        }
    }
    false
}
