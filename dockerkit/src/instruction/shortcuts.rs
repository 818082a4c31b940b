//! What is written by hand around a preset: system packages, a user, the files that say what is installed.

use std::collections::{BTreeMap, BTreeSet};

use crate::instruction::{CopyFiles, Run, pattern};
use crate::mount::BindMount;
use crate::or_arg::OrArg;
use crate::presets::{PackageManager, Preset};
use crate::shell::Shell;
use crate::text::{PieceRef, Reference, Text, Value, literal};
use crate::user::User;

/// What stands in front of each package. Where the file has another escape character, the shell joins the lines.
const PACKAGE: &str = " \\\n        ";

impl Run {
    /// Installs packages of the distribution: updates the lists, installs without recommended packages, sorted, each once
    /// and on a line of its own, and cleans nothing up: downloads and lists are in cache mounts, never in the image.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, PackageManager, Run, Stage};
    ///
    /// let run = Run::install(PackageManager::Apt.id_suffix("trixie"), ["git", "curl", "git"]);
    /// let stage = Stage::new("debian:trixie-slim").push(run);
    /// assert!(Dockerfile::new().stage(stage).render().unwrap().ends_with(
    ///     "; \\\n    apt-get update && \\\n    \
    ///      DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \\\n        \
    ///      curl \\\n        git\n",
    /// ));
    /// let run = Run::install(PackageManager::Apk, ["curl"]);
    /// assert!(run.to_string().ends_with("    apk add --update-cache \\\n        curl"));
    /// ```
    ///
    /// Names are quoted for the shell, and cannot become options. For [managers](PackageManager) of anything else, and
    /// without packages, the step has no command, which [`check`](crate::Dockerfile::check) refuses.
    pub fn install<P: Value>(
        preset: impl Into<Preset>,
        packages: impl IntoIterator<Item = P>,
    ) -> Self {
        let preset = preset.into();
        let names: BTreeSet<String> = packages
            .into_iter()
            .map(|name| {
                let name = name.into_literal();
                // A path that is not Unicode stays marked, so that `check` can refuse it.
                name.as_literal().unwrap_or("\0").to_owned()
            })
            .collect();
        let commands = preset.manager.row().install;
        let mut shell = Shell::default();
        if let (Some((last, before)), false) = (commands.split_last(), names.is_empty()) {
            shell.commands = before.iter().map(|command| (*command).into()).collect();
            let mut install = Shell::new(*last);
            if names.iter().any(|name| name.starts_with('-')) {
                install = install.text(" --");
            }
            shell = shell.and(
                names
                    .into_iter()
                    .fold(install, |command, name| command.text(PACKAGE).arg(name)),
            );
        }
        Self::new(shell).cache(preset)
    }

    /// Mounts the files that say what is installed, instead of a `COPY` in front: they never become a layer.
    ///
    /// `RUN --mount=type=bind,source=uv.lock,target=uv.lock uv sync --locked --no-install-project`
    ///
    /// For a manager whose files have no fixed names (`*.csproj`), nothing is mounted. The files are read-only, and
    /// below the working directory.
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
    pub fn bind_manifests(self, manager: PackageManager) -> Self {
        let (needed, _) = manager.row().manifests;
        let fixed = needed.iter().filter(|file| !file.contains('*'));
        fixed.fold(self, |run, file| {
            run.mount(BindMount::new(*file).source(*file))
        })
    }
}

impl CopyFiles {
    /// Copies the files that say what is installed, to be installed before the sources are copied: a change of the
    /// sources then installs nothing again.
    ///
    /// `COPY package.json package-lock.json .npmr[c] ./`
    ///
    /// What a project may have or not is a pattern that matches it or nothing.
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
    /// assert!(text.contains("COPY package.json package-lock.json .npmr[c] ./\nRUN "), "{text}");
    /// ```
    #[must_use]
    pub fn manifests(manager: PackageManager) -> Vec<Self> {
        let (needed, perhaps) = manager.row().manifests;
        // By the directory that they go to; what ends in `/` is one.
        let mut copies: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for (file, is_needed) in
            (needed.iter().map(|it| (*it, true))).chain(perhaps.iter().map(|it| (*it, false)))
        {
            let directory = file.rsplit_once('/').map_or("", |(directory, _)| directory);
            let name = file.trim_end_matches('/');
            let source = match name.char_indices().next_back() {
                Some((at, last)) if !is_needed && !name.contains('*') => {
                    pattern(format!("{}[{last}]", &name[..at]))
                }
                _ => pattern(name),
            };
            copies.entry(directory).or_default().push(source);
        }
        let copy = |(directory, sources)| {
            Self::new(
                sources,
                literal(format!("./{directory}/").replace("//", "/")),
            )
        };
        copies.into_iter().map(copy).collect()
    }
}

