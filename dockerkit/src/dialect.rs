//! The language that a shell reads, and how a value is written in it.

mod posix;
mod powershell;

pub(crate) use posix::{LONG, Place};

use crate::sh;

/// Shells that read what POSIX says.
pub(crate) const POSIX_SHELLS: [&str; 7] = ["sh", "bash", "dash", "ash", "ksh", "zsh", "mksh"];

/// The language of a shell, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// What POSIX says.
    Posix,
    /// PowerShell 7.
    PowerShell,
    /// Windows PowerShell, up to 5.1, which has no `&&`.
    WindowsPowerShell,
    /// `cmd` of Windows.
    Cmd,
    /// Any other, or it is not known which.
    Other,
}

/// A value that cannot be put in where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unquotable {
    pub(crate) value: String,
    pub(crate) why: Why,
}

/// Why a value cannot be put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// How values are quoted in that language is not known, or there is no way.
    Language,
    /// It stands there, where it would be read as something else.
    Stands(&'static str),
    /// It is a part of a word that PowerShell would split there.
    Split,
    /// Windows would change it.
    Windows,
}

impl Dialect {
    /// The one of a program.
    pub(crate) fn of(program: &str) -> Self {
        let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if POSIX_SHELLS.contains(&name) || name == "busybox" {
            Self::Posix
        } else if is("pwsh") || is("pwsh.exe") || is("pwsh-preview") {
            Self::PowerShell
        } else if is("powershell") || is("powershell.exe") {
            Self::WindowsPowerShell
        } else if is("cmd") || is("cmd.exe") {
            Self::Cmd
        } else {
            Self::Other
        }
    }

    pub(crate) fn is_posix(self) -> bool {
        self == Self::Posix
    }

    pub(crate) fn is_powershell(self) -> bool {
        matches!(self, Self::PowerShell | Self::WindowsPowerShell)
    }

    /// Whether values beside each other have to be quoted as one.
    pub(crate) fn joins_values(self) -> bool {
        self.is_powershell()
    }

    /// Writes a value as one word, or a part of one, in front of what follows it; not, if there is no way.
    pub(crate) fn push_value(
        self,
        value: &str,
        out: &mut String,
        rest: &str,
        place: &mut Place,
    ) -> bool {
        match self {
            Self::Posix => posix::push(value, out, rest, place),
            Self::PowerShell | Self::WindowsPowerShell => powershell::quote(value, out),
            Self::Cmd if is_plain_in_cmd(value) => out.push_str(value),
            Self::Cmd | Self::Other => return false,
        }
        true
    }

    /// Whether a value changes on its way to it, where that is Windows.
    pub(crate) fn loses(self, value: &str, on_windows: bool) -> bool {
        match self {
            Self::WindowsPowerShell => powershell::changes_on_windows(value),
            Self::PowerShell => on_windows && powershell::changes_on_windows(value),
            Self::Posix | Self::Cmd | Self::Other => false,
        }
    }

    /// Why a command cannot be joined to others by `&&`, if it is not one for a POSIX shell.
    pub(crate) fn unjoined(self, command: &str, first: bool, last: bool) -> Option<String> {
        match self {
            Self::Posix => None,
            Self::PowerShell => powershell::unjoined(command, first, last),
            Self::Cmd => unjoined_in_cmd(command, first),
            Self::WindowsPowerShell => Some(
                "has to be joined to the others by `&&`, which that shell does not have".to_owned(),
            ),
            Self::Other => Some(
                "has to be joined to the others, and how that shell does it is not known"
                    .to_owned(),
            ),
        }
    }

    /// Whether a script for PowerShell goes on behind a command of its own that failed.
    pub(crate) fn goes_on(self, script: &str) -> bool {
        self.is_powershell() && powershell::goes_on(script)
    }

