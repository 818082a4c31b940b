//! What can be seen only in the written lines.

use crate::check::{Level, rules};
use crate::render;
use crate::spot::Spot;
use crate::{Command, Dockerfile, Escape, Finding, Instruction, Origin, Rule, shape};

/// Looks at those places as they are written.
pub(super) fn file(file: &Dockerfile, looks: &[Spot]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let resolved = file.resolved();
    for spot in looks {
        if let Some(seen) = Seen::at(&resolved, *spot) {
            seen.lines(file.directives.escape, &mut findings);
            seen.escapes(file.directives.escape, &mut findings);
        }
    }
    findings
}

/// An instruction as it is written.
struct Seen<'a> {
    text: String,
    instruction: Option<&'a Instruction>,
    stage: Option<String>,
    keyword: Option<&'static str>,
    origin: Origin,
    spot: Spot,
}

impl<'a> Seen<'a> {
    fn at(file: &'a Dockerfile, spot: Spot) -> Option<Self> {
        let escape = file.directives.escape;
        let name = |index: usize| {
            let stage = file.stages.get(index)?;
            Some(stage.called(index))
        };
        let step = match spot {
            Spot::Directives => {
                let directives = &file.directives;
                let longest = directives
                    .syntax
                    .iter()
                    .chain(&directives.check)
                    .map(|value| value.len())
                    .max()?;
                let text = "#".repeat(longest + "# syntax=".len());
                return Some(Self {
                    text,
                    instruction: None,
                    stage: None,
                    keyword: None,
                    origin: Origin::default(),
                    spot,
                });
            }
            Spot::Stage(index) => {
                let stage = file.stages.get(index)?;
                let text = render::from(stage, escape);
                let (stage, origin) = (name(index), stage.origin);
                return Some(Self {
                    text,
                    instruction: None,
                    stage,
                    keyword: Some("FROM"),
                    origin,
                    spot,
                });
            }
            Spot::Global(index) => file.globals.get(index)?,
            Spot::Step(index, number) => file.stages.get(index)?.steps.get(number)?,
        };
        let stage = if let Spot::Step(index, _) = spot {
            name(index)
        } else {
            None
        };
        Some(Self {
            text: render::alone(&step.instruction, escape),
            instruction: Some(&step.instruction),
            stage,
            keyword: Some(step.instruction.keyword()),
            origin: step.origin,
            spot,
        })
    }

    fn lines(&self, escape: Escape, findings: &mut Vec<Finding>) {
        let continued = format!("{}\n", escape.character());
        // A trigger is read as one line when it runs.
        let trigger = matches!(self.instruction, Some(Instruction::OnBuild(_)))
            .then(|| self.text.replace(&continued, ""));
        let lines = trigger.as_ref().unwrap_or(&self.text).split('\n');
        if let Some(length) = lines
            .map(str::len)
            .find(|length| *length > shape::LINE_LIMIT)
        {
            let message = format!(
                "a line of {length} bytes is longer than BuildKit reads, which is {}",
                shape::LINE_LIMIT
            );
            findings.push(self.error(
                &rules::LINE_TOO_LONG,
                message,
                "put the text in a file of the build context",
            ));
        }
    }

    /// What is read twice must not need an escape character that is another one the second time.
    fn escapes(&self, escape: Escape, findings: &mut Vec<Finding>) {
        let Some(instruction) = self
            .instruction
            .filter(|it| escape != Escape::Backslash && shape::is_read_twice(it))
        else {
            return;
        };
        let joined = |text: &str| text.replace(&format!(" {}\n", escape.character()), " ");
        let text = joined(&self.text);
        // The line is read again where it has, or might be taken to have, a heredoc.
        let line = text
            .split('\n')
            .next()
            .filter(|line| line.contains("<<"))
            .unwrap_or_default();
        let flags = flags_of(instruction)
            .map(|flags| joined(&render::alone(&flags, escape)))
            .unwrap_or_default();
        let (rule, read) = match instruction {
            Instruction::OnBuild(_) => (&rules::ONBUILD, [text.as_str(), ""]),
            _ => (&rules::SHELL_TEXT, [line, flags.as_str()]),
        };
        if read
            .iter()
            .any(|read| read.contains(['\\', escape.character()]))
        {
            let keyword = self.keyword.unwrap_or_default();
            let message = format!(
                "BuildKit also reads this `{keyword}` with `\\` as the escape character, which changes its values"
            );
            findings.push(self.error(
                rule,
                message,
                "use the default escape character, or simpler values",
            ));
        }
    }

    fn error(&self, rule: &'static Rule, message: String, help: &str) -> Finding {
        Finding {
            rule,
            level: Level::Error,
            message,
            help: help.to_owned(),
            stage: self.stage.clone(),
            instruction: self.keyword,
            origin: self.origin,
            spot: self.spot,
        }
    }
}

/// The same instruction with nothing but its flags, which frontends before syntax 1.15 read with a backslash.
fn flags_of(instruction: &Instruction) -> Option<Instruction> {
    let mut flags = instruction.clone();
    match &mut flags {
        Instruction::Run(run) => run.command = Command::Exec(Vec::new()),
        Instruction::Copy(copy) => (copy.sources, copy.destination) = (Vec::new(), "x".into()),
        Instruction::Add(add) => (add.sources, add.destination) = (Vec::new(), "x".into()),
        _ => return None,
    }
    Some(flags)
}
