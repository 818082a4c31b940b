//! Mounts and syntax versions: the model holds what BuildKit accepts. Each test is named after what was missing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]
#![allow(clippy::doc_markdown, reason = "BuildKit is a name, not code")]

mod engine;
mod frontend;
#[path = "../support/mod.rs"]
mod support;
mod versions;

use dockerkit::{
    BindMount, CacheMount, Dockerfile, Instruction, Mode, Mount, OrArg, OtherMount, Run,
    SecretMount, Sharing, SshMount, Stage, Switch, TmpfsMount, literal,
};

/// A file with a step that has this mount, below a working directory.
fn file(mount: impl Into<Mount>) -> Dockerfile {
    let run = Run::new("make").mount(mount);
    Dockerfile::new()
        .without_syntax()
        .stage(Stage::new("busybox").workdir("/w").push(run))
}

/// The mount is written like this, nothing is said of it, and JSON keeps it.
#[track_caller]
fn writes(mount: impl Into<Mount>, written: &str) {
    let mount = mount.into();
    let serial = serde_json::to_string(&mount).unwrap();
    let again: Mount = serde_json::from_str(&serial).unwrap();
    assert_eq!(again, mount, "{serial}");
    let file = file(mount);
    let report = file.check();
    let others = report.findings.iter();
    let mut others = others.filter(|it| it.rule.name != "cache-without-target");
    assert!(others.next().is_none(), "{report}");
    let text = file.render().unwrap();
    assert_eq!(
        text,
        format!("FROM busybox\nWORKDIR /w\nRUN --mount={written} \\\n    make\n")
    );
    assert_eq!(file.resolved().render().unwrap(), text);
}

/// The mount of a file with nothing left to decide.
fn resolved(mount: impl Into<Mount>) -> Mount {
    let resolved = file(mount).resolved();
    let Instruction::Run(run) = &resolved.stages[0].steps[1].instruction else {
        panic!("{resolved:?}")
    };
    run.mounts[0].clone()
}

#[test]
fn ro_is_an_argument() {
    writes(
        CacheMount::new("/c").read_only_if("$X"),
        "type=cache,target=/c,ro=$X",
    );
    writes(
        BindMount::new("/c").read_only_if("$X"),
        "type=bind,target=/c,ro=$X",
    );
    writes(
        TmpfsMount::new("/c").read_only_if("${X:-true}"),
        "type=tmpfs,target=/c,ro=${X:-true}",
    );
    writes(
        OtherMount::new("cache")
            .option("target", "/c")
            .option("readonly", "$X"),
        "type=cache,target=/c,ro=$X",
    );
}

#[test]
fn rw_is_an_argument() {
    writes(
        CacheMount::new("/c").read_write_if("$X"),
        "type=cache,target=/c,rw=$X",
    );
    writes(
        BindMount::new("/c").read_write_if("$X"),
        "type=bind,target=/c,rw=$X",
    );
    writes(
        TmpfsMount::new("/c").read_write_if("$X"),
        "type=tmpfs,target=/c,rw=$X",
    );
}

#[test]
fn required_is_an_argument() {
    writes(
        SecretMount::new("a").required_if("$X"),
        "type=secret,id=a,required=$X",
    );
    writes(SshMount::new().required_if("$X"), "type=ssh,required=$X");
}

#[test]
fn a_switch_of_fixed_text_is_known() {
    for (text, on) in [("true", true), ("T", true), ("1", true), ("False", false)] {
        let cache = CacheMount::new("/c").read_only_if(text);
        assert_eq!(cache.read_only, Switch::Value(on), "{text}");
        let mut by_hand = CacheMount::new("/c");
        by_hand.read_only = Switch::If(text.into());
        assert_eq!(by_hand, cache, "{text}");
        by_hand.read_only = Switch::Unless(text.into());
        assert_eq!(by_hand.read_only.value(), Some(!on), "{text}");
        assert_eq!(
            SshMount::new().required_if(text).required,
            OrArg::Value(on),
            "{text}"
        );
    }
    writes(
        CacheMount::new("/c").read_only_if("F"),
        "type=cache,target=/c",
    );
    let report = file(CacheMount::new("/c").read_only_if("yes")).check();
    assert!(
        report.to_string().contains("`yes` is not a valid `ro`"),
        "{report}"
    );
}

