//! What the variables of stages are, as far as the file says it. It is read only where somebody asks, each step once.
//!
//! Source: `dispatch`, `dispatchEnv` and `dispatchArg` in `frontend/dockerfile/dockerfile2llb/convert.go`.

use std::borrow::Cow;

use super::expand::{Known, Unknown, expanded};
use super::globals::Globals;
use crate::by_name::{ByName, Names};
use crate::instruction::{Arg, Env, Instruction};
use crate::nearest;
use crate::rule;
use crate::stage::Stage;
use crate::text::Text;

/// What a stage gets its first variables from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root {
    /// The empty image, where `PATH` is set and nothing else.
    Scratch,
    /// An earlier stage.
    Stage(usize),
    /// An image, of which nothing is known, or one of several stages.
    Unknown,
}

/// The variables of the stages so far.
#[derive(Default)]
pub(super) struct Environments<'a> {
    stages: Vec<Environment<'a>>,
}

struct Environment<'a> {
    stage: &'a Stage,
    root: Root,
    /// How many stages it starts from, one after another.
    depth: usize,
    /// What its base has others do first.
    triggers: Vec<&'a Instruction>,
    /// How many of its triggers and steps were read.
    read: usize,
    own: ByName<'a, Variable<'a>>,
    /// The names that were set, in order, and whether an `ENV` did.
    sets: Vec<(&'a str, bool)>,
    /// Whether it sets names that are not known.
    open: bool,
}

#[derive(Clone)]
struct Variable<'a> {
    value: Known<'a>,
    by_env: bool,
}

/// Behind so many stages that start from each other nothing is known: each variable is looked for in all of them.
const DEEPEST: usize = 64;

/// Among more names none is suggested: each is compared.
const MOST_NAMES: usize = 1000;

impl<'a> Environments<'a> {
    /// A stage begins.
    pub(super) fn begin(&mut self, stage: &'a Stage, root: Root, triggers: Vec<&'a Instruction>) {
        let mut environment = Environment {
            stage,
            root,
            depth: 0,
            triggers,
            read: 0,
            own: ByName::default(),
            sets: Vec::new(),
            open: false,
        };
        if let Root::Stage(base) = root {
            match self.stages.get(base).map(|base| base.depth + 1) {
                Some(depth) if depth <= DEEPEST => environment.depth = depth,
                _ => environment.root = Root::Unknown,
            }
        }
        self.stages.push(environment);
    }

    /// Whether all that the last stage gets is known, so that what is not is found.
    pub(super) fn is_known(&self) -> bool {
        let Some(last) = self.stages.len().checked_sub(1) else {
            return false;
        };
        let mut chain = self.chain(last);
        chain.all(|environment| !environment.open && environment.root != Root::Unknown)
    }

