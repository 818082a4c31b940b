//! What is written alike is one value: comments, inline files, scripts.

use std::borrow::Cow;

use super::{Reader, Resolving};
use crate::comment::Comments;
use crate::dockerfile::Dockerfile;
use crate::escape::Escape;
use crate::instruction::{Comment, FileSource, Healthcheck, Instruction};
use crate::list::{Context, Holder};
use crate::mount::Mount;
use crate::origin::Origin;
use crate::rule;
use crate::shape;
use crate::source::{Handle, Source, StageRef};
use crate::stage::{Stage, Step};
use crate::stage_names::StageNames;
use crate::text::Text;

/// Steps in their normal form.
pub(super) struct Steps {
    all: Vec<Step>,
    /// Whether nothing stands in front of them, or an empty line.
    first: bool,
    comments: Comments,
}

impl Steps {
    /// Those of a file, in front of which nothing stands, or those of a stage.
    pub(super) fn new(first: bool) -> Self {
        Self {
            all: Vec::new(),
            first,
            comments: Comments::default(),
        }
    }

    /// Adds a step; of a comment, one for each line.
    pub(super) fn push(&mut self, instruction: Instruction, origin: &Origin) {
        let blank = self.is_blank();
        let mut add = |instruction| {
            self.all.push(Step {
                instruction,
                origin: origin.clone(),
            });
        };
        match instruction {
            Instruction::Comment(comment) => self.comments.lines(&comment, |line| {
                let mut own = Comment::new(line.to_owned());
                own.checks = comment.checks && rule::reads_as_check(line);
                add(own.into());
            }),
            Instruction::BlankLine => {
                self.comments = Comments::default();
                if !blank {
                    add(Instruction::BlankLine);
                }
            }
            other => {
                self.comments = Comments::default();
                add(other);
            }
        }
    }

    /// Whether an empty line stands in front of what comes next.
    fn is_blank(&self) -> bool {
        self.all.last().map_or(self.first, |step| {
            step.instruction == Instruction::BlankLine
        })
    }

    /// All of them; behind them stands an empty line, or nothing.
    pub(super) fn end(mut self) -> Vec<Step> {
        if self.is_blank() {
            self.all.pop();
        }
        self.all
    }
}

/// The reader that puts steps into their normal form.
pub(super) struct Normal<'a, 'n> {
    pub(super) escape: Escape,
    pub(super) decided: bool,
    pub(super) names: &'n StageNames<'a>,
    pub(super) stages: Vec<Steps>,
}

impl<'a> Reader<'a> for Normal<'a, '_> {
    fn stage(&mut self, _: usize, _: &'a Stage) {
        self.stages.push(Steps::new(false));
    }

    fn step(&mut self, step: Resolving<'a, '_>) {
        let origin = &step.step.origin;
        if let Instruction::Caches(_) = step.step.instruction {
            return;
        }
        let stated = self.names.settled(step.instruction(), step.index);
        let dialect = step.runner.shell_of(&step.step.instruction).dialect;
        let (args, instruction) = match step.decided {
            Some(decided) => {
                self.decided &= decided.problems.is_empty();
                (decided.args, decided.instruction)
            }
            None => (None, Cow::Borrowed(&step.step.instruction)),
        };
        let mut instruction = stated.unwrap_or_else(|| instruction.into_owned());
        let context = Context {
            holder: Holder::Run,
            escape: self.escape,
            dialect,
        };
        settle(&mut instruction, context);
        if let Some(steps) = self.stages.last_mut() {
            if let Some(args) = args {
                steps.push(args, origin);
            }
            steps.push(instruction, origin);
        }
    }
}

/// The stage with these steps, and its own comment and base as they are written.
pub(super) fn settled_stage(stage: &Stage, steps: Vec<Step>) -> Stage {
    let source = match &stage.source {
        Source::Stage(StageRef(Handle::Name(name), _)) => {
            StageRef::by_name(name.lowercase().into_owned()).into()
        }
        other => other.clone(),
    };
    let comment = stage.comment.as_ref().map(|comment| {
        let mut lines = Vec::new();
        Comments::default().lines(comment, |line| lines.push(line.to_owned()));
        let mut own = Comment::new(lines.join("\n"));
        own.checks = comment.checks && lines.iter().any(|line| rule::reads_as_check(line));
        own
    });
    Stage {
        source,
        name: stage.name.clone(),
        platform: stage.platform.clone(),
        base_user: stage.base_user.clone(),
        comment,
        steps,
        origin: stage.origin.clone(),
    }
}

