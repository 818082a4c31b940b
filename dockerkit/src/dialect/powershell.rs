//! Values in text for PowerShell.
//!
//! A value always stands in quotes: where PowerShell reads an expression, a bare word is a command, and where it reads
//! arguments, `010` is the number ten, and `-Force` a parameter. In single quotes nothing is special but a single quote,
//! which is doubled, and typographic ones count, too. A value with line breaks stands in double quotes, where they are
//! written `` `n `` and `` `r ``: so no line of the Dockerfile ends in it.
//!
//! Source: [about_Quoting_Rules](https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules),
//! [about_Special_Characters](https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_special_characters)
//! and [about_Parsing](https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing).

use std::iter::Peekable;
use std::str::Chars;

use super::Why;

/// What PowerShell takes for `'`.
const SINGLE: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];

/// What PowerShell takes for `"`.
const DOUBLE: [char; 4] = ['"', '\u{201c}', '\u{201d}', '\u{201e}'];

/// Whether Windows changes a value on its way to PowerShell: the text of a step is the end of a command line there, of
/// which the double quotes go, and blanks beside each other become one. Where they were, text is code.
///
/// Source: [for-win issue 13287](https://github.com/docker/for-win/issues/13287) and
/// [dockerfiles-windows pull request 19](https://github.com/StefanScherer/dockerfiles-windows/pull/19).
pub(super) fn changes_on_windows(value: &str) -> bool {
    value.contains(['"', '\n', '\r', '\t']) || value.contains("  ")
}

/// Writes a value as a string.
pub(super) fn quote(value: &str, out: &mut String) {
    if !value.contains(['\n', '\r']) {
        out.push('\'');
        for character in value.chars() {
            if SINGLE.contains(&character) {
                out.push(character);
            }
            out.push(character);
        }
        out.push('\'');
        return;
    }
    out.push('"');
    for character in value.chars() {
        match character {
            '\n' => out.push_str("`n"),
            '\r' => out.push_str("`r"),
            '`' | '$' => out.extend(['`', character]),
            _ if DOUBLE.contains(&character) => out.extend(['`', character]),
            _ => out.push(character),
        }
    }
    out.push('"');
}

/// What the characters in front of a place are a part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    /// Of nothing: a word begins there.
    None,
    /// Of a word that takes in what follows, strings included.
    Plain,
    /// Of a word that begins with a variable, or of an assignment.
    Variable,
    /// Of a string or an expression, behind which another word begins.
    Ended,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Double,
    Paren,
    Brace,
}

/// The first of the values, each a NUL in the text, that would not be read as one there.
pub(super) fn misplaced(text: &str) -> Option<(usize, Why)> {
    let mut scan = Scan::new(text);
    let why = scan.all()?;
    Some((scan.values, why))
}

/// Why a command cannot be joined to others.
pub(super) fn unjoined(command: &str, first: bool, last: bool) -> Option<String> {
    let mut scan = Scan::new(command);
    scan.all();
    let rest = if last {
        ""
    } else {
        ", which takes in the commands after it"
    };
    let open = match scan.open.last() {
        Some((Open::Double, _)) => Some("a double quote"),
        Some((Open::Paren, _)) => Some("a parenthesis"),
        Some((Open::Brace, _)) => Some("a brace"),
        None => scan.unended,
    };
    if let Some(open) = open.filter(|it| !last || *it != COMMENT) {
        Some(format!("has {open} open{rest}"))
    } else if command.ends_with('`') {
        Some("ends with a backquote, which takes in what follows it".to_owned())
    } else {
        (scan.reaches && !first).then(|| super::REACHES.to_owned())
    }
}

