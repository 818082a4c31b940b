//! Here-documents: where BuildKit finds one, and the word that ends it.
//!
//! Source: `heredocsFromLine` in `frontend/dockerfile/parser/parser.go`, and the lexer it asks, `shell/lex.go`. That
//! lexer always escapes with a backslash, keeps quotes and backslashes, knows no variable, drops backslashes in the
//! word of `${NAME:-word}`, and splits what comes out of `$…` at blanks.

use std::borrow::Cow;
use std::collections::HashSet;

/// A here-document that a line opens.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Heredoc {
    /// The word that ends it, without its quotes.
    pub(crate) word: String,
    /// Whether `$` in its body is expanded: its word has no quotes.
    pub(crate) expands: bool,
    /// Whether leading tabs of its body are stripped: `<<-`.
    pub(crate) strips_tabs: bool,
}

/// What the lexer of some frontends does otherwise.
#[derive(Clone, Copy)]
struct Lexer {
    /// Blanks behind `<<` are part of the word.
    blanks: bool,
    /// Backslashes are kept in the word of `${NAME:-word}`, too.
    keeps_nested: bool,
    /// `${NAME#…}`, `${NAME%…}` and `${NAME/…/…}` are known.
    patterns: bool,
}

/// The frontends that know here-documents: from syntax 1.16 on, from 1.7 on, and before.
const LEXERS: [Lexer; 3] = [
    Lexer {
        blanks: true,
        keeps_nested: false,
        patterns: true,
    },
    Lexer {
        blanks: false,
        keeps_nested: false,
        patterns: true,
    },
    Lexer {
        blanks: false,
        keeps_nested: true,
        patterns: false,
    },
];

/// How deep `${…}` is followed.
const DEEP: usize = 32;

/// It cannot be known what is read, or the builder refuses the line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Undecided;

/// Whether some frontend may find a here-document in a line, continuations joined.
pub(crate) fn may_open(line: &str) -> bool {
    may_hold(line)
        && LEXERS
            .into_iter()
            .any(|lexer| lexer.opened(line).is_none_or(|found| !found.is_empty()))
}

/// Whether all frontends that read the line at all find these here-documents in it, in this order.
pub(crate) fn opens(line: &str, heredocs: &[Heredoc]) -> bool {
    if !may_hold(line) {
        return heredocs.is_empty();
    }
    let [now, before, first] = LEXERS.map(|lexer| lexer.opened(line));
    // The first ones refuse what they do not know in the values, too.
    [now, before]
        .into_iter()
        .all(|found| found.as_deref() == Some(heredocs))
        && first.is_none_or(|found| found == heredocs)
}

/// Whether the text holds `<<`, or would once backslashes are dropped.
pub(crate) fn may_hold(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.trim_start_matches('\\').starts_with('<') {
            return true;
        }
    }
    false
}

