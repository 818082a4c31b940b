//! Real Dockerfiles.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use dockerkit::syntax::Tree;
use dockerkit::{Dockerfile, DockerfileText, Escape, rules};
use serde_json::Value;

use crate::meaning;
use crate::support::parser::Parser;

/// A real file, and what BuildKit says of it.
pub(crate) struct Real {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) reference: Value,
}

pub(crate) fn all() -> Vec<Real> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/dockerfiles.jsonl");
    let lines =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file = |line: &str| {
        let mut row: Value = serde_json::from_str(line).expect("each line of the corpus is JSON");
        let text = |key: &str| row[key].as_str().expect("text").to_owned();
        Real {
            name: format!("{}/{}", text("repository"), text("path")),
            text: text("text"),
            reference: row["reference"].take(),
        }
    };
    lines.lines().map(file).collect()
}

/// Files whose words BuildKit's converter refuses, and so does `check`; its parser takes them.
const REFUSED_WORDS: [&str; 2] = [
    "moby/buildkit/frontend/dockerfile/parser/testfiles/env/Dockerfile",
    "moby/buildkit/frontend/dockerfile/parser/testfiles/escapes/Dockerfile",
];

#[test]
fn real_files_are_read_and_written_again() {
    let mut bad = Vec::new();
    let mut counts = [0; 3];
    for real in all() {
        let name = &real.name;
        let refused = real.reference["error"].as_str();
        let file = match (Dockerfile::parse(&real.text), refused) {
            (Ok(file), None) => file,
            (Err(_), Some(_)) => {
                counts[1] += 1;
                continue;
            }
            (Ok(_), Some(error)) => {
                bad.push(format!("{name}: accepted, but {error}"));
                continue;
            }
            (Err(error), None) => {
                bad.push(format!("{name}: {error}"));
                continue;
            }
        };
        counts[0] += 1;
        let text = match file.render() {
            Ok(text) => text,
            Err(_) if REFUSED_WORDS.contains(&name.as_str()) => continue,
            Err(error) => {
                bad.push(format!("{name}: {error}"));
                continue;
            }
        };
        counts[2] += usize::from(text == real.text);
        let again = Dockerfile::parse(&text).unwrap();
        if again != file.resolved() || again.render().unwrap() != text {
            bad.push(format!("{name}: not read as its normal form"));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    println!(
        "{} read, {} refused, {} written as they were",
        counts[0], counts[1], counts[2]
    );
    assert_eq!(counts[..2], [375, 13]);
}

/// What BuildKit says where it refuses, and what is said here.
const REASONS: [(&str, &str); 6] = [
    ("file with no instructions", "the file has no instructions"),
    ("ENV must have two arguments", "`PATH` has no value"),
    (
        "arrays must be comprised of strings only",
        "an array in JSON holds something else than strings",
    ),
    ("unknown flag: --user", "unknown flag `--user`"),
    (
        "HEALTHCHECK requires at least one argument",
        "`HEALTHCHECK` says no command",
    ),
    (
        "no build stage in current context",
        "stands in front of the first stage",
    ),
];

#[test]
fn real_files_are_refused_for_the_same_reason() {
    for real in all() {
        let Some(error) = real.reference["error"].as_str() else {
            continue;
        };
        let refused = Dockerfile::parse(&real.text).unwrap_err();
        let first = refused.report().unwrap().findings.first().unwrap();
        let (_, ours) = REASONS
            .iter()
            .find(|(theirs, _)| error.contains(theirs))
            .unwrap_or_else(|| panic!("{error}"));
        assert!(
            first.message.contains(ours),
            "{}: {error}, {}",
            real.name,
            first.message
        );
    }
}

#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
fn the_frontend_reads_the_same_of_what_is_written() {
    reads_the_same(&mut Parser::frontend());
}

#[test]
#[ignore = "needs the official parser that .ci/parser installs"]
fn an_older_parser_reads_the_same_of_what_is_written() {
    reads_the_same(&mut Parser::start());
}

fn reads_the_same(parser: &mut Parser) {
    let mut names = Vec::new();
    let mut texts = Vec::new();
    for real in all() {
        let Ok(file) = Dockerfile::parse(&real.text) else {
            continue;
        };
        let Ok(text) = file.render() else { continue };
        names.push(real.name);
        texts.extend([real.text, text]);
    }
    assert_eq!(names.len(), 375 - REFUSED_WORDS.len());
    let found = parser.parse_many(&texts);
    let mut bad = Vec::new();
    for ((name, found), texts) in names.iter().zip(found.chunks(2)).zip(texts.chunks(2)) {
        let [original, written] = found else {
            unreachable!()
        };
        let escape = match Tree::of(&texts[0]).escape() {
            Escape::Backtick => '`',
            _ => '\\',
        };
        let original = meaning::with(original.as_ref().unwrap(), escape);
        let written = match written {
            Ok(written) => meaning::with(written, escape),
            Err(error) => {
                bad.push(format!("{name}: {error}\n{}", texts[1]));
                continue;
            }
        };
        if original != written {
            let pairs = original.iter().zip(&written);
            let different = pairs.filter(|(one, other)| one != other).take(2);
            let shown: Vec<_> = different
                .map(|(one, other)| format!("  {one}\n  {other}"))
                .collect();
            bad.push(format!(
                "{name}: {} {}\n{}",
                original.len(),
                written.len(),
                shown.join("\n")
            ));
        }
    }
    assert!(bad.is_empty(), "{} files: {}", bad.len(), bad.join("\n"));
}

/// BuildKit's checks that need neither the context nor a registry.
const ALL_CHECKS: [&str; 20] = [
    "ConsistentInstructionCasing",
    "DuplicateStageName",
    "ExposeInvalidFormat",
    "ExposeProtoCasing",
    "FromAsCasing",
    "FromPlatformFlagConstDisallowed",
    "InvalidDefaultArgInFrom",
    "InvalidDefinitionDescription",
    "JSONArgsRecommended",
    "LegacyKeyValueFormat",
    "MaintainerDeprecated",
    "MultipleInstructionsDisallowed",
    "NoEmptyContinuation",
    "RedundantTargetPlatform",
    "ReservedStageName",
    "SecretsUsedInArgOrEnv",
    "StageNameCasing",
    "UndefinedArgInFrom",
    "UndefinedVar",
    "WorkdirRelativePath",
];

/// What only a registry can answer: the reference took every base image for one that sets `PATH` and nothing else.
const NEED_A_REGISTRY: [(&str, &str); 2] = [
    (
        "moby/buildkit/Dockerfile",
        "UndefinedVar: Usage of undefined variable '$GOPATH' (did you mean $PATH?)",
    ),
    (
        "jessfraz/dockerfiles/weechat/Dockerfile",
        "UndefinedVar: Usage of undefined variable '$UID'",
    ),
];

#[test]
fn findings_are_those_of_buildkit() {
    let known: BTreeSet<_> = rules::all().map(|rule| rule.name).collect();
    assert!(
        ALL_CHECKS.iter().all(|name| known.contains(name)),
        "{known:?}"
    );
    let mut bad = Vec::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for real in all() {
        if real.reference["error"].is_string() {
            continue;
        }
        let theirs = real.reference["warnings"].as_array();
        let mut theirs: Vec<String> = theirs
            .into_iter()
            .flatten()
            .map(|it| it.as_str().unwrap().to_owned())
            .collect();
        let report = DockerfileText::new(&real.text).check();
        let own = report
            .findings
            .iter()
            .filter(|it| ALL_CHECKS.contains(&it.rule.name));
        let mut ours: Vec<String> = own
            .map(|it| format!("{}: {}", it.rule.name, it.message))
            .collect();
        for finding in &report.findings {
            if ALL_CHECKS.contains(&finding.rule.name) {
                *counts.entry(finding.rule.name).or_default() += 1;
            }
        }
        theirs.retain(|it| !NEED_A_REGISTRY.contains(&(&*real.name, &**it)));
        // The reference names each message of a file once.
        for all in [&mut theirs, &mut ours] {
            all.sort();
            all.dedup();
        }
        if ours != theirs {
            let more: Vec<_> = ours.iter().filter(|it| !theirs.contains(it)).collect();
            let less: Vec<_> = theirs.iter().filter(|it| !ours.contains(it)).collect();
            bad.push(format!(
                "{}: only here {more:?}, only there {less:?}, {} {}",
                real.name,
                ours.len(),
                theirs.len()
            ));
        }
    }
    println!("{counts:?}");
    assert!(bad.is_empty(), "{} files:\n{}", bad.len(), bad.join("\n"));
}
