//! The flags of an instruction, by name.
//!
//! Source: `Parse` in `frontend/dockerfile/instructions/bflag.go`.

use std::borrow::Cow;
use std::ops::Range;

use super::Refused;
use crate::nearest::nearest;

/// The flags as they stand in a line.
pub(super) struct Flags<'l> {
    all: Vec<Flag<'l>>,
}

/// A flag.
pub(super) struct Flag<'l> {
    text: Cow<'l, str>,
    /// Where the name ends: in front of the `=`, if there is one.
    end: usize,
    pub(super) range: Range<usize>,
}

/// How a flag is given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `--name` or `--name=true`
    Switch,
    /// `--name=value`, once.
    Value,
    /// `--name=value`, as often as wanted.
    Values,
}

impl<'l> Flag<'l> {
    pub(super) fn new(text: Cow<'l, str>, range: Range<usize>) -> Self {
        let end = text.bytes().position(|byte| byte == b'=');
        Self {
            end: end.unwrap_or(text.len()),
            text,
            range,
        }
    }

    pub(super) fn name(&self) -> &str {
        let name = self.text.get(..self.end).unwrap_or_default();
        name.strip_prefix("--").unwrap_or(name)
    }

    fn given(&self) -> Option<&str> {
        self.text.get(self.end + 1..)
    }

    /// Its value.
    pub(super) fn value(&self) -> &str {
        self.given().unwrap_or_default()
    }

    /// Of a switch, whether it is on.
    pub(super) fn is_on(&self) -> bool {
        !self.value().eq_ignore_ascii_case("false")
    }
}

impl<'l> Flags<'l> {
    pub(super) const NONE: Self = Self { all: Vec::new() };

    pub(super) fn push(&mut self, flag: Flag<'l>) {
        self.all.push(flag);
    }

    /// Those that stand there, of which each has to be known.
    pub(super) fn known(&self, known: &[(&str, Kind)]) -> Result<&[Flag<'l>], Refused> {
        for (index, flag) in self.all.iter().enumerate() {
            let name = flag.name();
            let Some((_, kind)) = known.iter().find(|(known, _)| *known == name) else {
                return Err(unknown(flag, known));
            };
            let twice = self
                .all
                .iter()
                .take(index)
                .any(|other| other.name() == name);
            if twice && *kind != Kind::Values {
                return Err(Refused::new(
                    flag.range.clone(),
                    format!("the flag `--{name}` is there twice"),
                    "take one of them out",
                ));
            }
            let wrong =
                |message: String, help: &str| Err(Refused::new(flag.range.clone(), message, help));
            match (kind, flag.given()) {
                (Kind::Switch, None) | (Kind::Value | Kind::Values, Some(_)) => {}
                (Kind::Switch, Some(value)) => {
                    if !["true", "false"]
                        .iter()
                        .any(|it| value.eq_ignore_ascii_case(it))
                    {
                        return wrong(
                            format!("the flag `--{name}` is neither on nor off"),
                            "its value is `true` or `false`",
                        );
                    }
                }
                (Kind::Value | Kind::Values, None) => {
                    return wrong(
                        format!("the flag `--{name}` has no value"),
                        "put `=` and the value behind it, without a blank",
                    );
                }
            }
        }
        Ok(&self.all)
    }

    /// Whether none stands there.
    pub(super) fn are_none(&self) -> bool {
        self.all.is_empty()
    }

    /// No flag is known.
    pub(super) fn none(&self) -> Result<(), Refused> {
        self.known(&[]).map(|_| ())
    }
}

#[cold]
fn unknown(flag: &Flag<'_>, known: &[(&str, Kind)]) -> Refused {
    let names = || known.iter().map(|(name, _)| *name);
    let help = match nearest(flag.name(), names()) {
        Some(name) => format!("did you mean `--{name}`?"),
        None if known.is_empty() => "this instruction has no flags".to_owned(),
        None => {
            let all: Vec<_> = names().map(|name| format!("`--{name}`")).collect();
            format!("it has {}", all.join(", "))
        }
    };
    let message = format!(
        "unknown flag `--{}`",
        crate::shown::Shown::shown(flag.name())
    );
    Refused::new(flag.range.clone(), message, help)
}
