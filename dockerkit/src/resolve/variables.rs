//! What `ENV` says of the variables that concern the caches of package managers.

use std::rc::Rc;
use std::sync::LazyLock;

use crate::presets::{PackageManager, looks};
use crate::sorted;
use crate::text::Text;

/// What is set where a step runs: by the stage's own `ENV` and by those of the stages it starts from.
///
/// Stages share it until one of them sets something.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables<'a> {
    values: Rc<Vec<Value<'a>>>,
    /// How names are spelled that npm reads in any case: of two of them it takes the one in capitals.
    spelled: Rc<Vec<String>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Value<'a> {
    #[default]
    Unset,
    /// Set to this, exactly.
    Exact(&'a str),
    /// Set to something that is not known.
    Unknown,
    /// Perhaps set, and perhaps not.
    Perhaps,
}

/// What a variable is set to, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Set<'a> {
    /// To nothing, which is as good as not at all.
    No,
    To(&'a str),
    Unknown,
}

/// What begins a setting of npm, in any case.
const NPM: &str = "npm_config_";

/// Whether a variable is a setting of npm.
fn is_of_npm(name: &str) -> bool {
    let start = name.get(..NPM.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(NPM))
}

/// Whether two names are of one variable, as its manager reads them.
pub(crate) fn is_same_variable(one: &str, other: &str) -> bool {
    one == other || is_of_npm(one) && one.eq_ignore_ascii_case(other)
}

impl<'a> Variables<'a> {
    /// Remembers an `ENV`, if it is one that anybody asks for.
    pub(super) fn set(&mut self, name: &str, value: &'a Text) {
        if let Some(index) = self.index(name) {
            self.put(
                index,
                value.as_literal().map_or(Value::Unknown, Value::Exact),
            );
        }
    }

    /// It may have any value, whatever it had.
    pub(super) fn may_change(&mut self, name: &str) {
        if let Some(index) = self.index(name) {
            self.put(index, Value::Perhaps);
        }
    }

    /// An `ARG` may be given any value, and sets what no `ENV` does.
    pub(super) fn declare(&mut self, name: &str) {
        if let Some(index) = self.index(name) {
            let value = self.values.get(index).copied().unwrap_or_default();
            if value == Value::Unset {
                self.put(index, Value::Perhaps);
            }
        }
    }

    /// The number of a variable that anybody asks for, however it is spelled.
    fn index(&mut self, name: &str) -> Option<usize> {
        if let Some(index) = KNOWN.index(name) {
            return Some(index);
        }
        if !is_of_npm(name) {
            return None;
        }
        let index = KNOWN.index(&name.to_ascii_lowercase())?;
        if !self.spelled.iter().any(|it| it == name) {
            Rc::make_mut(&mut self.spelled).push(name.to_owned());
        }
        Some(index)
    }

    /// The other spellings of a name that are set.
    pub(super) fn spellings(&self, name: &str) -> impl Iterator<Item = &str> {
        let spelled = self.spelled.iter().map(String::as_str);
        spelled.filter(move |it| it.eq_ignore_ascii_case(name))
    }

    /// Something may be set, and nobody knows what.
    pub(super) fn forget(&mut self) {
        self.values = Rc::new(vec![Value::Perhaps; KNOWN.names.len()]);
    }

    fn put(&mut self, index: usize, value: Value<'a>) {
        if self.values.get(index).copied().unwrap_or_default() == value {
            return;
        }
        let values = Rc::make_mut(&mut self.values);
        values.resize(KNOWN.names.len(), Value::Unset);
        if let Some(known) = values.get_mut(index) {
            *known = value;
        }
    }

    /// Takes in what may be set just as well.
    pub(super) fn or(&mut self, other: &Self) {
        for name in other.spelled.iter() {
            self.index(name);
        }
        if Rc::ptr_eq(&self.values, &other.values) {
            return;
        }
        for index in 0..KNOWN.names.len() {
            let [own, other] = [&*self, other].map(|it| it.values.get(index).copied());
            if own.unwrap_or_default() != other.unwrap_or_default() {
                self.put(index, Value::Perhaps);
            }
        }
    }

