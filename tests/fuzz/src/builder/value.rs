//! Values of the builder.

use std::time::Duration;

use dockerkit::{
    CacheId, CacheIds, CachePrefix, Command, Comment, Device, Dockerfile, Escape, FileSource,
    Image, InlineFile, Instruction, Level, Mode, Mount, Network, OrArg, PackageManager, Pattern,
    Platform, Port, Preset, Security, Sharing, Shell, ShellText, Source, Stage, StageName,
    StageRef, Text, User, VariableName, expand, pattern,
};

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A string of the author.
    Str(String),
    Number(u64),
    List(Vec<Value>),
    /// A path that is no variable: `Network::None`.
    Word(String),
    Duration(Duration),
    Text(Text),
    Pattern(Pattern),
    Shell(Shell),
    Command(Command),
    User(User),
    Image(Image),
    StageRef(StageRef),
    Stage(Box<Stage>),
    File(Box<Dockerfile>),
    Inline(InlineFile),
    FileSource(FileSource),
    Preset(Preset),
    Device(Device),
    CacheIds(CacheIds),
    Escape(Escape),
    Mount(Box<Mount>),
    Instruction(Box<Instruction>),
}

impl Value {
    pub(super) fn instruction(value: impl Into<Instruction>) -> Self {
        Self::Instruction(Box::new(value.into()))
    }

    pub(super) fn mount(value: impl Into<Mount>) -> Self {
        Self::Mount(Box::new(value.into()))
    }

    pub(super) fn stage(value: Stage) -> Self {
        Self::Stage(Box::new(value))
    }

    pub(super) fn file(self) -> Result<Dockerfile, String> {
        match self {
            Self::File(file) => Ok(*file),
            other => other.is_no("Dockerfile"),
        }
    }

    pub(super) fn is_no<T>(&self, kind: &str) -> Result<T, String> {
        Err(format!("no {kind}: {self:?}"))
    }
}

/// What values can stand for.
pub(super) trait Of: Sized {
    fn of(value: Value) -> Result<Self, String>;
}

/// What makes a type of values; behind `else`, what else it takes: that of another type.
macro_rules! of {
    ($($kind:ty: $($pattern:pat $(if $when:expr)? => $made:expr),* $(; else $other:ty)?;)*) => {$(
        impl Of for $kind {
            fn of(value: Value) -> Result<Self, String> {
                Ok(match value {
                    $($pattern $(if $when)? => $made,)*
                    other => of!(other, $kind $(, $other)?),
                })
            }
        }
    )*};
    ($value:ident, $kind:ty) => { return $value.is_no(stringify!($kind)) };
    ($value:ident, $kind:ty, $other:ty) => { <$other>::of($value)?.into() };
}

of! {
    String: Value::Str(text) => text;
    u64: Value::Number(number) => number;
    Duration:
        Value::Duration(duration) => duration,
        // What it reads, the builder has methods for only.
        Value::Str(text) => dockerkit::IntoDuration::into_duration(text);
    Text:
        Value::Str(text) => expand(text),
        Value::Text(text) => text,
        Value::Number(number) => dockerkit::literal(number.to_string());
    Pattern: Value::Str(text) => pattern(text), Value::Pattern(pattern) => pattern;
    Shell:
        Value::Str(text) => text.into(),
        Value::Shell(shell) => shell;
    ShellText: Value::Str(text) => text.into();
    Command:
        Value::Str(text) => text.into(),
        Value::Shell(shell) => shell.into(),
        Value::Command(command) => command,
        Value::List(words) => list::<String>(words)?.into();
    User:
        Value::User(user) => user;
        else Text;
    Image: Value::Image(image) => image; else Text;
    Platform: ; else Text;
    CacheId: ; else Text;
    VariableName: ; else Text;
    StageName: Value::Str(name) => name.into();
    CachePrefix: Value::Str(name) => name.into();
    Source: Value::StageRef(stage) => stage.into(); else Image;
    FileSource:
        Value::Str(path) => pattern(path).into(),
        Value::Pattern(path) => path.into(),
        Value::Text(path) => path.into(),
        Value::Inline(file) => file.into(),
        Value::FileSource(source) => source;
    Preset: Value::Preset(preset) => preset, Value::Word(name) => manager(&name)?.into();
    Device: Value::Str(name) => name.into(), Value::Device(device) => device;
    Comment: Value::Instruction(it) => match *it {
        Instruction::Comment(comment) => comment,
        other => return Value::instruction(other).is_no("Comment"),
    }, Value::Str(text) => Comment::new(text);
    CacheIds: Value::CacheIds(ids) => ids;
    Stage: Value::Stage(stage) => *stage;
    InlineFile: Value::Inline(file) => file;
    Instruction:
        Value::Instruction(instruction) => *instruction,
        Value::User(user) => user.into(),
        Value::Word(word) if word == "BlankLine" => dockerkit::BlankLine.into();
    Mount:
        Value::Mount(mount) => *mount;
        else Preset;
    OrArg<u32>: Value::Number(number) => narrow(number)?.into(); else Text;
    OrArg<bool>: ; else Text;
    OrArg<Mode>: Value::Number(number) => narrow(number)?.into(); else Text;
    OrArg<Sharing>: Value::Word(word) => sharing(&word)?.into(); else Text;
    OrArg<Port>:
        Value::Number(number) => u16::try_from(number).map_err(|it| it.to_string())?.into();
        else Text;
    Network: Value::Word(word) => match last(&word).as_str() {
        "default" => Network::Default,
        "none" => Network::None,
        "host" => Network::Host,
        _ => return Err(word),
    };
    Security: Value::Word(word) => match last(&word).as_str() {
        "sandbox" => Security::Sandbox,
        "insecure" => Security::Insecure,
        _ => return Err(word),
    };
    Level: Value::Word(word) => match last(&word).as_str() {
        "off" => Level::Off,
        "warning" => Level::Warning,
        "error" => Level::Error,
        _ => return Err(word),
    };
    Escape: Value::Escape(escape) => escape, Value::Word(word) => match last(&word).as_str() {
        "backtick" => Escape::Backtick,
        _ => return Err(word),
    };
}

impl<T: Of> Of for Vec<T> {
    fn of(value: Value) -> Result<Self, String> {
        match value {
            Value::List(items) => list(items),
            other => other.is_no("list"),
        }
    }
}

fn list<T: Of>(items: Vec<Value>) -> Result<Vec<T>, String> {
    items.into_iter().map(T::of).collect()
}

pub(super) fn narrow(number: u64) -> Result<u32, String> {
    u32::try_from(number).map_err(|it| it.to_string())
}

/// The last word of a path, as it is written in small letters.
fn last(word: &str) -> String {
    word.rsplit("::").next().unwrap_or(word).to_lowercase()
}

fn sharing(word: &str) -> Result<Sharing, String> {
    Ok(match last(word).as_str() {
        "shared" => Sharing::Shared,
        "private" => Sharing::Private,
        "locked" => Sharing::Locked,
        _ => return Err(format!("no sharing: {word}")),
    })
}

/// `PackageManager::YarnBerry`, and `yarn_berry` of the macro.
pub(super) fn manager(word: &str) -> Result<PackageManager, String> {
    let last = word.rsplit("::").next().unwrap_or(word);
    let mut all = PackageManager::ALL.iter().copied();
    let is_it =
        |it: &PackageManager| format!("{it:?}") == last || it.as_str().replace('-', "_") == last;
    all.find(is_it).ok_or_else(|| format!("no manager: {word}"))
}
