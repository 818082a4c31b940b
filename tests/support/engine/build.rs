//! One Dockerfile, built, exported or checked.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};

use serde_json::Value;

use super::{Engine, Failed, fresh, run, said};
use crate::support::scratch::Scratch;

/// A build to come; made by [`Engine::build`].
#[derive(Debug)]
pub struct Build<'engine> {
    engine: &'engine Engine,
    dockerfile: String,
    context: Option<PathBuf>,
    options: Vec<OsString>,
    layers_kept: bool,
    limit: Option<Duration>,
}

/// A build that worked.
#[derive(Debug)]
pub struct Built {
    /// The image's id, for [`Engine::inspect`].
    pub image: String,
    /// The client's plain progress.
    pub log: String,
}

/// The files of a stage, in a directory that lives as long as this value.
#[derive(Debug)]
pub struct Exported {
    directory: Scratch,
    /// The client's plain progress.
    pub log: String,
}

/// What `docker buildx build --check` says.
#[derive(Debug)]
pub struct Checked {
    /// Findings of BuildKit's rules.
    pub warnings: Vec<Warning>,
    /// Why the file would not build, if so.
    pub error: Option<String>,
}

/// A finding of one of BuildKit's rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The rule's name: `StageNameCasing`.
    pub rule: String,
    /// What was found.
    pub detail: String,
    /// First line it was found on, from 1; 0 if none is told.
    pub line: u64,
}

impl<'engine> Build<'engine> {
    pub(super) fn new(engine: &'engine Engine, dockerfile: String) -> Self {
        Self {
            engine,
            dockerfile,
            context: None,
            options: Vec::new(),
            layers_kept: false,
            limit: None,
        }
    }

    /// The context; an empty one unless given.
    #[must_use]
    pub fn context(mut self, directory: impl Into<PathBuf>) -> Self {
        self.context = Some(directory.into());
        self
    }

    /// A build argument.
    #[must_use]
    pub fn arg(self, name: &str, value: impl AsRef<str>) -> Self {
        self.option("--build-arg")
            .option(format!("{name}={}", value.as_ref()))
    }

    /// A secret, which is the content of a file.
    #[must_use]
    pub fn secret(self, id: &str, file: &Path) -> Self {
        self.option("--secret")
            .option(format!("id={id},src={}", file.display()))
    }

    /// The stage to build instead of the last.
    #[must_use]
    pub fn target(self, stage: &str) -> Self {
        self.option("--target").option(stage)
    }

    /// A name for the image.
    #[must_use]
    pub fn tag(self, name: &str) -> Self {
        self.option("--tag").option(name)
    }

    /// Takes RUN steps from the layer cache where an equal one has run before, as a build does by default.
    #[must_use]
    pub fn keep_layers(mut self) -> Self {
        self.layers_kept = true;
        self
    }

    /// Ends the build after this time, in full seconds. It has failed then, and [`Failed::log`] says so.
    #[must_use]
    pub fn at_most(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Any other argument of `docker buildx build`, as one word.
    #[must_use]
    pub fn option(mut self, word: impl Into<OsString>) -> Self {
        self.options.push(word.into());
        self
    }

    /// Builds the image.
    ///
    /// # Errors
    ///
    /// What the client said if the build failed.
    pub fn run(self) -> Result<Built, Failed> {
        let scratch = Scratch::new();
        let id_file = scratch.path().join("image");
        let output = self.start(&scratch, |command| command.arg("--iidfile").arg(&id_file));
        let log = self.in_time(&output)?;
        let image = fs::read_to_string(&id_file).map_err(|error| Failed {
            log: format!("{log}\nno image id: {error}"),
        })?;
        Ok(Built { image, log })
    }

    /// Builds the image and hands out the files of its last stage: the exact way to see what a step saw.
    ///
    /// End the Dockerfile with `FROM scratch` and a `COPY --from`, or the whole base is exported too.
    ///
    /// # Errors
    ///
    /// What the client said if the build failed.
    pub fn export(self) -> Result<Exported, Failed> {
        let scratch = Scratch::new();
        let directory = Scratch::new();
        let destination = format!("--output=type=local,dest={}", directory.path().display());
        let output = self.start(&scratch, |command| command.arg(destination));
        let log = self.in_time(&output)?;
        Ok(Exported { directory, log })
    }

    /// Asks BuildKit's linter, which runs no step but resolves the bases.
    ///
    /// # Panics
    ///
    /// If the answer is not the expected JSON, such as when the client rejects an option.
    #[track_caller]
    pub fn check(self) -> Checked {
        let scratch = Scratch::new();
        let output = self.start(&scratch, |command| command.arg("--call=check,format=json"));
        // JSON comes on stdout, also where there are findings and the client fails.
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            panic!("docker buildx build --check: {error}: {}", said(&output))
        });
        let warnings = answer["warnings"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        Checked {
            warnings: warnings.iter().map(warning).collect(),
            error: answer["buildError"]["message"].as_str().map(str::to_owned),
        }
    }

