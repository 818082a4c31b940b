//! The model as text. Whatever is checked means to BuildKit exactly what the model says.

mod characters;
mod encode;
mod expanding;
mod files;
mod mounts;
mod run;

use crate::comment::Comments;
use crate::dockerfile::Dockerfile;
use crate::escape::Escape;
use crate::instruction::{Comment, Instruction};
use crate::lines;
use crate::place::Part;
use crate::resolve::{self, Resolved, Runner};
use crate::rule;
use crate::source::{Handle, Source, StageRef};
use crate::stage::Stage;

/// Lines that stand in for what has an error, in the order of the file.
pub(crate) type Stand = Vec<(Part, String)>;

/// Writes a whole file.
pub(crate) fn file(
    file: &Dockerfile,
    mark: Option<&str>,
    resolved: &Resolved,
    instead: &Stand,
) -> String {
    let mut out = Writer::new(file.directives.escape);
    out.text.reserve(
        file.stages
            .iter()
            .map(|stage| 64 + 48 * stage.steps.len())
            .sum(),
    );
    let refused = matches!(instead.first(), Some((Part::Directives, _)));
    if refused && file.directives.escape == Escape::Backtick {
        // What follows is still written with it.
        out.text.push_str("# escape=`\n");
    }
    if !out.stands(instead, Part::Directives) {
        out.directives(file);
    }
    let directives = !out.text.is_empty();
    if let Some(mark) = mark {
        out.comment_line(mark);
        out.text.push('\n');
    }
    let mut resolved = resolved.iter().peekable();
    let anything_follows = !file.globals.is_empty() || !file.stages.is_empty();
    if anything_follows {
        out.blank_line();
    }
    let top = out.text.len();
    for (index, step) in file.globals.iter().enumerate() {
        if !out.stands(instead, Part::Global(index)) {
            out.step(&step.instruction);
        }
    }
    for (index, stage) in file.stages.iter().enumerate() {
        out.blank_line();
        if !out.stands(instead, Part::Stage(index)) {
            out.from(stage, &file.stages);
        }
        for (number, step) in stage.steps.iter().enumerate() {
            let part = Part::Step {
                stage: index,
                step: number,
            };
            let stands = out.stands(instead, part);
            let mut own = false;
            while let Some((_, resolved)) = resolved.next_if(|(of, _)| *of == part) {
                own = !matches!(resolved, Instruction::Arg(_));
                if !stands {
                    out.step(resolved);
                }
            }
            if !stands && !own {
                out.step(&step.instruction);
            }
        }
    }
    if out.text.ends_with("\n\n") {
        out.text.pop();
    }
    if !directives && looks_like_directive(&out.text[top..]) {
        out.text.insert_str(top, "#\n");
    }
    out.text
}

/// Writes an instruction by itself, without a newline at its end; what is open is shown as `~/…`.
pub(crate) fn alone(instruction: &Instruction, escape: Escape) -> String {
    let mut out = Writer::new(escape);
    let quoted = resolve::alone(instruction);
    let instruction = quoted.as_deref().unwrap_or(instruction);
    match resolve::instruction(instruction, &Runner::shown()) {
        Ok(instruction) => out.instruction(&instruction),
        Err(_) => out.instruction(instruction),
    }
    out.text
}

/// The `FROM` of a stage by itself.
pub(crate) fn from(stage: &Stage, stages: &[Stage], escape: Escape) -> String {
    let mut out = Writer::new(escape);
    out.from(stage, stages);
    out.text
}

struct Writer {
    text: String,
    escape: Escape,
    /// A path while it is put together.
    scratch: String,
    /// The comments that end at this length of the text.
    comments: (Comments, usize),
    /// How many lines stand in already.
    stood: usize,
}

impl Writer {
    fn new(escape: Escape) -> Self {
        Self {
            text: String::new(),
            escape,
            scratch: String::new(),
            comments: (Comments::default(), 0),
            stood: 0,
        }
    }

    /// Writes the line that stands in for what is at this place, if there is one.
    fn stands(&mut self, instead: &Stand, part: Part) -> bool {
        let Some((_, line)) = instead.get(self.stood).filter(|(place, _)| *place == part) else {
            return false;
        };
        self.stood += 1;
        self.text.push_str(line);
        self.text.push('\n');
        true
    }

    /// Continues the instruction on a new, indented line.
    fn next_line(&mut self) {
        self.text.push_str(match self.escape {
            Escape::Backslash => " \\\n    ",
            Escape::Backtick => " `\n    ",
        });
    }

    /// An empty line, unless there is one already, or nothing in front of it.
    fn blank_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn directives(&mut self, file: &Dockerfile) {
        let directives = &file.directives;
        let lines = [
            ("# syntax=", directives.syntax.as_deref()),
            (
                "# escape=",
                (directives.escape == Escape::Backtick).then_some("`"),
            ),
            ("# check=", directives.check.as_deref()),
        ];
        for (name, value) in lines {
            if let Some(value) = value {
                self.text.push_str(name);
                self.text.push_str(value);
                self.text.push('\n');
            }
        }
    }

