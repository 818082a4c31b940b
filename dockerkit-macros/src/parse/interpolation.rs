//! `{name}` in text, where it would stay as it is.

use std::mem;

use syn::LitStr;

use super::tokens::Parser;

impl Parser<'_, '_> {
    /// Looks for `{name}` in text that is one line, where it would stay as it is; and whether it is there.
    pub(super) fn interpolation(&mut self, literal: &LitStr) -> bool {
        let help = |name: &str| {
            format!(
                "write `(format!(\"…{{{name}}}…\"))`; if the braces are meant, put the string in parentheses"
            )
        };
        self.interpolation_or(literal, &help)
    }

    /// The same, unless it is a word that was taken for a literal.
    pub(super) fn interpolation_of(&mut self, literal: &LitStr) {
        if !mem::take(&mut self.guessed) {
            self.interpolation(literal);
        }
    }

    /// The same in shell text.
    pub(super) fn shell_interpolation(&mut self, literal: &LitStr) {
        let help = |name: &str| {
            format!(
                "put the value between strings, `\"…\" ({name}) \"…\"`; if the braces are meant, write `(Shell::new(\"…\"))`"
            )
        };
        self.interpolation_or(literal, &help);
    }

    fn interpolation_or(&mut self, literal: &LitStr, help: &dyn Fn(&str) -> String) -> bool {
        let name = forgotten(&literal.value());
        if let Some(name) = &name {
            self.problems.on(
                literal,
                &format_args!("`{{{name}}}` looks like an interpolation, and would stay as it is"),
                &help(name),
            );
        }
        name.is_some()
    }
}

/// The name in `{name}`, outside of single quotes and of what shells, formats and git write that way.
fn forgotten(text: &str) -> Option<String> {
    if text.contains('\n') {
        return None;
    }
    let mut before = ' ';
    let mut quoted = false;
    for (at, character) in text.char_indices() {
        if character == '\'' && before != '\\' {
            quoted = !quoted;
        }
        if character == '{' && !quoted && !"${%@^\\#!".contains(before) {
            let (inside, after) = text[at + 1..].split_once('}')?;
            let name = inside.split(':').next().unwrap_or_default();
            if is_name(name) && !after.starts_with('}') {
                return Some(name.to_owned());
            }
        }
        before = character;
    }
    None
}

/// Whether it can be the name of a variable of Rust's.
fn is_name(text: &str) -> bool {
    let mut first = true;
    for byte in text.bytes() {
        let letter = byte.is_ascii_lowercase();
        if !letter && (first || !(byte.is_ascii_digit() || byte == b'_')) {
            return false;
        }
        first = false;
    }
    !first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interpolations_that_were_forgotten() {
        for text in ["pip install {package}", "x-{version:?}.tar", "{name}"] {
            assert!(forgotten(text).is_some(), "{text}");
        }
        for text in [
            "echo ${name} {a,b} {1..3} $f{}",
            "awk '{print}'",
            "curl -w %{http_code}",
            "git log stash@{upstream}",
            "find -exec rm {} \\;",
            "{{name}}",
            "echo {A}",
            "{",
            "cat <<E\n{name}\nE",
            "HEAD^{tree}",
        ] {
            assert_eq!(forgotten(text), None, "{text}");
        }
    }
}
