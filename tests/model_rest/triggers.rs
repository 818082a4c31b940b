//! Triggers that are text.

use dockerkit::{
    Dockerfile, Instruction, OnBuild, PackageManager, Run, Stage, StageRef, dockerfile,
};

use crate::support::parser::Parser;
use crate::{found, of, with};

/// Texts that BuildKit takes, and what is found of them.
const TAKEN: [(&str, &[&str]); 22] = [
    ("setup --fast", &["unknown-trigger"]),
    ("copy --new a b", &[]),
    ("COPY", &[]),
    ("RUN", &[]),
    ("run make `x` $(y) 'z", &[]),
    ("run [ -f a ] || b", &[]),
    ("healthcheck sometimes", &[]),
    ("HEALTHCHECK", &[]),
    ("env A b c", &[]),
    ("env A=\"b c\" D='e = f'", &[]),
    ("env A=b\\ c", &[]),
    ("env", &[]),
    ("label a=b c=d", &[]),
    ("arg A=b c", &[]),
    ("user", &[]),
    ("# no comment", &["unknown-trigger"]),
    ("é", &["unknown-trigger"]),
    ("runx", &["unknown-trigger"]),
    ("froma x", &["unknown-trigger"]),
    ("expose 80:80:80:80", &[]),
    ("stopsignal nope", &[]),
    ("a\\\\", &["unknown-trigger"]),
];

/// Texts that BuildKit does not take, or reads otherwise.
const REFUSED: [&str; 20] = [
    "FROM x",
    "from",
    "Maintainer x",
    "ONBUILD run x",
    "onbuild",
    "--x run y",
    "env A",
    "env A=b c",
    "label a=b c",
    "run [1]",
    "healthcheck cmd [1, 2]",
    "copy [\"a\", 1]",
    "volume [null]",
    "run cat <<E",
    "copy <<E /",
    "run x \\",
    " run x",
    "run x ",
    "run\nuser x",
    "",
];

#[test]
fn triggers_that_are_any_text() {
    for (text, rules) in TAKEN {
        let file = with([OnBuild::text(text)]);
        assert_eq!(found(&file), *rules, "{text}");
        let written = file.render().unwrap();
        let line = written.lines().last().unwrap();
        assert!(
            line.strip_prefix("ONBUILD ")
                .unwrap()
                .eq_ignore_ascii_case(text),
            "{line}"
        );
        let resolved = file.resolved();
        assert_eq!(resolved.render().unwrap(), written);
        assert_eq!(resolved.resolved(), resolved);
        let data = serde_json::to_string(&file).unwrap();
        assert_eq!(serde_json::from_str::<Dockerfile>(&data).unwrap(), file);
    }
    for text in REFUSED {
        assert!(!with([OnBuild::text(text)]).check().is_ok(), "{text:?}");
    }
    let text = OnBuild::text("x").instruction.clone();
    assert_eq!(found(&with([*text])), ["onbuild"]);
}

/// A text is never written as an instruction is that can be held as one.
#[test]
fn a_trigger_of_text_is_no_typed_one() {
    let text = with([OnBuild::text("RUN make")]);
    let typed = with([OnBuild::new(Run::new("make"))]);
    assert!(text.render().unwrap().ends_with("\nONBUILD run make\n"));
    assert_ne!(text.render().unwrap(), typed.render().unwrap());
    assert_eq!(
        text.resolved(),
        with([OnBuild::text("run make")]).resolved()
    );
}

/// What text makes of whoever starts from it is not known.
#[test]
fn the_user_behind_a_trigger_of_text() {
    let child = || {
        Stage::new(StageRef::by_name("base")).push(Run::new("uv sync").cache(PackageManager::Uv))
    };
    let base = |text: &'static str| Stage::named("base", "x").push(OnBuild::text(text));
    assert_eq!(found(&of([base("user app"), child()])), ["unknown-user"]);
    assert_eq!(found(&of([base("USER app"), child()])), ["unknown-user"]);
    assert_eq!(
        found(&of([base("shell pwsh"), child()])),
        ["preset-needs-shell"]
    );
    assert_eq!(found(&of([base("arg A"), child()])), [""; 0]);
}

#[test]
fn a_trigger_of_text_in_the_macro() {
    let file = dockerfile! {
        FROM "alpine";
        ONBUILD "setup --fast";
        ONBUILD RUN "make";
    };
    let steps: Vec<Instruction> = file.stages[0]
        .steps
        .iter()
        .map(|it| it.instruction.clone())
        .collect();
    assert_eq!(
        steps,
        [
            OnBuild::text("setup --fast").into(),
            OnBuild::new(Run::new("make")).into()
        ]
    );
}

/// The frontend takes what is taken, as it is, and refuses what is refused but for what instructions are for.
#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
fn the_frontend_takes_these_triggers() {
    let mut frontend = Parser::frontend();
    for (text, _) in TAKEN {
        let written = with([OnBuild::text(text)]).render().unwrap();
        let read = frontend.parse(&written).unwrap();
        assert_eq!(read.len(), 2, "{text}");
        assert_eq!(read[1].read_on.as_ref().unwrap().refused, None, "{text}");
    }
    for text in REFUSED {
        let read = frontend.parse(&format!("FROM scratch\nONBUILD {text}\nUSER x\n"));
        let refused = read.as_ref().is_ok_and(|read| {
            read.len() == 3
                && read[1]
                    .read_on
                    .as_ref()
                    .is_none_or(|it| it.refused.is_none())
        });
        let blanks = text.trim() != text;
        assert!(!refused || blanks, "{text:?}: {read:?}");
    }
}