/// Whether a script goes on behind a command of its own that failed: another statement follows it.
pub(super) fn goes_on(text: &str) -> bool {
    let mut scan = Scan::new(text);
    // Whether a statement that may fail has ended.
    let mut ended = false;
    let (mut statement, mut last) = (None, ' ');
    while let Some(character) = scan.rest.next() {
        let outside = scan.open.is_empty();
        let blank = character.is_whitespace();
        let comment = character == '#' && scan.word == Word::None;
        if outside && !blank && !comment && !matches!(character, ';' | '`') {
            // `else`, `catch` and a pipe go on with what is in front of them.
            let mut word = String::from(character);
            for next in scan.rest.clone() {
                if !next.is_alphabetic() {
                    break;
                }
                word.push(next);
            }
            let goes_on = ["|", "else", "elseif", "catch", "finally"];
            let begins = statement.is_none() && !goes_on.contains(&word.to_lowercase().as_str());
            if begins && ended {
                return true;
            }
            // Setting a variable hardly fails.
            statement.get_or_insert(character != '$');
            last = character;
        }
        let escape = character == '`';
        match scan.open.last() {
            Some((Open::Double, _)) => _ = scan.in_double(character),
            _ => _ = scan.in_code(character),
        }
        if escape {
            continue;
        }
        let ends = character == ';' || character == '\n' && !"|,&=+-*/".contains(last);
        if outside && (ends || comment) {
            ended |= statement.take() == Some(true);
        }
    }
    false
}

/// What is open up to the end of a line.
const COMMENT: &str = "a comment";

struct Scan<'t> {
    rest: Peekable<Chars<'t>>,
    /// What is open, each with the word that it is a part of.
    open: Vec<(Open, Word)>,
    word: Word,
    /// How many values were right.
    values: usize,
    /// Whether a command has begun behind the last operator.
    begun: bool,
    /// Whether an operator would reach beyond a command of a list.
    reaches: bool,
    /// What had no end.
    unended: Option<&'static str>,
}

