//! The methods of the builder.

use std::time::Duration;

use dockerkit::{
    CacheId, CachePrefix, Command, Comment, Device, Dockerfile, Image, Instruction, Level, Mode,
    Mount, Network, OrArg, Pattern, Platform, Port, Preset, Security, Sharing, Shell, Source,
    Stage, Text, User, VariableName,
};

use super::arguments::Arguments;
use super::value::{Of, Value, narrow};

/// Calls a method that takes its value, and gives it back.
pub(super) fn call(value: Value, name: &str, mut all: Arguments) -> Result<Value, String> {
    let value = match value {
        Value::Text(it) if name == "then" => Value::Text(it.then(all.text()?)),
        Value::Pattern(it) if name == "then" => Value::Pattern(match all.value()? {
            Value::Text(text) => it.then(text),
            other => it.then(Pattern::of(other)?),
        }),
        Value::Shell(it) => Value::Shell(shell(it, name, &mut all)?),
        Value::User(it) => Value::User(match name {
            "uid" => it.uid(all.next::<OrArg<u32>>()?),
            "gid" => it.gid(all.next::<OrArg<u32>>()?),
            "home" => it.home(all.text()?),
            _ => return unknown("User", name),
        }),
        Value::Device(it) if name == "required" => Value::Device(it.required()),
        Value::Preset(it) if name == "id_suffix" => {
            Value::Preset(it.id_suffix(all.next::<CacheId>()?))
        }
        Value::Word(it) if name == "id_suffix" => {
            let preset = Preset::of(Value::Word(it))?;
            Value::Preset(preset.id_suffix(all.next::<CacheId>()?))
        }
        Value::CacheIds(it) => Value::CacheIds(match name {
            "prefix" => it.prefix(all.next::<CachePrefix>()?),
            "by_platform" => it.by_platform(),
            "locked" => it.locked(),
            _ => return unknown("CacheIds", name),
        }),
        Value::Stage(it) if name == "handle" => Value::StageRef(it.handle()),
        Value::Stage(it) => Value::stage(stage(*it, name, &mut all)?),
        Value::File(it) => Value::File(Box::new(file(*it, name, &mut all)?)),
        Value::Mount(it) => Value::Mount(Box::new(mount(*it, name, &mut all)?)),
        Value::Instruction(it) => Value::instruction(instruction(*it, name, &mut all)?),
        other => return Err(format!("no method {name} of {other:?}")),
    };
    all.end(name)?;
    Ok(value)
}

/// Calls a method that changes a file.
pub(super) fn in_place(
    file: &mut Dockerfile,
    name: &str,
    mut all: Arguments,
) -> Result<Value, String> {
    let value = match (name, all.value()?) {
        ("begin", stage) => Value::StageRef(file.begin(Stage::of(stage)?)),
        (_, Value::Stage(stage)) => Value::StageRef(file.begin(*stage)),
        (_, other) => {
            file.add(Instruction::of(other)?);
            Value::Word("()".to_owned())
        }
    };
    all.end(name)?;
    Ok(value)
}

fn unknown<T>(of: &str, name: &str) -> Result<T, String> {
    Err(format!("no method of {of}: {name}"))
}

fn shell(it: Shell, name: &str, all: &mut Arguments) -> Result<Shell, String> {
    Ok(match name {
        "text" => it.text(&all.string()?),
        "and" => it.and(all.next::<Shell>()?),
        "arg" => match all.value()? {
            Value::Str(value) => it.arg(value),
            Value::List(words) => it.arg(Vec::<String>::of(Value::List(words))?),
            other => it.arg(Shell::of(other)?),
        },
        _ => return unknown("Shell", name),
    })
}

