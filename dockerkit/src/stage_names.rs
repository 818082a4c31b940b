//! Looking stages up by name, however many there are.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::by_name::ByName;
use crate::dockerfile::Dockerfile;
use crate::instruction::Instruction;
use crate::mount::Mount;
use crate::name::StageName;
use crate::sorted;
use crate::source::{Handle, Source, StageRef};
use crate::stage::Stage;

/// The names of a file's stages, in which the case does not matter.
pub(crate) struct StageNames<'a> {
    file: &'a Dockerfile,
    named: ByName<'a, Named>,
    /// In the order of their stages.
    in_order: Vec<(usize, &'a str)>,
    /// Whether several stages have one name.
    doubled: bool,
    scratch: bool,
    /// All names with their stages, in order: from their beginning, and from their end.
    sorted: OnceCell<[Vec<Reversible>; 2]>,
}

/// The stages of one name.
struct Named {
    first: usize,
    /// Those behind it, in order.
    others: Vec<usize>,
}

impl Named {
    fn last(&self) -> usize {
        self.others.last().copied().unwrap_or(self.first)
    }

    /// The last one before a stage.
    fn before(&self, index: usize) -> Option<usize> {
        let count = self.others.partition_point(|other| *other < index);
        let last = count.checked_sub(1).and_then(|at| self.others.get(at));
        last.copied().or((self.first < index).then_some(self.first))
    }
}

/// A name, or its bytes from the last to the first; and its stage.
type Reversible = (Vec<u8>, usize);

/// What refers to a stage or an image.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    From,
    Copy,
    Mount,
}

impl<'a> StageNames<'a> {
    pub(crate) fn new(file: &'a Dockerfile) -> Self {
        let mut named: ByName<'a, Named> = ByName::default();
        let mut in_order = Vec::new();
        let mut doubled = false;
        for (index, stage) in file.stages.iter().enumerate() {
            let Some(name) = &stage.name else { continue };
            in_order.push((index, name.as_str()));
            let name = name.lowercase();
            if let Some(first) = named.get_mut(&name) {
                first.others.push(index);
                doubled = true;
            } else {
                let others = Vec::new();
                named.insert(
                    name,
                    Named {
                        first: index,
                        others,
                    },
                );
            }
        }
        Self {
            scratch: named.names().contains("scratch"),
            file,
            named,
            in_order,
            doubled,
            sorted: OnceCell::new(),
        }
    }

    /// The first stage of that name.
    pub(crate) fn first(&self, name: &str) -> Option<usize> {
        Some(self.named.get(&lowercase(name))?.first)
    }

    /// Whether a stage is named like the empty image, from which mounts come that name no other.
    ///
    /// Source: `detectRunMount` in `frontend/dockerfile/dockerfile2llb/convert_runmount.go`.
    pub(crate) const fn has_scratch(&self) -> bool {
        self.scratch
    }

