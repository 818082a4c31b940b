//! The presets follow whoever the stage runs as; the README says what they are.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "presets/exports.rs"]
mod exports;
#[path = "presets/ids.rs"]
mod ids;

use dockerkit::{
    Arg, CacheIds, CacheMount, CachePrefix, Dockerfile, Image, Instruction, Mount, OnBuild, OrArg,
    PackageManager, Run, SecretMount, Sharing, SshMount, Stage, Target, User, literal,
    presets::Contents,
};
use proptest::prelude::*;

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
        Mount::Cache(cache) => Some(cache.as_ref().clone()),
        _ => None,
    };
    run.mounts.iter().filter_map(cache).collect()
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
    Stage::new("python:3.12")
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
    assert_eq!(pip(python().user(app())), at("/var/cache/pip", 1001, 1001));
    assert_eq!(
        pip(python().user(User::new("app").uid(1001).gid(5))),
        at("/var/cache/pip", 1001, 5)
    );
    assert_eq!(pip(python().user("1001:7")), at("/var/cache/pip", 1001, 7));
    assert_eq!(
        pip(python().user(User::new("$APP").uid(9))),
        at("/var/cache/pip", 9, 9)
    );
}

#[test]
fn the_last_user_before_the_step_counts() {
    let stage = python().user("nobody").run("id").user(app());
    assert_eq!(pip(stage), at("/var/cache/pip", 1001, 1001));
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
    let last = Stage::new(&middle).push(Run::new("pip install .").cache(PackageManager::Pip));
    let file = Dockerfile::new().stage(base).stage(middle).stage(last);
    assert_eq!(pip_of(&file), at("/var/cache/pip", 1001, 1001));
}

#[test]
fn a_trigger_of_the_base_says_who_the_next_stage_starts_as() {
    let base = Stage::named("base", "python:3.12").push(OnBuild::new(app()));
    let last = Stage::new(&base).push(Run::new("pip install .").cache(PackageManager::Pip));
    let file = Dockerfile::new().stage(base).stage(last);
    assert_eq!(pip_of(&file), at("/var/cache/pip", 1001, 1001));
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

/// Only the owner of a secret can read it, which BuildKit gives to root.
#[test]
fn secrets_and_sockets_belong_to_whoever_runs_the_step() {
    let written = |stage: Stage, mount: Mount| {
        let file = Dockerfile::new().stage(stage.push(Run::new("make").mount(mount)));
        let text = file.render().unwrap();
        let line = text.lines().find(|line| line.contains("--mount=")).unwrap();
        let flag = line.split_once("--mount=").unwrap().1;
        flag.trim_end_matches(" \\").to_owned()
    };
    let of_app = |mount: Mount| written(python().user(app()), mount);
    let secret = || SecretMount::new("token");
    for (mount, flag) in [
        (secret().into(), "type=secret,id=token,uid=1001"),
        (SshMount::new().into(), "type=ssh,uid=1001"),
        (
            secret().env("TOKEN").target("/t").into(),
            "type=secret,id=token,target=/t,env=TOKEN,uid=1001",
        ),
        // What is empty is not written.
        (
            secret().env("TOKEN").target("").into(),
            "type=secret,id=token,env=TOKEN",
        ),
        // It is no file, or somebody has said who can read it.
        (
            secret().env("TOKEN").into(),
            "type=secret,id=token,env=TOKEN",
        ),
        (secret().uid(7).into(), "type=secret,id=token,uid=7"),
        (secret().gid(7).into(), "type=secret,id=token,gid=7"),
        (
            secret().mode(0o444).into(),
            "type=secret,id=token,mode=0444",
        ),
        (SshMount::new().mode(0o666).into(), "type=ssh,mode=0666"),
    ] {
        assert_eq!(of_app(mount), flag);
    }
    for (user, flag) in [
        (User::root(), "type=ssh"),
        (User::new("0:7"), "type=ssh"),
        (User::new("somebody"), "type=ssh"),
        (User::new("1000:7"), "type=ssh,uid=1000"),
        (User::new("app").uid("$APP_UID"), "type=ssh,uid=$APP_UID"),
    ] {
        let stage = python().arg_with_default("APP_UID", "5").user(user);
        assert_eq!(written(stage, SshMount::new().into()), flag);
    }
    assert_eq!(
        written(Stage::new("jupyter/base-notebook"), secret().into()),
        "type=secret,id=token,uid=1000"
    );
    // A trigger is run by whoever another Dockerfile says.
    let trigger = OnBuild::new(Run::new("make").mount(secret()));
    let file = Dockerfile::new().stage(python().user(app()).push(trigger));
    let text = file.render().unwrap();
    assert!(text.contains("--mount=type=secret,id=token \\\n"), "{text}");
}

#[test]
fn what_two_presets_have_in_common_is_mounted_once() {
    let common = |one: PackageManager, other: PackageManager| {
        let run = Run::new("install").cache(one).cache(other).cache(one);
        let mounts = mounts(&Dockerfile::new().stage(python().push(run)));
        let keys = mounts.iter().map(|mount| mount.directory().unwrap().key);
        keys.collect::<Vec<_>>()
    };
    assert_eq!(
        common(PackageManager::Yum, PackageManager::Dnf),
        [
            "/dnf-cache-shared",
            "/libdnf5-cache-shared",
            "/yum-cache-shared"
        ]
    );
    assert_eq!(
        common(PackageManager::Conda, PackageManager::Mamba),
        ["/conda-cache-shared"]
    );
}

#[test]
fn a_base_that_is_only_a_variable_may_be_an_image() {
    let other = Stage::named("other", "python:3.12").user(app());
    let last =
        Stage::new(Image::new("$BASE")).push(Run::new("pip install .").cache(PackageManager::Pip));
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
        at("/var/cache/pip", 1001, 1001)
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
                Stage::new(Image::new("base_$TARGETARCH"))
                    .push(Run::new("pip install .").cache(PackageManager::Pip)),
            )
    };
    assert_eq!(
        pip_of(&per_arch([app(), app()])),
        at("/var/cache/pip", 1001, 1001)
    );
    let report = per_arch([app(), User::root()]).check();
    assert_eq!(
        report.errors().next().unwrap().message,
        "the cache `pip-cache-shared` needs to know who the stage runs as, and its base may be one of several stages",
    );
}

