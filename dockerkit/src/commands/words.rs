//! The words of commands, without their quotes.

use std::borrow::Cow;

/// A word as the program gets it, as far as the text says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word<'t> {
    /// Without quotes; what the shell expands stays as it is written.
    pub(crate) text: Cow<'t, str>,
    /// Whether the shell expands nothing in it.
    pub(crate) known: bool,
}

impl<'t> Word<'t> {
    pub(super) fn known(text: impl Into<Cow<'t, str>>) -> Self {
        Self {
            text: text.into(),
            known: true,
        }
    }

    pub(super) fn into_owned<'o>(self) -> Word<'o> {
        Word {
            text: Cow::Owned(self.text.into_owned()),
            known: self.known,
        }
    }

    /// The name of a program without its directory, if the text says it: `$VENV/bin/pip` is `pip`.
    pub(crate) fn program(&self) -> Option<&str> {
        let name = self.text.rsplit('/').next().unwrap_or(&self.text);
        (self.known || !name.contains(['$', '{', '}', '`', ')'])).then_some(name)
    }

    /// Whether it is an option.
    pub(crate) fn is_option(&self) -> bool {
        self.text.starts_with('-') && self.text.len() > 1
    }
}

/// The name and the value of a word that sets a variable: `NAME=value`.
pub(super) fn assignment<'t>(word: &Word<'_>) -> Option<(Cow<'t, str>, Word<'t>)> {
    let (name, value) = word.text.split_once('=')?;
    let value = Word {
        text: Cow::Owned(value.to_owned()),
        known: word.known,
    };
    let is_name = is_name(name.strip_suffix('+').unwrap_or(name));
    is_name.then(|| (Cow::Owned(name.to_owned()), value))
}

/// Whether text is a variable's name.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|first: char| first.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Programs that build for another platform, and those that they call for it.
///
/// Source: [`xx`](https://github.com/tonistiigi/xx).
pub(crate) const CROSS: [(&str, &str); 4] = [
    ("xx-go", "go"),
    ("xx-cargo", "cargo"),
    ("xx-apt", "apt-get"),
    ("xx-apt-get", "apt-get"),
];

/// A program's name without the version that distributions put behind it: `pip3.12` is `pip`; and `xx-go` is `go`.
pub(crate) fn name_of(program: &str) -> &str {
    if let Some((_, name)) = CROSS.iter().find(|(cross, _)| *cross == program) {
        return name;
    }
    let name = program.trim_end_matches(|end: char| end.is_ascii_digit() || end == '.');
    let name = name.strip_suffix('-').unwrap_or(name);
    if name.is_empty() { program } else { name }
}
