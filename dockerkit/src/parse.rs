//! A text as the model: what BuildKit understands of each instruction.
//!
//! Source: `frontend/dockerfile/parser` and `frontend/dockerfile/instructions`.

mod command;
mod files;
mod flags;
mod keyword;
mod mount;
mod names;
mod reading;
mod stage;
mod trigger;
mod variables;
mod words;

use std::ops::Range;
use std::sync::Arc;

use names::Names;
use reading::{Lines, Reading, Refused};

use crate::build_checks::BuildChecks;
use crate::dockerfile::{Directives, Dockerfile};
use crate::instruction::{Comment, Instruction};
use crate::nearest::nearest;
use crate::origin::Origin;
use crate::read_text::ReadText;
use crate::rule;
use crate::shown::Shown;
use crate::stage::Step;
use crate::syntax::{self, DirectiveName, Line, Node, Problem, Spare, Tree};
use keyword::Keyword;

/// What BuildKit refuses.
#[derive(Clone, Debug)]
pub(crate) struct Mistake {
    pub(crate) range: Range<usize>,
    pub(crate) keyword: Option<&'static str>,
    pub(crate) message: String,
    pub(crate) help: String,
}

/// Reads a text. What is refused is left out of the file.
pub(crate) fn file(tree: &Tree<'_>, source: &Arc<ReadText>) -> (Dockerfile, Vec<Mistake>) {
    let mut parser = Parser {
        tree,
        source,
        file: Dockerfile {
            directives: Directives {
                syntax: None,
                escape: tree.escape(),
                check: None,
            },
            ..Dockerfile::new()
        },
        names: Names::default(),
        comments: Vec::new(),
        mistakes: Vec::new(),
        untold: 0,
        node: 0,
        indented: false,
        triggers: false,
        spare: Spare::default(),
    };
    parser.problems();
    source.keep(tree.nodes().map(|node| match node {
        Node::Instruction(instruction) => instruction.lines(),
        other => other.range(),
    }));
    for node in tree.nodes() {
        parser.node(&node);
        parser.node += 1;
    }
    parser.end();
    parser
        .mistakes
        .sort_by_key(|mistake| (mistake.range.start, mistake.range.end));
    parser.tell_of_the_rest();
    (parser.file, parser.mistakes)
}

/// The most mistakes of a file that are told one by one: nobody reads more, and what is no Dockerfile has one in each line.
const TOLD: usize = 1_000;

struct Parser<'t> {
    tree: &'t Tree<'t>,
    source: &'t Arc<ReadText>,
    file: Dockerfile,
    names: Names,
    /// The comments since the last instruction or empty line.
    comments: Vec<(Comment, Origin)>,
    mistakes: Vec<Mistake>,
    /// How many more there are.
    untold: usize,
    /// The number of the node that is read.
    node: u32,
    /// Whether whitespace stood in front of a directive.
    indented: bool,
    /// Whether there are triggers.
    triggers: bool,
    spare: Spare,
}

