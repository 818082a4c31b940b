//! Random records, written in each form as the programs of Go write it, are read back.

use std::fmt::Write as _;
use std::time::Instant;

use dockerkit::DiskUsage;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A record as BuildKit has it.
#[derive(Clone, Debug)]
struct Record {
    id: String,
    kind: &'static str,
    parents: Vec<String>,
    /// Nanoseconds of its second.
    nanos: u32,
    in_use: bool,
    bytes: u64,
    target: String,
    command: String,
    /// Namespace and id, if they are said.
    key: Option<String>,
    used: Option<&'static str>,
    count: u64,
}

/// `%.*g` of Go, without a sign.
fn general(value: f64, precision: usize) -> String {
    let scientific = format!("{value:.*e}", precision - 1);
    let (digits, exponent) = scientific.split_once('e').unwrap();
    let exponent: i32 = exponent.parse().unwrap();
    let trim = |text: &str| {
        if !text.contains('.') {
            return text.to_owned();
        }
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    match usize::try_from(exponent) {
        Ok(power) if power < precision => trim(&format!("{value:.*}", precision - 1 - power)),
        _ => format!("{}e+{exponent:02}", trim(digits)),
    }
}

/// A size as `docker` prints it.
#[expect(clippy::cast_precision_loss, reason = "as Go does")]
fn human(bytes: u64, precision: usize) -> String {
    let mut value = bytes as f64;
    let mut units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"].into_iter();
    let mut unit = units.next().unwrap();
    while value >= 1000.0 {
        value /= 1000.0;
        unit = units.next().unwrap();
    }
    format!("{}{unit}", general(value, precision))
}

/// `%q`: what is not printed is escaped, and Go's tables of that are newer or older than these.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\x07' => quoted.push_str("\\a"),
            '\x08' => quoted.push_str("\\b"),
            '\x0b' => quoted.push_str("\\v"),
            '\x0c' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            ' '..='~' => quoted.push(character),
            _ if character.is_alphanumeric() => quoted.push(character),
            _ => {
                let code = u32::from(character);
                let _ = match code {
                    0..=0x7f => write!(quoted, "\\x{code:02x}"),
                    0x80..=0xffff => write!(quoted, "\\u{code:04x}"),
                    _ => write!(quoted, "\\U{code:08x}"),
                };
            }
        }
    }
    quoted + "\""
}

impl Record {
    fn created(&self) -> String {
        let nanos = format!("{:09}", self.nanos);
        let nanos = nanos.trim_end_matches('0');
        let dot = if nanos.is_empty() { "" } else { "." };
        format!("2026-11-24 12:13:03{dot}{nanos} +0000 UTC")
    }

    fn rfc(&self) -> String {
        self.created()
            .replacen(' ', "T", 1)
            .replace(" +0000 UTC", "Z")
    }

    fn description(&self) -> String {
        let Self {
            target, command, ..
        } = self;
        if self.kind != "exec.cachemount" {
            return format!("mount / from exec {command}");
        }
        let with = self
            .key
            .as_ref()
            .map(|it| format!(" with id {}", quoted(it)));
        format!(
            "cached mount {target} from exec {command}{}",
            with.unwrap_or_default()
        )
    }
}

/// As buildx 0.28 and newer print it.
fn verbose(records: &[Record]) -> String {
    let mut text = String::new();
    for record in records {
        let parents: String = record.parents.iter().flat_map(|it| ["\n - ", it]).collect();
        let parents = if parents.is_empty() {
            parents
        } else {
            format!("\nParents:{parents}")
        };
        let used = record.used.map(|it| format!("\nLast used:    {it}"));
        let _ = write!(
            text,
            "ID:           {}{parents}\nCreated at:   {}\nMutable:      true\nReclaimable:  {}\nShared:       false\n\
             Size:         {}\nDescription:  {}\nUsage count:  {}{}\nType:         {}\n\n",
            record.id,
            record.created(),
            !record.in_use,
            human(record.bytes, 4),
            record.description(),
            record.count,
            used.unwrap_or_default(),
            record.kind,
        );
    }
    text + "Reclaimable:\t1.5MB\nTotal:\t\t1.5MB\n"
}

