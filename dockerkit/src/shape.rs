//! In which of BuildKit's forms a value can stand. Rules that `check`, `resolved` and the rendering share.

use std::borrow::Cow;

use crate::{Escape, Instruction, Shell, heredoc, sh};

/// Whether shell text has to be a heredoc: on one line BuildKit would cut it, or read it as something else.
pub(crate) fn is_script(text: &str, escape: Escape) -> bool {
    if is_clearly_a_line(text.as_bytes()) {
        return false;
    }
    text.contains('\n')
        || text.starts_with(char::is_whitespace)
        || text.ends_with(char::is_whitespace)
        || text.ends_with(escape.character())
        || text.starts_with('#')
        || text.starts_with("--")
        || looks_like_json(text)
        || heredoc::may_open(text)
}

/// Whether text is one of the many that need no closer look.
fn is_clearly_a_line(text: &[u8]) -> bool {
    let (Some(first), Some(last)) = (text.first(), text.last()) else {
        return false;
    };
    first.is_ascii_graphic()
        && !matches!(first, b'#' | b'-' | b'[')
        && last.is_ascii_graphic()
        && !matches!(last, b'\\' | b'`' | b']')
        && text.iter().fold(0, |odd, byte| {
            odd | u8::from(*byte == b'\n') | u8::from(*byte == b'<')
        }) == 0
}

/// Whether text might be taken for the exec form: it begins with a JSON array. Builders before dockerfile 1.9 ignore
/// what follows one, so its first value decides.
pub(crate) fn looks_like_json(text: &str) -> bool {
    if !text.starts_with('[') {
        return false;
    }
    let value = text.trim_start_matches(|first: char| {
        first.is_ascii_whitespace() || matches!(first, '[' | '{')
    });
    let after = match value.strip_prefix('"') {
        Some(string) => {
            let mut escaped = false;
            let end = string.find(|next| {
                let ends = next == '"' && !escaped;
                escaped = next == '\\' && !escaped;
                ends
            });
            end.map_or("", |end| &string[end + 1..])
        }
        None => value.trim_start_matches(|next: char| {
            next.is_ascii_alphanumeric() || matches!(next, '+' | '-' | '.')
        }),
    };
    after.trim_start().starts_with([',', ']', '}', ':'])
}

/// Whether the commands are written as a heredoc.
pub(crate) fn needs_heredoc(shell: &Shell, escape: Escape) -> bool {
    match shell.commands.as_slice() {
        [text] => is_script(text, escape),
        [first, _, ..] => {
            first.starts_with("--")
                || first.starts_with('[') && looks_like_json(&line(shell))
                || shell.commands.iter().any(|text| text.contains('<'))
                    && heredoc::may_open(&line(shell))
        }
        [] => false,
    }
}

/// The commands as BuildKit joins the lines in which they are written.
pub(crate) fn line(shell: &Shell) -> Cow<'_, str> {
    match shell.commands.as_slice() {
        [text] => Cow::Borrowed(text),
        _ => Cow::Owned(joined(shell, " &&     ")),
    }
}

fn joined(shell: &Shell, separator: &str) -> String {
    let mut all = String::new();
    for (at, text) in sh::list(&shell.commands).enumerate() {
        if at > 0 {
            all.push_str(separator);
        }
        all.push_str(&text);
    }
    all
}

/// The body of the heredoc, with the line break at its end that BuildKit needs.
pub(crate) fn script(shell: &Shell) -> Cow<'_, str> {
    match shell.commands.as_slice() {
        [text] if text.ends_with('\n') => Cow::Borrowed(text),
        [text] => Cow::Owned(format!("{text}\n")),
        _ => Cow::Owned(joined(shell, " && \\\n    ") + "\n"),
    }
}

/// Shell text as it is read back from where it is written.
pub(crate) fn settle_script(shell: &mut Shell, escape: Escape) {
    // What check refuses stays as it is.
    let refused = |text: &str| {
        text.trim().is_empty() || (text.len() - text.trim_end_matches('\\').len()) % 2 == 1
    };
    if needs_heredoc(shell, escape) && !shell.commands.iter().any(|text| refused(text)) {
        let text = script(shell).into_owned();
        shell.commands = vec![Cow::Owned(text)];
    }
}

/// Whether BuildKit reads the instruction once with the file's escape character, and once with a backslash: a
/// trigger, and whatever might have a heredoc on its line.
pub(crate) fn is_read_twice(instruction: &Instruction) -> bool {
    matches!(
        instruction,
        Instruction::OnBuild(_) | Instruction::Copy(_) | Instruction::Add(_) | Instruction::Run(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_from_lines() {
        for line in [
            "make",
            "[ -f a ] && b",
            "a [b]",
            "[ -f a ]",
            "[ \"$A\" = b ]",
            "[[ \"$A\" == b ]]",
            "[ 1 -eq 1 ]",
            "cat<<E",
            "a <<< b",
            "a <b",
            "$((1<<2))",
            "-x",
            "a\\ b",
            "[ x",
            "echo `date`",
        ] {
            assert!(!is_script(line, Escape::Backslash), "{line}");
        }
        for script in [
            "a\nb",
            " a",
            "a ",
            "a\\",
            "#a",
            "--a",
            "[\"a\"]",
            "[ \"a\\\"\" ] x",
            "[]",
            "[ true ] && b",
            "[[1], 2",
            "cat <<E",
            "cat 3<<E",
            "<<E",
            "\u{a0}a",
            "a\r",
        ] {
            assert!(is_script(script, Escape::Backslash), "{script}");
        }
        assert!(is_script("echo `date`", Escape::Backtick));
    }
}