#[test]
fn what_is_not_known_of_a_user_is_asked_for() {
    let found = |user: User, manager: PackageManager| {
        let run = Run::new("install").cache(manager);
        let report = Dockerfile::new()
            .stage(python().user(user).push(run))
            .check();
        let finding = report.errors().next().unwrap();
        format!("{}; {}", finding.message, finding.help)
    };
    assert_eq!(
        found(
            User::new("appuser").home("/home/appuser"),
            PackageManager::Pip
        ),
        "the cache `pip-cache-shared` needs the uid of the user `appuser`; give the number that `useradd` or the image gives it: \
         `User::new(\"appuser\").uid(…)`",
    );
    assert_eq!(
        found(User::new("appuser"), PackageManager::Apt),
        "apt works for root only, and the step runs as `appuser`; put the step before `USER`, or write \
         `.user(User::root())` in front of it and the user again after it",
    );
}

/// The users of the property below: root under its names, named, numbered, and at home nobody knows where.
fn users() -> impl Strategy<Value = User> {
    let named = ("[a-z][a-z0-9]{0,8}", 1..70_000_u32, any::<bool>());
    prop_oneof![
        Just(User::root()),
        Just(User::new("0")),
        Just(User::root().home("/srv/root")),
        named.prop_map(|(name, uid, at_home)| {
            let user = User::new(literal(name.clone())).uid(uid);
            if at_home {
                user.home(literal(format!("/home/{name}")))
            } else {
                user
            }
        }),
        (1..70_000_u32, 0..70_000_u32)
            .prop_map(|(uid, gid)| User::new(literal(format!("{uid}:{gid}")))),
        (1..70_000_u32, 0..70_000_u32)
            .prop_map(|(uid, gid)| User::new("$APP_USER").uid(uid).gid(gid)),
    ]
}

