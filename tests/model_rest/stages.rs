//! Names that several stages have, and names that mean something else.

use dockerkit::{
    BindMount, CacheMount, CopyFiles, Dockerfile, InlineFile, PackageManager, Run, Stage, StageRef,
    User, dockerfile,
};

use crate::support::engine::Engine;
use crate::support::scratch::Scratch;
use crate::{found, of};

/// A stage that holds a file.
fn holding(name: &'static str, base: impl Into<dockerkit::Source>, file: &'static str) -> Stage {
    let copy = CopyFiles::file(InlineFile::new(file, "x\n"), "/");
    Stage::named(name, base).push(copy)
}

#[test]
fn two_stages_of_one_name() {
    let file = of([
        holding("a", "scratch", "one"),
        holding("A", "scratch", "two"),
        Stage::new(StageRef::by_name("a")),
    ]);
    let report = file.check();
    assert_eq!(found(&file), ["DuplicateStageName", "StageNameCasing"]);
    assert!(report.is_ok());
    let second = report
        .findings
        .iter()
        .find(|it| it.rule.name == "DuplicateStageName")
        .unwrap();
    let places = (second.place.to_string(), second.related.as_ref().unwrap());
    assert!(places.0.contains("stage `A`"), "{}", places.0);
    assert!(places.1.to_string().contains("stage `a`"), "{}", places.1);
    assert!(file.render().unwrap().ends_with("\nFROM a\n"));
    let off = file.check_directive("skip=DuplicateStageName,StageNameCasing");
    assert_eq!(found(&off), [""; 0]);
}

/// `FROM a` is the last stage of that name before it, for whoever runs its steps, too.
#[test]
fn a_base_of_two_names_is_the_last_before_it() {
    let app = User::new("app").uid(7).home("/home/app");
    let pip = || Run::new("pip install x").cache(PackageManager::Pip);
    let file = of([
        Stage::named("a", "x").user(app),
        Stage::named("first", StageRef::by_name("a")).push(pip()),
        Stage::named("a", "y"),
        Stage::named("second", StageRef::by_name("a")).push(pip()),
    ]);
    let text = file.render().unwrap();
    let mounts: Vec<_> = text.lines().filter(|it| it.contains("--mount")).collect();
    assert!(mounts[0].contains("uid=7"), "{text}");
    assert!(mounts[1].contains("target=/root/"), "{text}");
}

/// A stage may start from an earlier one of its own name.
#[test]
fn a_stage_that_starts_from_one_of_its_own_name() {
    let file = of([
        holding("a", "scratch", "one"),
        holding("a", StageRef::by_name("a"), "two"),
    ]);
    assert_eq!(found(&file), ["DuplicateStageName"]);
    let itself = of([Stage::named("a", StageRef::by_name("a"))]);
    assert_eq!(found(&itself), ["later-stage"]);
}

/// What was got for a stage stays that stage's.
#[test]
fn a_handle_to_one_of_two_equal_names() {
    let mut file = Dockerfile::new().without_syntax();
    let first = file.begin(holding("a", "scratch", "one"));
    let second = file.begin(holding("a", "scratch", "two"));
    file.begin(Stage::new(&second));
    file.add(CopyFiles::new(["/one"], "/").from(&first));
    file.add(CopyFiles::new(["/two"], "/").from(&second));
    file.add(Run::new("x").mount(BindMount::new("/m").from(&second)));
    assert_eq!(found(&file), ["DuplicateStageName"]);
    let text = file.render().unwrap();
    assert!(text.ends_with(
        "FROM a\nCOPY --from=0 /one /\nCOPY --from=a /two /\nRUN --mount=type=bind,from=a,target=/m \\\n    x\n"
    ), "{text}");
    let resolved = file.resolved();
    assert_eq!(resolved.render().unwrap(), text);
    assert_eq!(resolved.resolved(), resolved);
    let data = serde_json::to_string(&resolved).unwrap();
    assert_eq!(serde_json::from_str::<Dockerfile>(&data).unwrap(), resolved);

    file.begin(Stage::new(&first));
    file.add(Run::new("x").mount(BindMount::new("/m").from(&first)));
    let report = file.check();
    let errors: Vec<_> = report.errors().collect();
    assert_eq!(errors.len(), 2, "{report}");
    for (error, what) in errors.iter().zip(["`FROM`", "a mount"]) {
        assert_eq!(error.rule.name, "stage-by-number");
        assert!(error.message.starts_with(what), "{error}");
        assert!(
            error
                .related
                .as_ref()
                .unwrap()
                .to_string()
                .contains("stage `a`")
        );
    }
}

