//! The rules of projects on real Dockerfiles, each finding held to what somebody says who read the file.
//!
//! `judged.jsonl` has a line for each finding that was read: the repository, the file, the line, the rule, what it names
//! first, whether it is right, and why. Read were all of the files that mount caches, where those of a repository are one
//! project, and a sample of the rest, where each file is a project of its own. What was wrong has been mended: it stays in
//! the table, and is not to be found. `DOCKERKIT_FOUND` names a file that what is found now is written to.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};

use dockerkit::{Dockerfile, Instruction, Mount, Project, Service};
use serde_json::{Value, json};

/// The rules of projects and of what lies in a cache. Those of services are about what a Dockerfile does not say.
const RULES: [&str; 15] = [
    "split-cache",
    "mixed-sharing",
    "other-id",
    "mixed-content",
    "id-without-platform",
    "id-without-release",
    "shared-output",
    "shared-across-trust",
    "no-cache",
    "id-prefix",
    "lock-order",
    "left-in-cache",
    "hidden-by-cache",
    "secret-in-cache",
    "unsafe-sharing",
];

/// One finding of so many of the rest is in the sample.
const SAMPLED: u64 = 7;

/// A real file.
struct Real {
    repository: String,
    path: String,
    file: Dockerfile,
}

impl Real {
    fn mounts_caches(&self) -> bool {
        let steps = self.file.stages.iter().flat_map(|stage| &stage.steps);
        let mut instructions = steps.map(|step| &step.instruction);
        instructions.any(|it| match it {
            Instruction::Run(run) => run.mounts.iter().any(|it| matches!(it, Mount::Cache(_))),
            _ => false,
        })
    }

    /// It as a service, named after its path.
    fn service(&self) -> Service {
        let plain = |it: char| if it.is_ascii_alphanumeric() { it } else { '-' };
        let name: String = self.path.chars().map(plain).collect();
        Service::new(name, self.file.clone())
    }
}

/// The files that BuildKit takes, in the order of the corpus.
fn corpus() -> Vec<Real> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/corpus/dockerfiles.jsonl"
    );
    let lines = std::fs::read_to_string(path).unwrap();
    let files = lines.lines().filter_map(|line| {
        let entry: Value = serde_json::from_str(line).unwrap();
        let part = |name: &str| entry[name].as_str().unwrap().to_owned();
        match Dockerfile::parse(&part("text")) {
            Ok(file) => Some(Real {
                repository: part("repository"),
                path: part("path"),
                file,
            }),
            Err(error) => {
                assert!(!entry["reference"]["error"].is_null(), "{error}");
                None
            }
        }
    });
    files.collect()
}

/// What a finding is known by: the repository, the file, the line, the rule, what it names first.
type Key = (String, String, u64, String, String);

/// What the rules of projects find in files that are one project.
fn found(files: &[&Real]) -> Vec<(Key, Value)> {
    let project = Project::new().services(files.iter().map(|it| it.service()));
    let findings = project.check().findings;
    let findings = findings
        .into_iter()
        .filter(|it| RULES.contains(&it.rule.name));
    let found = findings.map(|finding| {
        let service = finding.place.service.as_deref();
        let mut services = project.services.iter();
        let number = services.position(|it| Some(it.name.as_str()) == service);
        let real = files[number.unwrap()];
        let (line, _) = finding.place.origin.line_and_column().unwrap();
        let key = (
            real.repository.clone(),
            real.path.clone(),
            u64::from(line),
            finding.rule.name.to_owned(),
            finding.message.split('`').nth(1).unwrap().to_owned(),
        );
        (
            key,
            json!({"message": finding.message, "help": finding.help}),
        )
    });
    found.collect()
}

/// Whether it is in the sample: by a hash (FNV-1a), which does not change when another finding comes or goes.
fn is_sampled((repository, path, line, _, what): &Key) -> bool {
    let text = format!("{repository}/{path}:{line}:{what}");
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash % SAMPLED == 0
}

/// The table: whether a finding is right.
fn judged() -> BTreeMap<Key, bool> {
    let mut judged = BTreeMap::new();
    for line in include_str!("judged.jsonl").lines() {
        let entry: Value = serde_json::from_str(line).unwrap();
        let part = |name: &str| entry[name].as_str().unwrap().to_owned();
        assert!(!part("why").is_empty(), "{line}");
        let key = (
            part("repository"),
            part("path"),
            entry["line"].as_u64().unwrap(),
            part("rule"),
            part("what"),
        );
        let before = judged.insert(key, entry["right"].as_bool().unwrap());
        assert!(before.is_none(), "{line}");
    }
    judged
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures")]
fn every_finding_is_one_that_somebody_found_right() {
    let corpus = corpus();
    let (mounting, rest): (Vec<&Real>, _) = corpus.iter().partition(|it| it.mounts_caches());
    let mut repositories: BTreeMap<&str, Vec<&Real>> = BTreeMap::new();
    for real in &mounting {
        repositories.entry(&real.repository).or_default().push(real);
    }
    assert_eq!((mounting.len(), repositories.len()), (44, 8));

    let whole: Vec<_> = repositories.values().flat_map(|it| found(it)).collect();
    let alone: Vec<_> = rest.into_iter().flat_map(|it| found(&[it])).collect();
    if let Some(path) = std::env::var_os("DOCKERKIT_FOUND") {
        let lines = whole.iter().chain(&alone);
        let lines = lines.map(|(key, said)| json!([key, said]).to_string() + "\n");
        std::fs::write(path, lines.collect::<String>()).unwrap();
    }

    let judged = judged();
    let mut wrong = Vec::new();
    let sample = alone.iter().filter(|(key, _)| is_sampled(key));
    let mut read = 0;
    for (key, said) in whole.iter().chain(sample) {
        read += 1;
        if !judged.contains_key(key) {
            wrong.push(format!("nobody has read it: {key:?}: {said}"));
        }
    }
    let found: BTreeSet<_> = whole.iter().chain(&alone).map(|(key, _)| key).collect();
    for (key, right) in &judged {
        match (found.contains(key), right) {
            (true, false) => wrong.push(format!("found again, and wrong: {key:?}")),
            (false, true) => wrong.push(format!("no longer found, and right: {key:?}")),
            _ => {}
        }
    }
    println!(
        "{} findings in files that mount caches, {} in the rest; {read} are in the sample, {} in the table",
        whole.len(),
        alone.len(),
        judged.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
