//! Bytes to hostile strings: fragments that BuildKit's lexers treat specially, and a few that they do not.
//!
//! Fragments are small, so that what is dangerous has to be put together, also across values and instructions.

use arbitrary::Unstructured;

/// What chooses; when the bytes are used up, the first and simplest of everything.
pub struct Choice<'a> {
    bytes: Unstructured<'a>,
    /// Whether strings may be longer than a line.
    huge: bool,
}

/// Words that end or name things, so few that they meet again elsewhere in the file.
const WORDS: &[&str] = &[
    "a", "E", "EOF", "f", "X", "b", "end", "E}", "EOF2", "cat", "echo", "true", "false", "id",
    "root", "USER", "RUN", "deploy", "AS", "NONE", "CMD", "0",
];

/// Characters and pairs that are special to some lexer.
const SHARP: &[&str] = &[
    "\"",
    "'",
    "\\",
    "`",
    "<<",
    "<",
    "<<-",
    "\\<",
    "${B:-",
    "}",
    "$A",
    "$",
    "#",
    "=",
    ",",
    "[",
    "]",
    "{",
    "--",
    "-",
    "\\$",
    "\\\\",
    "``",
    "1<<",
    "3",
    "*",
    "?",
    ":",
    ";",
    "||",
    "&&",
    "&",
    "|",
    "(",
    ")",
    "$((1<<2))",
    "!",
    "/",
    "./",
    "..",
    "~",
    "@",
    "%",
    "^",
    "+",
    "\\\"",
    "\\'",
    "`\"",
    "`$",
    "\"\"",
    "''",
    "<<\"E\"",
    "<<'E'",
    "<<\\E",
    "${C-",
    "${A#",
    "${A+",
    "$(",
    ">",
    "2>&1",
    "\\n",
    "\\ ",
    "` ",
    "\\t",
    "[\"",
    "\"]",
    "\\u0041",
    "://",
    "//",
    ".git",
    "\\`",
];

/// Blanks of every sort, and characters that some reader drops or takes for a blank.
const BLANKS: &[&str] = &[
    " ", "  ", "\t", "\r", "\u{b}", "\u{c}", "\u{a0}", "\u{2028}", "\u{85}", "\u{feff}",
    "\u{200b}", "\u{3000}", " \t", "\u{1b}", "\u{7f}", "\u{0}", "\u{1}", "é", "😀", "İ", "ſ",
];

/// Newlines and what stands beside them.
const BREAKS: &[&str] = &[
    "\n", "\n\n", "\\\n", "`\n", "\\ \n", "\n#", "\r\n", "\n\t", "\n ", "\n<<", "\n\\", "\\\n#",
    "\\\n\\\n", "\n`",
];

/// What addresses begin with.
const SCHEMES: &[&str] = &[
    "http",
    "HTTPS",
    "https",
    "git",
    "SSH",
    "ssh",
    "Git",
    "ftp",
    "git@",
    "u@h:",
    "github.com/",
    "h/x",
    "file",
];

/// Parts of commands.
const SHELL: &[&str] = &[
    "echo ",
    "cat ",
    " && ",
    " || ",
    "; ",
    " | ",
    " & ",
    "true",
    "false",
    "if true; then ",
    "; fi",
    "{ ",
    "; }",
    "( ",
    " )",
    " # ",
    "<<E",
    " <<EOF",
    " <<-E",
    "$HOME",
    "${X:-",
    "$(",
    ")",
    "set -e",
    "'a b'",
    "\"$A\"",
    "for i in 1; do ",
    "; done",
    "case a in a) ",
    ";; esac",
    "! ",
    "2>/dev/null",
    "#!/bin/sh",
    "export A=1",
    "\\",
    "`id`",
    "[ -f a ]",
    "[",
];

/// What opens heredocs, or nearly.
const ANGLES: &[&str] = &[
    "<<", "<<E", "\\<", "<", "<<-E", "\\<<", "`<", "<<\\E", "<<'E'", "<<<", "2<<E", " <<EOF",
    "<<\"", "<< E",
];

/// What opens a reference and waits for its word.
const OPENINGS: &[&str] = &[
    "${X:-", "${X:-", "${A:+", "${C-", "${B:=", "${A#", "${A/", "${#", "${C?", "$((", "$(",
];

/// References, for author's text.
const REFERENCES: &[&str] = &[
    "$A",
    "${A}",
    "$B",
    "${C}",
    "${A:-x}",
    "\\$",
    "$_b",
    "${D1}",
    "${C-",
    "${B:-",
    "${A:+",
    "${C:+x}",
    "${C:?x}",
    "${A#*/}",
    "${A##*/}",
    "${A%.*}",
    "${A%%t*}",
    "${A/t/u}",
    "${A//t/u}",
    "${B:+",
    "${A#set",
    "${A%\\",
    "${A/",
    "$A$B",
    "$1",
    "$@$$",
    "$é",
    "${A#$B",
    "${A/$D1/",
    "${A/\\//",
    "${A%'",
    "${A#\\*",
];

