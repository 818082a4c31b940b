//! The values of `--mount` and `--device`: comma-separated fields, in them key and value, and the value a word.

use std::collections::BTreeMap;

use crate::lexer::{Expanded, Lexer};

/// The fields of a line of comma-separated values.
///
/// # Errors
///
/// A quote where none can be.
pub fn fields(line: &str) -> Result<Vec<String>, String> {
    let mut fields = Vec::new();
    let mut rest = line;
    if rest.is_empty() {
        return Err("no fields".to_owned());
    }
    loop {
        let Some(quoted) = rest.strip_prefix('"') else {
            let (field, after) = match rest.split_once(',') {
                Some((field, after)) => (field, Some(after)),
                None => (rest, None),
            };
            if field.contains('"') {
                return Err("a bare quote in a field".to_owned());
            }
            fields.push(field.to_owned());
            match after {
                Some(after) => rest = after,
                None => return Ok(fields),
            }
            continue;
        };
        let mut field = String::new();
        rest = quoted;
        loop {
            let (part, after) = rest.split_once('"').ok_or("a quoted field does not end")?;
            field.push_str(part);
            if let Some(after) = after.strip_prefix('"') {
                field.push('"');
                rest = after;
                continue;
            }
            rest = after;
            break;
        }
        fields.push(field);
        if rest.is_empty() {
            return Ok(fields);
        }
        rest = rest
            .strip_prefix(',')
            .ok_or("something after a quoted field")?;
    }
}

/// A mount as it is read: its options, each under the first of its names.
///
/// # Errors
///
/// Where BuildKit could not read it.
pub fn read(value: &str, lexer: &Lexer) -> Result<String, String> {
    let mut options = BTreeMap::new();
    for field in fields(value)? {
        let (key, value) = match field.split_once('=') {
            Some((key, value)) => (key, lexer.word(value)),
            None => (field.as_str(), Ok("true".to_owned())),
        };
        let key = match key.to_lowercase().as_str() {
            "src" => "source",
            "dst" | "destination" => "target",
            "ro" => "readonly",
            "readwrite" => "rw",
            key @ ("type" | "from" | "source" | "target" | "readonly" | "rw" | "required"
            | "size" | "id" | "sharing" | "mode" | "uid" | "gid" | "env") => key,
            other => return Err(format!("unexpected key {other:?}")),
        }
        .to_owned();
        if let Some(before) = options.insert(key.clone(), value) {
            return Err(format!("{key} is there twice, first as {before:?}"));
        }
    }
    Ok(canonical(&options))
}

/// Options in one form: sorted, with numbers and closed words in one spelling.
pub fn canonical(options: &BTreeMap<String, Expanded>) -> String {
    let written = options.iter().map(|(key, value)| {
        let value = match value {
            Err(_) => "<error>".to_owned(),
            Ok(value) => match key.as_str() {
                "uid" | "gid" => value
                    .parse::<u32>()
                    .map_or(value.clone(), |it| it.to_string()),
                "mode" => {
                    u32::from_str_radix(value, 8).map_or(value.clone(), |it| format!("{it:o}"))
                }
                "sharing" | "type" => value.to_lowercase(),
                _ => value.clone(),
            },
        };
        format!("{key}={value}")
    });
    written.collect::<Vec<_>>().join(" ")
}

/// A device in one form.
pub fn device_text(name: &str, required: bool) -> String {
    format!("{name}{}", if required { " required" } else { "" })
}

/// A device as it is read.
///
/// # Errors
///
/// Where BuildKit could not read it.
pub fn device(value: &str) -> Result<String, String> {
    let mut name = String::new();
    let mut required = false;
    for field in fields(value)? {
        match field.split_once('=') {
            None if field.eq_ignore_ascii_case("required") => required = true,
            Some((key, "true")) if key.eq_ignore_ascii_case("required") => required = true,
            Some((key, value)) if key.eq_ignore_ascii_case("name") && name.is_empty() => {
                value.clone_into(&mut name);
            }
            _ if name.is_empty() => name = field,
            _ => return Err(format!("unexpected field {field:?}")),
        }
    }
    Ok(device_text(&name, required))
}
