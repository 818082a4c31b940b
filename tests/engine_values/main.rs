//! That values come out right on the engine, whatever they hold.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod commands;
mod config;
mod contexts;
mod files;
mod lists;
mod names;
mod onbuild;
mod one_each;
mod shells;
mod source;
#[path = "../support/mod.rs"]
mod support;

use std::io::Write as _;

use config::Case;
use dockerkit::{CopyFiles, Dockerfile, Escape, Stage};
use source::Source;
use support::{
    engine::{Engine, Target},
    hostile::Alphabet,
    scratch::unique,
};

const BASE: &str = "dockerkit-test/busybox:1";

/// Prints past the test runner, which would keep it to itself.
fn print(text: &str) {
    std::io::stdout().write_all(text.as_bytes()).unwrap();
}

/// How many stages hold one instruction of each kind, for each escape character.
const ONE_EACH: usize = 48;

/// A file without stages. Each warning of the build checks would carry all of it, and hundreds of them more than the
/// client takes.
fn start(escape: Escape) -> Dockerfile {
    Dockerfile::new()
        .without_syntax()
        .escape(escape)
        .check_directive("skip=all")
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn values_of_the_configuration_are_what_was_passed_in() {
    let engine = Engine::connect();
    let run = unique("values");
    let mut cases = Vec::new();
    let mut bake = engine.bake();
    for (escape, name) in [
        (Escape::Backslash, "backslash"),
        (Escape::Backtick, "backtick"),
    ] {
        let mut source = Source::new(7, escape, Alphabet::Unicode);
        let many = config::many(&mut source, &run);
        let one_each = (0..ONE_EACH)
            .map(|number| one_each::one_each(&mut source, &run, number))
            .collect();
        print(&source.count("configuration"));
        // The builder reads a file again for each of its targets.
        for own in [many, one_each] {
            let stages = own.iter().map(|case: &Case| case.stage.clone());
            let text = stages
                .fold(start(escape), Dockerfile::stage)
                .render()
                .unwrap();
            for case in own {
                let stage = case.stage.name.as_ref().unwrap().to_string();
                let target = format!("{name}-{stage}");
                bake = bake.target(Target::new(&target, &text).stage(stage));
                cases.push((target, case));
            }
        }
    }
    let baked = bake.run().unwrap();
    let mut images = engine.images();
    baked.images.values().for_each(|image| images.add(image));
    let mut wrong = Vec::new();
    let inspected = engine.inspect_all(
        cases
            .iter()
            .map(|(target, _)| baked.images[target].as_str()),
    );
    for ((_, case), image) in cases.iter().zip(&inspected) {
        case.compare(image, &mut wrong);
    }
    assert!(
        wrong.is_empty(),
        "{} values came out wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn files_have_the_names_and_contents_that_were_passed_in() {
    let engine = Engine::connect();
    let mut wrong = Vec::new();
    for escape in [Escape::Backslash, Escape::Backtick] {
        let mut source = Source::new(11, escape, Alphabet::Unicode);
        let files = files::files(&mut source, start(escape));
        print(&source.count("files"));
        let text = files.file.render().unwrap();
        let built = engine
            .build(text)
            .context(files.context.path())
            .export()
            .unwrap();
        files.compare(&built, &mut wrong);
    }
    assert!(
        wrong.is_empty(),
        "{} files are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn exact_names_are_what_arrives() {
    let engine = Engine::connect();
    let mut wrong = Vec::new();
    for escape in [Escape::Backslash, Escape::Backtick] {
        let mut source = Source::new(23, escape, Alphabet::Unicode);
        let source = &mut source;
        let mut all = vec![
            contexts::in_folders(source, start(escape)),
            contexts::in_the_root(source, start(escape), Alphabet::Unicode),
        ];
        // The builder reads a `RUN` twice, and the second time with a backslash whatever the file says.
        if escape == Escape::Backslash {
            all.push(contexts::in_the_root(
                source,
                start(escape),
                Alphabet::Ascii,
            ));
            all.push(contexts::of_a_stage(source, start(escape)));
            for folder in [|_| String::new(), |number| format!("n{number}/")] {
                all.push(contexts::mounted(source, start(escape), folder));
            }
        }
        for files in all {
            let text = files.file.render().unwrap();
            match engine.build(text).context(files.context.path()).export() {
                Ok(built) => files.compare(&built, &mut wrong),
                Err(failed) => wrong.push(failed.log),
            }
        }
        print(&source.count("names"));
    }
    assert!(
        wrong.is_empty(),
        "{} files are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn steps_run_the_text_that_was_passed_in() {
    let engine = Engine::connect();
    let mut wrong = Vec::new();
    for escape in [Escape::Backslash, Escape::Backtick] {
        let mut source = Source::new(13, escape, Alphabet::Unicode);
        for steps in [
            commands::texts(&mut source, start(escape)),
            commands::arguments(&mut source, start(escape)),
        ] {
            let built = engine.build(steps.file.render().unwrap()).export().unwrap();
            steps.compare(&built, &mut wrong);
        }
        print(&source.count("commands"));
    }
    assert!(
        wrong.is_empty(),
        "{} texts are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn each_command_of_a_list_runs_only_if_those_before_it_succeeded() {
    let engine = Engine::connect();
    let mut wrong = Vec::new();
    for escape in [Escape::Backslash, Escape::Backtick] {
        let mut source = Source::new(23, escape, Alphabet::Ascii);
        let lists::Lists { file, printed } = lists::lists(&mut source, start(escape));
        print(&source.count("lists"));
        let text = file.render().unwrap();
        let built = engine.build(&text).export().unwrap().text("said");
        let said = built.split_terminator('|');
        wrong.extend(
            said.zip(&printed)
                .filter(|(said, meant)| said != meant)
                .map(|(said, meant)| format!("{said} instead of {meant}")),
        );
        if built.matches('|').count() != printed.len() {
            wrong.push(format!("{} lists ran", built.matches('|').count()));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} lists are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn values_reach_programs_whatever_shell_reads_them() {
    let engine = Engine::connect();
    let mut wrong = Vec::new();
    for escape in [Escape::Backslash, Escape::Backtick] {
        let mut source = Source::new(29, escape, Alphabet::Unicode);
        let shells = shells::shells(&mut source, &start(escape));
        print(&source.count("shells"));
        let built = engine.build(shells.file.render().unwrap()).export();
        match built {
            Ok(built) => shells.compare(&built, &mut wrong),
            Err(failed) => wrong.push(failed.log),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} values are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn mounts_are_where_and_what_was_passed_in() {
    let engine = Engine::connect();
    let mut wrong = Vec::new();
    for escape in [Escape::Backslash, Escape::Backtick] {
        let namespace = engine.namespace("values");
        let mut source = Source::new(17, escape, Alphabet::Ascii);
        let steps = commands::mounts(&mut source, start(escape));
        print(&source.count("mounts"));
        let step = engine
            .build(steps.file.render().unwrap())
            .context(steps.context.path());
        let built = step
            .arg("BUILDKIT_CACHE_MOUNT_NS", namespace.name())
            .export()
            .unwrap();
        steps.compare(&built, &mut wrong);
        let found = engine.cache_mounts_in(namespace.name());
        let keys: Vec<_> = found.iter().map(|record| record.key.as_str()).collect();
        let missing = steps
            .ids
            .iter()
            .filter(|id| !keys.contains(&&*format!("{}/{id}", namespace.name())));
        wrong.extend(missing.map(|id| format!("no cache mount {id:?} among {keys:?}")));
    }
    assert!(
        wrong.is_empty(),
        "{} mounts are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn triggers_mean_the_same_where_they_run() {
    let engine = Engine::connect();
    let mut images = engine.images();
    let mut wrong = Vec::new();
    for escape in [Escape::Backslash, Escape::Backtick] {
        let run = unique("triggers");
        let mut source = Source::new(19, escape, Alphabet::Unicode);
        let onbuild::Triggers { case, files } = onbuild::triggers(&mut source, &run);
        print(&source.count("triggers"));
        let parent = start(escape).stage(case.stage.clone()).render().unwrap();
        engine.build(parent).tag(&run).run().unwrap();

        let child = Stage::named("child", run.clone());
        let last = Stage::new("scratch").push(CopyFiles::new(["/made/"], "/").from(&child));
        let text = start(Escape::Backslash)
            .stage(child)
            .stage(last)
            .render()
            .unwrap();
        let image = engine.build(&text).target("child").run().unwrap().image;
        case.compare(&engine.inspect(&image), &mut wrong);
        let made = engine.build(&text).export().unwrap();
        for (name, content) in files {
            let found = made.text(&name);
            if found != content {
                wrong.push(format!(
                    "{}: {found:?} instead of {content:?}",
                    name.display()
                ));
            }
        }
        images.add(image);
        images.add(run);
    }
    assert!(
        wrong.is_empty(),
        "{} values came out wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
