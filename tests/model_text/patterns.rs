//! `${NAME#…}`, `${NAME%…}` and `${NAME/…/…}`: their words hold references, quotes and escapes.

use dockerkit::{Env, Escape, Text, Workdir};

use crate::support::parser::Parser;
use crate::{file, holds, written};

#[test]
fn references_in_patterns() {
    holds("${A/$B/c}", "ENV A=${A/$B/c}", &["A", "B"]);
    holds("${A#x${B:-y}*}", "ENV A=${A#x${B:-y}*}", &["A", "B"]);
    holds("${A//x/$B}", "ENV A=${A//x/$B}", &["A", "B"]);
    holds("${A##$B}", "ENV A=${A##$B}", &["A", "B"]);
}

#[test]
fn quotes_in_patterns() {
    holds(r#"${A#"}"#, r#"ENV A=${A#'"'}"#, &["A"]);
    holds("a b${A%'}c d", r#"ENV A="a b"${A%"'"}"c d""#, &["A"]);
    holds("${A#a b}", r#"ENV A="${A#a b}""#, &["A"]);
    assert_eq!(written(Workdir::new("${A#' }")), r#"WORKDIR ${A#"'"' '}"#);
}

#[test]
fn escapes_in_patterns() {
    holds(r"${A#\*\?\\}", r#"ENV A="${A#\*\?\\}""#, &["A"]);
    holds(r"${A#\}}", r#"ENV A="${A#\}}""#, &["A"]);
    holds(r"${A/\//-}", r#"ENV A="${A/\//-}""#, &["A"]);
    holds(r"${A#\$}", "ENV A=${A#'$'}", &["A"]);
    holds(r"${A/x/\n}", r#"ENV A="${A/x/\n}""#, &["A"]);
    holds(r"${A/x/\}}", "ENV A=${A/x/'}'}", &["A"]);
}

/// What an author writes, and what it is where `A=a/b.tar-x.y`, `_x1=it's`, `DIR=d d`, and `B` is empty.
const MEANINGS: &[(&str, &str)] = &[
    ("$1$@$*$#$?$-$!$0$$", ""),
    ("<$1a$12b>", "<ab>"),
    ("5$", "5$"),
    ("$ $.$/", "$ $.$/"),
    ("${@:-x}${1:-y}${$:-z}", "xyz"),
    ("${+x}${%y}${/a/b}", ""),
    ("$é|${é:-ü}", "|ü"),
    ("$A\u{903}", "a/b.tar-x.y\u{903}"),
    ("${A/$DIR/c}", "a/b.tar-x.y"),
    ("${DIR/$DIR/c}", "c"),
    ("${A#a$B/}", "b.tar-x.y"),
    ("${A##*$B.}", "y"),
    ("${A/${_x1%'s}/x}", "a/b.tar-x.y"),
    ("${_x1%'s}", "it"),
    ("${_x1/'/\"}", "it\"s"),
    ("${DIR/ /_}", "d_d"),
    ("${DIR# }${DIR#d }", "d dd"),
    (r"${A/\//|}", "a|b.tar-x.y"),
    (r"${A/\//\}}", "a}b.tar-x.y"),
    (r"${A/\//\$B}", "a$Bb.tar-x.y"),
    (r"${A/\//\n\\}", r"a\n\\b.tar-x.y"),
    (r"${A#\*}${A#?}", "a/b.tar-x.y/b.tar-x.y"),
    (
        r"${A%\}}${A%`}${A%<<E}",
        "a/b.tar-x.ya/b.tar-x.ya/b.tar-x.y",
    ),
    ("${A%%.*}-${A%.*}", "a/b-a/b.tar-x"),
    ("it's ${_x1#it'} \"5\" `", "it's s \"5\" `"),
    (r"C:\ ${_x1#it'}\", r"C:\ s\"),
];

#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
fn the_frontend_makes_of_them_what_they_mean() {
    let mut parser = Parser::frontend();
    for (author, means) in MEANINGS {
        for escape in [Escape::Backslash, Escape::Backtick] {
            // Another variable behind it is one of its own.
            let env = Env::new("X", Text::from(*author)).and("Y", "a b");
            let text = file(env, escape).render().unwrap();
            let read = parser.parse(&text).unwrap();
            let read_on = read[1].read_on.as_ref().unwrap();
            let found: Vec<_> = read_on.words.iter().map(|it| it[0].as_deref()).collect();
            let meant = [Some("X"), Some(*means), Some("Y"), Some("a b")];
            assert_eq!(found, meant, "{author}\n{text}");
        }
    }
}
