//! Enough of the shell's grammar to tell where a command ends: operators that no quotes, group or keyword holds.

/// What matters for joining a command with others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// `||`, `;` or `&` between two commands.
    pub branches: bool,
    /// A `;` or `&` at the very end.
    pub open_end: bool,
    /// A comment, to the end of the line.
    pub comment: bool,
}

impl Shape {
    /// Whether it means the same without a group, as the first or the last of several.
    pub(crate) fn stands_at(&self, first: bool, last: bool) -> bool {
        (first || !self.branches) && (last || !(self.open_end || self.comment))
    }
}

struct Scan<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    /// What is open: `(`, `{`, and the first letters of keywords.
    open: Vec<char>,
    /// Whether the next word is the first of a command.
    start: bool,
    shape: Shape,
    /// An operator at this level after which nothing has come yet.
    pending: Option<char>,
}

/// The shape of one command, or none if it is no whole command on one line, or nothing this reader knows.
pub fn shape(text: &str) -> Option<Shape> {
    if text.contains(['\n', '\0']) || text.contains("<<") || text.contains("((") {
        return None;
    }
    let mut scan = Scan {
        rest: text.chars().peekable(),
        open: Vec::new(),
        start: true,
        shape: Shape::default(),
        pending: None,
    };
    scan.all()?;
    let complete = scan.open.is_empty() && (!scan.start || matches!(scan.pending, Some(';' | '&')));
    complete.then_some(())?;
    scan.shape.open_end = scan.start;
    Some(scan.shape)
}

