//! The functions of the builder.

use std::collections::BTreeSet;
use std::iter;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use dockerkit::{
    AddFiles, Arg, BindMount, BlankLine, CacheId, CacheIds, CacheMount, Caches, Cmd, Command,
    Comment, CopyFiles, DefaultShell, Device, Entrypoint, Env, Escape, Expose, Healthcheck, Image,
    InlineFile, Instruction, Label, Maintainer, OnBuild, OrArg, OtherMount, Platform, Port, Run,
    SecretMount, Shell, ShellText, Source, SshMount, Stage, StageName, StageRef, StopSignal, Text,
    TmpfsMount, User, VariableName, Volume, Workdir, expand, literal, pattern,
};

use super::arguments::Arguments;
use super::value::{Of, Value};

/// Calls a function that is told a type, or none.
pub(super) fn call(name: &str, kind: &str, mut all: Arguments) -> Result<Value, String> {
    let value = match name {
        "splice" => spliced(kind, all.value()?)?,
        "Vec::new" => Value::List(Vec::new()),
        "Vec::from" => Value::List(all.next()?),
        "[]::concat" => concat(all.next()?)?,
        "literal" => Value::Text(literal(all.string()?)),
        "expand" => Value::Text(expand(all.string()?)),
        "pattern" => Value::Pattern(pattern(all.string()?)),
        "String::from" => Value::Str(all.next()?),
        "Text::from" => Value::Text(all.text()?),
        // It goes on as it is, and what takes it knows what it is.
        "OrArg::from" | "unless_empty" => all.value()?,
        "FileSource::from" => Value::FileSource(all.next()?),
        "Preset::from" => Value::Preset(all.next()?),
        "Duration::from_secs" => Value::Duration(Duration::from_secs(all.next()?)),
        "Duration::from_millis" => Value::Duration(Duration::from_millis(all.next()?)),
        "Duration::from_nanos" => Value::Duration(Duration::from_nanos(all.next()?)),
        "Dockerfile::new" => Value::File(Box::default()),
        "CacheIds::new" => Value::CacheIds(CacheIds::new()),
        "Stage::new" => Value::stage(Stage::new(all.next::<Source>()?)),
        "Stage::named" => Value::stage(Stage::named(
            all.next::<StageName>()?,
            all.next::<Source>()?,
        )),
        "StageRef::by_name" => Value::StageRef(StageRef::by_name(all.string()?)),
        "StageRef::by_number" => {
            let number = usize::try_from(all.next::<u64>()?).map_err(|it| it.to_string())?;
            Value::StageRef(StageRef::by_number(number))
        }
        "Image::new" => Value::Image(Image::new(all.text()?)),
        "Shell::new" => Value::Shell(Shell::new(all.string()?)),
        "Shell::default" => Value::Shell(Shell::default()),
        "Command::script" => Value::Command(Command::script(all.next::<Shell>()?)),
        "User::root" => Value::User(User::root()),
        "User::new" => Value::User(User::new(all.text()?)),
        "Device::new" => Value::Device(Device::new(all.string()?)),
        "InlineFile::new" => Value::Inline(InlineFile::new(all.string()?, all.string()?)),
        "InlineFile::expanding" => Value::Inline(InlineFile::expanding(all.string()?, all.text()?)),
        _ if name.ends_with("::from_static") => from_static(name, all.string()?)?,
        _ if name.contains("Mount::") => mount(name, &mut all)?,
        _ => Value::instruction(instruction(name, &mut all)?),
    };
    all.end(name)?;
    Ok(value)
}

