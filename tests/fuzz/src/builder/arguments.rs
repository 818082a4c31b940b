//! What functions are called with.

use std::vec::IntoIter;

use dockerkit::{FileSource, PackageManager, Preset, Text};

use super::value::{Of, Value};

/// The arguments of a call, from the first one on.
pub(super) struct Arguments(IntoIter<Value>);

impl Arguments {
    pub(super) fn new(values: Vec<Value>) -> Self {
        Self(values.into_iter())
    }

    pub(super) fn value(&mut self) -> Result<Value, String> {
        self.0
            .next()
            .ok_or_else(|| "an argument is missing".to_owned())
    }

    pub(super) fn next<T: Of>(&mut self) -> Result<T, String> {
        T::of(self.value()?)
    }

    pub(super) fn text(&mut self) -> Result<Text, String> {
        self.next()
    }

    pub(super) fn string(&mut self) -> Result<String, String> {
        self.next()
    }

    /// The sources of a copy: one, or a list.
    pub(super) fn sources(&mut self) -> Result<Vec<FileSource>, String> {
        match self.value()? {
            list @ Value::List(_) => Vec::of(list),
            one => Ok(vec![FileSource::of(one)?]),
        }
    }

    pub(super) fn presets(&mut self) -> Result<Vec<Preset>, String> {
        match self.value()? {
            Value::Word(all) if all == "PackageManager::ALL" => {
                Ok(PackageManager::ALL.iter().map(|it| (*it).into()).collect())
            }
            other => Vec::of(other),
        }
    }

    /// Nothing may be left.
    pub(super) fn end(&mut self, name: &str) -> Result<(), String> {
        match self.0.next() {
            Some(value) => Err(format!("{name} takes no {value:?}")),
            None => Ok(()),
        }
    }
}