    /// A stage and those that it starts from.
    fn chain(&self, index: usize) -> impl Iterator<Item = &Environment<'a>> {
        std::iter::successors(self.stages.get(index), |environment| {
            match environment.root {
                Root::Stage(base) => self.stages.get(base),
                Root::Scratch | Root::Unknown => None,
            }
        })
    }

    /// Reads the last stage up to a step, or to the trigger of that number.
    pub(super) fn read(&mut self, globals: &Globals<'a>, upto: Upto) {
        let Some(last) = self.stages.len().checked_sub(1) else {
            return;
        };
        let mut unread = Vec::new();
        let mut index = last;
        while let Some(Environment {
            root: Root::Stage(base),
            ..
        }) = self.stages.get(index)
        {
            unread.push(*base);
            index = *base;
        }
        for index in unread.into_iter().rev() {
            self.read_stage(globals, index, Upto::Step(usize::MAX));
        }
        self.read_stage(globals, last, upto);
    }

    fn read_stage(&mut self, globals: &Globals<'a>, index: usize, upto: Upto) {
        loop {
            let Some(environment) = self.stages.get_mut(index) else {
                return;
            };
            let triggers = environment.triggers.len();
            let end = match upto {
                Upto::Trigger(number) => number.min(triggers),
                Upto::Step(number) => number.min(environment.stage.steps.len()) + triggers,
            };
            if environment.read >= end {
                return;
            }
            let number = environment.read;
            environment.read += 1;
            let trigger = environment.triggers.get(number).copied();
            let step = number.checked_sub(triggers);
            let step = step.and_then(|number| environment.stage.steps.get(number));
            match trigger.or(step.map(|step| &step.instruction)) {
                Some(Instruction::Env(env)) => self.env(index, env),
                Some(Instruction::Arg(arg)) => self.arg(index, arg, globals),
                Some(Instruction::Trigger(trigger)) => {
                    let keyword = rule::trigger_keyword(&trigger.text);
                    environment.open |= matches!(keyword, None | Some("env" | "arg"));
                }
                _ => {}
            }
        }
    }

    /// All of its values see what was set before.
    fn env(&mut self, index: usize, env: &'a Env) {
        let values = env.variables.iter().map(|(name, value)| {
            let value = self.expanded(index, value);
            (name.as_literal(), value)
        });
        for (name, value) in values.collect::<Vec<_>>() {
            match name {
                Some(name) => self.set(index, name, value, true),
                None => {
                    if let Some(environment) = self.stages.get_mut(index) {
                        environment.open = true;
                    }
                }
            }
        }
    }

    fn arg(&mut self, index: usize, arg: &'a Arg, globals: &Globals<'a>) {
        for declaration in &arg.declarations {
            let Some(name) = declaration.name.as_literal() else {
                continue;
            };
            let before = self.variable(index, name).cloned();
            let value = match (globals.given(name), &declaration.default) {
                (Some(given), _) => Known::Set(Cow::Borrowed(given)),
                (None, Some(default)) => self.expanded(index, default),
                (None, None) => globals.value(name),
            };
            match (value, before) {
                // It is declared, and known only to those who give it.
                (Known::Unset, None) => {
                    let value = self.unset(index);
                    let by_env = false;
                    if let Some(environment) = self.stages.get_mut(index) {
                        environment
                            .own
                            .insert(name.into(), Variable { value, by_env });
                    }
                }
                (Known::Unset, Some(_)) => {}
                // Stages that start from here have the other value again.
                (_, Some(before)) if before.by_env => self.set(index, name, Known::Open, true),
                (value, _) => self.set(index, name, value, false),
            }
        }
    }

    fn set(&mut self, index: usize, name: &'a str, value: Known<'a>, by_env: bool) {
        if let Some(environment) = self.stages.get_mut(index) {
            environment
                .own
                .insert(name.into(), Variable { value, by_env });
            environment.sets.push((name, by_env));
        }
    }

    fn variable(&self, index: usize, name: &str) -> Option<&Variable<'a>> {
        self.chain(index).find_map(|it| it.own.get(name))
    }

    /// What a variable is that nobody has set.
    fn unset(&self, index: usize) -> Known<'a> {
        match self.chain(index).last().map(|it| it.root) {
            Some(Root::Scratch) => Known::Unset,
            _ => Known::Open,
        }
    }

    fn known_in(&self, index: usize, name: &str) -> Known<'a> {
        if name == "PATH" || self.chain(index).any(|it| it.open) {
            return Known::Open;
        }
        match self.variable(index, name) {
            Some(variable) => variable.value.clone(),
            None => self.unset(index),
        }
    }

    fn expanded(&self, index: usize, text: &'a Text) -> Known<'a> {
        match expanded(text, &mut |name| self.known_in(index, name)) {
            Ok(value) => Known::Set(value),
            Err(Unknown::Open | Unknown::Refused) => Known::Open,
        }
    }

    /// What a text is where the last stage was read to, if that is known.
    pub(super) fn value<'t>(&self, text: &'t Text) -> Option<Cow<'t, str>>
    where
        'a: 't,
    {
        let last = self.stages.len().checked_sub(1)?;
        expanded(text, &mut |name| self.known_in(last, name)).ok()
    }

    /// Whether nobody sets or declares it, where the last stage was read to.
    pub(super) fn is_undefined(&self, name: &str) -> bool {
        let last = self.stages.len().checked_sub(1);
        let is_known = matches!(
            name,
            "PATH" | "BUILDKIT_SBOM_SCAN_CONTEXT" | "BUILDKIT_SBOM_SCAN_STAGE"
        );
        !is_known && self.is_known() && last.is_some_and(|it| self.variable(it, name).is_none())
    }

    /// The name that may have been meant, of those that are set here and of others that are set last: of several that are as
    /// near the one that was set first.
    pub(super) fn suggested<'n>(&self, name: &str, last_set: &[&'n str]) -> Option<&'n str>
    where
        'a: 'n,
    {
        let last = self.stages.len().checked_sub(1)?;
        let chain: Vec<_> = self.chain(last).collect();
        if chain.iter().map(|it| it.sets.len()).sum::<usize>() > MOST_NAMES {
            return None;
        }
        // By when each was set last. A stage sets again what the image of its base has.
        let mut image = vec!["PATH"];
        let mut in_image = Names::default();
        in_image.add("PATH");
        let mut sets: Vec<&'n str> = Vec::new();
        for environment in chain.iter().rev() {
            sets.extend_from_slice(&image);
            for (name, by_env) in environment.sets.iter().copied() {
                sets.push(name);
                if by_env && in_image.add(name) {
                    image.push(name);
                }
            }
        }
        sets.extend_from_slice(last_set);
        let mut seen = Names::default();
        sets.reverse();
        sets.retain(|name| seen.add(name));
        sets.reverse();
        nearest::suggested(name, &sets)
    }
}

/// Up to what a stage is read, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Upto {
    Trigger(usize),
    Step(usize),
}
