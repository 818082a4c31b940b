//! What a tree is made of.

use std::borrow::Cow;
use std::ops::Range;

use super::csv;
use super::directive::DirectiveName;
use super::flags;
use super::json;
use super::line::Line;
use super::tree::{self, Body, Kind, Tree};
use super::words;
use crate::lines::Physical;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) range: Range<usize>,
}

impl Token<'_> {
    /// What BuildKit reads: of a part that goes over several lines, these joined.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it stands in the text of the tree.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }
}

/// A line or several of a file.
///
/// ```
/// use dockerkit::syntax::{Node, Tree};
///
/// let tree = Tree::of("# escape=`\n# a\n\nFROM alpine\n");
/// let kinds: Vec<_> = tree
///     .nodes()
///     .map(|node| match node {
///         Node::Directive(directive) => directive.name().as_str(),
///         Node::Comment(_) => "a comment",
///         Node::Blank(_) => "an empty line",
///         Node::Instruction(_) => "an instruction",
///         _ => "a byte order mark",
///     })
///     .collect();
/// assert_eq!(kinds, ["escape", "a comment", "an empty line", "an instruction"]);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Node<'a, 't> {
    /// The byte order mark in front of everything.
    ByteOrderMark(Range<usize>),
    /// A parser directive.
    Directive(Directive<'a>),
    /// A comment between instructions: its line, with its newline.
    Comment(Range<usize>),
    /// An empty line.
    Blank(Range<usize>),
    /// An instruction.
    Instruction(Instruction<'a, 't>),
}

impl<'a, 't> Node<'a, 't> {
    pub(super) fn of(tree: &'t Tree<'a>, kind: Kind, range: Range<usize>) -> Self {
        match kind {
            Kind::Mark => Self::ByteOrderMark(range),
            Kind::Directive(name) => Self::Directive(Directive {
                name,
                text: tree.text().get(range.clone()).unwrap_or_default(),
                range,
            }),
            Kind::Comment => Self::Comment(range),
            Kind::Blank => Self::Blank(range),
            Kind::Instruction(number) => Self::Instruction(Instruction {
                tree,
                number,
                range,
            }),
        }
    }

    /// Where it stands, with its newline.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        match self {
            Self::ByteOrderMark(range) | Self::Comment(range) | Self::Blank(range) => range.clone(),
            Self::Directive(directive) => directive.range(),
            Self::Instruction(instruction) => instruction.range(),
        }
    }
}

/// `# name=value`
///
/// ```
/// use dockerkit::syntax::{Node, Tree};
///
/// let tree = Tree::of("# syntax = docker/dockerfile:1 \nFROM alpine\n");
/// let Some(Node::Directive(directive)) = tree.nodes().next() else { unreachable!() };
/// assert_eq!(directive.value().text(), "docker/dockerfile:1");
/// assert_eq!(directive.value().range(), 11..30);
/// ```
#[derive(Clone, Debug)]
pub struct Directive<'a> {
    name: DirectiveName,
    text: &'a str,
    range: Range<usize>,
}

impl<'a> Directive<'a> {
    /// Which one it is.
    #[must_use]
    pub const fn name(&self) -> DirectiveName {
        self.name
    }

    /// Its line, with its newline.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Its value.
    #[must_use]
    pub fn value(&self) -> Token<'a> {
        let line = self.text.trim_end_matches(['\r', '\n']);
        let typed = line.trim_start();
        let start = line.len() - typed.len();
        let (_, value) = super::directive::read(typed).unwrap_or((self.name, 0..0));
        Token {
            text: Cow::Borrowed(typed.get(value.clone()).unwrap_or_default()),
            range: self.range.start + start + value.start..self.range.start + start + value.end,
        }
    }
}

/// An instruction as it was typed.
#[derive(Clone, Debug)]
pub struct Instruction<'a, 't> {
    tree: &'t Tree<'a>,
    number: u32,
    range: Range<usize>,
}

impl<'a, 't> Instruction<'a, 't> {
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
        match self.tree.lines(self.number) {
            Some(lines) if !lines.several => {
                Line::single(self.tree.text(), self.range.start..lines.end)
            }
            _ => Line::of(self.tree.text(), self.lines(), self.escape()),
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
    with_flags(line, start, escape, |_| {})
}

/// The same of a line whose arguments begin there; shows each flag.
pub(crate) fn with_flags(
    line: &str,
    start: usize,
    escape: char,
    see: impl FnMut(Range<usize>),
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

/// `--name=value`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag<'a> {
    text: Cow<'a, str>,
    range: Range<usize>,
    /// Where each byte of what BuildKit reads stands.
    places: Vec<usize>,
}

impl<'a> Flag<'a> {
    fn of(line: &Line<'a>, range: Range<usize>, escape: char) -> Self {
        let places = flags::places(&line.text, range.clone(), escape);
        let value = flags::value(&line.text, range.clone(), escape).into_owned();
        let mut places: Vec<_> = places.into_iter().map(|at| line.source(at)).collect();
        let ends_inside = !line.text.is_char_boundary(range.end);
        let range = line.range(range);
        // The second place of what is not ASCII is where it ends.
        if let Some(last) = places.last_mut().filter(|_| ends_inside) {
            *last = range.end.saturating_sub(1);
        }
        Self {
            text: Cow::Owned(value),
            range,
            places,
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// The name, with its dashes.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text
            .split_once('=')
            .map_or(&*self.text, |(name, _)| name)
    }

    /// What BuildKit reads of its value, without quotes and escapes; nothing if there is no `=`.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.text.split_once('=').map(|(_, value)| value)
    }

    /// Where a part of what BuildKit reads stands.
    fn place(&self, range: Range<usize>) -> Range<usize> {
        let end = self.range.end;
        let at = |index: usize| self.places.get(index).copied();
        let start = at(range.start).unwrap_or(end);
        let last = range.end.checked_sub(1).filter(|last| *last >= range.start);
        start..last.and_then(at).map_or(start, |last| last + 1)
    }

    /// The options of `--mount`, and the fields of other flags that are CSV; none if it is none.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        let Some(value) = self.value() else {
            return Vec::new();
        };
        let offset = self.text.len() - value.len();
        let found = csv::fields(value).unwrap_or_default();
        let field = |field: csv::Field<'_>| {
            let (key, value) = match field.text.split_once('=') {
                Some((key, value)) => (key.to_owned(), Some(value.to_owned())),
                None => (field.text.clone().into_owned(), None),
            };
            // Quotes are around the whole field.
            let quote = usize::from(
                matches!(field.text, Cow::Owned(_)) || self.is_quoted(offset + field.range.start),
            );
            let start = offset + field.range.start + quote;
            let end = offset + field.range.end - quote;
            let raw = self.text.get(start..end).unwrap_or_default();
            let range = self.place(start..end);
            let value_range = match raw.find('=').map(|equals| start + equals + 1) {
                Some(value_start) if value_start < end => self.place(value_start..end),
                _ => range.end..range.end,
            };
            Field {
                range,
                value_range,
                key,
                value,
            }
        };
        found.into_iter().map(field).collect()
    }

    fn is_quoted(&self, at: usize) -> bool {
        self.text.get(at..).is_some_and(|it| it.starts_with('"'))
    }
}

/// `key=value` of a mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    key: String,
    value: Option<String>,
    range: Range<usize>,
    value_range: Range<usize>,
}

impl Field {
    /// The key, as it was typed.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The value, in which `$` is not expanded yet.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// Where it stands.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Where its value stands; empty if there is none.
    #[must_use]
    pub fn value_range(&self) -> Range<usize> {
        self.value_range.clone()
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