proptest! {
    #[test]
    fn any_user_owns_any_cache(
        user in users(),
        manager in proptest::sample::select(PackageManager::ALL),
        suffix in proptest::option::of("[a-z0-9.-]{1,8}"),
        prefix in proptest::option::of("[a-z0-9./-]{1,8}"),
        by_platform in any::<bool>(),
        locked in any::<bool>(),
    ) {
        let service = |image: &'static str| {
            let preset = match &suffix {
                Some(suffix) => manager.id_suffix(suffix.clone()),
                None => manager.into(),
            };
            let mut ids = CacheIds::new();
            ids.by_platform = by_platform;
            ids.locked = locked;
            ids.prefix = prefix.clone().map(CachePrefix::new);
            let stage = Stage::new(image).user(user.clone());
            Dockerfile::new().cache_ids(ids).stage(stage.push(Run::new("install").cache(preset)))
        };
        let file = service("one");
        let is_root = user.known_uid() == Some(0);
        if manager.row().needs_root && !is_root {
            let report = file.check();
            prop_assert_eq!(report.errors().next().unwrap().rule.name, "needs-root");
            return Ok(());
        }
        let (one, other) = (mounts(&file), mounts(&service("other")));
        let text = file.render().unwrap();
        prop_assert_eq!(one.len(), manager.row().caches.len());
        for ((mount, other), cache) in one.iter().zip(&other).zip(manager.row().caches) {
            let Target::Path(target) = &mount.target else { panic!("{mount:?}") };
            let target = target.as_literal().unwrap();
            prop_assert!(target.starts_with('/') && target.len() > 1, "{}", target);
            let sharing = if locked { Sharing::Locked } else { cache.sharing };
            prop_assert_eq!(mount.sharing.as_ref().and_then(OrArg::value), Some(sharing));

            // Owned by that user: nothing is said for root, both for anybody else.
            let owner = (!is_root).then(|| (user.known_uid().unwrap(), user.known_gid().unwrap()));
            let said = mount.uid.as_ref().zip(mount.gid.as_ref());
            prop_assert_eq!(said.map(|(uid, gid)| (uid.value().unwrap(), gid.value().unwrap())), owner);

            // The manager looks there: by itself, or because it is told.
            if target == cache.others {
                for export in cache.exports {
                    prop_assert!(text.contains(export), "{}", text);
                }
            } else {
                prop_assert_eq!(target, cache.root);
                prop_assert!(is_root);
            }

            // One directory for equal users, whatever else differs.
            let id = mount.id.as_ref().unwrap().to_string();
            let id_begin = format!("{}{}", prefix.clone().unwrap_or_default(), cache.id);
            prop_assert!(id.starts_with(&id_begin), "{}", id);
            let native = by_platform && cache.contents == Contents::Native;
            prop_assert_eq!(mount.directory().is_none(), native);
            prop_assert_eq!(id.contains("$TARGETARCH"), native);
            prop_assert_eq!(mount.directory(), other.directory());
            prop_assert_eq!(mount, other);
        }
    }
}

#[test]
fn equal_users_open_equal_directories() {
    for manager in PackageManager::ALL {
        let service = |image: &'static str, user: User| {
            let run = Run::new("install").cache(*manager);
            let mounts = mounts(&Dockerfile::new().stage(Stage::new(image).user(user).push(run)));
            mounts
                .iter()
                .map(|mount| mount.directory().unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            service("a", User::root()),
            service("b", User::new("0")),
            "{manager}"
        );
        if manager.row().needs_root {
            continue;
        }
        assert_eq!(service("a", app()), service("b", app()), "{manager}");
        assert_ne!(service("a", User::root()), service("b", app()), "{manager}");
    }
}

#[test]
fn a_name_that_ends_otherwise_is_none_of_several_bases() {
    let base = |name: &'static str| Stage::named(name, "python:3.12");
    let next = Stage::new("${P}-b").push(Run::new("pip install .").cache(PackageManager::Pip));
    let file = Dockerfile::new()
        .arg(Arg::new("P"))
        .stage(base("x-a").user(app()))
        .stage(base("x-b").user(User::new("other").uid(7)))
        .stage(next);
    assert_eq!(pip_of(&file), at("/var/cache/pip", 7, 7));
}
