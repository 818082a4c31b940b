//! Builds of exact names of the build context, each beside others that a wrong spelling of it would match.
//!
//! No source here is a whole folder, but where a stage is filled: the client would send all of it, and a name that its
//! filter cannot find would arrive nevertheless.

use std::{collections::BTreeMap, path::Path};

use dockerkit::{
    AddFiles, BindMount, CopyFiles, Dockerfile, FileSource, Instruction, Run, Stage, StageRef,
    Text, literal,
};

use crate::{
    BASE,
    files::Files,
    names::{Name, names},
    source::Source,
    support::{hostile::Alphabet, scratch::Scratch},
};

/// Files in a context of their own, with decoys.
fn start(file: Dockerfile, names: &[Name]) -> Files {
    let context = Scratch::new();
    let paths = names.iter().map(|name| Path::new(&name.path)).collect();
    for name in names {
        name.write(&context);
    }
    for name in names {
        name.write_decoys(&context, &paths);
    }
    Files {
        file,
        context,
        expected: BTreeMap::new(),
    }
}

fn stage(name: &'static str) -> Stage {
    Stage::named(name, BASE).env("EMPTY", "")
}

fn sources(names: &[Name]) -> Vec<FileSource> {
    names.iter().map(|name| name.text.clone().into()).collect()
}

/// How many sources an instruction has.
const SOURCES: usize = 20;
/// How many mounts a step has.
const MOUNTS: usize = 60;

/// Ends the file with what its stages made.
fn finish(files: &mut Files, stages: Vec<Stage>) {
    let mut last = Stage::new("scratch");
    for stage in stages {
        let handle = files.file.begin(stage);
        last = last.push(CopyFiles::new(["/out/"], "/").from(handle));
    }
    files.file.begin(last);
}

/// Copied, added, and copied with options: each name in all of these ways, or in one of them.
fn copied(files: &mut Files, names: &[Name], all: bool) {
    let mut stages = ["copied", "added", "linked"].map(|name| (name, stage(name)));
    for (number, some) in names.chunks(SOURCES).enumerate() {
        for (way, (name, stage)) in stages.iter_mut().enumerate() {
            if !all && number % 3 != way {
                continue;
            }
            let to = literal(format!("/out/{name}/"));
            let copy = |to| CopyFiles::new(sources(some), to);
            let skips = way == 2 && number % 2 == 1;
            let step: Instruction = match way {
                0 => copy(to).into(),
                1 => AddFiles::new(sources(some), to).into(),
                _ if skips => copy(to).exclude("*.skip").into(),
                _ => copy(to).link().into(),
            };
            *stage = stage.clone().push(step);
            for one in some {
                files.expected.extend(one.copied(name, skips));
            }
        }
    }
    finish(files, stages.map(|(_, stage)| stage).to_vec());
}

fn copy(text: Text) -> Instruction {
    CopyFiles::new([text], "/out/").into()
}

/// One folder a name.
pub(crate) fn in_folders(source: &mut Source, file: Dockerfile) -> Files {
    let names = names(
        source,
        Alphabet::Unicode,
        240,
        |number| format!("n{number}/"),
        copy,
    );
    let mut files = start(file, &names);
    copied(&mut files, &names, true);
    files
}

/// Where the first character of the name is the first of the path. Only ASCII in one of them.
pub(crate) fn in_the_root(source: &mut Source, file: Dockerfile, alphabet: Alphabet) -> Files {
    let names = names(source, alphabet, 120, |_| String::new(), copy);
    let mut files = start(file, &names);
    copied(&mut files, &names, false);
    files
}

/// From a stage that holds them: copied, and mounted.
pub(crate) fn of_a_stage(source: &mut Source, file: Dockerfile) -> Files {
    let from = StageRef::by_name("held");
    let place = |text| CopyFiles::new([text], "/out/").from_image("x").into();
    let names = names(source, Alphabet::Unicode, 120, |_| String::new(), place);
    let mut files = start(file, &names);
    files
        .file
        .begin(Stage::named("held", "scratch").push(CopyFiles::new(["."], "/")));
    let mut copied = stage("copied");
    for some in names.chunks(SOURCES) {
        let copy = CopyFiles::new(sources(some), "/out/copied/");
        copied = copied.push(copy.from(from.clone()));
        for name in some {
            files.expected.extend(name.copied("copied", false));
        }
    }
    let ascii = names.iter().filter(|name| name.path.is_ascii());
    let mounted = mounts(&mut files, ascii, |mount| mount.from(from.clone()));
    finish(&mut files, vec![copied, mounted]);
    files
}

/// Mounted from the context, in folders or in its root.
pub(crate) fn mounted(source: &mut Source, file: Dockerfile, folder: fn(usize) -> String) -> Files {
    let place = |text| {
        Run::new("x")
            .mount(BindMount::new("/m").source(text))
            .into()
    };
    let names = names(source, Alphabet::Ascii, 120, folder, place);
    let mut files = start(file, &names);
    let mounted = mounts(&mut files, names.iter(), |mount| mount);
    finish(&mut files, vec![mounted]);
    files
}

fn mounts<'a>(
    files: &mut Files,
    names: impl Iterator<Item = &'a Name>,
    from: impl Fn(BindMount) -> BindMount,
) -> Stage {
    let names: Vec<_> = names.collect();
    let mut stage = stage("mounted").run("mkdir -p /out/mounted");
    for some in names.chunks(MOUNTS) {
        let mut run = Run::new("cp -r /m/* /out/mounted/");
        for name in some {
            let target = literal(format!("/m/{}", name.content));
            run = run.mount(from(BindMount::new(target).source(name.text.clone())));
            let to = format!("mounted/{}", name.content);
            if name.directory {
                files.expected.extend(name.copied(&to, false));
            } else {
                files.expected.insert(to.into(), name.content.clone());
            }
        }
        stage = stage.push(run);
    }
    stage
}
