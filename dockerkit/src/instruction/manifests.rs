//! The files that say what a manager installs.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::exact::exact_name;
use crate::instruction::{CopyFiles, Pattern, Run};
use crate::mount::{BindMount, SecretMount};
use crate::presets::PackageManager;
use crate::text::{IntoText, Text, expand};

/// The files that say what a package manager installs: where they are, and which of them a project has.
///
/// `COPY web/package.json web/package-lock.jso[n] ./web/`
///
/// [`CopyFiles::manifests`] copies them and [`Run::bind_manifests`] mounts them; both take a [`PackageManager`] alone,
/// too. What a project may have or not is a pattern that matches it or nothing. Files that usually hold a token, such as
/// `.npmrc`, are not among them: see [`Run::config_secrets`], or say that there is none in it, with
/// `.optional(".npmrc")`.
///
/// ```
/// use dockerkit::{CopyFiles, Manifests, PackageManager};
///
/// let web = Manifests::of(PackageManager::Npm)
///     .directory("web")
///     .target("web")
///     .optional("package-lock.json")
///     .file("turbo.json");
/// let copy: Vec<_> = CopyFiles::manifests(web).iter().map(ToString::to_string).collect();
/// assert_eq!(copy, ["COPY web/package.json web/package-lock.jso[n] web/turbo.json web/"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifests {
    manager: PackageManager,
    directory: Option<Text>,
    target: Option<Text>,
    /// The files, and whether each has to be there. What ends in `/` is a directory.
    files: Vec<(Cow<'static, str>, bool)>,
}

impl Manifests {
    /// Those of the table, in the build context itself, for the working directory.
    #[must_use]
    pub fn of(manager: PackageManager) -> Self {
        let (needed, perhaps) = manager.row().manifests;
        let mut files = Vec::new();
        for (names, is_needed) in [(needed, true), (perhaps, false)] {
            for name in names {
                files.push((Cow::Borrowed(*name), is_needed));
            }
        }
        Self {
            manager,
            directory: None,
            target: None,
            files,
        }
    }

    /// They are in this directory of the build context.
    ///
    /// `COPY web/package.json web/package-lock.json ./`
    #[must_use]
    pub fn directory(mut self, directory: impl IntoText) -> Self {
        self.directory = Some(directory.into_text()).filter(|directory| !directory.is_empty());
        self
    }

    /// They go to this directory, which is relative to the working directory unless it is absolute.
    ///
    /// `COPY package.json package-lock.json web/`
    #[must_use]
    pub fn target(mut self, target: impl IntoText) -> Self {
        self.target = Some(target.into_text()).filter(|target| !target.is_empty());
        self
    }

    /// This file has to be there, too: a name, a pattern such as `*.csproj`, or a directory with `/` behind it.
    ///
    /// `COPY package.json package-lock.json turbo.json ./`
    #[must_use]
    pub fn file(self, file: impl Into<Cow<'static, str>>) -> Self {
        self.with(file.into(), true)
    }

    /// This file may be missing, one of the table or another one.
    ///
    /// `COPY package.json package-lock.jso[n] ./`
    ///
    /// [`Run::bind_manifests`] does not mount it: a bind mount of what is missing fails.
    #[must_use]
    pub fn optional(self, file: impl Into<Cow<'static, str>>) -> Self {
        self.with(file.into(), false)
    }

    fn with(mut self, file: Cow<'static, str>, needed: bool) -> Self {
        match self.files.iter_mut().find(|(known, _)| *known == file) {
            Some((_, is_needed)) => *is_needed = needed,
            None => self.files.push((file, needed)),
        }
        self
    }

    /// Where a file is in the build context; one that may be missing is a pattern that matches it or nothing.
    fn source(&self, file: &str, needed: bool) -> Pattern {
        let name = file.trim_end_matches('/');
        let directory = self.directory.as_ref();
        if needed && is_fixed(name) {
            let name = Text::new_literal(name.to_owned());
            return Pattern::of(exact_name(in_directory(directory, name)));
        }
        let name = match name.char_indices().next_back() {
            Some((at, last)) if is_fixed(name) => {
                let before = name.get(..at).unwrap_or_default();
                // Alone in brackets these would end them, or turn them round.
                let escape = if matches!(last, ']' | '^' | '-') {
                    "\\"
                } else {
                    ""
                };
                format!("{before}[{escape}{last}]")
            }
            _ => name.to_owned(),
        };
        let directory = directory.cloned().map(exact_name);
        Pattern::of(in_directory(directory.as_ref(), expand(name)))
    }
}

/// Whether it is a name, and no pattern.
fn is_fixed(name: &str) -> bool {
    !name.contains(['*', '?', '[', '$', '\\'])
}

/// A path in a directory, if there is one.
fn in_directory(directory: Option<&Text>, path: Text) -> Text {
    let Some(directory) = directory.cloned() else {
        return path;
    };
    let ended = directory
        .trailing_literal()
        .is_some_and(|text| text.ends_with('/'));
    directory.then(if ended { "" } else { "/" }).then(path)
}

impl From<PackageManager> for Manifests {
    fn from(manager: PackageManager) -> Self {
        Self::of(manager)
    }
}

