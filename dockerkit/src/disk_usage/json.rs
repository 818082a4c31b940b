//! `docker buildx du --format json`, `docker system df -v --format json`, and what the engine's API answers.

use serde::{Deserialize, Deserializer};

use crate::disk_usage::DiskSize;
use crate::disk_usage::record::Listed;
use crate::disk_usage::time::RecordTime;
use crate::disk_usage::wrong::Wrong;
use crate::shown::Shown;

/// A record, or what holds a list of them.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Object {
    #[serde(rename = "ID")]
    id: Option<String>,
    #[serde(alias = "CacheType")]
    r#type: Option<String>,
    parents: Option<Vec<String>>,
    /// As the engine's API spells it.
    #[serde(rename = " Parents")]
    spaced_parents: Option<Vec<String>>,
    /// Ids with commas between.
    parent: Option<String>,
    size: Option<Loose<i64>>,
    created_at: Option<String>,
    created_since: Option<String>,
    last_used_at: Option<String>,
    last_used_since: Option<String>,
    usage_count: Option<Loose<u64>>,
    in_use: Option<Loose<bool>>,
    reclaimable: Option<Loose<bool>>,
    description: Option<String>,
    #[serde(default, deserialize_with = "list")]
    build_cache: Option<Vec<Object>>,
    build_cache_usage: Option<Usage>,
}

/// Since version 1.52 of the API.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Usage {
    items: Option<Vec<Object>>,
    #[serde(default)]
    total_count: u64,
}

/// A value, or the text of it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Loose<T> {
    Value(T),
    Text(String),
}

impl<T: std::str::FromStr> Loose<T> {
    fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Text(text) => text.parse().ok(),
        }
    }
}

/// A list that is there, be it null.
fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Object>>, D::Error> {
    let list = Option::<Vec<Object>>::deserialize(deserializer)?;
    Ok(Some(list.unwrap_or_default()))
}

/// All records. The text begins with a bracket or a brace.
pub(super) fn records(text: &str) -> Result<Vec<Listed>, Wrong> {
    let mut records = Vec::new();
    if text.trim_start().starts_with('[') {
        let objects: Vec<Object> = serde_json::from_str(text).map_err(|it| wrong(&it))?;
        add_all(objects, 1, &mut records)?;
        return Ok(records);
    }
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Object>();
    let (mut line, mut before) = (1, 0);
    while let Some(object) = stream.next() {
        let object = object.map_err(|it| wrong(&it))?;
        let after = stream.byte_offset();
        line += text
            .get(before..after)
            .unwrap_or_default()
            .matches('\n')
            .count();
        before = after;
        add(object, line, &mut records)?;
    }
    Ok(records)
}

fn wrong(error: &serde_json::Error) -> Wrong {
    let problem = if error.is_eof() {
        "the text is cut off".to_owned()
    } else {
        // It ends with its place.
        let text = error.to_string();
        let end = text.rfind(" at line ").unwrap_or(text.len());
        let text = text.get(..end).unwrap_or(&text);
        format!("this is no record of the build cache: {}", text.shown())
    };
    Wrong::new(error.line().max(1), problem)
}

fn add_all(objects: Vec<Object>, line: usize, records: &mut Vec<Listed>) -> Result<(), Wrong> {
    for object in objects {
        records.push(record(object, line)?);
    }
    Ok(())
}

fn add(object: Object, line: usize, records: &mut Vec<Listed>) -> Result<(), Wrong> {
    match (object.build_cache, object.build_cache_usage) {
        (Some(list), _) => add_all(list, line, records),
        (None, Some(usage)) => match usage.items {
            None if usage.total_count > 0 => Err(Wrong::new(
                line,
                "the answer of the engine's API holds totals alone, for want of `verbose=1`",
            )),
            items => add_all(items.unwrap_or_default(), line, records),
        },
        (None, None) => {
            let object = Object {
                build_cache: None,
                build_cache_usage: None,
                ..object
            };
            records.push(record(object, line)?);
            Ok(())
        }
    }
}

fn record(object: Object, line: usize) -> Result<Listed, Wrong> {
    let missing = |name: &str| {
        let problem =
            format!("this is no record of the build cache: `{name}` is missing, or something else");
        Wrong::new(line, problem)
    };
    let size = match object.size.ok_or_else(|| missing("Size"))? {
        // What the builder could not measure is negative.
        Loose::Value(bytes) => u64::try_from(bytes).ok().map(DiskSize::exact),
        Loose::Text(text) if text.starts_with('-') => None,
        Loose::Text(text) => Some(DiskSize::parse(&text).ok_or_else(|| missing("Size"))?),
    };
    let in_use = match (object.in_use, object.reclaimable) {
        (Some(in_use), _) => in_use.value(),
        (None, Some(reclaimable)) => reclaimable.value().map(|it| !it),
        (None, None) => None,
    };
    let mut parents = object.parents.or(object.spaced_parents).unwrap_or_default();
    if parents.is_empty() {
        let ids = object
            .parent
            .iter()
            .flat_map(|it| it.split(','))
            .map(str::trim);
        parents = ids.filter(|it| !it.is_empty()).map(str::to_owned).collect();
    }
    let id = object.id.filter(|it| !it.is_empty());
    let time = |at: Option<String>, since: Option<String>| {
        RecordTime::read(&at.unwrap_or_default(), since.as_deref())
    };
    Ok(Listed {
        // `docker system df` marks what is in use.
        id: id
            .ok_or_else(|| missing("ID"))?
            .trim_end_matches('*')
            .to_owned(),
        kind: object.r#type.ok_or_else(|| missing("Type"))?,
        parents,
        size,
        created: time(object.created_at, object.created_since),
        last_used: time(object.last_used_at, object.last_used_since),
        usage_count: object
            .usage_count
            .and_then(Loose::value)
            .ok_or_else(|| missing("UsageCount"))?,
        in_use: in_use.ok_or_else(|| missing("InUse"))?,
        description: object.description.unwrap_or_default(),
    })
}