impl<'t> Scan<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            rest: text.chars().peekable(),
            open: Vec::new(),
            word: Word::None,
            values: 0,
            begun: false,
            reaches: false,
            unended: None,
        }
    }

    /// Reads all of it, up to a value that would not be read as one.
    fn all(&mut self) -> Option<Why> {
        while let Some(character) = self.rest.next() {
            let found = match self.open.last() {
                Some((Open::Double, _)) => self.in_double(character),
                _ => self.in_code(character),
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn in_code(&mut self, character: char) -> Option<Why> {
        match character {
            '\0' => return self.value(),
            '`' => match self.rest.next() {
                Some('\0') => return Some(Why::Stands("behind a backquote")),
                Some('\n' | '\r') => self.word = Word::None,
                _ => self.go_on(),
            },
            '@' if self.word == Word::None => return self.at(),
            '#' if self.word != Word::Plain => {
                let found = self.skip_to(&["\n"], "in a comment");
                self.unended = self.rest.peek().is_none().then_some(COMMENT);
                return found;
            }
            '<' if self.rest.peek() == Some(&'#') => return self.skip_to(&["#>"], "in a comment"),
            '-' if self.word == Word::None && self.stops_parsing() => {
                self.unended = Some("`--%`");
                return self.skip_to(&["\n", "|"], "behind `--%`");
            }
            '$' => {
                match self.rest.peek() {
                    Some('\0') => return Some(Why::Stands("behind a `$`")),
                    // `$$` and `${…}` are whole.
                    Some('$') => _ = self.rest.next(),
                    Some('{') => return self.braced(),
                    _ => {}
                }
                if self.word == Word::None {
                    self.word = Word::Variable;
                }
            }
            '(' => {
                self.open.push((Open::Paren, self.word));
                self.word = Word::None;
            }
            ')' => {
                // In a string the code ends where it began.
                let before = self.open.pop();
                self.word = match before {
                    Some((_, Word::Plain)) => Word::Plain,
                    _ => Word::Ended,
                };
            }
            '{' => {
                self.open.push((Open::Brace, Word::Ended));
                self.word = Word::None;
            }
            '}' => {
                if let Some((Open::Brace, _)) = self.open.last() {
                    self.open.pop();
                }
                self.word = Word::Ended;
            }
            ']' => self.word = Word::Ended,
            ';' | '|' | '&' => self.operator(character),
            ',' | '>' => self.word = Word::None,
            _ if character.is_whitespace() => {
                self.word = Word::None;
                return None;
            }
            _ if SINGLE.contains(&character) => return self.single(),
            _ if DOUBLE.contains(&character) => self.open.push((Open::Double, self.word)),
            _ => self.go_on(),
        }
        self.begun |= !matches!(character, ';' | '|' | '&');
        None
    }

    /// `;`, `|`, `||`, `&`, `&&`; `&` in front of a program calls it.
    fn operator(&mut self, character: char) {
        let doubled = self.rest.next_if_eq(&character).is_some();
        let reaches = match character {
            '|' => doubled,
            '&' => !doubled && self.begun,
            _ => true,
        };
        self.reaches |= reaches && self.open.is_empty();
        self.begun = false;
        self.word = Word::None;
    }

    fn in_double(&mut self, character: char) -> Option<Why> {
        match character {
            '\0' => return Some(Why::Stands("in a double quote")),
            '`' if self.rest.next() == Some('\0') => return Some(Why::Stands("in a double quote")),
            '$' if self.rest.next_if_eq(&'(').is_some() => {
                self.open.push((Open::Paren, Word::Plain));
                self.word = Word::None;
            }
            _ if DOUBLE.contains(&character) => {
                let doubled = |next: &char| DOUBLE.contains(next);
                if self.rest.next_if(doubled).is_none() {
                    self.string_ends();
                }
            }
            _ => {}
        }
        None
    }

    /// Another character of a word.
    fn go_on(&mut self) {
        if self.word == Word::None {
            self.word = Word::Plain;
        }
    }

    fn string_ends(&mut self) {
        let before = self.open.pop().map_or(self.word, |(_, word)| word);
        self.word = match before {
            Word::Plain => Word::Plain,
            _ => Word::Ended,
        };
    }

    fn value(&mut self) -> Option<Why> {
        let parts = |next: &char| !next.is_whitespace() && !";|&)},".contains(*next);
        match self.word {
            Word::Ended => return Some(Why::Split),
            Word::None | Word::Variable if self.rest.peek().is_some_and(parts) => {
                return Some(Why::Split);
            }
            Word::None | Word::Variable => self.word = Word::Ended,
            Word::Plain => {}
        }
        self.values += 1;
        None
    }

    fn single(&mut self) -> Option<Why> {
        while let Some(next) = self.rest.next() {
            if next == '\0' {
                return Some(Why::Stands("in a single quote"));
            }
            let doubled = |next: &char| SINGLE.contains(next);
            if SINGLE.contains(&next) && self.rest.next_if(doubled).is_none() {
                if self.word != Word::Plain {
                    self.word = Word::Ended;
                }
                return None;
            }
        }
        self.unended = Some("a single quote");
        None
    }

    /// Behind `@`: a here-string, a hash table, an array, or all of a variable's values as arguments.
    fn at(&mut self) -> Option<Why> {
        self.word = Word::Plain;
        let ends = match self.rest.peek() {
            Some('\0') => return Some(Why::Stands("behind an `@`")),
            Some(next) if SINGLE.contains(next) => "\n'@",
            Some(next) if DOUBLE.contains(next) => "\n\"@",
            _ => return None,
        };
        let found = self.skip_to(&[ends], "in a here-string");
        self.word = Word::Ended;
        found
    }

    fn braced(&mut self) -> Option<Why> {
        let found = self.skip_to(&["}"], "in a `${`");
        self.word = Word::Variable;
        found
    }

    /// Whether `--%` begins here.
    fn stops_parsing(&mut self) -> bool {
        let mut rest = self.rest.clone();
        rest.next() == Some('-')
            && rest.next() == Some('%')
            && rest
                .next()
                .is_none_or(|it| it.is_whitespace() || it == '\0')
    }

    /// Goes behind the first of these, or to the end.
    fn skip_to(&mut self, ends: &[&str], place: &'static str) -> Option<Why> {
        let mut skipped = String::new();
        for next in self.rest.by_ref() {
            if next == '\0' {
                return Some(Why::Stands(place));
            }
            skipped.push(next);
            if ends.iter().any(|end| skipped.ends_with(end)) {
                break;
            }
        }
        self.word = Word::None;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a string as PowerShell does: what it is, and what stands behind it.
    fn read(text: &str) -> (String, &str) {
        let mut value = String::new();
        let mut rest = text.char_indices().skip(1).peekable();
        let single = text.starts_with(SINGLE);
        let quotes: &[char] = if single { &SINGLE } else { &DOUBLE };
        while let Some((at, character)) = rest.next() {
            if quotes.contains(&character) {
                match rest.next_if(|(_, next)| quotes.contains(next)) {
                    Some((_, second)) => value.push(second),
                    None => return (value, &text[at + character.len_utf8()..]),
                }
            } else if !single && character == '`' {
                value.extend(rest.next().map(|(_, escaped)| match escaped {
                    'n' => '\n',
                    'r' => '\r',
                    other => other,
                }));
            } else {
                assert!(single || character != '$', "{text}");
                value.push(character);
            }
        }
        panic!("{text} has no end");
    }

    #[test]
    fn a_value_is_a_string() {
        for (value, string) in [
            // "Enclosed in single quotation marks, a string is passed exactly as it is typed."
            ("", "''"),
            ("plain", "'plain'"),
            ("a b", "'a b'"),
            ("$i $(2+3) ${x}", "'$i $(2+3) ${x}'"),
            ("a;b|c&d,e(f){g}<h>#i@j", "'a;b|c&d,e(f){g}<h>#i@j'"),
            // "Because the contents are interpreted literally, the backtick is treated as a literal character."
            ("(`\")", "'(`\")'"),
            ("say \"hi\"", "'say \"hi\"'"),
            ("a\\", "'a\\'"),
            ("a`", "'a`'"),
            // "To include a single quotation mark, use a second consecutive one."
            ("don't", "'don''t'"),
            ("'; Remove-Item x; '", "'''; Remove-Item x; '''"),
            // "PowerShell treats smart quotation marks as normal ones."
            ("a\u{2018}b\u{2019}", "'a\u{2018}\u{2018}b\u{2019}\u{2019}'"),
            ("\u{201a}\u{201b}", "'\u{201a}\u{201a}\u{201b}\u{201b}'"),
            ("\u{201c}\u{201d}\u{201e}", "'\u{201c}\u{201d}\u{201e}'"),
            // Numbers, parameters and splatting are read where nothing quotes them.
            ("010", "'010'"),
            ("1kb", "'1kb'"),
            ("-Force", "'-Force'"),
            ("--%", "'--%'"),
            ("@args", "'@args'"),
            ("%PATH%", "'%PATH%'"),
            ("é😀\u{a0}", "'é😀\u{a0}'"),
            ("a\tb\u{1}", "'a\tb\u{1}'"),
            // "To prevent the substitution of a variable value in a double-quoted string, use the backtick."
            ("a\nb", "\"a`nb\""),
            ("a\r\n", "\"a`r`n\""),
            ("$a `b\n", "\"`$a ``b`n\""),
            ("'a' \"b\"\n", "\"'a' `\"b`\"`n\""),
            (
                "\u{201c}a\u{201d}\u{201e}\n",
                "\"`\u{201c}a`\u{201d}`\u{201e}`n\"",
            ),
            ("\u{2019}\n", "\"\u{2019}`n\""),
            ("a\\\n# b\n", "\"a\\`n# b`n\""),
        ] {
            let mut out = String::new();
            quote(value, &mut out);
            assert_eq!(out, string);
            assert_eq!(read(&out), (value.to_owned(), ""));
        }
    }

    #[test]
    fn a_script_goes_on_behind_a_failure() {
        for text in [
            "a\nb",
            "a; b",
            "$x = 1\na\nb\n",
            "a 'x\ny'\nb",
            "if (a) { b }\nc",
        ] {
            assert!(goes_on(text), "{text}");
        }
        for text in [
            "a",
            "# x\na # y\n",
            "$x = 1\n$y = 2\na\n",
            "a |\n b\n",
            "a `\n b\n",
            "a -b c,\n d",
            "if (a) {\n b\n c\n}\nelse {\n d\n}\n",
            "try {\n a\n} catch {\n b\n}",
            "a @'\nb\nc\n'@\n",
            "a \"b\nc\"",
            "a\n | b",
        ] {
            assert!(!goes_on(text), "{text}");
        }
    }

    #[test]
    fn commands_are_joined_if_they_are_whole() {
        for command in [
            "a 'b;c' \"d&e\"",
            "a | b",
            "a && b",
            "& 'a' b",
            "a | & b",
            "if ($x) { a; b }",
            "$(a; b)",
            "a `; b `& c",
            "a \"it`\"s;\"",
            "a#b",
            r#"a "C:\dir\""#,
        ] {
            assert_eq!(unjoined(command, false, false), None, "{command}");
        }
        for command in ["a; b", "a || b", "a & b", "a &"] {
            let reaches = Some(super::super::REACHES.to_owned());
            assert_eq!(unjoined(command, false, true), reaches, "{command}");
            assert_eq!(unjoined(command, true, false), None, "{command}");
        }
        for (command, open) in [
            ("a 'b", "a single quote"),
            ("a \"b", "a double quote"),
            ("a (b", "a parenthesis"),
            ("a { b", "a brace"),
            ("a # b", "a comment"),
            ("a --% b", "`--%`"),
        ] {
            let what = format!("has {open} open, which takes in the commands after it");
            assert_eq!(unjoined(command, true, false), Some(what));
        }
        assert_eq!(unjoined("a # b", true, true), None);
        assert!(unjoined("a`", true, true).is_some());
    }

    #[test]
    fn a_value_is_read_as_one_where_it_stands() {
        for text in [
            "a \0",
            "\0",
            "a \0 b; c \0|d \0",
            "& \0 x",
            "&\0",
            "a --name=\0",
            "a --name=\0/x",
            "a x\0y\0",
            "a pre\"b\"\0",
            "$x = \0",
            "$x=\0",
            "$env:X = \0; a",
            "a $dir/\0",
            "f(\0, \0)",
            "\"a $(b \0) c\"",
            "\"it's\" + \0",
            "'it''s' + \0",
            "a '#' \0",
            "a#b \0",
            "a `\n \0",
            "a `\" \0",
            "a @(\0)",
            "@{ a = \0 }",
            "# it's\na \0",
            "<# ' #> a \0",
            "a > \0",
            "if ($x) { a \0 }",
            "@'\nit's\n'@ | a \0",
            "a --% '\nb \0",
            "a ${x'y} \0",
            "a \"`\"\" \0",
            "a \"\"\"\" \0",
        ] {
            assert_eq!(misplaced(text), None, "{text:?}");
        }
        for (text, value, why) in [
            ("a \0/x", 0, Why::Split),
            ("a \0.txt", 0, Why::Split),
            ("a \0\"b\"", 0, Why::Split),
            ("a \"b\"\0", 0, Why::Split),
            ("a $(b)\0", 0, Why::Split),
            ("$x=\0.Length", 0, Why::Split),
            ("$a[0]\0", 0, Why::Split),
            ("a \0 \0[0]", 1, Why::Split),
            ("a \"\0\"", 0, Why::Stands("in a double quote")),
            ("a \"`\0\"", 0, Why::Stands("in a double quote")),
            ("a \u{201c}\0\"", 0, Why::Stands("in a double quote")),
            ("a \"$(\"\0\")\"", 0, Why::Stands("in a double quote")),
            ("a '\0'", 0, Why::Stands("in a single quote")),
            ("a \0 '\u{2019}' \0'", 1, Why::Stands("in a single quote")),
            ("a # \0", 0, Why::Stands("in a comment")),
            ("a <# \0 #>", 0, Why::Stands("in a comment")),
            ("a `\0", 0, Why::Stands("behind a backquote")),
            ("a $\0", 0, Why::Stands("behind a `$`")),
            ("a @\0", 0, Why::Stands("behind an `@`")),
            ("a @'\n\0\n'@", 0, Why::Stands("in a here-string")),
            ("a --% \0", 0, Why::Stands("behind `--%`")),
            ("a ${\0}", 0, Why::Stands("in a `${`")),
        ] {
            assert_eq!(misplaced(text), Some((value, why)), "{text:?}");
        }
    }
}
