//! `FROM`.
//!
//! Source: `parseFrom` in `frontend/dockerfile/instructions/parse.go`.

use super::flags::Kind;
use super::{Parser, Reading, Refused};
use crate::instruction::Comment;
use crate::name::{Image, Platform, StageName};
use crate::rule;
use crate::shown::Shown;
use crate::source::Source;
use crate::stage::Stage;
use crate::syntax::{self, words};
use crate::text::word::word;

impl Parser<'_> {
    /// Begins a stage, whatever is wrong with its `FROM`.
    pub(super) fn stage(&mut self, reading: &Reading<'_>) -> Result<(), Refused> {
        let comments = std::mem::take(&mut self.comments);
        self.close();
        let checks = comments.iter().any(|(comment, _)| comment.checks);
        let lines: Vec<_> = comments
            .into_iter()
            .map(|(comment, _)| comment.text)
            .collect();
        let comment = (!lines.is_empty()).then(|| {
            let mut comment = Comment::new(lines.join("\n"));
            comment.checks = checks;
            comment
        });
        let (read, refused) = match from(reading) {
            Ok(stage) => (stage, None),
            Err(refused) => (Stage::new(Image::from("scratch")), Some(refused)),
        };
        let mut stage = Stage {
            comment,
            origin: self.origin(),
            ..read
        };
        if let Source::Image(image) = &stage.source {
            if let Some(base) = self.names.base(image) {
                stage.source = base.into();
            }
        }
        if let Some(name) = &stage.name {
            self.names.add(name);
        }
        stage.steps.reserve_exact(self.tree.until_from(self.node));
        self.file.stages.push(stage);
        refused.map_or(Ok(()), Err)
    }
}

fn from(reading: &Reading<'_>) -> Result<Stage, Refused> {
    let operand = reading.operand();
    let escape = reading.escape();
    let mut all = words::each_between_blanks(operand);
    let words = [(); 4].map(|()| all.next());
    let text = |range: &std::ops::Range<usize>| operand.get(range.clone()).unwrap_or_default();
    let mut platform = None;
    for flag in reading.flags.known(&[("platform", Kind::Value)])? {
        platform =
            Some(Platform::from(word(flag.value(), escape))).filter(|it| !it.text().is_empty());
    }
    let (source, name) = match &words {
        [Some(source), None, ..] => (source, None),
        [Some(source), Some(between), Some(name), None]
            if text(between).eq_ignore_ascii_case("as") =>
        {
            (source, Some(name))
        }
        [Some(source), Some(name), None, _] if text(name).eq_ignore_ascii_case("as") => {
            let range = reading.part(&(source.start..name.end));
            return Err(Refused::new(
                range,
                "no name stands behind `AS`",
                "put one there",
            ));
        }
        [None, ..] => {
            let help = "put an image or a stage behind it";
            return Err(Refused::new(reading.whole(), "`FROM` says no image", help));
        }
        [_, behind, ..] => {
            let first = behind.clone().unwrap_or_default();
            return Err(Refused::new(
                reading.part(&(first.start..operand.len())),
                "something else than `AS` and a name stands behind the image",
                "write `FROM image`, or `FROM image AS name`",
            ));
        }
    };
    let image = word(text(source), escape);
    if image.is_empty() {
        let help = "put an image or a stage behind it";
        return Err(Refused::new(
            reading.part(source),
            "`FROM` says no image",
            help,
        ));
    }
    let mut stage = Stage::new(Image::from(image));
    stage.platform = platform;
    if let Some(range) = name {
        let typed = text(range);
        // Go makes small letters of some that are none of ASCII.
        let name = if typed.is_ascii() {
            typed.to_owned()
        } else {
            syntax::lowercase(typed).into_owned()
        };
        if let Some(problem) = rule::stage_name(&name) {
            return Err(Refused::new(
                reading.part(range),
                format!("`{}` is no name for a stage: {problem}", typed.shown()),
                "give it another one",
            ));
        }
        stage.name = Some(StageName::new(name));
    }
    Ok(stage)
}