    fn start(
        &self,
        scratch: &Scratch,
        finish: impl FnOnce(&mut Command) -> &mut Command,
    ) -> Output {
        let file = scratch.write("Dockerfile", &self.dockerfile);
        let context = self.context.clone().unwrap_or_else(|| {
            let empty = scratch.write("context/.dockerignore", "");
            empty.parent().map(Path::to_path_buf).unwrap_or_default()
        });
        let mut command = self.client();
        command.args([
            "buildx",
            "build",
            "--network=host",
            "--progress=plain",
            "--provenance=false",
            "--file",
        ]);
        command.arg(file).args(&self.options);
        if !self.layers_kept {
            let (name, value) = fresh();
            command.arg(format!("--build-arg={name}={value}"));
        }
        run(finish(&mut command).arg(context))
    }

    /// The engine's client, below `timeout` of the coreutils if there is a limit.
    fn client(&self) -> Command {
        let Some(limit) = self.limit else {
            return self.engine.docker();
        };
        let mut command = Command::new("timeout");
        command
            .arg("--kill-after=10")
            .arg(limit.as_secs().to_string())
            .arg(&self.engine.docker)
            .stdin(Stdio::null());
        command
    }

    /// The client's output if it worked; what it said and that it was ended if its time was over.
    fn in_time(&self, output: &Output) -> Result<String, Failed> {
        let result = succeeded(output);
        // What `timeout` exits with: 124, or 137 if it had to kill.
        match (self.limit, output.status.code()) {
            (Some(limit), Some(124 | 137)) => result.map_err(|failed| Failed {
                log: format!("{failed}\nnot done after {} s", limit.as_secs()),
            }),
            _ => result,
        }
    }
}

impl Built {
    /// What the steps printed, without the marks of the progress display, steps in the order of their lines.
    ///
    /// Good for a look; the display drops output of over 2 MiB and knows no line ends but its own. Use
    /// [`Build::export`] where bytes matter.
    pub fn printed(&self) -> Vec<&str> {
        printed(&self.log)
    }
}

impl Exported {
    /// Where the files are.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// A file's content.
    ///
    /// # Panics
    ///
    /// If it is missing; the message lists what is there instead.
    #[track_caller]
    pub fn read(&self, name: impl AsRef<Path>) -> Vec<u8> {
        let name = name.as_ref();
        let path = self.path().join(name.strip_prefix("/").unwrap_or(name));
        fs::read(&path).unwrap_or_else(|error| {
            panic!(
                "no {} in the exported stage: {error}; it holds {:?}",
                name.display(),
                self.files()
            )
        })
    }

    /// A file's content as text.
    ///
    /// # Panics
    ///
    /// If it is missing or not UTF-8.
    #[track_caller]
    pub fn text(&self, name: impl AsRef<Path>) -> String {
        let name = name.as_ref();
        String::from_utf8(self.read(name))
            .unwrap_or_else(|error| panic!("{} is no text: {error}", name.display()))
    }

    /// Every file, symbolic links included, as a path below the root; sorted.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        collect(self.path(), Path::new(""), &mut files);
        files.sort();
        files
    }
}

impl Checked {
    /// Whether there is nothing to say at all.
    pub fn is_clean(&self) -> bool {
        self.warnings.is_empty() && self.error.is_none()
    }
}

/// The client's output if it worked.
pub(super) fn succeeded(output: &Output) -> Result<String, Failed> {
    let log = said(output);
    if output.status.success() {
        Ok(log)
    } else {
        Err(Failed { log })
    }
}

/// The lines `#7 0.123 text` of plain progress, as `text`.
fn printed(log: &str) -> Vec<&str> {
    log.lines()
        .filter_map(|line| {
            let (step, rest) = line.strip_prefix('#')?.split_once(' ')?;
            let (time, text) = rest.split_once(' ')?;
            let is_time = time.contains('.')
                && time
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'.');
            (step.bytes().all(|byte| byte.is_ascii_digit()) && is_time).then_some(text)
        })
        .collect()
}

fn warning(value: &Value) -> Warning {
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    Warning {
        rule: text("ruleName"),
        detail: text("detail"),
        line: value["location"]["ranges"][0]["start"]["line"]
            .as_u64()
            .unwrap_or_default(),
    }
}

fn collect(root: &Path, below: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(root.join(below)) else {
        return;
    };
    for entry in entries.flatten() {
        let name = below.join(entry.file_name());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            collect(root, &name, files);
        } else {
            files.push(name);
        }
    }
}
