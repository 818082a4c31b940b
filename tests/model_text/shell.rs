//! Values in shell text, as data.

use dockerkit::{Command, Dockerfile, Instruction, Run, Shell, ShellText, Stage};

/// The command of a step as data.
fn data(run: &Run) -> String {
    serde_json::to_value(&run.command).unwrap().to_string()
}

#[test]
fn text_is_a_string_and_values_are_named() {
    for (command, json) in [
        (Run::new("a b"), r#""a b""#),
        (Run::new(Shell::new("a").and("b")), r#"{"shell":["a","b"]}"#),
        (Run::script("a\nb"), r#"{"script":"a\nb"}"#),
        (
            Run::new(Shell::new("a ").arg("b c").text(" d").and("e")),
            r#"{"shell":[["a ",{"value":"b c"}," d"],"e"]}"#,
        ),
        (
            Run::new(Shell::default().arg(7).arg("")),
            r#"{"shell":[[{"value":"7"},{"value":""}]]}"#,
        ),
        (
            Run::script(Shell::new("a; ").arg("b").and(Shell::new("c || ").arg("d"))),
            r#"{"script":["a; ",{"value":"b"}," && \\\n    { c || ",{"value":"d"},"; }"]}"#,
        ),
    ] {
        assert_eq!(data(&command), json);
        assert_eq!(
            serde_json::from_str::<Command>(json).unwrap(),
            command.command
        );
    }
    // However it is put, it is read in its one form.
    for (json, text) in [
        (r#"["a", " b"]"#, ShellText::from("a b")),
        ("[]", ShellText::default()),
        (
            r#"["a ", "", {"value": "b"}]"#,
            Shell::new("a ").arg("b").commands[0].clone(),
        ),
    ] {
        assert_eq!(serde_json::from_str::<ShellText>(json).unwrap(), text);
    }
    let wrong = serde_json::from_str::<ShellText>("7")
        .unwrap_err()
        .to_string();
    assert!(
        wrong.contains(r#"a string, or an array of strings and `{ "value": … }`"#),
        "{wrong}"
    );
}

#[test]
fn a_value_stays_one_in_a_file() {
    let run = Run::new(Shell::new("echo ").arg("it's"));
    let file = Dockerfile::new().stage(Stage::new("alpine").push(run.clone()));
    let data = serde_json::to_string(&file).unwrap();
    let read: Dockerfile = serde_json::from_str(&data).unwrap();
    assert_eq!(read, file);
    assert_eq!(read.stages[0].steps[0].instruction, Instruction::from(run));
    assert!(
        file.resolved()
            .render()
            .unwrap()
            .ends_with("RUN echo 'it'\\''s'\n")
    );
}
