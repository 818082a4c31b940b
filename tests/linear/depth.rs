//! What nests through public fields, or in the text that becomes one.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::HashSet;

use dockerkit::{
    AddFiles, Arg, CopyFiles, Dockerfile, Env, Healthcheck, Instruction, Label, OnBuild, Run,
    Stage, Text, User, Volume, Workdir, expand,
};
use serde_json::Deserializer;

const DEEP: usize = 100_000;

fn triggers(depth: usize) -> Instruction {
    (0..depth).fold(Run::new("true").into(), |inner, _| {
        let mut trigger = OnBuild::new(Run::new("true"));
        trigger.instruction = Box::new(inner);
        trigger.into()
    })
}

/// Everything that can be done with a file.
fn everything(file: &Dockerfile) {
    let report = file.check();
    assert!(file.render().is_err() != report.is_ok());
    assert!(!file.to_string().is_empty() && !format!("{file:?}{report}").is_empty());
    let resolved = file.resolved();
    assert_eq!(resolved.resolved(), resolved);
    assert_eq!(file.clone(), *file);
    let steps = || file.stages.iter().flat_map(|it| &it.steps);
    let different: HashSet<_> = steps().map(|it| &it.instruction).collect();
    assert!(different.len() <= steps().count());
    let _ = file.needed_syntax();
    if let Ok(text) = serde_json::to_string(file) {
        assert_eq!(
            serde_json::from_str::<Dockerfile>(&text).ok().as_ref(),
            Some(file)
        );
    }
}

#[test]
fn triggers_in_triggers() {
    for instruction in [triggers(1), triggers(2), triggers(3), triggers(DEEP)] {
        everything(&Dockerfile::new().stage(Stage::new("alpine").push(instruction)));
    }
}

/// A format may read what is deeper than the stack.
#[test]
fn triggers_in_triggers_of_a_format_without_a_limit() {
    let serial = |depth: usize| {
        let (before, after) = (r#"{"onbuild":"#, "}");
        let inner = serde_json::to_string(&Instruction::from(Run::new("true"))).unwrap_or_default();
        format!("{}{inner}{}", before.repeat(depth), after.repeat(depth))
    };
    let read = |depth: usize| {
        let text = serial(depth);
        let mut reader = Deserializer::from_str(&text);
        reader.disable_recursion_limit();
        reader.into_iter::<Instruction>().next().unwrap()
    };
    assert_eq!(read(1).ok(), Some(triggers(1)));
    assert_eq!(read(32).ok(), Some(triggers(32)));
    let error = read(DEEP).map_err(|error| error.to_string());
    assert!(error.is_err_and(|it| it.starts_with("it is nested more than 128 deep")));
    // Nothing is left of what was read before.
    assert_eq!(read(32).ok(), Some(triggers(32)));
}

/// Words of references are texts with references of their own.
#[test]
fn references_in_the_words_of_references() {
    let texts = ["${A:-", "a${A+", "\"${A:?$B", "${A:-${B:+"].map(|part| {
        move |depth: usize| -> Text {
            let closed = part.matches('{').count() * depth;
            expand(format!("{}x{}", part.repeat(depth), "}".repeat(closed)))
        }
    });
    for text in texts {
        for depth in [1, 32, 33, DEEP] {
            let text = || text(depth);
            let instructions: [Instruction; 11] = [
                Env::new("A", text()).into(),
                Label::new("a", text()).into(),
                Arg::with_default("A", text()).into(),
                Workdir::new(text()).into(),
                User::new("a").into(),
                Volume::new([text()]).into(),
                CopyFiles::new(["a"], text()).chown(text()).into(),
                AddFiles::new(["a"], text()).checksum(text()).into(),
                Healthcheck::new("a").into(),
                OnBuild::new(Workdir::new(text())).into(),
                Run::new("true").into(),
            ];
            let stage = Stage::new("alpine").extend(instructions);
            everything(&Dockerfile::new().stage(stage));
            assert_eq!(
                text().then(text()).references().count(),
                2 * text().references().count()
            );
        }
    }
}