/// Where a string is going to stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Where newlines are an error.
    Line,
    /// A path or an address.
    Path,
    /// Shell text.
    Shell,
    /// The content of a file, or a script.
    Body,
}

impl<'a> Choice<'a> {
    /// Chooses by these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut choice = Self {
            bytes: Unstructured::new(bytes),
            huge: false,
        };
        choice.huge = choice.one_in(1024);
        choice
    }

    /// One of so many.
    pub fn below(&mut self, count: usize) -> usize {
        self.bytes
            .int_in_range(0..=count.saturating_sub(1))
            .unwrap_or(0)
    }

    /// True for one byte value in so many.
    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == count - 1
    }

    /// One of these.
    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// Something, or not.
    pub fn maybe<T>(&mut self, one_in: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.one_in(one_in).then(|| make(self))
    }

    /// From one to so many.
    pub fn some<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = 1 + self.below(most);
        (0..count).map(|_| make(self)).collect()
    }

    /// A hostile string.
    pub fn text(&mut self, place: Place) -> String {
        let count = self.of(&[1, 2, 1, 3, 2, 4, 3, 6, 5, 9, 0]);
        let mut text = String::new();
        for _ in 0..count {
            self.fragment(place, &mut text);
        }
        text
    }

    fn fragment(&mut self, place: Place, text: &mut String) {
        let table = match (place, self.below(32)) {
            (Place::Shell, 0..=6) | (Place::Body, 0..=3) => SHELL,
            (Place::Shell, 7..=9) | (Place::Path, 5 | 6) => ANGLES,
            (Place::Path, 7) => OPENINGS,
            (Place::Shell, 10..=12) => return self.enclosed(text),
            (Place::Path, 0..=4) => SCHEMES,
            (Place::Shell | Place::Line | Place::Path, 31) | (Place::Body, 25..=31) => BREAKS,
            (_, 30) => return self.raw(text),
            (_, 29) => return self.long(text),
            (_, 25..=28) => BLANKS,
            (_, 20..=24) => &[" ", " ", "x", "."],
            (_, 10..=19) => SHARP,
            _ => WORDS,
        };
        let fragment = self.of(table);
        text.push_str(fragment);
    }

    /// Some fragments within what opens and closes; only shell text, which nobody takes apart.
    fn enclosed(&mut self, text: &mut String) {
        let open = self.of(&["", "", "", "", "\"", "'", "`"]);
        let opening = if open.is_empty() {
            self.of(OPENINGS)
        } else {
            open
        };
        text.push_str(opening);
        let count = 1 + self.below(4);
        for _ in 0..count {
            let table = self.of(&[
                ANGLES,
                &[" ", "\\", "E"],
                ANGLES,
                WORDS,
                SHARP,
                BLANKS,
                SHELL,
            ]);
            let fragment = self.of(table);
            text.push_str(fragment);
        }
        text.push_str(if opening.starts_with("${") {
            "}"
        } else if opening == "$((" {
            "))"
        } else if opening == "$(" {
            ")"
        } else {
            open
        });
    }

    fn raw(&mut self, text: &mut String) {
        let length = 1 + self.below(4);
        for _ in 0..length {
            let byte: u32 = self.bytes.arbitrary::<u8>().unwrap_or(b'a').into();
            text.extend(char::from_u32(byte).filter(|it| *it != '\n'));
        }
    }

    /// Long, and in a file that is to be so, too long for a line; rare, as it costs the parser seconds.
    fn long(&mut self, text: &mut String) {
        let length = match self.below(4) {
            0 => 1,
            _ if self.huge => self.of(&[65_500, 65_535, 70_000, 20_000]),
            _ => self.of(&[300, 100, 1000]),
        };
        let unit = self.of(&["x", " ", "\\", "\"", "y z", "$A", "#", "'", "`"]);
        let end = text.len() + length;
        while text.len() < end {
            text.push_str(unit);
        }
    }

    /// Author's text: mostly with references that are well formed.
    pub fn author(&mut self, place: Place) -> String {
        let mut text = String::new();
        let mut open = 0;
        let count = self.of(&[1, 2, 3, 1, 4, 2, 6]);
        for _ in 0..count {
            if self.below(5) < 2 {
                let reference = self.of(REFERENCES);
                open += usize::from(reference.contains('{') && !reference.contains('}'));
                text.push_str(reference);
            } else {
                let start = text.len();
                self.fragment(place, &mut text);
                // A stray dollar is refused, and the whole instruction with it.
                if text[start..].contains('$') && !self.one_in(16) {
                    text.truncate(start);
                }
            }
            if open > 0 && self.one_in(2) {
                text.push('}');
                open -= 1;
            }
        }
        text.extend((0..open).map(|_| '}'));
        text
    }

    /// One of the words that meet again.
    pub fn word(&mut self) -> String {
        self.of(WORDS).to_owned()
    }

    /// A word that is harmless by itself, or (seldom) hostile.
    pub fn tame(&mut self, words: &[&str], place: Place) -> String {
        if self.one_in(8) {
            self.text(place)
        } else {
            self.of(words).to_owned()
        }
    }
}
