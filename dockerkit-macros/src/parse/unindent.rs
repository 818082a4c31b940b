//! Indentation that only Rust's layout asks for.

use syn::LitStr;

/// The literal; if it starts with a newline, without the indentation that its lines have in common.
pub(super) fn literal(literal: LitStr) -> LitStr {
    let value = literal.value();
    if value.starts_with('\n') {
        LitStr::new(&unindent(&value), literal.span())
    } else {
        literal
    }
}

/// As the crate `indoc` does it: the first newline goes, and lines of blanks do not count.
fn unindent(text: &str) -> String {
    let text = text.strip_prefix('\n').unwrap_or(text);
    let indent = |line: &str| line.bytes().position(|byte| byte != b' ' && byte != b'\t');
    let common = text.split('\n').filter_map(indent).min().unwrap_or(0);
    let rest = |line| str::get(line, common..).unwrap_or_default();
    text.split('\n').map(rest).collect::<Vec<_>>().join("\n")
}
