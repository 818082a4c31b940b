//! Which version of the Dockerfile syntax a file needs.

use std::fmt;

use super::{Check, rules};
use crate::instruction::FileSource;
use crate::source::Source;
use crate::spot::Spot;
use crate::text::{Modifier, PieceRef};
use crate::{AddFiles, CopyFiles, Dockerfile, Instruction, Mount, Run, Stage, Text, shape};

/// A version of the Dockerfile syntax: `1.7`, or `1.14-labs` for what the stable channel does not have.
///
/// `# syntax=docker/dockerfile:1.7`
///
/// ```
/// use dockerkit::{Dockerfile, Stage};
///
/// let file = Dockerfile::new().stage(Stage::new("alpine").run("set -e\nmake\n"));
/// assert_eq!(file.needed_syntax().to_string(), "1.4"); // a heredoc
/// ```
///
/// Source: [the reference](https://docs.docker.com/reference/dockerfile/) and the
/// [release notes](https://github.com/moby/buildkit/releases?q=dockerfile).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct SyntaxVersion {
    /// The first number.
    pub major: u16,
    /// The second number.
    pub minor: u16,
    /// Whether it is in the labs channel only.
    pub labs: bool,
}

impl SyntaxVersion {
    const fn stable(minor: u16) -> Self {
        Self {
            major: 1,
            minor,
            labs: false,
        }
    }
}

impl fmt::Display for SyntaxVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}.{}{}",
            self.major,
            self.minor,
            if self.labs { "-labs" } else { "" }
        )
    }
}

