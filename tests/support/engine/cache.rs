//! The cache mounts on the builder, as `docker buildx du` lists them.

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
    /// The whole description.
    pub description: String,
}

impl Engine {
    /// Every cache mount on the builder, other tests' included.
    ///
    /// # Panics
    ///
    /// If the client fails.
    #[track_caller]
    pub fn cache_mounts(&self) -> Vec<CacheRecord> {
        let output = must(self.docker().args(["buildx", "du", "--format=json", "--filter=type=exec.cachemount"]));
        output
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("docker buildx du: {error}: {line}")))
            .map(|value| record(&value))
            .collect()
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
        self.cache_mounts().into_iter().filter(|record| record.key == key).collect()
    }

    /// Removes the directories of these ids in the default namespace, and no others.
    ///
    /// # Panics
    ///
    /// If one is still there afterwards, because a build is using it.
    #[track_caller]
    pub fn remove_cache_mounts<'a>(&self, ids: impl IntoIterator<Item = &'a str>) {
        for id in ids {
            for found in self.cache_mounts_of(id) {
                let mut command = self.docker();
                command.args(["buildx", "prune", "--force", "--filter"]).arg(format!("id={}", found.record));
                let output = run(&mut command);
                assert!(output.status.success(), "cannot remove cache mount {id}: {}", said(&output));
            }
            let left = self.cache_mounts_of(id);
            assert!(left.is_empty(), "cache mount {id} is in use and was not removed: {left:?}");
        }
    }

    /// Removes every cache mount on the builder that no build is using. Other tests' too: for measurements that run
    /// alone.
    ///
    /// # Panics
    ///
    /// If the client fails.
    #[track_caller]
    pub fn prune_cache_mounts(&self) {
        must(self.docker().args(["buildx", "prune", "--force", "--filter=type=exec.cachemount"]));
    }
}

fn record(value: &Value) -> CacheRecord {
    let description = value["Description"].as_str().unwrap_or_default().to_owned();
    let (target, key) =
        parts(&description).unwrap_or_else(|| panic!("docker buildx du describes a cache mount in a new way: {description}"));
    CacheRecord {
        record: value["ID"].as_str().unwrap_or_default().to_owned(),
        key,
        target,
        parents: value["Parents"].as_array().map(Vec::as_slice).unwrap_or_default().iter().map(text).collect(),
        usage: value["UsageCount"].as_u64().unwrap_or_default(),
        description,
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Target and key of `cached mount TARGET from exec COMMAND with id "KEY"`, the key in Go's quotes.
fn parts(description: &str) -> Option<(String, String)> {
    let rest = description.strip_prefix("cached mount ")?;
    let (target, rest) = rest.split_once(" from ")?;
    let quoted = &rest[rest.rfind(" with id \"")? + " with id ".len()..];
    // Go's quotes are JSON's but for some control characters: those stay as Go wrote them.
    let key = serde_json::from_str(quoted).unwrap_or_else(|_| quoted.trim_matches('"').to_owned());
    Some((target.to_owned(), key))
}