/// A base by its number is written by its name.
#[test]
fn a_base_by_its_number() {
    let file = of([
        Stage::named("Base", "scratch"),
        Stage::new(StageRef::by_number(0)),
    ]);
    assert!(file.render().unwrap().ends_with("\nFROM base\n"));
    assert_eq!(
        file.resolved().stages[1].source,
        StageRef::by_name("base").into()
    );
    let unnamed = of([Stage::new("scratch"), Stage::new(StageRef::by_number(0))]);
    assert_eq!(found(&unnamed), ["stage-by-number"]);
    let mount = Run::new("x").mount(BindMount::new("/m").from(StageRef::by_number(0)));
    let odd = of([Stage::named(",", "scratch"), Stage::new("x").push(mount)]);
    assert_eq!(found(&odd), ["stage-name", "stage-name"]);
    let missing = of([Stage::new(StageRef::by_number(4))]);
    assert_eq!(found(&missing), ["stage-by-number"]);
}

#[test]
fn two_stages_of_one_name_in_the_macro() {
    let file = dockerfile! {
        # syntax = none;
        FROM scratch AS a;
        FROM scratch AS b;
        COPY --from=a "/one" => "/";
        FROM a AS a;
        FROM a;
        COPY --from=0 "/one" => "/";
        COPY --from=2 "/one" => "/";
        FROM "node" AS node;
    };
    let text = file.render().unwrap();
    assert_eq!(
        text,
        "\
FROM scratch AS a

FROM scratch AS b
COPY --from=0 /one /

FROM a AS a

FROM a
COPY --from=0 /one /
COPY --from=a /one /

FROM node AS node
"
    );
}

/// `scratch` and `context` are names of stages, of which BuildKit warns.
#[test]
fn reserved_names_of_stages() {
    for name in ["context", "scratch"] {
        let named = || holding(name, "alpine", "one");
        let build = named();
        let file = of([
            named(),
            Stage::new(&build).push(CopyFiles::new(["/one"], "/").from(&build)),
        ]);
        assert_eq!(found(&file), ["ReservedStageName"]);
        let text = file.render().unwrap();
        assert!(
            text.ends_with(&format!("FROM {name}\nCOPY --from={name} /one /\n")),
            "{text}"
        );
        let image = of([named(), Stage::new(name)]);
        assert_eq!(found(&image), ["ReservedStageName", "image-is-stage"]);
    }
    // BuildKit looks for a stage of that name for every mount that names none.
    let cached = Stage::new("alpine").push(Run::new("x").mount(CacheMount::new("/c").id("c")));
    let scratch = of([Stage::named("scratch", "alpine"), cached.clone()]);
    assert_eq!(found(&scratch), ["ReservedStageName", "image-is-stage"]);
    assert!(
        of([Stage::named("context", "alpine"), cached])
            .check()
            .is_ok()
    );
}

/// Which of two stages the builder takes.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn the_engine_takes_the_stage_that_is_meant() {
    let engine = Engine::connect();
    let mut file = Dockerfile::new().without_syntax();
    let first = file.begin(holding("a", "scratch", "one"));
    file.begin(Stage::named("between", StageRef::by_name("a")));
    let second = file.begin(holding("A", "scratch", "two"));
    let scratch = file.begin(holding("scratch", "alpine", "three"));
    file.stages[3].source = "dockerkit-test/busybox:1".into();
    file.begin(Stage::named("last", StageRef::by_name("a")));
    file.add(CopyFiles::new(["/one"], "/first/").from(&first));
    file.add(CopyFiles::new(["/two"], "/second/").from(&second));
    file.add(CopyFiles::new(["/three"], "/third/").from(&scratch));
    file.add(CopyFiles::new(["/one"], "/between/").from(StageRef::by_name("between")));
    let text = file.render().unwrap();
    let context = Scratch::new();
    let built = engine.build(text).context(context.path()).export().unwrap();
    for path in [
        "two",
        "first/one",
        "second/two",
        "third/three",
        "between/one",
    ] {
        assert!(built.path().join(path).exists(), "{path}");
    }
    assert!(!built.path().join("one").exists());
}

/// Which of two stages of one name a handle was got for is not lost where the file is data.
#[test]
fn handles_of_doubled_names_survive_as_data() {
    let mut file = Dockerfile::new().without_syntax();
    let first = file.begin(Stage::named("a", "alpine"));
    let second = file.begin(Stage::named("a", "busybox"));
    file.begin(Stage::new("scratch"));
    file.add(CopyFiles::new(["/x"], "/").from(&first));
    file.add(CopyFiles::new(["/y"], "/").from(&second));
    let text = serde_json::to_string(&file).unwrap();
    let read: Dockerfile = serde_json::from_str(&text).unwrap();
    assert_eq!(read.render().unwrap(), file.render().unwrap());
    assert_eq!(read.resolved(), file.resolved());
    assert!(file.render().unwrap().contains("COPY --from=0 /x /"));
}
