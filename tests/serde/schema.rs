//! The schema by itself.

use dockerkit::{Dockerfile, PackageManager};
use serde_json::{Value, json};

use super::{against, with};

/// Every map in a schema whose keys are those of the model.
fn objects<'a>(schema: &'a Value, at: &str, all: &mut Vec<(String, &'a Value)>) {
    match schema {
        Value::Object(entries) => {
            if entries.get("properties").is_some_and(Value::is_object) {
                all.push((at.to_owned(), schema));
            }
            for (key, value) in entries {
                objects(value, &format!("{at}/{key}"), all);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                objects(item, &format!("{at}/{index}"), all);
            }
        }
        _ => {}
    }
}

#[test]
fn no_map_takes_other_keys_and_every_key_is_described() {
    let schema = dockerkit::schema();
    let mut all = Vec::new();
    objects(schema.as_value(), "", &mut all);
    assert!(all.len() > 20, "{}", all.len());
    let mut plain = Vec::new();
    for (at, object) in all {
        assert_eq!(object["additionalProperties"], false, "{at}");
        for (key, property) in object["properties"].as_object().unwrap() {
            if property["description"].as_str().is_none_or(str::is_empty) {
                plain.push(format!("{at}/{key}"));
            }
        }
    }
    // What stands in a value itself says what it is by its name.
    plain.retain(|it| {
        !["literal", "expand", "value", "unless"]
            .iter()
            .any(|key| it.ends_with(key))
    });
    assert_eq!(plain, [""; 0]);
}

#[test]
fn every_type_is_described() {
    let schema = dockerkit::schema();
    let definitions = schema.as_value()["$defs"].as_object().unwrap();
    for (name, schema) in definitions {
        let described = schema["description"].as_str().unwrap_or_default();
        assert!(
            described.ends_with(['.', ':', ')']),
            "{name}: {described:?}"
        );
        let is_linked = described.contains("](") || described.contains("[`");
        assert!(!is_linked, "{name}: {described:?}");
    }
}

#[test]
fn every_package_manager_is_known() {
    for manager in PackageManager::ALL {
        let run = json!({"run": {"command": "make", "mounts": [manager.as_str()]}});
        assert_eq!(against(&with(&run)), [""; 0], "{manager}");
    }
}

#[test]
fn nothing_is_a_file() {
    for document in [
        json!({}),
        json!(null),
        json!({"$schema": "dockerfile.schema.json", "stages": []}),
    ] {
        assert_eq!(against(&document), [""; 0], "{document}");
        let read: Dockerfile = serde_json::from_value(document).unwrap();
        assert_eq!(read, Dockerfile::new());
    }
    assert_eq!(serde_json::to_string(&Dockerfile::new()).unwrap(), "{}");
}
