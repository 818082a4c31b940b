//! Which shell reads the shell form of an instruction, and the values in it.

use std::borrow::Cow;

use super::{Problem, Runner};
use crate::commands::{self, Commands, Unknown, shebang};
use crate::continued;
use crate::dialect::{Dialect, Why};
use crate::escape::Escape;
use crate::instruction::Instruction;
use crate::name::Platform;
use crate::shell::Command;
use crate::shell_text::ShellText;

/// A shell as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StepShell<'a> {
    pub(crate) dialect: Dialect,
    /// The words of `SHELL`; none, if the image says which it is, or nobody.
    words: &'a [Cow<'static, str>],
}

impl<'a> StepShell<'a> {
    /// What runs the shell form unless something else is said.
    pub(crate) const SH: Self = Self {
        dialect: Dialect::Posix,
        words: &[],
    };

    /// The same on Windows.
    pub(super) const CMD: Self = Self {
        dialect: Dialect::Cmd,
        words: &[],
    };

    /// One of which nothing is known.
    pub(super) const UNKNOWN: Self = Self {
        dialect: Dialect::Other,
        words: &[],
    };

    /// The one that `SHELL` sets.
    pub(super) fn of_words(words: &'a [Cow<'static, str>]) -> Self {
        let program = words.first().map_or("", AsRef::as_ref);
        let dialect = match Dialect::of(program) {
            // `env bash -c`, `conda run bash -c`.
            Dialect::Other if !is_login(program) && Commands::runs_shell_text(words) => {
                Dialect::Posix
            }
            Dialect::Posix if !takes_text(words) => Dialect::Other,
            dialect => dialect,
        };
        Self { dialect, words }
    }

    /// The one of an image, by its name and its platform.
    pub(super) fn of_image(image: &str, platform: Option<&Platform>) -> Self {
        let platform = platform.map(|it| it.text().leading_literal().unwrap_or_default());
        let windows = match platform {
            Some(platform) if !platform.is_empty() => is_windows(platform),
            _ => is_image_of_windows(image),
        };
        if windows { Self::CMD } else { Self::SH }
    }

    /// What it is called: nothing, if it is not known.
    pub(crate) fn name(&self) -> &'a str {
        match (self.words, self.dialect) {
            ([program, ..], _) => program,
            ([], Dialect::Posix) => "sh",
            ([], Dialect::Cmd) => "cmd",
            ([], _) => "",
        }
    }

    /// Whether it was told to stop at the first command that fails.
    pub(crate) fn stops(&self) -> bool {
        if self.dialect.is_powershell() {
            let mut words = self.words.iter();
            return words.any(|word| sets_error_action(word));
        }
        commands::sets_errexit(self.words.iter().map(AsRef::as_ref))
    }

    /// What is known where it may just as well be another.
    pub(super) fn or(self, other: Self) -> Self {
        if self.words == other.words && self.dialect == other.dialect {
            return self;
        }
        Self {
            words: &[],
            dialect: if self.dialect == other.dialect {
                self.dialect
            } else {
                Dialect::Other
            },
        }
    }
}

/// Whether a program runs whatever shell its user has.
fn is_login(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    matches!(name, "su" | "runuser" | "login")
}