impl Parser<'_> {
    /// Where the node that is read stands.
    fn origin(&self) -> Origin {
        Origin::of_range(self.source, self.node)
    }

    fn mistake(
        &mut self,
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Mistake {
            range,
            keyword: None,
            message: message.into(),
            help: help.into(),
        });
    }

    fn add(&mut self, mistake: Mistake) {
        if self.mistakes.len() < TOLD {
            self.mistakes.push(mistake);
        } else {
            self.untold += 1;
        }
    }

    fn tell_of_the_rest(&mut self) {
        if self.untold > 0 {
            let end = self.tree.text().len();
            self.mistakes.push(Mistake {
                range: end..end,
                keyword: None,
                message: match self.untold {
                    1 => "there is 1 more error".to_owned(),
                    more => format!("there are {more} more errors"),
                },
                help: "mend those in front first".to_owned(),
            });
        }
    }

    fn problems(&mut self) {
        if u32::try_from(self.tree.text().len()).is_err() {
            self.mistake(
                0..0,
                "the file is larger than 4 GiB",
                "copy files instead of holding them",
            );
        }
        for (problem, range) in self.tree.problems() {
            let (message, help) = match problem {
                Problem::Twice(name) => (
                    format!("the directive `{}` is there twice", name.as_str()),
                    "take one of them out",
                ),
                Problem::Escape => (
                    "this is no escape character".to_owned(),
                    "it is a backslash or a backtick",
                ),
                Problem::TooLong => (
                    "the line is longer than 65535 bytes".to_owned(),
                    "break it with the escape character, or copy a file",
                ),
                Problem::Unterminated => (
                    "the here-document is not ended".to_owned(),
                    if self.is_nearly_ended(range.start) {
                        "its word must be the whole line: take out the whitespace around it, or open it with `<<-` if it is tabs in front"
                    } else {
                        "put its word on a line of its own"
                    },
                ),
                Problem::HeredocWord => (
                    "the word of a here-document cannot be read".to_owned(),
                    "give it as letters, in quotes or without",
                ),
            };
            self.mistake(range.clone(), message, help);
        }
    }

    /// Whether a line holds the word of the here-document that begins there and is not ended, and whitespace.
    fn is_nearly_ended(&self, start: usize) -> bool {
        let instruction = self.tree.instruction_at(start);
        let bodies = instruction.map_or(&[][..], |it| it.bodies());
        bodies.iter().filter(|it| it.end.is_empty()).any(|body| {
            let content = self.tree.text().get(body.content.clone());
            let mut lines = content.unwrap_or_default().lines();
            lines.any(|line| line.trim() == body.opened.word)
        })
    }

    fn node(&mut self, node: &Node<'_, '_>) {
        match node {
            Node::ByteOrderMark(_) => {}
            Node::Directive(directive) => {
                let value = directive.value();
                // BuildKit looks for these where nothing stands in front of the `#`, and no further than the first that has.
                let typed = self.tree.text().get(directive.range()).unwrap_or_default();
                self.indented |= !typed.starts_with('#');
                if self.indented && directive.name() != DirectiveName::Escape {
                    return self.comment(typed, false);
                }
                if directive.name() == DirectiveName::Check {
                    if let Err(problem) = BuildChecks::read(value.text()) {
                        let message = format!("the directive `check` cannot be read: {problem}");
                        self.mistake(value.range(), message, "write it so, or take it out");
                    }
                }
                let value = value.text().to_owned().into();
                let directives = &mut self.file.directives;
                match directive.name() {
                    DirectiveName::Syntax => directives.syntax = Some(value),
                    DirectiveName::Check => directives.check = Some(value),
                    DirectiveName::Escape => {}
                }
            }
            Node::Comment(range) => {
                let typed = self.tree.text().get(range.clone()).unwrap_or_default();
                self.comment(typed, true);
            }
            Node::Blank(_) => {
                self.flush();
                self.blank();
            }
            Node::Instruction(instruction) => self.instruction(instruction),
        }
    }

    /// A comment, which may say what is checked at the next instruction.
    fn comment(&mut self, typed: &str, checks: bool) {
        let text = typed.trim_start().strip_prefix('#').unwrap_or_default();
        let text = text.strip_prefix(' ').unwrap_or(text).trim_end();
        let file = &self.file;
        let first = file.globals.is_empty() && file.stages.is_empty() && self.comments.is_empty();
        if first && rule::reads_as_mark(text.as_bytes()).is_some() {
            // Whoever writes the file marks it.
            return;
        }
        // BuildKit forgets the comments before an empty one.
        if let Some((before, _)) = self.comments.last_mut() {
            before.checks &= !text.is_empty();
        }
        let mut comment = Comment::new(text.to_owned());
        comment.checks = checks && rule::reads_as_check(text);
        self.comments.push((comment, self.origin()));
    }

    /// The steps that are open.
    fn steps(&mut self) -> &mut Vec<Step> {
        match self.file.stages.last_mut() {
            Some(stage) => &mut stage.steps,
            None => &mut self.file.globals,
        }
    }

    fn push(&mut self, instruction: Instruction, origin: Origin) {
        self.steps().push(Step {
            instruction,
            origin,
        });
    }

    /// The comments that stand in front of no `FROM`.
    fn flush(&mut self) {
        let steps = match self.file.stages.last_mut() {
            Some(stage) => &mut stage.steps,
            None => &mut self.file.globals,
        };
        steps.extend(self.comments.drain(..).map(|(comment, origin)| Step {
            instruction: comment.into(),
            origin,
        }));
    }

    fn blank(&mut self) {
        let globals = self.file.stages.is_empty();
        let is_there = match self.steps().last() {
            Some(step) => matches!(step.instruction, Instruction::BlankLine),
            None => globals,
        };
        if !is_there {
            let origin = self.origin();
            self.push(Instruction::BlankLine, origin);
        }
    }

    /// Takes an empty line off the end of the steps.
    fn close(&mut self) {
        let steps = self.steps();
        if steps
            .last()
            .is_some_and(|step| matches!(step.instruction, Instruction::BlankLine))
        {
            steps.pop();
        }
    }

    fn instruction(&mut self, instruction: &syntax::Instruction<'_, '_>) {
        let line = instruction.line_in(&mut self.spare);
        let reading = Reading::from(&line.text, 0, self.tree.escape());
        let name = line.text.get(reading.keyword.clone()).unwrap_or_default();
        let Some(keyword) = Keyword::read(name) else {
            let range = reading.keyword.clone();
            let range = if range.is_empty() {
                instruction.lines()
            } else {
                line.range(range)
            };
            let refused = Refused::new(
                0..0,
                format!("unknown instruction `{}`", name.shown()),
                "an instruction is one of those of the reference, such as `RUN`",
            )
            .near(&syntax::lowercase(name), rule::KEYWORDS, str::to_uppercase);
            if nearest(&syntax::lowercase(name), rule::KEYWORDS) == Some("from") {
                // What follows stands in that stage.
                let _ = self.stage(&reading);
            }
            self.flush();
            return self.mistake(range, refused.message, refused.help);
        };
        let read = if keyword == Keyword::From {
            self.stage(&reading)
        } else {
            self.flush();
            self.read_step(&reading, &line, instruction, keyword)
        };
        if let Err(refused) = read {
            let mut range = line.range(refused.range);
            if range.is_empty() {
                range = line.range(reading.whole());
            }
            self.add(Mistake {
                range,
                keyword: Some(keyword.as_str()),
                message: refused.message,
                help: refused.help,
            });
        }
        line.spare(&mut self.spare);
    }

    fn read_step(
        &mut self,
        reading: &Reading<'_>,
        line: &Line<'_>,
        instruction: &syntax::Instruction<'_, '_>,
        keyword: Keyword,
    ) -> Result<(), Refused> {
        let lines = Lines {
            text: self.tree.text(),
            line,
            instruction,
        };
        let read = step(reading, &lines, keyword, &self.names)?;
        if self.file.stages.is_empty() && !matches!(read, Instruction::Arg(_)) {
            return Err(Refused::new(
                reading.keyword.clone(),
                format!("`{}` stands in front of the first stage", keyword.as_str()),
                "put `FROM` in front of it; only `ARG` may stand there",
            ));
        }
        self.triggers |= keyword == Keyword::OnBuild;
        let origin = self.origin();
        self.push(read, origin);
        Ok(())
    }

    fn end(&mut self) {
        self.flush();
        self.close();
        self.names.end(&mut self.file);
        if self.triggers {
            self.settle_triggers();
        }
        let instructions = self.tree.instructions().next().is_some();
        if !instructions && self.mistakes.is_empty() {
            let end = self.tree.text().len();
            self.mistake(
                end..end,
                "the file has no instructions",
                "begin with `FROM`",
            );
        }
    }
}

