//! The cache mounts on the builder, as `docker buildx du` lists them.

use std::{
    process::{Command, Output},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{Engine, must, run, said};

/// A directory of a cache mount. Two of one key are two directories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheRecord {
    /// The builder's own id of the record.
    pub record: String,
    /// `namespace/id`: with the default namespace `/id`, and `//path` where the id is the target.
    pub key: String,
    /// The target of the mount that made it.
    pub target: String,
    /// The record that it starts from, if any: mounts with an owner, a mode or a source have one.
    pub parents: Vec<String>,
    /// How often it was opened.
    pub usage: u64,
    /// Whether a step has it open.
    pub in_use: bool,
    /// The whole description.
    pub description: String,
}

impl CacheRecord {
    /// Whether it is in this namespace or one below it.
    pub fn is_in(&self, namespace: &str) -> bool {
        self.key
            .strip_prefix(namespace)
            .is_some_and(|rest| rest.starts_with('/'))
    }
}

impl Engine {
    /// Every cache mount on the builder, other tests' included.
    ///
    /// # Panics
    ///
    /// If the client fails.
    #[track_caller]
    pub fn cache_mounts(&self) -> Vec<CacheRecord> {
        records(&must(&mut self.list_cache_mounts()))
    }

    /// The directories of one id in the default namespace: none before its first use, more than one if mounts of
    /// that id do not share.
    ///
    /// # Panics
    ///
    /// If the client fails.
    #[track_caller]
    pub fn cache_mounts_of(&self, id: &str) -> Vec<CacheRecord> {
        let key = format!("/{id}");
        self.cache_mounts()
            .into_iter()
            .filter(|record| record.key == key)
            .collect()
    }

    /// The directories of a namespace, such as that of a [`Namespace`](super::Namespace), and of those below it.
    ///
    /// # Panics
    ///
    /// If the client fails.
    #[track_caller]
    pub fn cache_mounts_in(&self, namespace: &str) -> Vec<CacheRecord> {
        self.cache_mounts()
            .into_iter()
            .filter(|record| record.is_in(namespace))
            .collect()
    }

    /// Removes the directories of these ids in the default namespace, and no others. A builder goes on for a moment with a build
    /// whose client is killed, which is waited for.
    ///
    /// # Panics
    ///
    /// If one is still there after half a minute, because a build is using it.
    #[track_caller]
    pub fn remove_cache_mounts<'a>(&self, ids: impl IntoIterator<Item = &'a str>) {
        for id in ids {
            let begun = Instant::now();
            let mut there = self.cache_mounts_of(id);
            loop {
                let output = self.remove_records(&there);
                assert!(
                    output.status.success(),
                    "cannot remove cache mount {id}: {}",
                    said(&output)
                );
                there = self.cache_mounts_of(id);
                if there.is_empty() {
                    break;
                }
                assert!(
                    begun.elapsed() < Duration::from_secs(30),
                    "cache mount {id} is in use and was not removed: {there:?}"
                );
                thread::sleep(Duration::from_millis(100));
            }
        }
    }

    /// The command whose output [`records`] reads.
    pub(super) fn list_cache_mounts(&self) -> Command {
        let mut command = self.docker();
        command.args([
            "buildx",
            "du",
            "--format=json",
            "--filter=type=exec.cachemount",
        ]);
        command
    }

    /// Removes these directories, as far as no build is using them.
    pub(super) fn remove_records(&self, records: &[CacheRecord]) -> Output {
        // The filter is a regular expression; one that matches nothing removes nothing.
        let ids: Vec<_> = records.iter().map(|found| found.record.as_str()).collect();
        let filter = if ids.is_empty() {
            "id=^$".to_owned()
        } else {
            format!("id=^({})$", ids.join("|"))
        };
        run(self
            .docker()
            .args(["buildx", "prune", "--force", "--filter"])
            .arg(filter))
    }

    /// Removes every cache mount on the builder that no build is using. Other tests' too: for measurements that run
    /// alone.
    ///
    /// # Panics
    ///
    /// If the client fails.
    #[track_caller]
    pub fn prune_cache_mounts(&self) {
        must(self.docker().args([
            "buildx",
            "prune",
            "--force",
            "--filter=type=exec.cachemount",
        ]));
    }
}

/// What a list of cache mounts tells.
#[track_caller]
pub(super) fn records(list: &str) -> Vec<CacheRecord> {
    list.lines()
        .map(|line| {
            serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("docker buildx du: {error}: {line}"))
        })
        .map(|value| record(&value))
        .collect()
}

fn record(value: &Value) -> CacheRecord {
    let description = value["Description"].as_str().unwrap_or_default().to_owned();
    let (target, key) = parts(&description).unwrap_or_else(|| {
        panic!("docker buildx du describes a cache mount in a new way: {description}")
    });
    CacheRecord {
        record: value["ID"].as_str().unwrap_or_default().to_owned(),
        key,
        target,
        parents: value["Parents"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter()
            .map(text)
            .collect(),
        usage: value["UsageCount"].as_u64().unwrap_or_default(),
        in_use: value["Reclaimable"] == false,
        description,
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Target and key of `cached mount TARGET from exec COMMAND with id "KEY"`, the key in Go's quotes; it is left out where it is the
/// target.
fn parts(description: &str) -> Option<(String, String)> {
    let rest = description.strip_prefix("cached mount ")?;
    let (target, rest) = rest.split_once(" from ")?;
    let key = match rest.rfind(" with id \"") {
        Some(at) => unquoted(&rest[at + " with id ".len()..])?,
        None => target.to_owned(),
    };
    Some((target.to_owned(), key))
}

/// A string as Go's `%q` writes it.
fn unquoted(quoted: &str) -> Option<String> {
    let mut rest = quoted.strip_prefix('"')?.strip_suffix('"')?.chars();
    let mut text = String::new();
    while let Some(character) = rest.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match rest.next()? {
            'a' => text.push('\x07'),
            'b' => text.push('\x08'),
            'f' => text.push('\x0c'),
            'n' => text.push('\n'),
            'r' => text.push('\r'),
            't' => text.push('\t'),
            'v' => text.push('\x0b'),
            code @ ('x' | 'u' | 'U') => {
                let length = match code {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                let digits: String = rest.by_ref().take(length).collect();
                text.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
            }
            itself => text.push(itself),
        }
    }
    Some(text)
}
