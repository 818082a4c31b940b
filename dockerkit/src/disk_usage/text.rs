//! What `docker buildx du --verbose` prints.

use crate::disk_usage::DiskSize;
use crate::disk_usage::record::{CACHE_MOUNT, Listed};
use crate::disk_usage::time::RecordTime;
use crate::disk_usage::wrong::Wrong;
use crate::shown::{self, Shown};

/// What stands below the records.
const TOTALS: [&str; 4] = ["Shared:", "Private:", "Reclaimable:", "Total:"];

/// Types that BuildKit knows: none is the beginning of another.
const TYPES: [&str; 6] = [
    CACHE_MOUNT,
    "regular",
    "internal",
    "frontend",
    "source.local",
    "source.git.checkout",
];

/// The lines that are left, and which the first of them is.
struct Lines<'t> {
    all: Vec<&'t str>,
    at: usize,
    /// Whether the last line has an end.
    whole: bool,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let whole = text.ends_with('\n');
        let text = text.strip_suffix('\n').unwrap_or(text);
        let lines = text.split('\n');
        // Of a carriage return at the end of a command's line nobody can tell who put it there.
        let windows = text.split('\n').next().is_some_and(|it| it.ends_with('\r'));
        let lines = lines.map(|it| it.strip_suffix('\r').filter(|_| windows).unwrap_or(it));
        Self {
            all: lines.collect(),
            at: 0,
            whole,
        }
    }

    fn line(&self, at: usize) -> Option<&'t str> {
        self.all.get(at).copied()
    }

    fn peek(&self) -> Option<&'t str> {
        self.line(self.at)
    }

    /// The value of the line that begins so.
    fn value(&self, at: usize, key: &str) -> Option<&'t str> {
        Some(trimmed(self.line(at)?.strip_prefix(key)?))
    }
}

/// Lines count from 1 for people.
fn wrong(at: usize, problem: impl Into<String>) -> Wrong {
    Wrong::new(at + 1, problem)
}

