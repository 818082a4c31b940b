//! What each instruction should be read as.

use crate::author;
use crate::lexer::Expanded;
use crate::meaning::{Expected, Fact};
use crate::pasted;
use crate::spec::{Command, File, Files, From, Part, Port, Source, Stage, Step, Value};

/// All instructions, in order.
pub fn file(spec: &File) -> Vec<Expected> {
    let prefix = spec.prefix.clone().unwrap_or_default();
    let mut all: Vec<Expected> = spec
        .globals
        .iter()
        .filter_map(|it| step(it, &prefix))
        .collect();
    for stage in &spec.stages {
        all.push(from(stage));
        all.extend(stage.steps.iter().filter_map(|it| step(it, &prefix)));
    }
    let escape = if spec.backtick { '`' } else { '\\' };
    for expected in &mut all {
        pasted::join(expected, escape);
    }
    all
}

pub(crate) fn fact(value: &Value) -> Fact {
    Fact::Text(author::value(value))
}

/// An empty value of a flag is none.
pub(crate) fn is_nothing(value: &Value) -> bool {
    let empty =
        |part: &Part| matches!(part, Part::Literal(text) | Part::Expand(text) if text.is_empty());
    value.0.iter().all(empty)
}

fn plain(text: impl Into<String>) -> Fact {
    Fact::Text(Ok(text.into()))
}

fn author_text(text: &str) -> Fact {
    fact(&Value(vec![Part::Expand(text.to_owned())]))
}

fn new(keyword: &str, facts: Vec<(&str, Fact)>) -> Expected {
    Expected {
        keyword: keyword.to_owned(),
        facts: facts
            .into_iter()
            .map(|(name, fact)| (name.to_owned(), fact))
            .collect(),
        mounts: Vec::new(),
        presets: Vec::new(),
        inner: None,
    }
}

fn from(stage: &Stage) -> Expected {
    let mut facts = Vec::new();
    if let Some(platform) = &stage.platform {
        facts.push(("platform", author_text(platform)));
    }
    facts.push(("image", author_text(&stage.image)));
    if let Some(name) = &stage.name {
        facts.push(("name", plain(name)));
    }
    new("FROM", facts)
}

fn command(command: &Command) -> Vec<(&'static str, Fact)> {
    match command {
        Command::Exec(words) => words.iter().map(|word| ("word", plain(word))).collect(),
        shell => vec![("shell", Fact::Script(shell.clone()))],
    }
}

fn origin(from: &From) -> Fact {
    match from {
        From::Image(name) => author_text(name),
        From::Stage(name) => plain(name),
    }
}

fn files(keyword: &str, spec: &Files) -> Expected {
    let add = keyword == "ADD";
    let mut facts = Vec::new();
    if let Some(mode) = spec.chmod.as_ref().filter(|it| !is_nothing(it)) {
        facts.push(("chmod", fact(mode)));
    }
    if let Some(owner) = spec.chown.as_ref().filter(|it| !is_nothing(it)) {
        facts.push(("chown", fact(owner)));
    }
    facts.extend(spec.exclude.iter().map(|it| ("exclude", plain(it))));
    if let (false, Some(from)) = (add, &spec.from) {
        facts.push(("from", origin(from)));
    }
    if add && spec.other {
        facts.push(("keep-git-dir", plain("true")));
    }
    if spec.link {
        facts.push(("link", plain("true")));
    }
    if !add && spec.other {
        facts.push(("parents", plain("true")));
    }
    if let (true, Some(unpack)) = (add, spec.unpack) {
        facts.push(("unpack", plain(unpack.to_string())));
    }
    for source in &spec.sources {
        match source {
            Source::Inline(name, content) => {
                facts.push(("file", plain(name)));
                // Of equal names the last content is that of all.
                let same = |it: &Source| match it {
                    Source::Inline(other, content) if other == name => Some(content.clone()),
                    _ => None,
                };
                let last = spec.sources.iter().rev().find_map(same);
                facts.push(("content", body(last.as_ref().unwrap_or(content))));
            }
            path => facts.push(("source", Fact::Source(path.clone(), add))),
        }
    }
    facts.push(("to", fact(&spec.to)));
    new(keyword, facts)
}

