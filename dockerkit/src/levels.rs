//! How bad a finding is, and how that is set by the name of a rule.

use std::borrow::Cow;
use std::fmt;

/// How bad a finding is, from what is not reported to what keeps a file from being written.
///
/// ```
/// use dockerkit::{Level, rules};
///
/// assert_eq!(rules::find("unknown-stage").unwrap().level, Level::Error);
/// assert_eq!(rules::find("cache-defeated").unwrap().level, Level::Warning);
/// assert!(Level::Off < Level::Warning && Level::Warning < Level::Error);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// It is not reported.
    Off,
    /// The Dockerfile is written, but hardly means what was meant.
    Warning,
    /// Nothing is written: the Dockerfile would not build, or not mean what the model says, or a rule was set to this level.
    Error,
}

/// Levels that are set for rules by name, in place of those they have. Only lints can have another.
///
/// ```
/// use dockerkit::{Dockerfile, Level, Stage};
///
/// let stage = Stage::new("alpine").run("make\nmake install\n");
/// let file = Dockerfile::new().stage(stage);
/// assert_eq!(file.check().warnings().count(), 1); // script-goes-on
/// assert_eq!(file.clone().level("script-goes-on", Level::Off).check().to_string(), "");
/// assert!(file.level("script-goes-on", Level::Error).render().is_err());
/// ```
///
/// BuildKit's own build checks are also set by the directive `check`, as for BuildKit: `skip=StageNameCasing`, `skip=all`,
/// `error=true`. For one step a comment in front of it sets them: `# dockerkit: skip=script-goes-on`, with `error=` or
/// `warning=` instead of `skip=`, several rules with `,` and several settings with `;` between them. The comment of the
/// last step of a stage stands in front of the next stage's `FROM`, and is for that.
///
/// Source: [build checks](https://docs.docker.com/build/checks/), and their `frontend/dockerfile/linter` for the directive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Levels(
    /// In the order of the names, each once.
    Vec<(Cow<'static, str>, Level)>,
);

impl Levels {
    /// No level is set.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Sets the level of the rule of that name. `check` finds names of no rule, and of rules that are no lints.
    #[must_use]
    pub fn set(mut self, rule: impl Into<Cow<'static, str>>, level: Level) -> Self {
        let rule = rule.into();
        match self.place(&rule) {
            Ok(at) => {
                if let Some(entry) = self.0.get_mut(at) {
                    entry.1 = level;
                }
            }
            Err(at) => self.0.insert(at, (rule, level)),
        }
        self
    }

    /// The level that is set for the rule of that name.
    pub fn get(&self, rule: &str) -> Option<Level> {
        let at = self.place(rule).ok()?;
        self.0.get(at).map(|(_, level)| *level)
    }

    /// Where a name stands, or would.
    fn place(&self, rule: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(name, _)| (**name).cmp(rule))
    }

    /// Whether no level is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names, and the levels that are set for them, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Level)> {
        self.0.iter().map(|(name, level)| (&**name, *level))
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "off",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

#[cfg(feature = "serde")]
mod serial {
    use std::collections::BTreeMap;

    use serde::Serializer;
    use serde::ser::SerializeMap as _;

    use super::{Level, Levels};
    use crate::data::{Data, Names, Node, Shape, Written, Wrong, public, words};

    words!(Level as "level" { "off" => Off, "warning" => Warning, "error" => Error });

    impl Data for Levels {
        #[cfg(feature = "schema")]
        const NAME: &'static str = "Levels";

        fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
            let Node::Map(entries) = node else {
                return Err(node.not("a map of rules and their levels"));
            };
            let mut levels = BTreeMap::new();
            for (rule, level) in entries {
                let level = Level::decode(level, names).map_err(|wrong| wrong.in_key(&rule))?;
                levels.insert(rule.into(), level);
            }
            Ok(Self(levels.into_iter().collect()))
        }

        fn encode<S: Serializer>(
            &self,
            names: Names<'_>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(self.0.len()))?;
            for (rule, level) in &self.0 {
                map.serialize_entry(&**rule, &Written(level, names))?;
            }
            map.end()
        }

        fn absent() -> Option<Self> {
            Some(Self::new())
        }

        fn is_absent(&self) -> bool {
            self.is_empty()
        }

        fn shape(&self) -> Shape {
            Shape::Map
        }

        #[cfg(feature = "schema")]
        fn schema(generator: &mut crate::data::Generator) -> crate::data::Schema {
            let level = crate::data::schema::of::<Level>(generator);
            schemars::json_schema!({ "type": "object", "additionalProperties": level })
        }
    }

    public!(Level Levels);
}
