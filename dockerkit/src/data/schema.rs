//! What the model looks like, as a JSON Schema.

mod described;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;

use schemars::{JsonSchema, json_schema};
pub(crate) use schemars::{Schema, SchemaGenerator as Generator};

use crate::data::Data;
use described::Described;

/// A part of the model that has a name, for the generator.
pub(crate) struct Named<T>(PhantomData<T>);

impl<T: Data> JsonSchema for Named<T> {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed(T::NAME)
    }

    fn schema_id() -> Cow<'static, str> {
        Cow::Owned(format!("dockerkit::{}", T::NAME))
    }

    fn json_schema(generator: &mut Generator) -> Schema {
        let mut schema = T::schema(generator);
        if let Some(description) = Described::of(T::NAME).itself() {
            schema.insert("description".to_owned(), description.into());
        }
        schema
    }
}

/// A type's schema, or where it is.
pub(crate) fn of<T: Data>(generator: &mut Generator) -> Schema {
    if T::NAME.is_empty() {
        T::schema(generator)
    } else {
        generator.subschema_for::<Named<T>>()
    }
}

/// The schema of a field that a function gets from its struct.
pub(crate) fn of_field<O, T: Data>(generator: &mut Generator, _: fn(&O) -> &T) -> Schema {
    of::<T>(generator)
}

/// One of them.
pub(crate) fn any(schemas: impl IntoIterator<Item = Schema>) -> Schema {
    let mut schemas: Vec<Schema> = schemas.into_iter().collect();
    match (schemas.pop(), schemas.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            schemas.extend(last);
            json_schema!({ "anyOf": schemas })
        }
    }
}

/// It, or `null`. Where it can be one schema it is: editors tell more of what is wrong with that.
pub(crate) fn nullable(mut schema: Schema) -> Schema {
    let only = schema.get("type").and_then(|it| it.as_str());
    match only.map(|only| vec![only.to_owned(), "null".to_owned()]) {
        Some(types) => {
            schema.insert("type".to_owned(), types.into());
            schema
        }
        None => any([schema, json_schema!({ "type": "null" })]),
    }
}

/// What is read as text.
pub(crate) fn scalar() -> Schema {
    json_schema!({ "type": ["string", "integer", "boolean"] })
}

/// Closed sets of words, each with what it means.
pub(crate) fn words(name: &str, words: impl IntoIterator<Item = (String, &'static str)>) -> Schema {
    let described = Described::of(name);
    any(words.into_iter().map(|(variant, word)| {
        let schema = json_schema!({ "const": word });
        described.with(schema, &variant)
    }))
}

/// A struct, as a map.
pub(crate) struct Object {
    described: Described,
    properties: BTreeMap<String, Schema>,
    required: Vec<String>,
    alone: Option<Schema>,
}

impl Object {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            described: Described::of(name),
            properties: BTreeMap::new(),
            required: Vec::new(),
            alone: None,
        }
    }

    pub(crate) fn property<O, T: Data>(
        &mut self,
        generator: &mut Generator,
        field: &str,
        key: &str,
        _: fn(&O) -> &T,
    ) {
        let mut schema = of::<T>(generator);
        if T::absent().is_none() {
            self.required.push(key.to_owned());
        } else {
            schema = nullable(schema);
        }
        let schema = self.described.with(schema, field);
        self.properties.insert(key.to_owned(), schema);
    }

    /// A key that says nothing of the model.
    pub(crate) fn ignored(&mut self, key: &str) {
        let schema = json_schema!({ "type": "string", "description": "Where the schema is." });
        self.properties.insert(key.to_owned(), schema);
    }

    /// A field may stand for all of it.
    pub(crate) fn or<O, T: Data>(&mut self, generator: &mut Generator, _: fn(&O) -> &T) {
        self.alone = Some(of::<T>(generator));
    }

    pub(crate) fn schema(self) -> Schema {
        let Self {
            properties,
            required,
            alone,
            ..
        } = self;
        let may_be_empty = required.is_empty();
        let object = json_schema!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        });
        let object = if may_be_empty {
            nullable(object)
        } else {
            object
        };
        match alone {
            Some(alone) => any([alone, object]),
            None => object,
        }
    }
}

/// An enum, as a map of one entry.
pub(crate) struct Tags {
    described: Described,
    properties: BTreeMap<String, Schema>,
    others: Vec<Schema>,
}

impl Tags {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            described: Described::of(name),
            properties: BTreeMap::new(),
            others: Vec::new(),
        }
    }

    pub(crate) fn tag<O, T: Data>(
        &mut self,
        generator: &mut Generator,
        variant: &str,
        tag: &str,
        _: fn(T) -> O,
    ) {
        let schema = self.described.with(of::<T>(generator), variant);
        self.properties.insert(tag.to_owned(), schema);
    }

    /// The value of a variant may stand by itself.
    pub(crate) fn or<O, T: Data>(&mut self, generator: &mut Generator, _: fn(T) -> O) {
        self.others.push(of::<T>(generator));
    }

    /// A variant without a value.
    pub(crate) fn unit(&mut self, variant: &str, tag: &str) {
        let none = self
            .described
            .with(json_schema!({ "type": "null" }), variant);
        self.properties.insert(tag.to_owned(), none);
        let word = json_schema!({ "const": tag });
        self.others.push(self.described.with(word, variant));
    }

    pub(crate) fn schema(self) -> Schema {
        let map = json_schema!({
            "type": "object",
            "properties": self.properties,
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 1,
        });
        any(self.others.into_iter().chain([map]))
    }
}