    /// The first of the values, each a NUL in the text, that would not be read as one there.
    pub(crate) fn misplaced(self, text: &str) -> Option<(usize, Why)> {
        match self {
            Self::Posix => sh::quoted_value(text).map(|(at, place)| (at, Why::Stands(place))),
            Self::PowerShell | Self::WindowsPowerShell => powershell::misplaced(text),
            Self::Cmd => misplaced_in_cmd(text).map(|(at, place)| (at, Why::Stands(place))),
            Self::Other => None,
        }
    }
}

/// The first of the values, each a NUL, that `cmd` would take for something else, whatever is in it.
fn misplaced_in_cmd(text: &str) -> Option<(usize, &'static str)> {
    let (mut at, mut quoted, mut percent, mut before) = (0, false, false, ' ');
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\n' => (quoted, percent) = (false, false),
            '"' => quoted = !quoted,
            '%' => percent = !percent,
            '\0' => {
                let place = match (before, rest.peek()) {
                    _ if quoted => Some("in a double quote"),
                    _ if percent => Some("behind a percent sign"),
                    ('^', _) => Some("behind a caret"),
                    (_, Some('<' | '>')) => Some("directly in front of a redirection"),
                    _ => None,
                };
                if let Some(place) = place {
                    return Some((at, place));
                }
                at += 1;
            }
            _ => {}
        }
        before = character;
    }
    None
}

/// What would reach further than the command that it stands in.
const REACHES: &str =
    "holds an operator that would reach beyond it, and only a POSIX shell has `{ …; }` to group it";

fn unjoined_in_cmd(command: &str, first: bool) -> Option<String> {
    let mut outside = command.split('"').step_by(2);
    let operator = |text: &str| text.replace("&&", "").contains('&') || text.contains("||");
    if command.matches('"').count() % 2 == 1 {
        Some("has a double quote open".to_owned())
    } else if !first && outside.any(operator) {
        Some(REACHES.to_owned())
    } else {
        None
    }
}

/// Whether `cmd` passes a value on without quotes, and PowerShell, too, which some images of Windows have instead. Nothing
/// keeps `cmd` from reading `%`, and what quotes mean is every program's own business.
fn is_plain_in_cmd(value: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./\\:+".contains(&byte);
    // A label, where a command begins.
    !value.is_empty() && !value.starts_with(':') && value.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(dialect: Dialect, value: &str) -> Option<String> {
        let mut out = String::new();
        dialect
            .push_value(value, &mut out, "", &mut Place::default())
            .then_some(out)
    }

    #[test]
    fn programs_are_told_apart() {
        use Dialect::{Cmd, Other, Posix, PowerShell, WindowsPowerShell};
        for (program, dialect) in [
            ("sh", Posix),
            ("/usr/bin/bash", Posix),
            ("/bin/busybox", Posix),
            ("pwsh", PowerShell),
            ("/opt/microsoft/powershell/7/pwsh", PowerShell),
            (r"C:\Program Files\PowerShell\7\PWSH.EXE", PowerShell),
            ("powershell", WindowsPowerShell),
            ("PowerShell.exe", WindowsPowerShell),
            (r"C:\Windows/System32\powershell.exe", WindowsPowerShell),
            ("cmd", Cmd),
            (r"C:\Windows\System32\CMD.exe", Cmd),
            ("fish", Other),
            ("nu", Other),
            ("SH", Other),
            ("", Other),
        ] {
            assert_eq!(Dialect::of(program), dialect, "{program}");
        }
    }

    #[test]
    fn cmd_takes_what_needs_no_quotes() {
        for value in ["a", "1.2-b", r"C:\app\x.exe", "/p:A", "a+b_c"] {
            assert_eq!(quoted(Dialect::Cmd, value).as_deref(), Some(value));
        }
        for value in [
            "", "a b", "%A%", "a\"b", "a&b", "a|b", "a^b", "a<b", "a>b", "a(b)", "a!b", "a,b",
            "a;b", "a=b", "@a", "é", "a\nb", "a\tb", "'a'", "`a", "$a", "a*", "~a",
        ] {
            assert_eq!(quoted(Dialect::Cmd, value), None, "{value}");
            assert_eq!(quoted(Dialect::Other, value), None, "{value}");
        }
    }
}
