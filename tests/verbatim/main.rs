//! Rendering means what the model says: arbitrary models, hostile values in every place, read back by the official
//! parser; or refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]
#![allow(clippy::doc_markdown, reason = "BuildKit is a name, not code")]

mod author;
mod differ;
mod expansion;
mod files;
mod given;
mod instructions;
mod model;
mod mounts;
mod options;
mod pasted;
mod places;
mod reading;
mod simple;
mod strings;
#[path = "../support/mod.rs"]
mod support;
mod typed;
mod users;
mod words;

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    panic::{AssertUnwindSafe, catch_unwind},
};

use dockerkit::{Dockerfile, Escape, Instruction, Stage};
use proptest::{
    prop_assert, prop_assert_eq,
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};

use model::File;
use reading::{Operand, Read};
use support::parser::{Parsed, Parser};

/// What stands where an instruction was refused.
const REFUSED: &str = "!dockerkit ";

/// How many instructions of a kind were written, and how many refused.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    written: u32,
    refused: u32,
}

#[derive(Debug, Default)]
struct Counts {
    files: Count,
    kinds: BTreeMap<&'static str, Count>,
}

impl Count {
    fn add(&mut self, written: bool) {
        *(if written {
            &mut self.written
        } else {
            &mut self.refused
        }) += 1;
    }

    fn share(self) -> u32 {
        100 * self.written / (self.written + self.refused).max(1)
    }
}

impl Counts {
    fn table(&self) -> String {
        let row = |(kind, count): (&str, Count)| {
            format!(
                "{kind:<12} {:>8} {:>8} {:>4} %\n",
                count.written + count.refused,
                count.written,
                count.share()
            )
        };
        let kinds = self
            .kinds
            .iter()
            .map(|(kind, count)| row((kind, *count)))
            .collect::<String>();
        format!(
            "{:<12} {:>8} {:>8}\n{}{kinds}",
            "",
            "made",
            "written",
            row(("whole files", self.files))
        )
    }
}

/// The text to read, got without a panic.
fn text(file: &Dockerfile) -> Result<String, String> {
    let shown = || {
        let text = file.to_string();
        let report = file.check();
        match file.render() {
            Ok(rendered) if report.is_ok() && rendered == text => {}
            Err(error) if error.report() == Some(&report) && !report.is_ok() => {}
            other => {
                return Err(format!(
                    "check, render and Display differ: {report}\n{other:?}\n{text}"
                ));
            }
        }
        Ok(text)
    };
    catch_unwind(AssertUnwindSafe(shown)).unwrap_or_else(|_| Err("it panics".to_owned()))
}

/// Whether what the parser found is what the file says, or was refused.
fn compare(
    file: &File,
    text: &str,
    found: &Result<Vec<Parsed>, String>,
    counts: &mut Counts,
) -> Result<(), String> {
    let report = file.model.check();
    let escape = if file.model.directives.escape == Escape::Backtick {
        '`'
    } else {
        '\\'
    };
    let found = match found {
        Ok(found) => found,
        Err(_)
            if text
                .lines()
                .any(|line| line.starts_with(REFUSED) && line.len() > 65_535) =>
        {
            return Ok(());
        }
        Err(error) => return Err(format!("the parser refuses it: {error}")),
    };
    counts.files.add(report.is_ok());
    let mut says = file.says.iter();
    let mut refused = 0;
    for found in found {
        let refusal = report
            .errors()
            .find(|finding| found.original == format!("{REFUSED}{finding}."));
        refused += u32::from(refusal.is_some());
        // What is wrong with the file as a whole, or with a comment, takes no instruction's place.
        if refusal.is_some_and(|finding| matches!(finding.place.instruction, None | Some("#"))) {
            continue;
        }
        let Some((kind, says)) = says.next() else {
            return Err(format!("nothing says {found:?}"));
        };
        counts.kinds.entry(kind).or_default().add(refusal.is_none());
        if let Some(finding) = refusal {
            if finding.place.instruction != Some(*kind) {
                return Err(format!("{kind} was refused as {finding}"));
            }
            continue;
        }
        let says = says
            .as_ref()
            .ok_or_else(|| format!("nobody can know what this means: {found:?}"))?;
        let says = given::joined(says.clone(), found, escape);
        if is_foreign(file) {
            means(&says, &taken(found), escape)?;
        } else {
            means(&says, found, escape)?;
        }
    }
    if let Some((kind, says)) = says.next() {
        return Err(format!("{kind} is not read: {says:?}"));
    }
    if report.is_ok() != (refused == 0) {
        return Err(format!(
            "{refused} refusals in the text of a file of which this was found: {report}"
        ));
    }
    Ok(())
}

