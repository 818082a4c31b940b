//! The presets follow whoever the stage runs as; the README says what they are.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use dockerkit::{
    Arg, CacheMount, Command, DefaultShell, Dockerfile, Image, Instruction, Mount, OnBuild,
    PackageManager, Run, Shell, Stage, Target, User,
};

/// The cache mounts of a file's last step, as they are written.
#[track_caller]
fn mounts(file: &Dockerfile) -> Vec<CacheMount> {
    let report = file.check();
    assert!(report.is_ok(), "{report}");
    let resolved = file.resolved();
    let step = resolved.stages.last().unwrap().steps.last().unwrap();
    let Instruction::Run(run) = &step.instruction else {
        panic!("{step:?}")
    };
    let cache = |mount: &Mount| match mount {
        Mount::Cache(cache) => cache.as_ref().clone(),
        other => panic!("{other:?}"),
    };
    run.mounts.iter().map(cache).collect()
}

/// The only cache mount of a stage that runs pip at its end: target, uid and gid.
#[track_caller]
fn pip(stage: Stage) -> (String, Option<u32>, Option<u32>) {
    let run = Run::new("pip install .").cache(PackageManager::Pip);
    pip_of(&Dockerfile::new().stage(stage.push(run)))
}

#[track_caller]
fn pip_of(file: &Dockerfile) -> (String, Option<u32>, Option<u32>) {
    let [mount] = mounts(file).try_into().unwrap();
    let Target::Path(target) = &mount.target else {
        panic!("{mount:?}")
    };
    (
        target.to_string(),
        mount.uid.and_then(|uid| uid.value()),
        mount.gid.and_then(|gid| gid.value()),
    )
}

fn python() -> Stage {
    Stage::from_image("python:3.12")
}

fn app() -> User {
    User::new("appuser").uid(1001).home("/home/appuser")
}

fn at(target: &str, uid: u32, gid: u32) -> (String, Option<u32>, Option<u32>) {
    (target.to_owned(), Some(uid), Some(gid))
}

fn at_root() -> (String, Option<u32>, Option<u32>) {
    ("/root/.cache/pip".to_owned(), None, None)
}

#[test]
fn root_names_no_owner() {
    assert_eq!(pip(python()), at_root());
    for root in ["root", "0", "0:0", "root:root"] {
        assert_eq!(pip(python().user(root)), at_root(), "{root}");
    }
    assert_eq!(pip(python().user(app()).user(User::root())), at_root());
}

#[test]
fn a_named_user_owns_its_cache() {
    assert_eq!(
        pip(python().user(app())),
        at("/home/appuser/.cache/pip", 1001, 1001)
    );
    assert_eq!(
        pip(python().user(app().gid(5).home("/srv/app/"))),
        at("/srv/app/.cache/pip", 1001, 5)
    );
    assert_eq!(
        pip(python().user(User::new("1001:7").home("/h"))),
        at("/h/.cache/pip", 1001, 7)
    );
    assert_eq!(
        pip(python().user(User::new("$APP").uid(9).home("$HOME_OF"))),
        at("$HOME_OF/.cache/pip", 9, 9)
    );
}

#[test]
fn the_last_user_before_the_step_counts() {
    let stage = python().user("nobody").run("id").user(app());
    assert_eq!(pip(stage), at("/home/appuser/.cache/pip", 1001, 1001));
    let run = Run::new("pip install .").cache(PackageManager::Pip);
    let file = Dockerfile::new().stage(python().push(run).user("nobody"));
    assert!(
        file.render()
            .unwrap()
            .contains("target=/root/.cache/pip,sharing=shared \\\n")
    );
}

#[test]
fn a_stage_goes_on_as_the_stage_it_starts_from() {
    let base = Stage::named("base", "python:3.12").user(app());
    let middle = Stage::named("middle", &base).run("id");
    let last =
        Stage::from_stage(&middle).push(Run::new("pip install .").cache(PackageManager::Pip));
    let file = Dockerfile::new().stage(base).stage(middle).stage(last);
    assert_eq!(pip_of(&file), at("/home/appuser/.cache/pip", 1001, 1001));
}

#[test]
fn a_trigger_of_the_base_says_who_the_next_stage_starts_as() {
    let base = Stage::named("base", "python:3.12").push(OnBuild::new(app()));
    let last = Stage::from_stage(&base).push(Run::new("pip install .").cache(PackageManager::Pip));
    let file = Dockerfile::new().stage(base).stage(last);
    assert_eq!(pip_of(&file), at("/home/appuser/.cache/pip", 1001, 1001));
}

#[test]
fn a_trigger_cannot_follow_the_user() {
    let run = Run::new("pip install .").cache(PackageManager::Pip);
    let report = Dockerfile::new()
        .stage(python().push(OnBuild::new(run)))
        .check();
    assert_eq!(
        report.errors().next().unwrap().message,
        "a cache in `ONBUILD` cannot follow the user, who is that of another Dockerfile",
    );
}

#[test]
fn a_base_that_is_only_a_variable_may_be_an_image() {
    let other = Stage::named("other", "python:3.12").user(app());
    let last = Stage::from_image(Image::new("$BASE"))
        .push(Run::new("pip install .").cache(PackageManager::Pip));
    let file = Dockerfile::new()
        .arg(Arg::with_default("BASE", "python:3.12"))
        .stage(other)
        .stage(last);
    assert_eq!(
        file.check().errors().next().unwrap().rule.name,
        "unknown-user"
    );
}

