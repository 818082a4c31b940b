//! How the author's text is read.

use super::{Text, expand, literal};
use std::borrow::Cow;

fn shown(text: &'static str) -> String {
    format!("{:?}", Text::parse(Cow::Borrowed(text)).into_pieces())
}

#[test]
fn only_the_dollar_is_special() {
    assert_eq!(
        Text::parse(r#"a "b" 'c' \ #"#.into()).as_literal(),
        Some(r#"a "b" 'c' \ #"#)
    );
    assert_eq!(Text::parse(r"\$5".into()).as_literal(), Some("$5"));
    assert_eq!(Text::parse(r"a\\$B".into()).as_literal(), Some(r"a\$B"));
}

#[test]
fn equal_meaning_is_equal() {
    assert_eq!(expand("plain"), literal("plain"));
    assert_eq!(literal("a").then(literal("b")), literal("ab"));
    assert_ne!(expand("$A"), literal("$A"));
}

#[test]
fn references_are_read() {
    let text = expand("${A:-x$B}/$C.d");
    assert_eq!(text.references().collect::<Vec<_>>(), ["A", "B", "C"]);
    for same in [
        "${A:-x$B}/$C.d",
        "${A##*/}",
        "${A//x/y}",
        "${A///x}",
        r"${A:-x\}y}z",
        "$1$@$*$#$?$-$!$0$$",
        "${1}2${12}$12a${@}${#-x}${##}",
        "${+x}${%y}${/a/b}",
        "$é${é_1}",
        "${A/$B/c}${A#x${B:-}y}",
        r#"${A#'" x}${A/'/"}"#,
        r"${A#\*\?\}${A%\}\$\/}${A/\/\$\}\*/\n\\}/}",
        r"${A#\$B}",
    ] {
        assert_eq!(expand(same).to_string(), same, "{}", shown(same));
    }
    assert_eq!(expand(r"${A/\}/x}").to_string(), r"${A/\}/x}");
    assert_eq!(expand("${A/}/x}").to_string(), r"${A/\}/x}");
}

#[test]
fn a_dollar_that_no_name_follows_is_itself() {
    for text in ["$", "a$ b", "$.$/", "5$", "$\"x\"", r"$\$"] {
        let plain = text.replace(r"\$", "$");
        assert_eq!(expand(text), literal(plain), "{text}");
    }
    assert_eq!(expand("${A:-$}").to_string(), r"${A:-\$}");
    assert_eq!(expand("$$").references().collect::<Vec<_>>(), ["$"]);
}

#[test]
fn what_runs_into_a_name_gives_it_braces() {
    for (text, then, whole) in [
        ("$1", "a", "$1a"),
        ("$1", "2", "${1}2"),
        ("$@", "a", "$@a"),
        ("$é", "é", "${é}é"),
        ("$A", "\u{663}", "${A}\u{663}"),
    ] {
        let text = expand(text).then(literal(then));
        assert_eq!(text.to_string(), whole);
        assert_eq!(text, expand(whole));
    }
}

#[test]
fn what_the_builder_refuses_is_kept_for_check() {
    for text in [
        "${",
        "${A",
        "${A:x}",
        "${A~x}",
        "${}",
        "${:-x}",
        "${{A}}",
        "${A:-x",
        "${1a}",
        "${A:-${}}",
        "${A/x}",
        "${A/}",
        "${A#x",
        "${A:#x}",
        "${.}",
        "$\u{663}",
    ] {
        assert!(shown(text).contains("Malformed"), "{text}: {}", shown(text));
    }
}

#[test]
fn long_and_deep_text_is_read_in_one_pass() {
    let long = expand("$A ".repeat(200_000));
    assert_eq!(long.references().count(), 200_000);
    let deep = |levels: usize| format!("{}x{}", "${A:-".repeat(levels), "}".repeat(levels));
    assert_eq!(expand(deep(32)).references().count(), 32);
    assert!(expand(deep(100_000)).references().next().is_none());
    let patterns = |levels: usize| format!("{}x{}", "${A/".repeat(levels), "/}".repeat(levels));
    assert_eq!(expand(patterns(32)).references().count(), 32);
    assert!(expand(patterns(100_000)).references().next().is_none());
}
