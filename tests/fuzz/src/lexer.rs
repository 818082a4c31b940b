//! BuildKit's shell lexer: what becomes of a word when the builder expands it.
//!
//! Written from the behaviour of `frontend/dockerfile/shell` (August 2026), so that it can judge the modifiers that the
//! older parser in the tests' Python package does not have (`#`, `%`, `/`).

use crate::environment::lookup;
use crate::modifier;

/// What stops a lexer: an error of the build.
pub type Expanded = Result<String, String>;

/// How a word is read.
#[derive(Clone, Copy, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "switches that BuildKit's lexer has, too"
)]
pub struct Lexer {
    /// The escape character.
    pub escape: char,
    /// Whether quotes are kept.
    pub raw_quotes: bool,
    /// Whether escape characters are kept.
    pub raw_escapes: bool,
    /// Whether quotes are ordinary characters, as in the content of a file.
    pub plain_quotes: bool,
    /// Whether a reference to an unset variable stays as it is.
    pub keep_unset: bool,
    /// Whether nothing at all is set.
    pub bare: bool,
}

struct State<'a> {
    lexer: &'a Lexer,
    raw_escapes: bool,
    word: String,
    rest: std::iter::Peekable<std::str::Chars<'a>>,
}

/// The words that are done. What the next one has so far is shared by all levels, and a level that starts throws it
/// away: text before `${NAME:-word}` is lost from the words. That is how BuildKit looks for heredocs and ports.
#[derive(Default)]
struct Words {
    done: Vec<String>,
    inside: bool,
}

impl Words {
    fn push(&mut self, character: char, word: &mut String) {
        if !character.is_whitespace() {
            self.push_raw(character, word);
        } else if self.inside && !word.is_empty() {
            self.done.push(std::mem::take(word));
            self.inside = false;
        }
    }

    fn push_raw(&mut self, character: char, word: &mut String) {
        word.push(character);
        self.inside = true;
    }

    fn finish(mut self, word: &mut String) -> Vec<String> {
        if !word.is_empty() {
            self.done.push(std::mem::take(word));
        }
        self.done
    }
}

impl Lexer {
    /// The lexer of the words of instructions.
    pub fn new(escape: char) -> Self {
        Self {
            escape,
            raw_quotes: false,
            raw_escapes: false,
            plain_quotes: false,
            keep_unset: false,
            bare: false,
        }
    }

    /// The word after expansion.
    ///
    /// # Errors
    ///
    /// Where BuildKit has an error.
    pub fn word(&self, word: &str) -> Expanded {
        self.run(word).map(|(text, _)| text)
    }

    /// The words after expansion, split at blanks.
    ///
    /// # Errors
    ///
    /// Where BuildKit has an error.
    pub fn words(&self, word: &str) -> Result<Vec<String>, String> {
        self.run(word).map(|(_, words)| words)
    }

    /// The words where no variable is set and references stay, as the names of heredocs are read.
    ///
    /// # Errors
    ///
    /// Where BuildKit has an error.
    pub fn without_variables(mut self, word: &str) -> Result<Vec<String>, String> {
        (self.keep_unset, self.bare) = (true, true);
        self.words(word)
    }

    fn run(&self, word: &str) -> Result<(String, Vec<String>), String> {
        let mut state = State {
            lexer: self,
            raw_escapes: self.raw_escapes,
            word: String::new(),
            // Go's text scanner takes a byte order mark at the very start for none of the text.
            rest: word
                .strip_prefix('\u{feff}')
                .unwrap_or(word)
                .chars()
                .peekable(),
        };
        let raw = self.raw_escapes;
        state.until(None, raw)
    }
}

