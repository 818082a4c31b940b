//! What steps take for parts of the image, and what caches hide.

use super::Check;
use super::elsewhere::elsewhere;
use super::emptied::emptied;
use super::layer::Settings;
use super::layers::{Hidden, Left, RunStep, targets_of};
use super::views::{HiddenView, LeftView, SecretsView, Taken};
use crate::commands::Commands;
use crate::instruction::{FileSource, Instruction, Run};
use crate::mount::Mount;
use crate::place::Place;
use crate::presets::Glance;
use crate::resolve::Resolving;
use crate::source::Source;
use crate::stage::Stage;
use crate::stage_names::By;

impl<'a> Check<'a, '_> {
    pub(super) fn layer_begins(&mut self, index: usize, stage: &'a Stage) {
        if self.layers.has_begun() {
            self.layers.stage(self.names, index, stage);
        }
    }

    /// Takes in a step: nothing of files that mount no caches.
    #[inline]
    pub(super) fn layer(&mut self, step: &Resolving<'a, '_>) {
        let has_cache = match &step.step.instruction {
            Instruction::Run(run) => {
                step.decided.is_some() || run.mounts.iter().any(Mount::is_cache)
            }
            _ => false,
        };
        if has_cache || self.layers.has_begun() {
            self.take_in(step);
        }
    }

    fn take_in(&mut self, step: &Resolving<'a, '_>) {
        let (index, number) = (step.index, step.number);
        let written = &step.step.instruction;
        match (written, step.instruction()) {
            (Instruction::Run(written), Instruction::Run(run)) => {
                if !self.layers.has_begun() {
                    if !run.mounts.iter().any(|it| matches!(it, Mount::Cache(_))) {
                        return;
                    }
                    self.layers.begin(self.names, (index, number));
                }
                self.take_in_run(written, run, step);
            }
            (Instruction::Copy(copy), _) => {
                if let Some(Source::Stage(stage)) = &copy.from {
                    if let Some(from) = self.names.index_of(stage, By::Copy, index) {
                        let left = copy.sources.iter().find_map(|source| match source {
                            FileSource::Path(path) => {
                                self.layers.left_in(from, path.text().as_literal()?)
                            }
                            FileSource::Inline(_) => None,
                        });
                        self.left(Taken::Copied, left);
                    }
                }
                self.layers.step(written, number);
            }
            (Instruction::Cmd(cmd), _) => {
                let left = self.layers.started_by(&cmd.command);
                self.left(Taken::Started, left);
            }
            (Instruction::Entrypoint(entrypoint), _) => {
                let left = self.layers.started_by(&entrypoint.command);
                self.left(Taken::Started, left);
            }
            _ => self.layers.step(written, number),
        }
    }

    fn take_in_run(&mut self, written: &'a Run, run: &Run, step: &Resolving<'a, '_>) {
        let run_step = RunStep {
            command: &written.command,
            escape: self.sink.escape.character(),
            is_posix: step.runner.shell_is_posix(),
            targets: targets_of(&run.mounts, self.layers.directory()),
        };
        let left = run.mounts.iter().find_map(|mount| match mount {
            Mount::Bind(bind) => {
                let Some(Source::Stage(stage)) = &bind.from else {
                    return None;
                };
                let from = self.names.index_of(stage, By::Mount, step.index)?;
                let source = bind.source.as_ref()?.as_literal()?;
                self.layers.left_in(from, source)
            }
            _ => None,
        });
        self.left(Taken::Mounted, left);
        let left = self.layers.read_by(&run_step);
        self.left(Taken::Read, left);
        if !run_step.targets.is_empty()
            && run.mounts.iter().any(|it| matches!(it, Mount::Secret(_)))
        {
            let view = SecretsView {
                run,
                command: &written.command,
                runner: step.runner,
                directory: self.layers.directory(),
                targets: run_step.targets.iter().map(|(it, _)| it.as_str()).collect(),
            };
            self.asked.secrets(&view, &mut self.sink);
        }
        self.elsewhere(written, run, step);
        self.layers.run(&run_step, step.number);
        for (target, hidden) in self.layers.hidden(&run_step) {
            let place = match &hidden {
                Hidden::Copied { step, .. } => self.place_of(*step),
                Hidden::Directory(_) => None,
            };
            let view = HiddenView {
                target,
                hidden,
                place,
            };
            self.asked.hidden(&view, &mut self.sink);
        }
    }

    /// Which caches are mounted where their managers do not look, or are emptied.
    fn elsewhere(&mut self, written: &Run, run: &Run, step: &Resolving<'_, '_>) {
        let by_hand = written
            .mounts
            .iter()
            .any(|it| !matches!(it, Mount::Preset(_)));
        let calls = || Glance::at(written.command.texts()).may_call();
        if !by_hand
            || !step.runner.shell_is_posix()
            || !run.mounts.iter().any(Mount::is_cache)
            || !calls()
        {
            return;
        }
        let commands = Commands::of(&written.command, self.sink.escape.character());
        let at = (step.index, step.number);
        if let Some(found) = emptied(run, &commands, step.runner) {
            if !self.layers.configures(Settings::Apt, self.names, at) {
                self.asked.emptied(&found, &mut self.sink);
            }
        }
        for found in elsewhere(run, &commands, step.runner) {
            let of_preset =
                |it: &Mount| matches!(it, Mount::Preset(it) if it.manager == found.manager);
            // A file of its own may say so.
            if written.mounts.iter().any(of_preset)
                || self.layers.configures(Settings::Languages, self.names, at)
            {
                continue;
            }
            self.asked.elsewhere(&found, &mut self.sink);
        }
    }

    fn left(&mut self, how: Taken, left: Option<Left>) {
        if let Some(Left { path, target, step }) = left {
            let view = LeftView {
                how,
                path,
                target,
                place: self.place_of(step),
            };
            self.asked.left(&view, &mut self.sink);
        }
    }

    fn place_of(&self, (index, number): (usize, usize)) -> Option<Place> {
        let stage = self.names.stage(index)?;
        let step = stage.steps.get(number)?;
        Some(Place::of_step(stage, (index, number), step))
    }
}
