//! What the shell is given of a text that is typed in a Dockerfile.

use crate::reading::{Operand, Read};
use crate::support::parser::Parsed;

/// What the shell is given of a text: the line that its continued lines are, or what was typed.
pub(crate) fn given(text: &str, escape: char) -> String {
    let whole = || continued(text, escape).map_or_else(|| text.to_owned(), |lines| lines.concat());
    heredoc(text).unwrap_or_else(whole)
}

/// What the shell is given of a line and the here-documents behind it: the line is one, the rest as it was typed.
pub(crate) fn with_documents(text: &str, escape: char) -> String {
    let ends = text.match_indices('\n').map(|(at, _)| at);
    let first = ends.into_iter().find_map(|at| {
        let (line, rest) = text.split_at(at);
        let joined = match continued(line, escape) {
            Some(lines) => lines.concat(),
            None if line.contains('\n') || line.trim_end().ends_with(escape) => return None,
            None => line.to_owned(),
        };
        Some(joined + rest)
    });
    let text = first.unwrap_or_else(|| text.to_owned());
    text.strip_suffix('\n').map(str::to_owned).unwrap_or(text)
}

/// The body of the here-document that a text is, if it is nothing else.
fn heredoc(text: &str) -> Option<String> {
    let mut lines = text.trim_start().split('\n');
    let first = lines.next()?.trim_end().strip_prefix("<<")?;
    let (word, tabs) = match first.strip_prefix('-') {
        Some(word) => (word, true),
        None => (first, false),
    };
    let word = word.trim_matches(['"', '\'']);
    let plain = |it: char| it.is_ascii_alphanumeric() || "_-.".contains(it);
    if word.is_empty() || !word.chars().all(plain) {
        return None;
    }
    let mut body = String::new();
    for line in lines {
        let line = if tabs {
            line.trim_start_matches('\t')
        } else {
            line
        };
        if line.trim_end_matches('\r') == word {
            return Some(body);
        }
        body = body + line + "\n";
    }
    None
}

/// The lines of a text whose newlines are all continuations, of which the last one is an end.
pub(crate) fn continued(text: &str, escape: char) -> Option<Vec<String>> {
    if !text.contains('\n') {
        return None;
    }
    let layout = [' ', '\t', '\r', '\n'];
    let start = text.trim_start_matches(layout);
    let inner = start.trim_end_matches(layout);
    let mut lines = Vec::new();
    let mut rest = Some(inner);
    let mut goes_on = true;
    while let Some(all) = rest {
        let (line, more) = match all.split_once('\n') {
            Some((line, more)) => (line.trim_end_matches('\r'), Some(more)),
            None => (all, None),
        };
        rest = more;
        if !goes_on {
            return None;
        }
        let visible = line.trim_start();
        if !lines.is_empty() && (visible.is_empty() || visible.starts_with('#')) {
            more?;
            continue;
        }
        let mut characters = line.trim_end_matches([' ', '\t']).chars();
        goes_on = characters.next_back() == Some(escape) && characters.next_back() != Some(escape);
        let until = line.trim_end_matches([' ', '\t']).len() - usize::from(goes_on);
        lines.push(if goes_on { &line[..until] } else { line }.to_owned());
    }
    if goes_on || inner.is_empty() {
        return None;
    }
    // Leading blanks are nothing to the shell; a blank behind a backslash is.
    let whole = lines.concat();
    let mut blanks = whole.len() - whole.trim_start_matches([' ', '\t']).len();
    for line in &mut lines {
        let cut = blanks.min(line.len());
        line.drain(..cut);
        blanks -= cut;
    }
    let blank = start[inner.len()..].chars().next();
    if let (true, Some(blank @ (' ' | '\t'))) = (whole.ends_with('\\'), blank) {
        lines.push(blank.to_string());
    }
    Some(lines)
}

/// The same of a command in a list, which the shell may continue where the file does not.
pub(crate) fn listed(text: &str, escape: char) -> String {
    if !text.contains('\n') {
        return text.to_owned();
    }
    let Some(lines) = continued(text, escape) else {
        let shell = continued(text, '\\').unwrap_or_else(|| vec![text.to_owned()]);
        return shell.concat();
    };
    lines.concat()
}

/// An instruction that says what the shell is given instead of what was typed.
pub(crate) fn joined(mut says: Read, found: &Parsed, escape: char) -> Read {
    match &mut says.operand {
        Operand::Trigger(inner) => {
            let found = found.onbuild.as_deref().unwrap_or(found);
            **inner = joined((**inner).clone(), found, escape);
        }
        Operand::Commands { commands, .. } => {
            let has_documents = !found.heredocs.is_empty()
                && !found.values.first().is_some_and(|it| it.starts_with("<<"));
            let joined = match commands.len() {
                1 if has_documents => with_documents,
                1 => given,
                _ => listed,
            };
            for command in commands {
                *command = joined(command, escape);
            }
        }
        _ => {}
    }
    says
}

/// Whether the next instruction would be taken in: with an end behind it, the text is one line.
pub(crate) fn dangles(text: &str, escape: char) -> bool {
    let inner = text.trim_matches([' ', '\t', '\r', '\n']);
    let ended = format!("{inner}\nend");
    text.contains('\n') && !inner.is_empty() && continued(&ended, escape).is_some()
}

/// Whether a `#` may begin a comment of the shell that takes in the next line.
pub(crate) fn may_swallow(text: &str, escape: char) -> bool {
    continued(text, escape).is_some_and(|lines| {
        lines
            .split_last()
            .is_some_and(|(_, it)| it.concat().contains('#'))
    })
}

/// Whether a text begins or ends with what the parser, which knows more blanks, would cut off.
pub(crate) fn is_cut(text: &str) -> bool {
    text.trim() != text
}