impl State<'_> {
    fn until(
        &mut self,
        stop: Option<char>,
        raw_escapes: bool,
    ) -> Result<(String, Vec<String>), String> {
        let before = std::mem::replace(&mut self.raw_escapes, raw_escapes);
        let outcome = self.read_to(stop);
        self.raw_escapes = before;
        outcome
    }

    fn read_to(&mut self, stop: Option<char>) -> Result<(String, Vec<String>), String> {
        let mut text = String::new();
        let mut words = Words::default();
        self.word.clear();
        while let Some(&next) = self.rest.peek() {
            if Some(next) == stop {
                self.rest.next();
                return Ok((text, words.finish(&mut self.word)));
            }
            let special = match next {
                '$' => Some(self.dollar()?),
                '<' => Some(self.angle()),
                '\'' if !self.lexer.plain_quotes => Some(self.single()?),
                '"' if !self.lexer.plain_quotes => Some(self.double()?),
                _ => None,
            };
            if let Some(part) = special {
                text.push_str(&part);
                if next == '$' {
                    part.chars().for_each(|it| words.push(it, &mut self.word));
                } else {
                    self.word.push_str(&part);
                    words.inside = true;
                }
                continue;
            }
            self.rest.next();
            if next == self.lexer.escape {
                if self.raw_escapes {
                    words.push_raw(next, &mut self.word);
                    text.push(next);
                }
                let Some(escaped) = self.rest.next() else {
                    break;
                };
                words.push_raw(escaped, &mut self.word);
                text.push(escaped);
            } else {
                words.push(next, &mut self.word);
                text.push(next);
            }
        }
        match stop {
            Some(stop) => Err(format!("no {stop} to the end")),
            None => Ok((text, words.finish(&mut self.word))),
        }
    }

    fn quote(&mut self, text: &mut String) {
        let quote = self.rest.next();
        if self.lexer.raw_quotes {
            text.extend(quote);
        }
    }

    fn single(&mut self) -> Expanded {
        let mut text = String::new();
        self.quote(&mut text);
        loop {
            match self.rest.peek() {
                None => return Err("no closing single quote".to_owned()),
                Some('\'') => {
                    self.quote(&mut text);
                    return Ok(text);
                }
                Some(_) => text.extend(self.rest.next()),
            }
        }
    }

    fn double(&mut self) -> Expanded {
        let mut text = String::new();
        self.quote(&mut text);
        loop {
            match self.rest.peek() {
                None => return Err("no closing double quote".to_owned()),
                Some('"') => {
                    self.quote(&mut text);
                    return Ok(text);
                }
                Some('$') => text.push_str(&self.dollar()?),
                Some(&next) if next == self.lexer.escape => {
                    self.rest.next();
                    if self.raw_escapes {
                        text.push(next);
                    }
                    match self.rest.peek() {
                        None => {}
                        Some(&after) if after == '"' || after == '$' || after == next => {
                            text.push(after);
                            self.rest.next();
                        }
                        Some(_) => text.push(next),
                    }
                }
                Some(_) => text.extend(self.rest.next()),
            }
        }
    }

    /// `<<` and the blanks after it are one piece, whatever is escaped.
    fn angle(&mut self) -> String {
        let mut text = String::from("<");
        self.rest.next();
        if self.rest.next_if_eq(&'<').is_some() {
            text.push('<');
            while let Some(blank) = self.rest.next_if(|it| matches!(it, '\t' | '\r' | ' ')) {
                text.push(blank);
            }
        }
        text
    }

    fn dollar(&mut self) -> Expanded {
        self.rest.next();
        if self.rest.peek() != Some(&'{') {
            let name = self.name();
            return Ok(match self.lookup(&name) {
                _ if name.is_empty() => "$".to_owned(),
                None if self.lexer.keep_unset => format!("${name}"),
                value => value.unwrap_or_default().to_owned(),
            });
        }
        self.rest.next();
        if matches!(self.rest.peek(), None | Some('{' | '}' | ':')) {
            return Err("bad substitution".to_owned());
        }
        let name = self.name();
        let value = self.lookup(&name);
        let kept = |rest: &str| format!("${{{name}{rest}}}");
        match self.rest.next() {
            Some('}') => Ok(match value {
                None if self.lexer.keep_unset => kept(""),
                value => value.unwrap_or_default().to_owned(),
            }),
            Some('/') => {
                let all = self.rest.next_if_eq(&'/').is_some();
                let (pattern, _) = self.until(Some('/'), true)?;
                let (replacement, _) = self.until(Some('}'), true)?;
                if value.is_none() && self.lexer.keep_unset {
                    return Ok(kept(&format!("/{pattern}/{replacement}")));
                }
                modifier::replace(value.unwrap_or_default(), &pattern, &replacement, all)
            }
            Some(first @ (':' | '+' | '-' | '?' | '#' | '%')) => {
                let colon = first == ':';
                let operator = if colon { self.rest.next() } else { Some(first) };
                let Some(operator) = operator else {
                    return Err("no closing brace".to_owned());
                };
                let pattern = matches!(operator, '#' | '%');
                if colon && pattern {
                    return Err(format!("unsupported modifier :{operator}"));
                }
                let (word, _) = self.until(Some('}'), pattern)?;
                if value.is_none() && self.lexer.keep_unset {
                    let colon = if colon { ":" } else { "" };
                    return Ok(kept(&format!("{colon}{operator}{word}")));
                }
                if pattern {
                    return modifier::trim(value.unwrap_or_default(), operator, &word);
                }
                modifier::word(value, colon, operator, word)
            }
            _ => Err("unsupported modifier".to_owned()),
        }
    }

    fn lookup(&self, name: &str) -> Option<&'static str> {
        lookup(name).filter(|_| !self.lexer.bare)
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        match self.rest.peek() {
            Some(first) if first.is_ascii_digit() => {
                while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
                    name.push(digit);
                }
                return name;
            }
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => {
                name.extend(self.rest.next());
                return name;
            }
            _ => {}
        }
        while let Some(next) = self
            .rest
            .next_if(|it| it.is_alphabetic() || it.is_ascii_digit() || *it == '_')
        {
            name.push(next);
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_expanded_as_the_shell_would() {
        let lexer = Lexer::new('\\');
        for (word, expanded) in [
            (r#""a\"b" 'c\d' e\ f"#, r#"a"b c\d e f"#),
            ("$A|${A}|$B|$C|${C:-x'y z'}", "set/to.x|set/to.x|||xy z"),
            (r"\$A \\ <\<E", r"$A \ <<E"),
            ("${B-x}${B:-x}${C+x}${A:+<<E}", "x<<E"),
            (
                "${A#*/}|${A%.*}|${A/t/T}|${A//t/T}",
                "to.x|set/to|seT/to.x|seT/To.x",
            ),
            (r#""a\b\\""#, r"a\b\"),
        ] {
            assert_eq!(lexer.word(word).as_deref(), Ok(expanded), "{word}");
        }
        for word in ["'", "\"", "${", "${A", "${}", "${A:#x}", "${C:?}", "${A~}"] {
            assert!(lexer.word(word).is_err(), "{word}");
        }
        assert_eq!(Lexer::new('`').word(r"\`$A`\"), Ok(r"\$A\".to_owned()));
    }
}
