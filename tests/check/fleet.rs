//! What services are for each other on one builder.

use dockerkit::{
    CacheIds, CacheMount, Dockerfile, Finding, Level, PackageManager, Policy, Project, Run,
    Service, Sharing, Stage, User,
};

use super::Said;

pub(crate) fn all(said: &mut Said) {
    splits(said);
    modes(said);
    ids(said);
    contents(said);
    others(said);
}

#[test]
fn fleets_are_looked_at() {
    all(&mut Said::default());
}

/// A step with this mount, on this image.
fn mounts(image: &'static str, command: &'static str, mount: CacheMount) -> Dockerfile {
    Dockerfile::new().stage(Stage::new(image).push(Run::new(command).mount(mount)))
}

fn presets(manager: PackageManager, image: &'static str, command: &'static str) -> Dockerfile {
    Dockerfile::new()
        .caches([manager])
        .stage(Stage::new(image).run(command))
}

pub(crate) fn plain() -> Dockerfile {
    Dockerfile::new().stage(Stage::new("alpine"))
}

fn two(one: Dockerfile, other: Dockerfile) -> Project {
    Project::new()
        .service(Service::new("a", one))
        .service(Service::new("b", other))
}

/// The project has this one finding, of this service, and of that one, too.
#[track_caller]
pub(crate) fn only(
    said: &mut Said,
    project: &Project,
    services: (&str, Option<&str>),
    level: Level,
    [rule, message, help]: [&str; 3],
) -> Finding {
    let report = project.check();
    let [finding] = report.findings.as_slice() else {
        panic!("not one finding:\n{report}")
    };
    assert_eq!(finding.message, message);
    assert_eq!(finding.help, help);
    assert_eq!((finding.rule.name, finding.level), (rule, level));
    let related = finding.related.as_ref();
    let related = related.and_then(|place| place.service.as_deref());
    assert_eq!(
        (finding.place.service.as_deref(), related),
        (Some(services.0), services.1)
    );
    assert!(
        finding
            .to_string()
            .contains(&format!("(service `{}`", services.0)),
        "{finding}"
    );
    said.0.insert(finding.rule.name);
    // It is the level that counts.
    let policy = project.policy.clone().level(rule.to_owned(), Level::Off);
    let left = project.clone().policy(policy).check();
    let left = left.findings.iter().filter(|it| it.rule.name == rule);
    assert_eq!(left.count(), usize::from(level == Level::Error));
    finding.clone()
}

fn splits(said: &mut Said) {
    let cache = || CacheMount::new("/c").id("c");
    let warning = Level::Warning;
    let names = ("b", Some("a"));
    let ls = |mount| mounts("alpine", "ls", mount);
    let roots = "leave out `uid`, `gid` and `mode` of both: both are root's";
    let users = "let both steps run as one user, such as root in a build stage, or give one of them an id of its own";
    for (one, other, made, help) in [
        (
            cache(),
            cache().uid(0),
            ["0:0 with mode 0755", "nobody in particular"],
            roots,
        ),
        (
            cache().uid(1),
            cache().uid(1).gid(1),
            ["1:1 with mode 0755", "1:0 with mode 0755"],
            "name the same `uid`, `gid` and `mode` in both",
        ),
        (
            cache().uid(1).gid(1),
            cache().uid(2).gid(2),
            ["2:2 with mode 0755", "1:1 with mode 0755"],
            users,
        ),
    ] {
        let [own, others] = made;
        let message = format!(
            "the cache `c` is made for {own} here and made for {others} in `a`: two directories under one id"
        );
        let project = two(ls(one), ls(other));
        only(
            said,
            &project,
            names,
            warning,
            ["split-cache", &message, help],
        );
    }
    // What only one service has is meant.
    let both = || {
        let run = |mount| Run::new("ls").mount(mount);
        Dockerfile::new().stage(
            Stage::new("alpine")
                .push(run(cache()))
                .user(User::new("1"))
                .push(run(cache().uid(1).gid(1))),
        )
    };
    for project in [two(both(), both()), two(both(), ls(cache()))] {
        let report = project.check();
        let mut names = report.findings.iter().map(|it| it.rule.name);
        assert!(names.all(|it| it != "split-cache"), "{report}");
    }
}

