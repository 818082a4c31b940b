//! What goes into the configuration of an image, as `docker image inspect` shows it.

use std::collections::{BTreeMap, btree_map::Entry};

use dockerkit::{
    Arg, Cmd, Entrypoint, Env, Instruction, Label, Shell, Stage, Volume, expand, literal,
};
use serde_json::{Value as Json, json};

use crate::{
    BASE,
    source::{SET, Source, Value},
};

/// A label of the base.
const RECIPE: &str = "dockerkit-test.recipe";

/// A stage, and the configuration that it has to come out with.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) stage: Stage,
    pub(crate) environment: Vec<String>,
    pub(crate) config: BTreeMap<&'static str, Json>,
}

impl Case {
    /// With the variables that the texts refer to.
    pub(crate) fn new(name: &str, run: &str) -> Self {
        let stage = Stage::named(name.to_owned(), BASE);
        let case = Self {
            stage,
            environment: Vec::new(),
            config: BTreeMap::new(),
        };
        let value = |meant: &str| Value {
            text: literal(meant),
            meant: meant.to_owned(),
        };
        // The first makes the image one of this run.
        case.env("RUN".to_owned(), value(run))
            .env("SET".to_owned(), value(SET))
            .env("EMPTY".to_owned(), value(""))
    }

    fn env(self, name: String, value: Value) -> Self {
        self.expects(&name, &value.meant)
            .push(Env::new(name, value.text))
    }

    pub(crate) fn expects(mut self, name: &str, value: &str) -> Self {
        self.environment.push(format!("{name}={value}"));
        self
    }

    pub(crate) fn push(mut self, instruction: impl Into<Instruction>) -> Self {
        self.stage.add(instruction);
        self
    }

    pub(crate) fn config(mut self, key: &'static str, value: impl Into<Json>) -> Self {
        self.config.insert(key, value.into());
        self
    }

