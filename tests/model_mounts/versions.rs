//! Versions of the syntax, in both channels.

use std::time::Duration;

use dockerkit::{
    AddFiles, CacheMount, CopyFiles, Device, Dockerfile, Healthcheck, Instruction, Network, Run,
    Security, Stage,
};

fn file(instruction: impl Into<Instruction>) -> Dockerfile {
    Dockerfile::new().stage(Stage::new("alpine").push(instruction))
}

/// What the labs channel had earlier than the stable one, by BuildKit's `release/labs/tags` of each version.
#[test]
fn labs_features_pinned_by_a_labs_syntax() {
    let copy = || CopyFiles::new(["a"], "/");
    let add = || AddFiles::new(["https://example.com/a"], "/");
    let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let cases: [(Instruction, u32, u32); 9] = [
        (copy().exclude("x").into(), 7, 19),
        (copy().parents().into(), 7, 20),
        (copy().chmod("a+x").into(), 13, 14),
        (add().checksum(digest).into(), 5, 6),
        (add().keep_git_dir().into(), 5, 6),
        (Run::new("set -e\nmake\n").into(), 3, 4),
        (Run::new("make").network(Network::None).into(), 2, 3),
        (Run::new("make").security(Security::Sandbox).into(), 2, 20),
        (
            Healthcheck::new("a")
                .start_interval(Duration::from_secs(1))
                .into(),
            6,
            6,
        ),
    ];
    for (instruction, labs, stable) in cases {
        let file = file(instruction);
        let with = |syntax: String| file.clone().syntax(syntax).check();
        let of = |minor: u32, labs: &str| with(format!("docker/dockerfile:1.{minor}{labs}"));
        assert_eq!(of(labs, "-labs").to_string(), "");
        assert_eq!(of(19, "-labs").to_string(), "");
        assert_eq!(of(stable, "").to_string(), "");
        let needs = |report: dockerkit::Report, version: String| {
            let found = report.findings.first().unwrap();
            assert!(
                found
                    .message
                    .ends_with(&format!(" needs the syntax {version}")),
                "{found}"
            );
        };
        needs(of(labs - 1, "-labs"), format!("1.{labs}-labs"));
        needs(of(stable - 1, ""), format!("1.{stable}"));
        assert_eq!(file.needed_syntax().to_string(), format!("1.{stable}"));
    }
}

/// Where the labs channel is needed anyway, the rest needs no more than it had.
#[test]
fn the_needed_syntax_of_the_labs_channel() {
    let stage = Stage::new("alpine")
        .push(Run::new("make").device(Device::new("a")))
        .push(CopyFiles::new(["a"], "/").parents());
    let file = Dockerfile::new().stage(stage);
    assert_eq!(file.needed_syntax().to_string(), "1.14-labs");
    let file = file.syntax("docker/dockerfile:1.14-labs");
    assert_eq!(file.check().to_string(), "");
}

/// Before that they were no variables.
#[test]
fn a_variable_in_a_mount_needs_1_3() {
    let file = file(Run::new("make").mount(CacheMount::new("/c").id("c-$X")));
    assert_eq!(file.needed_syntax().to_string(), "1.3");
    let old = file.clone().syntax("docker/dockerfile:1.2").check();
    let message = &old.findings.first().unwrap().message;
    assert_eq!(message, "a variable in `RUN --mount` needs the syntax 1.3");
    let plain = self::file(Run::new("make").mount(CacheMount::new("/c").id("c")));
    assert_eq!(plain.needed_syntax().to_string(), "1.2");
}
