//! Mounts.

use dockerkit::{
    BindMount, CacheMount, Device, Dockerfile, Level, Mount, OnBuild, OtherMount, Part, Run,
    SecretMount, SshMount, Stage, TmpfsMount, Workdir, literal,
};

use super::Said;

pub(crate) fn all(said: &mut Said) {
    targets(said);
    sources(said);
    options(said);
    values(said);
    devices(said);
    secrets(said);
}

#[test]
fn mounts_are_looked_at() {
    all(&mut Said::default());
}

/// What was seen to be right in one step is not looked at again in the next, and nothing else is passed over.
#[test]
fn a_mount_is_as_right_in_one_step_as_in_the_next() {
    let owned = |uid: &'static str| CacheMount::new("/c").id("o").uid(uid);
    for (mounts, each) in [
        (vec![CacheMount::new("/c").id("c")], 0),
        (vec![CacheMount::new("/")], 1),
        (vec![CacheMount::new("/c").id("é")], 1),
        (vec![CacheMount::new("/a"), CacheMount::new("~")], 1),
        (vec![CacheMount::new("/c").source("/seed")], 1),
        (vec![CacheMount::new("/c\n")], 1),
        (vec![owned("x")], 1),
        (vec![owned("1").id("p"), owned("x")], 1),
        (vec![CacheMount::new("/c").sharing("lock")], 1),
    ] {
        let step = || mounts.iter().cloned().fold(Run::new("make"), Run::mount);
        let right = || run(CacheMount::new("/c").id("c"));
        let stage = Stage::new("alpine").push(right()).push(step());
        let stage = stage.push(step()).push(right()).push(step());
        let report = Dockerfile::new().stage(stage).check();
        let others = report.findings.iter();
        let others = others.filter(|it| it.rule.name != "same-target");
        let found: Vec<_> = others.map(|it| it.place.part).collect();
        let step = |step| Part::Step { stage: 0, step };
        let wrong = [1, 2, 4]
            .map(step)
            .into_iter()
            .flat_map(|at| vec![at; each]);
        assert_eq!(found, wrong.collect::<Vec<_>>(), "{report}");
    }
}

/// A target that is not absolute is right in one directory, and not in another one.
#[test]
fn a_relative_target_is_looked_at_in_each_directory() {
    let up = || run(CacheMount::new("..").id("c"));
    let stage = Stage::new("alpine")
        .workdir("/a/b")
        .push(up())
        .workdir("/a")
        .push(up());
    let report = Dockerfile::new().stage(stage).check();
    assert!(
        report
            .to_string()
            .contains("which is `/` from the working directory"),
        "{report}"
    );
}

fn run(mount: impl Into<Mount>) -> Run {
    Run::new("make").mount(mount)
}

fn targets(said: &mut Said) {
    let two = run(CacheMount::new("/c/").id("c")).mount(TmpfsMount::new("/c"));
    let message = "another mount of this step has the target `/c`, too";
    let help = "take one of them out: the step sees the last one only";
    said.warned(two, "same-target", message, help);
    let help = "give it a path such as `/root/.cache/pip`";
    let none = "the mount has no target, and the working directory of this step is `/`";
    for mount in [
        Mount::from(CacheMount::new("")),
        BindMount::at_workdir().into(),
        TmpfsMount::new("").into(),
    ] {
        let stage = |stage: Stage| Dockerfile::new().stage(stage.push(run(mount.clone())));
        said.file(
            &stage(Stage::named("build", "scratch")),
            (Some("build"), Some("RUN")),
            ["mount-target", none, help],
        );
        let below = stage(Stage::new("scratch").workdir("/w"));
        for file in [below, stage(Stage::new("alpine"))] {
            if let Mount::Cache(_) = mount {
                let message =
                    "the cache has no target, so it is mounted over the working directory";
                let help = "give it the directory where the program keeps its files, such as `/root/.cache/pip`";
                let rule = "cache-without-target";
                said.only(&file, Level::Warning, rule, message, help);
            } else {
                assert_eq!(file.check().to_string(), "");
            }
        }
    }
    for path in ["/", "//", "/.", "/a/..", "/../"] {
        let message = format!("nothing can be mounted at `{path}`");
        said.step(run(CacheMount::new(path)), "mount-target", &message, help);
    }
    let help = "use `CacheMount::in_home(…)` for the home directory of whoever the stage runs as";
    for path in ["~", "~/.cache", "~/$A"] {
        let message = format!("`~` in the target `{path}` is not expanded");
        said.step(run(CacheMount::new(path)), "mount-target", &message, help);
    }
    let help = "give it a path such as `/root/.cache/pip`";
    let scratch = || Stage::named("build", "scratch");
    let alpine = || Stage::named("build", "alpine");
    for (stage, path) in [
        (scratch(), ".."),
        (scratch(), "a/.."),
        (scratch().workdir("/a"), ".."),
        (alpine().workdir("/"), "."),
        (alpine().workdir("/a//b/").workdir("../c"), "../.."),
        (alpine().workdir("/a").workdir("$B").workdir("/"), "./"),
    ] {
        let message = format!(
            "nothing can be mounted at `{path}`, which is `/` from the working directory of this step"
        );
        said.file(
            &Dockerfile::new().stage(stage.push(run(CacheMount::new(path)))),
            (Some("build"), Some("RUN")),
            ["mount-target", &message, help],
        );
    }
    // A stage goes on where the one it starts from ends, and with its triggers.
    let base = scratch()
        .workdir("/a")
        .push(OnBuild::new(Workdir::new("..")));
    let child = Stage::named("child", &base).push(run(TmpfsMount::new("a/..")));
    said.file(
        &Dockerfile::new().stage(base).stage(child),
        (Some("child"), Some("RUN")),
        [
            "mount-target",
            "nothing can be mounted at `a/..`, which is `/` from the working directory of this step",
            help,
        ],
    );
    for stage in [
        alpine().workdir("$A"),
        alpine().workdir("/").workdir("$A"),
        scratch().workdir("/a/b"),
        scratch().arg("A").workdir("/$A"),
    ] {
        let stage = stage.push(run(TmpfsMount::new("..")));
        let report = Dockerfile::new().stage(stage.clone()).check().to_string();
        assert_eq!(report, "", "{stage:?}");
    }
    // Whose directory it will be is not known.
    let trigger = scratch().push(OnBuild::new(run(CacheMount::new(".."))));
    assert_eq!(Dockerfile::new().stage(trigger).check().to_string(), "");
    for path in ["a", "..", "/~", "~user", "/a b", "$A"] {
        let stage = Stage::new("alpine").push(run(CacheMount::new(path)));
        assert_eq!(
            Dockerfile::new().stage(stage).check().to_string(),
            "",
            "{path}"
        );
    }
}

