//! Levels that are set for rules.

use dockerkit::{CacheIds, Comment, Dockerfile, Level, Levels, Part, Run, Stage, rules};

use super::Said;

pub(crate) fn all(said: &mut Said) {
    names(said);
}

#[test]
fn levels_are_set_by_name() {
    all(&mut Said::default());
}

/// A file with three lints, of which one is BuildKit's own.
fn lints() -> Dockerfile {
    let stage = Stage::named("Build", "alpine").run("make\nmake install\n");
    Dockerfile::new().stage(stage.expose("8080:80"))
}

fn found(file: &Dockerfile) -> Vec<(&'static str, Level)> {
    let findings = file.check().findings;
    findings
        .iter()
        .map(|finding| (finding.rule.name, finding.level))
        .collect()
}

#[test]
fn a_file_sets_them_for_all_of_it() {
    let all = ["StageNameCasing", "script-goes-on", "ExposeInvalidFormat"];
    assert_eq!(found(&lints()), all.map(|name| (name, Level::Warning)));
    let file = lints()
        .level("script-goes-on", Level::Error)
        .level("StageNameCasing", Level::Off);
    assert_eq!(
        found(&file),
        [
            ("script-goes-on", Level::Error),
            ("ExposeInvalidFormat", Level::Warning)
        ]
    );
    assert!(file.render().is_err());
    // They are not written, and nothing of them is left where nothing is left to decide.
    assert_eq!(file.resolved().levels, Levels::new());
    assert_eq!(
        lints()
            .level("script-goes-on", Level::Off)
            .render()
            .unwrap(),
        lints().render().unwrap()
    );
}

#[test]
fn the_directive_sets_those_of_buildkit() {
    let with = |check: &'static str| found(&lints().check_directive(check));
    let own = ("script-goes-on", Level::Warning);
    for off in ["skip=all", "skip=StageNameCasing,ExposeInvalidFormat"] {
        assert_eq!(with(off), [own], "{off}");
    }
    let casing = ("StageNameCasing", Level::Error);
    assert_eq!(
        with("error=true"),
        [casing, own, ("ExposeInvalidFormat", Level::Error)]
    );
    assert_eq!(with("skip=ExposeInvalidFormat;error=true"), [casing, own]);
    // What the file says itself counts more.
    let file = lints()
        .check_directive("skip=all")
        .level("StageNameCasing", Level::Error);
    assert_eq!(found(&file), [casing, own]);
}

#[test]
fn a_comment_sets_them_for_the_next_step() {
    let script = || Run::new("make\nmake install\n");
    let with = |comment: &'static str| {
        let stage = Stage::new("alpine").comment(comment).push(script());
        Dockerfile::new().stage(stage.push(script()))
    };
    let place = |step: usize| Part::Step { stage: 0, step };
    let parts = |file: &Dockerfile| -> Vec<(Part, Level)> {
        let findings = file.check().findings;
        findings
            .iter()
            .map(|it| (it.place.part, it.level))
            .collect()
    };
    let second = (place(2), Level::Warning);
    assert_eq!(parts(&with("dockerkit: skip=script-goes-on")), [second]);
    assert_eq!(
        parts(&with(
            "it is fine\n dockerkit: skip=cache-defeated, script-goes-on"
        )),
        [second]
    );
    assert_eq!(
        parts(&with(
            "dockerkit: skip=cache-defeated; error=script-goes-on"
        )),
        [(place(1), Level::Error), second]
    );
    // A comment above `FROM` is that of the stage.
    let stage =
        Stage::named("A", "alpine").comment_above(Comment::new("dockerkit: skip=StageNameCasing"));
    assert_eq!(found(&Dockerfile::new().stage(stage)), []);
}

fn names(said: &mut Said) {
    let help = "use the name of a rule that is a lint, as findings show it in brackets";
    for (name, message) in [
        ("script-go-on", "no rule is named `script-go-on`"),
        (
            "unknown-stage",
            "the rule `unknown-stage` is not a lint, so its level stays",
        ),
    ] {
        let file = Dockerfile::new()
            .stage(Stage::new("alpine"))
            .level(name, Level::Off);
        said.only(&file, Level::Warning, "rule-level", message, help);
        let comment = format!("dockerkit: skip={name}");
        let stage = Stage::new("alpine").comment(comment).run("make");
        said.only(
            &Dockerfile::new().stage(stage),
            Level::Warning,
            "rule-level",
            message,
            help,
        );
    }
    let stage = Stage::new("alpine")
        .comment("dockerkit: skip script-goes-on")
        .run("make");
    said.only(
        &Dockerfile::new().stage(stage),
        Level::Warning,
        "rule-level",
        "`skip script-goes-on` sets no level",
        "write `skip=`, `warning=` or `error=` and the names of rules",
    );
    let last = |stage: Stage| stage.comment("dockerkit: skip=script-goes-on");
    for stage in [
        last(Stage::new("alpine").run("make")),
        last(Stage::new("alpine")).blank_line(),
        last(Stage::new("alpine"))
            .comment("and another")
            .blank_line(),
    ] {
        said.only(
            &Dockerfile::new().stage(stage),
            Level::Warning,
            "rule-level",
            "the comment `dockerkit: skip=script-goes-on` sets a level for nothing: no instruction follows it",
            "put it in front of the instruction that it is for",
        );
    }
    // An error stays one.
    let file = Dockerfile::new()
        .stage(Stage::new("my image"))
        .cache_ids(CacheIds::new())
        .level("image-reference", Level::Off);
    assert!(file.render().is_err());
}

#[test]
fn a_rule_says_everything_about_itself() {
    for rule in rules::all() {
        assert!(rule.url.starts_with("https://"), "{}", rule.name);
        assert_eq!(rules::find(rule.name), Some(rule));
        assert_ne!(rule.level, Level::Off, "{}", rule.name);
    }
}