impl Lexer {
    /// The here-documents of a line; `None` where that cannot be known.
    fn opened(self, line: &str) -> Option<Vec<Heredoc>> {
        let words = self.words(line, true, true).ok()?;
        let mut found = Vec::new();
        for word in &words {
            found.extend(self.heredoc(word).ok()?);
        }
        Some(found)
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
                    let found = self.dollar(escapes, depth)?;
                    found.chars().for_each(|it| words.character(it));
                    all.push_str(&found);
                }
                '\'' => {
                    let found = self.single()?;
                    words.word.push_str(&found);
                    all.push_str(&found);
                }
                '"' => {
                    let found = self.double(escapes, depth)?;
                    words.word.push_str(&found);
                    all.push_str(&found);
                }
                '<' if self.lexer.blanks => {
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

    fn double(&mut self, escapes: bool, depth: usize) -> Result<String, Undecided> {
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
                '$' => all.push_str(&self.dollar(escapes, depth)?),
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
    fn dollar(&mut self, escapes: bool, depth: usize) -> Result<String, Undecided> {
        self.next();
        if self.peek() != Some('{') {
            return Ok(format!("${}", self.name()));
        }
        self.next();
        if depth == DEEP {
            return Err(Undecided);
        }
        let name = self.name().to_owned();
        // What is not ASCII is a letter to some and none to others.
        let operator = self.next().filter(char::is_ascii).ok_or(Undecided)?;
        let Lexer {
            keeps_nested,
            patterns,
            ..
        } = self.lexer;
        let plain = escapes && keeps_nested;
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
    fn name(&mut self) -> &str {
        let rest = self.rest;
        let length = match self.peek() {
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            Some(digit) if digit.is_ascii_digit() => {
                rest.len()
                    - rest
                        .trim_start_matches(|it: char| it.is_ascii_digit())
                        .len()
            }
            _ => {
                let letter = |it: char| it.is_ascii_alphanumeric() || it == '_';
                rest.len() - rest.trim_start_matches(letter).len()
            }
        };
        let (name, rest) = rest.split_at(length);
        self.rest = rest;
        name
    }
}

/// Whether a line of `body` would end a heredoc with that word; trailing carriage returns do not count.
pub(crate) fn ends(word: &str, body: &str) -> bool {
    // A line starts at the beginning or after a line break.
    body.match_indices(word).any(|(at, _)| {
        let starts = at == 0 || body.as_bytes().get(at - 1) == Some(&b'\n');
        let rest = body
            .get(at + word.len()..)
            .unwrap_or_default()
            .trim_start_matches('\r');
        starts && (rest.is_empty() || rest.starts_with('\n'))
    })
}

/// A word for a heredoc that no line of `body` equals.
pub(crate) fn word(body: &str) -> Cow<'static, str> {
    if !ends("EOF", body) {
        return Cow::Borrowed("EOF");
    }
    let taken: HashSet<&str> = body
        .split('\n')
        .map(|line| line.trim_end_matches('\r'))
        .filter(|line| line.starts_with("EOF"))
        .collect();
    let mut number = 2;
    loop {
        let word = format!("EOF{number}");
        if !taken.contains(word.as_str()) {
            return Cow::Owned(word);
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<Vec<String>> {
        let found = LEXERS[0].opened(line)?;
        Some(found.into_iter().map(|it| it.word).collect())
    }

    #[test]
    fn words_open_heredocs_as_the_lexer_splits_them() {
        for (line, words) in [
            ("RUN cat <<E", &["E"][..]),
            ("RUN cat << E", &["E"]),
            ("RUN cat 3<<-'E F' <<\"G\"", &["E F", "G"]),
            ("RUN cat <<E<<F <<<G", &[]),
            ("RUN a<<E $((1<<2)) '<<'E", &[]),
            ("RUN echo $(( 1 <<2))", &["2))"]),
            (r"RUN echo ${X:- \<<E}", &["E}"]),
            (r"RUN echo ${X:- \<\<E} $((1<<2))", &["E}"]),
            (r"RUN echo ${X:- '<<E'} \<<F \<\<G", &[]),
            ("RUN echo ${X:0:1} <<E", &["E"]),
            (r"RUN echo ${X##* \<<E} ${X//\// <<F}", &["F}"]),
            (r#"RUN echo "${X:- <<E}" "\" <<F" <<G"#, &["G"]),
            ("RUN <<E\u{a0}<<F", &["E", "F"]),
        ] {
            assert_eq!(read(line).unwrap_or_default(), words, "{line}");
            assert_eq!(may_open(line), !words.is_empty(), "{line}");
        }
    }

    #[test]
    fn what_cannot_be_decided_may_open_one() {
        for line in [
            "RUN echo ' <<E",
            "RUN echo ${X^} <<E",
            "RUN echo ${\u{e9}} <<E",
            "RUN echo << <<E",
            &format!("RUN {}<<E", "${A:-".repeat(100_000)),
        ] {
            assert!(may_open(line), "{line:.40}");
        }
        assert!(!may_open("RUN echo ' < < E"));
        assert!(!may_open(&format!("RUN {}", "${A:-".repeat(100_000))));
    }

    #[test]
    fn quotes_and_dashes_of_the_word_count() {
        let heredoc = |word: &str, expands, strips_tabs| Heredoc {
            word: word.to_owned(),
            expands,
            strips_tabs,
        };
        let both = [heredoc("a", false, false), heredoc("b", true, true)];
        assert!(opens("COPY <<'a' <<-b /", &both));
        assert!(!opens("COPY <<a <<-b /", &both));
        assert!(!opens("COPY <<'a' <<-b <<c /", &both));
        assert!(opens("COPY ${A#x} <<'a' <<-b /", &both));
        assert!(!opens("COPY ${A^x} <<'a' <<-b /", &both));
        assert!(opens("RUN echo ${A^x} '", &[]));
        assert!(!opens("RUN echo ${A^x} '<<'", &[]));
    }

    #[test]
    fn the_word_of_a_heredoc_is_not_in_its_body() {
        assert_eq!(word("a\n"), "EOF");
        assert_eq!(word("EOFx\n EOF\nEOF \n"), "EOF");
        assert_eq!(word("EOF"), "EOF2");
        assert_eq!(word("a\nEOF\r\r\nb"), "EOF2");
        assert_eq!(word("EOF\nEOF2\n"), "EOF3");
    }
}
