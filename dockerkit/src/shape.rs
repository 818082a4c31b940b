//! In which of BuildKit's forms a value can stand. Rules that `check`, `resolved` and the rendering share.

use std::borrow::Cow;

use crate::{Escape, Instruction, Shell};

/// The longest line BuildKit reads, in bytes, without the line break.
///
/// Source: `bufio.MaxScanTokenSize` in `frontend/dockerfile/parser/parser.go`.
pub(crate) const LINE_LIMIT: usize = 65_535;

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
        || holds_heredoc_word(text)
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

/// Whether text holds a word that might start a heredoc: `<<` at a word's start, perhaps after digits.
pub(crate) fn holds_heredoc_word(text: &str) -> bool {
    text.contains('<')
        && text.match_indices("<<").any(|(at, _)| {
            let before = text[..at].trim_end_matches(|character: char| character.is_ascii_digit());
            before.is_empty() || before.ends_with(char::is_whitespace)
        })
}

/// Whether the commands are written as a heredoc.
pub(crate) fn needs_heredoc(shell: &Shell, escape: Escape) -> bool {
    match shell.commands.as_slice() {
        [text] => is_script(text, escape),
        [first, _, ..] => {
            first.starts_with("--")
                || first.starts_with('[') && looks_like_json(&shell.commands.join(" && "))
                || shell.commands.iter().any(|text| holds_heredoc_word(text))
        }
        [] => false,
    }
}

/// The body of the heredoc, with the line break at its end that BuildKit needs.
pub(crate) fn script(shell: &Shell) -> Cow<'_, str> {
    match shell.commands.as_slice() {
        [text] if text.ends_with('\n') => Cow::Borrowed(text),
        [text] => Cow::Owned(format!("{text}\n")),
        commands => Cow::Owned(format!("{}\n", commands.join(" && \\\n    "))),
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

/// Whether a line of `body` would end a heredoc with that word; trailing carriage returns do not count.
pub(crate) fn ends_heredoc(word: &str, body: &str) -> bool {
    // A line starts at the beginning or after a line break.
    body.match_indices(word).any(|(at, _)| {
        let starts = at == 0 || body.as_bytes().get(at - 1) == Some(&b'\n');
        let rest = body
            .get(at + word.len()..)
            .unwrap_or_default()
            .trim_start_matches('\r');
        starts && (rest.is_empty() || rest.starts_with('\n'))
    })
}

/// A word for a heredoc that no line of `body` equals.
pub(crate) fn heredoc_word(body: &str) -> Cow<'static, str> {
    if !ends_heredoc("EOF", body) {
        return Cow::Borrowed("EOF");
    }
    let mut number = 2;
    loop {
        let word = format!("EOF{number}");
        if !ends_heredoc(&word, body) {
            return Cow::Owned(word);
        }
        number += 1;
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

/// Breaks the lines of `text` from `start` on that are too long, where a break changes nothing.
///
/// A line cannot be broken behind the escape character, nor so that the next one is blank or (after blanks)
/// begins with `#`. What cannot be broken stays too long.
pub(crate) fn fold_lines(text: &mut String, start: usize, escape: char) {
    let long = text[start..]
        .split('\n')
        .any(|line| line.len() > LINE_LIMIT);
    if !long {
        return;
    }
    let unfolded = text.split_off(start);
    for (number, mut line) in unfolded.split('\n').enumerate() {
        if number > 0 {
            text.push('\n');
        }
        while line.len() > LINE_LIMIT {
            let Some(at) = break_before(line, escape) else {
                break;
            };
            let (head, tail) = line.split_at(at);
            text.push_str(head);
            text.push(escape);
            text.push('\n');
            line = tail;
        }
        text.push_str(line);
    }
}

/// The last place at which a line can be broken so that its first part has room for the escape character.
fn break_before(line: &str, escape: char) -> Option<usize> {
    let mut limit = LINE_LIMIT - 1;
    while !line.is_char_boundary(limit) {
        limit -= 1;
    }
    let (window, rest) = line.split_at(limit);
    // The next line must hold something that is not blank, and that is not `#` where it comes first.
    let starts_well = |text: &str| text.trim_start().chars().next().map(|first| first != '#');
    let mut good_start = starts_well(rest).unwrap_or(false);
    let mut at = limit;
    for (before, character) in window.char_indices().rev() {
        if good_start && character != escape {
            return Some(at);
        }
        if !character.is_whitespace() {
            good_start = character != '#';
        }
        at = before;
    }
    None
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
            "a <<< b",
            "\u{a0}a",
            "a\r",
        ] {
            assert!(is_script(script, Escape::Backslash), "{script}");
        }
        assert!(is_script("echo `date`", Escape::Backtick));
    }

    #[test]
    fn the_word_of_a_heredoc_is_not_in_its_body() {
        assert_eq!(heredoc_word("a\n"), "EOF");
        assert_eq!(heredoc_word("EOFx\n EOF\nEOF \n"), "EOF");
        assert_eq!(heredoc_word("EOF"), "EOF2");
        assert_eq!(heredoc_word("a\nEOF\r\r\nb"), "EOF2");
        assert_eq!(heredoc_word("EOF\nEOF2\n"), "EOF3");
    }

    #[test]
    fn long_lines_are_broken_where_nothing_changes() {
        let fold = |text: &str| {
            let mut folded = format!("keep\n{text}");
            fold_lines(&mut folded, 5, '\\');
            assert!(folded.starts_with("keep\n"));
            folded[5..].to_owned()
        };
        assert_eq!(fold("short"), "short");
        assert_eq!(fold(&"x".repeat(LINE_LIMIT)), "x".repeat(LINE_LIMIT));
        let long = format!(
            "{}\\\\ # {}",
            "a".repeat(LINE_LIMIT - 3),
            "é".repeat(LINE_LIMIT)
        );
        let folded = fold(&long);
        assert!(folded.lines().all(|line| line.len() <= LINE_LIMIT));
        assert_eq!(folded.replace("\\\n", ""), long);
        for line in folded.lines().skip(1) {
            assert!(
                !line.trim_start().is_empty() && !line.trim_start().starts_with('#'),
                "{}",
                &line[..9]
            );
        }
        let hopeless = "\\".repeat(70_000);
        assert_eq!(fold(&hopeless), hopeless);
        let blank = format!("a{}", " ".repeat(70_000));
        assert_eq!(fold(&blank), blank);
    }

    #[test]
    fn a_very_long_line_is_folded_in_one_pass() {
        let mut folded = "x".repeat(30_000_000);
        fold_lines(&mut folded, 0, '\\');
        assert!(folded.lines().all(|line| line.len() <= LINE_LIMIT));
    }
}