/// As older ones print it.
fn old_verbose(records: &[Record]) -> String {
    let mut text = String::new();
    for record in records {
        let mut line = |key: &str, value: &str| {
            let tabs = (16 - key.len() - 1).div_ceil(8);
            let _ = writeln!(text, "{key}:{}{value}", "\t".repeat(tabs));
        };
        line("ID", &record.id);
        if !record.parents.is_empty() {
            line("Parent", &record.parents.join(","));
        }
        line("Created at", &record.created());
        line("Mutable", "true");
        line("Reclaimable", if record.in_use { "false" } else { "true" });
        line("Shared", "false");
        line("Size", &human(record.bytes, 4));
        line("Description", &record.description());
        line("Usage count", &record.count.to_string());
        if let Some(used) = record.used {
            line("Last used", used);
        }
        line("Type", record.kind);
        text.push('\n');
    }
    text + "Reclaimable:\t1.5MB\nTotal:\t\t1.5MB\n"
}

fn lines(records: &[Record]) -> String {
    let line = |it: &Record| {
        json!({
            "CreatedAt": it.created(), "Description": it.description(), "ID": it.id, "LastUsedAt": it.used.unwrap_or_default(),
            "Mutable": true, "Parents": if it.parents.is_empty() { Value::Null } else { json!(it.parents) },
            "Reclaimable": !it.in_use, "Shared": false, "Size": human(it.bytes, 4), "Type": it.kind, "UsageCount": it.count,
        })
    };
    let lines = records.iter().map(|it| line(it).to_string() + "\n");
    lines.collect()
}

fn system_df(records: &[Record]) -> String {
    let object = |it: &Record| {
        json!({
            "CacheType": it.kind, "CreatedAt": it.created(), "CreatedSince": "11 seconds ago", "Description": it.description(),
            "ID": format!("{}{}", it.id, if it.in_use { "*" } else { "" }), "InUse": it.in_use.to_string(),
            "LastUsedAt": it.used.map(|_| it.created()).unwrap_or_default(), "LastUsedSince": it.used.unwrap_or_default(),
            "Parent": it.parents.join(", "), "Shared": "false", "Size": human(it.bytes, 3), "UsageCount": it.count.to_string(),
        })
    };
    let list: Vec<_> = records.iter().map(object).collect();
    format!(
        "{}\n",
        json!({ "Images": [{ "ID": "x", "Size": "1B" }], "BuildCache": list })
    )
}

fn api(records: &[Record]) -> String {
    let object = |it: &Record| {
        let mut object = json!({
            "ID": it.id, "Type": it.kind, "Description": it.description(), "InUse": it.in_use, "Shared": false,
            "Size": it.bytes, "CreatedAt": it.rfc(), "LastUsedAt": it.used.map(|_| it.rfc()), "UsageCount": it.count,
        });
        if !it.parents.is_empty() {
            object[" Parents"] = json!(it.parents);
        }
        object
    };
    let list: Vec<_> = records.iter().map(object).collect();
    json!({ "LayersSize": 0, "Images": null, "BuildCache": list }).to_string()
}

/// Text with what misleads a reader.
fn text(lines: bool) -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[ -~]{0,12}",
        2 => "[^\\x00-\\x1f\\x7f]{0,4}",
        1 => Just(" with id ".to_owned()),
        1 => Just("\"//fake\"".to_owned()),
        1 => Just("\\\"".to_owned()),
        1 => Just("ID: x".to_owned()),
        1 => Just("Usage count:  1".to_owned()),
        1 => Just("Type:         regular".to_owned()),
    ];
    let between = if lines { "(\n| |)" } else { "( |)" };
    vec((part, between), 0..6).prop_map(|parts| {
        parts
            .into_iter()
            .flat_map(|(one, two)| [one, two])
            .collect()
    })
}

