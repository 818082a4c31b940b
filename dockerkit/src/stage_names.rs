//! Looking stages up by name, however many there are.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use crate::source::{Handle, StageRef};
use crate::{Dockerfile, Stage, StageName};

/// The names of a file's stages, in which the case does not matter.
pub(crate) struct StageNames<'a> {
    file: &'a Dockerfile,
    first: HashMap<Cow<'a, str>, usize>,
    /// In the order of their stages.
    named: Vec<(usize, &'a str)>,
    /// All names with their stages, in order: from their beginning, and from their end.
    sorted: OnceCell<[Vec<Entry>; 2]>,
}

/// A name, or its bytes from the last to the first; and its stage.
type Entry = (Vec<u8>, usize);

impl<'a> StageNames<'a> {
    pub(crate) fn new(file: &'a Dockerfile) -> Self {
        let count = file.stages.iter().filter(|it| it.name.is_some()).count();
        let (mut first, mut named) = (HashMap::with_capacity(count), Vec::with_capacity(count));
        for (index, stage) in file.stages.iter().enumerate() {
            if let Some(name) = &stage.name {
                first.entry(name.lowercase()).or_insert(index);
                named.push((index, name.as_str()));
            }
        }
        Self {
            file,
            first,
            named,
            sorted: OnceCell::new(),
        }
    }

    /// The first stage of that name.
    pub(crate) fn first(&self, name: &str) -> Option<usize> {
        self.first.get(&*lowercase(name)).copied()
    }

    /// The file whose stages these are.
    pub(crate) fn file(&self) -> &'a Dockerfile {
        self.file
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

    /// The stages whose names begin and end with these texts, in order.
    pub(crate) fn matching(&self, head: &str, tail: &str) -> Vec<usize> {
        let [forwards, backwards] = self.sorted.get_or_init(|| {
            let stages = self.file.stages.iter().enumerate();
            let entries = stages.filter_map(|(index, stage)| {
                let name = stage.name.as_ref()?.lowercase();
                Some((name.into_owned().into_bytes(), index))
            });
            let mut forwards: Vec<_> = entries.collect();
            let mut backwards = forwards.clone();
            for (name, _) in &mut backwards {
                name.reverse();
            }
            forwards.sort_unstable();
            backwards.sort_unstable();
            [forwards, backwards]
        });
        let end: Vec<u8> = tail.bytes().rev().collect();
        let with_head = beginning(forwards, head.as_bytes());
        let with_tail = beginning(backwards, &end);
        let length = head.len() + tail.len();
        let stages = |entries: &[Entry], is_other: &dyn Fn(&[u8]) -> bool| {
            let both = entries
                .iter()
                .filter(|(name, _)| name.len() >= length && is_other(name));
            both.map(|(_, index)| *index).collect()
        };
        let mut found: Vec<usize> = if with_head.len() <= with_tail.len() {
            stages(with_head, &|name| name.ends_with(tail.as_bytes()))
        } else {
            stages(with_tail, &|name| {
                name.iter().rev().take(head.len()).eq(head.as_bytes())
            })
        };
        found.sort_unstable();
        found
    }

    /// The names before a stage, of which the last fifty, for suggestions.
    pub(crate) fn before(&self, index: usize) -> Vec<&'a str> {
        let before = self.named.partition_point(|(at, _)| *at < index);
        let last = self
            .named
            .iter()
            .take(before)
            .skip(before.saturating_sub(50));
        last.map(|(_, name)| *name).collect()
    }
}

/// The entries that begin so, of those in order.
fn beginning<'e>(entries: &'e [Entry], start: &[u8]) -> &'e [Entry] {
    let before = entries.partition_point(|(name, _)| name.as_slice() < start);
    let (_, entries) = entries.split_at(before);
    let count = entries.partition_point(|(name, _)| name.starts_with(start));
    entries.split_at(count).0
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_how_they_begin_and_end() {
        let mut file = Dockerfile::new();
        for name in ["x-a", "x-b", "Y-B", "x-ab", "x-b-b", "ab", "b"] {
            file.begin(Stage::named(name, "alpine"));
        }
        file.begin(Stage::new("alpine"));
        let names = StageNames::new(&file);
        for (head, tail, found) in [
            ("x-", "", vec![0, 1, 3, 4]),
            ("", "-b", vec![1, 2, 4]),
            ("x-", "-b", vec![4]),
            ("x-", "b", vec![1, 3, 4]),
            ("x", "-b", vec![1, 4]),
            ("y", "b", vec![2]),
            ("ab", "b", vec![]),
            ("x", "x-b", vec![]),
            ("b", "b", vec![]),
            ("z", "b", vec![]),
            ("", "", vec![0, 1, 2, 3, 4, 5, 6]),
        ] {
            assert_eq!(names.matching(head, tail), found, "{head}…{tail}");
        }
    }
}
