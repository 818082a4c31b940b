//! What `ONBUILD` leaves to the builds that start from an image: a text that is read again.

use std::{collections::BTreeMap, path::PathBuf};

use dockerkit::{
    Cmd, CopyFiles, Env, InlineFile, Label, OnBuild, Run, Shell, Volume, Workdir, literal,
};
use serde_json::json;

use crate::{
    config::Case,
    source::{Source, Value},
};

/// An image of triggers, the configuration of what is built from it, and the files in its `/made`.
pub(crate) struct Triggers {
    pub(crate) case: Case,
    pub(crate) files: BTreeMap<PathBuf, String>,
}

pub(crate) fn triggers(source: &mut Source, run: &str) -> Triggers {
    let mut case = Case::new("triggers", run);
    for number in 0..120 {
        let Value { text, meant } = source.value(&["onbuild"], |text| {
            OnBuild::new(Env::new("V", text)).into()
        });
        let name = format!("V{number}");
        case = case.expects(&name, &meant);
        case = case.push(OnBuild::new(Env::new(name, text)));
    }
    let mut labels = BTreeMap::new();
    let mut volumes = BTreeMap::new();
    for number in 0..40 {
        let key = format!("k{number}");
        let Value { text, meant } = source.value(&["onbuild"], |text| {
            OnBuild::new(Label::new("k", text)).into()
        });
        labels.insert(key.clone(), json!(meant));
        case = case.push(OnBuild::new(Label::new(literal(key), text)));
        let Value { text, meant } = source.value(&["onbuild"], |text| {
            OnBuild::new(Volume::new([text])).into()
        });
        volumes.insert(meant, json!({}));
        case = case.push(OnBuild::new(Volume::new([text])));
    }
    let words = source.plain(&["onbuild"], |word| OnBuild::new(Cmd::new([word])).into());
    case = case
        .config("Labels", json!(labels))
        .config("Volumes", json!(volumes))
        .push(OnBuild::new(Cmd::new([words.clone()])))
        .config("Cmd", json!([words]));

    let directory = source.name(&["onbuild"], |text| OnBuild::new(Workdir::new(text)).into());
    let mut files = BTreeMap::new();
    case = case.push(OnBuild::new(Run::new("mkdir /made")));
    for number in 0..12 {
        // In quotes, so that every third is a heredoc.
        let value = source.plain(&["onbuild"], |value| {
            OnBuild::new(Run::new(Shell::new("x ").arg(value))).into()
        });
        let value = if number % 3 == 0 {
            format!("{value}\nx")
        } else {
            value
        };
        let command = Shell::new("printf %s ")
            .arg(&value)
            .text(" > /made/")
            .arg(format!("run{number}"));
        let trigger = OnBuild::new(Run::new(command));
        if source.is_good(&["onbuild"], trigger.clone().into()) {
            case = case.push(trigger);
            files.insert(PathBuf::from(format!("run{number}")), value);
        }
        let Value { text, meant } = source.value(&["onbuild"], |text| {
            OnBuild::new(CopyFiles::file(InlineFile::expanding("x", text), "/made/")).into()
        });
        let name = format!("copy{number}");
        let file = InlineFile::expanding(name.clone(), text);
        case = case.push(OnBuild::new(CopyFiles::file(file, "/made/")));
        files.insert(name.into(), format!("{meant}\n"));
    }
    case = case
        .push(OnBuild::new(Workdir::new("/w")))
        .push(OnBuild::new(Workdir::new(directory.text)))
        .config("WorkingDir", format!("/w/{}", directory.meant));
    Triggers { case, files }
}
