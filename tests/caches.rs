//! Caches that are asked for once: each step gets those of the managers that it runs.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use dockerkit::{
    Arg, CacheIds, CacheMount, Caches, DefaultShell, Dockerfile, Instruction, OnBuild,
    PackageManager::{self, Apt, Cargo, Maven, Npm, Pip, Pnpm, Uv, Yarn, YarnBerry},
    Run, Sharing, Stage, User,
};
use indoc::indoc;

fn file(stage: Stage) -> Dockerfile {
    Dockerfile::new().without_syntax().stage(stage)
}

fn rendered(stage: Stage) -> String {
    file(stage).render().unwrap()
}

/// What each step mounts, a line a step.
fn ids(stage: Stage) -> Vec<String> {
    let text = rendered(stage);
    let steps = text.split("\nRUN ").skip(1);
    steps
        .map(|step| {
            let ids = step.split("id=").skip(1);
            let ids = ids.map(|rest| rest.split("-cache-shared").next().unwrap());
            ids.collect::<Vec<_>>().join(" ")
        })
        .collect()
}

fn warnings(file: &Dockerfile) -> Vec<String> {
    let findings = file.check().findings.into_iter();
    findings
        .map(|it| format!("{}: {}", it.rule.name, it.message))
        .collect()
}

#[test]
fn steps_that_run_a_manager_mount_its_caches_and_no_others_do() {
    let stage = Stage::new("python:3.12")
        .run("pip install a")
        .caches([Pip, Npm, Cargo])
        .run("mkdir /app")
        .run("cd /app && python -m pip install .")
        .run("apt-get update")
        .run("npm ci; pip install b")
        .run("set -e\nfor x in a b; do\n  sudo npm install $x\ndone\n")
        .run("npm run build && cargo --version")
        .push(Run::all(["cd /x", "cargo build"]))
        .caches([] as [PackageManager; 0])
        .run("pip install c");
    assert_eq!(
        ids(stage),
        ["", "", "pip", "", "pip npm", "npm", "", "cargo-home", ""]
    );
    let all = Stage::new("debian")
        .caches(PackageManager::ALL)
        .run("apt-get update")
        .run("yarn");
    assert_eq!(ids(all), ["apt apt-lists", "yarn"]);
}

/// A step that mounts a manager's cache itself, wherever that is, stays as it is.
#[test]
fn what_a_step_mounts_itself_stays() {
    for (image, target, command) in [
        ("golang", "/go/pkg/mod", "go build ."),
        ("golang", "/go/pkg/mod/", "go build ."),
        ("golang", "/go/pkg/mod/cache", "go build ."),
        ("rust", "/usr/local/cargo/registry", "cargo build"),
        ("maven", "/root/.m2", "mvn package"),
        ("gradle", "/home/gradle/.gradle", "gradle build"),
        ("node", "/pnpm/store", "pnpm install"),
        ("python", "/root/.cache", "pip install ."),
        ("mine/python", "/home/app/.cache/pip", "pip install ."),
        ("debian", "/var/cache/apt", "apt-get update"),
    ] {
        let locked = CacheMount::new(target).sharing(Sharing::Locked);
        let own = Run::new(command).mount(locked);
        let stage = |run: Run| Stage::new(image).push(run);
        let asked = file(stage(own.clone()).clone()).caches(PackageManager::ALL);
        let text = file(stage(own)).render().unwrap();
        assert_eq!(asked.render().unwrap(), text);
        assert_eq!(warnings(&asked), [] as [String; 0], "{target}");
    }
    // Another directory beside it is none of its own.
    let models = CacheMount::new("/root/.cache/huggingface");
    let step = Run::new("pip install .").mount(models);
    let asked = file(Stage::new("python").caches([Pip]).push(step));
    assert!(asked.render().unwrap().contains("id=pip-cache-shared"));
    // Whoever mounted a cache knows what the script runs.
    let script = Run::new("./install.sh").cache(Pip);
    let asked = file(Stage::new("python").push(script)).caches(PackageManager::ALL);
    assert_eq!(warnings(&asked), [] as [String; 0]);
}

