//! What the arguments in front of the first stage are.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::expand::{Known, Unknown, expanded};
use crate::by_name::ByName;
use crate::dockerfile::Dockerfile;
use crate::instruction::Instruction;
use crate::text::Text;

/// What BuildKit knows in `FROM` without an `ARG`.
///
/// Source: `defaultArgs` in `frontend/dockerfile/dockerfile2llb/platform.go`.
pub(super) const PREDEFINED: [&str; 11] = [
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDOSVERSION",
    "BUILDARCH",
    "BUILDVARIANT",
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETOSVERSION",
    "TARGETARCH",
    "TARGETVARIANT",
    "TARGETSTAGE",
];

/// Their values on platforms that have little in common; that of the stage may be any.
const PLATFORMS: [[&str; 5]; 3] = [
    ["linux/amd64", "linux", "", "amd64", ""],
    ["linux/arm/v7", "linux", "", "arm", "v7"],
    [
        "windows(10.0.17763)/arm64",
        "windows",
        "10.0.17763",
        "arm64",
        "",
    ],
];

/// What a text is on each of the platforms.
pub(super) type Defaults<'a> = [Result<Cow<'a, str>, Unknown>; 3];

type Values<'a> = ByName<'a, Known<'a>>;

/// The arguments of a file by what the build is given, or else by their defaults.
pub(super) struct Globals<'a> {
    file: &'a Dockerfile,
    /// Those that the build is given, of which the last of a name counts.
    given: ByName<'a, &'a str>,
    /// The values for each of the platforms, if none is refused.
    values: OnceCell<Option<[Values<'a>; 3]>>,
}

impl<'a> Globals<'a> {
    pub(super) fn of(file: &'a Dockerfile) -> Self {
        Self {
            file,
            given: ByName::default(),
            values: OnceCell::new(),
        }
    }

    /// The build is given these.
    pub(super) fn with(mut self, args: &'a [(String, String)]) -> Self {
        for (name, value) in args {
            self.given.insert(name.into(), value);
        }
        self
    }

    /// What the build is given of that name.
    pub(super) fn given(&self, name: &str) -> Option<&'a str> {
        self.given.get(name).copied()
    }

    fn values(&self) -> Option<&[Values<'a>; 3]> {
        let values = self.values.get_or_init(|| {
            let [first, second, third] = PLATFORMS.map(|platform| self.on(platform));
            Some([first?, second?, third?])
        });
        values.as_ref()
    }

    fn on(&self, platform: [&'static str; 5]) -> Option<Values<'a>> {
        let mut values = Values::default();
        for (number, name) in PREDEFINED.into_iter().enumerate() {
            let part = platform.get(number % platform.len()).copied();
            let known = match part.filter(|_| name != "TARGETSTAGE") {
                Some(part) => Known::Set(Cow::Borrowed(part)),
                None => Known::Open,
            };
            values.insert(name.into(), known);
        }
        for step in &self.file.globals {
            let Instruction::Arg(arg) = &step.instruction else {
                continue;
            };
            for declaration in &arg.declarations {
                let Some(name) = declaration.name.as_literal() else {
                    continue;
                };
                if let Some(given) = self.given(name) {
                    values.insert(name.into(), Known::Set(Cow::Borrowed(given)));
                    continue;
                }
                let Some(default) = &declaration.default else {
                    continue;
                };
                let value = match value_of(default, &values) {
                    Ok(value) => Known::Set(value),
                    Err(Unknown::Open) => Known::Open,
                    Err(Unknown::Refused) => return None,
                };
                values.insert(name.into(), value);
            }
        }
        Some(values)
    }

    /// What a text in `FROM` is on each of the platforms; nothing, if BuildKit refuses it or an argument.
    pub(super) fn expanded(&self, text: &'a Text) -> Option<Defaults<'a>> {
        let values = self.values()?;
        let expanded = values.each_ref().map(|values| value_of(text, values));
        (!expanded.contains(&Err(Unknown::Refused))).then_some(expanded)
    }

    /// What a stage gets that declares one of them.
    pub(super) fn value(&self, name: &str) -> Known<'a> {
        let Some([first, second, third]) = self.values() else {
            return Known::Open;
        };
        let value = first.get(name);
        if value == second.get(name) && value == third.get(name) {
            value.cloned().unwrap_or(Known::Unset)
        } else {
            Known::Open
        }
    }
}

/// The names that are known in `FROM`: those of the file, and those that BuildKit knows.
pub(super) fn names(file: &Dockerfile) -> Vec<&str> {
    let mut names = Vec::new();
    for step in &file.globals {
        if let Instruction::Arg(arg) = &step.instruction {
            for declaration in &arg.declarations {
                names.extend(declaration.name.as_literal());
            }
        }
    }
    names.extend(PREDEFINED);
    names
}

fn value_of<'a>(text: &'a Text, values: &Values<'a>) -> Result<Cow<'a, str>, Unknown> {
    expanded(text, &mut |name| {
        values.get(name).cloned().unwrap_or(Known::Unset)
    })
}
