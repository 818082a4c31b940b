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
const VALUE: char = '\0';

/// The same for the parts of a text with values in it, which is one: `None` is a value. Nothing if it stays as it is.
pub(super) fn parts(parts: &[Option<String>]) -> Option<Vec<String>> {
    let Some(Some(first)) = parts.first() else {
        return None;
    };
    if !first.starts_with('\n') {
        return None;
    }
    let mut whole = String::new();
    for part in parts {
        match part {
            Some(text) if text.contains([VALUE, BETWEEN]) => return None,
            Some(text) => whole += text,
            None => whole.push(VALUE),
        }
        whole.push(BETWEEN);
    }
    whole.pop();
    let mut unindented = Vec::new();
    for part in unindent(&whole).split(BETWEEN) {
        unindented.push(part.to_owned());
    }
    Some(unindented)
}

/// As the crate `indoc` does it: the first newline goes, and lines of blanks do not count.
fn unindent(text: &str) -> String {
    let text = text.strip_prefix('\n').unwrap_or(text);
    let mut common = usize::MAX;
    for line in text.split('\n') {
        let rest = line.trim_start_matches([' ', '\t']);
        if !rest.is_empty() {
            common = common.min(line.len() - rest.len());
        }
    }
    if common == usize::MAX {
        return text.to_owned();
    }
    let mut unindented = String::new();
    for line in text.split('\n') {
        unindented += line.get(common..).unwrap_or_default();
        unindented.push('\n');
    }
    unindented.pop();
    unindented
}
