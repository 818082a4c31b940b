//! What stands in front of a command, and where it is left out.

use dockerkit::{
    Arg, Command, DefaultShell, Dockerfile, Env, Image, OnBuild, PackageManager, Run, Shell, Stage,
    User,
};

use super::{app, pip_of, python};

/// The command of the last step, as it is written.
#[track_caller]
fn last_line(file: &Dockerfile) -> String {
    let text = file.render().unwrap();
    let run = text.rsplit("RUN ").next().unwrap();
    let lines = run.lines().map(|line| line.trim().trim_end_matches(" \\"));
    let command: Vec<_> = lines.filter(|line| !line.starts_with("--")).collect();
    command.join(" ")
}

#[test]
fn a_variable_that_a_trigger_sets_moves_a_cache() {
    let base = Stage::named("base", "node:22").push(OnBuild::new(Env::new("HOME", "/elsewhere")));
    let child = Stage::new(&base).push(Run::new("npm ci").cache(PackageManager::Npm));
    let text = Dockerfile::new().stage(base).stage(child).render().unwrap();
    assert!(text.contains("target=/var/cache/npm,"), "{text}");
}

#[test]
fn exports_that_say_what_is_so_already_are_left_out() {
    let uv = || Run::new("uv sync").cache(PackageManager::Uv);
    let of = |stage: Stage| last_line(&Dockerfile::new().stage(stage.push(uv())));
    let python = || Stage::named("base", "python:3.12");
    let written = "export UV_LINK_MODE=copy; uv sync";
    assert_eq!(of(python()), written);
    assert_eq!(of(python().env("UV_LINK_MODE", "copy")), "uv sync");
    // Another value, one that nobody knows, and one that comes later.
    assert_eq!(of(python().env("UV_LINK_MODE", "clone")), written);
    assert_eq!(of(python().env("UV_LINK_MODE", "$MODE")), written);
    let again = python().env("UV_LINK_MODE", "copy");
    assert_eq!(of(again.env("UV_LINK_MODE", "$MODE")), written);
    let late = python().push(uv()).env("UV_LINK_MODE", "copy");
    let late = Dockerfile::new().stage(late).render().unwrap();
    assert_eq!(late.matches("export UV_LINK_MODE=copy;").count(), 1);
    // One of several exports, and exports that are all there.
    let app = || python().user(app());
    let directory = ("UV_CACHE_DIR", "/var/cache/uv");
    assert_eq!(
        of(app().env(directory.0, directory.1)),
        "export UV_LINK_MODE=copy; uv sync"
    );
    let both = Env::new("UV_LINK_MODE", "copy").and(directory.0, directory.1);
    assert_eq!(of(app().push(both.clone())), "uv sync");
    // Where nothing is left, the exec form will do.
    let exec = Run::new(["uv", "sync"]).cache(PackageManager::Uv);
    let file = |stage: Stage| Dockerfile::new().stage(stage.push(exec.clone()));
    assert!(!file(app()).check().is_ok());
    assert!(file(app().push(both)).check().is_ok());
}

#[test]
fn exports_that_a_base_stage_sets_are_left_out() {
    let uv = Run::new("uv sync").cache(PackageManager::Uv);
    let from = |base: Stage, source: dockerkit::Source| {
        let next = Stage::new(source).push(uv.clone());
        last_line(&Dockerfile::new().stage(base).stage(next))
    };
    let base = Stage::named("base", "python:3.12");
    let handle = || base.handle().into();
    let set = Env::new("UV_LINK_MODE", "copy");
    assert_eq!(from(base.clone().push(set.clone()), handle()), "uv sync");
    let trigger = OnBuild::new(set.clone());
    assert_eq!(from(base.clone().push(trigger), handle()), "uv sync");
    // It may be an image as well, which sets nothing.
    let text = Image::new("${X}base").into();
    assert_eq!(
        from(base.push(set), text),
        "export UV_LINK_MODE=copy; uv sync"
    );
}

