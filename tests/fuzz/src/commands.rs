//! Whether what the shell gets is the model's commands: their text, and that each runs only if those before it succeeded.

use dockerkit::presets::Row;

use crate::model_run::manager;
use crate::shell::{self, Shape};
use crate::spec::Command;

/// Compares a command with what a shell gets.
///
/// # Errors
///
/// The difference.
pub fn compare(command: &Command, presets: &[usize], read: &str) -> Result<(), String> {
    let rows: Vec<&Row> = presets
        .iter()
        .map(|number| manager(*number).row())
        .collect();
    let starts = starts(&rows, read);
    let fits = |commands: &[String]| starts.iter().any(|rest| chain(commands, rest, false));
    match command {
        Command::Exec(_) => Err("the exec form is read as shell text".to_owned()),
        Command::Text(text) => {
            // A newline after the end changes nothing, and blanks around the text do not.
            if starts.iter().any(|rest| same(rest, text)) {
                return Ok(());
            }
            Err(format!("{text:?} is read as {read:?}"))
        }
        Command::Values(values) => {
            let meant = || std::iter::once("x").chain(values.iter().map(String::as_str));
            let is = |rest: &str| words(rest).is_some_and(|read| meant().eq(read.iter()));
            if starts.iter().any(|rest| is(rest)) {
                return Ok(());
            }
            Err(format!("the values {values:?} are read as {read:?}"))
        }
        Command::All(all) if all.len() == 1 => {
            compare(&Command::Text(all[0].clone()), presets, read)
        }
        Command::All(all) if !fits(all) => Err(format!("{all:?} are read as {read:?}")),
        Command::All(all) => {
            let shapes: Vec<Option<Shape>> = all.iter().map(|it| shell::shape(it)).collect();
            // What is no command by itself has no meaning that could be kept.
            if shapes.iter().any(Option::is_none)
                || starts.iter().any(|rest| chain(all, rest, true))
            {
                return Ok(());
            }
            Err(format!(
                "{all:?} do not run one after the other in {read:?}"
            ))
        }
    }
}

/// The words of a simple command, in which nothing is special but blanks, quotes and what is escaped.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = text.trim_end_matches('\n').chars();
    while let Some(next) = rest.next() {
        match next {
            ' ' | '\t' => words.extend(word.take()),
            '\'' => {
                let (quoted, behind) = rest.as_str().split_once('\'')?;
                word.get_or_insert_default().push_str(quoted);
                rest = behind.chars();
            }
            '\\' => word.get_or_insert_default().push(rest.next()?),
            next if "\n\"$`;&|<>()*?[#~!{".contains(next) => return None,
            next => word.get_or_insert_default().push(next),
        }
    }
    words.extend(word);
    Some(words)
}

/// The text without the lines that presets may have put in front of it: every way to cut them off.
fn starts<'a>(rows: &[&Row], read: &'a str) -> Vec<&'a str> {
    let mut starts = vec![read];
    if rows.is_empty() {
        return starts;
    }
    let exports: Vec<&str> = rows
        .iter()
        .flat_map(|row| {
            row.exports
                .iter()
                .chain(row.caches.iter().flat_map(|it| it.exports))
        })
        .copied()
        .collect();
    let mut rest = read.trim_start_matches([' ', '\t']);
    while let Some(words) = rest.strip_prefix("export ") {
        let Some(export) = exports.iter().find(|it| words.starts_with(**it)) else {
            break;
        };
        rest = &words[export.len()..];
        let mut next = rest;
        while let Some(after) = next.strip_prefix([' ', ';', '\n']) {
            next = after;
            starts.push(next);
        }
        if next.starts_with("export ") {
            rest = next;
        }
    }
    loop {
        starts.push(rest);
        while let Some(after) = rest.strip_prefix([' ', ';', '\n']) {
            rest = after;
            starts.push(rest);
        }
        let setups = rows.iter().flat_map(|row| row.setup);
        let Some(setup) = setups.into_iter().find(|it| rest.starts_with(**it)) else {
            return starts;
        };
        rest = &rest[setup.len()..];
    }
}

/// The same text, but for blanks around it that a shell does not see.
fn same(read: &str, text: &str) -> bool {
    read == text || read.strip_suffix('\n') == Some(text) || trimmed(read) == trimmed(text)
}

