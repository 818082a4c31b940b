//! What BuildKit makes of a word: its quoting, its `$` and its CSV, written down once more and apart from the library.
//!
//! After `shell/lex.go` of BuildKit's frontend and the `go-csvvalue` it reads mounts with. The parser's own layers,
//! lines, flags and JSON, are the official parser's.

use std::{iter::Peekable, str::Chars};

/// A part of a word. Neighbouring texts are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Atom {
    /// Itself.
    Text(String),
    /// A variable, and what follows its name in `${…}`.
    Variable(String, Option<Modifier>),
}

/// An operator, its word, and what takes the place of what that matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Modifier {
    pub(crate) operator: String,
    pub(crate) word: Vec<Atom>,
    pub(crate) replacement: Vec<Atom>,
}

/// A pattern, without the backslashes that only keep what ends it from ending it.
pub(crate) fn pattern(atoms: Vec<Atom>) -> Vec<Atom> {
    let plain = |text: String| {
        let mut plain = String::new();
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            let next = (character == '\\').then(|| characters.next()).flatten();
            if !matches!(next, Some('}' | '/')) {
                plain.push(character);
            }
            plain.extend(next);
        }
        plain
    };
    let atoms = atoms.into_iter().map(|atom| match atom {
        Atom::Text(text) => Atom::Text(plain(text)),
        variable @ Atom::Variable(..) => variable,
    });
    atoms.collect()
}

pub(crate) fn literal(text: &str) -> Vec<Atom> {
    let mut atoms = Vec::new();
    text.chars()
        .for_each(|character| push(&mut atoms, character));
    atoms
}

pub(crate) fn push(atoms: &mut Vec<Atom>, character: char) {
    match atoms.last_mut() {
        Some(Atom::Text(text)) => text.push(character),
        _ => atoms.push(Atom::Text(character.to_string())),
    }
}

pub(crate) fn append(atoms: &mut Vec<Atom>, more: Vec<Atom>) {
    for atom in more {
        match (atoms.last_mut(), atom) {
            (Some(Atom::Text(text)), Atom::Text(more)) => text.push_str(&more),
            (_, atom) => atoms.push(atom),
        }
    }
}

/// The text, if no variable is in it.
pub(crate) fn text(atoms: &[Atom]) -> Option<&str> {
    match atoms {
        [] => Some(""),
        [Atom::Text(text)] => Some(text),
        _ => None,
    }
}

/// A word as the builder reads it: quotes and escapes undone, variables found.
pub(crate) fn word(word: &str, escape: char) -> Result<Vec<Atom>, String> {
    Lexer {
        rest: word.chars().peekable(),
        escape,
        quotes: true,
    }
    .read(None, false)
}

/// The content of an expanded inline file, in which quotes are themselves and a backslash always escapes.
pub(crate) fn content(text: &str) -> Result<Vec<Atom>, String> {
    Lexer {
        rest: text.chars().peekable(),
        escape: '\\',
        quotes: false,
    }
    .read(None, false)
}

struct Lexer<'a> {
    rest: Peekable<Chars<'a>>,
    escape: char,
    quotes: bool,
}

