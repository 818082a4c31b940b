//! BuildKit's lexer, as it looks for here-documents.

use super::Heredoc;
use crate::text::name;

/// The lexers of the frontends that know here-documents.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lexer {
    /// From syntax 1.16 on.
    Now,
    /// From 1.7 on.
    Before,
    First,
}

pub(super) const LEXERS: [Lexer; 3] = [Lexer::Now, Lexer::Before, Lexer::First];

/// How deep `${…}` is followed.
const DEEP: usize = 32;

/// It cannot be known what is read, or the builder refuses the line.
#[derive(Debug, PartialEq, Eq)]
struct Undecided;

impl Lexer {
    /// The here-documents of a line; `None` where that cannot be known.
    pub(super) fn opened(self, line: &str) -> Option<Vec<Heredoc>> {
        let words = self.words(line, true, true).ok()?;
        let mut found = Vec::new();
        for word in &words {
            found.extend(self.heredoc(word).ok()?);
        }
        Some(found)
    }

    /// The one that a word opens.
    pub(super) fn word(self, word: &str) -> Option<Heredoc> {
        self.heredoc(word).ok().flatten()
    }

    /// The same as BuildKit finds them: none where it cannot read the line; nothing if it refuses a word.
    #[cfg(feature = "parse")]
    pub(super) fn found(self, line: &str) -> Option<Vec<Heredoc>> {
        let words = self.words(line, true, true).unwrap_or_default();
        let found = words
            .iter()
            .filter_map(|word| self.heredoc(word).transpose());
        found.collect::<Result<_, _>>().ok()
    }

    /// The here-document that a word opens: `3<<-WORD`.
    fn heredoc(self, word: &str) -> Result<Option<Heredoc>, Undecided> {
        let digits = word.trim_start_matches(|it: char| it.is_ascii_digit());
        let Some(rest) = digits.strip_prefix("<<") else {
            return Ok(None);
        };
        let (strips_tabs, rest) = match rest.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let rest = rest.trim_start_matches(['\t', '\n', '\x0c', '\r', ' ']);
        if rest.is_empty() || rest.contains('<') {
            return Ok(None);
        }
        let names = self.words(rest, false, false)?;
        let [name] = names.as_slice() else {
            return Ok(None);
        };
        let raws = self.words(rest, true, false)?;
        let [raw] = raws.as_slice() else {
            return Err(Undecided);
        };
        let count = |text: &str| text.matches(['\'', '"']).count();
        Ok(Some(Heredoc {
            word: name.clone(),
            expands: count(name) == count(raw),
            strips_tabs,
        }))
    }

    fn words(self, text: &str, quotes: bool, escapes: bool) -> Result<Vec<String>, Undecided> {
        let mut words = Words::default();
        Reader {
            lexer: self,
            // A byte order mark in front is dropped.
            rest: text.strip_prefix('\u{feff}').unwrap_or(text),
            quotes,
        }
        .read(None, escapes, 0, &mut words)?;
        Ok(words.done())
    }
}

/// Words, split at blanks that are not quoted.
#[derive(Default)]
struct Words {
    done: Vec<String>,
    word: String,
}

impl Words {
    fn character(&mut self, character: char) {
        if character.is_whitespace() {
            if !self.word.is_empty() {
                self.done.push(std::mem::take(&mut self.word));
            }
        } else {
            self.word.push(character);
        }
    }

    fn done(mut self) -> Vec<String> {
        if !self.word.is_empty() {
            self.done.push(self.word);
        }
        self.done
    }
}