fn file(it: Dockerfile, name: &str, all: &mut Arguments) -> Result<Dockerfile, String> {
    Ok(match name {
        "without_syntax" => it.without_syntax(),
        "syntax" => it.syntax(all.string()?),
        "escape" => it.escape(all.next()?),
        "check_directive" => it.check_directive(all.string()?),
        "cache_ids" => it.cache_ids(all.next()?),
        "level" => it.level(all.string()?, all.next::<Level>()?),
        "arg" => match all.value()? {
            Value::Instruction(arg) => match *arg {
                Instruction::Arg(arg) => it.arg(arg),
                _ => return unknown("Arg", name),
            },
            other => it.arg(dockerkit::Arg::new(VariableName::of(other)?)),
        },
        "arg_with_default" => it.arg_with_default(all.next::<VariableName>()?, all.text()?),
        "comment" => it.comment(all.next::<Comment>()?),
        "blank_line" => it.blank_line(),
        "stage" => it.stage(all.next()?),
        _ => return unknown("Dockerfile", name),
    })
}

fn stage(it: Stage, name: &str, all: &mut Arguments) -> Result<Stage, String> {
    Ok(match name {
        "platform" => it.platform(all.next::<Platform>()?),
        "base_user" => it.base_user(all.next::<User>()?),
        "comment_above" => it.comment_above(all.next()?),
        "push" => it.push(all.next::<Instruction>()?),
        "blank_line" => it.blank_line(),
        "comment" => it.comment(all.next::<Comment>()?),
        "caches" => it.caches(all.presets()?),
        "arg" => it.arg(all.next::<VariableName>()?),
        "arg_with_default" => it.arg_with_default(all.next::<VariableName>()?, all.text()?),
        "cmd" => it.cmd(all.next::<Command>()?),
        "entrypoint" => it.entrypoint(all.next::<Command>()?),
        "run" => it.run(all.next::<Command>()?),
        "copy" => it.copy(all.sources()?, all.text()?),
        "add_files" => it.add_files(all.sources()?, all.text()?),
        "env" => it.env(all.next::<VariableName>()?, all.text()?),
        "label" => it.label(all.text()?, all.text()?),
        "expose" => it.expose(all.next::<OrArg<Port>>()?),
        "volume" => it.volume(all.text()?),
        "user" => it.user(all.next::<User>()?),
        "workdir" => it.workdir(all.text()?),
        _ => return unknown("Stage", name),
    })
}

fn instruction(it: Instruction, name: &str, all: &mut Arguments) -> Result<Instruction, String> {
    Ok(match (it, name) {
        (Instruction::Comment(it), "with_checks") => it.with_checks().into(),
        (Instruction::Arg(it), "and") => match all.next::<Instruction>()? {
            Instruction::Arg(other) => it.and(other).into(),
            other => return Err(format!("no ARG: {other:?}")),
        },
        (Instruction::Env(it), "and") => it.and(all.next::<VariableName>()?, all.text()?).into(),
        (Instruction::Label(it), "and") => it.and(all.text()?, all.text()?).into(),
        (Instruction::Healthcheck(it), name) => match name {
            "interval" => it.interval(all.next::<Duration>()?),
            "timeout" => it.timeout(all.next::<Duration>()?),
            "start_period" => it.start_period(all.next::<Duration>()?),
            "start_interval" => it.start_interval(all.next::<Duration>()?),
            "retries" => it.retries(narrow(all.next()?)?),
            _ => return unknown("Healthcheck", name),
        }
        .into(),
        (Instruction::Run(it), name) => match name {
            "cache" => it.cache(all.next::<Preset>()?),
            "mount" => it.mount(all.next::<Mount>()?),
            "network" => it.network(all.next::<Network>()?),
            "security" => it.security(all.next::<Security>()?),
            "device" => it.device(all.next::<Device>()?),
            _ => return unknown("Run", name),
        }
        .into(),
        (Instruction::Copy(it), name) => match name {
            "from" => it.from(all.next::<Source>()?),
            "from_image" => it.from_image(all.next::<Image>()?),
            "parents" => it.parents(),
            "link" => it.link(),
            "exclude" => it.exclude(all.string()?),
            "chown" => it.chown(all.text()?),
            "chmod" => match all.value()? {
                Value::Number(mode) => it.chmod(narrow(mode)?),
                other => it.chmod(Text::of(other)?),
            },
            _ => return unknown("CopyFiles", name),
        }
        .into(),
        (Instruction::Add(it), name) => match name {
            "keep_git_dir" => it.keep_git_dir(),
            "checksum" => it.checksum(all.text()?),
            "unpack" => it.unpack(),
            "keep_packed" => it.keep_packed(),
            "link" => it.link(),
            "exclude" => it.exclude(all.string()?),
            "chown" => it.chown(all.text()?),
            "chmod" => match all.value()? {
                Value::Number(mode) => it.chmod(narrow(mode)?),
                other => it.chmod(Text::of(other)?),
            },
            _ => return unknown("AddFiles", name),
        }
        .into(),
        (other, name) => return Err(format!("no method {name} of {other:?}")),
    })
}