    /// The file whose stages these are.
    pub(crate) fn file(&self) -> &'a Dockerfile {
        self.file
    }

    /// The stage of that number.
    pub(crate) fn stage(&self, index: usize) -> Option<&'a Stage> {
        self.file.stages.get(index)
    }

    /// The stage that the builder takes for a name: in `FROM` the last one before, elsewhere the last one of all. In
    /// `FROM` it is the first one of those that come too late, if there are no others.
    ///
    /// Source: `addState` and `findStateByName` in `frontend/dockerfile/dockerfile2llb/convert.go`.
    pub(crate) fn taken(&self, name: &str, by: By, at: usize) -> Option<usize> {
        let named = self.named.get(&lowercase(name))?;
        Some(match by {
            By::From => named.before(at).unwrap_or(named.first),
            By::Copy | By::Mount => named.last(),
        })
    }

    /// The stage that is referred to by the one of that number.
    pub(crate) fn index_of(&self, stage: &StageRef, by: By, at: usize) -> Option<usize> {
        match &stage.0 {
            Handle::Index(index) => (*index < self.file.stages.len()).then_some(*index),
            Handle::Name(name) => self
                .added(stage, name)
                .or_else(|| self.taken(name.as_str(), by, at)),
            Handle::Nowhere => None,
        }
    }

    /// The stage for which the handle was got, if it has that name.
    fn added(&self, stage: &StageRef, name: &StageName) -> Option<usize> {
        let index = stage.1.index()?;
        let own = self.stage(index)?.name.as_ref()?;
        let (own, name) = (own.as_str(), name.as_str());
        (own == name || own.eq_ignore_ascii_case(name)).then_some(index)
    }

    /// The other stage that the name of this one means to the builder, where it is referred to from the one of that number.
    pub(crate) fn hidden_by(&self, index: usize, by: By, at: usize) -> Option<usize> {
        if !self.doubled {
            return None;
        }
        let name = self.stage(index)?.name.as_ref()?;
        let taken = self.taken(name.as_str(), by, at);
        taken.filter(|taken| *taken != index)
    }

    /// The name that means a stage to the builder, where it is referred to from the one of that number.
    pub(crate) fn name_of(&self, index: usize, by: By, at: usize) -> Option<&'a StageName> {
        let name = self.stage(index)?.name.as_ref()?;
        self.hidden_by(index, by, at).is_none().then_some(name)
    }

    /// The reference as it can be written, if it is not what it is: by name in `FROM` and mounts, and by number where
    /// the name means another stage.
    pub(crate) fn written(&self, stage: &StageRef, by: By, at: usize) -> Option<StageRef> {
        match &stage.0 {
            Handle::Index(index) if by != By::Copy => {
                let name = self.name_of(*index, by, at)?;
                Some(StageRef::by_name(name.lowercase().into_owned()))
            }
            Handle::Name(name) if by == By::Copy => {
                let index = self.added(stage, name)?;
                let hidden = self.hidden_by(index, by, at).is_some();
                hidden.then(|| StageRef::by_number(index))
            }
            _ => None,
        }
    }

    /// Whether two stages have one name.
    pub(crate) const fn are_doubled(&self) -> bool {
        self.doubled
    }

    /// The instruction with its references to stages as they can be written, if they are not so.
    #[inline]
    pub(crate) fn settled(&self, instruction: &Instruction, at: usize) -> Option<Instruction> {
        match instruction {
            Instruction::Copy(copy) if self.doubled => match &copy.from {
                Some(Source::Stage(stage)) => {
                    let stage = self.written(stage, By::Copy, at)?;
                    let mut copy = copy.clone();
                    copy.from = Some(stage.into());
                    Some(Instruction::Copy(copy))
                }
                _ => None,
            },
            Instruction::Run(run) => {
                let written = |mount: &Mount| match mount.source() {
                    Some(Source::Stage(stage)) => self.written(stage, By::Mount, at),
                    _ => None,
                };
                if !run.mounts.iter().any(|mount| written(mount).is_some()) {
                    return None;
                }
                let mut run = run.clone();
                for mount in &mut run.mounts {
                    if let (Some(stage), Some(source)) = (written(mount), mount.source_mut()) {
                        *source = stage.into();
                    }
                }
                Some(Instruction::Run(run))
            }
            _ => None,
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
            sorted::sort(&mut forwards, &Ord::cmp);
            sorted::sort(&mut backwards, &Ord::cmp);
            [forwards, backwards]
        });
        let end: Vec<u8> = tail.bytes().rev().collect();
        let with_head = beginning(forwards, head.as_bytes());
        let with_tail = beginning(backwards, &end);
        let length = head.len() + tail.len();
        let stages = |entries: &[Reversible], is_other: &dyn Fn(&[u8]) -> bool| {
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
        sorted::sort(&mut found, &Ord::cmp);
        found
    }

    /// The names before a stage, of which the last fifty, for suggestions.
    pub(crate) fn before(&self, index: usize) -> Vec<&'a str> {
        let before = self.in_order.partition_point(|(at, _)| *at < index);
        let last = self
            .in_order
            .iter()
            .take(before)
            .skip(before.saturating_sub(50));
        last.map(|(_, name)| *name).collect()
    }
}

/// The entries that begin so, of those in order.
fn beginning<'e>(entries: &'e [Reversible], start: &[u8]) -> &'e [Reversible] {
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