impl CopyFiles {
    /// Copies the files that say what is installed, to be installed before the sources are copied: a change of the
    /// sources then installs nothing again.
    ///
    /// `COPY package.json package-lock.json ./`
    ///
    /// ```
    /// use dockerkit::{CopyFiles, Dockerfile, PackageManager, Run, Stage};
    ///
    /// let stage = Stage::new("node:22")
    ///     .workdir("/app")
    ///     .extend(CopyFiles::manifests(PackageManager::Npm))
    ///     .push(Run::new("npm ci").cache(PackageManager::Npm))
    ///     .copy(["."], ".");
    /// let text = Dockerfile::new().stage(stage).render().unwrap();
    /// assert!(text.contains("COPY package.json package-lock.json ./\nRUN "), "{text}");
    /// ```
    ///
    /// [`Manifests`] says where they are, and which of them may be missing.
    #[must_use]
    pub fn manifests(manifests: impl Into<Manifests>) -> Vec<Self> {
        let manifests = manifests.into();
        // By the directory that they go to; what ends in `/` is one.
        let mut copies: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for (file, is_needed) in &manifests.files {
            let directory = file.rsplit_once('/').map_or("", |(directory, _)| directory);
            let source = manifests.source(file, *is_needed);
            copies.entry(directory).or_default().push(source);
        }
        let target = manifests.target.as_ref();
        let target = target.unwrap_or(const { &Text::from_static_literal("./") });
        let copy = |(directory, sources): (&str, Vec<Pattern>)| {
            let below = match directory {
                "" => String::new(),
                directory => format!("{directory}/"),
            };
            let destination = in_directory(Some(target), Text::new_literal(below));
            Self::new(sources, destination)
        };
        copies.into_iter().map(copy).collect()
    }
}

impl Run {
    /// Mounts the files that say what is installed, instead of a `COPY` in front: they never become a layer.
    ///
    /// `RUN --mount=type=bind,source=uv.lock,target=uv.lock uv sync --locked --no-install-project`
    ///
    /// Files that may be missing are not mounted, and none of a manager whose files have no fixed names (`*.csproj`):
    /// a bind mount of what is missing fails. The files are read-only, and below the working directory.
    ///
    /// ```
    /// use dockerkit::{PackageManager, Run};
    ///
    /// let run = Run::new("uv sync --locked --no-install-project").bind_manifests(PackageManager::Uv);
    /// assert_eq!(
    ///     run.to_string(),
    ///     "RUN --mount=type=bind,source=pyproject.toml,target=pyproject.toml \\\n    \
    ///      --mount=type=bind,source=uv.lock,target=uv.lock \\\n    \
    ///      uv sync --locked --no-install-project",
    /// );
    /// ```
    ///
    /// Source: [uv's guide](https://docs.astral.sh/uv/guides/integration/docker/#intermediate-layers).
    #[must_use]
    pub fn bind_manifests(self, manifests: impl Into<Manifests>) -> Self {
        let manifests = manifests.into();
        let files = manifests.files.iter();
        let fixed = files.filter(|(file, needed)| *needed && is_fixed(file));
        fixed.fold(self, |run, (file, _)| {
            let file = Text::new_literal(file.trim_end_matches('/').to_owned());
            let target = in_directory(manifests.target.as_ref(), file.clone());
            let source = in_directory(manifests.directory.as_ref(), file);
            run.mount(BindMount::new(target).source(source))
        })
    }

    /// Mounts the files in which a manager looks for tokens, as secrets: they never become a layer, and are in the build only
    /// if its caller gives them.
    ///
    /// `RUN --mount=type=secret,id=npmrc,target=.npmrc npm ci`
    ///
    /// | manager | secret | file |
    /// | --- | --- | --- |
    /// | npm, pnpm, Yarn 1, Bun | `npmrc` | `.npmrc` |
    /// | pip | `pip.conf` | `/etc/pip.conf` |
    /// | NuGet | `nuget.config` | `nuget.config` |
    /// | Composer | `auth.json` | `auth.json` |
    ///
    /// A file that is not absolute is where the manifests [go](Manifests::target): in the working directory, unless they go
    /// elsewhere. Nothing is mounted for other managers, which look for tokens in variables or at home: see
    /// [`SecretMount::env`], [`SecretMount::target`].
    ///
    /// ```
    /// use dockerkit::{Manifests, PackageManager, Run};
    ///
    /// let run = Run::new("npm ci").config_secrets(PackageManager::Npm);
    /// assert_eq!(run.to_string(), "RUN --mount=type=secret,id=npmrc,target=.npmrc \\\n    npm ci");
    /// let web = Manifests::of(PackageManager::Npm).target("web");
    /// let run = Run::new("cd web && npm ci").config_secrets(web);
    /// assert!(run.to_string().contains(",target=web/.npmrc "));
    /// ```
    ///
    /// The build is called with `docker build --secret id=npmrc,src=.npmrc .`; without it there is no such file. A secret
    /// that has to be there is a [`SecretMount`] of its own, with [`required`](SecretMount::required). Name the file in
    /// `.dockerignore`, too: a later `COPY . .` would put it into a layer.
    ///
    /// Source: [build secrets](https://docs.docker.com/build/building/secrets/).
    #[must_use]
    pub fn config_secrets(self, manifests: impl Into<Manifests>) -> Self {
        let manifests = manifests.into();
        let secrets = manifests.manager.row().secrets.iter();
        secrets.fold(self, |run, (id, file)| {
            let directory = manifests.target.as_ref();
            let directory = directory.filter(|_| !file.starts_with('/'));
            let target = in_directory(directory, Text::from_static_literal(file));
            run.mount(SecretMount::new(*id).target(target))
        })
    }
}