/// JSON of before reads as it did, and so does text with a variable.
#[test]
fn json_of_switches() {
    let read = |text: &str| serde_json::from_str::<Mount>(text).unwrap();
    let cache = |more: &str| {
        read(&format!(
            r#"{{"cache": {{"target": {{"path": "/c"}}{more}}}}}"#
        ))
    };
    let mount = || CacheMount::new("/c");
    assert_eq!(cache(""), mount().into());
    assert_eq!(cache(r#", "read_only": true"#), mount().read_only().into());
    assert_eq!(cache(r#", "read_only": false"#), mount().into());
    assert_eq!(
        cache(r#", "read_only": "$X""#),
        mount().read_only_if("$X").into()
    );
    assert_eq!(
        cache(r#", "read_only": {"unless": "$X"}"#),
        mount().read_write_if("$X").into()
    );
    let secret = read(r#"{"secret": {"id": "a", "required": true}}"#);
    assert_eq!(secret, SecretMount::new("a").required().into());
    let secret = read(r#"{"secret": {"id": "a"}}"#);
    assert_eq!(secret, SecretMount::new("a").into());
}

#[test]
fn tmpfs_is_read_only() {
    writes(TmpfsMount::new("/c").read_only(), "type=tmpfs,target=/c,ro");
}

#[test]
fn the_type_is_an_argument() {
    let mount = OtherMount::new("$T")
        .from_image("alpine:3.20")
        .option("target", "/c")
        .option("uid", "$UID")
        .switch("ro")
        .option("required", "$X");
    writes(
        mount,
        "type=$T,from=alpine:3.20,target=/c,uid=$UID,ro,required=$X",
    );
}

#[test]
fn options_that_a_type_does_not_have_here() {
    writes(
        OtherMount::new("bind").option("id", "a").option("dst", "c"),
        "type=bind,id=a,dst=c",
    );
    writes(
        OtherMount::new("ssh").switch("ro").option("env", "A"),
        "type=ssh,ro,env=A",
    );
    writes(
        OtherMount::new("TMPFS")
            .option("source", "a b")
            .option("target", "/c"),
        "\"type=TMPFS,source=a b,target=/c\"",
    );
}

/// The stage that it comes from is one that there has to be.
#[test]
fn a_mount_as_text_refers_to_stages() {
    let seed = Stage::named("seed", "alpine");
    let mount = OtherMount::new("$T").from(&seed).option("target", "/c");
    let stage = Stage::new("alpine").push(Run::new("make").mount(mount));
    let report = Dockerfile::new().stage(stage.clone()).check();
    assert!(report.to_string().contains("seed"), "{report}");
    assert_eq!(
        Dockerfile::new()
            .stage(seed)
            .stage(stage)
            .check()
            .to_string(),
        ""
    );
}

/// What one of the others can say is that one, whatever it was called and in whichever order.
#[test]
fn a_mount_as_text_is_the_one_it_names() {
    let cache = OtherMount::new("Cache")
        .option("UID", "01")
        .option("destination", "/c")
        .option("sharing", "LOCKED")
        .option("mode", "755")
        .option("src", "/seed")
        .from_image("seed:1")
        .switch("readonly");
    let same = CacheMount::new("/c")
        .uid(1)
        .sharing(Sharing::Locked)
        .mode(Mode(0o755))
        .source("/seed")
        .from_image("seed:1")
        .read_only();
    assert_eq!(resolved(cache), same.into());
    let bind = OtherMount::new("bind")
        .option("target", "/c")
        .option("ro", "false");
    assert_eq!(resolved(bind), BindMount::new("/c").read_write().into());
    let tmpfs = OtherMount::new("tmpfs")
        .option("target", "/c")
        .option("size", "1g");
    assert_eq!(resolved(tmpfs), TmpfsMount::new("/c").size("1g").into());
    let secret = OtherMount::new("secret")
        .option("id", "a")
        .switch("required");
    assert_eq!(resolved(secret), SecretMount::new("a").required().into());
    assert_eq!(resolved(OtherMount::new("ssh")), SshMount::new().into());
}

#[test]
fn of_options_given_twice_the_last_counts() {
    let mount = OtherMount::new("cache")
        .option("id", "a")
        .option("target", "/a")
        .option("ro", "true")
        .option("dst", "/c")
        .option("ID", "b")
        .switch("rw");
    assert_eq!(resolved(mount), CacheMount::new("/c").id("b").into());
}

#[test]
fn a_bind_mount_without_a_target_is_the_working_directory() {
    writes(BindMount::at_workdir(), "type=bind");
    writes(BindMount::new("").source("app"), "type=bind,source=app");
    let root = Stage::new("scratch").push(Run::new("make").mount(BindMount::at_workdir()));
    let report = Dockerfile::new().stage(root).check();
    assert!(!report.is_ok(), "{report}");
}

#[test]
fn a_cache_or_tmpfs_mount_without_a_target_is_the_working_directory() {
    writes(CacheMount::new("").id("c"), "type=cache,id=c");
    writes(TmpfsMount::new(""), "type=tmpfs");
    let directory = CacheMount::new("").directory().unwrap();
    assert_eq!(directory.key, "/.");
}

/// An empty option is none, and is said to be: in the text, in the normal form and in what a cache opens.
#[test]
fn an_empty_cache_id_is_none() {
    let empty = CacheMount::new("/c").id("");
    assert_eq!(empty.directory(), CacheMount::new("/c").directory());
    assert_eq!(resolved(empty.clone()), CacheMount::new("/c").into());
    let file = file(empty);
    assert!(
        file.render()
            .unwrap()
            .contains("RUN --mount=type=cache,target=/c \\\n")
    );
    let report = file.check();
    assert_eq!(report.findings.len(), 1, "{report}");
    assert_eq!(report.findings[0].rule.name, "empty-option");
    // With a prefix the target stands in for it, too.
    let with_prefix = |mount: CacheMount| {
        let ids = dockerkit::CacheIds::new().prefix("p/");
        self::file(mount).cache_ids(ids).render().unwrap()
    };
    assert_eq!(
        with_prefix(CacheMount::new("/c").id("")),
        with_prefix(CacheMount::new("/c"))
    );
}

#[test]
fn other_empty_options_are_none() {
    let mut secret = SecretMount::new("");
    secret.source = Some(literal("b"));
    let mut same = SecretMount::new("");
    (same.id, same.source) = (None, Some("b".into()));
    for (mount, without) in [
        (Mount::from(secret.target("")), Mount::from(same)),
        (
            BindMount::new("/c").source("").into(),
            BindMount::new("/c").into(),
        ),
        (
            SshMount::new().id("").target("").into(),
            SshMount::new().into(),
        ),
    ] {
        assert_eq!(resolved(mount.clone()), without);
        assert_eq!(
            file(mount).render().unwrap(),
            file(without).render().unwrap()
        );
    }
}

/// The frontend takes it, and the engine then cannot start the step: see `engine`.
#[test]
fn an_empty_env_of_a_secret_is_refused() {
    let report = file(SecretMount::new("a").env("")).check();
    assert!(report.to_string().contains("`env` is empty"), "{report}");
}

#[test]
fn modes_above_7777() {
    writes(
        CacheMount::new("/c").mode(0o10000),
        "type=cache,target=/c,mode=10000",
    );
    writes(
        SecretMount::new("a").mode("10000"),
        "type=secret,id=a,mode=10000",
    );
}

#[test]
fn all_forms_of_sizes() {
    for size in [
        "0x1p20", "1_000", "1_0.5e1k", "9e18k", "16384p", "inf ", ".5g",
    ] {
        let file = file(TmpfsMount::new("/c").size(literal(size)));
        assert_eq!(file.check().to_string(), "", "{size}");
    }
    for size in ["0x1", "1__0", "-1", "inf", "1e400"] {
        let file = file(TmpfsMount::new("/c").size(literal(size)));
        assert!(!file.check().is_ok(), "{size}");
    }
}

/// What depends on an ARG opens no directory that can be told.
#[test]
fn directories_of_caches_are_not_guessed() {
    let cache = || CacheMount::new("/c").id("c");
    assert!(cache().read_only_if("$X").directory().is_some());
    assert!(cache().sharing("$X").directory().is_some());
    for mount in [
        cache().id("$X"),
        CacheMount::new("$X"),
        cache().uid("$X"),
        cache().gid("$X"),
        cache().mode("$X"),
        cache().source("$X"),
        cache().from_image("$X"),
    ] {
        assert_eq!(mount.directory(), None, "{mount:?}");
    }
}
