//! The builder in the hand: each test is named after what was not natural, or said what misled.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::time::Duration;

use dockerkit::{
    AddFiles, Arg, CopyFiles, Dockerfile, Env, Healthcheck, Image, InlineFile, Label,
    PackageManager, Run, Stage, StageName, User, VariableName, literal, pattern,
};

/// The lines behind `FROM`.
fn lines(stage: Stage) -> String {
    let text = Dockerfile::new()
        .without_syntax()
        .stage(stage)
        .render()
        .unwrap();
    text.split_once('\n').unwrap().1.to_owned()
}

#[test]
fn copy_takes_one_source_or_several() {
    let files = [String::from("a"), String::from("b")];
    let stage = Stage::new("alpine")
        .copy("a", "/x")
        .copy(["a", "b"], "/x/")
        .copy(literal("a[1]"), "/x")
        .copy(pattern(String::from("*.py")), "/x/")
        .copy(files.iter().map(literal), "/x/")
        .add_files("https://example.com/a", "/x")
        .push(CopyFiles::new(InlineFile::new("a", "b"), "/x"))
        .push(AddFiles::new(Some("a"), "/x"));
    assert_eq!(
        lines(stage),
        "COPY a /x\nCOPY a b /x/\nCOPY a[[]1] /x\nCOPY *.py /x/\nCOPY a b /x/\nADD https://example.com/a /x\n\
         COPY <<'a' /x\nb\na\nADD a /x\n"
    );
}

#[test]
fn env_and_label_are_made_of_iterators() {
    let settings = BTreeMap::from([("A", "1"), ("B", "$x")]);
    let env: Env = settings
        .iter()
        .map(|(name, value)| (*name, literal(value)))
        .collect();
    assert_eq!(env, Env::new("A", "1").and("B", literal("$x")));
    let label: Label = [("a", "1"), ("b", "2")].into_iter().collect();
    assert_eq!(label, Label::new("a", "1").and("b", "2"));
    let mut more = Env::new("A", "1").and_all([("B", 2)]);
    more.extend([("C", 3)]);
    assert_eq!(more, Env::new("A", 1).and("B", 2).and("C", 3));
    assert_eq!(
        Env::new("A", 1).and_all(Env::new("B", 2)),
        Env::new("A", 1).and("B", 2)
    );
    assert_eq!(
        Label::new("a", 1).and_all(Label::new("b", 2)),
        Label::new("a", 1).and("b", 2)
    );
}

#[test]
fn names_are_made_of_borrowed_strings() {
    let name = String::from("build");
    assert_eq!(StageName::from(&name), StageName::from("build"));
    assert_eq!(VariableName::from(&name), VariableName::from("build"));
    let image = String::from("alpine:3.20");
    let stage = Stage::named(&name, &image).platform("linux/amd64");
    assert_eq!(stage.source, Image::from("alpine:3.20").into());
    assert_eq!(
        lines(stage.arg(&name).env(&name, 1)),
        "ARG build\nENV build=1\n"
    );
    assert_eq!(
        PackageManager::Apt.id_suffix(&name),
        PackageManager::Apt.id_suffix("build")
    );
}

#[test]
fn a_file_has_comments_and_arguments_of_its_own() {
    let file = Dockerfile::new()
        .without_syntax()
        .comment("SPDX-License-Identifier: MIT")
        .arg("A")
        .arg(String::from("B"))
        .arg_with_default("C", 1)
        .arg(Arg::new("D").and(Arg::with_default("E", "x")))
        .stage(Stage::new("alpine"));
    assert_eq!(
        file.render().unwrap(),
        "# SPDX-License-Identifier: MIT\nARG A\nARG B\nARG C=1\nARG D \\\n    E=x\n\nFROM alpine\n"
    );
}

#[test]
fn an_owner_may_be_a_user() {
    let copy = |owner: User| CopyFiles::new("a", "/").chown(&owner).to_string();
    assert_eq!(
        copy(User::new("app").uid(1001)),
        "COPY --chown=1001:1001 a /"
    );
    assert_eq!(
        copy(User::new("app").uid(1001).gid(7)),
        "COPY --chown=1001:7 a /"
    );
    assert_eq!(copy(User::new("app")), "COPY --chown=app a /");
    assert_eq!(copy(User::new("app:staff")), "COPY --chown=app:staff a /");
    assert_eq!(
        copy(User::new("app").uid("$UID")),
        "COPY --chown=$UID:$UID a /"
    );
    assert_eq!(copy(User::root()), "COPY --chown=0:0 a /");
}

#[test]
fn times_are_seconds_or_text() {
    let check = |time: Duration| Healthcheck::new("true").interval(time).timeout(time);
    let seconds = Healthcheck::new("true").interval(90).timeout("1m30s");
    assert_eq!(seconds, check(Duration::from_secs(90)));
    let owned = String::from("500ms");
    let text = Healthcheck::new("true")
        .start_period(&owned)
        .start_interval(owned.clone());
    assert_eq!(
        text.to_string(),
        "HEALTHCHECK --start-period=500ms --start-interval=500ms CMD true"
    );
    assert_eq!(
        Healthcheck::new("true").interval("0"),
        Healthcheck::new("true").interval(0)
    );
    for wrong in ["soon", "", "5", "-1s", "1 s", "9999999999999h"] {
        let stage = Stage::new("alpine").push(Healthcheck::new("true").interval(wrong));
        let report = Dockerfile::new().stage(stage).check();
        assert_eq!(report.findings[0].rule.name, "healthcheck", "{wrong}");
    }
}

#[test]
fn a_shared_base_is_added_at_once() {
    fn base() -> (Env, Vec<Run>, Option<CopyFiles>) {
        let users = ["a", "b"].map(|name| Run::new(format!("adduser -D {name}")));
        (Env::new("A", 1), users.into(), None)
    }
    let stage = Stage::new("alpine")
        .extend(base())
        .extend((base(), Run::new("make")));
    let twice = "ENV A=1\nRUN adduser -D a\nRUN adduser -D b\n".repeat(2);
    assert_eq!(lines(stage), twice + "RUN make\n");
    // Each comes from where it was added.
    let stage = Stage::new("alpine").extend(base());
    let line = line!() - 1;
    for step in &stage.steps {
        assert_eq!(step.origin.line_and_column().unwrap().0, line);
    }
}
