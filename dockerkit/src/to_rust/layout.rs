//! Expressions of Rust, and their layout.

use super::literal;
use super::rustfmt::{LINE, Shape, TAB, chain, is_better, list, width};

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    /// A name, a path or a number.
    Word(String),
    /// A string.
    Text(Literal),
    /// `&name`
    Ref(String),
    Array(Vec<Expr>),
    Call(Call),
    /// What methods are called on, and those.
    Chain(Box<Expr>, Vec<Call>),
}

/// A call of a function or a method.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) callee: String,
    pub(super) arguments: Vec<Expr>,
}

/// A text, its literal, and how wide the lines of that are.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    text: String,
    written: String,
    first: usize,
    /// The widest of those between the first and the last one.
    others: usize,
    last: usize,
    /// A backslash ends all lines but the last, so that rustfmt asks for nothing more.
    continued: bool,
}

impl Literal {
    fn new(text: &str) -> Self {
        let written = literal::lines(text);
        let mut widths = written.split('\n').map(width);
        let first = widths.next().unwrap_or_default();
        let mut others: Vec<_> = widths.collect();
        let last = others.pop().unwrap_or(first);
        let mut before = written.split('\n').rev().skip(1);
        let continued = before.all(|line| line.ends_with('\\'));
        Self {
            first,
            others: others.into_iter().max().unwrap_or_default(),
            last,
            continued,
            text: text.to_owned(),
            written,
        }
    }

    fn is_line(&self) -> bool {
        !self.written.contains('\n')
    }

    fn laid_out(&self, shape: Shape) -> Option<String> {
        let fits = self.first <= shape.width
            && (self.is_line() || (self.others <= LINE && self.last <= shape.used() + shape.width));
        (self.continued || fits).then(|| self.written.clone())
    }
}

impl Expr {
    pub(super) fn word(word: impl Into<String>) -> Self {
        Self::Word(word.into())
    }

    /// Text, on one line or several.
    pub(super) fn text(text: &str) -> Self {
        Self::Text(Literal::new(text))
    }

    pub(super) fn call(callee: &str, arguments: impl Into<Vec<Self>>) -> Self {
        Self::Call(Call {
            callee: callee.to_owned(),
            arguments: arguments.into(),
        })
    }

    /// A method called on it.
    #[must_use]
    pub(super) fn then(self, method: &str, arguments: impl Into<Vec<Self>>) -> Self {
        let call = Call {
            callee: format!(".{method}"),
            arguments: arguments.into(),
        };
        match self {
            Self::Chain(root, mut calls) => {
                calls.push(call);
                Self::Chain(root, calls)
            }
            root => Self::Chain(Box::new(root), vec![call]),
        }
    }

    /// All of it on one line, however wide.
    pub(super) fn flat(&self) -> String {
        let mut out = String::new();
        self.push_flat(&mut out);
        out
    }

    fn push_flat(&self, out: &mut String) {
        match self {
            Self::Word(word) => out.push_str(word),
            Self::Text(text) => out.push_str(&literal::line(&text.text)),
            Self::Ref(name) => out.extend(["&", name]),
            Self::Array(items) => {
                out.push('[');
                push_list(items, out);
                out.push(']');
            }
            Self::Call(call) => call.push_flat(out),
            Self::Chain(root, calls) => {
                root.push_flat(out);
                for call in calls {
                    call.push_flat(out);
                }
            }
        }
    }

    /// The names of the library that stand in it.
    pub(super) fn names(&self, see: &mut dyn FnMut(&str)) {
        match self {
            Self::Word(word) => see(word),
            Self::Text(_) | Self::Ref(_) => {}
            Self::Array(items) => items.iter().for_each(|item| item.names(see)),
            Self::Call(call) => call.names(see),
            Self::Chain(root, calls) => {
                root.names(see);
                for call in calls {
                    call.names(see);
                }
            }
        }
    }

    /// `let name = expr;` or the expression, in a block of this indentation.
    pub(super) fn statement(&self, name: Option<&str>, indent: usize) -> String {
        let margin = " ".repeat(indent);
        let Some(name) = name else {
            let laid_out = self.laid_out(Shape::at(indent), false);
            let text = laid_out.unwrap_or_else(|| self.stacked(indent));
            return format!("{margin}{text}\n");
        };
        let start = format!("let {name} =");
        match self.assigned(width(&start), indent) {
            Some(text) => format!("{margin}{start}{text};\n"),
            None => format!("{margin}{start} {};\n", self.stacked(indent)),
        }
    }