/// Whether a frontend reads the file that takes mounts of which this one knows nothing.
fn is_foreign(file: &File) -> bool {
    let syntax = file.model.directives.syntax.as_deref();
    syntax.is_some_and(|syntax| !syntax.starts_with("docker/dockerfile:"))
}

/// The same, of which the builder takes every mount.
fn taken(found: &Parsed) -> Parsed {
    let mut found = found.clone();
    if found.name == "RUN" {
        if let Some(read_on) = &mut found.read_on {
            read_on.refused_expanded = None;
        }
    }
    if let Some(Some(Ok(held))) = found.read_on.as_mut().map(|it| it.trigger.as_mut()) {
        for held in held {
            *held = taken(held);
        }
    }
    found
}

/// Whether an instruction that was read is what was meant, for all that is made of it later.
fn means(says: &Read, found: &Parsed, escape: char) -> Result<(), String> {
    if let Operand::Text(text) = &says.operand {
        let refused = found.read_on.as_ref().and_then(|it| it.refused.as_ref());
        let is_it = found
            .original
            .strip_prefix("ONBUILD ")
            .is_some_and(|it| it.eq_ignore_ascii_case(text));
        return match refused {
            None if is_it && found.heredocs.is_empty() => Ok(()),
            _ => Err(format!(
                "the text of a trigger is not kept: {text:?} {found:?}"
            )),
        };
    }
    let read = reading::read(found, escape).map_err(|error| format!("{error}, in {found:?}"))?;
    if let Some(difference) = differ::differ(says, &read) {
        return Err(format!(
            "{difference} differs\nmeant: {says:?}\nfound: {read:?}"
        ));
    }
    let Some(read_on) = &found.read_on else {
        return Ok(());
    };
    if let Some(difference) = expansion::differ(found, read_on, escape) {
        return Err(format!("{difference}\nmeant: {says:?}\nfound: {found:?}"));
    }
    match (&says.operand, &read_on.trigger) {
        (Operand::Trigger(inner), Some(Ok(found))) if found.len() == 1 => {
            means(inner, &found[0], '\\').map_err(|error| format!("where it runs, {error}"))
        }
        (Operand::Trigger(_), other) => Err(format!("no trigger: {other:?}")),
        _ => Ok(()),
    }
}

fn number(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |value| {
        value
            .parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {value}"))
    })
}

fn runner(seed: u64, cases: u32) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(
        Config {
            cases,
            failure_persistence: None,
            ..Config::default()
        },
        TestRng::from_seed(RngAlgorithm::ChaCha, &bytes),
    )
}

/// The smallest file that still fails, and why.
fn shrink(
    mut tree: impl ValueTree<Value = File>,
    mut reason: String,
    parser: &mut Parser,
) -> String {
    let mut smallest = tree.current();
    let mut steps = 0;
    let mut smaller = tree.simplify();
    while smaller && steps < 3000 {
        steps += 1;
        let file = tree.current();
        let failed = text(&file.model).and_then(|text| {
            let found = parser.parse(&text);
            compare(&file, &text, &found, &mut Counts::default())
        });
        smaller = match failed {
            Err(error) => {
                (smallest, reason) = (file, error);
                tree.simplify()
            }
            Ok(()) => tree.complicate(),
        };
    }
    let shown = text(&smallest.model).unwrap_or_else(|error| error);
    let model = format!("{:?}", smallest.model);
    [&reason, &model, &shown, &format!("{shown:?}")]
        .map(|part| part.chars().take(4000).collect::<String>())
        .join("\n\n")
}