impl Scan<'_> {
    fn all(&mut self) -> Option<()> {
        loop {
            while self.rest.next_if(|it| matches!(it, ' ' | '\t')).is_some() {}
            let Some(&next) = self.rest.peek() else {
                return Some(());
            };
            match next {
                '#' => {
                    self.shape.comment = true;
                    return Some(());
                }
                ';' | '&' | '|' => self.operator(next)?,
                '(' => {
                    self.rest.next();
                    // After a word it would be a function.
                    self.start.then_some(())?;
                    self.begin();
                    self.open.push('(');
                }
                ')' => {
                    self.rest.next();
                    self.close('(')?;
                }
                _ => self.word()?,
            }
        }
    }

    /// Something comes after an operator at the outer level.
    fn begin(&mut self) {
        if self.open.is_empty() && matches!(self.pending.take(), Some('o' | ';' | '&')) {
            self.shape.branches = true;
        }
    }

    fn operator(&mut self, first: char) -> Option<()> {
        self.rest.next();
        let twice = self.rest.next_if_eq(&first).is_some();
        if first == '&' && !twice && self.rest.next_if_eq(&'>').is_some() {
            return self.word();
        }
        // It comes after a command, never after another operator.
        if self.start || (first == ';' && twice) {
            return None;
        }
        self.start = true;
        if self.open.is_empty() {
            self.pending = Some(match (first, twice) {
                ('|', true) => 'o',
                ('&', true) => 'a',
                ('|', false) => 'p',
                (other, _) => other,
            });
        }
        Some(())
    }

    fn close(&mut self, opener: char) -> Option<()> {
        (self.open.pop() == Some(opener)).then_some(())?;
        self.start = false;
        Some(())
    }

    fn word(&mut self) -> Option<()> {
        let mut word = String::new();
        while let Some(&next) = self.rest.peek() {
            match next {
                ' ' | '\t' | ';' | '|' | ')' => break,
                '&' if !word.ends_with(['>', '<']) => break,
                '(' => return None,
                '\'' | '"' | '`' => {
                    self.rest.next();
                    self.quoted(next)?;
                    word.push('q');
                }
                '\\' => {
                    self.rest.next();
                    self.rest.next()?;
                    word.push('q');
                }
                '$' => {
                    self.rest.next();
                    word.push('$');
                    match self.rest.peek() {
                        Some('(') => self.nested('(', ')')?,
                        Some('{') => self.nested('{', '}')?,
                        _ => {}
                    }
                }
                other => {
                    self.rest.next();
                    word.push(other);
                }
            }
        }
        self.keyword(&word)
    }

    fn keyword(&mut self, word: &str) -> Option<()> {
        if word.ends_with("<&") || word.ends_with(">&") {
            return None;
        }
        if word.ends_with(['<', '>']) {
            // The file may come after blanks; without one it is no command.
            while self.rest.next_if(|it| matches!(it, ' ' | '\t')).is_some() {}
            if self.rest.peek().is_none_or(|it| "();&|<>#".contains(*it)) {
                return None;
            }
        }
        if !self.start {
            return Some(());
        }
        match word {
            "then" | "do" | "else" | "elif" | "fi" | "done" | "}"
                if self.pending.is_some() && self.open.is_empty() =>
            {
                return None;
            }
            "case" | "function" | "esac" | "[[" | "time" | "coproc" | "select" | "in" => {
                return None;
            }
            "!" => {
                self.begin();
                return Some(());
            }
            "if" | "while" | "until" | "{" => {
                self.begin();
                self.open.push(word.chars().next()?);
                return Some(());
            }
            "for" => {
                self.begin();
                self.open.push('u');
            }
            "then" | "elif" | "else" => return (self.open.last() == Some(&'i')).then_some(()),
            "do" => return matches!(self.open.last(), Some('w' | 'u')).then_some(()),
            "fi" => return self.close('i'),
            "}" => return self.close('{'),
            "done" => {
                let opener = self
                    .open
                    .last()
                    .copied()
                    .filter(|it| matches!(it, 'w' | 'u'))?;
                return self.close(opener);
            }
            _ => self.begin(),
        }
        self.start = false;
        Some(())
    }

    fn quoted(&mut self, quote: char) -> Option<()> {
        loop {
            match self.rest.next()? {
                '\\' if quote != '\'' => {
                    self.rest.next()?;
                }
                '$' if quote == '"' && self.rest.peek() == Some(&'(') => self.nested('(', ')')?,
                '$' if quote == '"' && self.rest.peek() == Some(&'{') => self.nested('{', '}')?,
                '`' if quote == '"' => self.quoted('`')?,
                other if other == quote => return Some(()),
                _ => {}
            }
        }
    }

    fn nested(&mut self, open: char, close: char) -> Option<()> {
        self.rest.next();
        loop {
            match self.rest.next()? {
                '\\' => {
                    self.rest.next()?;
                }
                quote @ ('\'' | '"' | '`') => self.quoted(quote)?,
                // A comment in it would end elsewhere.
                '#' if open == '(' => return None,
                other if other == open => {
                    self.rest.next_if(|_| false);
                    self.nested_in(open, close)?;
                }
                other if other == close => return Some(()),
                _ => {}
            }
        }
    }

    fn nested_in(&mut self, open: char, close: char) -> Option<()> {
        let mut depth = 1;
        while depth > 0 {
            match self.rest.next()? {
                '\\' => {
                    self.rest.next()?;
                }
                quote @ ('\'' | '"' | '`') => self.quoted(quote)?,
                other if other == open => depth += 1,
                other if other == close => depth -= 1,
                _ => {}
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_outside_of_everything_counts() {
        for text in [
            "a",
            "echo 'a || b'",
            "(a; b)",
            "{ a; b; }",
            "a $(b; c)",
            "if a; then b || c; fi",
            "a && b",
            "a 2>&1",
            "! a",
            "echo a#b",
        ] {
            assert_eq!(shape(text), Some(Shape::default()), "{text}");
        }
        for text in ["a || b", "a; b", "a & b", "a && b || c", "{ a; }; b"] {
            assert!(shape(text).is_some_and(|it| it.branches), "{text}");
        }
        for text in [
            "'", "a &&", "|| a", "(a", "fi", "a <<E", "{ a", "", "a;;", "echo $(", "a\\", "&& a",
            "a >", "<&&", "then a",
        ] {
            assert_eq!(shape(text), None, "{text}");
        }
        assert_eq!(
            shape("a # b || c"),
            Some(Shape {
                comment: true,
                ..Shape::default()
            })
        );
        assert_eq!(
            shape("a ;"),
            Some(Shape {
                open_end: true,
                ..Shape::default()
            })
        );
    }
}
