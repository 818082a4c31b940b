//! One character after another.

use std::iter::Peekable;
use std::str::Chars;

use super::heredoc::Heredoc;
use super::{Command, End};

/// What stands between words; other whitespace is a part of them.
const BLANKS: [char; 3] = [' ', '\t', '\n'];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Single,
    /// `$'`, in which `\'` is a quote to bash. To others the string ends there.
    Bash,
    Double,
    Backquote,
    /// `${`, and whether it stands in double quotes, where single quotes are none.
    Brace(bool),
    /// `(`, behind which a comment may follow.
    Paren,
    /// `$(`, which is a part of its word.
    Substitution,
    /// Each `(` of `$((`.
    Arithmetic,
}

impl Open {
    /// Where a value would stand that is something else in it.
    const fn changes_quotes(self) -> Option<&'static str> {
        match self {
            Self::Single | Self::Bash => Some("in a single quote"),
            Self::Double => Some("in a double quote"),
            Self::Backquote => Some("in a backquote"),
            Self::Brace(_) => Some("in a `${`"),
            Self::Arithmetic => Some("in an arithmetic expression"),
            Self::Paren | Self::Substitution => None,
        }
    }

    /// What messages call it.
    const fn what(self) -> &'static str {
        match self {
            Self::Single | Self::Bash => "a single quote",
            Self::Double => "a double quote",
            Self::Backquote => "a backquote",
            Self::Brace(_) => "a `${`",
            Self::Paren | Self::Substitution | Self::Arithmetic => "a parenthesis",
        }
    }
}

