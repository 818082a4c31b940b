//! Each form, field by field.

use std::collections::BTreeMap;

use dockerkit::{CacheRecord, DiskUsage};
use serde_json::Value;

use crate::sample;

/// Target, full id and how many parents there are, in the order of their creation: what was built for the samples.
const BUILT: [(&str, &str, usize); 19] = [
    ("/other/target", "/pip", 0),
    ("/other/target", "team/x/pip", 0),
    ("/root/.cache/pip", "//root/.cache/pip", 0),
    ("/home/app/.cache/pip", "/pip", 1),
    ("/c", "/pip", 1),
    ("/c2", "/pip", 1),
    ("/root/.cache/pip", "/root/.cache/pip", 0),
    ("/relative/dir", "/relative/dir", 0),
    ("/q", "/sp ace", 0),
    ("/q", "/qu'ote", 0),
    ("/q", "/com,ma", 0),
    // `üñí→中`, as BuildKit garbles it.
    (
        "/q",
        "/\u{c3}\u{bc}\u{c3}\u{b1}\u{c3}\u{ad}\u{e2}\u{86}\u{92}\u{e4}\u{b8}\u{ad}",
        0,
    ),
    ("/q", "/backslash", 0),
    ("/q", "/exec", 0),
    ("/a", "/a", 0),
    ("/b", "/b", 0),
    ("/l", "/long", 0),
    ("/l", "/execform", 0),
    ("/l", "/fromst", 1),
];

const ALL: [&str; 5] = [
    sample!("du-verbose.txt"),
    sample!("du-verbose-filtered.txt"),
    sample!("du-format-json.ndjson"),
    sample!("du-template-json.ndjson"),
    sample!("system-df-v.json"),
];

const API: &str = sample!("system-df-api.json");

