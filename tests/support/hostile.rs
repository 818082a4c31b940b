//! Strings that break what writes Dockerfiles: the same ones each run.

/// What the strings are made of, beside what [`Alphabet`] adds.
const ASCII: &[&str] = &[
    "a",
    "B",
    "7",
    "_",
    "-",
    ".",
    ":",
    "@",
    "%",
    "+",
    "~",
    "!",
    "*",
    "?",
    "&",
    ";",
    "|",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    "^",
    "#",
    "=",
    ",",
    "\"",
    "'",
    "`",
    "\\",
    "$",
    " ",
    "\t",
    "\r",
    "\u{b}",
    "\u{c}",
    "\u{1}",
    "\u{1b}",
    "\u{7f}",
    "<<E",
    "<<-\"E\"",
    "# x",
    "\\\\",
    "\\n",
    "\\\"",
    "\"\"",
    "''",
    "$$",
    "$A",
    "${A}",
    "${A:-x}",
    "\\$A",
    "`$A",
    "$(id)",
    "  ",
    "--x",
    "[\"a\"]",
    "[",
    "&&",
    "//",
    "${X:-",
    "\\<",
    "<<",
    " \\<<E",
    "$((1<<2))",
];
const OTHERS: &[&str] = &[
    "\u{a0}", "\u{85}", "\u{2028}", "\u{feff}", "\u{200b}", "é", "😀", "e\u{301}", "\u{fffd}",
];

/// Strings that have broken something before, each by itself.
const CLASSICS: &[&str] = &[
    "C:\\",
    "C:\\dir\\new",
    "it's",
    "say \"hi\"",
    "\"quoted\"",
    "'quoted'",
    "\"",
    "'",
    "`",
    "\\",
    "\\\\",
    "$",
    "$$",
    "$HOME/x ${Y}",
    "\\$A",
    "\\\\$A",
    "`$A",
    "${A",
    "[",
    "]",
    "[\"a\", \"b\"]",
    "[ -f x ]",
    "--flag",
    "user@host:path",
    "--mount=type=cache",
    "<<EOF",
    "3<<E",
    "#",
    "# syntax=x",
    "# not a comment",
    " ",
    " a",
    "a ",
    "\ta\t",
    "a  b",
    "a\\ b",
    "a\rb",
    "a\r",
    "\r",
    "\u{feff}a",
    "a\u{a0}",
    "\u{2028}",
    "😀",
    "é",
    "=",
    "a=b",
    "=a",
    "a,b",
    ",",
    "a\\",
    "a`",
    "&&",
    "x && y",
    "{\"k\": [1, \"v\"]}",
    "%{x}",
    "%d%s",
    "*",
    "a*b?",
    "[a-z]",
    "!x",
    "~",
    "~/x",
    "\u{1}",
    "\u{b}",
    "\u{c}",
    "\u{7f}",
    "\u{1b}[0m",
    "\\n",
    "\\t",
    "\\u0041",
    "&lt;",
    "<&>",
    "a\\\\\\",
    "''",
    "\"\"",
];

/// A generator of hostile strings.
#[derive(Debug)]
pub struct Hostile {
    state: u64,
    classics: usize,
    alphabet: Alphabet,
}

/// Which characters the strings may hold; none holds a newline or NUL, which hardly any place can carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// All of them.
    Unicode,
    /// ASCII only, as in flags.
    Ascii,
}

/// A part of a text in which variables are expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Itself.
    Literal(String),
    /// A reference as an author writes it, and what it stands for.
    Reference {
        /// `${NAME:-other}`
        written: String,
        /// What it is expanded to.
        value: String,
    },
}

impl Hostile {
    /// A generator of its own for each seed; it begins with a list of known trouble.
    pub fn new(seed: u64, alphabet: Alphabet) -> Self {
        Self {
            state: seed,
            classics: 0,
            alphabet,
        }
    }

    /// A number below a limit: splitmix64.
    pub fn below(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((word ^ (word >> 31)) % limit as u64).expect("below a usize")
    }

    /// The next string, never empty.
    pub fn text(&mut self) -> String {
        while let Some(classic) = CLASSICS.get(self.classics) {
            self.classics += 1;
            if self.alphabet == Alphabet::Unicode || classic.is_ascii() {
                return (*classic).to_owned();
            }
        }
        let pieces = 1 + self.below(9);
        self.pieces(pieces)
    }

    /// A string of so many pieces.
    pub fn pieces(&mut self, count: usize) -> String {
        let others = if self.alphabet == Alphabet::Unicode {
            OTHERS
        } else {
            &[]
        };
        (0..count)
            .map(|_| {
                let at = self.below(ASCII.len() + others.len());
                ASCII.get(at).unwrap_or_else(|| &others[at - ASCII.len()])
            })
            .copied()
            .collect()
    }

    /// A text in which variables are expanded: `set` has this value, `empty` has an empty one, `unset` none.
    pub fn expanding(&mut self, set: (&str, &str), empty: &str, unset: &str) -> Vec<Part> {
        let mut parts = Vec::new();
        for _ in 0..=self.below(3) {
            if self.below(3) > 0 {
                let pieces = 1 + self.below(4);
                parts.push(Part::Literal(self.pieces(pieces)));
            }
            parts.push(self.reference(set, empty, unset));
        }
        if self.below(3) > 0 {
            let pieces = 1 + self.below(4);
            parts.push(Part::Literal(self.pieces(pieces)));
        }
        parts
    }

    fn reference(&mut self, set: (&str, &str), empty: &str, unset: &str) -> Part {
        let (name, value) = set;
        let (word, meant) = self.word(set);
        let (written, value) = match self.below(13) {
            0 => (format!("${name}"), value),
            1 => (format!("${{{name}}}"), value),
            2 => (format!("${{{name}:-{word}}}"), value),
            3 => (format!("${{{name}-{word}}}"), value),
            4 => (format!("${{{name}:+{word}}}"), &*meant),
            5 => (format!("${{{name}+{word}}}"), &*meant),
            6 => (format!("${{{name}:?{word}}}"), value),
            7 => (format!("${{{unset}:-{word}}}"), &*meant),
            8 => (format!("${{{unset}-{word}}}"), &*meant),
            9 => (format!("${{{unset}:+{word}}}"), ""),
            10 => (format!("${{{empty}:-{word}}}"), &*meant),
            11 => (format!("${{{empty}-{word}}}"), ""),
            _ => (format!("${unset}${{{empty}}}"), ""),
        };
        Part::Reference {
            written,
            value: value.to_owned(),
        }
    }

    /// The word of `${NAME:-word}` as an author writes it, and what it stands for.
    fn word(&mut self, (name, value): (&str, &str)) -> (String, String) {
        let pieces = self.below(4);
        let mut meant = self.pieces(pieces);
        // Before `$` and `}` a backslash would be one that escapes.
        while meant.ends_with('\\') {
            meant.pop();
        }
        let mut written = meant.replace('$', "\\$").replace('}', "\\}");
        if self.below(3) == 0 {
            written.extend(["${", name, "}"]);
            meant.push_str(value);
        }
        (written, meant)
    }
}
