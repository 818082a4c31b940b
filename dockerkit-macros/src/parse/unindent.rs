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

/// What stands between two parts of a text, and what stands for a value: no text holds them.
const BETWEEN: char = '\u{1}';
const VALUE: &str = "\0";

/// The same for a text with values in it, which is one: `None` is a value.
pub(super) fn parts(parts: &mut [Option<LitStr>]) {
    let values: Vec<String> = parts
        .iter()
        .map(|part| {
            part.as_ref()
                .map_or_else(|| VALUE.to_owned(), LitStr::value)
        })
        .collect();
    let has_mark = |(part, value): (&Option<LitStr>, &String)| {
        part.is_some() && value.contains(['\0', BETWEEN])
    };
    let begins = values.first().is_some_and(|first| first.starts_with('\n'));
    if !begins || parts.iter().zip(&values).any(has_mark) {
        return;
    }
    let whole = unindent(&values.join(&BETWEEN.to_string()));
    for (part, text) in parts.iter_mut().zip(whole.split(BETWEEN)) {
        if let Some(literal) = part {
            *literal = LitStr::new(text, literal.span());
        }
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
