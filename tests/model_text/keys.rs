//! The names that `ENV` sets, which the builder expands.

use dockerkit::{
    Arg, Class, Dockerfile, Env, Escape, PackageManager, Run, Stage, VariableName, dockerfile,
    expand, literal,
};

use crate::support::parser::Parser;
use crate::{file, refused, written};

#[test]
fn keys_with_references() {
    for (name, line) in [
        (
            VariableName::from("${PREFIX}_HOME"),
            "ENV ${PREFIX}_HOME=/x",
        ),
        ("$A$B".into(), "ENV $A$B=/x"),
        ("X_${A:-y z}".into(), r#"ENV "X_${A:-y z}"=/x"#),
        ("X${A#'}".into(), r#"ENV "X"${A#"'"}=/x"#),
        (expand(String::from("$A")).into(), "ENV $A=/x"),
        // Exact names, as before.
        (String::from("$A").into(), r#"ENV "\$A"=/x"#),
        (literal("$A").into(), r#"ENV "\$A"=/x"#),
        (VariableName::from_static("$A"), r#"ENV "\$A"=/x"#),
        (r"\$A".into(), r#"ENV "\$A"=/x"#),
        ("A B".into(), r#"ENV "A B"=/x"#),
    ] {
        assert_eq!(written(Env::new(name, "/x")), line);
    }
    assert_eq!(VariableName::from("A").as_literal(), Some("A"));
    assert_eq!(VariableName::from("$A").as_literal(), None);
    assert_eq!(VariableName::from("${A}b").to_string(), "${A}b");
}

#[test]
fn keys_in_the_macro() {
    let name = String::from("$A");
    let file = dockerfile! {
        FROM "scratch";
        ENV "${PREFIX}_HOME" = "/x";
        ENV (name) = "/y";
        ENV (expand("$B")) = "/z";
    };
    let text = "ENV ${PREFIX}_HOME=/x\nENV \"\\$A\"=/y\nENV $B=/z\n";
    assert!(file.render().unwrap().ends_with(text), "{file}");
}

#[test]
fn keys_that_cannot_be_written() {
    for name in ["${A:-b=c}", "$A=", "${A/=/x}"] {
        let rule = refused(Env::new(name, "1"));
        assert_eq!(
            (rule.name, rule.class),
            ("variable-name", Class::Unwritable)
        );
    }
    assert_eq!(refused(Env::new("$A\n", "1")).name, "newline");
    assert_eq!(refused(Env::new("${A", "1")).name, "reference");
    // Some builders expand it in a stage, today's do not.
    for arg in [Arg::new("$A"), Arg::with_default("A_${B}", "x")] {
        let rule = refused(arg);
        assert_eq!(
            (rule.name, rule.class),
            ("variable-name", Class::Unwritable)
        );
    }
    let mut global = Dockerfile::new();
    global.add(Arg::new("$A"));
    let global = global.stage(Stage::new("scratch"));
    assert!(!global.check().is_ok());
}

#[test]
fn a_key_with_references_may_set_anything() {
    let uv = |env: Env| {
        let stage = Stage::new("scratch")
            .env("UV_LINK_MODE", "copy")
            .push(env)
            .push(Run::new("uv sync").cache(PackageManager::Uv));
        Dockerfile::new().stage(stage).render().unwrap()
    };
    let export = "export UV_LINK_MODE=copy";
    assert!(!uv(Env::new("OTHER", "x")).contains(export));
    assert!(uv(Env::new("${OTHER}_MODE", "x")).contains(export));
}

#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
fn the_frontend_expands_keys() {
    let mut parser = Parser::frontend();
    for (name, means) in [
        (VariableName::from("X_${DIR}"), "X_d d"),
        ("${A%%/*}_HOME".into(), "a_HOME"),
        ("${_x1#it'}$1".into(), "s"),
        (literal("$A 'x'").into(), "$A 'x'"),
    ] {
        for escape in [Escape::Backslash, Escape::Backtick] {
            let text = file(Env::new(name.clone(), "v w").and("Y", "1"), escape);
            let text = text.render().unwrap();
            let read = parser.parse(&text).unwrap();
            let words = &read[1].read_on.as_ref().unwrap().words;
            let found: Vec<_> = words.iter().map(|it| it[0].as_deref()).collect();
            assert_eq!(
                found,
                [Some(means), Some("v w"), Some("Y"), Some("1")],
                "{text}"
            );
        }
    }
}