/// Whether a POSIX shell is told to read text: `bash -eo pipefail -c`; or to run a script that gets it, and is known to give
/// it to no other interpreter, as `bash -c 'fish -c "$0"'` would.
fn takes_text(words: &[Cow<'static, str>]) -> bool {
    let mut words = words.iter().map(AsRef::as_ref);
    let busybox = words.next().is_some_and(|it: &str| it.ends_with("busybox"));
    if busybox
        && !words
            .next()
            .is_some_and(|it| matches!(it, "sh" | "ash" | "hush"))
    {
        return false;
    }
    let mut text = false;
    while let Some(word) = words.next() {
        match word.strip_prefix(['-', '+']) {
            Some(long) if long.starts_with('-') => {
                if matches!(long, "-rcfile" | "-init-file") {
                    words.next();
                }
            }
            Some(letters) => {
                text |= word.starts_with('-') && letters.contains('c');
                if letters.ends_with(['o', 'O']) {
                    words.next();
                }
            }
            None => return text && keeps_text(word),
        }
    }
    text
}

/// Whether a script gives the text that it gets to POSIX shells only, as it is. That is known of a few programs only.
fn keeps_text(script: &str) -> bool {
    const KNOWN: [&str; 7] = ["printf", "echo", "export", "set", "cd", "true", ":"];
    let is_given = |word: &str| matches!(word, "$0" | "$1" | "$@" | "$*");
    // Without quotes the shell splits it, and nobody reads those that are in it.
    let is_quoted = |(at, _): (usize, &str)| {
        let (before, behind) = script.split_at(at);
        before.ends_with('"') && behind.get(2..).is_some_and(|it| it.starts_with('"'))
    };
    if script.contains(['<', '`']) || !script.match_indices('$').all(is_quoted) {
        return false;
    }
    let commands = Commands::read(script);
    let (mut shells, mut own) = (0, 0);
    for simple in &commands.simple {
        let mut texts = simple.arguments().iter().filter(|it| !it.is_option());
        match simple.program() {
            Some(program) if KNOWN.contains(&program) => {}
            Some(program) if Dialect::of(program).is_posix() => {
                if !texts.all(|it| is_given(&it.text)) {
                    return false;
                }
                shells += 1;
            }
            // Nothing but variables.
            None if simple.words.is_empty() => {}
            // What such a shell reads: the text itself.
            None if simple.words.iter().all(|it| is_given(&it.text)) => own += 1,
            Some(_) | None => return false,
        }
    }
    let is_text = |it: &Unknown| matches!(it, Unknown::Variable(name) if is_given(name));
    own <= shells && commands.unknown.iter().all(is_text)
}

/// Whether text for PowerShell says what is done behind an error.
pub(crate) fn sets_error_action(text: &str) -> bool {
    text.to_ascii_lowercase().contains("erroractionpreference")
}

/// `windows`, `windows/amd64`, `windows(10.0.17763)/amd64`.
fn is_windows(platform: &str) -> bool {
    let system = platform.split(['/', '(']).next().unwrap_or_default();
    system.trim().eq_ignore_ascii_case("windows")
}

/// Whether an image's name says that it is one of Windows: Microsoft's own, or a tag that names one.
fn is_image_of_windows(image: &str) -> bool {
    let image = image.to_ascii_lowercase();
    let own = [
        "mcr.microsoft.com/windows",
        "mcr.microsoft.com/dotnet/framework",
    ];
    let own = own.iter().any(|name| {
        let rest = image.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':', '@']))
    });
    own || image.contains("nanoserver") || image.contains("windowsservercore")
}

/// The command of an instruction that runs one.
pub(crate) fn command(instruction: &Instruction) -> Option<&Command> {
    match instruction {
        Instruction::Run(run) => Some(&run.command),
        Instruction::Cmd(cmd) => Some(&cmd.command),
        Instruction::Entrypoint(entrypoint) => Some(&entrypoint.command),
        Instruction::Healthcheck(check) => check.command.as_ref(),
        Instruction::OnBuild(trigger) => command(trigger.innermost()),
        _ => None,
    }
}

fn command_mut(instruction: &mut Instruction) -> Option<&mut Command> {
    match instruction {
        Instruction::Run(run) => Some(&mut run.command),
        Instruction::Cmd(cmd) => Some(&mut cmd.command),
        Instruction::Entrypoint(entrypoint) => Some(&mut entrypoint.command),
        Instruction::Healthcheck(check) => check.command.as_mut(),
        Instruction::OnBuild(trigger) => command_mut(trigger.innermost_mut()),
        _ => None,
    }
}