fn sources(said: &mut Said) {
    let help = "mount the directory that holds it, or rename the file";
    let brackets = r"the client reads `[` and `\` as a pattern for other names";
    let ends =
        "the client cuts off whitespace at the ends, and reads `!` at the start as an exception";
    let control = "the client cannot ask for a control character";
    for (name, problem) in [
        ("[y]", brackets),
        (r"a\b", brackets),
        ("a**b", "the client reads `**` as a pattern for other names"),
        (
            "^]",
            "the client reads `^` and `{` beside `*`, `?` and `]` as a pattern for other names",
        ),
        ("!z", ends),
        ("./!z", ends),
        ("z /", ends),
        ("!$A", ends),
        ("a\tb", control),
        ("\u{7f}", control),
    ] {
        said.step(
            run(BindMount::new("/m").source(name)),
            "context-name",
            &format!("the source `{}`: {problem}", crate::shown(name)),
            help,
        );
        let of_image = run(BindMount::new("/m").source(name).from_image("alpine"));
        assert!(!of_image.to_string().starts_with('!'), "{name}");
    }
    for name in ["a*b", "?", "a]b", "a^b", "{1}", "d/!x", "d/ x", "a b", "$A"] {
        let mount = run(BindMount::new("/m").source(name));
        assert!(!mount.to_string().starts_with('!'), "{name}");
    }
}

fn options(said: &mut Said) {
    let rule = "mount-option";
    let cache = || CacheMount::new("/c");
    said.step(
        run(cache().sharing("lock")),
        rule,
        "`lock` is not a valid `sharing`",
        "use `shared`, `private` or `locked`",
    );
    let number = "use a decimal number up to 4294967295";
    for id in ["app", "", "-1", "+1", "0x1", "4294967296", "1 "] {
        said.step(
            run(cache().uid(id)),
            rule,
            &format!("`{id}` is not a valid `uid`"),
            number,
        );
        said.step(
            run(SshMount::new().gid(id)),
            rule,
            &format!("`{id}` is not a valid `gid`"),
            number,
        );
    }
    let octal = "use octal digits up to `37777777777`";
    for mode in ["8", "", "0o755", "u+x", "-1", "40000000000"] {
        said.step(
            run(SecretMount::new("a").mode(mode)),
            rule,
            &format!("`{mode}` is not a valid `mode`"),
            octal,
        );
    }
    let size = "use a number of bytes, or one with a unit such as `512m`";
    for text in ["", "much", "1x", "-1", "1i", "10ki", "1bb", "1e400"] {
        let message = format!("`{text}` is not a valid `size`");
        said.step(run(TmpfsMount::new("/t").size(text)), rule, &message, size);
    }
}