#[test]
fn a_base_image_can_be_said_to_run_as_somebody() {
    assert_eq!(
        pip(python().base_user(app())),
        at("/home/appuser/.cache/pip", 1001, 1001)
    );
    assert_eq!(pip(python().base_user(app()).user("root")), at_root());
}

#[test]
fn a_base_that_is_one_of_several_stages_is_known_if_they_agree() {
    let per_arch = |users: [User; 2]| {
        let [amd64, arm64] = users;
        Dockerfile::new()
            .arg(Arg::new("TARGETARCH"))
            .stage(Stage::named("base_amd64", "python:3.12").user(amd64))
            .stage(Stage::named("base_arm64", "python:3.12").user(arm64))
            .stage(
                Stage::from_image(Image::new("base_$TARGETARCH"))
                    .push(Run::new("pip install .").cache(PackageManager::Pip)),
            )
    };
    assert_eq!(
        pip_of(&per_arch([app(), app()])),
        at("/home/appuser/.cache/pip", 1001, 1001)
    );
    let report = per_arch([app(), User::root()]).check();
    assert_eq!(
        report.errors().next().unwrap().message,
        "the cache `pip-cache-shared` needs to know who the stage runs as, and its base may be one of several stages",
    );
}

#[test]
fn what_is_not_known_of_a_user_is_asked_for() {
    let found = |user: User| {
        let run = Run::new("pip install .").cache(PackageManager::Pip);
        let report = Dockerfile::new()
            .stage(python().user(user).push(run))
            .check();
        let finding = report.errors().next().unwrap();
        (finding.message.clone(), finding.help.clone())
    };
    assert_eq!(
        found(User::new("1001")),
        (
            "the cache `pip-cache-shared` needs the home directory of the user `1001`".to_owned(),
            "give it: `User::new(\"1001\").home(\"/home/…\")`".to_owned(),
        ),
    );
    assert_eq!(
        found(User::new("appuser").home("/home/appuser")),
        (
            "the cache `pip-cache-shared` needs the uid of the user `appuser`".to_owned(),
            "give it: `User::new(\"appuser\").uid(1001).home(\"/home/appuser\")`".to_owned(),
        ),
    );
}

#[test]
fn equal_users_open_equal_directories() {
    for manager in PackageManager::ALL {
        let service = |image: &'static str, user: User| {
            let run = Run::new("install").cache(*manager);
            let mounts =
                mounts(&Dockerfile::new().stage(Stage::from_image(image).user(user).push(run)));
            mounts
                .iter()
                .map(|mount| mount.directory().unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(service("a", app()), service("b", app()), "{manager}");
        assert_eq!(
            service("a", User::root()),
            service("b", User::new("0")),
            "{manager}"
        );
        assert_ne!(service("a", User::root()), service("b", app()), "{manager}");
    }
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
            "    export UV_LINK_MODE=copy GOMODCACHE=/go/pkg/mod; uv sync && \\\n    go build\n"
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
    let prefix = "the cache of uv exports `UV_LINK_MODE=copy` in front of the command, and this is";
    assert_eq!(
        found(python(), Command::Exec(vec!["uv".into(), "sync".into()])),
        [format!("{prefix} the exec form; write the command as text")],
    );
    assert_eq!(
        found(python(), text("#!/bin/bash\nuv sync\n")),
        [format!(
            "{prefix} a script with `#!`; take `#!` off and begin with `export UV_LINK_MODE=copy`"
        )],
    );
    assert_eq!(
        found(
            python().push(DefaultShell::new(["pwsh", "-Command"])),
            text("uv sync")
        ),
        [format!(
            "{prefix} for the shell `pwsh`; set `UV_LINK_MODE=copy` in that shell and add the mounts with `CacheMount`"
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

/// The table of the README, from the presets themselves.
#[test]
fn the_readme_shows_the_table() {
    let readme = include_str!("../README.md");
    let column = |manager: PackageManager, user: User| {
        let file = Dockerfile::new().stage(python().user(user).push(Run::new("x").cache(manager)));
        mounts(&file).into_iter().map(|mount| match mount.target {
            Target::Path(path) => (
                path.to_string(),
                mount.id.unwrap().to_string(),
                mount.sharing.unwrap().to_string(),
            ),
            Target::Home(path) => panic!("{path}"),
        })
    };
    for manager in PackageManager::ALL {
        let exports = {
            let file = Dockerfile::new().stage(python().push(Run::new("x").cache(*manager)));
            let text = file.render().unwrap();
            let exported = text
                .split_once("    export ")
                .and_then(|(_, rest)| rest.split_once("; "));
            exported.map_or_else(|| " ".to_owned(), |(exports, _)| format!(" `{exports}` "))
        };
        let rows = column(*manager, User::root())
            .zip(column(*manager, User::new("u").uid(7).home("/home/u")));
        for (number, ((root, id, sharing), (home, _, _))) in rows.enumerate() {
            let name = if number == 0 {
                format!(" {manager} ")
            } else {
                " ".to_owned()
            };
            let exports = if number == 0 { exports.as_str() } else { " " };
            let home = home.replace("/home/u/", "~/");
            let row = format!("|{name}| `{id}` | `{root}` | `{home}` | {sharing} |{exports}|\n");
            assert!(readme.contains(&row), "the README has no row {row}");
        }
    }
}
