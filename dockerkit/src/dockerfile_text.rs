//! A Dockerfile as text: read, and looked at as it was typed.

use std::fs;
use std::io;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use crate::check::{Finding, Report, rules};
use crate::dockerfile::Dockerfile;
use crate::error::{Action, Error};
use crate::levels::Level;
use crate::origin::Origin;
use crate::parse::{self, Mistake};
use crate::place::{Part, Place};
use crate::read_text::ReadText;
use crate::syntax::{Field, Flag, Tree};
use crate::typing;

/// A Dockerfile that exists, as text.
///
/// It is read into the model, or checked with everything that can be said of how it was typed, too.
///
/// ```
/// use dockerkit::DockerfileText;
///
/// let text = DockerfileText::new("from alpine\nRUN --mount=type=cache,target=/c make\n");
/// assert_eq!(text.parse()?.stages.len(), 1);
/// let report = text.check();
/// let casing = report.findings.iter().find(|it| it.rule.name == "ConsistentInstructionCasing");
/// assert!(casing.is_some());
/// # Ok::<(), dockerkit::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct DockerfileText {
    source: Arc<ReadText>,
}

impl DockerfileText {
    /// A text; messages call it `Dockerfile`.
    pub fn new(text: impl Into<String>) -> Self {
        Self::named("Dockerfile", text)
    }

    /// A text with the name that messages give it.
    pub fn named(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            source: Arc::new(ReadText::new(name.into(), text.into())),
        }
    }

    /// The text of a file.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is not UTF-8.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let bytes = fs::read(path).map_err(|error| Error::io(Action::Read, path, error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let (valid, _) = error.as_bytes().split_at(error.utf8_error().valid_up_to());
            let line = valid.split(|byte| *byte == b'\n').count();
            let problem = format!("line {line} is not UTF-8");
            Error::io(
                Action::Read,
                path,
                io::Error::new(io::ErrorKind::InvalidData, problem),
            )
        })?;
        Ok(Self::named(path.display().to_string(), text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.source.text()
    }

    /// How it was typed.
    #[must_use]
    pub fn tree(&self) -> Tree<'_> {
        Tree::of(self.source.text())
    }

    /// What it means.
    ///
    /// # Errors
    ///
    /// If BuildKit refuses it: all that is wrong, as far as it can be told apart.
    pub fn parse(&self) -> Result<Dockerfile, Error> {
        let (file, mistakes) = parse::file(&self.tree(), &self.source);
        if mistakes.is_empty() {
            return Ok(file);
        }
        let findings = mistakes.into_iter().map(|it| self.finding(it)).collect();
        Err(Error::unreadable(Report { findings }))
    }

    /// Everything that is wrong with it: what BuildKit refuses; or else what [`Dockerfile::check`] finds, and how it is typed, in
    /// the order of the file.
    #[must_use]
    pub fn check(&self) -> Report {
        let tree = self.tree();
        let (file, mistakes) = parse::file(&tree, &self.source);
        let refused = !mistakes.is_empty();
        let mut findings: Vec<_> = mistakes.into_iter().map(|it| self.finding(it)).collect();
        if !refused {
            let mut found = file.check().findings;
            let mut seen = None;
            for finding in &mut found {
                self.narrow(finding, &tree, &mut seen);
            }
            findings.append(&mut found);
            let mut typed = typing::findings(&tree, &file);
            for finding in &mut typed {
                self.narrow_typed(finding, &tree);
            }
            findings.append(&mut typed);
        }
        findings.sort_by_key(|finding| finding.place.origin.bytes().map_or(0, |it| it.start));
        Report { findings }
    }

    /// Points at the flag or the option that a finding is about, where there is one of that name.
    /// The flags of the last instruction that was looked at are kept.
    fn narrow<'t>(&self, finding: &mut Finding, tree: &Tree<'t>, seen: &mut Option<Seen<'t>>) {
        let place = &mut finding.place;
        let bytes = place.origin.bytes();
        let instruction = bytes.and_then(|bytes| tree.instruction_at(bytes.start));
        let Some(instruction) = instruction else {
            return;
        };
        let names_keyword = [
            rules::JSON_ARGS_RECOMMENDED.name,
            rules::MULTIPLE_INSTRUCTIONS_DISALLOWED.name,
        ];
        if let (Some(keyword), true) = (
            place.instruction,
            names_keyword.contains(&finding.rule.name),
        ) {
            // BuildKit's message has it as it was typed.
            let later = finding.related.as_ref().and_then(|it| it.origin.bytes());
            let later = later.and_then(|bytes| tree.instruction_at(bytes.start));
            let typed = later.as_ref().unwrap_or(&instruction).keyword();
            finding.message = finding.message.replacen(keyword, typed.text(), 1);
        }
        let Some(field) = place.field else {
            return;
        };
        let start = instruction.range().start;
        if seen.as_ref().is_none_or(|seen| seen.start != start) {
            *seen = Some(Seen::of(start, instruction.flags()));
        }
        let Some(Seen { flags, options, .. }) = seen else {
            return;
        };
        let mut ranges: Vec<_> = if field.starts_with("--") {
            let named = flags.iter().filter(|flag| flag.name() == field);
            named.map(Flag::range).collect()
        } else {
            let message = &finding.message;
            let is_told = |key: &str| match key {
                "" => message.contains("has no name"),
                _ => message.contains(&format!("`{key}`")),
            };
            let named = options.iter().filter(|option| {
                let key = option.key();
                key.eq_ignore_ascii_case(field) || field == "option" && is_told(key)
            });
            named.map(Field::range).collect()
        };
        if let (Some(range), true) = (ranges.pop(), ranges.is_empty()) {
            place.origin = Origin::of_part(&self.source, range);
        }
    }

    /// Points at the empty line that a finding is about.
    fn narrow_typed(&self, finding: &mut Finding, tree: &Tree<'_>) {
        if finding.rule != &rules::NO_EMPTY_CONTINUATION {
            return;
        }
        let bytes = finding.place.origin.bytes().unwrap_or_default();
        let instruction = tree.instruction_at(bytes.start);
        let lines = instruction.and_then(|it| it.empty_lines().next());
        if let Some(line) = lines {
            finding.place.origin = Origin::of_part(&self.source, line);
        }
    }

    fn finding(&self, mistake: Mistake) -> Finding {
        Finding {
            rule: &rules::UNREADABLE,
            level: Level::Error,
            message: mistake.message,
            help: mistake.help,
            place: Place {
                service: None,
                part: Part::Directives,
                stage: None,
                instruction: mistake.keyword,
                field: None,
                origin: Origin::of_part(&self.source, mistake.range),
            },
            related: None,
        }
    }
}

