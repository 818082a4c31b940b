//! Triggers in triggers, however deep.

use std::collections::HashSet;

use dockerkit::{CopyFiles, Dockerfile, Healthcheck, Instruction, OnBuild, Run, Stage, User};

fn nested(depth: usize, innermost: impl Into<Instruction>) -> OnBuild {
    let mut instruction = innermost.into();
    for _ in 1..depth {
        let mut trigger = OnBuild::new(Run::new("true"));
        trigger.instruction = Box::new(instruction);
        instruction = trigger.into();
    }
    let mut trigger = OnBuild::new(Run::new("true"));
    trigger.instruction = Box::new(instruction);
    trigger
}

#[test]
fn triggers_that_are_nested_deep_are_one_error_and_take_no_stack() {
    for innermost in [
        Instruction::from(Run::new("make")),
        User::new("app").into(),
        CopyFiles::new(["a"], "$B").into(),
    ] {
        let trigger = nested(100_000, innermost.clone());
        let shown = trigger.to_string();
        assert!(shown.starts_with("!dockerkit error[onbuild]: `ONBUILD` cannot hold `ONBUILD`"));
        assert!(shown.len() < 200);
        assert!(format!("{trigger:?}").contains("depth: 100000"));
        let again = trigger.clone();
        assert_eq!(again, trigger);
        assert_ne!(nested(99_999, innermost), trigger);
        assert!(HashSet::from([again]).contains(&trigger));
        assert!(serde_json::to_string(&trigger).is_err());

        let file = Dockerfile::new().stage(Stage::new("alpine").push(trigger));
        let rules: Vec<_> = file
            .check()
            .findings
            .iter()
            .map(|it| it.rule.name)
            .collect();
        assert_eq!(rules, ["onbuild"]);
        assert!(file.render().is_err());
        assert!(file.to_string().lines().count() < 9);
        assert_eq!(file.resolved().check(), file.check());
        assert_eq!(file.needed_syntax().major, 1);
    }
}

#[test]
fn a_trigger_in_a_trigger_is_kept_as_it_is() {
    let twice = nested(2, Run::new("make"));
    assert_eq!(OnBuild::new(OnBuild::new(Run::new("make"))), twice);
    let text = serde_json::to_string(&twice).unwrap();
    assert_eq!(serde_json::from_str::<OnBuild>(&text).unwrap(), twice);
    assert_ne!(OnBuild::new(Run::new("make")), twice);
}

#[test]
fn a_health_check_without_a_command_is_an_error_in_a_trigger_too() {
    let empty = || Healthcheck::new([""; 0]);
    for instruction in [Instruction::from(empty()), OnBuild::new(empty()).into()] {
        let shown = instruction.to_string();
        assert!(
            shown.starts_with("!dockerkit error[empty]: the command has no words"),
            "{shown}"
        );
    }
}