/// The methods that mounts with an owner have.
macro_rules! owned {
    ($it:ident, $name:ident, $all:ident) => {
        match $name {
            "uid" => $it.uid($all.next::<OrArg<u32>>()?),
            "gid" => $it.gid($all.next::<OrArg<u32>>()?),
            "mode" => $it.mode($all.next::<OrArg<Mode>>()?),
            _ => return unknown("Mount", $name),
        }
    };
}

fn mount(it: Mount, name: &str, all: &mut Arguments) -> Result<Mount, String> {
    Ok(match it {
        Mount::Cache(it) => match name {
            "id" => it.id(all.next::<CacheId>()?),
            "sharing" => it.sharing(all.next::<OrArg<Sharing>>()?),
            "from" => it.from(all.next::<Source>()?),
            "from_image" => it.from_image(all.next::<Image>()?),
            "source" => it.source(all.text()?),
            "read_only" => it.read_only(),
            "read_only_if" => it.read_only_if(all.next::<OrArg<bool>>()?),
            "read_write_if" => it.read_write_if(all.next::<OrArg<bool>>()?),
            _ => owned!(it, name, all),
        }
        .into(),
        Mount::Bind(it) => match name {
            "from" => it.from(all.next::<Source>()?),
            "from_image" => it.from_image(all.next::<Image>()?),
            "source" => it.source(all.text()?),
            "read_write" => it.read_write(),
            "read_only_if" => it.read_only_if(all.next::<OrArg<bool>>()?),
            "read_write_if" => it.read_write_if(all.next::<OrArg<bool>>()?),
            _ => return unknown("BindMount", name),
        }
        .into(),
        Mount::Tmpfs(it) => match name {
            "size" => it.size(all.text()?),
            "read_only" => it.read_only(),
            "read_only_if" => it.read_only_if(all.next::<OrArg<bool>>()?),
            "read_write_if" => it.read_write_if(all.next::<OrArg<bool>>()?),
            _ => return unknown("TmpfsMount", name),
        }
        .into(),
        Mount::Secret(it) => match name {
            "target" => it.target(all.text()?),
            "env" => it.env(all.text()?),
            "required" => it.required(),
            "required_if" => it.required_if(all.next::<OrArg<bool>>()?),
            _ => owned!(it, name, all),
        }
        .into(),
        Mount::Ssh(it) => match name {
            "id" => it.id(all.text()?),
            "target" => it.target(all.text()?),
            "required" => it.required(),
            "required_if" => it.required_if(all.next::<OrArg<bool>>()?),
            _ => owned!(it, name, all),
        }
        .into(),
        Mount::Other(it) => match name {
            "from" => it.from(all.next::<Source>()?),
            "from_image" => it.from_image(all.next::<Image>()?),
            "option" => it.option(all.string()?, all.text()?),
            "switch" => it.switch(all.string()?),
            _ => return unknown("OtherMount", name),
        }
        .into(),
        other => return Err(format!("no method {name} of {other:?}")),
    })
}
