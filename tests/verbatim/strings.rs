//! Hostile strings, and values made of them: literal, expanding and joined.

use std::fmt;

use dockerkit::{Text, expand, literal};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::author::author;
use crate::words::{self, Atom};

/// What some layer of a Dockerfile takes for something else than itself.
const FRAGMENTS: &[&str] = &[
    "\"",
    "'",
    "\\",
    "\\\\",
    "$",
    "${",
    "}",
    "{",
    "$$",
    "$A",
    "${A}",
    "#",
    " #",
    "# x",
    "\n",
    "\nRUN evil",
    "\nFROM evil\n",
    "\r",
    "\r\n",
    "\0",
    "\t",
    "\u{b}",
    "\u{c}",
    "\u{1}",
    "\u{1b}",
    "\u{7f}",
    "<<EOF",
    "<<-E",
    "<<",
    "<",
    "3<<x",
    "<<'EOF'",
    "EOF",
    "\nEOF\n",
    "EOF\r",
    "[",
    "]",
    "[\"a\"]",
    "--",
    "--x=",
    "-",
    " ",
    "  ",
    ",",
    "=",
    "a=b",
    "\u{a0}",
    "\u{85}",
    "\u{2028}",
    "\u{3000}",
    "\u{feff}",
    "\u{200b}",
    "😀",
    "é",
    "ß",
    "e\u{301}",
    "%",
    "~",
    "~/",
    "*",
    "?",
    "!",
    "@",
    ":",
    ";",
    "&",
    "&&",
    "|",
    "(",
    ")",
    "`",
    "``",
    "^",
    "+",
    "/",
    ".",
    "..",
    "0",
    "7",
    "a",
    "Z",
    "_",
    " AS ",
    "FROM",
    "NONE",
    "CMD",
    "\\n",
    "\\\n",
    "`\n",
    "\\ ",
    "` ",
    "\\\"",
    "`\"",
    "set -e\n",
    "#!",
    "syntax=x",
    "escape=`",
    "https://",
    "ONBUILD ",
];

/// References as an author writes them, with few that refer to nothing.
const REFERENCES: &[&str] = &[
    "$A",
    "${A}",
    "$PATH",
    "$_x1",
    "${A:-x}",
    "${A:-}",
    "${A-a b}",
    "${A:+it's \"x\"}",
    "${A:?no}",
    "${A?}",
    "${A+b#c}",
    "${A:-${B:+c}}",
    "${A:-$B}",
    "${A:-a$B-c}",
    r"${A:-\}}",
    r"${A:-\$}",
    r"${A:-a\b}",
    "${A:-<<x}",
    "${A:-{}",
    "${A:-é}",
    "${A:-`}",
    r"\$",
    r"\$A",
    r"\${A}",
    r"\\$A",
    "$A$B",
    "${A:-,=}",
    "${A:-/}",
    "${A:-[}",
    "$",
    "$ ",
    "$.",
    "$1",
    "$12",
    "$1a",
    "$$",
    "$@",
    "$*$#$?$-$!$0",
    "${1}",
    "${@}${$}",
    "${#-x}${?:+y}",
    "${+x}",
    "$é",
    "${é:-ü}",
    "$Aß_1",
];
const PATTERNS: &[&str] = &[
    "${A#x}",
    "${A##*/}",
    "${A%.tar}",
    "${A%%-*}",
    "${A/x/y}",
    "${A//./-}",
    "${A#a b}",
    "${A#'}",
    "${A%\"*'}",
    "${A#é}",
    "${A/$B/c}",
    "${A/a/$DIR}",
    "${A#a${B:-/}*}",
    "${A##$B*/}",
    r"${A%${_x1%\}}}",
    r"${A#\*}${A%%\?y}",
    r"${A%\}",
    r"${A#\}<<\$}",
    r"${A/\//\}$B}",
    r"${A//\/b/ }",
    r"${A/[.]/\n`\}",
    r"${A//[a-c]|(x)/.}",
    r"${A/a\`b/x}",
    "${A#}${A//./}",
    "${A:-${A#'a'}}",
    "${A/${B:+'}/\"}",
    "${%x}${/a/b}",
    "${_x1%'s}${_x1/'/\"}",
    "${DIR/ /_}${DIR#d }",
];
/// What the builder refuses.
const BROKEN: &[&str] = &[
    "${",
    "${A",
    "${A:x}",
    "${}",
    "${A:-x",
    "${A:-${}}",
    "${A/}",
    "${A/x}",
    "${1a}",
    "${A:#x}",
    "${.}",
    r"${A%\}",
    r"${A#\x}",
    "$\u{663}",
];

const TAME: &[&str] = &[
    "app",
    "/srv/app",
    "a b",
    "1.2.3",
    "x=y",
    "/usr/local/bin",
    "name",
    "0755",
    "a,b",
    "it's",
    "C:\\dir\\new",
    "50$",
    "say \"hi\"",
    "é",
    "/",
    "./",
    "x/../y",
    "a/",
    "1001:1001",
];

/// What a place takes at all; now and then it gets something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A word: no newline, no NUL.
    Word,
    /// The value of a flag: ASCII, too.
    Flag,
    /// The same on a line that may hold a heredoc. The official parser is older than patterns in `${…}`, and would
    /// not see the heredoc behind one.
    FlagBesideHeredoc,
    /// Text of many lines.
    Body,
}

impl Place {
    pub(crate) fn takes(self, text: &str) -> bool {
        match self {
            Self::Word => !text.contains(['\n', '\0']),
            Self::Flag | Self::FlagBesideHeredoc => text.is_ascii() && !text.contains(['\n', '\0']),
            Self::Body => true,
        }
    }

