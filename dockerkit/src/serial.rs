//! A Dockerfile as data.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::dockerfile::{Directives, Dockerfile};
use crate::levels::Levels;
use crate::presets::CacheIds;
use crate::source::Source;
use crate::stage::{Stage, Step};
use crate::stage_names::{By, StageNames};

/// The fields of [`Dockerfile`].
#[derive(Serialize)]
#[serde(rename = "Dockerfile")]
struct Data<'a> {
    directives: &'a Directives,
    globals: &'a [Step],
    #[serde(skip_serializing_if = "CacheIds::is_default")]
    cache_ids: &'a CacheIds,
    #[serde(skip_serializing_if = "Levels::is_empty")]
    levels: &'a Levels,
    stages: Cow<'a, [Stage]>,
}

impl Serialize for Dockerfile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Data {
            directives: &self.directives,
            globals: &self.globals,
            cache_ids: &self.cache_ids,
            levels: &self.levels,
            stages: stages(self),
        }
        .serialize(serializer)
    }
}

/// The stages. Where two have one name, handles of them are numbers: which stage a handle was got for is not data.
fn stages(file: &Dockerfile) -> Cow<'_, [Stage]> {
    let names = StageNames::new(file);
    if !names.are_doubled() {
        return Cow::Borrowed(&file.stages);
    }
    let mut stages = file.stages.clone();
    for (index, stage) in stages.iter_mut().enumerate() {
        if let Source::Stage(base) = &stage.source {
            if let Some(base) = names.written(base, By::From, index) {
                stage.source = base.into();
            }
        }
        for step in &mut stage.steps {
            if let Some(settled) = names.settled(&step.instruction, index) {
                step.instruction = settled;
            }
        }
    }
    Cow::Owned(stages)
}