/// Puts an empty comment in front of a first one that would be taken for a directive.
pub(super) fn end_directives(file: &mut Dockerfile) {
    let reads_as_directive = |comment: &Comment| {
        let first = comment.text.split('\n').next();
        first.is_some_and(rule::reads_as_directive)
    };
    if file.directives.are_written() {
        return;
    }
    match file.globals.first() {
        Some(Step {
            instruction: Instruction::Comment(comment),
            origin,
        }) if reads_as_directive(comment) => {
            let empty = Step {
                instruction: Comment::new("").into(),
                origin: origin.clone(),
            };
            file.globals.insert(0, empty);
        }
        Some(_) => {}
        None => {
            let above = file.stages.first_mut().and_then(|it| it.comment.as_mut());
            if let Some(comment) = above.filter(|it| reads_as_directive(it)) {
                comment.text.to_mut().insert(0, '\n');
            }
        }
    }
}

/// Says commands and the content of inline files as they are read back.
fn settle(instruction: &mut Instruction, context: Context) {
    let other = Context {
        holder: Holder::Other,
        ..context
    };
    match instruction {
        Instruction::Run(run) => {
            shape::settle(&mut run.command, context);
            run.mounts.iter_mut().for_each(without_empty);
        }
        Instruction::Cmd(cmd) => shape::settle(&mut cmd.command, other),
        Instruction::Entrypoint(entrypoint) => shape::settle(&mut entrypoint.command, other),
        Instruction::Healthcheck(check) => match &mut check.command {
            Some(command) => shape::settle(command, other),
            None => **check = Healthcheck::none(),
        },
        Instruction::Copy(copy) => {
            [&mut copy.chown, &mut copy.chmod]
                .into_iter()
                .for_each(drop_empty);
            copy.sources.iter_mut().for_each(end_line);
        }
        Instruction::Add(add) => {
            [&mut add.chown, &mut add.chmod, &mut add.checksum]
                .into_iter()
                .for_each(drop_empty);
            add.sources.iter_mut().for_each(end_line);
        }
        Instruction::Trigger(trigger) => {
            trigger.text = Cow::Owned(trigger.written().into_owned());
        }
        Instruction::OnBuild(trigger) => settle(trigger.innermost_mut(), context),
        _ => {}
    }
}

/// An empty flag is not written.
fn drop_empty(flag: &mut Option<Text>) {
    if flag.as_ref().is_some_and(Text::is_empty) {
        *flag = None;
    }
}

/// Options that BuildKit takes no notice of where they are empty, and are not written then.
fn without_empty(mount: &mut Mount) {
    let end = |value: &mut Option<Text>| *value = value.take().filter(|text| !text.is_empty());
    match mount {
        Mount::Cache(cache) => {
            cache.id = cache.id.take().filter(|id| !id.text().is_empty());
            end(&mut cache.source);
        }
        Mount::Bind(bind) => end(&mut bind.source),
        Mount::Secret(secret) => [&mut secret.id, &mut secret.source, &mut secret.target]
            .into_iter()
            .for_each(end),
        Mount::Ssh(ssh) => [&mut ssh.id, &mut ssh.target].into_iter().for_each(end),
        Mount::Preset(_) | Mount::Tmpfs(_) | Mount::Other(_) => {}
    }
}

/// The content of an inline file ends with a newline, unless it is empty.
fn end_line(source: &mut FileSource) {
    if let FileSource::Inline(file) = source {
        let end = file.content.trailing_literal();
        if !file.content.is_empty() && !end.is_some_and(|end| end.ends_with('\n')) {
            file.content = std::mem::take(&mut file.content).then("\n");
        }
    }
}