fn record() -> impl Strategy<Value = Record> {
    let id = "[a-z0-9]{25}";
    let what = (
        prop_oneof![3 => Just("exec.cachemount"), 1 => Just("regular"), 1 => Just("source.local")],
        vec(id, 0..3),
        0..1_000_000_000_u32,
        any::<bool>(),
        (any::<u64>(), 0..63_u32).prop_map(|(bytes, shift)| bytes >> 1 >> shift),
    );
    let said = (
        "/[a-z/ ]{0,9}",
        text(true),
        proptest::option::weighted(0.8, prop_oneof![any::<String>(), text(false)]),
        proptest::option::of(prop_oneof![
            Just("Less than a second ago"),
            Just("3 weeks ago"),
            Just("About an hour ago")
        ]),
        0..1000_u64,
    );
    (id, what, said).prop_map(|(id, what, said)| {
        let (kind, parents, nanos, in_use, bytes) = what;
        let (target, mut command, key, used, count) = said;
        // Without an id nobody can tell a command's own words from it.
        if key.is_none() {
            command = command.replace(" with id ", "");
        }
        Record {
            id,
            kind,
            parents,
            nanos,
            in_use,
            bytes,
            target,
            command,
            key,
            used,
            count,
        }
    })
}

/// What stands there, as a number: digits, `e+03`, a unit.
fn bytes_of(size: &str) -> u128 {
    let at = size
        .find(|it: char| it.is_ascii_uppercase() || it == 'k')
        .unwrap();
    let power = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
        .iter()
        .position(|it| *it == &size[at..])
        .unwrap();
    let number: f64 = size[..at].parse().unwrap();
    // Four digits are whole numbers in a smaller unit.
    let thousandths: u128 = format!("{:.0}", number * 1000.0).parse().unwrap();
    let scale = 1000_u128.pow(u32::try_from(power).unwrap());
    (thousandths * scale + 500) / 1000
}

/// What is read, against what was written.
fn check(records: &[Record], text: &str, precision: usize) {
    let usage = DiskUsage::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mounts: Vec<_> = records
        .iter()
        .filter(|it| it.kind == "exec.cachemount")
        .collect();
    assert_eq!(usage.caches.len(), mounts.len(), "{text}");
    let first = mounts
        .iter()
        .filter(|it| it.key.is_some())
        .map(|it| it.nanos)
        .min();
    for (cache, record) in usage.caches.iter().zip(mounts) {
        assert_eq!(cache.id, record.id);
        assert_eq!(cache.parents, record.parents);
        assert_eq!(cache.target, record.target);
        assert_eq!(cache.command, record.command);
        let is_known = first.is_some_and(|it| record.nanos >= it);
        let left_out = is_known.then_some(&record.target);
        assert_eq!(
            cache.key.as_ref(),
            record.key.as_ref().or(left_out),
            "{text}"
        );
        assert_eq!(cache.usage_count, record.count);
        assert_eq!(cache.in_use, record.in_use);
        let bytes = if precision == 0 {
            record.bytes.into()
        } else {
            bytes_of(&human(record.bytes, precision))
        };
        match cache.size {
            Some(size) => {
                assert_eq!(u128::from(size.bytes), bytes, "{}", human(record.bytes, 4));
                assert!(
                    !size.exact || size.bytes == record.bytes,
                    "{size:?} {}",
                    record.bytes
                );
                assert!(size.exact || precision > 0);
            }
            None => assert!(record.in_use && bytes == 0),
        }
        let created = cache.created.as_ref().unwrap();
        assert_eq!(created.unix_seconds, Some(1_795_522_383));
        assert_eq!(cache.last_used.is_some(), record.used.is_some());
        let ago = record.used.filter(|_| precision > 0).map(|it| match it {
            "3 weeks ago" => 3 * 7 * 86_400,
            "About an hour ago" => 3600,
            _ => 0,
        });
        assert_eq!(cache.last_used.as_ref().and_then(|it| it.seconds_ago), ago);
    }
    let others = usage.others.iter().map(|it| it.count).sum::<usize>();
    assert_eq!(others + usage.caches.len(), records.len());
    assert!(
        usage
            .to_string()
            .lines()
            .all(|line| line.chars().count() <= 80),
        "{usage}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(mut records in vec(record(), 0..5)) {
        check(&records, &lines(&records), 4);
        check(&records, &system_df(&records), 3);
        check(&records, &api(&records), 0);
        check(&records, &verbose(&records), 4);
        for record in &mut records {
            record.command = record.command.replace('\t', " ");
        }
        check(&records, &old_verbose(&records), 4);
    }

    /// Pieces of all forms, in any order.
    #[test]
    fn nothing_panics(parts in vec(prop_oneof![
        text(true), any::<String>(), record().prop_map(|it| verbose(&[it])), record().prop_map(|it| lines(&[it])),
        Just("\n\n".to_owned()), Just("Total:\t1B\n".to_owned()), Just("ID:".to_owned()), Just("Description:  ".to_owned()),
        Just("Parents:\n - ".to_owned()), Just("[{".to_owned()), Just("{\"BuildCache\":[".to_owned()),
    ], 0..6)) {
        if let Ok(usage) = DiskUsage::parse(&parts.concat()) {
            let _ = (usage.to_string(), usage.compare([]).to_string());
        }
    }
}