/// One finding for one cause.
#[test]
fn what_is_left_out_is_not_asked_for_again() {
    let stage = Stage::new("maven")
        .caches([Maven])
        .run("mvn dependency:go-offline")
        .push(Run::new(["mvn", "package"]));
    let behind = Stage::new("maven")
        .caches([Maven])
        .push(Run::new(["mvn", "dependency:go-offline"]))
        .run("mvn package");
    for stage in [stage, behind] {
        let told = warnings(&file(stage));
        let left_out = |it: &String| it.starts_with("cache-left-out: ");
        assert!(told.len() == 1 && told.iter().all(left_out), "{told:?}");
    }
}

/// Cargo looks at the variable first.
#[test]
fn programs_are_installed_where_a_variable_says() {
    let stage = || Stage::new("rust").caches([Cargo]);
    let step = "cargo install --locked cargo-chef";
    assert_eq!(warnings(&file(stage().run(step))).len(), 1);
    let set = stage().env("CARGO_INSTALL_ROOT", "/usr/local").run(step);
    assert_eq!(warnings(&file(set)), [] as [String; 0]);
}

#[test]
fn the_mounts_are_those_of_the_preset() {
    let asked = |user: User| Stage::new("a").user(user).caches([Uv]).run("uv sync");
    let given = |user: User| {
        Stage::new("a")
            .user(user)
            .push(Run::new("uv sync").cache(Uv))
    };
    for user in [User::root(), User::new("app").uid(1001)] {
        let (asked, given) = (file(asked(user.clone())), file(given(user)));
        assert_eq!(asked.render().unwrap(), given.render().unwrap());
        assert_eq!(asked.resolved(), given.resolved());
    }
    let ids = CacheIds::new().prefix("team/").by_platform();
    let asked = file(
        Stage::new("a")
            .caches([Cargo.id_suffix("x")])
            .run("cargo build"),
    );
    let run = Run::new("cargo build").cache(Cargo.id_suffix("x"));
    let given = file(Stage::new("a").push(run));
    assert_eq!(
        asked.cache_ids(ids.clone()).render().unwrap(),
        given.cache_ids(ids).render().unwrap()
    );
}

