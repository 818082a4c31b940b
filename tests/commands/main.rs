//! The reader of commands, held to what somebody says who read them: 150 `RUN` steps of real Dockerfiles, drawn by a seed.
//!
//! `judged.jsonl` has a line for each: the file, the line of the step, the managers whose commands it runs, and whether it
//! runs something of which the text does not say what it is. It was judged without dockerkit. `DOCKERKIT_DRAWN` names a
//! file that the drawn steps are written to.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use dockerkit::{Dockerfile, Instruction, Mount, PackageManager, Run, Stage};
use serde_json::{Value, json};
use support::parser::Parser;

const STEPS: usize = 150;

/// A step of a real file.
#[derive(Clone)]
struct Step {
    file: String,
    line: u64,
    run: Run,
    text: String,
}

/// All steps that a shell runs, in the order of the corpus.
fn steps() -> Vec<Step> {
    let corpus = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/corpus/dockerfiles.jsonl"
    );
    let corpus = std::fs::read_to_string(corpus).unwrap();
    let mut parser = Parser::frontend();
    let mut steps = Vec::new();
    for line in corpus.lines() {
        let entry: Value = serde_json::from_str(line).unwrap();
        let Ok(found) = parser.parse(entry["text"].as_str().unwrap()) else {
            continue;
        };
        let part = |name: &str| entry[name].as_str().unwrap().to_owned();
        let file = format!("{}/{}", part("repository"), part("path"));
        for run in found {
            if run.name != "RUN" || run.json {
                continue;
            }
            let [command] = run.values.as_slice() else {
                continue;
            };
            let (step, text) = match run.heredocs.as_slice() {
                [] => (Run::new(command.clone()), command.clone()),
                [script] if command.trim_start().starts_with("<<") => {
                    (Run::script(script.content.clone()), script.content.clone())
                }
                _ => continue,
            };
            steps.push(Step {
                file: file.clone(),
                line: run.start_line,
                run: step,
                text,
            });
        }
    }
    steps
}

/// Some of them, no step twice.
fn drawn() -> Vec<Step> {
    let mut steps = steps();
    assert!(steps.len() > 800, "{}", steps.len());
    let mut state = 150_u64;
    let mut drawn = Vec::new();
    while drawn.len() < STEPS {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(state >> 33).unwrap() % steps.len();
        drawn.push(steps.swap_remove(at));
    }
    drawn
}

/// What dockerkit says of it: whose caches it gets where those of all managers are asked for, and whether a warning says
/// that something is not known.
fn read(step: &Step) -> (BTreeSet<String>, bool) {
    let stage = Stage::new("a")
        .caches(PackageManager::ALL)
        .push(step.run.clone());
    let file = Dockerfile::new().stage(stage);
    let resolved = file.resolved();
    let Instruction::Run(run) = &resolved.stages[0].steps[0].instruction else {
        unreachable!()
    };
    let ids = run.mounts.iter().filter_map(|mount| match mount {
        Mount::Cache(cache) => cache.id.as_ref().map(ToString::to_string),
        _ => None,
    });
    let ids: BTreeSet<String> = ids.collect();
    let has = |manager: &&PackageManager| {
        let caches = manager.row().caches;
        caches.iter().all(|cache| ids.contains(cache.id))
    };
    let managers = PackageManager::ALL
        .iter()
        .filter(has)
        .map(ToString::to_string);
    let unknown = |rule: &str| rule == "unknown-commands";
    let findings = file.check().findings;
    (
        managers.collect(),
        findings.iter().any(|it| unknown(it.rule.name)),
    )
}

#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds, and the corpus"]
#[expect(clippy::print_stdout, reason = "the figures")]
fn real_steps_are_read_as_somebody_reads_them() {
    let drawn = drawn();
    if let Some(path) = std::env::var_os("DOCKERKIT_DRAWN") {
        let lines = drawn.iter().map(|step| {
            json!({"file": step.file, "line": step.line, "text": step.text}).to_string() + "\n"
        });
        std::fs::write(path, lines.collect::<String>()).unwrap();
        return;
    }
    let mut judged: BTreeMap<(String, u64), Value> = BTreeMap::new();
    for line in include_str!("judged.jsonl").lines() {
        let entry: Value = serde_json::from_str(line).unwrap();
        let key = (
            entry["file"].as_str().unwrap().to_owned(),
            entry["line"].as_u64().unwrap(),
        );
        judged.insert(key, entry);
    }
    assert_eq!(judged.len(), STEPS);
    let (mut wrong, mut listed) = (Vec::new(), 0);
    for step in &drawn {
        let entry = &judged[&(step.file.clone(), step.line)];
        let meant = entry["managers"].as_array().unwrap().iter();
        let meant: BTreeSet<String> = meant.map(|it| it.as_str().unwrap().to_owned()).collect();
        let unknown = entry["unknown"].as_bool().unwrap() && meant.is_empty();
        let found = read(step);
        let agrees = found == (meant.clone(), unknown);
        // A reason stands where they differ, and nowhere else.
        let excused = entry.get("differs").is_some();
        listed += usize::from(excused);
        if agrees == excused {
            wrong.push(format!(
                "{}:{}: {found:?} instead of {meant:?} {unknown}\n{}",
                step.file, step.line, step.text
            ));
        }
    }
    println!("{STEPS} steps, {listed} of them differ for a reason");
    assert!(
        wrong.is_empty(),
        "{} steps:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}
