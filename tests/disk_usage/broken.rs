//! Text that is cut off, or something else.

use dockerkit::{CacheRecord, DiskUsage};

use crate::sample;

const WAY_OUT: &str = "; give all that `docker buildx du --verbose` prints";

#[track_caller]
fn refused(text: &str, start: &str) {
    let error = DiskUsage::parse(text).unwrap_err().to_string();
    let (front, _) = error
        .split_once(WAY_OUT)
        .unwrap_or_else(|| panic!("{error}"));
    let problem = front
        .strip_prefix("cannot read the disk usage of the builder: ")
        .unwrap();
    assert!(problem.starts_with(start), "{problem}");
    assert!(error.len() < 1000 && !error.contains('\n'), "{error}");
}

#[test]
fn nothing_is_a_builder_with_nothing() {
    for text in [
        "",
        "\n",
        " \n\n",
        "\u{feff}",
        "Reclaimable:\t0B\nTotal:\t\t0B\n",
        "[]",
        "{\"BuildCache\":null}",
        "{\"BuildCache\":[]}",
        "{\"BuildCacheUsage\":{}}",
        "{\"Images\":[],\"BuildCache\":[]}",
    ] {
        assert_eq!(
            DiskUsage::parse(text).unwrap(),
            DiskUsage::default(),
            "{text:?}"
        );
    }
}

#[test]
fn a_table_is_refused() {
    let table = "line 1: this is the table, in which cache mounts have no ids";
    refused(sample!("du-table.txt"), table);
    refused("ID\t\t\t\t\tRECLAIMABLE\tSIZE\t\tLAST ACCESSED\n", table);
    refused(
        "TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE\nImages ",
        table,
    );
}

#[test]
fn something_else_is_refused_with_its_line() {
    for (text, start) in [
        ("hello", "line 1: `hello` is nothing that it prints"),
        (
            "\n\nERROR: no builder \"x\" found\n",
            "line 3: `ERROR: no builder",
        ),
        (
            "FROM alpine\nRUN true\n",
            "line 1: `FROM alpine` is nothing",
        ),
        (
            "ID: x\nhello\n",
            "line 1: the record that begins here is cut off",
        ),
        (
            "ID: x\nID: y\n",
            "line 1: the record that begins here is cut off",
        ),
        ("Total: 1.5MB\nhello\n", "line 2: `hello` is no total"),
        ("Total: 1.5\n", "line 1: `Total: 1.5` is no total"),
        ("Reclaimable: 1.5MB\n", "line 2: the total is cut off"),
        ("{}", "line 1: this is no record of the build cache: `"),
        (
            "\n{\"ID\":\"x\"}",
            "line 2: this is no record of the build cache: `",
        ),
        (
            "{\"ID\":1}",
            "line 1: this is no record of the build cache: ",
        ),
        ("[1]", "line 1: this is no record of the build cache: "),
        ("[[[[", "line 1: this is no record of the build cache: "),
        ("{\"a\":1}{\n\n", "line 1: this is no record"),
        (
            "{\"BuildCache\":[{\"ID\":\"x\"}]}",
            "line 1: this is no record",
        ),
        // Of `docker images --format json`.
        (
            "{\"CreatedAt\":\"x\",\"ID\":\"d608888581de\",\"Repository\":\"a\",\"Size\":\"1.85GB\",\"Tag\":\"1\"}",
            "line 1: this is no record of the build cache: `Type` is missing",
        ),
        (
            "{\"BuildCacheUsage\":{\"TotalCount\":3}}",
            "line 1: the answer of the engine's API holds totals alone, for want of `verbose=1`",
        ),
    ] {
        refused(text, start);
    }
    refused(&"x".repeat(100_000), "line 1: `xxx");
    refused(
        "\u{1b}[2J\r\u{202e}",
        "line 1: `\\u{1b}[2J\\r\\u{202e}` is nothing",
    );
    refused(&"[".repeat(100_000), "line 1: ");
    refused(&"{\"a\":".repeat(100_000), "line 1: ");
}

#[test]
fn newer_answers_of_the_api_are_read() {
    let old = sample!("system-df-api.json");
    let usage = DiskUsage::parse(old).unwrap();
    let list = old.split_once("\"BuildCache\":").unwrap().1;
    let (list, _) = list.rsplit_once(']').unwrap();
    let new = format!(
        "{{\"BuildCacheUsage\":{{\"ActiveCount\":0,\"Items\":{list}],\"TotalCount\":45}}}}"
    );
    assert_eq!(DiskUsage::parse(&new).unwrap(), usage);
    assert_eq!(DiskUsage::parse(&format!("{list}]")).unwrap(), usage);
    // What is laid out by another program is the same.
    let value: serde_json::Value = serde_json::from_str(old).unwrap();
    assert_eq!(DiskUsage::parse(&format!("{value:#}")).unwrap(), usage);
}

/// Cut off at every byte: an error, or what stands before; never another record.
#[test]
fn what_is_cut_off_says_nothing_else() {
    for text in [
        sample!("du-verbose.txt"),
        sample!("du-verbose-filtered.txt"),
        sample!("du-verbose-containerd-store.txt"),
        sample!("du-format-json.ndjson"),
        sample!("du-format-json-containerd-store.ndjson"),
        sample!("du-split-inuse.ndjson"),
        sample!("system-df-api.json"),
        sample!("system-df-v.json"),
    ] {
        let whole = DiskUsage::parse(text).unwrap();
        let mut read = 0;
        // At the beginning and at the end; it takes long in between.
        let near = |it: &usize| *it < 1_500 || text.len() - it < 1_500;
        for end in (0..text.len()).filter(|it| near(it) && text.is_char_boundary(*it)) {
            let Ok(usage) = DiskUsage::parse(&text[..end]) else {
                continue;
            };
            read += 1;
            assert!(usage.caches.len() <= whole.caches.len());
            for (part, record) in usage.caches.iter().zip(&whole.caches) {
                // What tells that an id was left out may be gone.
                let key = part.key.clone().or_else(|| record.key.clone());
                assert_eq!(with_key(part, key), *record);
            }
            for others in &usage.others {
                let all = whole
                    .others
                    .iter()
                    .find(|it| it.kind == others.kind)
                    .unwrap();
                assert!(others.count <= all.count && others.size.bytes <= all.size.bytes);
            }
        }
        // One document is all or nothing, but for the end of its line.
        assert!(
            read >= 1 && (text.contains("\"InUse\"") == (read <= 2)),
            "{read}"
        );
        for start in (0..text.len()).filter(|it| near(it) && text.is_char_boundary(*it)) {
            let _ = DiskUsage::parse(&text[start..]);
        }
    }
}

/// A line is left out.
#[test]
fn a_record_without_one_of_its_lines_is_refused() {
    let record: Vec<_> = sample!("du-verbose-filtered.txt")
        .split("\n\n")
        .next()
        .unwrap()
        .lines()
        .collect();
    let needed = [
        "ID:",
        "Created at:",
        "Reclaimable:",
        "Size:",
        "Usage count:",
        "Type:",
    ];
    for (at, line) in record.iter().enumerate() {
        let mut lines = record.clone();
        lines.remove(at);
        let read = DiskUsage::parse(&lines.join("\n"));
        assert_eq!(
            read.is_err(),
            needed.iter().any(|it| line.starts_with(it)),
            "{line}"
        );
    }
}

fn with_key(record: &CacheRecord, key: Option<String>) -> CacheRecord {
    let mut record = record.clone();
    record.key = key;
    record
}
