//! Numbers by name, in one kind of table: the standard library's tables are compiled anew for each type that they hold, and
//! every build script waits for that.

use std::collections::HashMap;

#[derive(Default)]
pub(crate) struct ByName(HashMap<String, usize>);

impl ByName {
    pub(crate) fn get(&self, name: &str) -> Option<usize> {
        self.0.get(name).copied()
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Sets the number of a name, and says whether that is new.
    pub(crate) fn insert(&mut self, name: &str, number: usize) -> bool {
        self.0.insert(name.to_owned(), number).is_none()
    }

    /// Adds a name, and says whether it is new.
    pub(crate) fn add(&mut self, name: &str) -> bool {
        self.insert(name, 0)
    }
}
