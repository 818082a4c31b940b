//! In which of BuildKit's forms a value can stand. Rules that `check`, `resolved` and the rendering share.

use std::borrow::Cow;

use crate::continued::{self, Newlines};
use crate::escape::Escape;
use crate::help::Help;
use crate::heredoc::{self, Heredoc};
use crate::lines;
use crate::list::{self, Context, Holder, Problem};
use crate::shell::{Command, Shell};
use crate::shell_text::ShellText;

/// How shell text is written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Form<'a> {
    /// Behind the flags, as it was typed.
    Line(Cow<'a, str>),
    /// Behind the flags, a command a line.
    List(&'a [ShellText]),
    /// As the body of a here-document.
    Script(Cow<'a, str>),
    /// Behind the flags, as it was typed: a line with here-documents of its own.
    Documents(&'a str),
}

/// How the commands of a shell form are written. What `check` refuses may be written as anything.
pub(crate) fn form(shell: &Shell, holder: Holder, escape: Escape) -> Form<'_> {
    match shell.commands.as_slice() {
        [text] if holder == Holder::Run => text_form(text.text(), escape),
        [text] => Form::Line(continued::typed(text.text(), escape.character())),
        commands => list_form(commands, holder, escape),
    }
}

#[inline]
fn text_form(text: &str, escape: Escape) -> Form<'_> {
    if is_clearly_a_line(text) && text.len() <= lines::SHELL_LIMIT {
        return Form::Line(Cow::Borrowed(text));
    }
    odd_text_form(text, escape)
}

fn odd_text_form(text: &str, escape: Escape) -> Form<'_> {
    if let Some(Ok(body)) = heredoc::pasted(text) {
        return Form::Script(body);
    }
    let escape = escape.character();
    if begins_and_ends_plainly(text.as_bytes())
        && !text.contains('<')
        && continued::newlines(text, escape) == Newlines::Continue
    {
        return Form::Line(continued::typed(text, escape));
    }
    if documents(text, escape).is_some() {
        return Form::Documents(text.strip_suffix('\n').unwrap_or(text));
    }
    match continued::line(text, escape) {
        Some(line) if !is_script(&line, escape) => Form::Line(continued::typed(text, escape)),
        Some(line) => Form::Script(Cow::Owned(ended(&line).into_owned())),
        None => Form::Script(ended(text)),
    }
}

/// The here-documents of a text that is a line and exactly these: BuildKit gives the shell what was typed.
///
/// Source: `dispatchRun` in `frontend/dockerfile/dockerfile2llb/convert.go`.
pub(crate) fn documents(text: &str, escape: char) -> Option<Vec<Heredoc>> {
    if !text.contains('\n') || !heredoc::may_hold(text) || text.contains('\r') {
        return None;
    }
    let (line, rest) = lines::joined(text, escape);
    let whole = line.trim() == line && !line.starts_with('#') && !is_misread(&line);
    let long = text.split('\n').any(|line| line.len() > lines::SHELL_LIMIT);
    if !whole || long || rest.is_empty() || continued::newlines(text, escape) != Newlines::End {
        return None;
    }
    let found = heredoc::agreed(&line)?;
    // One alone is a script.
    if matches!(found.as_slice(), [_]) && heredoc::is_alone(&line) {
        return None;
    }
    let mut lines = rest.strip_suffix('\n').unwrap_or(rest).split('\n');
    for document in &found {
        lines.by_ref().find(|line| {
            let tabs = |it: char| document.strips_tabs && it == '\t';
            line.trim_start_matches(tabs) == document.word
        })?;
    }
    lines.next().is_none().then_some(found)
}

fn list_form(commands: &[ShellText], holder: Holder, escape: Escape) -> Form<'_> {
    if holder == Holder::Run && list_is_script(commands, escape) {
        let body = listed(commands, " && \\\n    ", escape);
        return Form::Script(Cow::Owned(body + "\n"));
    }
    // A group and the `&&` need some bytes, too.
    let long = |text: &ShellText| text.text().len() > lines::SHELL_LIMIT - 16;
    if commands.iter().any(long) {
        let mut text = String::new();
        push_list(&mut text, commands, escape);
        return Form::Line(lines::folded(Cow::Owned(text), escape.character()));
    }
    Form::List(commands)
}