/// The program that a script names in its first line, if the builder hands the script to it.
fn interpreter<'c>(instruction: &Instruction, command: &'c Command) -> Option<&'c str> {
    let run = match instruction {
        Instruction::OnBuild(trigger) => trigger.innermost(),
        other => other,
    };
    if !matches!(run, Instruction::Run(_)) {
        return None;
    }
    let text = match command {
        Command::Script(text) => text.first_text(),
        Command::Shell(shell) => match shell.commands.as_slice() {
            [text] => text.first_text(),
            _ => return None,
        },
        Command::Exec(_) => return None,
    };
    // The script may be given with the here-document around it.
    let pasted = text.trim_start().strip_prefix("<<");
    let pasted = pasted.and_then(|it| Some(it.split_once('\n')?.1.trim_start_matches('\t')));
    let words = shebang(pasted.unwrap_or(text))?;
    Some(words.first().copied().unwrap_or_default())
}

/// Whether a command is what its shell reads, whichever that is: without values to be quoted, and no list.
#[inline]
pub(super) fn is_as_read(command: &Command) -> bool {
    match command.shell_texts() {
        [] => true,
        [text] => !text.has_values(),
        _ => false,
    }
}

/// The instruction as the shell reads it: values quoted, and a list that is not for a POSIX shell joined. As it is, and why,
/// if that cannot be.
pub(super) fn quoted<'a>(
    instruction: &'a Instruction,
    runner: &Runner<'_>,
) -> Result<Cow<'a, Instruction>, Problem> {
    let Some(command) = command(instruction) else {
        return Ok(Cow::Borrowed(instruction));
    };
    if is_as_read(command) {
        return Ok(Cow::Borrowed(instruction));
    }
    let values = command.shell_texts().iter().any(ShellText::has_values);
    let shell = runner.shell_of(instruction);
    let (program, dialect) = match interpreter(instruction, command) {
        Some(program) => (program, Dialect::of(program)),
        None => (shell.name(), shell.dialect),
    };
    if !values && dialect.is_posix() {
        return Ok(Cow::Borrowed(instruction));
    }
    let problem = |value: String, why| Problem::Value {
        value,
        why,
        shell: program.to_owned(),
        dialect,
    };
    for value in command.shell_texts().iter().flat_map(ShellText::values) {
        if dialect.loses(value, runner.on_windows) {
            return Err(problem(value.to_owned(), Why::Windows));
        }
    }
    let mut quoted = match command.quoted(dialect, runner.escape.character()) {
        Ok(quoted) => quoted,
        Err(refused) => return Err(problem(refused.value, refused.why)),
    };
    if let Command::Shell(list) = &mut quoted {
        let is_empty = |it: &ShellText| it.text().trim().is_empty();
        if list.commands.len() > 1 && !dialect.is_posix() && !list.commands.iter().any(is_empty) {
            list.commands = vec![joined(&list.commands, dialect, runner.escape)?];
        }
    }
    let mut instruction = instruction.clone();
    if let Some(command) = command_mut(&mut instruction) {
        *command = quoted;
    }
    Ok(Cow::Owned(instruction))
}