fn instruction(name: &str, all: &mut Arguments) -> Result<Instruction, String> {
    Ok(match name {
        "BlankLine::new" => BlankLine.into(),
        "Comment::new" => Comment::new(all.string()?).into(),
        "Arg::new" => Arg::new(all.next::<VariableName>()?).into(),
        "Arg::with_default" => Arg::with_default(all.next::<VariableName>()?, all.text()?).into(),
        "Caches::all" => Caches::all().into(),
        "Caches::default" => Caches::default().into(),
        "Caches::new" => Caches::new(all.presets()?).into(),
        "Cmd::none" => Cmd::none().into(),
        "Cmd::new" => Cmd::new(all.next::<Command>()?).into(),
        "Entrypoint::none" => Entrypoint::none().into(),
        "Entrypoint::new" => Entrypoint::new(all.next::<Command>()?).into(),
        "Env::new" => Env::new(all.next::<VariableName>()?, all.text()?).into(),
        "Env::from_iter" if all.next::<Vec<Text>>()?.is_empty() => {
            iter::empty::<(Text, Text)>().collect::<Env>().into()
        }
        "Label::new" => Label::new(all.text()?, all.text()?).into(),
        "Label::from_iter" if all.next::<Vec<Text>>()?.is_empty() => {
            iter::empty::<(Text, Text)>().collect::<Label>().into()
        }
        "Expose::new" => Expose::new(all.next::<Vec<OrArg<Port>>>()?).into(),
        "Volume::new" => Volume::new(all.next::<Vec<Text>>()?).into(),
        "Healthcheck::none" => Healthcheck::none().into(),
        "Healthcheck::new" => Healthcheck::new(all.next::<Command>()?).into(),
        "Maintainer::new" => Maintainer::new(all.string()?).into(),
        "OnBuild::new" => OnBuild::new(all.next::<Instruction>()?).into(),
        "OnBuild::text" => OnBuild::text(all.string()?).into(),
        "DefaultShell::new" => DefaultShell::new(all.next::<Vec<String>>()?).into(),
        "StopSignal::new" => StopSignal::new(all.text()?).into(),
        "Workdir::new" => Workdir::new(all.text()?).into(),
        "Run::new" => Run::new(all.next::<Command>()?).into(),
        "Run::script" => Run::script(all.next::<Shell>()?).into(),
        "Run::all" => Run::all(all.next::<Vec<ShellText>>()?).into(),
        "CopyFiles::new" => CopyFiles::new(all.sources()?, all.text()?).into(),
        "CopyFiles::file" => CopyFiles::file(all.next()?, all.text()?).into(),
        "AddFiles::new" => AddFiles::new(all.sources()?, all.text()?).into(),
        _ => return Err(format!("no function: {name}")),
    })
}

fn mount(name: &str, all: &mut Arguments) -> Result<Value, String> {
    Ok(match name {
        "CacheMount::new" => Value::mount(CacheMount::new(all.text()?)),
        "CacheMount::in_home" => Value::mount(CacheMount::in_home(all.text()?)),
        "BindMount::new" => Value::mount(BindMount::new(all.text()?)),
        "BindMount::at_workdir" => Value::mount(BindMount::at_workdir()),
        "TmpfsMount::new" => Value::mount(TmpfsMount::new(all.text()?)),
        "SecretMount::new" => Value::mount(SecretMount::new(all.text()?)),
        "SshMount::new" => Value::mount(SshMount::new()),
        "OtherMount::new" => Value::mount(OtherMount::new(all.text()?)),
        _ => return Err(format!("no function: {name}")),
    })
}

/// `splice::<Text>(value)`: a string means itself there.
fn spliced(kind: &str, value: Value) -> Result<Value, String> {
    if let Some(item) = kind
        .strip_prefix("Vec<")
        .and_then(|it| it.strip_suffix('>'))
    {
        return Ok(match value {
            list @ Value::List(_) => list,
            one => Value::List(vec![spliced(item, one)?]),
        });
    }
    Ok(match (kind, value) {
        ("String", value @ Value::Str(_)) => value,
        (
            "Text" | "Owner" | "FileSource" | "PatternPart" | "Image" | "Platform" | "CacheId"
            | "VariableName" | "StageName" | "Source",
            Value::Str(text),
        ) => Value::Text(literal(text)),
        ("User", Value::Str(name)) => Value::User(User::new(literal(name))),
        ("User", Value::Text(name)) => Value::User(User::new(name)),
        // A number or a word would be read.
        (_, Value::Str(text)) => return Err(format!("spliced as {kind}: {text}")),
        (_, other) => other,
    })
}

/// Strings, or lists.
fn concat(parts: Vec<Value>) -> Result<Value, String> {
    if parts.iter().all(|part| matches!(part, Value::Str(_))) {
        return Ok(Value::Str(Vec::<String>::of(Value::List(parts))?.concat()));
    }
    let lists = parts.into_iter().map(Vec::<Value>::of);
    Ok(Value::List(lists.collect::<Result<Vec<_>, _>>()?.concat()))
}

/// What a type looks at when the program is compiled: where the text is wrong, that panics.
fn from_static(name: &str, text: String) -> Result<Value, String> {
    let kept = kept(&text);
    match name {
        "Escape::from_static" => {
            return match kept {
                "`" => Ok(Value::Escape(Escape::Backtick)),
                other => Err(format!("no escape: {other}")),
            };
        }
        "CacheId::from_static" => drop(CacheId::from_static(kept)),
        "Image::from_static" => drop(Image::from_static(kept)),
        "Platform::from_static" => drop(Platform::from_static(kept)),
        "StageName::from_static" => drop(StageName::from_static(kept)),
        "VariableName::from_static" => drop(VariableName::from_static(kept)),
        _ => return Err(format!("no function: {name}")),
    }
    Ok(Value::Str(text))
}

/// The text, as one that is never dropped: each but once.
fn kept(text: &str) -> &'static str {
    static KEPT: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let mut all = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(kept) = all.get(text) {
        return kept;
    }
    let kept: &str = Box::leak(text.into());
    all.insert(kept);
    kept
}

impl Of for Value {
    fn of(value: Value) -> Result<Self, String> {
        Ok(value)
    }
}