fn list_is_script(commands: &[ShellText], escape: Escape) -> bool {
    let starts = |odd: &[char]| {
        commands
            .first()
            .is_some_and(|it| it.text().starts_with(odd))
    };
    let holds = |odd: char| commands.iter().any(|it| it.text().contains(odd));
    let line = || listed(commands, " &&     ", escape);
    (starts(&['-', '[']) || holds('\n')) && is_misread(&line())
        || holds('<') && heredoc::may_open(&line())
        // Continued for the shell only.
        || holds('\n') && commands.iter().any(|it| continued::line(it.text(), escape.character()).is_none())
}

/// Whether there are here-documents in the command of a `RUN`.
pub(crate) fn is_heredoc(command: &Command, escape: Escape) -> bool {
    match command {
        Command::Exec(_) => false,
        Command::Script(_) => true,
        Command::Shell(shell) => {
            let form = form(shell, Holder::Run, escape);
            matches!(form, Form::Script(_) | Form::Documents(_))
        }
    }
}

/// The body of the here-document that the command of a `RUN` is.
pub(crate) fn body(command: &Command, escape: Escape) -> Option<Cow<'_, str>> {
    match command {
        Command::Exec(_) => None,
        Command::Script(text) => Some(ended(text.text())),
        Command::Shell(shell) => match form(shell, Holder::Run, escape) {
            Form::Script(body) => Some(body),
            Form::Line(_) | Form::List(_) | Form::Documents(_) => None,
        },
    }
}

/// Whether text may hold a here-document once BuildKit has joined its lines.
pub(crate) fn may_hold_heredoc(text: &str, escape: Escape) -> bool {
    let escape = escape.character();
    continued::line(text, escape).is_some_and(|line| heredoc::may_hold(&line))
        || documents(text, escape).is_some()
}

/// Writes a list, a command a line.
pub(crate) fn push_list(out: &mut String, commands: &[ShellText], escape: Escape) {
    let separator = match escape {
        Escape::Backslash => " && \\\n    ",
        Escape::Backtick => " && `\n    ",
    };
    for (at, command) in list::grouped(commands, escape.character()).enumerate() {
        if at > 0 {
            out.push_str(separator);
        }
        out.push_str(&command);
    }
}

/// The commands of a list, without continuations.
fn listed(commands: &[ShellText], separator: &str, escape: Escape) -> String {
    let mut all = String::new();
    for (at, text) in list::grouped(commands, escape.character()).enumerate() {
        if at > 0 {
            all.push_str(separator);
        }
        // What only the shell continues stays as it is.
        all.push_str(&continued::line(&text, escape.character()).unwrap_or(Cow::Borrowed(&text)));
    }
    all
}

/// The line that BuildKit reads where no here-document can be.
pub(crate) fn line(shell: &Shell, escape: Escape) -> Cow<'_, str> {
    match shell.commands.as_slice() {
        [text] => {
            continued::line(text.text(), escape.character()).unwrap_or(Cow::Borrowed(text.text()))
        }
        commands => Cow::Owned(listed(commands, " &&     ", escape)),
    }
}

/// The body of a here-document, with the newline at its end that BuildKit needs.
pub(crate) fn ended(text: &str) -> Cow<'_, str> {
    if text.ends_with('\n') {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("{text}\n"))
    }
}

/// Whether text of one line has to be a script: there BuildKit would cut it, or read it as something else.
fn is_script(text: &str, escape: char) -> bool {
    text.starts_with(char::is_whitespace)
        || text.ends_with(char::is_whitespace)
        || text.ends_with(escape)
        || text.starts_with('#')
        || is_misread(text)
        || heredoc::may_open(text)
}

/// Whether text begins with what is read as a flag, or as the exec form.
pub(crate) fn is_misread(text: &str) -> bool {
    text.starts_with("--") || looks_like_json(text)
}

/// Whether text is one of the many that need no closer look.
fn is_clearly_a_line(text: &str) -> bool {
    // All bytes, without a branch for each.
    let odd = |byte| u8::from(byte == b'<') | u8::from(byte == b'\n');
    begins_and_ends_plainly(text.as_bytes())
        && text.bytes().fold(0, |found, byte| found | odd(byte)) == 0
}