    /// Writes a comment, with a newline behind each line of it.
    fn comment(&mut self, comment: &Comment) {
        let (comments, end) = self.comments;
        let mut comments = if end == self.text.len() {
            comments
        } else {
            Comments::default()
        };
        comments.lines(comment, |line| {
            self.comment_line(line);
            self.text.push('\n');
        });
        self.comments = (comments, self.text.len());
    }

    fn comment_line(&mut self, line: &str) {
        self.text.push('#');
        // Several signs stand together, as in a line of them.
        if !line.is_empty() && !line.starts_with('#') {
            self.text.push(' ');
        }
        self.text.push_str(line);
    }

    fn from(&mut self, stage: &Stage, stages: &[Stage]) {
        if let Some(comment) = &stage.comment {
            self.comment(comment);
        }
        let start = self.text.len();
        self.text.push_str("FROM ");
        if let Some(platform) = &stage.platform {
            self.text.push_str("--platform=");
            self.bare(platform.text());
            self.text.push(' ');
        }
        match &stage.source {
            // Here the case matters.
            Source::Stage(StageRef(Handle::Name(name), _)) => self.text.push_str(&name.lowercase()),
            Source::Stage(StageRef(Handle::Index(index), _)) => {
                match stages.get(*index).and_then(|base| base.name.as_ref()) {
                    Some(name) => self.text.push_str(&name.lowercase()),
                    None => self.source(&stage.source),
                }
            }
            source @ (Source::Image(_) | Source::Stage(_)) => self.source(source),
        }
        if let Some(name) = &stage.name {
            self.text.push_str(" AS ");
            self.text.push_str(name.as_str());
        }
        self.fold(start);
        self.text.push('\n');
    }

    fn step(&mut self, instruction: &Instruction) {
        match instruction {
            Instruction::Comment(comment) => return self.comment(comment),
            Instruction::BlankLine => return self.blank_line(),
            Instruction::Caches(_) => return,
            _ => {}
        }
        self.instruction(instruction);
        self.text.push('\n');
    }

    fn fold(&mut self, start: usize) {
        if self.text.len() - start > lines::LIMIT {
            lines::fold(&mut self.text, start, self.escape.character());
        }
    }

    fn instruction(&mut self, instruction: &Instruction) {
        self.instruction_from(self.text.len(), instruction);
    }

    /// Writes an instruction whose line starts at `start`.
    fn instruction_from(&mut self, start: usize, instruction: &Instruction) {
        let mut instruction = instruction;
        while let Instruction::OnBuild(trigger) = instruction {
            self.text.push_str("ONBUILD ");
            instruction = &trigger.instruction;
        }
        match instruction {
            Instruction::Add(add) => return self.add(start, add),
            Instruction::Copy(copy) => return self.copy(start, copy),
            Instruction::Run(run) => return self.run(start, run),
            Instruction::Comment(comment) => {
                self.comment(comment);
                self.text.pop();
                return;
            }
            // What it holds is written instead.
            Instruction::OnBuild(_) | Instruction::BlankLine | Instruction::Caches(_) => return,
            Instruction::Arg(arg) => self.arg(arg),
            Instruction::Cmd(cmd) => {
                self.text.push_str("CMD ");
                self.command(&cmd.command);
            }
            Instruction::Entrypoint(entrypoint) => {
                self.text.push_str("ENTRYPOINT ");
                self.command(&entrypoint.command);
            }
            Instruction::Env(env) => self.env(env),
            Instruction::Expose(expose) => self.expose(expose),
            Instruction::Healthcheck(check) => self.healthcheck(check),
            Instruction::Label(label) => self.label(label),
            Instruction::Maintainer(maintainer) => {
                self.text.push_str("MAINTAINER ");
                self.text.push_str(&maintainer.author);
            }
            Instruction::Shell(shell) => {
                self.text.push_str("SHELL ");
                self.exec(&shell.words);
            }
            Instruction::StopSignal(stop) => {
                self.text.push_str("STOPSIGNAL ");
                self.word(&stop.signal);
            }
            Instruction::Trigger(trigger) => self.text.push_str(&trigger.written()),
            Instruction::User(user) => {
                self.text.push_str("USER ");
                self.word(&user.spec);
            }
            Instruction::Volume(volume) => {
                self.text.push_str("VOLUME");
                self.paths(volume.paths.iter(), None);
            }
            Instruction::Workdir(workdir) => {
                self.text.push_str("WORKDIR ");
                self.word(&workdir.path);
            }
        }
        self.fold(start);
    }
}

/// Whether the first line would be taken for a parser directive.
fn looks_like_directive(text: &str) -> bool {
    let comment = text.strip_prefix('#').and_then(|it| it.lines().next());
    comment.is_some_and(rule::reads_as_directive)
}