/// Without the blanks that make columns.
fn trimmed(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

/// All records.
pub(super) fn records(text: &str) -> Result<Vec<Listed>, Wrong> {
    let mut lines = Lines::of(text);
    let mut records = Vec::new();
    while let Some(line) = lines.peek() {
        if line.is_empty() {
            lines.at += 1;
        } else if line.starts_with("ID:") {
            records.push(record(&mut lines)?);
        } else if TOTALS.iter().any(|it| line.starts_with(it)) {
            totals(&mut lines)?;
        } else {
            let problem = if is_table(line) {
                "this is the table, in which cache mounts have no ids".to_owned()
            } else {
                format!("`{}` is nothing that it prints", shown::line(&line.shown()))
            };
            return Err(wrong(lines.at, problem));
        }
    }
    Ok(records)
}

/// Whether it is the head of `docker buildx du`, or of a table of `docker system df`.
fn is_table(line: &str) -> bool {
    let mut words = line.split_ascii_whitespace();
    matches!(
        (words.next(), words.next()),
        (Some("ID"), Some("RECLAIMABLE"))
            | (Some("TYPE"), Some("TOTAL"))
            | (Some("CACHE"), Some("ID"))
    )
}

/// To the end of the text.
fn totals(lines: &mut Lines<'_>) -> Result<(), Wrong> {
    let mut last = "";
    while let Some(line) = lines.peek() {
        let key = TOTALS.into_iter().find(|it| line.starts_with(it));
        let size = key.and_then(|key| line.strip_prefix(key));
        match (key, size.map(trimmed).and_then(DiskSize::parse)) {
            (Some(key), Some(_)) => last = key,
            (None, _) if line.is_empty() => {}
            _ => {
                let problem = format!("`{}` is no total", shown::line(&line.shown()));
                return Err(wrong(lines.at, problem));
            }
        }
        lines.at += 1;
    }
    if last != "Total:" {
        return Err(wrong(lines.at, "the total is cut off"));
    }
    Ok(())
}

/// The record that begins here.
fn record(lines: &mut Lines<'_>) -> Result<Listed, Wrong> {
    let start = lines.at;
    let cut = || wrong(start, "the record that begins here is cut off");
    let mut listed = Listed {
        id: lines.value(start, "ID:").unwrap_or_default().to_owned(),
        kind: String::new(),
        parents: Vec::new(),
        size: None,
        created: None,
        last_used: None,
        usage_count: 0,
        in_use: false,
        description: String::new(),
    };
    let (mut size, mut reclaimable) = (None, None);
    lines.at += 1;
    let end = loop {
        let at = lines.at;
        let line = lines.peek().ok_or_else(cut)?;
        if line.starts_with("Usage count:") {
            break at;
        }
        let (key, value) = line.split_once(':').ok_or_else(cut)?;
        let value = trimmed(value);
        match key {
            "Description" => {
                let end = (at + 1..lines.all.len()).find(|at| is_end(lines, *at));
                let end = end.ok_or_else(cut)?;
                value.clone_into(&mut listed.description);
                for line in lines.all.get(at + 1..end).unwrap_or_default() {
                    listed.description.push('\n');
                    listed.description.push_str(line);
                }
                break end;
            }
            "Parent" | "Parents" => {
                let ids = value.split(',').filter(|it| !it.is_empty());
                listed.parents.extend(ids.map(str::to_owned));
                while let Some(id) = lines
                    .line(lines.at + 1)
                    .and_then(|it| it.strip_prefix(" - "))
                {
                    listed.parents.push(id.to_owned());
                    lines.at += 1;
                }
            }
            "Created at" => listed.created = RecordTime::read(value, None),
            "Reclaimable" => reclaimable = value.parse::<bool>().ok(),
            // What the builder could not measure is negative.
            "Size" if value.starts_with('-') => size = Some(None),
            "Size" => size = DiskSize::parse(value).map(Some),
            "ID" => return Err(cut()),
            // What buildx may say besides some day.
            _ => {}
        }
        lines.at += 1;
    };
    let after = tail(lines, end, &mut listed).ok_or_else(cut)?;
    listed.size = size.ok_or_else(cut)?;
    listed.in_use = !reclaimable.ok_or_else(cut)?;
    if listed.id.is_empty() || listed.created.is_none() {
        return Err(cut());
    }
    lines.at = after;
    Ok(listed)
}

/// Whether a record ends with the line and those behind it, so that a description is over: a command may hold any of them, but
/// hardly all.
fn is_end(lines: &Lines<'_>, at: usize) -> bool {
    if !lines
        .line(at)
        .is_some_and(|it| it.starts_with("Usage count:"))
    {
        return false;
    }
    let last = at + 1 + usize::from(lines.value(at + 1, "Last used:").is_some());
    lines.value(last, "Type:").is_some()
        && lines.line(last + 1).is_none_or(str::is_empty)
        && lines.line(last + 2).is_none_or(|it| {
            it.is_empty()
                || it.starts_with("ID:")
                || TOTALS.iter().any(|total| it.starts_with(total))
        })
}

/// What is said behind the description, and the line after it.
fn tail(lines: &Lines<'_>, at: usize, listed: &mut Listed) -> Option<usize> {
    listed.usage_count = lines.value(at, "Usage count:")?.parse().ok()?;
    let mut at = at + 1;
    if let Some(value) = lines.value(at, "Last used:") {
        listed.last_used = RecordTime::read(value, None);
        at += 1;
    }
    let kind = lines.value(at, "Type:")?;
    at += 1;
    if kind.is_empty() || !lines.line(at).is_none_or(str::is_empty) {
        return None;
    }
    // Without the end of its line it may be a half.
    let is_last = at == lines.all.len();
    if is_last && !lines.whole && !TYPES.contains(&kind) {
        return None;
    }
    kind.clone_into(&mut listed.kind);
    Some(at)
}
