//! Where in a shell's text a value would stand.

/// What is open at the end of the text that was read, as `sh` reads it.
#[derive(Default)]
pub(super) struct Quotes {
    open: Vec<Open>,
    /// The character before is a backslash that counts.
    escaped: bool,
    /// The word that is being read.
    word: String,
    /// A heredoc has begun: what follows its line is its text.
    heredoc: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Single,
    Double,
    Backquote,
    /// `${`
    Brace,
    /// `$(`, `(`, and in it so many `case`s, whose patterns end with `)`.
    Paren(usize),
    /// `$((`, with so many parentheses in it.
    Arithmetic(usize),
    Comment,
    /// The text of a heredoc, which ends somewhere.
    Heredoc,
}

impl Quotes {
    /// What a value would stand in, if that is a place where its own quotes are no quotes.
    pub(super) fn open(&self) -> Option<&'static str> {
        if self.escaped {
            return Some("behind a backslash");
        }
        // What is in them is read twice, parentheses or not.
        if self.open.contains(&Open::Backquote) && self.open.last() != Some(&Open::Comment) {
            return Some("in open backquotes");
        }
        let top = self
            .open
            .iter()
            .rev()
            .find(|open| !matches!(open, Open::Paren(_)))
            .copied();
        // `$(` starts afresh.
        let fresh = matches!(self.open.last(), Some(Open::Paren(_)));
        match top? {
            Open::Comment => Some("in a comment of the shell"),
            Open::Heredoc => None,
            _ if fresh => None,
            Open::Single => Some("in open single quotes"),
            Open::Double => Some("in open double quotes"),
            Open::Backquote => Some("in open backquotes"),
            Open::Brace => Some("in an open `${`"),
            Open::Arithmetic(_) => Some("in an open `$((`"),
            Open::Paren(_) => None,
        }
    }

    /// A value stands here: a word, or a part of one.
    pub(super) fn value(&mut self) {
        self.escaped = false;
        self.word.push('x');
    }

    pub(super) fn read(&mut self, text: &str) {
        let mut rest = text.chars().peekable();
        let mut before = if self.word.is_empty() { ' ' } else { 'x' };
        while let Some(character) = rest.next() {
            let mut next = |wanted| rest.next_if_eq(&wanted).is_some();
            if self.escaped {
                self.escaped = false;
                self.word.push(character);
                before = character;
                continue;
            }
            match (self.open.last().copied(), character) {
                (Some(Open::Single), '\'')
                | (Some(Open::Comment), '\n')
                | (Some(Open::Arithmetic(1)), ')') => self.close(),
                (Some(Open::Single | Open::Comment | Open::Heredoc), _) => {}
                (_, '\\') => self.escaped = true,
                (Some(Open::Double), '"')
                | (Some(Open::Backquote), '`')
                | (Some(Open::Brace), '}') => {
                    self.close();
                }
                (_, '`') => self.open.push(Open::Backquote),
                (_, '$') if next('$') => self.word.push('x'),
                (_, '$') if next('{') => self.open.push(Open::Brace),
                (_, '$') if next('(') => {
                    let arithmetic = rest.next_if_eq(&'(').is_some();
                    self.begin(if arithmetic {
                        Open::Arithmetic(2)
                    } else {
                        Open::Paren(0)
                    });
                }
                (Some(Open::Brace), '\'') => self.open.push(Open::Single),
                (Some(Open::Arithmetic(depth)), '(' | ')') => {
                    self.become_open(Open::Arithmetic(if character == '(' {
                        depth + 1
                    } else {
                        depth - 1
                    }));
                }
                (Some(Open::Brace), '"') => self.open.push(Open::Double),
                (Some(Open::Double | Open::Brace | Open::Arithmetic(_)), _) => {}
                (_, '"') => self.open.push(Open::Double),
                (_, '\'') => self.open.push(Open::Single),
                (Some(Open::Paren(cases)), ')') => {
                    if self.ended(cases) == 0 {
                        self.close();
                    }
                    self.word.clear();
                }
                (_, '(') => self.begin(Open::Paren(0)),
                (_, '#') if before.is_whitespace() || ";&|()".contains(before) => {
                    self.open.push(Open::Comment);
                }
                (_, '<') if next('<') => self.heredoc |= !next('<'),
                (top, _) if character.is_whitespace() || ";&|".contains(character) => {
                    if let Some(Open::Paren(cases)) = top {
                        self.ended(cases);
                    }
                    self.word.clear();
                    if character == '\n' && self.heredoc {
                        self.open.push(Open::Heredoc);
                    }
                }
                _ => self.word.push(character),
            }
            before = character;
        }
    }

    /// Commands of their own begin.
    fn begin(&mut self, open: Open) {
        self.word.clear();
        self.open.push(open);
    }

    fn close(&mut self) {
        self.open.pop();
        self.word.push('x');
    }

    fn become_open(&mut self, open: Open) {
        self.open.pop();
        self.open.push(open);
    }

    /// Counts the `case`s in parentheses when a word has ended.
    fn ended(&mut self, cases: usize) -> usize {
        let cases = match self.word.as_str() {
            "case" => cases + 1,
            "esac" => cases.saturating_sub(1),
            _ => cases,
        };
        self.become_open(Open::Paren(cases));
        cases
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(text: &str) -> Option<&'static str> {
        let mut quotes = Quotes::default();
        quotes.read(text);
        quotes.open()
    }

    #[test]
    fn places_where_a_value_is_no_word_of_its_own() {
        for (text, place) in [
            ("echo \"a ", "in open double quotes"),
            ("echo 'a ", "in open single quotes"),
            ("echo `date ", "in open backquotes"),
            ("echo `(date ", "in open backquotes"),
            ("echo ${x:-", "in an open `${`"),
            ("echo $((1 + ", "in an open `$((`"),
            ("echo \\", "behind a backslash"),
            ("make # ", "in a comment of the shell"),
            ("# ", "in a comment of the shell"),
            ("echo 'it'\\''s ", "in open single quotes"),
            ("echo \"$(date)", "in open double quotes"),
            (
                "echo \"$(case x in a) echo;; esac) ",
                "in open double quotes",
            ),
            ("echo \"it's ", "in open double quotes"),
            ("a\n# b\necho \"", "in open double quotes"),
        ] {
            assert_eq!(open(text), Some(place), "{text}");
        }
    }

    #[test]
    fn places_where_it_is() {
        for text in [
            "echo ",
            "",
            "echo \"a\" ",
            "echo 'a' ",
            "echo `date` ",
            "echo ${x} ",
            "echo $((1 << 2)) ",
            "cat <<< ",
            "echo \\\\",
            "echo a#b ",
            "echo \"#\" ",
            "echo $(date ",
            "echo \"$(echo ",
            "(cd a && ",
            "echo \\\" ",
            "cat <<E\nit's ",
            "echo $(case x in a) echo ",
            "echo \"$((1 + (2 * 3)))\" ",
            "x=",
            "echo \"'\" ",
            "make # it's\necho ",
            "echo ${x#y} ",
            "echo $# ",
            "echo $${x ",
        ] {
            assert_eq!(open(text), None, "{text}");
        }
    }

    #[test]
    fn a_value_is_part_of_a_word() {
        let mut quotes = Quotes::default();
        quotes.value();
        quotes.read("# no comment ");
        assert_eq!(quotes.open(), None);
    }
}