/// The flags of the instruction that begins there, and the options of its mounts.
struct Seen<'t> {
    start: usize,
    flags: Vec<Flag<'t>>,
    options: Vec<Field>,
}

impl<'t> Seen<'t> {
    fn of(start: usize, flags: Vec<Flag<'t>>) -> Self {
        let mounts = flags.iter().filter(|flag| flag.name() == "--mount");
        let options: Vec<_> = mounts.flat_map(Flag::fields).collect();
        // Nobody writes so many, of each of which something may be found.
        let (flags, options) = if flags.len() > MANY || options.len() > MANY {
            (Vec::new(), Vec::new())
        } else {
            (flags, options)
        };
        Self {
            start,
            flags,
            options,
        }
    }
}

/// So many flags and options of an instruction are looked through for what a finding is about.
const MANY: usize = 200;

impl Dockerfile {
    /// Reads a text as BuildKit does: directives and their escape character, continued lines with comments between them,
    /// here-documents, JSON and shell forms, triggers, flags with their quotes.
    ///
    /// What is read keeps where it stands: findings point at it. Comments and empty lines between instructions stay, and so do
    /// the lines of shell text; what else is typing is not in the model but in the [tree](crate::syntax::Tree). A
    /// [name](DockerfileText::named) for messages, and findings about typing, are for [`DockerfileText`].
    ///
    /// ```
    /// use dockerkit::{Dockerfile, Instruction, Mount};
    ///
    /// let file = Dockerfile::parse(
    ///     "FROM python:3.12 AS build\nRUN --mount=type=cache,id=pip,target=/root/.cache/pip pip install .\n",
    /// )?;
    /// let Instruction::Run(run) = &file.stages[0].steps[0].instruction else { unreachable!() };
    /// let Mount::Cache(cache) = &run.mounts[0] else { unreachable!() };
    /// assert_eq!(cache.directory().unwrap().key, "/pip");
    ///
    /// let error = Dockerfile::parse("FROM python:3.12\nRUN --mout=type=cache pip install .\n").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "\
    /// the Dockerfile cannot be read: 1 error
    /// Dockerfile:2:5: unknown flag `--mout`; did you mean `--mount`?
    /// 2 | RUN --mout=type=cache pip install .
    ///   |     ^^^^^^^^^^^^^^^^^",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If BuildKit refuses the text: all that is wrong, as far as it can be told apart, in [`Error::report`]; of more than 1,000
    /// mistakes the first, and how many more there are.
    ///
    /// Source: `frontend/dockerfile/parser` and `frontend/dockerfile/instructions` of BuildKit.
    pub fn parse(text: &str) -> Result<Self, Error> {
        DockerfileText::new(text).parse()
    }

    /// Reads a file as [`parse`](Self::parse) does.
    ///
    /// What is read was written by hand: [`write`](Self::write) and its checks are for files that dockerkit makes, and refuses to
    /// overwrite it. To change it in its place, write what is rendered, `fs::write(path, file.render()?)`, which types it
    /// anew; or change nothing else in it with [`Edits`](crate::syntax::Edits).
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is not UTF-8, or BuildKit refuses it.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        DockerfileText::read(path)?.parse()
    }
}

/// As [`DockerfileText::new`]: any text is one.
///
/// ```
/// use dockerkit::DockerfileText;
///
/// let text: DockerfileText = "FROM alpine\nRUN make\n".parse().unwrap();
/// assert_eq!(text.as_str(), "FROM alpine\nRUN make\n");
/// ```
impl FromStr for DockerfileText {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::new(text))
    }
}

/// As [`Dockerfile::parse`].
impl FromStr for Dockerfile {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}