impl User {
    /// Creates it, with a group of its own and a home directory, by the tools of Debian, Ubuntu, Fedora and the like.
    ///
    /// ```
    /// use dockerkit::User;
    ///
    /// let app = User::new("app").uid(1001).home("/home/app");
    /// assert_eq!(
    ///     app.useradd().to_string(),
    ///     "RUN groupadd --gid 1001 app && \\\n    \
    ///      useradd --uid 1001 --gid 1001 --create-home --home-dir /home/app app",
    /// );
    /// ```
    ///
    /// Without a uid the system takes the next one, and [presets](crate::presets) ask for it. A user that is only a number is
    /// named `user1001`.
    pub fn useradd(&self) -> Run {
        let (name, group) = self.names();
        let mut groupadd = Shell::new("groupadd");
        let mut useradd = Shell::new("useradd");
        if let Some(uid) = self.owner() {
            useradd = id(useradd.text(" --uid "), &uid);
        }
        useradd = useradd.text(" --gid ");
        if let Some(gid) = self.group() {
            groupadd = id(groupadd.text(" --gid "), &gid);
            useradd = id(useradd, &gid);
        } else {
            useradd = word(useradd, &group);
        }
        useradd = useradd.text(" --create-home");
        if let Some(home) = &self.home {
            useradd = word(useradd.text(" --home-dir "), home);
        }
        Run::new(named(groupadd, &group).and(named(useradd, &name)))
    }

    /// Creates it, with a group of its own and a home directory, by the tools of Alpine and BusyBox.
    ///
    /// ```
    /// use dockerkit::User;
    ///
    /// assert_eq!(
    ///     User::new("app").uid(1001).adduser().to_string(),
    ///     "RUN addgroup -g 1001 app && \\\n    adduser -D -u 1001 -G app app",
    /// );
    /// ```
    ///
    /// Source: [BusyBox](https://www.busybox.net/downloads/BusyBox.html#adduser).
    pub fn adduser(&self) -> Run {
        let (name, group) = self.names();
        let mut addgroup = Shell::new("addgroup");
        let mut adduser = Shell::new("adduser -D");
        if let Some(gid) = self.group() {
            addgroup = id(addgroup.text(" -g "), &gid);
        }
        if let Some(uid) = self.owner() {
            adduser = id(adduser.text(" -u "), &uid);
        }
        adduser = word(adduser.text(" -G "), &group);
        if let Some(home) = &self.home {
            adduser = word(adduser.text(" -h "), home);
        }
        Run::new(named(addgroup, &group).and(named(adduser, &name)))
    }

    /// What the user and its group are called: a number cannot be a name.
    fn names(&self) -> (Text, Text) {
        let Some(spec) = self.spec.as_literal() else {
            return (self.spec.clone(), self.spec.clone());
        };
        let is_number =
            |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        let (name, group) = spec.split_once(':').unwrap_or((spec, ""));
        let name = if is_number(name) {
            format!("user{name}")
        } else {
            name.to_owned()
        };
        let group = if group.is_empty() || is_number(group) {
            &name
        } else {
            group
        };
        (literal(name.clone()), literal(group.to_owned()))
    }
}

/// The name at the end of a command, which is no option.
fn named(command: Shell, name: &Text) -> Shell {
    let dash = name.leading_literal().is_some_and(|it| it.starts_with('-'));
    word(command.text(if dash { " -- " } else { " " }), name)
}

/// A number, or a reference as one word.
fn id(command: Shell, id: &OrArg<u32>) -> Shell {
    match id {
        OrArg::Value(number) => command.arg(*number),
        OrArg::Text(text) => word(command, text),
    }
}

/// A word for the shell: fixed text is quoted, and a variable is the shell's, in double quotes.
fn word(command: Shell, text: &Text) -> Shell {
    text.pieces().fold(command, |command, piece| match piece {
        PieceRef::Literal(text) => command.arg(text),
        PieceRef::Reference(Reference {
            name,
            modifier: None,
            ..
        }) => command.text(&format!("\"${{{name}}}\"")),
        // The shell would read it in another way; `check` refuses the mark.
        _ => command.arg("\0"),
    })
}
