//! The cache mounts of real files are those that BuildKit finds.

use std::collections::{BTreeMap, BTreeSet};

use dockerkit::{
    CacheMount, Dockerfile, Instruction, Mount, Sharing, Source, StageRef, Target, Text,
};

use crate::corpus;

type Environment = BTreeMap<String, String>;

/// The arguments that every build for this platform has.
const PLATFORM: [(&str, &str); 8] = [
    ("TARGETPLATFORM", "linux/amd64"),
    ("TARGETOS", "linux"),
    ("TARGETARCH", "amd64"),
    ("TARGETVARIANT", ""),
    ("BUILDPLATFORM", "linux/amd64"),
    ("BUILDOS", "linux"),
    ("BUILDARCH", "amd64"),
    ("BUILDVARIANT", ""),
];

/// A text with its references replaced; these files have simple ones only.
fn expanded(text: &Text, environment: &Environment) -> String {
    let mut shown = text.to_string();
    let mut names: Vec<_> = text.references().map(str::to_owned).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    for name in names {
        let value = environment.get(&name).cloned().unwrap_or_default();
        for (operator, taken) in [(":+", !value.is_empty()), (":-", value.is_empty())] {
            let start = format!("${{{name}{operator}");
            if let Some(at) = shown.find(&start) {
                let end = at + shown[at..].find('}').unwrap();
                let word = shown[at + start.len()..end].to_owned();
                let other = if operator == ":-" { value.as_str() } else { "" };
                shown.replace_range(at..=end, if taken { &word } else { other });
            }
        }
        shown = shown.replace(&format!("${{{name}}}"), &value);
        shown = shown.replace(&format!("${name}"), &value);
    }
    shown
}

fn clean(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    let start = if path.starts_with('/') { "/" } else { "" };
    format!("{start}{}", parts.join("/"))
}

fn shown(mount: &CacheMount, environment: &Environment, workdir: &str) -> String {
    let Target::Path(target) = &mount.target else {
        unreachable!("what is read has a path")
    };
    let target = clean(&expanded(target, environment));
    let id = mount.id.as_ref().map(|id| expanded(id.text(), environment));
    let id = id.unwrap_or_else(|| target.clone());
    let sharing = match mount.sharing.as_ref().map(|it| it.value().unwrap()) {
        None | Some(Sharing::Shared) => "SHARED",
        Some(Sharing::Private) => "PRIVATE",
        Some(Sharing::Locked) => "LOCKED",
    };
    let target = if target.starts_with('/') {
        target
    } else {
        clean(&format!("{workdir}/{target}"))
    };
    let owned = mount.uid.is_some() || mount.gid.is_some() || mount.mode.is_some();
    let owned = if owned { "/cache" } else { "" };
    format!("id=/{id} share={sharing} target={target} sel={owned}")
}

/// What a stage mounts, and the stages on which it is built.
#[derive(Clone, Default)]
struct Found {
    mounts: BTreeSet<String>,
    environment: Environment,
    workdir: String,
}

fn stage_of(file: &Dockerfile, source: &Source, before: usize, from: bool) -> Option<usize> {
    let Source::Stage(stage) = source else {
        return None;
    };
    let by_name = |index: &usize| {
        let name = file.stages[*index].name.as_ref();
        name.is_some_and(|name| {
            *stage == StageRef::by_name(name.as_str().to_owned())
                || name.as_str().eq_ignore_ascii_case(&stage.to_string())
        })
    };
    let end = if from { before } else { file.stages.len() };
    let number = (0..file.stages.len()).find(|index| *stage == StageRef::by_number(*index));
    number.or_else(|| (0..end).rev().find(by_name))
}

