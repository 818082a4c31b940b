//! Looking stages up by name, however many there are.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::source::{Handle, StageRef};
use crate::{Dockerfile, Stage, StageName};

/// The names of a file's stages, in which the case does not matter.
pub(crate) struct StageNames<'a> {
    file: &'a Dockerfile,
    first: HashMap<Cow<'a, str>, usize>,
}

impl<'a> StageNames<'a> {
    pub(crate) fn new(file: &'a Dockerfile) -> Self {
        let named = file.stages.iter().filter(|stage| stage.name.is_some());
        let mut first = HashMap::with_capacity(named.count());
        for (index, stage) in file.stages.iter().enumerate() {
            if let Some(name) = &stage.name {
                first.entry(name.lowercase()).or_insert(index);
            }
        }
        Self { file, first }
    }

    /// The first stage of that name.
    pub(crate) fn first(&self, name: &str) -> Option<usize> {
        self.first.get(&*lowercase(name)).copied()
    }

    /// The stage of that number.
    pub(crate) fn stage(&self, index: usize) -> Option<&'a Stage> {
        self.file.stages.get(index)
    }

    /// The stage that is referred to.
    pub(crate) fn index_of(&self, stage: &StageRef) -> Option<usize> {
        match &stage.0 {
            Handle::Index(index) => (*index < self.file.stages.len()).then_some(*index),
            Handle::Name(name) => self.first(name.as_str()),
            Handle::Nowhere => None,
        }
    }

    /// The names before a stage, of which the last fifty, for suggestions.
    pub(crate) fn before(&self, index: usize) -> Vec<&'a str> {
        let stages = self.file.stages.iter().take(index).rev();
        let names = stages.filter_map(|stage| Some(stage.name.as_ref()?.as_str()));
        let mut last: Vec<_> = names.take(50).collect();
        last.reverse();
        last
    }
}

/// A stage's name as BuildKit keeps it.
fn lowercase(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

impl StageName {
    /// The name as BuildKit keeps it.
    pub(crate) fn lowercase(&self) -> Cow<'_, str> {
        lowercase(self.as_str())
    }
}
