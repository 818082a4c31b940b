//! A `RUN` of a stage: its values, and the caches that it mounts.

use std::cell::OnceCell;

use super::lock_order::{self, Lock};
use super::views::{At, CrossedView, LateCache, Mounted, Owned, RunView, Together};
use super::{Check, Within};
use crate::instruction::{Instruction, Run};
use crate::mount::Mount;
use crate::presets::Glance;
use crate::resolve::{Resolving, Runner, Who};

impl<'a> Check<'a, '_> {
    /// A step of a stage: its values, and the caches that it mounts.
    pub(super) fn run(&mut self, written: &'a Run, step: &Resolving<'a, '_>, at: At) {
        let (quoted, instruction) = (step.quoted(), step.instruction());
        let (Instruction::Run(quoted), Instruction::Run(run)) = (quoted, instruction) else {
            return;
        };
        let mut known = self.mounts.look(&written.mounts);
        if written.mounts.is_empty()
            || !std::ptr::eq(written, run.as_ref())
            || self.names.has_scratch()
        {
            (known.sound, known.settled) = (None, false);
        }
        let broken = self.sink.broken;
        self.instruction(instruction, Some(at), known.sound);
        if known.sound.is_none() && self.sink.broken == broken {
            self.mounts.are_sound();
        }
        self.owned(run, step.runner);
        self.together(run);
        let given = step.decided.as_ref().and_then(|it| it.given.as_ref());
        let presets = given.map_or(&[][..], |given| given.presets.as_slice());
        let left_out = given.map_or(&[][..], |given| given.left_out.as_slice());
        let managers = left_out.iter().map(|(manager, _)| *manager);
        self.filled.leave_out(managers);
        let mounts = !presets.is_empty() || written.mounts.iter().any(Mount::is_cache);
        if !mounts && self.filled.so_far.is_empty() && self.within == Within::Nothing {
            return;
        }
        let managers = presets.iter().map(|preset| preset.manager);
        self.mounts.found.extend(managers);
        let view = RunView {
            command: &quoted.command,
            run,
            runner: step.runner,
            managers: &self.mounts.found,
            filled: &self.filled.so_far,
            in_image: &self.filled.in_image,
            glance: Glance::at(quoted.command.texts()),
            left_out,
            within: self.within,
            read: given.map(|given| &given.commands),
            commands: OnceCell::new(),
        };
        if !view.is_quiet() {
            self.asked.run(&view, &mut self.sink);
        }
        let in_image = if self.within == Within::Nothing {
            Vec::new()
        } else {
            view.left_in_image()
        };
        let mounted = Mounted {
            managers: &self.mounts.found,
            runner: step.runner,
        };
        if !mounted.managers.is_empty() {
            self.asked.mounted(&mounted, &mut self.sink);
        }
        if !known.settled {
            self.same_ids(written, run);
        }
        if lock_order::locks_several(&run.mounts) {
            self.lock(run);
        }
        self.late(step, at.index);
        self.filled.add(&self.mounts.found);
        self.filled.leave_in_image(in_image);
    }
}

impl Check<'_, '_> {
    /// What the mounts of a step are for each other.
    #[inline]
    fn together(&mut self, run: &Run) {
        for number in 1..run.mounts.len() {
            let (before, rest) = run.mounts.split_at(number);
            if let Some(mount) = rest.first() {
                let view = Together { mount, before };
                self.asked.together(&view, &mut self.sink);
            }
        }
    }

    /// Whose the mounts of a step are that is not root's.
    fn owned(&mut self, run: &Run, runner: &Runner<'_>) {
        let user = match &runner.user {
            Who::Known(user) if !run.mounts.is_empty() && !user.is_root() => user,
            _ => return,
        };
        for mount in &run.mounts {
            let view = Owned { mount, user };
            self.asked.owned(&view, &mut self.sink);
        }
    }

    /// What a stage mounts for the first time.
    fn late(&mut self, step: &Resolving<'_, '_>, index: usize) {
        let Some(stage) = self.names.stage(index) else {
            return;
        };
        for manager in &self.mounts.found {
            let known = [&self.filled.so_far, &self.filled.left_out];
            if !known.iter().any(|managers| managers.contains(manager)) {
                let view = LateCache {
                    manager: *manager,
                    stage,
                    index,
                    number: step.number,
                    escape: self.sink.escape,
                };
                self.asked.late(&view, &mut self.sink);
            }
        }
    }

    /// In which order a step takes its locks.
    fn lock(&mut self, run: &Run) {
        let locks = run.mounts.iter().filter_map(Lock::of).collect();
        let crossed = self.locks.step(locks, self.locking.len());
        self.locking.push(self.sink.place(Some("--mount")));
        let place = crossed.as_ref().and_then(|it| self.locking.get(it.step));
        if let (Some(crossed), Some(place)) = (&crossed, place) {
            let view = CrossedView { crossed, place };
            self.asked.crossed(&view, &mut self.sink);
        }
    }

    fn same_ids(&mut self, written: &Run, run: &Run) {
        let Self {
            ids,
            sink,
            asked,
            mounts,
            ..
        } = self;
        let mut settled = true;
        for mount in &run.mounts {
            if let Mount::Cache(mount) = mount {
                settled &= ids.mount(mount, &written.mounts, asked, sink);
            }
        }
        if settled {
            mounts.are_settled();
        }
    }
}
