//! Here-documents, as the shell reads them.

use std::iter::Peekable;
use std::str::Chars;

use super::Command;

/// A here-document that is opened, and whose lines have not come yet.
pub(super) struct Heredoc {
    /// The line that ends it.
    end: String,
    /// Whether tabs in front of its lines do not count.
    tabs: bool,
    /// Whether a backslash joins its lines, as nothing of the word is quoted.
    joins: bool,
    /// The quote in its word that has no end.
    pub(super) unclosed: Option<char>,
}

impl Heredoc {
    /// Whether `<<` stands there behind the first `<`, and not the `<<<` of a string.
    pub(super) fn opens(characters: &mut Peekable<Chars<'_>>) -> bool {
        characters.next_if_eq(&'<').is_some() && characters.next_if_eq(&'<').is_none()
    }

    /// Reads what follows `<<`: the word that ends it, if there is one.
    pub(super) fn read(characters: &mut Peekable<Chars<'_>>, found: &mut Command) -> Option<Self> {
        let tabs = characters.next_if_eq(&'-').is_some();
        while characters.next_if(|it| matches!(it, ' ' | '\t')).is_some() {}
        let mut typed = String::new();
        let mut heredoc = Self {
            end: String::new(),
            tabs,
            joins: true,
            unclosed: None,
        };
        while let Some(next) = characters.next_if(|it| !" \t\n;&|<>()".contains(*it)) {
            typed.push(next);
            match next {
                '\'' | '"' => {
                    heredoc.joins = false;
                    heredoc.unclosed = Some(next);
                    for quoted in characters.by_ref() {
                        if quoted == next {
                            heredoc.unclosed = None;
                            break;
                        }
                        heredoc.end.push(quoted);
                    }
                }
                '\\' => {
                    heredoc.joins = false;
                    heredoc.end.extend(characters.next());
                }
                other => heredoc.end.push(other),
            }
        }
        for _ in heredoc.end.matches('\0') {
            found.value(Some("in the word of a here-document"));
        }
        (!typed.is_empty()).then_some(heredoc)
    }

    /// Reads its lines, and the one that ends it.
    pub(super) fn lines(&self, characters: &mut Peekable<Chars<'_>>, found: &mut Command) {
        let mut joined = false;
        while characters.peek().is_some() {
            let next = || characters.next().filter(|it| *it != '\n');
            let line: String = std::iter::from_fn(next).collect();
            let own = if self.tabs {
                line.trim_start_matches('\t')
            } else {
                line.as_str()
            };
            if own == self.end && !joined {
                return;
            }
            for _ in line.matches('\0') {
                found.value(Some("in a here-document"));
            }
            let backslashes = line.len() - line.trim_end_matches('\\').len();
            joined = self.joins && backslashes % 2 == 1;
        }
    }
}
