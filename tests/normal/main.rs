//! One normal form: files that render to the same text resolve to the same value, without any parser.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod make;
mod named;
mod parts;
mod steps;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use dockerkit::{Dockerfile, Instruction};

use make::{KINDS, Random};

/// What the files of a kind came to.
#[derive(Debug, Default)]
struct Count {
    made: usize,
    written: usize,
    /// Files whose text was there before, from another model.
    met: usize,
}

/// What is written is read as its normal form; but the text of a trigger as the instruction that it is.
fn read_again(kind: &str, text: &str, model: &Dockerfile, resolved: &Dockerfile) {
    let read =
        Dockerfile::parse(text).unwrap_or_else(|error| panic!("{kind}: {error}\n{model:#?}"));
    let mut steps = resolved.stages.iter().flat_map(|stage| &stage.steps);
    let has_text = steps.any(|step| match &step.instruction {
        Instruction::OnBuild(trigger) => matches!(*trigger.instruction, Instruction::Trigger(_)),
        _ => false,
    });
    if has_text {
        let again = read.render().unwrap();
        assert_eq!(Dockerfile::parse(&again).unwrap(), read, "{kind}: {text}");
    } else {
        assert_eq!(
            read, *resolved,
            "{kind}: what is written is read as its normal form\n{text}\n{model:#?}"
        );
    }
}

/// Makes files of a kind and groups them by their text.
fn grouped(kind: &str, make: fn(&mut Random) -> Dockerfile, seed: u64, files: usize) -> Count {
    let mut random = Random::new(seed);
    let mut count = Count::default();
    let mut groups: HashMap<String, (Dockerfile, Dockerfile)> = HashMap::new();
    for _ in 0..files {
        let model = make(&mut random);
        count.made += 1;
        let Ok(text) = model.render() else { continue };
        count.written += 1;
        let resolved = model.resolved();
        match groups.entry(text) {
            Entry::Vacant(entry) => {
                read_again(kind, entry.key(), &model, &resolved);
                assert_eq!(
                    resolved.render().unwrap(),
                    *entry.key(),
                    "{kind}: what is resolved renders alike\n{model:#?}"
                );
                assert_eq!(
                    resolved.resolved(),
                    resolved,
                    "{kind}: what is resolved stays\n{model:#?}"
                );
                entry.insert((model, resolved));
            }
            Entry::Occupied(entry) => {
                let (first, before) = entry.get();
                // Equal values may be put together differently, too.
                let differs = *first != model || format!("{first:?}") != format!("{model:?}");
                count.met += usize::from(differs);
                assert_eq!(
                    resolved,
                    *before,
                    "{kind}: equal text, unequal resolved:\n{}\n{first:#?}\n{model:#?}",
                    entry.key()
                );
            }
        }
    }
    count
}

fn all_kinds(files_a_kind: usize) {
    for (number, (kind, make)) in KINDS.iter().enumerate() {
        let seed = 0x2545_f491_4f6c_dd1d ^ number as u64;
        let count = grouped(kind, *make, seed, files_a_kind);
        println!("{kind:<10} {count:?}");
        assert!(count.written * 5 > count.made, "{kind}: {count:?}");
        assert!(
            count.met * 1_000 > count.made,
            "{kind}: models of one text never meet: {count:?}"
        );
    }
}

#[test]
fn equal_text_is_equal_resolved() {
    all_kinds(2_500);
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn equal_text_is_equal_resolved_in_many_files() {
    all_kinds(25_000);
}