    /// What stands behind the `=`.
    fn assigned(&self, start: usize, indent: usize) -> Option<String> {
        let shape = Shape::at(indent).narrower(1)?;
        let behind = shape.behind(start + 1);
        let same = behind.and_then(|shape| self.laid_out(shape, false));
        if let (Some(same), Some(behind)) = (&same, behind) {
            if !same.contains('\n') && width(same) <= behind.width {
                return Some(format!(" {same}"));
            }
        }
        let below = Shape::at(indent + TAB).narrower(1)?;
        let next = self.laid_out(below, false);
        let next_line = |next: &str| format!("\n{}{next}", " ".repeat(indent + TAB));
        match (same, next) {
            (Some(same), Some(next)) if below.fits(&next) && is_better(&same, &next) => {
                Some(next_line(&next))
            }
            (Some(same), _) => Some(format!(" {same}")),
            (None, next) => next.map(|next| next_line(&next)),
        }
    }

    /// Any layout, where rustfmt has none: each call on a line.
    fn stacked(&self, indent: usize) -> String {
        let Self::Chain(root, calls) = self else {
            return self.flat_or_lines();
        };
        let margin = format!("\n{}", " ".repeat(indent + TAB));
        let mut out = root.flat_or_lines();
        for call in calls {
            out.push_str(&margin);
            out.push_str(&call.flat_or_lines());
        }
        out
    }

    fn flat_or_lines(&self) -> String {
        let mut out = String::new();
        self.push_lines(&mut out);
        out
    }

    /// The same, with literals of several lines as they are.
    fn push_lines(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(&text.written),
            Self::Array(items) => {
                out.push('[');
                push_lines(items, out);
                out.push(']');
            }
            Self::Call(call) => call.push_lines(out),
            Self::Chain(root, calls) => {
                root.push_lines(out);
                for call in calls {
                    call.push_lines(out);
                }
            }
            Self::Word(_) | Self::Ref(_) => self.push_flat(out),
        }
    }

    pub(super) fn is_method_call(&self) -> bool {
        matches!(self, Self::Chain(..))
    }

    /// Whether it can begin behind an opening parenthesis, and go on below.
    pub(super) fn overflows(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Call(_) | Self::Chain(..))
    }

    pub(super) fn is_simple(&self) -> bool {
        match self {
            Self::Word(word) => !word.contains("::"),
            Self::Text(_) | Self::Ref(_) => true,
            _ => false,
        }
    }

    /// The layout, if there is one. A chain may have to be on one line.
    pub(super) fn laid_out(&self, shape: Shape, one_line: bool) -> Option<String> {
        match self {
            Self::Word(word) => Some(word.clone()),
            Self::Text(text) => text.laid_out(shape),
            Self::Ref(name) => Some(format!("&{name}")),
            Self::Array(items) => list("", ('[', ']'), items, shape, one_line),
            Self::Call(call) => call.laid_out(shape, one_line),
            Self::Chain(root, calls) => chain(root, calls, shape, one_line),
        }
    }
}

impl Call {
    pub(super) fn laid_out(&self, shape: Shape, one_line: bool) -> Option<String> {
        list(&self.callee, ('(', ')'), &self.arguments, shape, one_line)
    }

    fn push_flat(&self, out: &mut String) {
        out.push_str(&self.callee);
        out.push('(');
        push_list(&self.arguments, out);
        out.push(')');
    }

    fn push_lines(&self, out: &mut String) {
        out.push_str(&self.callee);
        out.push('(');
        push_lines(&self.arguments, out);
        out.push(')');
    }

    fn flat_or_lines(&self) -> String {
        let mut out = String::new();
        self.push_lines(&mut out);
        out
    }

    fn names(&self, see: &mut dyn FnMut(&str)) {
        see(&self.callee);
        self.arguments.iter().for_each(|it| it.names(see));
    }
}

fn push_list(items: &[Expr], out: &mut String) {
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at > 0 { ", " } else { "" });
        item.push_flat(out);
    }
}

fn push_lines(items: &[Expr], out: &mut String) {
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at > 0 { ", " } else { "" });
        item.push_lines(out);
    }
}
