//! Seeds for the targets that take texts: real Dockerfiles, whole and each instruction apart; below `corpus`, as cargo-fuzz
//! expects them.
//!
//!     cargo run --manifest-path tests/fuzz/Cargo.toml --example seeds

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use dockerkit::syntax::{Node, Tree};
use dockerkit_fuzz::texts::TARGETS;
use serde_json::Value;

/// Larger files are slow to try.
const LARGEST: usize = 4096;

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rows = fs::read_to_string(here.join("../../../shared/corpus/dockerfiles.jsonl"))?;
    let mut seeds = BTreeSet::new();
    for row in rows.lines() {
        let row: Value = serde_json::from_str(row)?;
        let text = row.get("text").and_then(Value::as_str).unwrap_or_default();
        for node in Tree::of(text).nodes() {
            if let (Node::Instruction(it), true) = (&node, node.range().len() <= LARGEST) {
                let typed = text.get(it.range()).unwrap_or_default();
                let is_from = it.keyword().text().eq_ignore_ascii_case("from");
                let before = if is_from { "" } else { "FROM a\n" };
                seeds.insert(format!("{before}{typed}"));
            }
        }
        if text.len() <= LARGEST {
            seeds.insert(text.to_owned());
        }
    }
    let finds = fs::read_dir(here.join("finds/texts"))?;
    for find in finds {
        seeds.insert(fs::read_to_string(find?.path())?);
    }
    for (name, _) in TARGETS {
        let directory = here.join("corpus").join(name);
        fs::create_dir_all(&directory)?;
        for (number, seed) in seeds.iter().enumerate() {
            fs::write(directory.join(format!("seed-{number}")), seed)?;
        }
    }
    println!(
        "{} seeds for each of {} targets",
        seeds.len(),
        TARGETS.len()
    );
    Ok(())
}
