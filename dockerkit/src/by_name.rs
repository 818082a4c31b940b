//! Names in one kind of table: the standard library's tables are compiled anew for each type that they hold, and every build
//! script waits for that.

use std::borrow::Cow;
use std::collections::HashMap;

/// Names, each once, and their numbers in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Names<'a>(HashMap<Cow<'a, str>, usize>);

/// Values by name.
#[derive(Debug)]
pub(crate) struct ByName<'a, V> {
    names: Names<'a>,
    /// By the numbers of the names.
    values: Vec<V>,
}

impl<'a> Names<'a> {
    /// Adds a name, and says whether it is new.
    pub(crate) fn insert(&mut self, name: Cow<'a, str>) -> bool {
        let count = self.0.len();
        self.number(name) == count
    }

    /// Adds a borrowed name, and says whether it is new.
    pub(crate) fn add(&mut self, name: &'a str) -> bool {
        self.insert(Cow::Borrowed(name))
    }

    /// The number of a name, which is added if it is not there.
    pub(crate) fn number(&mut self, name: Cow<'a, str>) -> usize {
        let next = self.0.len();
        *self.0.entry(name).or_insert(next)
    }

    pub(crate) fn get(&self, name: &str) -> Option<usize> {
        self.0.get(name).copied()
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(AsRef::as_ref)
    }
}

impl<V> Default for ByName<'_, V> {
    fn default() -> Self {
        Self {
            names: Names::default(),
            values: Vec::new(),
        }
    }
}

impl<'a, V> ByName<'a, V> {
    pub(crate) fn get(&self, name: &str) -> Option<&V> {
        self.values.get(self.names.get(name)?)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut V> {
        self.values.get_mut(self.names.get(name)?)
    }

    /// Sets the value of a name.
    pub(crate) fn insert(&mut self, name: Cow<'a, str>, value: V) {
        let number = self.names.number(name);
        match self.values.get_mut(number) {
            Some(before) => *before = value,
            None => self.values.push(value),
        }
    }

    pub(crate) fn names(&self) -> &Names<'a> {
        &self.names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_numbers() {
        let mut names = Names::default();
        assert!(names.is_empty() && names.add("a") && names.add("b") && !names.add("a"));
        assert_eq!(names.number("c".into()), 2);
        assert_eq!([names.get("b"), names.get("d")], [Some(1), None]);
        assert!(names.contains("c") && !names.contains("C"));
        assert_eq!(names.iter().count(), 3);
    }

    #[test]
    fn the_last_value_counts() {
        let mut values = ByName::default();
        for (name, value) in [("a", 1), ("b", 2), ("a", 3)] {
            values.insert(name.into(), value);
        }
        if let Some(value) = values.get_mut("b") {
            *value += 2;
        }
        assert_eq!([values.get("a"), values.get("b")], [Some(&3), Some(&4)]);
        assert_eq!(values.get("c"), None);
        assert!(values.names().contains("a"));
    }
}
