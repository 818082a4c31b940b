//! What BuildKit makes of a mount's options: after `parseMount` of its `commands_runmount.go`, and apart from the library.

use std::collections::BTreeMap;

use crate::words::{self, Atom};

/// A mount's options, `None` for one without `=`.
pub(crate) type Fields = BTreeMap<String, Option<Vec<Atom>>>;

/// An option as it is written, `None` for one without `=`.
pub(crate) type Written = (String, Option<Vec<Atom>>);

/// Options in one form: keys and closed values have no case and one name each, the last of several counts, and what says
/// nothing is not there.
pub(crate) fn canonical(written: impl IntoIterator<Item = Written>) -> Fields {
    let mut fields = Fields::new();
    for (key, value) in written {
        let lower = key.to_ascii_lowercase();
        let key = match lower.as_str() {
            "src" => "source",
            "dst" | "destination" => "target",
            "readonly" => "ro",
            "readwrite" => "rw",
            other => other,
        };
        let is_switch = ["ro", "rw", "required"].contains(&key);
        let value = value.or_else(|| is_switch.then(|| words::literal("true")));
        let value = value.map(|value| option(key, value));
        match (key, bool(value.as_deref())) {
            ("rw", Some(on)) => {
                fields.remove("rw");
                fields.insert("ro".to_owned(), Some(words::literal(&(!on).to_string())));
            }
            ("ro" | "rw", known) => {
                fields.remove("ro");
                fields.remove("rw");
                let value = known.map_or(value, |on| Some(words::literal(&on.to_string())));
                fields.insert(key.to_owned(), value);
            }
            ("required", Some(on)) => {
                fields.insert(key.to_owned(), Some(words::literal(&on.to_string())));
            }
            _ => {
                fields.insert(key.to_owned(), value);
            }
        }
    }
    let is = |fields: &Fields, key: &str, text: &str| {
        let value = fields.get(key).and_then(|value| value.as_deref());
        value.and_then(words::text) == Some(text)
    };
    let kind = fields.get("type").and_then(|kind| kind.as_deref());
    let default = match kind.and_then(words::text) {
        Some("cache" | "tmpfs") => "false",
        Some(_) => "true",
        None => "",
    };
    for (key, nothing) in [
        ("id", ""),
        ("source", ""),
        ("target", ""),
        ("required", "false"),
        ("ro", default),
    ] {
        if is(&fields, key, nothing) {
            fields.remove(key);
        }
    }
    fields
}

/// An option's value as BuildKit reads it: numbers have one form each, words no case.
pub(crate) fn option(key: &str, value: Vec<Atom>) -> Vec<Atom> {
    let Some(text) = words::text(&value) else {
        return value;
    };
    let number = |radix| {
        u32::from_str_radix(text, radix)
            .ok()
            .filter(|_| !text.starts_with('+'))
    };
    let settled = match key {
        "sharing" | "type" => Some(text.to_ascii_lowercase()),
        "uid" | "gid" => number(10).map(|id| id.to_string()),
        "mode" => number(8).map(|mode| format!("{mode:04o}")),
        _ => None,
    };
    settled.map_or(value, |text| words::literal(&text))
}

fn bool(value: Option<&[Atom]>) -> Option<bool> {
    match words::text(value?)? {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}