fn modes(said: &mut Said) {
    let cache = || CacheMount::new("/c").id("c");
    let ls = |mount| mounts("alpine", "ls", mount);
    let warning = Level::Warning;
    let names = ("b", Some("a"));
    let locked = cache().sharing(Sharing::Locked);
    let message = "the cache `c` is `shared` here and `locked` in `a`: where the two run at the same time, one of them gets an empty \
                   directory, and the id is split for good";
    let what = [
        "mixed-sharing",
        message,
        "name the same sharing mode everywhere",
    ];
    only(
        said,
        &two(ls(locked.clone()), ls(cache())),
        names,
        warning,
        what,
    );
    assert_eq!(
        two(ls(cache()), ls(cache().sharing(Sharing::Shared)))
            .check()
            .to_string(),
        ""
    );
}

fn ids(said: &mut Said) {
    let warning = Level::Warning;
    let names = ("b", Some("a"));
    let pip = |id: Option<&'static str>, target: &'static str| {
        let mut mount = CacheMount::new(target);
        if let Some(id) = id {
            mount = mount.id(id);
        }
        mounts("python", "pip install x", mount)
    };
    let root = "/root/.cache/pip";
    for (one, other, message, help) in [
        (
            pip(Some("PIP"), root),
            pip(Some("pip"), root),
            "the cache of pip is `pip` here and `PIP` in `a`, which differs by case only: two directories",
            "name one id in both, and the same owner",
        ),
        (
            pip(Some("a"), root),
            pip(Some("b"), root),
            "the cache of pip is `b` here and `a` in `a`: two directories",
            "name one id in both, and the same owner",
        ),
    ] {
        only(
            said,
            &two(one, other),
            names,
            warning,
            ["other-id", message, help],
        );
    }
    // What depends on a variable is another one where it begins otherwise, and not where only the platform is added.
    let message = "the cache of pip is `b-$TARGETARCH` here and `a` in `a`: two directories";
    let help = "name one id in both, and the same owner";
    let project = two(pip(Some("a"), root), pip(Some("b-$TARGETARCH"), root));
    only(said, &project, names, warning, ["other-id", message, help]);
    for id in ["a-$TARGETARCH${TARGETVARIANT}", "$PIP", "a$X"] {
        let project = two(pip(Some("a"), root), pip(Some(id), root));
        assert_eq!(project.check().to_string(), "", "{id}");
    }
    let unnamed = || pip(None, root);
    let with_id = || pip(Some("pip"), root);
    for (project, whose) in [
        (two(unnamed(), with_id()), "in `a`"),
        (two(with_id(), unnamed()), "here"),
    ] {
        let message = format!(
            "the cache of pip has no id {whose}, where its target `{root}` is what it is known by: two directories"
        );
        only(said, &project, names, warning, ["other-id", &message, help]);
    }
    let space = |name: &'static str, space: &'static str| {
        let file = presets(PackageManager::Pip, "python", "pip install x");
        Service::new(name, file).arg("BUILDKIT_CACHE_MOUNT_NS", space)
    };
    let project = Project::new()
        .service(space("a", "x"))
        .service(space("b", "y"));
    let message =
        "the cache `pip-cache-shared` of pip is in another namespace than in `a`: two directories";
    let help = "give both builds the same build argument `BUILDKIT_CACHE_MOUNT_NS`";
    only(said, &project, names, warning, ["other-id", message, help]);
}