/// Whether no two stages have one name. Where they have, handles are settled before the file is data.
fn are_distinct(file: &Dockerfile) -> bool {
    let names = file.stages.iter().filter_map(|stage| stage.name.as_ref());
    let mut names = names.map(|name| name.as_str().to_ascii_lowercase());
    let mut seen = BTreeSet::new();
    names.all(|name| seen.insert(name))
}

#[test]
fn a_file_is_written_the_same_however_it_is_built() {
    let schema = jsonschema::validator_for(dockerkit::schema().as_value()).unwrap();
    let property = |file: File| {
        let model = file.model;
        let text = text(&model).map_err(TestCaseError::fail)?;
        prop_assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{text:?}");
        prop_assert_eq!(&model.to_string(), &text);
        let in_place = model::in_place(&model);
        prop_assert_eq!(&in_place, &model);
        prop_assert_eq!(in_place.render().ok(), model.render().ok());
        let resolved = model.resolved();
        prop_assert_eq!(&resolved.resolved(), &resolved);
        let serial = serde_json::to_string(&model)
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        let again: Dockerfile = serde_json::from_str(&serial)
            .map_err(|error| TestCaseError::fail(format!("{error}: {serial}")))?;
        if are_distinct(&model) {
            prop_assert_eq!(&again, &model);
        }
        let document = serde_json::from_str(&serial).unwrap();
        prop_assert!(schema.is_valid(&document), "{}", serial);
        prop_assert_eq!(serde_json::to_string(&again).ok(), Some(serial));
        let yaml = serde_norway::to_string(&model)
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        let of_yaml: Dockerfile = serde_norway::from_str(&yaml)
            .map_err(|error| TestCaseError::fail(format!("{error}: {yaml}")))?;
        prop_assert_eq!(&of_yaml, &again);
        prop_assert_eq!(again.check().is_ok(), model.check().is_ok());
        if let Ok(rendered) = model.render() {
            prop_assert_eq!(again.resolved(), resolved.clone());
            prop_assert_eq!(again.render().ok(), Some(rendered.clone()));
            prop_assert_eq!(resolved.render().ok(), Some(rendered));
        }
        Ok(())
    };
    let cases = u32::try_from(number("DOCKERKIT_CASES", 256)).unwrap();
    runner(number("DOCKERKIT_SEED", 1), cases)
        .run(&model::file(), property)
        .unwrap_or_else(|error| panic!("{error}"));
}

fn has_trigger_text(file: &Dockerfile) -> bool {
    let steps = file.stages.iter().flat_map(|stage| &stage.steps);
    steps.into_iter().any(|step| match &step.instruction {
        Instruction::OnBuild(trigger) => matches!(*trigger.instruction, Instruction::Trigger(_)),
        _ => false,
    })
}

