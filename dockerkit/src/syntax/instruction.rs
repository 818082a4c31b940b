//! An instruction as it was typed.

use std::borrow::Cow;
use std::ops::Range;

use super::flag::Flag;
use super::line::{Line, Spare};
use super::token::Token;
use super::tree::{self, Body, Tree};
use super::{flags, json, words};
use crate::lines::Physical;

/// An instruction as it was typed.
#[derive(Clone, Debug)]
pub struct Instruction<'a, 't> {
    tree: &'t Tree<'a>,
    number: u32,
    range: Range<usize>,
}

impl<'a, 't> Instruction<'a, 't> {
    pub(super) const fn of(tree: &'t Tree<'a>, number: u32, range: Range<usize>) -> Self {
        Self {
            tree,
            number,
            range,
        }
    }

    /// Where it stands, with its here-documents and its last newline.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Its lines, without its here-documents.
    #[must_use]
    pub fn lines(&self) -> Range<usize> {
        let lines = self.tree.lines(self.number);
        self.range.start..lines.map_or(self.range.end, |lines| lines.end)
    }

    fn escape(&self) -> char {
        self.tree.escape().character()
    }

    /// The line that BuildKit reads.
    pub(crate) fn line(&self) -> Line<'a> {
        self.line_in(&mut Spare::default())
    }

    /// The same, in memory that is there.
    pub(crate) fn line_in(&self, spare: &mut Spare) -> Line<'a> {
        let text = self.tree.text();
        match self.tree.lines(self.number) {
            Some(lines) if !lines.several => Line::single(text, self.range.start..lines.end),
            _ => Line::of(text, self.lines(), self.escape(), spare),
        }
    }

    /// The keyword, as it was typed.
    #[must_use]
    pub fn keyword(&self) -> Token<'a> {
        let line = self.line();
        let (keyword, _) = tree::keyword(&line.text);
        Token {
            text: part(&line, keyword.clone()),
            range: line.range(keyword),
        }
    }

    /// Its flags.
    #[must_use]
    pub fn flags(&self) -> Vec<Flag<'a>> {
        let line = self.line();
        let (arguments, _) = arguments(&line.text, self.escape());
        let (found, _) = flags::split(
            line.text.get(arguments.clone()).unwrap_or_default(),
            self.escape(),
        );
        let flag = |range: Range<usize>| {
            Flag::of(
                &line,
                arguments.start + range.start..arguments.start + range.end,
                self.escape(),
            )
        };
        found.into_iter().map(flag).collect()
    }

    /// What stands behind its flags, without whitespace around it, on all of its lines.
    #[must_use]
    pub fn operand(&self) -> Range<usize> {
        let line = self.line();
        let (_, operand) = arguments(&line.text, self.escape());
        line.range(operand)
    }

    /// The words of its operand, as they were typed: of the exec form the strings with their quotes, of the shell form the whole
    /// text, of `ENV` and others the pairs.
    #[must_use]
    pub fn words(&self) -> Vec<Token<'a>> {
        let line = self.line();
        let (keyword, _) = tree::keyword(&line.text);
        let keyword = tree::lowercase(line.text.get(keyword).unwrap_or_default()).into_owned();
        let (_, operand) = arguments(&line.text, self.escape());
        let text = line.text.get(operand.clone()).unwrap_or_default();
        let all = std::iter::once(0..text.len());
        let words = match &*keyword {
            "env" | "label" | "arg" => words::with_quotes(text, self.escape()).collect(),
            "from" | "expose" => words::between_blanks(text),
            "maintainer" | "stopsignal" | "user" | "workdir" | "onbuild" | "healthcheck" => {
                all.collect()
            }
            name => match (json::strings(text), name) {
                (json::Read::Strings(found), _) => {
                    found.into_iter().map(|(_, range)| range).collect()
                }
                (_, "copy" | "add" | "volume") => words::between_blanks(text),
                _ => all.collect(),
            },
        };
        let token = |range: Range<usize>| {
            let range = operand.start + range.start..operand.start + range.end;
            Token {
                text: part(&line, range.clone()),
                range: line.range(range),
            }
        };
        words.into_iter().map(token).collect()
    }

    /// Its here-documents, in order.
    pub fn heredocs(&self) -> impl Iterator<Item = HeredocBody<'t>> {
        let bodies = self.tree.bodies(self.number).iter();
        bodies.map(|body| HeredocBody { body })
    }

    pub(crate) fn bodies(&self) -> &'t [Body] {
        self.tree.bodies(self.number)
    }

    /// Where its lines are continued: each escape character, up to the newline.
    pub fn continuations(&self) -> impl Iterator<Item = Range<usize>> {
        self.physical().into_iter().filter_map(|(range, line)| {
            let text = line.text.filter(|_| line.goes_on)?;
            Some(range.start + text.len()..range.end)
        })
    }

    /// The comments between its lines, each with its newline.
    pub fn comments(&self) -> impl Iterator<Item = Range<usize>> {
        let physical = self.physical().into_iter();
        let comments = physical
            .filter(|(_, line)| line.text.is_none() && line.typed.trim_start().starts_with('#'));
        comments.map(|(range, _)| range)
    }

    /// The empty lines between its lines, which BuildKit warns of.
    pub fn empty_lines(&self) -> impl Iterator<Item = Range<usize>> {
        let physical = self.physical().into_iter();
        let empty =
            physical.filter(|(_, line)| line.text.is_none() && line.typed.trim_start().is_empty());
        empty.map(|(range, _)| range)
    }

    fn physical(&self) -> Vec<(Range<usize>, Physical<'a>)> {
        let lines = self.lines();
        let mut at = lines.start;
        let text = self.tree.text().get(lines.clone()).unwrap_or_default();
        let lines = text.split_inclusive('\n').map(|line| {
            let range = at..at + line.len();
            let physical = Physical::read(
                line.trim_end_matches('\n'),
                at == lines.start,
                self.escape(),
            );
            at = range.end;
            (range, physical)
        });
        lines.collect()
    }
}

