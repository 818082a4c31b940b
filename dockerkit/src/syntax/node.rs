//! What a tree is made of.

use std::borrow::Cow;
use std::ops::Range;

use super::directive::{self, DirectiveName};
use super::instruction::Instruction;
use super::token::Token;
use super::tree::{Kind, Tree};

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
            Kind::Instruction(number) => Self::Instruction(Instruction::of(tree, number, range)),
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
        let (_, value) = directive::read(typed).unwrap_or((self.name, 0..0));
        Token {
            text: Cow::Borrowed(typed.get(value.clone()).unwrap_or_default()),
            range: self.range.start + start + value.start..self.range.start + start + value.end,
        }
    }
}