/// Reads an instruction of a stage.
fn step(
    reading: &Reading<'_>,
    lines: &Lines<'_>,
    keyword: Keyword,
    names: &Names,
) -> Result<Instruction, Refused> {
    match keyword {
        Keyword::Add => files::add(reading, lines),
        Keyword::Arg => variables::arg(reading),
        Keyword::Cmd => command::cmd(reading, lines),
        Keyword::Copy => files::copy(reading, lines, names),
        Keyword::Entrypoint => command::entrypoint(reading, lines),
        Keyword::Env => variables::env(reading),
        Keyword::Expose => words::expose(reading),
        Keyword::Healthcheck => command::healthcheck(reading, lines),
        Keyword::Label => variables::label(reading),
        Keyword::Maintainer => words::maintainer(reading),
        Keyword::OnBuild => trigger::onbuild(reading, lines),
        Keyword::Run => command::run(reading, lines, names),
        Keyword::Shell => command::shell(reading),
        Keyword::StopSignal => words::stop_signal(reading),
        Keyword::User => words::user(reading),
        Keyword::Volume => words::volume(reading),
        Keyword::Workdir => words::workdir(reading),
        // `stage` begins it.
        Keyword::From => Err(Refused::new(
            reading.whole(),
            "`FROM` begins a stage",
            "put it on a line of its own",
        )),
    }
}
