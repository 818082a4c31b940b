//! What is written of a bake file, in the order in which people write one.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// A bake file.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Bake {
    /// Keys that bake does not know are for people.
    #[serde(rename = "//", skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<Value>,
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub(crate) group: Entries<Group>,
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub(crate) variable: Entries<Variable>,
    pub(crate) target: Entries<Target>,
}

/// Targets that are built by one name.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Group {
    pub(crate) targets: Vec<Value>,
}

/// What a template can name, and what the environment may set.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Variable {
    pub(crate) default: Value,
}

/// A build. Never `no-cache`: that empties the cache mounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Target {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) context: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dockerfile: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dockerfile_inline: Option<Value>,
    /// `target`, the stage that is built.
    #[serde(rename = "target", skip_serializing_if = "Option::is_none")]
    pub(crate) stage: Option<Value>,
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub(crate) args: Entries<Value>,
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub(crate) contexts: Entries<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tags: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) platforms: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) output: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) secret: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network: Option<Value>,
}

/// A map in the order of its entries. Bake reads templates in its keys, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entries<T>(pub(crate) Vec<(String, T)>);

/// A string of the file: every one is a template to bake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Text that is to stay as it is.
    Text(String),
    Template(Template),
}

/// Text in which bake is to compute something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template(&'static str);

impl Template {
    /// An identifier that no two calls of bake have in common, nor two places in one. `timestamp()` counts seconds.
    pub(crate) const UNIQUE: Self = Self("${uuidv4()}");
}

impl Bake {
    /// The file, with a newline at its end.
    pub(crate) fn text(&self) -> String {
        pretty(self)
    }
}

/// JSON, two blanks a level, with a newline at its end.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    // It only fails on keys that are no text, and ours all are; what it would say then is no JSON, and fails loudly.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_else(|error| error.to_string());
    text.push('\n');
    text
}

/// The template that is this text: `${` and `%{` open what bake computes.
fn escaped(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}

/// The text whose template this is.
pub(crate) fn plain(template: &str) -> String {
    template.replace("$${", "${").replace("%%{", "%{")
}

/// The words of an `output`, `type=local,dest=saved`, which bake reads as a line of CSV.
pub(crate) fn fields<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Value {
    let fields = fields.into_iter().map(|(key, value)| {
        if value.contains(['"', ',', '\n', '\r']) {
            format!("\"{key}={}\"", value.replace('"', "\"\""))
        } else {
            format!("{key}={value}")
        }
    });
    Value::Text(fields.collect::<Vec<_>>().join(","))
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Entries<T> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Serialize> Serialize for Entries<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(&escaped(key), value)?;
        }
        map.end()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(&escaped(text)),
            Self::Template(Template(text)) => serializer.serialize_str(text),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Template> for Value {
    fn from(template: Template) -> Self {
        Self::Template(template)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_template_is_one() {
        let text = |value: Value| serde_json::to_value(value).unwrap_or_default();
        assert_eq!(text("${A} %{if} $A 100%".into()), "$${A} %%{if} $A 100%");
        assert_eq!(text("$${A}".into()), "$$${A}");
        assert_eq!(text(Template::UNIQUE.into()), "${uuidv4()}");
        let keys = Entries(vec![("${A}".to_owned(), Value::from("x"))]);
        assert_eq!(
            serde_json::to_string(&keys).ok().as_deref(),
            Some(r#"{"$${A}":"x"}"#)
        );
    }

    #[test]
    fn an_output_is_a_line_of_csv() {
        let local = |dest| fields([("type", "local"), ("dest", dest)]);
        assert_eq!(local("saved"), "type=local,dest=saved".into());
        assert_eq!(local("a \"b\",c"), r#"type=local,"dest=a ""b"",c""#.into());
    }

    #[test]
    fn what_is_not_said_is_not_written() {
        let target = Target {
            context: Some(".".into()),
            dockerfile_inline: Some("FROM scratch\n".into()),
            ..Target::default()
        };
        let bake = Bake {
            target: Entries(vec![
                ("b".to_owned(), target),
                ("a".to_owned(), Target::default()),
            ]),
            ..Bake::default()
        };
        assert_eq!(
            bake.text(),
            "{\n  \"target\": {\n    \"b\": {\n      \"context\": \".\",\n      \"dockerfile-inline\": \"FROM scratch\\n\"\n    \
             },\n    \"a\": {}\n  }\n}\n",
        );
    }
}
