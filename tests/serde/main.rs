//! The model as data: what is read and written, what is refused, and that a schema says the same.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod forms;
mod golden;
mod refused;
mod schema;
mod whole;

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let schema = dockerkit::schema();
    jsonschema::validator_for(schema.as_value()).unwrap_or_else(|error| panic!("{error}"))
});

/// What the schema has against a document.
fn against(document: &Value) -> Vec<String> {
    let errors = VALIDATOR.iter_errors(document);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// A file with this step.
fn with(step: &Value) -> Value {
    json!({ "stages": [{ "from": "alpine", "steps": [step] }] })
}
