//! The model that dockerkit renders, made through its public interface.

use std::time::Duration;

use dockerkit as d;

use crate::spec::{Command, File, Files, From, Part, Port, Source, Stage, Step, Syntax, Value};

/// The whole file.
pub fn file(spec: &File) -> d::Dockerfile {
    let mut file = head(spec);
    for global in &spec.globals {
        file.add(instruction(global));
    }
    for stage in &spec.stages {
        let mut model = empty_stage(stage);
        for step in &stage.steps {
            model.add(instruction(step));
        }
        file.begin(model);
    }
    file
}

/// The file without what stands in it.
fn head(spec: &File) -> d::Dockerfile {
    let mut file = d::Dockerfile::new();
    file = match &spec.syntax {
        Syntax::Default => file,
        Syntax::Without => file.without_syntax(),
        Syntax::Of(frontend) => file.syntax(frontend.clone()),
    };
    if spec.backtick {
        file = file.escape(d::Escape::Backtick);
    }
    if let Some(check) = &spec.check {
        file.directives.check = Some(check.clone().into());
    }
    if let Some(prefix) = &spec.prefix {
        file = file.cache_ids(d::CacheIds::new().prefix(prefix.clone()));
    }
    file
}

fn empty_stage(spec: &Stage) -> d::Stage {
    let mut stage = match &spec.name {
        Some(name) => d::Stage::named(name.clone(), spec.image.clone()),
        None => d::Stage::new(spec.image.clone()),
    };
    if let Some(platform) = &spec.platform {
        stage = stage.platform(platform.clone());
    }
    if let Some(comment) = &spec.comment {
        stage = stage.comment_above(d::Comment::new(comment.clone()));
    }
    stage
}

/// Whether what is before the stages can be written.
pub fn head_stands(spec: &File) -> bool {
    let mut file = head(spec);
    for global in &spec.globals {
        file.add(instruction(global));
    }
    file.begin(d::Stage::new("alpine"));
    file.check().errors().next().is_none()
}

/// Whether what a stage begins with can be written.
pub fn stage_stands(spec: &Stage) -> bool {
    d::Dockerfile::new()
        .stage(empty_stage(spec))
        .check()
        .errors()
        .next()
        .is_none()
}

/// Whether this one can be written where it stands: the file with it alone, after the users before it.
pub fn stands_alone(spec: &File, at: usize, users: &[&Step], step: &Step) -> bool {
    let mut file = head(spec);
    for stage in &spec.stages[..=at] {
        let plain = Stage {
            image: "alpine".to_owned(),
            platform: None,
            comment: None,
            ..stage.clone()
        };
        file.begin(empty_stage(&plain));
    }
    for user in users {
        file.add(instruction(user));
    }
    file.add(instruction(step));
    file.check().errors().next().is_none()
}

/// A value.
pub fn text(value: &Value) -> d::Text {
    let mut parts = value.0.iter().map(|part| match part {
        Part::Literal(text) => d::literal(text),
        Part::Expand(text) => d::expand(text),
    });
    let first = parts.next().unwrap_or_default();
    parts.fold(first, d::Text::then)
}

/// A source of `COPY` or `ADD`.
pub fn source(source: &Source) -> d::FileSource {
    match source {
        Source::Name(name) => text(name).into(),
        Source::Pattern(text) => d::pattern(text).into(),
        Source::Inline(name, content) => match content.0.as_slice() {
            [Part::Literal(text)] => d::InlineFile::new(name.clone(), text.clone()).into(),
            _ => d::InlineFile::expanding(name.clone(), text(content)).into(),
        },
    }
}

/// Where files come from.
pub(crate) fn origin(from: &From) -> d::Source {
    match from {
        From::Image(image) => d::Image::new(image.clone()).into(),
        From::Stage(name) => d::StageRef::by_name(name.clone()).into(),
    }
}