struct Reader<'a> {
    lexer: Lexer,
    rest: &'a str,
    /// Quotes are kept.
    quotes: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next();
        self.rest = characters.as_str();
        next
    }

    /// Reads to the end, or to `stop`; returns what was read as one.
    fn read(
        &mut self,
        stop: Option<char>,
        escapes: bool,
        depth: usize,
        words: &mut Words,
    ) -> Result<String, Undecided> {
        let mut all = String::new();
        while let Some(next) = self.peek() {
            if Some(next) == stop {
                self.next();
                return Ok(all);
            }
            match next {
                '$' => {
                    let found = self.dollar(escapes, depth, words)?;
                    found.chars().for_each(|it| words.character(it));
                    all.push_str(&found);
                }
                '\'' => {
                    let found = self.single()?;
                    words.word.push_str(&found);
                    all.push_str(&found);
                }
                '"' => {
                    let found = self.double(escapes, depth, words)?;
                    words.word.push_str(&found);
                    all.push_str(&found);
                }
                // Blanks behind `<<` are part of the word.
                '<' if self.lexer == Lexer::Now => {
                    let found = self.less();
                    words.word.push_str(found);
                    all.push_str(found);
                }
                '\\' => {
                    self.next();
                    if escapes {
                        words.word.push('\\');
                        all.push('\\');
                    }
                    if let Some(escaped) = self.next() {
                        words.word.push(escaped);
                        all.push(escaped);
                    }
                }
                other => {
                    self.next();
                    words.character(other);
                    all.push(other);
                }
            }
        }
        match stop {
            Some(_) => Err(Undecided),
            None => Ok(all),
        }
    }

    /// `<`, or `<<` and the blanks behind it.
    fn less(&mut self) -> &str {
        let length = match self.rest.strip_prefix("<<") {
            Some(rest) => self.rest.len() - rest.trim_start_matches(['\t', '\r', ' ']).len(),
            None => 1,
        };
        let (found, rest) = self.rest.split_at(length);
        self.rest = rest;
        found
    }

    fn single(&mut self) -> Result<String, Undecided> {
        let (_, quoted) = self.rest.split_at(1);
        let (text, rest) = quoted.split_once('\'').ok_or(Undecided)?;
        self.rest = rest;
        Ok(if self.quotes {
            format!("'{text}'")
        } else {
            text.to_owned()
        })
    }

    fn double(
        &mut self,
        escapes: bool,
        depth: usize,
        words: &mut Words,
    ) -> Result<String, Undecided> {
        let quote = if self.quotes { "\"" } else { "" };
        let mut all = quote.to_owned();
        self.next();
        loop {
            match self.peek().ok_or(Undecided)? {
                '"' => {
                    self.next();
                    all.push_str(quote);
                    return Ok(all);
                }
                '$' => all.push_str(&self.dollar(escapes, depth, words)?),
                '\\' => {
                    self.next();
                    if escapes {
                        all.push('\\');
                    }
                    match self.peek().ok_or(Undecided)? {
                        special @ ('"' | '$' | '\\') => {
                            self.next();
                            all.push(special);
                        }
                        _ => all.push('\\'),
                    }
                }
                other => {
                    self.next();
                    all.push(other);
                }
            }
        }
    }

    /// A reference, of which nothing is known: it stays, but for what is dropped in its word.
    fn dollar(
        &mut self,
        escapes: bool,
        depth: usize,
        words: &mut Words,
    ) -> Result<String, Undecided> {
        self.next();
        if self.peek() != Some('{') {
            return Ok(format!("${}", self.name()?));
        }
        self.next();
        if depth == DEEP {
            return Err(Undecided);
        }
        let name = self.name()?.to_owned();
        // What is not ASCII is a letter to some and none to others.
        let operator = self.next().filter(char::is_ascii).ok_or(Undecided)?;
        // It keeps backslashes in the word, too.
        let plain = escapes && self.lexer == Lexer::First;
        let patterns = self.lexer != Lexer::First;
        if self.lexer == Lexer::Now && operator != '}' {
            // What stands in front of `${NAME:-word}` is no part of the word any more.
            words.word.clear();
        }
        let tail = match operator {
            _ if name.is_empty() => return Err(Undecided),
            '}' => return Ok(format!("${{{name}}}")),
            ':' => {
                // Any character is taken for the operator.
                let second = self.next().filter(|it| !"#%".contains(*it));
                let second = second.ok_or(Undecided)?;
                format!("{second}{}", self.nested('}', plain, depth)?)
            }
            '-' | '+' | '?' => self.nested('}', plain, depth)?,
            '#' | '%' if patterns => self.nested('}', true, depth)?,
            '/' if patterns => {
                self.rest = self.rest.strip_prefix('/').unwrap_or(self.rest);
                let pattern = self.nested('/', true, depth)?;
                format!("{pattern}/{}", self.nested('}', true, depth)?)
            }
            _ => return Err(Undecided),
        };
        Ok(format!("${{{name}{operator}{tail}}}"))
    }

    /// The word of a reference.
    fn nested(&mut self, stop: char, escapes: bool, depth: usize) -> Result<String, Undecided> {
        self.read(Some(stop), escapes, depth + 1, &mut Words::default())
    }

    /// A variable's name: letters, digits and `_`, digits only, or one character that the shell knows.
    fn name(&mut self) -> Result<&str, Undecided> {
        let rest = self.rest;
        let length = name::length(rest).ok_or(Undecided)?;
        let (name, rest) = rest.split_at(length);
        self.rest = rest;
        Ok(name)
    }
}