pub(super) struct Reader<'t> {
    characters: Peekable<Chars<'t>>,
    length: usize,
    found: Command,
    open: Vec<Open>,
    before: char,
    /// Whether nothing but blanks stands behind a continuation.
    continued: bool,
    /// As if an operator stood in front of it.
    joins_nothing: bool,
    heredocs: Vec<Heredoc>,
    /// What is open behind this is not known for certain.
    unsure: Option<&'static str>,
    /// The word so far, as it is typed.
    word: String,
    /// Whether a `[` is open that may begin a subscript, which is an expression.
    subscript: bool,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            characters: text.chars().peekable(),
            length: text.len(),
            found: Command {
                end: End::Dangling,
                ..Command::default()
            },
            open: Vec::new(),
            before: ' ',
            continued: false,
            joins_nothing: false,
            heredocs: Vec::new(),
            unsure: None,
            word: String::new(),
            subscript: false,
        }
    }

    /// Reads all of it.
    pub(super) fn all(mut self) -> Command {
        while let Some(character) = self.characters.next() {
            let inside = self.open.last().copied();
            self.in_word(character, inside);
            let goes_on = self.continued;
            self.continued &= BLANKS.contains(&character);
            self.before = match inside {
                Some(Open::Single | Open::Bash) => self.string(character, inside),
                Some(Open::Arithmetic) => self.arithmetic(character),
                Some(Open::Double | Open::Brace(_)) => self.quoted(character, inside),
                None | Some(Open::Backquote | Open::Paren | Open::Substitution) => {
                    self.code(character, inside, goes_on)
                }
            };
        }
        if self.joins_nothing {
            self.found.end = End::Dangling;
        }
        self.found.open = self.open.last().copied().map(Open::what);
        self.found
    }

    /// What a character is for the word that it stands in, and for how the command ends.
    fn in_word(&mut self, character: char, inside: Option<Open>) {
        let blank = BLANKS.contains(&character);
        if character == '\0' {
            let inside = inside.and_then(Open::changes_quotes);
            let subscript = self.subscript.then_some("in a subscript");
            self.found.value(self.unsure.or(inside).or(subscript));
        }
        match character {
            // `[ -f x ]` and `[[` are commands.
            '[' => self.subscript |= self.opens_subscript(),
            ']' => self.subscript = false,
            _ => {}
        }
        if blank || ";&|()".contains(character) {
            if self.word == "case" && self.open.contains(&Open::Substitution) {
                self.unsure = Some("behind a `case` in `$(`");
            }
            self.word.clear();
        } else {
            self.word.push(character);
        }
        if !blank {
            // `;;` and its like belong to `case`.
            self.joins_nothing |= self.open.is_empty()
                && matches!(self.found.end, End::Closed | End::Dangling)
                && BLANKS.contains(&self.before)
                && matches!(character, ';' | '&' | '|');
            self.found.end = End::Word;
        }
    }

    /// Whether a `[` behind the word so far may begin a subscript: `a[`, or `[` in `a=([0]=x)`.
    fn opens_subscript(&mut self) -> bool {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if self.word.is_empty() {
            let next = self.characters.peek();
            return next.is_some_and(|next| *next != '[' && !BLANKS.contains(next));
        }
        self.word.bytes().all(is_name)
    }

    /// In single quotes, of either kind. Each of these says what stands in front of the next character.
    fn string(&mut self, character: char, inside: Option<Open>) -> char {
        match character {
            '\'' => _ = self.open.pop(),
            '\\' if inside == Some(Open::Bash) => {
                if self.characters.peek() == Some(&'\'') {
                    // Where the string ends is not known: what follows may be operators.
                    self.found.operators = true;
                    self.unsure = Some("behind a quote in `$'`");
                }
                return self.escaped();
            }
            _ => {}
        }
        character
    }

    /// Past what stands behind a backslash.
    fn escaped(&mut self) -> char {
        match self.characters.next() {
            Some('\n') => self.continued = true,
            Some('\0') => self.found.value(Some("behind a backslash")),
            _ => return 'x',
        }
        self.before
    }

    fn arithmetic(&mut self, character: char) -> char {
        match character {
            '\\' => return self.escaped(),
            '(' => self.open.push(Open::Arithmetic),
            ')' => {
                self.open.pop();
                return 'x';
            }
            '`' => self.open.push(Open::Backquote),
            '$' => return self.dollar(false),
            _ => {}
        }
        character
    }

    /// In double quotes, or in a `${`.
    fn quoted(&mut self, character: char, inside: Option<Open>) -> char {
        match character {
            '\\' => return self.escaped(),
            '"' if inside == Some(Open::Double) => _ = self.open.pop(),
            '}' if inside != Some(Open::Double) => _ = self.open.pop(),
            '\'' if inside == Some(Open::Brace(true)) => {
                self.unsure = Some("behind a quote in `${`");
            }
            '\'' if inside == Some(Open::Brace(false)) => self.open.push(Open::Single),
            '"' => self.open.push(Open::Double),
            '`' => self.open.push(Open::Backquote),
            '$' => return self.dollar(false),
            _ => {}
        }
        character
    }

    /// Where commands stand.
    fn code(&mut self, character: char, inside: Option<Open>, goes_on: bool) -> char {
        let outside = inside.is_none();
        match character {
            '\\' => return self.escaped(),
            '`' if inside == Some(Open::Backquote) => _ = self.open.pop(),
            ')' if inside == Some(Open::Paren) => _ = self.open.pop(),
            ')' if inside == Some(Open::Substitution) => {
                self.open.pop();
                return 'x';
            }
            '"' => self.open.push(Open::Double),
            '`' => self.open.push(Open::Backquote),
            '\'' => self.open.push(Open::Single),
            '(' => {
                // Numbers to bash, which reads no quotes there as quotes.
                if self.characters.peek() == Some(&'(') {
                    self.unsure = Some("behind `((`");
                }
                self.open.push(Open::Paren);
            }
            '<' if Heredoc::opens(&mut self.characters) => {
                let heredoc = Heredoc::read(&mut self.characters, &mut self.found);
                let unclosed = heredoc.as_ref().and_then(|it| it.unclosed);
                self.open.extend(unclosed.map(|quote| match quote {
                    '"' => Open::Double,
                    _ => Open::Single,
                }));
                self.heredocs.extend(heredoc);
            }
            '\n' => {
                for heredoc in self.heredocs.drain(..) {
                    heredoc.lines(&mut self.characters, &mut self.found);
                }
            }
            '$' => return self.dollar(true),
            '#' => self.comment(inside, goes_on),
            // What is in parentheses reaches no further. `;;` of `case` and `|&` of bash are in good hands in a group.
            ';' if outside => (self.found.operators, self.found.end) = (true, End::Closed),
            '&' if outside && !matches!(self.before, '<' | '>') => {
                let and = self.characters.next_if_eq(&'&').is_some();
                self.found.operators |= !and;
                self.found.end = if and { End::Dangling } else { End::Closed };
            }
            '|' if outside => {
                self.found.operators |= self.characters.next_if_eq(&'|').is_some();
                self.found.end = End::Dangling;
            }
            _ => {}
        }
        character
    }

    /// Reads what follows a `$`.
    fn dollar(&mut self, code: bool) -> char {
        match self.characters.peek() {
            Some('\0') => {
                self.characters.next();
                self.found.value(Some("behind a `$`"));
            }
            Some('(') => {
                self.characters.next();
                if self.characters.next_if_eq(&'(').is_some() {
                    self.open.extend([Open::Arithmetic; 2]);
                } else {
                    self.open.push(Open::Substitution);
                }
                // Commands or numbers begin there.
                self.word.clear();
                return ' ';
            }
            // Numbers, as bash and zsh still read them.
            Some('[') if code => self.unsure = Some("behind a `$[`"),
            Some('{') => {
                self.characters.next();
                let quoted = matches!(self.open.last(), Some(Open::Double | Open::Brace(true)));
                self.open.push(Open::Brace(quoted));
            }
            Some('\'') if code => {
                self.characters.next();
                self.open.push(Open::Bash);
            }
            // `$$` and `$#` are whole.
            Some('$' | '#') => _ = self.characters.next(),
            _ => {}
        }
        '$'
    }

    /// Reads a comment, if one begins there.
    fn comment(&mut self, inside: Option<Open>, goes_on: bool) {
        if inside == Some(Open::Backquote) {
            // It ends where the backquotes do, which are found first.
            if !" \t\n;&|)`".contains(self.before) {
                return;
            }
            let mut escaped = false;
            while let Some(next) = self.characters.next_if(|it| escaped || *it != '`') {
                if next == '\0' {
                    self.found.value(Some("in a comment"));
                }
                escaped = next == '\\' && !escaped;
            }
        } else if " \t\n;&|()".contains(self.before) {
            let mut length = 1;
            while let Some(next) = self.characters.next_if(|next| *next != '\n') {
                if next == '\0' {
                    self.found.value(Some("in a comment"));
                }
                length += next.len_utf8();
            }
            self.found.comment = self.length - length;
            self.found.end = End::Comment;
            self.found.cut |= goes_on && self.characters.clone().any(|it| !it.is_whitespace());
        }
    }
}