/// Where what follows the keyword stands in a line, and its operand.
pub(crate) fn arguments(line: &str, escape: char) -> (Range<usize>, Range<usize>) {
    let (_, start) = tree::keyword(line);
    with_flags(line, start, escape, |_, _| {})
}

/// The same of a line whose arguments begin there; shows each flag, and whether it is read as it stands.
pub(crate) fn with_flags(
    line: &str,
    start: usize,
    escape: char,
    see: impl FnMut(Range<usize>, bool),
) -> (Range<usize>, Range<usize>) {
    let end = line.trim_end().len().max(start);
    let text = line.get(start..end).unwrap_or_default();
    let operand = if text.starts_with("--") {
        flags::each(text, escape, see)
    } else {
        0
    };
    let rest = text.as_bytes().get(operand..).unwrap_or_default();
    let blanks = match rest.first() {
        Some(first) if first.is_ascii_graphic() => 0,
        // A flag may end in the middle of a character.
        _ => match std::str::from_utf8(rest) {
            Ok(rest) => rest.len() - rest.trim_start().len(),
            Err(_) => 0,
        },
    };
    (start..end, (start + operand + blanks).min(end)..end)
}

fn part<'a>(line: &Line<'a>, range: Range<usize>) -> Cow<'a, str> {
    match &line.text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(range).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(text.get(range).unwrap_or_default().to_owned()),
    }
}

/// A here-document of `RUN`, `COPY` or `ADD`.
///
/// ```
/// use dockerkit::syntax::Tree;
///
/// let text = "FROM alpine\nRUN <<EOF\nmake\nEOF\n";
/// let tree = Tree::of(text);
/// let run = tree.instructions().last().unwrap();
/// let heredoc = run.heredocs().next().unwrap();
/// assert_eq!(heredoc.word(), "EOF");
/// assert_eq!(&text[heredoc.content()], "make\n");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct HeredocBody<'t> {
    body: &'t Body,
}

impl<'t> HeredocBody<'t> {
    /// The word that ends it, without quotes.
    #[must_use]
    pub fn word(&self) -> &'t str {
        &self.body.opened.word
    }

    /// Whether `$` in it is expanded in `COPY` and `ADD`: its word has no quotes.
    #[must_use]
    pub const fn expands(&self) -> bool {
        self.body.opened.expands
    }

    /// Whether it was opened by `<<-`: tabs in front of its lines are dropped.
    #[must_use]
    pub const fn strips_tabs(&self) -> bool {
        self.body.opened.strips_tabs
    }

    /// Its lines.
    #[must_use]
    pub fn content(&self) -> Range<usize> {
        self.body.content.clone()
    }

    /// The line that ends it.
    #[must_use]
    pub fn end(&self) -> Range<usize> {
        self.body.end.clone()
    }
}