/// What is written is read as the normal form of what was written.
fn read_again(cases: u64) {
    let property = |file: File| {
        let model = file.model;
        let Ok(text) = model.render() else {
            return Ok(());
        };
        let read = Dockerfile::parse(&text)
            .map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        let again = read
            .render()
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        if has_trigger_text(&model) {
            prop_assert_eq!(Dockerfile::parse(&again).ok(), Some(read.clone()));
        } else {
            prop_assert_eq!(&again, &text);
        }
        // The text of a trigger is read as the instruction that it is.
        if !has_trigger_text(&model) {
            prop_assert_eq!(&read, &model.resolved(), "{}", text);
        }
        Ok(())
    };
    let cases = u32::try_from(number("DOCKERKIT_CASES", cases)).unwrap();
    runner(number("DOCKERKIT_SEED", 1), cases)
        .run(&model::file(), property)
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn what_is_written_is_read_as_its_normal_form() {
    read_again(1_000);
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn what_is_written_is_read_as_its_normal_form_in_many_files() {
    read_again(20_000);
}

/// Not one value more is refused than cannot be written.
#[test]
fn each_place_takes_what_it_can_carry() {
    let property = |(value, taker): (String, usize)| {
        let taker = &places::ALL[taker];
        let instruction = (taker.put)(value.clone());
        let shown = instruction.to_string();
        let stage = Stage::new("alpine").push(instruction);
        let file = Dockerfile::new()
            .syntax("docker/dockerfile:1-labs")
            .stage(stage);
        let report = file.check();
        prop_assert_eq!(
            report.is_ok(),
            (taker.takes)(&value),
            "{} {:?}: {}",
            taker.name,
            value,
            report
        );
        prop_assert_eq!(
            report.is_ok(),
            file.render()
                .is_ok_and(|text| text.ends_with(&format!("\n{shown}\n")))
        );
        prop_assert_eq!(!report.is_ok(), shown.starts_with(REFUSED), "{}", shown);
        Ok(())
    };
    let short =
        strings::string(strings::Place::Body).prop_filter("short", |value| value.len() < 1000);
    let cases = u32::try_from(number("DOCKERKIT_CASES", 8000)).unwrap();
    let strategy = (short, 0..places::ALL.len());
    runner(number("DOCKERKIT_SEED", 1), cases)
        .run(&strategy, property)
        .unwrap_or_else(|error| panic!("{error}"));
}

/// `DOCKERKIT_CASES` and `DOCKERKIT_SEED` ask for more files and for others.
#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
fn the_frontend_reads_what_the_model_says() {
    read_back(&mut Parser::frontend(), number("DOCKERKIT_CASES", 20_000));
}

/// What was written for today's builders is nothing else to those of 2023.
#[test]
#[ignore = "needs the official parser that .ci/parser installs"]
fn an_older_parser_reads_what_the_model_says() {
    read_back(&mut Parser::start(), number("DOCKERKIT_CASES", 5_000));
}

#[expect(clippy::print_stdout, reason = "the figures")]
fn read_back(parser: &mut Parser, cases: u64) {
    const BATCH: usize = 250;
    let seed = number("DOCKERKIT_SEED", 1);
    let mut runner = runner(seed, 1);
    let strategy = model::file();
    let mut counts = Counts::default();
    for _ in 0..cases.div_ceil(BATCH as u64) {
        let trees: Vec<_> = (0..BATCH)
            .map(|_| strategy.new_tree(&mut runner).unwrap())
            .collect();
        let files: Vec<File> = trees.iter().map(ValueTree::current).collect();
        let texts: Vec<_> = files.iter().map(|file| text(&file.model)).collect();
        let readable: Vec<&str> = texts
            .iter()
            .map(|text| text.as_deref().unwrap_or(""))
            .collect();
        let found = parser.parse_many(&readable);
        for (((tree, file), text), found) in trees.into_iter().zip(&files).zip(&texts).zip(&found) {
            let failed = text
                .clone()
                .and_then(|text| compare(file, &text, found, &mut counts));
            if let Err(reason) = failed {
                panic!("{}", shrink(tree, reason, parser));
            }
        }
    }
    println!("{cases} files of seed {seed}\n{}", counts.table());
    // Refusing everything would be right, too.
    assert!(counts.files.share() >= 8, "{}", counts.table());
    for (kind, count) in &counts.kinds {
        assert!(count.share() >= 25, "{kind}\n{}", counts.table());
    }
    assert_eq!(counts.kinds.len(), 18, "{}", counts.table());
}