fn values(said: &mut Said) {
    let help = "use a name such as `pip-cache-shared`, or leave the id out";
    let id = |id: &'static str| run(CacheMount::new("/c").id(literal(id)));
    said.step(
        id("é"),
        "cache-id",
        "`é`: a cache id must be ASCII: BuildKit corrupts other characters in a flag",
        help,
    );
    said.step(
        id("a\nb"),
        "cache-id",
        r"`a\nb`: a cache id must not hold a newline or NUL",
        help,
    );

    let rule = "newline";
    let help =
        "take it out; if text of many lines is meant, put it in a file, or have a `RUN` write it";
    let carries = |what: &str| format!("{what} holds a newline, which `RUN` cannot carry");
    let cache = || CacheMount::new("/c");
    said.step(
        run(CacheMount::new("/\n")),
        rule,
        &carries("the target"),
        help,
    );
    said.step(
        run(CacheMount::in_home("a\n")),
        rule,
        &carries("the target"),
        help,
    );
    said.step(
        run(cache().id("$A\n")),
        rule,
        &carries("the cache id"),
        help,
    );
    said.step(
        run(cache().from_image("a").source("\n")),
        rule,
        &carries("the source"),
        help,
    );
    said.step(run(cache().uid("$A\n")), rule, &carries("`uid`"), help);
    said.step(
        run(BindMount::new("/c").source("\n")),
        rule,
        &carries("the source"),
        help,
    );
    said.step(
        run(TmpfsMount::new("/c").size("$A\n")),
        rule,
        &carries("`size`"),
        help,
    );
    said.step(
        run(SecretMount::new("\n")),
        rule,
        &carries("the secret's id"),
        help,
    );
    said.step(
        run(SecretMount::new("a").target("\n")),
        rule,
        &carries("the target"),
        help,
    );
    said.step(
        run(SecretMount::new("a").env("\n")),
        rule,
        &carries("`env`"),
        help,
    );
    said.step(
        run(SshMount::new().id("\n")),
        rule,
        &carries("the agent's id"),
        help,
    );
    said.step(
        run(SshMount::new().target("\n")),
        rule,
        &carries("the target"),
        help,
    );
}

fn devices(said: &mut Said) {
    let carries = "the name of the device holds a newline, which `RUN` cannot carry";
    let help =
        "take it out; if text of many lines is meant, put it in a file, or have a `RUN` write it";
    let labs = |device: Device| {
        let stage = Stage::named("build", "alpine").push(Run::new("make").device(device));
        Dockerfile::new()
            .syntax("docker/dockerfile:1-labs")
            .stage(stage)
    };
    let place = (Some("build"), Some("RUN"));
    said.file(&labs(Device::new("a\n")), place, ["newline", carries, help]);
    let name = "give it a value, or leave it out";
    said.file(
        &labs(Device::new("")),
        place,
        ["empty", "the name of the device is empty", name],
    );
}

fn secrets(said: &mut Said) {
    let mut ssh = SshMount::new();
    ssh.target = Some("/".into());
    for mount in [
        Mount::from(SecretMount::new("a").target("/")),
        ssh.into(),
        OtherMount::new("ssh").option("target", "/").into(),
    ] {
        said.step(
            run(mount),
            "mount-target",
            "nothing can be mounted at `/`",
            "give it the path of a file, such as `/run/secrets/token`",
        );
    }
    for mount in [
        Mount::from(SecretMount::new("a").target("~/.npmrc")),
        SshMount::new().target("~/.npmrc").into(),
        OtherMount::new("secret")
            .option("target", "~/.npmrc")
            .into(),
    ] {
        said.only(
            &Dockerfile::new().stage(Stage::new("alpine").push(run(mount))),
            Level::Warning,
            "home-in-target",
            "`~` in the target `~/.npmrc` is not expanded",
            "write the path in full: `/root/.npmrc`",
        );
    }
    let mut none = SecretMount::new("a");
    none.id = None;
    said.step(
        run(none.clone()),
        "secret",
        "the secret has no id",
        "name it: `SecretMount::new(\"token\")`",
    );
    let mut both = SecretMount::new("a");
    both.source = Some("b".into());
    said.step(
        run(both),
        "secret",
        "the secret has both an id and a source",
        "leave out the source, which is the old name of the id",
    );
    said.step(
        run(SecretMount::new("a").env("")),
        "empty",
        "`env` is empty",
        "give it a value, or leave it out",
    );
    let mut source = SecretMount::new("a");
    source.source = Some("".into());
    let empty = "give it a value, or leave it out";
    for (mount, what) in [
        (
            Mount::from(CacheMount::new("/c").id(literal(""))),
            "the cache id is empty",
        ),
        (source.into(), "the secret's source is empty"),
        (
            SecretMount::new("").target("t").into(),
            "the secret's id is empty",
        ),
        (
            SecretMount::new("a").target("").into(),
            "the target is empty",
        ),
        (
            BindMount::new("/c").source("").into(),
            "the source is empty",
        ),
        (
            CacheMount::new("/c").from_image("a").source("").into(),
            "the source is empty",
        ),
        (SshMount::new().id("").into(), "the agent's id is empty"),
        (SshMount::new().target("").into(), "the target is empty"),
    ] {
        let what = format!("{what}, which BuildKit treats as not given");
        said.warned(run(mount), "empty-option", &what, empty);
    }

    let help = "say of which stage or image: `.from(&stage)`, `.from_image(…)`";
    for source in ["/seed", "$SEED"] {
        let message = format!("`source` is `{source}`, but no stage or image is named that has it");
        said.step(
            run(CacheMount::new("/c").source(source)),
            "cache-source",
            &message,
            help,
        );
    }
}