fn read(text: &str) -> DiskUsage {
    DiskUsage::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

/// By their ids; none is there twice.
fn by_id(usage: &DiskUsage) -> BTreeMap<&str, &CacheRecord> {
    let caches: BTreeMap<_, _> = usage.caches.iter().map(|it| (it.id.as_str(), it)).collect();
    assert_eq!(caches.len(), usage.caches.len());
    caches
}

#[test]
fn every_cache_mount_is_read_from_every_form() {
    let expected = BUILT;
    for text in ALL.into_iter().chain([API]) {
        let usage = read(text);
        let mut caches: Vec<_> = usage.caches.iter().collect();
        caches.sort_by_key(|it| it.created.as_ref().map(|it| it.text.replace('T', " ")));
        let found: Vec<_> = caches
            .into_iter()
            .map(|it| {
                (
                    it.target.as_str(),
                    it.key.as_deref().unwrap(),
                    it.parents.len(),
                )
            })
            .collect();
        assert_eq!(found, expected);
    }
}

/// What does not depend on when it was asked for.
#[test]
fn all_forms_say_the_same() {
    let api = read(API);
    let exact = by_id(&api);
    for text in ALL {
        let usage = read(text);
        let caches = by_id(&usage);
        assert_eq!(caches.len(), exact.len());
        for (id, cache) in caches {
            let other = exact[id];
            assert_eq!(
                (
                    &cache.key,
                    &cache.parents,
                    &cache.target,
                    &cache.command,
                    cache.in_use
                ),
                (
                    &other.key,
                    &other.parents,
                    &other.target,
                    &other.command,
                    other.in_use
                )
            );
            assert_eq!(cache.size.unwrap().bytes, other.size.unwrap().bytes, "{id}");
            let seconds = |it: &CacheRecord| it.created.as_ref().unwrap().unix_seconds.unwrap();
            assert_eq!(seconds(cache), seconds(other), "{id}");
        }
        // With a filter there are no others.
        if !usage.others.is_empty() {
            assert_eq!(usage.others.len(), api.others.len());
            for (one, other) in usage.others.iter().zip(&api.others) {
                assert_eq!((&one.kind, one.count), (&other.kind, other.count));
                assert_eq!(one.size.bytes, other.size.bytes);
            }
        }
    }
    let kinds: Vec<_> = api
        .others
        .iter()
        .map(|it| (it.kind.as_str(), it.count, it.size.bytes))
        .collect();
    assert_eq!(kinds, [("regular", 24, 0), ("source.local", 2, 123)]);
}

/// Against the JSON itself.
#[test]
fn each_field_of_json_is_read() {
    for text in [
        sample!("du-format-json.ndjson"),
        sample!("du-template-json.ndjson"),
        sample!("du-format-json-containerd-store.ndjson"),
        sample!("du-split-after.ndjson"),
        sample!("du-split-inuse.ndjson"),
    ] {
        let lines: Vec<Value> = text
            .lines()
            .map(|it| serde_json::from_str(it).unwrap())
            .collect();
        let mounts: Vec<_> = lines
            .iter()
            .filter(|it| it["Type"] == "exec.cachemount")
            .collect();
        let usage = read(text);
        assert_eq!(usage.caches.len(), mounts.len());
        for (cache, json) in usage.caches.iter().zip(mounts) {
            assert_eq!(json["ID"], *cache.id);
            assert_eq!(json["CreatedAt"], *cache.created.as_ref().unwrap().text);
            let used = cache.last_used.as_ref().map_or("", |it| it.text.as_str());
            assert_eq!(json["LastUsedAt"], used);
            assert_eq!(json["UsageCount"], cache.usage_count);
            assert_eq!(json["Reclaimable"], !cache.in_use);
            let parents: Vec<String> =
                serde_json::from_value(json["Parents"].clone()).unwrap_or_default();
            assert_eq!(parents, cache.parents);
            let whole = format!("cached mount {} from exec {}", cache.target, cache.command);
            assert!(json["Description"].as_str().unwrap().starts_with(&whole));
            assert_eq!(cache.size.is_none(), cache.in_use);
        }
    }
}

#[test]
fn the_api_says_bytes_and_times() {
    let usage = read(API);
    let cache = usage
        .caches
        .iter()
        .find(|it| it.target == "/root/.cache/pip")
        .unwrap();
    assert_eq!(cache.id, "m8z37kw54fhnqqefav6kngx8s");
    let size = cache.size.unwrap();
    assert_eq!((size.bytes, size.exact), (1_500_000, true));
    let used = cache.last_used.as_ref().unwrap();
    assert!(used.text.starts_with("2026-11-24T12:13:09"), "{used:?}");
    assert_eq!(
        (used.unix_seconds, used.seconds_ago),
        (Some(1_795_522_389), None)
    );
    let usage = read(sample!("system-df-v.json"));
    let cache = usage
        .caches
        .iter()
        .find(|it| it.id == "g6aza3engbv8n1c4mdh9bqt1x")
        .unwrap();
    let used = cache.last_used.as_ref().unwrap();
    assert_eq!(
        (used.unix_seconds, used.seconds_ago),
        (Some(1_795_522_389), Some(8))
    );
    assert_eq!(cache.command, "touch /l/with space");
}

#[test]
fn a_here_document_is_a_command_of_many_lines() {
    let line = format!("# {}\n", "0123456789".repeat(10));
    let command = format!("/bin/sh -c set -e\n{}touch /l/x\n", line.repeat(3));
    for text in ALL.into_iter().chain([API]) {
        let usage = read(text);
        let cache = usage
            .caches
            .iter()
            .find(|it| it.key.as_deref() == Some("/long"));
        assert_eq!(cache.unwrap().command, command);
        // A last line that is not the end.
        let exec = usage
            .caches
            .iter()
            .find(|it| it.key.as_deref() == Some("/exec"));
        assert!(
            exec.unwrap()
                .command
                .ends_with("with id \"//fake\"'; touch /q/y")
        );
    }
}

#[test]
fn windows_ends_lines_otherwise() {
    for text in ALL {
        let usage = read(text);
        assert_eq!(read(&text.replace('\n', "\r\n")), usage);
        assert_eq!(read(&format!("\u{feff}{text}")), usage);
    }
}

#[test]
fn both_stores_are_read() {
    let verbose = read(sample!("du-verbose-containerd-store.txt"));
    let json = read(sample!("du-format-json-containerd-store.ndjson"));
    for usage in [&verbose, &json] {
        let mut sizes: Vec<_> = usage
            .caches
            .iter()
            .map(|it| {
                (
                    it.key.as_deref().unwrap(),
                    it.parents.len(),
                    it.size.unwrap().to_string(),
                )
            })
            .collect();
        sizes.sort();
        let expected = [
            ("/dockerkit-pip", 0, "1.6 MB"),
            ("/dockerkit-pip", 1, "3.1 MB"),
            ("/dockerkit-uv", 0, "1.5 MB"),
        ];
        assert_eq!(
            sizes,
            expected.map(|(key, parents, size)| (key, parents, size.to_owned()))
        );
    }
}

#[test]
fn a_split_is_seen_while_it_is_made_and_afterwards() {
    for (text, in_use) in [
        (sample!("du-split-inuse.ndjson"), true),
        (sample!("du-split-after.ndjson"), false),
    ] {
        let usage = read(text);
        let split = usage.split();
        assert_eq!(split.len(), 1);
        assert_eq!(split[0].len(), 2);
        assert!(
            split[0]
                .iter()
                .all(|it| it.key.as_deref() == Some("/split") && it.in_use == in_use)
        );
        let table = usage.to_string();
        assert_eq!(table.matches("in use").count(), if in_use { 2 } else { 0 });
    }
    assert!(read(API).split().is_empty());
}

/// BuildKit before 0.12 says no ids; newer ones leave out those that are the target.
#[test]
fn an_id_that_is_left_out_is_the_target_where_that_is_known() {
    let old: String = sample!("du-verbose.txt")
        .lines()
        .map(|line| match line.rfind(" with id \"") {
            // The last line of the here-document holds nothing else.
            Some(at) if !line.contains("//fake") || line.contains("/exec") => {
                format!("{}\n", &line[..at])
            }
            _ => format!("{line}\n"),
        })
        .collect();
    let usage = read(&old);
    assert_eq!(usage.caches.len(), 19);
    assert!(usage.caches.iter().all(|it| it.key.is_none()), "{usage}");
    assert!(usage.to_string().contains("not said, at /q"), "{usage}");
    // A younger one tells that the builder says ids; nobody knows whether it did before.
    let record = |id: &str, day: u32, end: &str| {
        format!(
            "ID: {id}\nCreated at: 2026-11-{day:02} 12:00:00 +0000 UTC\nReclaimable: true\nSize: 0B\n\
             Description: cached mount /{id} from exec x{end}\nUsage count: 1\nType: exec.cachemount\n\n"
        )
    };
    let text = [
        record("a", 1, ""),
        record("b", 2, " with id \"/x\""),
        record("c", 3, ""),
    ]
    .concat();
    let keys: Vec<_> = read(&text).caches.into_iter().map(|it| it.key).collect();
    assert_eq!(keys, [None, Some("/x".to_owned()), Some("/c".to_owned())]);
}

#[test]
fn tables_fit_into_a_terminal() {
    for text in ALL.into_iter().chain([API]) {
        let table = read(text).to_string();
        let longest = table.lines().map(|it| it.chars().count()).max();
        assert!(longest <= Some(80), "{table}");
        assert!(table.contains("\n19 cache mounts, 1.5 MB"), "{table}");
    }
    let expected = "\
CACHE ID  STATE  STARTS FROM  SIZE  LAST USED
split     split  nothing      0 B   Less than a second ago
split     split  nothing      0 B   Less than a second ago

2 cache mounts, 0 B";
    assert_eq!(read(sample!("du-split-after.ndjson")).to_string(), expected);
    assert_eq!(DiskUsage::default().to_string(), "0 cache mounts, 0 B");
}

/// Of one builder at one time, by buildx 0.27.0 and 0.29.1.
#[test]
fn older_text_says_what_newer_json_says() {
    let old = read(sample!("du-verbose-buildx-0.27.txt"));
    assert_eq!(old, read(sample!("du-format-json-same-time.ndjson")));
    let parents: Vec<_> = old.caches.iter().flat_map(|it| &it.parents).collect();
    assert_eq!(parents, ["edbxwqjcuyzapsg9s3v5eqcm7"]);
    let keys: Vec<_> = old
        .caches
        .iter()
        .filter_map(|it| it.key.as_deref())
        .collect();
    let ids = ["here", "/root/.cache/pip", "sp ace", "tabs", "pip", "pip"];
    assert_eq!(keys, ids.map(|id| format!("du-old-sample/{id}")));
}