/// A newline is added where the end has none.
fn body(content: &Value) -> Fact {
    match fact(content) {
        Fact::Text(Ok(text)) if text.is_empty() => Fact::Either(text, "\n".to_owned()),
        // What a reference at the end stands for may end in a newline of its own; then there are two.
        Fact::Text(Ok(text)) if text.ends_with('\n') => Fact::Either(format!("{text}\n"), text),
        Fact::Text(Ok(text)) => plain(text + "\n"),
        other => other,
    }
}

fn variables<'a>(keyword: &str, all: impl Iterator<Item = (Fact, &'a Value)>) -> Expected {
    let facts = all.flat_map(|(name, value)| [("name", name), ("value", fact(value))]);
    new(keyword, facts.collect())
}

fn port(port: &Port) -> (&'static str, Fact) {
    let text: Expanded = match port {
        Port::Known(first, last, protocol) if first == last => Ok(format!("{first}{protocol}")),
        Port::Known(first, last, protocol) => Ok(format!("{first}-{last}{protocol}")),
        Port::Text(text) => author::expand(text).map(|it| crate::read::port(&it)),
    };
    match text {
        // One value with blanks is several ports to the builder, and none is no port.
        Ok(text) if text.is_empty() || text.contains(char::is_whitespace) => ("port", Fact::Any),
        text => ("port", Fact::Text(text)),
    }
}

/// One instruction; none for a comment.
fn step(step: &Step, prefix: &str) -> Option<Expected> {
    Some(match step {
        Step::Comment(_) => return None,
        Step::Add(spec) => files("ADD", spec),
        Step::Copy(spec) => files("COPY", spec),
        Step::Arg(all) => {
            let mut facts = Vec::new();
            for (name, default) in all {
                facts.push(("name", plain(name)));
                facts.extend(default.iter().map(|it| ("default", fact(it))));
            }
            new("ARG", facts)
        }
        Step::Cmd(it) => new("CMD", command(it)),
        Step::Entrypoint(it) => new("ENTRYPOINT", command(it)),
        Step::Env(all) => variables("ENV", all.iter().map(|(name, value)| (plain(name), value))),
        Step::Label(all) => variables("LABEL", all.iter().map(|(key, value)| (fact(key), value))),
        Step::Expose(ports) => {
            let mut facts: Vec<_> = ports.iter().map(port).collect();
            // BuildKit sorts them as they are written; here only the known ones can be told apart.
            facts.sort_by_key(|(_, fact)| match fact {
                Fact::Text(Ok(text)) => text.clone(),
                _ => String::new(),
            });
            new("EXPOSE", facts)
        }
        Step::Healthcheck(None, ..) => new("HEALTHCHECK", vec![("kind", plain("NONE"))]),
        Step::Healthcheck(Some(it), times, retries) => {
            let names = ["interval", "timeout", "start-period", "start-interval"];
            let mut facts: Vec<_> = names
                .into_iter()
                .zip(times)
                .filter_map(|(name, time)| Some((name, plain(time.as_ref()?.to_string()))))
                .collect();
            facts.extend(retries.map(|it| ("retries", plain(it.to_string()))));
            facts.sort_by_key(|(name, _)| *name);
            facts.push(("kind", plain("CMD")));
            facts.extend(command(it));
            new("HEALTHCHECK", facts)
        }
        Step::Maintainer(author) => new("MAINTAINER", vec![("author", plain(author))]),
        Step::OnBuild(inner) => {
            let mut outer = new("ONBUILD", Vec::new());
            outer.inner = self::step(inner, prefix).map(Box::new);
            outer
        }
        Step::Run(run) => {
            let mut expected = new("RUN", crate::expect_run::flags(run));
            expected.facts.extend(
                command(&run.command)
                    .into_iter()
                    .map(|(name, fact)| (name.to_owned(), fact)),
            );
            crate::expect_run::mounts(run, prefix, &mut expected);
            expected
        }
        Step::Shell(words) => new(
            "SHELL",
            words.iter().map(|word| ("word", plain(word))).collect(),
        ),
        Step::StopSignal(signal) => new("STOPSIGNAL", vec![("signal", fact(signal))]),
        Step::User(name, _) => new("USER", vec![("user", fact(name))]),
        Step::Volume(paths) => new(
            "VOLUME",
            paths.iter().map(|path| ("path", fact(path))).collect(),
        ),
        Step::Workdir(path) => new("WORKDIR", vec![("path", fact(path))]),
    })
}