/// A feature and the version it needs.
type Need = (SyntaxVersion, &'static str);

impl Dockerfile {
    /// The lowest version of the syntax that has everything this file uses.
    pub fn needed_syntax(&self) -> SyntaxVersion {
        let mut needs = Vec::new();
        file_needs(self, &mut needs);
        let labs = needs.iter().any(|(version, _)| version.labs);
        let highest = needs
            .into_iter()
            .map(|(version, _)| version)
            .max()
            .unwrap_or(SyntaxVersion::stable(0));
        SyntaxVersion { labs, ..highest }
    }
}

impl Check {
    /// Whether the file uses what the frontend it names does not have.
    pub(super) fn syntax(&mut self, file: &Dockerfile) {
        let Some((version, labs)) = file.directives.syntax.as_deref().and_then(pinned) else {
            return;
        };
        // A frontend that names no minor version is the newest: only the labs channel is in question.
        let looks_at = |instruction: &Instruction, needs: &mut Vec<Need>| match version {
            Some(_) => instruction_needs(instruction, file, needs),
            None => own_needs(instruction, file, needs),
        };
        let mut needs = Vec::new();
        let mut told: Vec<&'static str> = Vec::new();
        let mut tell = |check: &mut Self, needs: &mut Vec<Need>| {
            for (needed, feature) in needs.drain(..) {
                let newer = version.is_some_and(|version| version < (needed.major, needed.minor));
                if (newer || (needed.labs && !labs)) && !told.contains(&feature) {
                    told.push(feature);
                    check.error(
                        &rules::NEWER_THAN_SYNTAX,
                        format!("{feature} needs the syntax {needed}"),
                        format!("write `.syntax(\"docker/dockerfile:{needed}\")`, or leave the feature out"),
                    );
                }
            }
        };
        self.at(Spot::Directives, "", "", crate::Origin::default());
        directive_needs(file, &mut needs);
        tell(self, &mut needs);
        for (index, step) in file.globals.iter().enumerate() {
            let instruction = &step.instruction;
            looks_at(instruction, &mut needs);
            self.at(Spot::Global(index), "", instruction.keyword(), step.origin);
            tell(self, &mut needs);
        }
        for (index, stage) in file.stages.iter().enumerate() {
            let name = stage.called(index);
            stage_needs(stage, &mut needs);
            self.at(Spot::Stage(index), &name, "FROM", stage.origin);
            tell(self, &mut needs);
            for (number, step) in stage.steps.iter().enumerate() {
                let instruction = &step.instruction;
                looks_at(instruction, &mut needs);
                if !needs.is_empty() {
                    self.at(
                        Spot::Step(index, number),
                        &name,
                        instruction.keyword(),
                        step.origin,
                    );
                    tell(self, &mut needs);
                }
            }
        }
    }
}

/// What a frontend pins: a minor version if it names one, and whether it is of the labs channel.
fn pinned(syntax: &str) -> Option<(Option<(u16, u16)>, bool)> {
    let name = syntax.strip_prefix("docker.io/").unwrap_or(syntax);
    let tag = name.strip_prefix("docker/dockerfile:")?;
    // What stands behind a blank is meant for the frontend.
    let tag = tag.split(['@', ' ']).next()?;
    let (version, labs) = match tag.strip_suffix("-labs") {
        Some(version) => (version, true),
        None => (tag, tag == "labs"),
    };
    let mut numbers = version
        .split('.')
        .map_while(|part| part.parse::<u16>().ok());
    let pinned = match (numbers.next(), numbers.next()) {
        (Some(major), Some(minor)) => Some((major, minor)),
        _ => None,
    };
    Some((pinned, labs))
}

fn file_needs(file: &Dockerfile, needs: &mut Vec<Need>) {
    directive_needs(file, needs);
    for stage in &file.stages {
        stage_needs(stage, needs);
    }
    let stages = file.stages.iter().flat_map(|stage| &stage.steps);
    for step in file.globals.iter().chain(stages) {
        instruction_needs(&step.instruction, file, needs);
    }
}

fn directive_needs(file: &Dockerfile, needs: &mut Vec<Need>) {
    if file.directives.check.is_some() {
        needs.push((SyntaxVersion::stable(8), "the directive `check`"));
    }
}

fn instruction_needs(instruction: &Instruction, file: &Dockerfile, needs: &mut Vec<Need>) {
    instruction.each_text(&mut |text| text_needs(text, needs));
    own_needs(instruction, file, needs);
}

fn stage_needs(stage: &Stage, needs: &mut Vec<Need>) {
    if let Source::Image(image) = &stage.source {
        text_needs(image.text(), needs);
    }
    if let Some(platform) = &stage.platform {
        text_needs(platform.text(), needs);
    }
}

/// What it needs beside its texts.
fn own_needs(instruction: &Instruction, file: &Dockerfile, needs: &mut Vec<Need>) {
    match instruction {
        Instruction::Run(run) => run_needs(run, file, needs),
        Instruction::Copy(copy) => copy_needs(copy, needs),
        Instruction::Add(add) => add_needs(add, needs),
        Instruction::OnBuild(trigger) => {
            if matches!(trigger.instruction.as_ref(), Instruction::Copy(copy) if matches!(copy.from, Some(Source::Image(_))))
            {
                needs.push((SyntaxVersion::stable(11), "`COPY --from` in `ONBUILD`"));
            }
            own_needs(trigger.innermost(), file, needs);
        }
        Instruction::Healthcheck(check) => {
            if check.start_interval.is_some() {
                needs.push((SyntaxVersion::stable(6), "`HEALTHCHECK --start-interval`"));
            }
        }
        Instruction::Arg(_)
        | Instruction::Cmd(_)
        | Instruction::Comment(_)
        | Instruction::Entrypoint(_)
        | Instruction::Env(_)
        | Instruction::Expose(_)
        | Instruction::Label(_)
        | Instruction::Maintainer(_)
        | Instruction::Shell(_)
        | Instruction::StopSignal(_)
        | Instruction::User(_)
        | Instruction::Volume(_)
        | Instruction::Workdir(_) => {}
    }
}

/// `${NAME#…}`, `${NAME%…}` and `${NAME/…}` came later than `${NAME:-…}`.
fn text_needs(text: &Text, needs: &mut Vec<Need>) {
    for piece in text.pieces() {
        if let PieceRef::Reference(reference) = piece {
            match reference.modifier.as_deref() {
                Some(Modifier::Pattern(_)) => {
                    needs.push((SyntaxVersion::stable(7), "a pattern in `${NAME#…}`"));
                }
                Some(Modifier::Word { word, .. }) => text_needs(word, needs),
                None => {}
            }
        }
    }
}

fn run_needs(run: &Run, file: &Dockerfile, needs: &mut Vec<Need>) {
    let Run {
        command,
        mounts,
        network,
        security,
        devices,
    } = run;
    if shape::is_heredoc(command, file.directives.escape) {
        needs.push((SyntaxVersion::stable(4), "a heredoc"));
    }
    for mount in mounts {
        needs.push((SyntaxVersion::stable(2), "`RUN --mount`"));
        match mount {
            Mount::Tmpfs(tmpfs) if tmpfs.size.is_some() => {
                needs.push((SyntaxVersion::stable(4), "`size` of a tmpfs mount"));
            }
            Mount::Secret(secret) if secret.env.is_some() => {
                needs.push((SyntaxVersion::stable(10), "`env` of a secret mount"));
            }
            _ => {}
        }
    }
    if network.is_some() {
        needs.push((SyntaxVersion::stable(3), "`RUN --network`"));
    }
    if security.is_some() {
        needs.push((SyntaxVersion::stable(20), "`RUN --security`"));
    }
    if !devices.is_empty() {
        needs.push((
            SyntaxVersion {
                labs: true,
                ..SyntaxVersion::stable(14)
            },
            "`RUN --device`",
        ));
    }
}

fn copy_needs(copy: &CopyFiles, needs: &mut Vec<Need>) {
    let CopyFiles {
        sources,
        destination: _,
        from: _,
        chown: _,
        chmod,
        link,
        parents,
        exclude,
    } = copy;
    file_flags_need(sources, chmod.as_ref(), *link, exclude.len(), needs);
    if *parents {
        needs.push((SyntaxVersion::stable(20), "`COPY --parents`"));
    }
}

fn add_needs(add: &AddFiles, needs: &mut Vec<Need>) {
    let AddFiles {
        sources,
        destination: _,
        keep_git_dir,
        checksum,
        chown: _,
        chmod,
        link,
        unpack,
        exclude,
    } = add;
    file_flags_need(sources, chmod.as_ref(), *link, exclude.len(), needs);
    if *keep_git_dir {
        needs.push((SyntaxVersion::stable(5), "`ADD --keep-git-dir`"));
    }
    if checksum.is_some() {
        needs.push((SyntaxVersion::stable(6), "`ADD --checksum`"));
    }
    if unpack.is_some() {
        needs.push((SyntaxVersion::stable(17), "`ADD --unpack`"));
    }
}

fn file_flags_need(
    sources: &[FileSource],
    chmod: Option<&Text>,
    link: bool,
    excluded: usize,
    needs: &mut Vec<Need>,
) {
    if sources
        .iter()
        .any(|source| matches!(source, FileSource::Inline(_)))
    {
        needs.push((SyntaxVersion::stable(4), "a heredoc"));
    }
    match chmod.map(Text::as_literal) {
        None => {}
        Some(Some(mode)) if !mode.bytes().all(|byte| byte.is_ascii_digit()) => {
            needs.push((SyntaxVersion::stable(14), "a symbolic `--chmod`"));
        }
        Some(_) => needs.push((SyntaxVersion::stable(2), "`--chmod`")),
    }
    if link {
        needs.push((SyntaxVersion::stable(4), "`--link`"));
    }
    if excluded > 0 {
        needs.push((SyntaxVersion::stable(19), "`--exclude`"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frontends_are_read() {
        assert_eq!(pinned("docker/dockerfile:1"), Some((None, false)));
        assert_eq!(pinned("docker/dockerfile:1.7"), Some((Some((1, 7)), false)));
        assert_eq!(
            pinned("docker.io/docker/dockerfile:1.7.1-labs"),
            Some((Some((1, 7)), true))
        );
        assert_eq!(pinned("docker/dockerfile:1-labs"), Some((None, true)));
        assert_eq!(pinned("docker/dockerfile:labs"), Some((None, true)));
        assert_eq!(
            pinned("docker/dockerfile:1.4 with=words"),
            Some((Some((1, 4)), false))
        );
        assert_eq!(pinned("docker/dockerfile@sha256:0"), None);
        assert_eq!(pinned("docker/dockerfile-upstream:master"), None);
        assert_eq!(pinned("example.com/frontend:1.2"), None);
    }
}