fn stages(file: &Dockerfile) -> Vec<Found> {
    let mut globals: Environment = PLATFORM
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    for step in &file.globals {
        if let Instruction::Arg(arg) = &step.instruction {
            for declaration in &arg.declarations {
                if let Some(default) = &declaration.default {
                    let value = expanded(default, &globals);
                    globals.insert(declaration.name.to_string(), value);
                }
            }
        }
    }
    let mut all: Vec<Found> = Vec::new();
    for (index, stage) in file.stages.iter().enumerate() {
        let base = match &stage.source {
            // Which stage it is may depend on an argument.
            Source::Image(image) => {
                let name = expanded(image.text(), &globals);
                stage_of(file, &StageRef::by_name(name).into(), index, true)
            }
            stage => stage_of(file, stage, index, true),
        };
        let mut found = base.map_or_else(Found::default, |base| all[base].clone());
        let path = || "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned();
        found
            .environment
            .entry("PATH".to_owned())
            .or_insert_with(path);
        for step in &stage.steps {
            match &step.instruction {
                Instruction::Arg(arg) => {
                    for declaration in &arg.declarations {
                        let name = declaration.name.to_string();
                        let value = match &declaration.default {
                            Some(default) => Some(expanded(default, &found.environment)),
                            None => globals.get(&name).cloned(),
                        };
                        if let Some(value) = value {
                            found.environment.insert(name, value);
                        }
                    }
                }
                Instruction::Env(env) => {
                    let before = found.environment.clone();
                    for (name, value) in &env.variables {
                        found
                            .environment
                            .insert(name.to_string(), expanded(value, &before));
                    }
                }
                Instruction::Workdir(workdir) => {
                    let path = expanded(&workdir.path, &found.environment);
                    found.workdir = if path.starts_with('/') {
                        path
                    } else {
                        format!("{}/{path}", found.workdir)
                    };
                }
                Instruction::Copy(copy) => {
                    let from = copy
                        .from
                        .as_ref()
                        .and_then(|from| stage_of(file, from, index, false));
                    if let Some(from) = from.filter(|from| *from < index) {
                        let more = all[from].mounts.clone();
                        found.mounts.extend(more);
                    }
                }
                Instruction::Run(run) => {
                    for mount in &run.mounts {
                        let from = match mount {
                            Mount::Bind(bind) => bind.from.as_ref(),
                            Mount::Cache(cache) => cache.from.as_ref(),
                            _ => None,
                        };
                        let from = from.and_then(|from| stage_of(file, from, index, false));
                        if let Some(from) = from.filter(|from| *from < index) {
                            let more = all[from].mounts.clone();
                            found.mounts.extend(more);
                        }
                        if let Mount::Cache(cache) = mount {
                            let mount = shown(cache, &found.environment, &found.workdir);
                            found.mounts.insert(mount);
                        }
                    }
                }
                _ => {}
            }
        }
        all.push(found);
    }
    all
}

#[test]
fn cache_mounts_are_those_that_buildkit_finds() {
    let mut files = 0;
    let mut mounts = 0;
    for real in corpus::all() {
        let Ok(file) = Dockerfile::parse(&real.text) else {
            continue;
        };
        let reference = real.reference["stages"].as_array().expect("its stages");
        let ours = stages(&file);
        assert_eq!(ours.len(), reference.len(), "{}", real.name);
        let mut has_some = false;
        for (found, theirs) in ours.iter().zip(reference) {
            if theirs["error"].is_string() {
                continue;
            }
            let theirs: BTreeSet<String> = theirs["cache_mounts"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|mount| {
                    let fields = mount.as_str().unwrap().split(' ');
                    let fields = fields.filter(|field| !field.starts_with("input="));
                    // The same directory, with a slash behind it or without.
                    fields
                        .map(|field| field.trim_end_matches('/'))
                        .collect::<Vec<_>>()
                        .join(" ")
                })
                .collect();
            assert_eq!(found.mounts, theirs, "{}", real.name);
            has_some |= !theirs.is_empty();
            mounts += theirs.len();
        }
        files += usize::from(has_some);
    }
    assert_eq!(files, 44);
    println!("{mounts} cache mounts in {files} files");
}
