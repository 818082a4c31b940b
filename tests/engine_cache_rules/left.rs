//! What stays in a cache, and what a cache hides.

use dockerkit::{BindMount, CacheMount, CopyFiles, Dockerfile, InlineFile, Run, Stage, StageRef};

use crate::support::engine::Engine;
use crate::{BUSYBOX, broken, build};

/// A stage that makes a program below a directory where a cache is mounted, and more of it.
fn made(command: &'static str) -> Stage {
    let run = Run::new(command).mount(CacheMount::new("/src/target").id("left"));
    let sources = InlineFile::new("app.sh", "#!/bin/sh\necho it runs\n");
    Stage::named("build", BUSYBOX)
        .workdir("/src")
        .push(CopyFiles::file(sources, "/src/"))
        .push(run)
}

const MAKE: &str =
    "mkdir -p target/release && cp app.sh target/release/app && chmod +x target/release/app";
const MAKE_AND_COPY: &str = "mkdir -p target/release && cp app.sh target/release/app && chmod +x target/release/app && \
                             cp target/release/app /app";

fn copied(command: &'static str, from: &'static str) -> Dockerfile {
    let copy = CopyFiles::new([from], "/app").from(StageRef::by_name("build"));
    Dockerfile::new()
        .stage(made(command))
        .stage(Stage::new(BUSYBOX).push(copy).run("/app"))
}

fn mounted(command: &'static str, source: &'static str) -> Dockerfile {
    let bind = BindMount::new("/x").from(StageRef::by_name("build"));
    Dockerfile::new()
        .stage(made(command))
        .stage(Stage::new(BUSYBOX).push(Run::new("/x").mount(bind.source(source))))
}

fn read(command: &'static str, step: &'static str) -> Dockerfile {
    Dockerfile::new().stage(made(command).run(step))
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_is_left_in_a_cache_is_not_there() {
    let engine = Engine::connect();
    let mut images = engine.images();
    for [bad, good] in [
        [
            copied(MAKE, "/src/target/release/app"),
            copied(MAKE_AND_COPY, "/app"),
        ],
        [
            mounted(MAKE, "/src/target/release/app"),
            mounted(MAKE_AND_COPY, "/app"),
        ],
        [
            read(MAKE, "target/release/app"),
            read(MAKE_AND_COPY, "/app"),
        ],
        [
            read(MAKE, "cp target/release/app /bin/app"),
            read(MAKE_AND_COPY, "cp /app /bin/app"),
        ],
    ] {
        assert_eq!(broken(&bad), ["left-in-cache"]);
        assert_eq!(broken(&good), [] as [&str; 0]);
        let namespace = engine.namespace("rules");
        let failed = build(&engine, &bad, &namespace).run().unwrap_err();
        let told = ["not found", "No such file", "can't stat"];
        assert!(told.iter().any(|it| failed.log.contains(it)), "{failed}");
        images.add(build(&engine, &good, &namespace).run().unwrap().image);
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_cache_hides_what_was_copied_and_the_working_directory() {
    let engine = Engine::connect();
    let mut images = engine.images();
    let copied = |to: &'static str, step: &'static str| {
        let file = InlineFile::new("model", "weights\n");
        let run = Run::new(step).mount(CacheMount::new("/cache").id("hides"));
        let stage = Stage::new(BUSYBOX)
            .push(CopyFiles::file(file, to))
            .push(run);
        Dockerfile::new().stage(stage)
    };
    let working = |target: &'static str| {
        let file = InlineFile::new("model", "weights\n");
        let run = Run::new("cat model").mount(CacheMount::new(target).id("hides"));
        let stage = Stage::new(BUSYBOX)
            .workdir("/app")
            .push(CopyFiles::file(file, "/app-of-it/"));
        let stage = stage.run("cp /app-of-it/model /app").push(run);
        Dockerfile::new().stage(stage)
    };
    for [bad, good] in [
        [
            copied("/cache/models/", "grep weights /cache/models/model"),
            copied("/models/", "grep weights /models/model"),
        ],
        [working("/app"), working("/app-cache")],
    ] {
        assert_eq!(broken(&bad), ["hidden-by-cache"]);
        assert_eq!(broken(&good), [] as [&str; 0]);
        let namespace = engine.namespace("rules");
        let failed = build(&engine, &bad, &namespace).run().unwrap_err();
        assert!(failed.log.contains("No such file"), "{failed}");
        images.add(build(&engine, &good, &namespace).run().unwrap().image);
    }
}
