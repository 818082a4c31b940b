//! What mounts open, beside what is there.

use dockerkit::{CacheComparison, CacheDirectory, CacheMount, CacheState, DiskUsage};

use crate::sample;

use CacheState::{NeverUsed, Split, Unknown, Whole};

/// A record of an id, with the parent of this name.
fn record(id: &str, key: &str, parent: &str) -> String {
    let parents = if parent.is_empty() {
        String::new()
    } else {
        format!("Parent: {parent}\n")
    };
    format!(
        "ID: {id}\n{parents}Created at: 2026-11-24 12:00:00 +0000 UTC\nReclaimable: true\nSize: 1kB\n\
         Description: cached mount /c from exec x with id \"{key}\"\nUsage count: 1\nLast used: 2 hours ago\nType: exec.cachemount\n\n"
    )
}

fn usage(records: &[(&str, &str, &str)]) -> DiskUsage {
    let text: String = records
        .iter()
        .map(|(id, key, parent)| record(id, key, parent))
        .collect();
    DiskUsage::parse(&text).unwrap()
}

fn plain(id: &'static str) -> CacheDirectory {
    CacheMount::new("/anywhere").id(id).directory().unwrap()
}

fn owned(id: &'static str, uid: u32) -> CacheDirectory {
    CacheMount::new("/anywhere")
        .id(id)
        .uid(uid)
        .gid(uid)
        .directory()
        .unwrap()
}

/// The states, and the ids of what is undecided and of others.
fn found(found: &CacheComparison) -> (Vec<CacheState>, Vec<&str>, Vec<&str>) {
    (
        found.directories.iter().map(|it| it.state).collect(),
        found.undecided.iter().map(|it| it.id.as_str()).collect(),
        found.others.iter().map(|it| it.id.as_str()).collect(),
    )
}

/// The records, what is asked for, and what is found: states, and the ids of what is undecided and of others.
type Case<'a> = (
    &'a [(&'a str, &'a str, &'a str)],
    &'a [&'a CacheDirectory],
    &'a [CacheState],
    &'a [&'a str],
    &'a [&'a str],
);

#[test]
fn bases_are_told_apart_as_far_as_the_builder_tells() {
    let (root, app, other) = (plain("pip"), owned("pip", 1001), owned("pip", 1002));
    let cases: &[Case<'_>] = &[
        (&[], &[&root, &app, &other], &[NeverUsed; 3], &[], &[]),
        (&[("a", "/pip", "")], &[&root], &[Whole], &[], &[]),
        // The strategy document's own advice: one id, two owners.
        (
            &[("a", "/pip", "")],
            &[&root, &app],
            &[Whole, NeverUsed],
            &[],
            &[],
        ),
        (&[("a", "/pip", "")], &[&app], &[NeverUsed], &[], &["a"]),
        (&[("a", "/pip", "p")], &[&app], &[Whole], &[], &[]),
        (&[("a", "/pip", "p")], &[&root], &[NeverUsed], &[], &["a"]),
        (
            &[("a", "/pip", ""), ("b", "/pip", "p")],
            &[&root, &app],
            &[Whole, Whole],
            &[],
            &[],
        ),
        (
            &[("a", "/pip", ""), ("b", "/pip", "")],
            &[&root],
            &[Split],
            &[],
            &[],
        ),
        (
            &[("a", "/pip", "p"), ("b", "/pip", "p")],
            &[&app, &root],
            &[Split, NeverUsed],
            &[],
            &[],
        ),
        // Which owner is which is not said.
        (
            &[("a", "/pip", "p"), ("b", "/pip", "q")],
            &[&app],
            &[Unknown],
            &["a", "b"],
            &[],
        ),
        (
            &[("a", "/pip", "p")],
            &[&app, &other, &root],
            &[Unknown, Unknown, NeverUsed],
            &["a"],
            &[],
        ),
        (
            &[("a", "/pip", "p"), ("b", "/pip", "")],
            &[&app, &other, &root],
            &[Unknown, Unknown, Whole],
            &["a"],
            &[],
        ),
        // Full ids alone count.
        (
            &[("a", "x/pip", ""), ("b", "//pip", ""), ("c", "/pi", "")],
            &[&root],
            &[NeverUsed],
            &[],
            &["a", "b", "c"],
        ),
        // Asked for twice, said once.
        (&[("a", "/pip", "")], &[&root, &root], &[Whole], &[], &[]),
    ];
    for (records, asked, states, undecided, others) in cases {
        let comparison = usage(records).compare(asked.iter().copied());
        assert_eq!(
            found(&comparison),
            (states.to_vec(), undecided.to_vec(), others.to_vec()),
            "{records:?} {asked:?}"
        );
        assert_eq!(
            comparison.is_ok(),
            !states.iter().any(|it| [Split, NeverUsed].contains(it))
        );
        let text = comparison.to_string();
        assert!(
            text.lines().all(|line| line.chars().count() <= 80),
            "{text}"
        );
    }
}