/// Whether neither end of it makes anything else of a line than what is typed.
fn begins_and_ends_plainly(text: &[u8]) -> bool {
    let (Some(first), Some(last)) = (text.first(), text.last()) else {
        return false;
    };
    first.is_ascii_graphic()
        && !matches!(first, b'#' | b'-' | b'[' | b'\\' | b'`')
        && last.is_ascii_graphic()
        && !matches!(last, b'\\' | b'`' | b']')
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

/// Whether `check` refuses shell text, so that it stays as it is.
pub(crate) fn refuses(shell: &Shell, context: Context) -> bool {
    let commands = &shell.commands;
    commands.is_empty()
        // Another shell's list is one text, unless it could not be made one.
        || commands.len() > 1 && !context.dialect.is_posix()
        // Values that are left could not be quoted.
        || commands.iter().any(|it| it.has_values() || it.text().trim().is_empty())
        || match commands.as_slice() {
            [text] if context.takes_heredoc() => problem(text.text(), context).is_some(),
            _ => (0..commands.len()).any(|at| context.unlisted(commands, at).is_some()),
        }
}

/// Why a text cannot be written where a here-document can stand.
pub(crate) fn problem(text: &str, context: Context) -> Option<Problem> {
    let escape = context.escape.character();
    match heredoc::pasted(text) {
        Some(Ok(body)) => return script_problem(&body),
        Some(Err(problem)) => {
            let help = Help::either(
                "give the script itself: `Run::script(…)`",
                "give it a here-document that BuildKit can read",
            );
            return Some(Problem::new(problem).help(help));
        }
        None => {}
    }
    match continued::newlines(text, escape) {
        Newlines::Dangle => return Some(Problem::dangles()),
        Newlines::Continue if context.swallows(text) => return Some(Problem::swallows()),
        Newlines::Continue | Newlines::End => {}
    }
    let is_script = || continued::line(text, escape).is_none_or(|line| is_script(&line, escape));
    script_problem(text).filter(|_| is_script())
}

/// Why a text cannot be a script.
pub(crate) fn script_problem(text: &str) -> Option<Problem> {
    let backslashes = text.len() - text.trim_end_matches('\\').len();
    (backslashes % 2 == 1).then(|| {
        Problem::new("ends with a backslash, and a newline follows it")
            .help("put the backslash in quotes, or take it off")
    })
}

/// A command as it is read back from where it is written.
pub(crate) fn settle(command: &mut Command, context: Context) {
    match command {
        Command::Exec(_) => {}
        Command::Script(text)
            if text.text().trim().is_empty() || script_problem(text.text()).is_some() => {}
        Command::Script(text) if text.text().ends_with('\n') => {}
        Command::Script(text) => text.push_text("\n"),
        // What check refuses stays as it is.
        Command::Shell(shell) if refuses(shell, context) => {}
        Command::Shell(shell) => {
            let text = match form(shell, context.holder, context.escape) {
                Form::Script(body) => {
                    *command = Command::Script(body.into_owned().into());
                    return;
                }
                Form::List(commands) => {
                    let mut text = String::new();
                    push_list(&mut text, commands, context.escape);
                    text
                }
                Form::Documents(text) | Form::Line(Cow::Borrowed(text))
                    if shell.commands.first().is_some_and(|first| first == text) =>
                {
                    return;
                }
                Form::Documents(text) => text.to_owned(),
                Form::Line(text) => text.into_owned(),
            };
            shell.commands = vec![text.into()];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_script(text: &str, escape: Escape) -> bool {
        matches!(text_form(text, escape), Form::Script(_))
    }

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
            "a\n",
            "\n  a\n",
            "a \\\n b",
            "a \\\n # c\n\n b \\\r\n  c\r\n",
            "\\\n a",
            "a \\\n # << [ --\n [\"b\"]",
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
            "a\\\\\nb",
            "a\\\\\\\nb",
            "a `\nb",
            "a \\\nb\n# c",
            "cat <\\\n<E",
            "cat \\\n<<E",
            "\\\n--a",
            "-\\\n-a",
            "\\\n[\"a\"]",
            "a \\\n # c \\",
            "a \\\n",
        ] {
            assert!(is_script(script, Escape::Backslash), "{script}");
        }
        assert!(is_script("echo `date`", Escape::Backtick));
        assert!(is_script("a \\\nb", Escape::Backtick));
        assert!(!is_script("a `\nb", Escape::Backtick));
    }
}