impl Lexer<'_> {
    fn read(&mut self, stop: Option<char>, keep_escapes: bool) -> Result<Vec<Atom>, String> {
        let mut atoms = Vec::new();
        while let Some(&next) = self.rest.peek() {
            if stop == Some(next) {
                self.rest.next();
                return Ok(atoms);
            }
            match next {
                '$' => {
                    let found = self.dollar()?;
                    append(&mut atoms, found);
                }
                '\'' if self.quotes => {
                    self.rest.next();
                    loop {
                        match self.rest.next() {
                            Some('\'') => break,
                            Some(character) => push(&mut atoms, character),
                            None => return Err("a single quote is open".to_owned()),
                        }
                    }
                }
                '"' if self.quotes => self.double(&mut atoms, keep_escapes)?,
                _ => {
                    self.rest.next();
                    if next != self.escape {
                        push(&mut atoms, next);
                        continue;
                    }
                    if keep_escapes {
                        push(&mut atoms, next);
                    }
                    if let Some(escaped) = self.rest.next() {
                        push(&mut atoms, escaped);
                    }
                }
            }
        }
        stop.map_or(Ok(atoms), |stop| Err(format!("`{stop}` is missing")))
    }

    fn double(&mut self, atoms: &mut Vec<Atom>, keep_escapes: bool) -> Result<(), String> {
        self.rest.next();
        loop {
            match self.rest.peek() {
                None => return Err("a double quote is open".to_owned()),
                Some('"') => {
                    self.rest.next();
                    return Ok(());
                }
                Some('$') => {
                    let found = self.dollar()?;
                    append(atoms, found);
                }
                Some(&character) => {
                    self.rest.next();
                    let escapes = character == self.escape;
                    let kept = match self.rest.peek() {
                        Some(&next)
                            if escapes && (next == '"' || next == '$' || next == self.escape) =>
                        {
                            if keep_escapes {
                                push(atoms, character);
                            }
                            self.rest.next();
                            next
                        }
                        None if escapes => continue,
                        _ if escapes && keep_escapes => {
                            push(atoms, character);
                            character
                        }
                        _ => character,
                    };
                    push(atoms, kept);
                }
            }
        }
    }

    fn dollar(&mut self) -> Result<Vec<Atom>, String> {
        self.rest.next();
        if self.rest.peek() != Some(&'{') {
            let name = self.name();
            return Ok(if name.is_empty() {
                literal("$")
            } else {
                vec![Atom::Variable(name, None)]
            });
        }
        self.rest.next();
        if matches!(self.rest.peek(), None | Some('{' | '}' | ':')) {
            return Err("bad substitution".to_owned());
        }
        let name = self.name();
        let mut operator = match self.rest.next() {
            Some('}') => return Ok(vec![Atom::Variable(name, None)]),
            Some(':') => ":".to_owned(),
            Some(operator @ ('-' | '+' | '?' | '#' | '%' | '/')) => operator.to_string(),
            other => return Err(format!("unsupported modifier {other:?}")),
        };
        let mut replacement = Vec::new();
        let word = match operator.as_str() {
            ":" => {
                operator.extend(self.rest.next_if(|next| "-+?".contains(*next)));
                if operator == ":" {
                    return Err("unsupported modifier".to_owned());
                }
                self.read(Some('}'), false)?
            }
            "#" | "%" => pattern(self.read(Some('}'), true)?),
            "/" => {
                operator.extend(self.rest.next_if_eq(&'/'));
                let word = pattern(self.read(Some('/'), true)?);
                replacement = self.read(Some('}'), true)?;
                word
            }
            _ => self.read(Some('}'), false)?,
        };
        let modifier = Modifier {
            operator,
            word,
            replacement,
        };
        Ok(vec![Atom::Variable(name, Some(modifier))])
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        if let Some(&first) = self.rest.peek() {
            if first.is_numeric() {
                while let Some(digit) = self.rest.next_if(|next| next.is_numeric()) {
                    name.push(digit);
                }
                return name;
            }
            if "@*#?-$!".contains(first) {
                self.rest.next();
                return first.to_string();
            }
        }
        while let Some(next) = self
            .rest
            .next_if(|next| next.is_alphanumeric() || *next == '_')
        {
            name.push(next);
        }
        name
    }
}

/// The fields of one line of CSV.
pub(crate) fn csv(line: &str) -> Result<Vec<String>, String> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let Some(mut quoted) = rest.strip_prefix('"') else {
            let (field, more) = rest
                .split_once(',')
                .map_or((rest, None), |(field, more)| (field, Some(more)));
            if field.contains('"') {
                return Err(format!("a bare quote in {field:?}"));
            }
            fields.push(field.to_owned());
            match more {
                Some(more) => rest = more,
                None => return Ok(fields),
            }
            continue;
        };
        let mut field = String::new();
        loop {
            let (text, more) = quoted
                .split_once('"')
                .ok_or_else(|| format!("an open quote in {line:?}"))?;
            field.push_str(text);
            match more.chars().next() {
                Some('"') => {
                    field.push('"');
                    quoted = &more[1..];
                }
                None => {
                    fields.push(field);
                    return Ok(fields);
                }
                Some(',') => {
                    fields.push(field);
                    rest = &more[1..];
                    break;
                }
                Some(_) => return Err(format!("text after a quote in {line:?}")),
            }
        }
    }
}

/// Go's `time.ParseDuration` for what is not negative, in nanoseconds.
pub(crate) fn duration(text: &str) -> Result<u128, String> {
    let units = [
        ("ns", 1),
        ("us", 1_000),
        ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
    ];
    let bad = || format!("{text:?} is not a duration");
    let mut rest = text;
    let mut sum: u128 = 0;
    if rest == "0" {
        return Ok(0);
    }
    while !rest.is_empty() {
        let digits = rest
            .find(|character: char| !character.is_ascii_digit())
            .ok_or_else(bad)?;
        let number: u128 = rest[..digits].parse().map_err(|_| bad())?;
        rest = &rest[digits..];
        let end = rest
            .find(|character: char| character.is_ascii_digit())
            .unwrap_or(rest.len());
        let (_, size) = units
            .into_iter()
            .find(|(unit, _)| *unit == &rest[..end])
            .ok_or_else(bad)?;
        sum += number * size;
        rest = &rest[end..];
    }
    if text.is_empty() || i64::try_from(sum).is_err() {
        Err(bad())
    } else {
        Ok(sum)
    }
}