    fn get(&self, name: &str) -> Value<'a> {
        if self.values.is_empty() {
            return Value::Unset;
        }
        let value = KNOWN.index(name).and_then(|index| self.values.get(index));
        value.copied().unwrap_or_default()
    }

    /// What it is set to.
    pub(super) fn set_to(&self, name: &str) -> Set<'a> {
        match self.get(name) {
            Value::Unset | Value::Exact("") => Set::No,
            Value::Exact(value) => Set::To(value),
            Value::Unknown | Value::Perhaps => Set::Unknown,
        }
    }

    /// Whether it may be set.
    pub(super) fn may_set(&self, name: &str) -> bool {
        self.get(name) != Value::Unset
    }

    /// Whether it is set, and not to nothing.
    pub(super) fn sets(&self, name: &str) -> bool {
        match self.get(name) {
            Value::Exact(value) => !value.is_empty(),
            Value::Unknown => true,
            Value::Unset | Value::Perhaps => false,
        }
    }

    /// Whether any is set, as far as it is known.
    pub(super) fn set_any(&self) -> bool {
        self.values.iter().any(|value| *value != Value::Unset)
    }

    /// Whether `export NAME=value` says what is so anyway.
    pub(super) fn say(&self, export: &str) -> bool {
        let Some((name, value)) = export.split_once('=') else {
            return false;
        };
        let Value::Exact(is) = self.get(name) else {
            return false;
        };
        // `NAME="${NAME:-other}"`
        let unless_empty = value
            .strip_prefix("\"${")
            .and_then(|rest| rest.strip_prefix(name))
            .and_then(|rest| rest.strip_prefix(":-"))
            .is_some_and(|rest| rest.ends_with("}\""));
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_/.-:".contains(&byte);
        (value == is && value.bytes().all(is_plain)) || (unless_empty && !is.is_empty())
    }
}

/// The variables that anybody asks for.
struct Known {
    /// In order.
    names: Vec<&'static str>,
    /// By their first byte, the lengths that they have: most names of an `ENV` are none of them.
    lengths: [u64; 256],
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut exports = Vec::new();
    let mut names = vec!["HOME", "XDG_CACHE_HOME"];
    names.extend(looks::variables());
    for manager in PackageManager::ALL {
        let row = manager.row();
        exports.extend_from_slice(row.exports);
        for cache in row.caches {
            exports.extend_from_slice(cache.exports);
        }
        names.extend_from_slice(row.defeating_variables);
        for install in row.installs {
            names.extend(install.variable);
        }
    }
    for export in exports {
        names.extend(export.split('=').next());
    }
    sorted::sort(&mut names, &Ord::cmp);
    names.dedup();
    let mut lengths = [0; 256];
    for name in &names {
        let first = name.bytes().next();
        if let Some(lengths) = first.and_then(|first| lengths.get_mut(usize::from(first))) {
            *lengths |= length_bit(name);
        }
    }
    Known { names, lengths }
});

fn length_bit(name: &str) -> u64 {
    u32::try_from(name.len())
        .ok()
        .and_then(|length| 1_u64.checked_shl(length))
        .unwrap_or_default()
}

impl Known {
    fn index(&self, name: &str) -> Option<usize> {
        let first = name.bytes().next()?;
        if self.lengths.get(usize::from(first))? & length_bit(name) == 0 {
            return None;
        }
        self.names.binary_search(&name).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_are_found() {
        for (index, name) in KNOWN.names.iter().enumerate() {
            assert!(name.len() < 64, "{name}");
            assert_eq!(KNOWN.index(name), Some(index));
        }
        for other in ["", "H", "home", "PATH", "HOMES"] {
            assert_eq!(KNOWN.index(other), None, "{other}");
        }
    }

    #[test]
    fn an_export_says_what_is_so_where_the_value_is_known() {
        let value = Text::from("copy");
        let unknown = Text::from("$A");
        let empty = Text::default();
        let mut variables = Variables::default();
        assert!(!variables.say("UV_LINK_MODE=copy"));
        variables.set("UV_LINK_MODE", &value);
        assert!(variables.say("UV_LINK_MODE=copy"));
        assert!(!variables.say("UV_LINK_MODE=clone"));
        let before = variables.clone();
        variables.set("UV_LINK_MODE", &unknown);
        assert!(!variables.say("UV_LINK_MODE=copy") && variables.sets("UV_LINK_MODE"));
        assert!(before.say("UV_LINK_MODE=copy"));
        let mut either = before;
        either.or(&Variables::default());
        assert!(!either.say("UV_LINK_MODE=copy") && either.may_set("UV_LINK_MODE"));
        let virtualenvs = PackageManager::Poetry.row().exports[0];
        variables.set("POETRY_VIRTUALENVS_PATH", &empty);
        assert!(!variables.say(virtualenvs));
        variables.set("POETRY_VIRTUALENVS_PATH", &value);
        assert!(variables.say(virtualenvs));
    }
}