fn command(command: &Command) -> d::Command {
    match command {
        Command::Text(text) => d::Command::Shell(d::Shell::new(text.clone())),
        Command::All(all) => d::Command::Shell(
            all.iter()
                .fold(d::Shell::default(), |shell, it| shell.and(it.clone())),
        ),
        Command::Values(values) => {
            d::Command::Shell(values.iter().fold(d::Shell::new("x"), |shell, value| {
                shell.text(" ").arg(value)
            }))
        }
        Command::Exec(words) => {
            d::Command::Exec(words.iter().map(|it| it.clone().into()).collect())
        }
    }
}

fn port(port: &Port) -> d::OrArg<d::Port> {
    match port {
        Port::Known(first, last, protocol) => {
            let protocol = match *protocol {
                "/udp" => d::Protocol::Udp,
                "/sctp" => d::Protocol::Sctp,
                _ => d::Protocol::Tcp,
            };
            d::Port::range(*first, *last, protocol).into()
        }
        Port::Text(text) => text.clone().into(),
    }
}

macro_rules! flags {
    ($files:ident, $spec:ident) => {
        for pattern in &$spec.exclude {
            $files = $files.exclude(pattern.clone());
        }
        if let Some(owner) = &$spec.chown {
            $files = $files.chown(text(owner));
        }
        if let Some(mode) = &$spec.chmod {
            $files = $files.chmod(text(mode));
        }
        if $spec.link {
            $files = $files.link();
        }
    };
}

fn copy(spec: &Files) -> d::CopyFiles {
    let mut files = d::CopyFiles::new(spec.sources.iter().map(source), text(&spec.to));
    flags!(files, spec);
    files.from = spec.from.as_ref().map(origin);
    files.parents = spec.other;
    files
}

fn add(spec: &Files) -> d::AddFiles {
    let mut files = d::AddFiles::new(spec.sources.iter().map(source), text(&spec.to));
    flags!(files, spec);
    files.keep_git_dir = spec.other;
    files.unpack = spec.unpack;
    files
}

/// An instruction.
pub fn instruction(step: &Step) -> d::Instruction {
    match step {
        Step::Add(files) => add(files).into(),
        Step::Copy(files) => copy(files).into(),
        Step::Arg(all) => {
            let each = all.iter().map(|(name, default)| match default {
                Some(default) => d::Arg::with_default(name.clone(), text(default)),
                None => d::Arg::new(name.clone()),
            });
            each.reduce(d::Arg::and)
                .unwrap_or_else(|| d::Arg::new(""))
                .into()
        }
        Step::Cmd(it) => d::Cmd::new(command(it)).into(),
        Step::Entrypoint(it) => d::Entrypoint::new(command(it)).into(),
        Step::Comment(text) => d::Comment::new(text.clone()).into(),
        Step::Env(all) => {
            let mut env = d::Env::new("A", "");
            env.variables = all
                .iter()
                .map(|(name, value)| (name.clone().into(), text(value)))
                .collect();
            env.into()
        }
        Step::Expose(ports) => d::Expose::new(ports.iter().map(port)).into(),
        Step::Healthcheck(it, times, retries) => {
            let mut check = d::Healthcheck::none();
            check.command = it.as_ref().map(command);
            [
                check.interval,
                check.timeout,
                check.start_period,
                check.start_interval,
            ] = times.map(|it| it.map(Duration::from_nanos));
            check.retries = *retries;
            check.into()
        }
        Step::Label(all) => {
            let mut label = d::Label::new("a", "");
            label.labels = all
                .iter()
                .map(|(key, value)| (text(key), text(value)))
                .collect();
            label.into()
        }
        Step::Maintainer(author) => d::Maintainer::new(author.clone()).into(),
        Step::OnBuild(inner) => d::OnBuild::new(instruction(inner)).into(),
        Step::Run(run) => crate::model_run::run(run, command(&run.command)).into(),
        Step::Shell(words) => d::DefaultShell::new(words.iter().cloned()).into(),
        Step::StopSignal(signal) => d::StopSignal::new(text(signal)).into(),
        Step::User(name, uid) => {
            let user = d::User::new(text(name));
            uid.map_or(user.clone(), |uid| user.uid(uid)).into()
        }
        Step::Volume(paths) => d::Volume::new(paths.iter().map(text)).into(),
        Step::Workdir(path) => d::Workdir::new(text(path)).into(),
    }
}