    /// Compares with what the image came out with.
    pub(crate) fn compare(&self, image: &Json, wrong: &mut Vec<String>) {
        let name = self
            .stage
            .name
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let config = &image["Config"];
        let found: Vec<_> = config["Env"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter()
            .filter_map(Json::as_str)
            .collect();
        let own = found
            .strip_prefix(&["PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"])
            .unwrap_or_default();
        if own.len() != self.environment.len() {
            wrong.push(format!(
                "{name}: {} variables instead of {}",
                own.len(),
                self.environment.len()
            ));
        }
        for (found, meant) in own
            .iter()
            .zip(&self.environment)
            .filter(|(found, meant)| found != meant)
        {
            wrong.push(format!(
                "{name}: `{found:.200?}` instead of `{meant:.200?}`"
            ));
        }
        for (key, meant) in &self.config {
            let found = &config[key];
            match (meant.as_object(), found.as_object()) {
                // Hundreds: only what differs.
                (Some(meant), Some(found)) => {
                    let missing = meant
                        .iter()
                        .filter(|(key, value)| found.get(*key) != Some(value))
                        .map(|it| ("missing", it));
                    let own = found.iter().filter(|(key, _)| *key != RECIPE);
                    let more = own
                        .filter(|(key, value)| meant.get(*key) != Some(value))
                        .map(|it| ("instead", it));
                    wrong.extend(
                        missing
                            .chain(more)
                            .map(|(how, it)| format!("{name}: {key}: {how}: {it:?}")),
                    );
                }
                _ if meant == found => {}
                _ => wrong.push(format!("{name}: {key}: `{found}` instead of `{meant}`")),
            }
        }
    }
}

/// Hundreds of values in a stage.
pub(crate) fn many(source: &mut Source, run: &str) -> Vec<Case> {
    vec![
        env(source, run),
        arg(source, run),
        label(source, run),
        volume(source, run),
        long(source, run),
    ]
}

/// References to `P`, and what they stand for.
const PATTERNS: [(&str, &str); 12] = [
    ("${P#*/}", "a.tar.gz"),
    ("${P##*/}", "a.tar.gz"),
    ("${P#dir}", "/a.tar.gz"),
    ("${P#x}", "dir/a.tar.gz"),
    ("${P%.*}", "dir/a.tar"),
    ("${P%%.*}", "dir/a"),
    ("${P%.g?}", "dir/a.tar"),
    ("${P/a/b}", "dir/b.tar.gz"),
    ("${P//a/b}", "dir/b.tbr.gz"),
    ("${P/.*/}", "dir/a"),
    ("<${P##*.}>", "<gz>"),
    ("\"${P%/*}\" '$P'", "\"dir\" 'dir/a.tar.gz'"),
];

fn env(source: &mut Source, run: &str) -> Case {
    let mut case = Case::new("env", run);
    for number in 0..300 {
        let value = source.value(&[], |text| Env::new("V", text).into());
        case = case.env(format!("V{number}"), value);
    }
    // Several in one instruction.
    let mut all = Env::new("FIRST", "1");
    case = case.expects("FIRST", "1");
    for number in 0..60 {
        let Value { text, meant } = source.value(&[], |text| Env::new("V", text).into());
        all = all.and(format!("W{number}"), text);
        case = case.expects(&format!("W{number}"), &meant);
    }
    case = case.push(all);
    // Patterns, of a value that is like a path.
    case = case
        .expects("P", "dir/a.tar.gz")
        .push(Env::new("P", "dir/a.tar.gz"));
    for (number, (written, meant)) in PATTERNS.into_iter().enumerate() {
        let value = Value {
            text: expand(written),
            meant: meant.to_owned(),
        };
        case = case.env(format!("P{number}"), value);
    }
    // Names that no shell would take.
    for number in 0..60 {
        let name = source.plain(&["variable-name"], |name| Env::new(name, "").into());
        case = case.env(
            format!("{name}{number}"),
            Value {
                text: literal("x"),
                meant: "x".to_owned(),
            },
        );
    }
    case
}

fn arg(source: &mut Source, run: &str) -> Case {
    let mut case = Case::new("arg", run);
    for number in 0..100 {
        let Value { text, meant } = source.value(&[], |text| Arg::with_default("A", text).into());
        let name = format!("A{number}");
        let shown = Value {
            text: expand(format!("${name}")),
            meant,
        };
        case = case
            .push(Arg::with_default(name, text))
            .env(format!("V{number}"), shown);
    }
    case
}

fn label(source: &mut Source, run: &str) -> Case {
    let mut case = Case::new("label", run);
    let mut labels = BTreeMap::new();
    while labels.len() < 250 {
        let key = source.value(&["label-key"], |text| Label::new(text, "").into());
        let value = source.value(&[], |text| Label::new("k", text).into());
        if let Entry::Vacant(label) = labels.entry(key.meant) {
            label.insert(json!(value.meant));
            case = case.push(Label::new(key.text, value.text));
        }
    }
    let mut all = Label::new("first", "1");
    labels.insert("first".to_owned(), json!("1"));
    for number in 0..60 {
        let Value { text, meant } = source.value(&[], |text| Label::new("k", text).into());
        all = all.and(literal(format!("all-{number}")), text);
        labels.insert(format!("all-{number}"), json!(meant));
    }
    case.push(all).config("Labels", json!(labels))
}

fn volume(source: &mut Source, run: &str) -> Case {
    let mut case = Case::new("volume", run);
    let mut volumes = BTreeMap::new();
    for _ in 0..100 {
        let values = [(); 2].map(|()| source.value(&[], |text| Volume::new([text]).into()));
        volumes.extend(values.iter().map(|value| (value.meant.clone(), json!({}))));
        case = case.push(Volume::new(values.map(|value| value.text)));
    }
    case.config("Volumes", json!(volumes))
}

/// Values that are longer than a line can be.
fn long(source: &mut Source, run: &str) -> Case {
    let mut text = || format!("x{}x", source.hostile.pieces(50_000));
    let (env, label, word, command) = (text(), text(), text(), text());
    let meant = env.clone();
    Case::new("long", run)
        .env(
            "LONG".to_owned(),
            Value {
                text: literal(env),
                meant,
            },
        )
        .push(Label::new("long", literal(&label)))
        .config("Labels", json!({ "long": label }))
        .push(Cmd::new(["x", &word].map(str::to_owned)))
        .config("Cmd", json!(["x", word]))
        .push(Entrypoint::new(Shell::new(command.clone())))
        .config("Entrypoint", json!(["/bin/sh", "-c", command]))
}
