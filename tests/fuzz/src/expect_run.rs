//! What the flags of a `RUN` should be read as.

use std::collections::BTreeMap;

use crate::author;
use crate::expect::is_nothing;
use crate::lexer::Expanded;
use crate::meaning::{Expected, Fact};
use crate::model_run::SHARING;
use crate::mount;
use crate::spec::{From, Kind, Mount, Number, Own, Part, Run, Value};

pub(crate) fn flags(run: &Run) -> Vec<(&'static str, Fact)> {
    let plain = |text: &str| Fact::Text(Ok(text.to_owned()));
    let mut facts = Vec::new();
    for (name, required) in &run.devices {
        facts.push(("device", plain(&mount::device_text(name, *required))));
    }
    if run.network > 0 {
        facts.push((
            "network",
            plain(["default", "none", "host"][run.network - 1]),
        ));
    }
    if run.security > 0 {
        facts.push(("security", plain(["sandbox", "insecure"][run.security - 1])));
    }
    facts
}

pub(crate) fn mounts(run: &Run, prefix: &str, expected: &mut Expected) {
    for mount in &run.mounts {
        match mount {
            Mount::Own(own) => expected
                .mounts
                .push(mount::canonical(&options(own, prefix))),
            Mount::Preset(number, suffix) => {
                let suffix = suffix
                    .as_ref()
                    .map(|it| format!("-{}", author::expand(it).unwrap_or_default()));
                expected
                    .presets
                    .push((*number, prefix.to_owned(), suffix.unwrap_or_default()));
            }
        }
    }
}

fn number(number: &Number, octal: bool) -> Expanded {
    match number {
        Number::Known(number) if octal => Ok(format!("{number:o}")),
        Number::Known(number) => Ok(number.to_string()),
        Number::Text(text) => author::expand(text),
    }
}

fn options(own: &Own, prefix: &str) -> BTreeMap<String, Expanded> {
    let mut all = BTreeMap::new();
    let mut set = |name: &str, value: Expanded| {
        all.insert(name.to_owned(), value);
    };
    let text = |value: &Option<Value>| {
        let value = value.as_ref().filter(|it| !is_nothing(it));
        value.map(author::value)
    };
    let has_owner = matches!(own.kind, Kind::Cache | Kind::Secret | Kind::Ssh);
    set("type", Ok(format!("{:?}", own.kind).to_lowercase()));
    if let Some(target) = text(&own.target) {
        set("target", target);
    }
    if has_owner {
        for (name, value) in [("uid", &own.uid), ("gid", &own.gid), ("mode", &own.mode)] {
            if let Some(value) = value {
                set(name, number(value, name == "mode"));
            }
        }
    }
    match own.kind {
        Kind::Cache | Kind::Bind => {
            match &own.from {
                Some(From::Image(name)) => set("from", author::expand(name)),
                Some(From::Stage(name)) => set("from", Ok(name.clone())),
                None => {}
            }
            if let Some(source) = text(&own.source) {
                set("source", source);
            }
        }
        Kind::Secret if own.source.is_some() => {
            set("source", text(&own.source).unwrap_or(Ok(String::new())));
        }
        Kind::Secret | Kind::Ssh => {
            if let Some(id) = text(&own.id) {
                set("id", id);
            }
        }
        Kind::Tmpfs => {}
    }
    if own.kind == Kind::Cache {
        // BuildKit takes the target where there is no id, or one that is empty.
        let mut id = own.id.clone().filter(|it| !is_nothing(it));
        if !prefix.is_empty() {
            id = id.or(own.target.clone());
        }
        if let Some(mut id) = id {
            id.0.insert(0, Part::Literal(prefix.to_owned()));
            set("id", author::value(&id));
        }
        if let Some((_, name)) = SHARING[own.sharing] {
            set("sharing", Ok(name.to_owned()));
        }
    }
    match own.kind {
        Kind::Tmpfs => text(&own.word).into_iter().for_each(|it| set("size", it)),
        Kind::Secret => text(&own.word).into_iter().for_each(|it| set("env", it)),
        _ => {}
    }
    let flag = match own.kind {
        Kind::Cache => "readonly",
        Kind::Bind => "rw",
        Kind::Secret | Kind::Ssh => "required",
        Kind::Tmpfs => "",
    };
    if own.flag && !flag.is_empty() {
        set(flag, Ok("true".to_owned()));
    }
    all
}