#[test]
fn what_one_of_several_bases_sets_may_be_set() {
    let node = |name: &'static str| Stage::named(name, "node:22");
    let npm = Run::new("npm ci").cache(PackageManager::Npm);
    let next = Stage::new("node-$X").push(npm);
    let file = Dockerfile::new()
        .arg(Arg::new("X"))
        .stage(node("node-a"))
        .stage(node("node-b").env("HOME", "/elsewhere"))
        .stage(next);
    let text = file.render().unwrap();
    assert!(text.contains("target=/var/cache/npm,"), "{text}");
}

#[test]
fn where_a_variable_moves_roots_cache_the_manager_is_told_where_it_is() {
    let moved = |stage: Stage| {
        let run = Run::new("pip install .").cache(PackageManager::Pip);
        let file = Dockerfile::new().stage(stage.push(run));
        let text = file.render().unwrap();
        assert_eq!(
            text.contains("export PIP_CACHE_DIR=/var/cache/pip; \\\n    pip install"),
            text.contains("target=/var/cache/pip,"),
            "{text}"
        );
        text.contains("target=/var/cache/pip,")
    };
    for variable in ["PIP_CACHE_DIR", "HOME", "XDG_CACHE_HOME"] {
        assert!(moved(python().env(variable, "/elsewhere")), "{variable}");
        let base = Stage::named("base", "python:3.12").env(variable, "/elsewhere");
        let last = Stage::new(&base).push(Run::new("pip install .").cache(PackageManager::Pip));
        assert_eq!(
            pip_of(&Dockerfile::new().stage(base).stage(last)).0,
            "/var/cache/pip"
        );
    }
    assert!(moved(python().user(User::root().home("/srv"))));
    assert!(!moved(python().env("UV_CACHE_DIR", "/elsewhere")));
    assert!(!moved(python().env("PIP_INDEX_URL", "https://example.com")));
}

#[test]
fn several_presets_export_once_each() {
    let run = Run::all(["uv sync", "go build"])
        .cache(PackageManager::Uv)
        .cache(PackageManager::Go)
        .cache(PackageManager::Uv);
    let text = Dockerfile::new()
        .stage(python().push(run))
        .render()
        .unwrap();
    assert!(
        text.ends_with(
            "    export UV_LINK_MODE=copy; \\\n    export GOMODCACHE=/go/pkg/mod; \\\n    uv sync && \\\n    go build\n"
        ),
        "{text}"
    );
}

#[test]
fn a_script_exports_on_a_line_of_its_own() {
    let run = Run::new("set -e\nuv sync\n").cache(PackageManager::Uv);
    let text = Dockerfile::new()
        .stage(python().push(run))
        .render()
        .unwrap();
    assert!(
        text.ends_with(" <<EOF\nexport UV_LINK_MODE=copy\nset -e\nuv sync\nEOF\n"),
        "{text}"
    );
}

#[test]
fn exports_need_a_posix_shell() {
    let found = |stage: Stage, command: Command| {
        let run = Run::new(command).cache(PackageManager::Uv);
        let report = Dockerfile::new().stage(stage.push(run)).check();
        report
            .errors()
            .map(|finding| format!("{}; {}", finding.message, finding.help))
            .collect::<Vec<_>>()
    };
    let text = |text: &'static str| Command::Shell(Shell::new(text));
    let prefix =
        "the cache of uv puts `export UV_LINK_MODE=copy` in front of the command, and this is";
    assert_eq!(
        found(python(), Command::Exec(vec!["uv".into(), "sync".into()])),
        [format!("{prefix} the exec form; write the command as text")],
    );
    assert_eq!(
        found(python(), text("#!/bin/bash\nuv sync\n")),
        [format!(
            "{prefix} a script with `#!`; for a shell, take `#!` off; for another program, put the script in a file and run it by name, or set what \
             `export UV_LINK_MODE=copy` sets yourself and add the mounts with `CacheMount`"
        )],
    );
    assert_eq!(
        found(
            python().push(DefaultShell::new(["pwsh", "-Command"])),
            text("uv sync")
        ),
        [format!(
            "{prefix} for the shell `pwsh`; do what `export UV_LINK_MODE=copy` does in that shell and add the mounts with `CacheMount`"
        )],
    );
    assert_eq!(
        found(
            python().push(DefaultShell::new(["/bin/bash", "-euc"])),
            text("uv sync")
        ),
        Vec::<String>::new()
    );
}