/// Without the blanks around it, unless the last one is escaped.
fn trimmed(text: &str) -> &str {
    let blanks = [' ', '\t', '\n'];
    let cut = text.trim_matches(blanks);
    let escapes = cut.len() - cut.trim_end_matches('\\').len();
    if escapes % 2 == 1 {
        text.trim_start_matches(blanks)
    } else {
        cut
    }
}

/// Whether the text is these commands joined by `&&`, each as it is or in a group; `strict`: in a group where it has
/// to be in one.
fn chain(commands: &[String], read: &str, strict: bool) -> bool {
    chain_from(commands, 0, read, strict)
}

fn chain_from(commands: &[String], at: usize, read: &str, strict: bool) -> bool {
    let last = at + 1 == commands.len();
    let command = skip_blanks(trimmed(&commands[at]));
    let read = skip_blanks(read);
    let after = |rest: &str| {
        let rest = skip_blanks(rest);
        if last {
            rest.trim_end_matches(['\n', ' ', '\t']).is_empty()
        } else {
            rest.strip_prefix("&&")
                .is_some_and(|rest| chain_from(commands, at + 1, rest, strict))
        }
    };
    let shape = || shell::shape(command).unwrap_or_default();
    let plain = || !strict || shape().stands_at(at == 0, last);
    if read
        .strip_prefix(command)
        .is_some_and(|rest| plain() && after(rest))
    {
        return true;
    }
    // After a comment, and after `;` or `&`, a group ends otherwise.
    let ends: &[&str] = match shape() {
        Shape { comment: true, .. } if strict => &["\n}", "\n)"],
        Shape { open_end: true, .. } if strict => &[" }", "\n}", ")", " )"],
        Shape { .. } if strict => &["; }", ";}", "\n}", ")", " )"],
        _ => &["; }", " }", ";}", "\n}", ")", " )", "\n)"],
    };
    ["{ ", "(", "( ", "{\n"].iter().any(|open| {
        let body = read
            .strip_prefix(open)
            .and_then(|it| it.strip_prefix(command));
        let body = body.or_else(|| {
            read.strip_prefix(open)
                .and_then(|it| skip_blanks(it).strip_prefix(command))
        });
        body.is_some_and(|rest| {
            let rest = if rest.starts_with('\n') {
                rest
            } else {
                skip_blanks(rest)
            };
            ends.iter().any(|end| {
                let end = if rest.starts_with(end) {
                    end
                } else {
                    end.trim_start_matches(' ')
                };
                open.starts_with('{') == end.ends_with('}')
                    && rest.strip_prefix(end).is_some_and(&after)
            })
        })
    })
}

/// Past blanks, and past newlines that are escaped.
fn skip_blanks(text: &str) -> &str {
    let mut rest = text;
    loop {
        let next = rest.trim_start_matches([' ', '\t']);
        let next = next.strip_prefix("\\\n").unwrap_or(next);
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_runs_one_after_the_other() {
        let all =
            |commands: &[&str]| Command::All(commands.iter().map(ToString::to_string).collect());
        for (commands, read) in [
            (vec!["a", "b"], "a &&     b"),
            (vec!["a || b", "c"], "a || b && c"),
            (vec!["a", "b || c"], "a && { b || c; }"),
            (vec!["a", "b || c"], "a && (b || c)"),
            (
                vec!["if a; then b; fi", "for i in 1; do c; done"],
                "if a; then b; fi && for i in 1; do c; done",
            ),
            (vec!["a", "b # c"], "a && b # c"),
            (vec!["a; b", "c"], "a; b && c"),
        ] {
            assert_eq!(compare(&all(&commands), &[], read), Ok(()), "{read}");
        }
        for (commands, read) in [
            (vec!["a", "b || c", "d"], "a && b || c && d"),
            (vec!["a # b", "c"], "a # b && c"),
            (vec!["a", "b; c"], "a && b; c"),
            (vec!["a", "b & c"], "a && b & c"),
            (vec!["a;", "b"], "a; && b"),
            (vec!["a # b", "c"], "{ a # b; } && c"),
        ] {
            assert!(compare(&all(&commands), &[], read).is_err(), "{read}");
        }
    }
}