#[test]
fn sizes_are_written_as_go_writes_them() {
    for (bytes, four, three) in [
        (0, "0B", "0B"),
        (999, "999B", "999B"),
        (4096, "4.096kB", "4.1kB"),
        (999_600, "999.6kB", "1e+03kB"),
        (999_960, "1000kB", "1e+03kB"),
        (1_500_000, "1.5MB", "1.5MB"),
        (16_384_000, "16.38MB", "16.4MB"),
    ] {
        assert_eq!(
            (human(bytes, 4), human(bytes, 3)),
            (four.to_owned(), three.to_owned())
        );
    }
}

/// Half of them are cache mounts, of many ids and of one, with owners and without.
fn many(count: usize) -> Vec<Record> {
    let record = |at: usize| Record {
        id: format!("{at:025}"),
        kind: if at % 2 == 0 {
            "exec.cachemount"
        } else {
            "regular"
        },
        parents: if at % 3 == 0 {
            vec!["p".repeat(25)]
        } else {
            Vec::new()
        },
        nanos: 0,
        in_use: false,
        bytes: 1_234_567,
        target: "/c".to_owned(),
        command: "/bin/sh -c a with id \"b\nUsage count:  1\nType: regular\nx".to_owned(),
        key: Some(if at % 4 == 0 {
            "/one".to_owned()
        } else {
            format!("/id-{at}")
        }),
        used: Some("3 weeks ago"),
        count: 1,
    };
    (0..count).map(record).collect()
}

#[test]
fn a_hundred_thousand_records_are_read_in_linear_time() {
    let directories = |count: usize| -> Vec<_> {
        let ids = (0..count).map(|at| {
            if at % 4 == 0 {
                "one".to_owned()
            } else {
                format!("id-{at}")
            }
        });
        let mounts = ids.zip(0..).map(|(id, uid)| {
            let mount = dockerkit::CacheMount::new("/c").id(id);
            if uid % 3 == 0 { mount.uid(uid) } else { mount }
        });
        mounts.map(|it| it.directory().unwrap()).collect()
    };
    let made = |count: usize| {
        let records = many(count);
        let texts = [verbose(&records), lines(&records), api(&records)];
        (texts, directories(count / 2))
    };
    let time = |(texts, asked): &([String; 3], Vec<_>)| {
        let start = Instant::now();
        for text in texts {
            let usage = DiskUsage::parse(text).unwrap();
            assert_eq!(usage.caches.len(), asked.len());
            assert!(!usage.to_string().is_empty() && !usage.compare(asked).to_string().is_empty());
        }
        start.elapsed()
    };
    let (small, large) = (made(12_500), made(100_000));
    // Eight times as much; what is quadratic takes some sixty times as long.
    // Of a busy machine one try may say anything.
    let is_linear = |_| time(&large) < time(&small).min(time(&small)) * 24;
    assert!(
        (0..3).any(is_linear),
        "{:?} {:?}",
        time(&small),
        time(&large)
    );
}