#[test]
fn namespaces_and_odd_ids_are_part_of_the_full_id() {
    let usage = DiskUsage::parse(sample!("du-verbose.txt")).unwrap();
    let directory = |target: &'static str, id: &'static str| {
        CacheMount::new(target).id(id).directory().unwrap()
    };
    for whole in [
        directory("/x", "pip"),
        directory("/x", "pip").in_namespace("team/x"),
        CacheMount::new("/root/.cache/pip").directory().unwrap(),
        directory("/x", "root/.cache/pip"),
        directory("/x", "relative/dir"),
        CacheMount::new("relative/dir").directory().unwrap(),
        directory("/x", "sp ace"),
        directory("/x", "com,ma"),
        directory("/x", "qu'ote"),
        directory("/x", "long"),
        directory("/x", "a"),
        // BuildKit garbles it.
        directory("/x", "üñí→中"),
    ] {
        let comparison = usage.compare([&whole]);
        assert_eq!(comparison.directories[0].state, Whole, "{whole:?}");
        assert_eq!(comparison.others.len(), 18);
    }
    for never in [
        directory("/x", "/fake"),
        directory("/x", "pip").in_namespace("team"),
        directory("/root/.cache/pip", "x"),
    ] {
        assert_eq!(
            usage.compare([&never]).directories[0].state,
            NeverUsed,
            "{never:?}"
        );
    }
    // Three owners of one id.
    let app = owned("pip", 1001);
    let comparison = usage.compare([&app]);
    assert_eq!(comparison.directories[0].state, Unknown);
    assert_eq!(comparison.undecided.len(), 3);
}

#[test]
fn what_is_in_use_has_no_size() {
    let split = plain("split");
    let usage = DiskUsage::parse(sample!("du-split-inuse.ndjson")).unwrap();
    let comparison = usage.compare([&split]);
    let cache = &comparison.directories[0];
    assert_eq!(
        (cache.state, cache.size(), cache.in_use()),
        (Split, None, true)
    );
    assert!(
        comparison.to_string().contains("split  in use"),
        "{comparison}"
    );
    let usage = DiskUsage::parse(sample!("du-split-after.ndjson")).unwrap();
    let comparison = usage.compare([&split]);
    let cache = &comparison.directories[0];
    assert_eq!(cache.size().unwrap().bytes, 0);
    assert_eq!(cache.last_used().unwrap().seconds_ago, Some(0));
}

/// BuildKit before 0.12.
#[test]
fn a_builder_that_says_no_ids_leaves_it_unknown() {
    let text = record("a", "/pip", "").replace(" with id \"/pip\"", "");
    let usage = DiskUsage::parse(&text).unwrap();
    let pip = plain("pip");
    assert_eq!(
        found(&usage.compare([&pip])),
        (vec![Unknown], vec!["a"], vec![])
    );
}

#[test]
fn people_read_what_is_wrong_first() {
    let usage = usage(&[
        ("a", "/apt", ""),
        ("b", "/pip", "p"),
        ("c", "/npm", ""),
        ("d", "/npm", ""),
        ("e", "/go", ""),
        ("f", "/uv", "q"),
    ]);
    let asked = [
        plain("apt"),
        owned("pip", 1001),
        owned("pip", 1002),
        plain("npm"),
        owned("cargo", 0),
        owned("uv", 1001),
    ];
    let expected = "\
CACHE ID  OWNER       STATE       SIZE  LAST USED
npm       none named  split       2 kB  2 hours ago
pip       1001:1001   unknown
pip       1002:1002   unknown
cargo     0:0         never used
apt       none named  whole       1 kB  2 hours ago
uv        1001:1001   whole       1 kB  2 hours ago

split: steps with different sharing modes, or with `private`, made several
directories of it. Name one mode everywhere, then remove all of them with
`docker buildx prune --filter id=…`:
  c
  d

unknown: the builder does not say which of its directories it is. Give each
owner an id of its own; BuildKit before 0.12 says no ids.

never used: the builder has no such directory. Nothing was built with it since
the last prune, or the builds had another id, owner, builder or namespace.

1 cache mount that may belong to these, 1 kB
1 cache mount of others, 1 kB";
    let comparison = usage.compare(&asked);
    assert_eq!(comparison.to_string(), expected);
    let data = serde_json::to_value(&comparison).unwrap();
    assert_eq!(data["directories"][3]["state"], "split");
    assert_eq!(data["directories"][3]["records"][1]["size"]["bytes"], 1000);
    assert_eq!(data["directories"][4]["state"], "never-used");
    assert_eq!(data["others"][0]["key"], "/go");
}