    fn tamed(self, text: String) -> String {
        if self.takes(&text) {
            return text;
        }
        let ascii = self != Self::Word;
        text.chars()
            .filter(|character| {
                !['\n', '\0'].contains(character) && (character.is_ascii() || !ascii)
            })
            .collect()
    }
}

/// Any string at all.
pub(crate) fn hostile() -> BoxedStrategy<String> {
    let long = (
        select(FRAGMENTS),
        select(FRAGMENTS),
        select(
            &[
                65_500_usize,
                65_526,
                65_534,
                65_535,
                65_536,
                70_000,
                140_000,
            ][..],
        ),
    );
    prop_oneof![
        1200 => vec(select(FRAGMENTS), 0..7).prop_map(|parts| parts.concat()),
        100 => any::<String>(),
        1 => long.prop_map(|(head, part, length)| head.to_owned() + &part.repeat(length / part.len())),
    ]
    .boxed()
}

/// A string for a place: harmless, hostile, or hostile without what the place can never take.
pub(crate) fn string(place: Place) -> BoxedStrategy<String> {
    prop_oneof![
        4 => select(TAME).prop_map(move |text| place.tamed(text.to_owned())),
        10 => hostile().prop_map(move |text| place.tamed(text)),
        1 => hostile(),
    ]
    .boxed()
}

/// A value, and what it means.
#[derive(Clone)]
pub(crate) struct Val {
    pub(crate) text: Text,
    /// The author's text, or `None` if a `$` in it refers to nothing.
    pub(crate) atoms: Option<Vec<Atom>>,
}

impl fmt::Debug for Val {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Val({:?} means {:?})", self.text, self.atoms)
    }
}

impl Val {
    pub(crate) fn literal(value: &str) -> Self {
        Self {
            text: literal(value),
            atoms: Some(words::literal(value)),
        }
    }

    pub(crate) fn expand(text: &str) -> Self {
        Self {
            text: expand(text),
            atoms: author(text),
        }
    }

    pub(crate) fn then(self, next: Self) -> Self {
        let atoms = self.atoms.zip(next.atoms).map(|(mut atoms, more)| {
            words::append(&mut atoms, more);
            atoms
        });
        Self {
            text: self.text.then(next.text),
            atoms,
        }
    }

    /// What it means; nothing can be equal to what means nothing.
    pub(crate) fn means(&self) -> Vec<Atom> {
        let nothing = || {
            vec![Atom::Variable(
                "a `$` that refers to nothing".to_owned(),
                None,
            )]
        };
        self.atoms.clone().unwrap_or_else(nothing)
    }
}

/// A literal value.
pub(crate) fn exact(place: Place) -> BoxedStrategy<Val> {
    string(place).prop_map(|text| Val::literal(&text)).boxed()
}

/// `${…}` of any parts, in which others may stand.
fn reference(patterns: bool) -> BoxedStrategy<String> {
    let names = &["A", "B", "_x1", "DIR", "PATH", "C", "é", "1", "@", "$"][..];
    let operators = ["-", ":-", "+", ":+", "?", "#", "##", "%", "%%", "/", "//"];
    let operators = &operators[..if patterns { 11 } else { 5 }];
    let operators = select(operators.to_vec());
    let parts = &[
        "a", "b.tar", "x", ".", "/", "-", " ", "'", "\"", "*", "?", "#", "%", "<", "{", "[", ",",
        "`", "é", ":", "$", "=", r"\$", r"\}", r"\/", r"\*", r"\?", r"\\", r"\a", "}",
    ][..];
    let part = prop_oneof![
        8 => select(parts).prop_map(str::to_owned),
        1 => select(names).prop_map(|name| format!("${name}")),
    ];
    let word = |part: BoxedStrategy<String>| vec(part, 0..4).prop_map(|parts| parts.concat());
    part.boxed()
        .prop_recursive(3, 12, 3, move |part| {
            let words = (word(part.clone()), word(part));
            let parts = (select(names), operators.clone(), words);
            parts
                .prop_map(|(name, operator, (word, more))| {
                    let replaces = operator.starts_with('/');
                    let more = if replaces {
                        format!("/{more}")
                    } else {
                        String::new()
                    };
                    format!("${{{name}{operator}{word}{more}}}")
                })
                .boxed()
        })
        .boxed()
}

/// Author's text, in which `$` means a variable.
pub(crate) fn authored(place: Place) -> BoxedStrategy<String> {
    let patterns = u32::from(place != Place::FlagBesideHeredoc) * 6;
    let piece = prop_oneof![
        200 => select(REFERENCES).prop_map(str::to_owned),
        patterns => select(PATTERNS).prop_map(str::to_owned),
        20 => reference(patterns > 0),
        200 => select(FRAGMENTS).prop_map(|text| text.replace('$', "")),
        50 => select(TAME).prop_map(|text| text.replace('$', "")),
        2 => select(BROKEN).prop_map(str::to_owned),
        1 => select(FRAGMENTS).prop_map(str::to_owned),
    ];
    vec(piece, 0..5)
        .prop_map(move |pieces| place.tamed(pieces.concat()))
        .boxed()
}

/// A value of any kind.
pub(crate) fn value(place: Place) -> BoxedStrategy<Val> {
    let expanding = authored(place).prop_map(|text| Val::expand(&text)).boxed();
    let joined = (exact(place), expanding.clone(), exact(place))
        .prop_map(|(head, middle, tail)| head.then(middle).then(tail));
    prop_oneof![5 => exact(place), 3 => expanding, 1 => joined].boxed()
}