#[test]
fn a_file_asks_for_all_its_stages_and_a_stage_for_itself() {
    let file = Dockerfile::new()
        .without_syntax()
        .caches([Pip])
        .stage(Stage::named("a", "python").run("pip install a"))
        .stage(
            Stage::named("b", "node")
                .caches([Npm])
                .run("pip install a && npm ci"),
        )
        .stage(Stage::new("c").run("pip install a && npm ci"));
    assert_eq!(
        file.render().unwrap(),
        indoc! {"
            FROM python AS a
            RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared \\
                pip install a

            FROM node AS b
            RUN --mount=type=cache,id=npm-cache-shared,target=/root/.npm,sharing=shared \\
                pip install a && npm ci

            FROM c
            RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared \\
                pip install a && npm ci
        "}
    );
    // They are no line of the file.
    assert!(file.resolved().globals.is_empty());
    assert_eq!(file.resolved().render().unwrap(), file.render().unwrap());
    assert_eq!(Caches::new([Pip]).presets.len(), 1);
}

#[test]
fn what_a_step_says_itself_wins() {
    for own in [
        Run::new("pip install a").cache(Pip.id_suffix("own")),
        Run::new("pip install a").mount(CacheMount::new("/root/.cache/pip").id("own")),
        Run::new("pip install a").mount(CacheMount::new("/pip").id("pip-cache-shared")),
    ] {
        let plain = rendered(Stage::new("a").push(own.clone()));
        assert_eq!(rendered(Stage::new("a").caches([Pip]).push(own)), plain);
    }
    // `yarn` may be either.
    let berry = Run::new("yarn install").cache(YarnBerry);
    let plain = rendered(Stage::new("a").push(berry.clone()));
    assert_eq!(
        rendered(Stage::new("a").caches([Yarn, YarnBerry]).push(berry)),
        plain
    );
    assert_eq!(
        ids(Stage::new("a").caches([YarnBerry, Yarn]).run("yarn")),
        ["yarn-berry"]
    );
    // They are no instruction that a trigger could hold.
    let held = file(Stage::new("a").push(OnBuild::new(Caches::all())));
    assert!(held.render().is_err());
    assert!(
        held.check()
            .to_string()
            .contains("`ONBUILD` cannot hold caches of other steps")
    );
    // A comment in front of them is for the step behind them.
    let quiet = Stage::new("a")
        .comment("dockerkit: skip=script-goes-on")
        .caches([Pip])
        .run("a\nb");
    assert_eq!(file(quiet).check().to_string(), "");
    // Triggers run elsewhere.
    let trigger = OnBuild::new(Run::new("pip install a"));
    assert_eq!(
        rendered(Stage::new("a").caches([Pip]).push(trigger)),
        "FROM a\nONBUILD RUN pip install a\n"
    );
}

#[test]
fn what_cannot_be_mounted_is_left_out_and_told() {
    for (stage, what) in [
        (
            Stage::new("a").caches([Uv]).run(["uv", "sync"]),
            "cache-left-out: the step runs uv without its cache: the cache of uv puts `export UV_LINK_MODE=copy` in \
             front of the command, and this is the exec form",
        ),
        (
            Stage::new("a").user("node").caches([Npm]).run("npm ci"),
            "cache-left-out: the step runs npm without its cache: the cache `npm-cache-shared` needs the uid of the \
             user `node`",
        ),
        (
            Stage::new("a")
                .user("1001")
                .caches([Apt])
                .run("apt-get update"),
            "cache-left-out: the step runs apt without its cache: apt works for root only, and the step runs as `1001`",
        ),
        (
            Stage::new("a").caches([Npm]).run("./ci.sh && ./ci.sh"),
            "unknown-commands: the step runs the script `./ci.sh`, and which caches that needs is not known",
        ),
        (
            Stage::new("a").caches([Npm]).run("curl https://x | bash"),
            "unknown-commands: the step runs what is fed to `bash`, and which caches that needs is not known",
        ),
    ] {
        let file = file(stage);
        assert_eq!(warnings(&file), [what]);
        assert!(!file.render().unwrap().contains("--mount"));
    }
    for stage in [
        Stage::new("a").caches([Npm]).run(["npm", "ci"]),
        Stage::new("a").caches([Npm]).run("make && exec \"$@\""),
        Stage::new("a").caches([Npm]).run("npm ci && ./ci.sh"),
        Stage::new("a")
            .push(DefaultShell::new(["pwsh", "-Command"]))
            .caches([Npm])
            .run("./ci.ps1"),
    ] {
        assert_eq!(warnings(&file(stage)), [] as [&str; 0]);
    }
    let exec = ids(Stage::new("a").caches([Npm]).run(["npm", "ci"]));
    assert_eq!(exec, ["npm"]);
}

#[test]
fn the_macro_says_the_same() {
    let own = Npm.id_suffix("own");
    let file = dockerkit::dockerfile! {
        CACHES pip;
        FROM "python" AS a;
        RUN "pip install a";
        FROM "node" AS b;
        CACHES (own), pip;
        RUN "npm ci && pip install a";
        CACHES all;
        RUN "npm ci";
    };
    let built = Dockerfile::new()
        .caches([Pip])
        .stage(Stage::named("a", "python").run("pip install a"))
        .stage(
            Stage::named("b", "node")
                .caches([Npm.id_suffix("own"), Pip.into()])
                .run("npm ci && pip install a")
                .caches(PackageManager::ALL)
                .run("npm ci"),
        );
    assert_eq!(file, built);
    assert_eq!(file.render().unwrap(), built.render().unwrap());
    assert!(file.render().unwrap().contains("id=npm-cache-shared-own,"));
}

/// Where a variable that moves a cache may be set, the manager is told where it is.
#[test]
fn what_an_arg_or_a_trigger_may_set_is_set() {
    let step = || Run::new("pip install a").cache(Pip);
    let moved = |file: &Dockerfile| {
        let text = file.render().unwrap();
        assert_eq!(
            text.contains("target=/var/cache/pip,"),
            text.contains("export PIP_CACHE_DIR=/var/cache/pip;"),
            "{text}"
        );
        text.contains("target=/var/cache/pip,")
    };
    for (trigger, is_moved) in [
        ("env PIP_CACHE_DIR=/else", true),
        ("ENV HOME /else", true),
        ("env A=b HOME=/else", true),
        ("arg PIP_CACHE_DIR", true),
        ("env ${A}_DIR=b", true),
        ("env A=b", false),
        ("env A HOME=b", false),
        ("arg A", false),
    ] {
        let base = Stage::named("base", "a").push(OnBuild::text(trigger));
        let next = Stage::new(&base).push(step());
        let file = Dockerfile::new().stage(base).stage(next);
        assert_eq!(moved(&file), is_moved, "{trigger}");
    }
    let arg = |arg: Arg| file(Stage::new("a").push(arg).push(step()));
    assert!(moved(&arg(Arg::with_default("PIP_CACHE_DIR", "/else"))));
    assert!(moved(&arg(Arg::new("HOME"))));
    assert!(!moved(&arg(Arg::new("A"))));
    // It may be, and need not.
    let defeat = arg(Arg::new("PIP_NO_CACHE_DIR"));
    assert_eq!(warnings(&defeat), [] as [&str; 0]);
    // What a base says already may be changed by its trigger.
    let base = Stage::named("base", "a")
        .env("UV_LINK_MODE", "copy")
        .push(OnBuild::text("env UV_LINK_MODE=clone"));
    let next = Stage::new(&base).push(Run::new("uv sync").cache(Uv));
    let text = Dockerfile::new().stage(base).stage(next).render().unwrap();
    assert!(text.contains("export UV_LINK_MODE=copy;"));
}

/// What a step gets is checked like what it says itself.
#[test]
fn what_defeats_them_is_told() {
    let stage = Stage::new("a")
        .caches([Pip])
        .run("pip install --no-cache-dir a");
    assert_eq!(
        warnings(&file(stage)),
        ["cache-defeated: `--no-cache-dir` defeats the cache of pip, which this step mounts"]
    );
}

/// A uid that an `ARG` gives.
#[test]
fn a_user_may_be_left_to_an_argument() {
    let stage = |user: User| {
        Stage::new("a")
            .arg_with_default("APP_UID", "1000")
            .push(user.useradd())
            .user(user)
            .push(Run::new("pip install a").cache(Pip))
    };
    let text = rendered(stage(User::new("app").uid("$APP_UID")));
    assert!(text.contains("groupadd --gid \"${APP_UID}\" app"), "{text}");
    assert!(
        text.contains("useradd --uid \"${APP_UID}\" --gid \"${APP_UID}\" --create-home app"),
        "{text}"
    );
    assert!(
        text.contains("target=/var/cache/pip,sharing=shared,uid=$APP_UID,gid=$APP_UID "),
        "{text}"
    );
    // What is fixed is a number, zero too.
    assert!(
        !rendered(
            Stage::new("a")
                .user(User::new("x").uid("0"))
                .push(Run::new("pip install a").cache(Pip))
        )
        .contains("uid=")
    );
}

/// Images that bring users of their own, and run as them.
#[test]
fn users_of_well_known_images_are_known() {
    let pip = |stage: Stage| rendered(stage.caches([Pip]).run("pip install a"));
    let notebook = pip(Stage::new("quay.io/jupyter/base-notebook:2026-01-01"));
    assert!(notebook.contains(",uid=1000,gid=100 "), "{notebook}");
    let root = pip(Stage::new("quay.io/jupyter/base-notebook").user("root"));
    assert!(!root.contains("uid="), "{root}");
    let mamba = rendered(
        Stage::new("mambaorg/micromamba:2")
            .caches([PackageManager::Mamba])
            .run("micromamba install -y x"),
    );
    assert!(
        mamba.contains(",uid=$MAMBA_USER_ID,gid=$MAMBA_USER_GID "),
        "{mamba}"
    );
    let airflow = rendered(
        Stage::new("apache/airflow:2.10")
            .caches([Pip])
            .run("pip install a"),
    );
    assert!(airflow.contains(",uid=50000,gid=0 "), "{airflow}");
    let node = User::of_image("node:22").unwrap();
    let npm = rendered(Stage::new("node:22").user(node).caches([Npm]).run("npm ci"));
    assert!(
        npm.contains("USER node\n") && npm.contains(",uid=1000,gid=1000 "),
        "{npm}"
    );
    let file = file(
        Stage::new("node")
            .user("node")
            .push(Run::new("npm ci").cache(Npm)),
    );
    assert_eq!(
        file.check().findings[0].help,
        "give the number that `useradd` gives it, or the image: in one made from `node` it is `User::new(\"node\").uid(1000)`"
    );
}

/// A stage that runs on the build platform is one for all targets, as long as it does not ask which target it is for.
#[test]
fn ids_name_the_platform_that_a_stage_runs_on() {
    let go = || Run::new("go build").cache(PackageManager::Go);
    let base = Stage::named("base", "golang").platform("$BUILDPLATFORM");
    let next = Stage::named("next", &base).push(go());
    let target = Stage::new("golang").push(go());
    let file = Dockerfile::new()
        .without_syntax()
        .cache_ids(CacheIds::new().by_platform())
        .stage(base.push(go()))
        .stage(next)
        .stage(target);
    let text = file.render().unwrap();
    let stages: Vec<_> = text.split("\n\n").collect();
    for (stage, names) in stages.iter().zip(["BUILD", "BUILD", "TARGET"]) {
        let id = format!("go-build-cache-shared-${names}OS-${names}ARCH${names}VARIANT,");
        assert!(stage.contains(&id), "{stage}");
        assert!(
            stage.contains(&format!("ARG {names}OS \\\n    {names}ARCH")),
            "{stage}"
        );
        assert_eq!(
            stage.matches("TARGET").count() > 0,
            names == "TARGET",
            "{stage}"
        );
    }
    assert_eq!(stages.len(), 3);
}

/// Only `$BUILDPLATFORM` itself is that of the builder.
#[test]
fn ids_name_the_target_where_a_platform_is_anything_else() {
    for platform in [
        "$TARGETPLATFORM",
        "${BUILDPLATFORM:-linux/arm64}",
        "linux/arm64",
    ] {
        let go = Run::new("go build").cache(PackageManager::Go);
        let stage = Stage::new("golang").platform(platform).push(go);
        let file = Dockerfile::new()
            .cache_ids(CacheIds::new().by_platform())
            .stage(stage);
        let text = file.render().unwrap();
        assert!(
            text.contains("shared-$TARGETOS-$TARGETARCH$TARGETVARIANT,"),
            "{text}"
        );
    }
}

/// npm reads its variables in any case, and of two of them it takes the one in capitals.
#[test]
fn npm_is_told_in_every_spelling() {
    let npm = |stage: Stage| rendered(stage.push(Run::new("npm ci").cache(Npm)));
    for (user, owner) in [
        (User::root(), ""),
        (User::new("app").uid(1001), ",uid=1001,gid=1001"),
    ] {
        let stage = Stage::new("a")
            .user(user)
            .env("NPM_CONFIG_CACHE", "/else")
            .env("npm_config_Cache", "/b");
        let text = npm(stage);
        let run = format!(
            "RUN --mount=type=cache,id=npm-cache-shared,target=/var/cache/npm,sharing=shared{owner} \\\n    \
             export npm_config_cache=/var/cache/npm; \\\n    \
             export NPM_CONFIG_CACHE=/var/cache/npm; \\\n    \
             export npm_config_Cache=/var/cache/npm; \\\n    npm ci\n"
        );
        assert!(text.ends_with(&run), "{text}");
    }
    assert!(!npm(Stage::new("a").env("NPM_CONFIG_LOGLEVEL", "warn")).contains("export"));
    let base = Stage::named("base", "a").env("Npm_Config_Cache", "/else");
    let next = Stage::new(&base).push(Run::new("npm ci").cache(Npm));
    let text = Dockerfile::new().stage(base).stage(next).render().unwrap();
    assert!(
        text.contains("export Npm_Config_Cache=/var/cache/npm;"),
        "{text}"
    );
    let arg = npm(Stage::new("a").arg("NPM_CONFIG_CACHE"));
    assert!(
        arg.contains("export NPM_CONFIG_CACHE=/var/cache/npm;"),
        "{arg}"
    );
}

/// BuildKit takes the locks of a step in the order of the targets, others as they are written: the order of two ids is the
/// same in all steps, so that no two builds wait for each other.
#[test]
fn locks_are_taken_in_one_order_everywhere() {
    let locked = |manager: &&PackageManager| manager.row().sharing() == Sharing::Locked;
    let managers: Vec<_> = PackageManager::ALL.iter().filter(locked).collect();
    assert!(managers.len() > 10);
    // Of two ids, the one that is taken first.
    let mut orders: std::collections::HashSet<(String, String)> = std::collections::HashSet::new();
    let (root, app) = (User::root(), User::new("app").uid(1001));
    let stages = [
        Stage::new("a"),
        Stage::new("a").user(root).env("HOME", "/home"),
        Stage::new("a")
            .env("XDG_CACHE_HOME", "/xdg")
            .arg("YARN_CACHE_FOLDER"),
        Stage::new("a").user(app.clone()),
        Stage::new("a").user(app.home("/")),
    ];
    for (one, other) in managers
        .iter()
        .flat_map(|one| managers.iter().map(move |it| (one, it)))
    {
        for stage in &stages {
            let run = Run::new("x").cache(**one).cache(**other);
            let resolved = file(stage.clone().push(run)).resolved();
            let Some(Instruction::Run(run)) =
                resolved.stages[0].steps.last().map(|it| &it.instruction)
            else {
                unreachable!()
            };
            let taken = run.mounts.iter().filter_map(|mount| match mount {
                dockerkit::Mount::Cache(cache)
                    if cache.sharing == Some(dockerkit::OrArg::Value(Sharing::Locked)) =>
                {
                    Some((
                        format!("{:?}", cache.target),
                        cache.id.as_ref().unwrap().to_string(),
                    ))
                }
                _ => None,
            });
            let written: Vec<_> = taken.collect();
            assert!(written.is_sorted(), "{written:?}");
            for (at, (_, first)) in written.iter().enumerate() {
                for (_, second) in written.iter().skip(at + 1) {
                    let turned = (second.clone(), first.clone());
                    assert!(!orders.contains(&turned), "{first} and {second}");
                    orders.insert((first.clone(), second.clone()));
                }
            }
        }
    }
}

#[test]
fn stages_that_start_from_it_have_the_caches_of_their_base() {
    let base = Stage::named("base", "node:22").caches([Pnpm]);
    let build = Stage::named("build", &base).run("pnpm install");
    let last = Stage::new(&build)
        .caches([Npm])
        .run("pnpm install")
        .run("npm ci");
    let other = Stage::new("node:22").run("pnpm install");
    let file = Dockerfile::new()
        .stage(base)
        .stage(build)
        .stage(last)
        .stage(other);
    let mounts: Vec<_> = file
        .resolved()
        .stages
        .iter()
        .flat_map(|stage| &stage.steps)
        .map(|step| match &step.instruction {
            Instruction::Run(run) => run.mounts.len(),
            _ => 0,
        })
        .collect();
    assert_eq!(mounts, [1, 0, 1, 0]);
}