fn contents(said: &mut Said) {
    let warning = Level::Warning;
    let names = ("b", Some("a"));
    let help = "give each its own id, or mount both at the same directory";
    let one = |image, command, target: &'static str| {
        mounts(image, command, CacheMount::new(target).id("c"))
    };
    let pip = one("python", "pip install x", "/root/.cache/pip");
    let npm = one("node", "npm ci", "/root/.npm");
    let message = "the cache `c` is that of npm here and that of pip in `a`";
    only(
        said,
        &two(pip.clone(), npm),
        names,
        warning,
        ["mixed-content", message, help],
    );
    let whole = one("alpine", "ls", "/root/.cache");
    let message = "the cache `c` is mounted at `/root/.cache` here and at `/root/.cache/pip` in `a`: what one of them stores is not \
                   where the other one looks";
    only(
        said,
        &two(pip, whole),
        names,
        warning,
        ["mixed-content", message, help],
    );

    let go = || presets(PackageManager::Go, "golang", "go build .");
    let both = ["linux/amd64", "linux/arm64"];
    let project = Project::new().service(Service::new("a", go()).platforms(both));
    let message = "the cache `go-build-cache-shared` holds what one platform can use, and `a` is built for several";
    let help = "keep them apart: `.cache_ids(CacheIds::new().by_platform())`";
    only(
        said,
        &project,
        ("a", None),
        warning,
        ["id-without-platform", message, help],
    );
    let policy = Policy::new().cache_ids(CacheIds::new().by_platform());
    assert_eq!(project.policy(policy).check().to_string(), "");
    // There its programs are those of one platform.
    let cross = Stage::new("golang").platform("$BUILDPLATFORM");
    let cross = Dockerfile::new()
        .caches([PackageManager::Go])
        .stage(cross.run("go build ."));
    let project = Project::new().service(Service::new("a", cross).platforms(both));
    assert_eq!(project.check().to_string(), "");
    let project = Project::new().service(Service::new("a", go()).platforms(["linux/arm64"]));
    assert_eq!(project.check().to_string(), "");

    let apt = |image| {
        let mount = CacheMount::new("/var/cache/apt")
            .id("apt")
            .sharing(Sharing::Locked);
        let keep = "rm -f /etc/apt/apt.conf.d/docker-clean; apt-get install -y curl";
        mounts(image, keep, mount)
    };
    let message = "the cache `apt` is that of `noble` here and that of `bookworm` in `a`";
    let help = "name the release in the id of each, such as `…-noble`";
    let project = two(apt("debian:12"), apt("ubuntu:24.04"));
    only(
        said,
        &project,
        names,
        warning,
        ["id-without-release", message, help],
    );
    assert_eq!(
        two(apt("debian:12"), apt("python:3-slim-bookworm"))
            .check()
            .to_string(),
        ""
    );

    let make = || mounts("rust", "make", CacheMount::new("/src/target/"));
    let message = "the cache at `/src/target/` is what this service builds, and `a` builds in the same directory";
    let help = "give each service its own: `id=` with the name of the service";
    only(
        said,
        &two(make(), make()),
        names,
        warning,
        ["shared-output", message, help],
    );
}

fn others(said: &mut Said) {
    let warning = Level::Warning;
    let npm = || presets(PackageManager::Npm, "node", "npm ci");
    let trust = |one: &'static str, other: &'static str| {
        Project::new()
            .service(Service::new("a", npm()).trust(one))
            .service(Service::new("b", npm()).trust(other))
    };
    let message = "the cache `npm-cache-shared` is written by `forks` here and by `team` in `a`: each can plant packages for the other";
    let help = "give one of them ids of its own: `.cache_ids(CacheIds::new().prefix(…))`, or a namespace: the build argument \
                `BUILDKIT_CACHE_MOUNT_NS`";
    let project = trust("team", "forks");
    only(
        said,
        &project,
        ("b", Some("a")),
        warning,
        ["shared-across-trust", message, help],
    );
    assert_eq!(trust("team", "team").check().to_string(), "");
    // To share nothing is what they want.
    let apart = Project::new()
        .service(Service::new("a", npm()).trust("team"))
        .service(
            Service::new("b", npm().cache_ids(CacheIds::new().prefix("forks-"))).trust("forks"),
        );
    assert_eq!(apart.check().to_string(), "");

    let bare = Dockerfile::new().stage(Stage::new("python").run("pip install x && pip list"));
    let project = Project::new().service(Service::new("a", bare));
    let message = "`pip install` runs without the cache of pip: what it downloads is in no cache";
    let help = "add it: `.cache(PackageManager::Pip)`, or ask for it once: `Stage::caches([PackageManager::Pip])`";
    only(
        said,
        &project,
        ("a", None),
        warning,
        ["no-cache", message, help],
    );

    let railway = |mount| {
        Project::new()
            .policy(Policy::new().ids_begin_with("s/1-"))
            .service(Service::new("a", mounts("alpine", "ls", mount)))
    };
    let help = "name it `id=s/1-…`, as the host of the builds asks";
    for (mount, message) in [
        (CacheMount::new("/c"), "the cache at `/c` has no id"),
        (
            CacheMount::new("/c").id("c"),
            "the cache `c` does not begin with `s/1-`",
        ),
        (
            CacheMount::new("/c").id("s/1-$TARGETARCH"),
            "the id `s/1-$TARGETARCH` has a variable in it",
        ),
    ] {
        only(
            said,
            &railway(mount),
            ("a", None),
            warning,
            ["id-prefix", message, help],
        );
    }
    assert_eq!(
        railway(CacheMount::new("/c").id("s/1-c"))
            .check()
            .to_string(),
        ""
    );
}
