//! What is read: real files, and a made-up one that is long.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::content::{CACHES, IMAGE};
use crate::support::parser::{Parsed, Parser};

pub(crate) struct File {
    pub(crate) text: String,
    /// As BuildKit's frontend reads it.
    pub(crate) parsed: Vec<Parsed>,
}

impl File {
    pub(crate) fn instructions(&self) -> u32 {
        u32::try_from(self.parsed.len()).expect("no file has so many")
    }
}

/// The real files that BuildKit accepts, and how many there are with those that it refuses.
pub(crate) fn real(frontend: &mut Parser) -> (Vec<File>, usize) {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/dockerfiles.jsonl");
    let lines =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let rows: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line of the corpus is JSON"))
        .collect();
    let accepted = rows
        .iter()
        .filter(|row| row["reference"]["error"].is_null());
    let texts: Vec<String> = accepted
        .map(|row| row["text"].as_str().expect("a text").to_owned())
        .collect();
    (files(frontend, texts), rows.len())
}

/// One file of so many instructions.
pub(crate) fn mixed(frontend: &mut Parser, count: u32) -> Vec<File> {
    let mut text = String::new();
    write_mixed(count, &mut text).expect("a string takes it");
    let files = files(frontend, vec![text]);
    assert_eq!(files[0].instructions(), count);
    files
}

fn files(frontend: &mut Parser, texts: Vec<String>) -> Vec<File> {
    let parsed = frontend.parse_many(&texts);
    let file = |(text, parsed): (String, Result<_, _>)| File {
        text,
        parsed: parsed.expect("BuildKit accepts it"),
    };
    texts.into_iter().zip(parsed).map(file).collect()
}

fn write_mixed(count: u32, out: &mut String) -> std::fmt::Result {
    let [(id, target), (second_id, second_target)] = CACHES;
    writeln!(out, "FROM {IMAGE}")?;
    for at in 1..count {
        match at % 5 {
            1 => writeln!(
                out,
                "\n# Step {at} and what belongs to it.\nRUN make target-{at}"
            )?,
            2 => writeln!(
                out,
                "RUN --mount=type=cache,id={id},target={target},sharing=shared \\\n    \
                 --mount=type=cache,id={second_id},target={second_target},sharing=shared \\\n    make target-{at}"
            )?,
            3 => writeln!(out, "RUN <<EOF\nset -e\nmake target-{at}\nEOF")?,
            4 => writeln!(out, "# Read by target {at}.\nENV NAME_{at}=\"value-{at}\"")?,
            _ => writeln!(
                out,
                "COPY --chown=1000:1000 --chmod=644 --link src/{at}.txt /srv/{at}.txt"
            )?,
        }
    }
    Ok(())
}