/// The commands of a list as one text.
fn joined(commands: &[ShellText], dialect: Dialect, escape: Escape) -> Result<ShellText, Problem> {
    let mut text = String::new();
    for (at, command) in commands.iter().map(ShellText::text).enumerate() {
        let (first, last) = (at == 0, at + 1 == commands.len());
        let what = match continued::line(command, escape.character()) {
            None => Some("has a newline".to_owned()),
            Some(line) => dialect.unjoined(&line, first, last),
        };
        if let Some(what) = what {
            return Err(Problem::Unlisted {
                command: command.to_owned(),
                what,
                dialect,
            });
        }
        if !first {
            text.push_str(" && ");
            text.push(escape.character());
            text.push_str("\n    ");
        }
        text += &continued::clean(command, escape.character());
    }
    Ok(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_of_windows_has_cmd() {
        for image in [
            "mcr.microsoft.com/windows/servercore:ltsc2022",
            "mcr.microsoft.com/windows",
            "mcr.microsoft.com/windows:ltsc2019",
            "mcr.microsoft.com/dotnet/sdk:8.0-nanoserver-ltsc2022",
            "mcr.microsoft.com/dotnet/framework/sdk:4.8",
            "golang:1.24-windowsservercore",
            "microsoft/NanoServer",
        ] {
            assert_eq!(StepShell::of_image(image, None), StepShell::CMD, "{image}");
            let linux = Platform::new("linux/amd64");
            assert_eq!(StepShell::of_image(image, Some(&linux)), StepShell::SH);
        }
        for image in [
            "debian",
            "mcr.microsoft.com/dotnet/sdk:8.0",
            "mcr.microsoft.com/windowsx",
        ] {
            assert_eq!(StepShell::of_image(image, None), StepShell::SH, "{image}");
            for platform in ["windows", "windows/amd64", "Windows(10.0.17763)/amd64"] {
                let windows = Platform::new(platform);
                assert_eq!(StepShell::of_image(image, Some(&windows)), StepShell::CMD);
            }
        }
    }

    #[test]
    fn what_a_program_runs_is_found() {
        for (words, dialect) in [
            (&["/bin/bash", "-c"][..], Dialect::Posix),
            (&["env", "bash", "-c"], Dialect::Posix),
            (
                &["conda", "run", "-n", "e", "/bin/bash", "-lc"],
                Dialect::Posix,
            ),
            (&["sudo", "-u", "app", "sh", "-ec"], Dialect::Posix),
            (&["env", "fish", "-c"], Dialect::Other),
            (&["python3", "-c"], Dialect::Other),
            (&["sudo"], Dialect::Other),
            (&["bash", "-eo", "pipefail", "-c"], Dialect::Posix),
            (&["busybox", "sh", "-c"], Dialect::Posix),
            (&["busybox", "awk"], Dialect::Other),
            (&["bash", "-c", "fish -c \"$0\""], Dialect::Other),
            (
                &["sh", "-c", "cd /srv && python3 -c \"$1\"", "--"],
                Dialect::Other,
            ),
            (
                &["sh", "-c", "export A=b; exec bash -c \"$1\"", "sh"],
                Dialect::Posix,
            ),
            (
                &[
                    "sh",
                    "-c",
                    "/bin/sh -c \"$1\" >> /a; printf '|' >> /a",
                    "sh",
                ],
                Dialect::Posix,
            ),
            (
                &["sh", "-c", ". /env; bash -c \"$1\"", "sh"],
                Dialect::Other,
            ),
            (&["sh", "-c", "fish -ic \"$1\"", "--"], Dialect::Other),
            (&["sh", "-c", "echo \"$1\" | fish", "--"], Dialect::Other),
            (
                &["sh", "-c", "printf x > /t.fish; fish /t.fish", "--"],
                Dialect::Other,
            ),
            (&["sh", "-c", "perl -E \"$1\"", "--"], Dialect::Other),
            (&["sh", "-c", "sh -c \"echo '$1'\"", "--"], Dialect::Other),
            (&["sh", "-c", "sh /wrapper \"$1\"", "--"], Dialect::Other),
            // It would be split, or be the name of a program.
            (&["sh", "-c", "sh -c $1", "--"], Dialect::Other),
            (&["sh", "-c", "$1", "--"], Dialect::Other),
            (&["sh", "-c", "\"$@\"", "--"], Dialect::Other),
            (&["sh", "-c", "sh -c \"$1\"; \"$1\"", "--"], Dialect::Other),
            (&["sh", "-c", "ssh host \"$1\"", "--"], Dialect::Other),
            (
                &["sh", "-c", "printf %s \"$1\" >> /said", "sh"],
                Dialect::Posix,
            ),
            (&["sh", "script.sh"], Dialect::Other),
            (&["su", "app", "-c"], Dialect::Other),
            (&["su", "-s", "/usr/bin/fish", "app", "-c"], Dialect::Other),
            (&["/usr/bin/pwsh", "-c"], Dialect::PowerShell),
            (&[], Dialect::Other),
        ] {
            let owned: Vec<Cow<'static, str>> = words.iter().map(|it| (*it).into()).collect();
            assert_eq!(StepShell::of_words(&owned).dialect, dialect, "{words:?}");
        }
    }
}
