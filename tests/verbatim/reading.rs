//! What an instruction says: as it was meant, and as it is read back.

use dockerkit::PackageManager;

use crate::options::{Fields, canonical, option};
use crate::support::parser::Parsed;
use crate::words::{self, Atom};

/// An instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) keyword: String,
    /// In the order of their names; several of one name in the order of the file.
    pub(crate) flags: Vec<Flag>,
    pub(crate) operand: Operand,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flag {
    pub(crate) name: &'static str,
    pub(crate) value: FlagValue,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FlagValue {
    /// Without a value, or `true`.
    Set,
    /// Nothing is expanded.
    Raw(String),
    /// One word.
    Word(Vec<Atom>),
    /// Nanoseconds.
    Time(u128),
    /// The fields of a device.
    Device(Vec<String>),
    /// The fields of a mount.
    Mount(Fields),
    /// Meant only: a mount at this path in the home directory; with its owner, unless it names one.
    Home {
        fields: Fields,
        path: Vec<Atom>,
        owned: bool,
    },
    /// Meant only: a mount that belongs to whoever runs the step, if that is known.
    Owned(Fields),
    /// Meant only: a mount given as text, which may belong to whoever runs the step. Settled with the uid.
    PerhapsOwned(Fields),
    /// Meant only: the caches of a manager.
    Preset(PackageManager),
    /// Meant only: a mount whose user cannot be told.
    Unsettled,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    Words(Vec<Vec<Atom>>),
    Pairs(Vec<(Vec<Atom>, Option<Vec<Atom>>)>),
    Files {
        sources: Vec<Source>,
        destination: Vec<Atom>,
    },
    Exec(Vec<String>),
    /// Verbatim text of one line.
    Line(String),
    /// What the shell is given.
    Shell(String),
    /// Meant only: commands, of which each runs if those before it succeeded; and the managers whose
    /// caches they have, with what may therefore stand in front of them.
    Commands {
        presets: Vec<PackageManager>,
        leads: Vec<Vec<String>>,
        commands: Vec<String>,
    },
    Trigger(Box<Read>),
    /// Meant only: the text of a trigger.
    Text(String),
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Path(Vec<Atom>),
    /// Meant only: a path in which no wildcard is.
    Exact(Vec<Atom>),
    Inline {
        name: String,
        content: Vec<Atom>,
    },
}

/// What the parser found.
pub(crate) fn read(parsed: &Parsed, escape: char) -> Result<Read, String> {
    let word = |text: &String| words::word(text, escape);
    let values = &parsed.values;
    if !parsed.heredocs.is_empty() && !matches!(parsed.name.as_str(), "RUN" | "COPY" | "ADD") {
        return Err("a heredoc where none can be".to_owned());
    }
    let one = || match values.as_slice() {
        [one] if !parsed.json => Ok(one),
        other => Err(format!("not one value: {other:?}")),
    };
    let operand = match parsed.name.as_str() {
        "FROM" => Operand::Words(values.iter().map(word).collect::<Result<_, _>>()?),
        "EXPOSE" => Operand::Words(
            values
                .iter()
                .map(|text| Ok(port(word(text)?)))
                .collect::<Result<_, String>>()?,
        ),
        "VOLUME" => Operand::Words(
            values
                .iter()
                .map(|path| words::word(path.trim(), escape))
                .collect::<Result<_, _>>()?,
        ),
        "WORKDIR" | "USER" | "STOPSIGNAL" => Operand::Words(vec![word(one()?)?]),
        "ENV" | "LABEL" => Operand::Pairs(
            values
                .chunks(2)
                .map(|pair| Ok((word(&pair[0])?, Some(word(&pair[1])?))))
                .collect::<Result<_, String>>()?,
        ),
        "ARG" => Operand::Pairs(
            values
                .iter()
                .map(|pair| match pair.split_once('=') {
                    Some((name, default)) => {
                        Ok((word(&name.to_owned())?, Some(words::word(default, escape)?)))
                    }
                    None => Ok((word(pair)?, None)),
                })
                .collect::<Result<_, String>>()?,
        ),
        "COPY" | "ADD" => files(parsed, escape)?,
        "MAINTAINER" => Operand::Line(one()?.clone()),
        "SHELL" | "CMD" | "ENTRYPOINT" | "RUN" if parsed.json => Operand::Exec(values.clone()),
        "CMD" | "ENTRYPOINT" => Operand::Shell(one()?.clone()),
        "RUN" => match parsed.heredocs.as_slice() {
            [] => Operand::Shell(one()?.clone()),
            [script] if !script.strip_tabs && *one()? == format!("<<{}", script.name) => {
                Operand::Shell(script.content.clone())
            }
            // The shell gets the line, and all of them behind it.
            documents => {
                let mut text = one()?.clone();
                for document in documents {
                    text.extend(["\n", &document.content, &document.name]);
                }
                Operand::Shell(text)
            }
        },
        "HEALTHCHECK" => match values.as_slice() {
            [none] if none == "NONE" => Operand::Nothing,
            [cmd, words @ ..] if cmd == "CMD" && parsed.json => Operand::Exec(words.to_vec()),
            [cmd, text] if cmd == "CMD" => Operand::Shell(text.clone()),
            other => return Err(format!("no health check: {other:?}")),
        },
        "ONBUILD" => {
            let inner = parsed.onbuild.as_deref().ok_or("an empty ONBUILD")?;
            Operand::Trigger(Box::new(read(inner, escape)?))
        }
        other => return Err(format!("the instruction {other}")),
    };
    let flags = if parsed.onbuild.is_some() {
        Vec::new()
    } else {
        flags(&parsed.flags, escape)?
    };
    Ok(Read {
        keyword: parsed.name.clone(),
        flags,
        operand,
    })
}

fn files(parsed: &Parsed, escape: char) -> Result<Operand, String> {
    let Some((destination, paths)) = parsed.values.split_last() else {
        return Err("no paths".to_owned());
    };
    let mut heredocs = parsed.heredocs.iter();
    let mut sources = Vec::new();
    for path in paths {
        // BuildKit takes words of the JSON form for heredocs, too.
        let opens = path
            .trim_start_matches(|character: char| character.is_ascii_digit())
            .strip_prefix("<<");
        if opens.is_none_or(|name| name.is_empty() || name.contains('<')) {
            sources.push(Source::Path(words::word(path, escape)?));
            continue;
        }
        let file = heredocs
            .next()
            .ok_or_else(|| format!("{path:?} opens no heredoc"))?;
        if file.strip_tabs || file.descriptor != 0 {
            return Err(format!("an unusual heredoc: {file:?}"));
        }
        let content = if file.expand {
            words::content(&file.content)?
        } else {
            words::literal(&file.content)
        };
        sources.push(Source::Inline {
            name: file.name.clone(),
            content,
        });
    }
    if let Some(more) = heredocs.next() {
        return Err(format!("a heredoc more: {more:?}"));
    }
    Ok(Operand::Files {
        sources,
        destination: words::word(destination, escape)?,
    })
}

fn flags(found: &[String], escape: char) -> Result<Vec<Flag>, String> {
    const NAMES: [&str; 19] = [
        "mount",
        "network",
        "security",
        "device",
        "from",
        "chown",
        "chmod",
        "checksum",
        "exclude",
        "link",
        "parents",
        "keep-git-dir",
        "unpack",
        "platform",
        "interval",
        "timeout",
        "start-period",
        "start-interval",
        "retries",
    ];
    let mut flags = Vec::new();
    for flag in found {
        let (name, value) = flag.split_once('=').unwrap_or((flag, ""));
        let name = NAMES
            .into_iter()
            .find(|known| name.strip_prefix("--") == Some(known))
            .ok_or_else(|| format!("the flag {flag:?}"))?;
        let value = match name {
            "link" | "parents" | "keep-git-dir" | "unpack" if !flag.contains('=') => FlagValue::Set,
            "chown" | "chmod" | "checksum" | "platform" => {
                FlagValue::Word(words::word(value, escape)?)
            }
            "interval" | "timeout" | "start-period" | "start-interval" => {
                FlagValue::Time(words::duration(value)?)
            }
            "mount" => FlagValue::Mount(mount(value, escape)?),
            "device" => FlagValue::Device(words::csv(value)?),
            _ if flag.contains('=') => FlagValue::Raw(value.to_owned()),
            _ => return Err(format!("the flag {flag:?} lacks its value")),
        };
        flags.push(Flag { name, value });
    }
    flags.sort_by_key(|flag| flag.name);
    Ok(flags)
}

fn mount(value: &str, escape: char) -> Result<Fields, String> {
    let mut written = Vec::new();
    for (at, field) in words::csv(value)?.iter().enumerate() {
        let (key, value) = match field.split_once('=') {
            Some((key, value)) => (key, Some(option(key, words::word(value, escape)?))),
            None => (field.as_str(), None),
        };
        if (at == 0) != (key == "type") {
            return Err(format!("the field {field:?} of a mount"));
        }
        written.push((key.to_owned(), value));
    }
    Ok(canonical(written))
}

/// A port as BuildKit reads it.
pub(crate) fn port(value: Vec<Atom>) -> Vec<Atom> {
    let Some(text) = words::text(&value) else {
        return value;
    };
    let (range, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let protocol = if protocol.is_empty() {
        "tcp".to_owned()
    } else {
        protocol.to_ascii_lowercase()
    };
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    match (first.parse::<u16>(), last.parse::<u16>()) {
        (Ok(first), Ok(last)) => words::literal(&format!("{first}-{last}/{protocol}")),
        _ => value,
    }
}
