//! `RUN`.

use std::borrow::Cow;

use crate::mount::Mount;
use crate::nearest::same;
use crate::presets::Preset;
use crate::shell::{Command, Shell};
use crate::shell_text::ShellText;

/// A step that runs a command and keeps what it changed.
///
/// `RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared pip install -r requirements.txt`
///
/// Text is the shell form, an array the exec form. Text whose newlines are all continuations is a command, and stays as
/// it was typed, with the comments and blank lines between them. Other text of many lines is a script, and becomes a
/// here-document; so does text that BuildKit would read as something else on one line (a word that starts a
/// here-document, a leading `--`, …).
///
/// ```
/// use dockerkit::Run;
///
/// assert_eq!(Run::new("echo \"$HOME\"").to_string(), "RUN echo \"$HOME\"");
/// assert_eq!(Run::new(["echo", "$HOME"]).to_string(), "RUN [\"echo\", \"$HOME\"]");
/// assert_eq!(Run::all(["make", "make install"]).to_string(), "RUN make && \\\n    make install");
/// assert_eq!(Run::new("make \\\n  # all of it\n  install").to_string(), "RUN make \\\n  # all of it\n  install");
/// assert_eq!(Run::new("set -e\nmake\n").to_string(), "RUN <<EOF\nset -e\nmake\nEOF");
/// ```
///
/// Source: [`RUN`](https://docs.docker.com/reference/dockerfile/#run). Heredocs need syntax 1.4.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Run {
    /// What is run.
    pub command: Command,
    /// What is mounted meanwhile.
    pub mounts: Vec<Mount>,
    /// Which network it has; without it, that of the build.
    pub network: Option<Network>,
    /// Whether it runs privileged; without it, it does not.
    pub security: Option<Security>,
    /// The devices it is given.
    pub devices: Vec<Device>,
}

/// `--network`, which needs syntax 1.3, or 1.2-labs.
///
/// `RUN --network=none make test`
///
/// ```
/// use dockerkit::{Network, Run};
///
/// assert_eq!(Run::new("make test").network(Network::None).to_string(), "RUN --network=none make test");
/// ```
///
/// Source: [`RUN --network`](https://docs.docker.com/reference/dockerfile/#run---network).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Network {
    /// The build's default network.
    Default,
    /// Loopback only.
    None,
    /// The host's network; the build must be allowed `network.host`.
    Host,
}

/// `--security`, which needs syntax 1.20, or 1.2-labs.
///
/// `RUN --security=insecure mount -t tmpfs none /mnt`
///
/// ```
/// use dockerkit::{Run, Security};
///
/// let run = Run::new("mount -t tmpfs none /mnt").security(Security::Insecure);
/// assert_eq!(run.to_string(), "RUN --security=insecure mount -t tmpfs none /mnt");
/// ```
///
/// Source: [`RUN --security`](https://docs.docker.com/reference/dockerfile/#run---security).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Security {
    /// Without elevated privileges.
    Sandbox,
    /// With elevated privileges; the build must be allowed `security.insecure`.
    Insecure,
}

/// `--device`: a device of the Container Device Interface. Needs syntax 1.14-labs.
///
/// `RUN --device=nvidia.com/gpu=all,required nvidia-smi`
///
/// ```
/// use dockerkit::{Device, Run};
///
/// let run = Run::new("nvidia-smi").device(Device::new("nvidia.com/gpu=all").required());
/// assert_eq!(run.to_string(), "RUN --device=name=nvidia.com/gpu=all,required nvidia-smi");
/// ```
///
/// Source: [`RUN --device`](https://docs.docker.com/reference/dockerfile/#run---device).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Device {
    /// Its name; nothing in it is expanded.
    pub name: Cow<'static, str>,
    /// Whether the build fails without it.
    pub required: bool,
}

impl Device {
    /// The device of that name.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            required: false,
        }
    }

    /// The build fails without it.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

impl From<&'static str> for Device {
    fn from(name: &'static str) -> Self {
        Self::new(name)
    }
}

impl From<String> for Device {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}

impl Run {
    /// Runs shell text, or (for an array) a program with its arguments.
    #[inline(never)]
    pub fn new(command: impl Into<Command>) -> Self {
        Self {
            command: command.into(),
            mounts: Vec::new(),
            network: None,
            security: None,
            devices: Vec::new(),
        }
    }

    /// Runs text as a script, in a here-document, though all its newlines are continuations.
    ///
    /// `RUN <<EOF`
    ///
    /// Other text of many lines is a script anyway. In a script the shell joins the lines, and a comment between continued
    /// lines ends the command.
    ///
    /// ```
    /// use dockerkit::Run;
    ///
    /// let text = "make \\\n  install";
    /// assert_eq!(Run::new(text).to_string(), "RUN make \\\n  install");
    /// assert_eq!(Run::script(text).to_string(), "RUN <<EOF\nmake \\\n  install\nEOF");
    /// ```
    ///
    /// Source: [here-documents](https://docs.docker.com/reference/dockerfile/#here-documents). They need syntax 1.4.
    #[inline(never)]
    pub fn script(text: impl Into<Shell>) -> Self {
        Self::new(Command::script(text))
    }

    /// Runs several commands, each only if those before it succeeded.
    ///
    /// One that holds `||`, `;` or `&`, which would reach beyond it, becomes a group. What leaves a quote or a parenthesis
    /// open is refused, and so is a comment with other commands behind it.
    ///
    /// ```
    /// use dockerkit::Run;
    ///
    /// assert_eq!(
    ///     Run::all(["make", "strip app || true", "make install"]).to_string(),
    ///     "RUN make && \\\n    { strip app || true; } && \\\n    make install",
    /// );
    /// ```
    ///
    /// Source: [lists](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_09_03) of the shell.
    #[inline(never)]
    pub fn all<C: Into<ShellText>>(commands: impl IntoIterator<Item = C>) -> Self {
        Self::new(Shell {
            commands: commands.into_iter().map(Into::into).collect(),
        })
    }

    /// Adds the caches of a package manager, for whoever the stage runs as at this step.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, PackageManager, Run, Stage};
    ///
    /// let run = Run::new("npm ci").cache(PackageManager::Npm);
    /// assert_eq!(
    ///     run.to_string(), // not in a stage yet: nobody's home
    ///     "RUN --mount=type=cache,id=npm-cache-shared,target=~/.npm,sharing=shared \\\n    npm ci",
    /// );
    /// let stage = Stage::new("node:22").push(run);
    /// assert!(Dockerfile::new().stage(stage).render().unwrap().ends_with(
    ///     "RUN --mount=type=cache,id=npm-cache-shared,target=/root/.npm,sharing=shared \\\n    npm ci\n",
    /// ));
    /// ```
    #[must_use]
    pub fn cache(mut self, preset: impl Into<Preset>) -> Self {
        self.mounts.push(Mount::Preset(preset.into()));
        self
    }

    /// Adds a mount.
    #[inline(never)]
    #[must_use]
    pub fn mount(mut self, mount: impl Into<Mount>) -> Self {
        self.mounts.push(mount.into());
        self
    }

    /// Sets the network it has.
    #[must_use]
    pub fn network(mut self, network: Network) -> Self {
        self.network = Some(network);
        self
    }

    /// Sets whether it runs privileged.
    #[must_use]
    pub fn security(mut self, security: Security) -> Self {
        self.security = Some(security);
        self
    }

    /// Gives it a device.
    #[inline(never)]
    #[must_use]
    pub fn device(mut self, device: impl Into<Device>) -> Self {
        self.devices.push(device.into());
        self
    }
}

macro_rules! words {
    ($($set:ident($what:literal, $known:literal): $($variant:ident = $word:literal),*;)*) => {$(
        impl $set {
            #[doc = concat!("The ", $what, " of that name, checked when the program is compiled if it stands in a `const`.")]
            ///
            /// # Panics
            ///
            #[doc = concat!("If it is none of ", $known, ": in a `const` that is a compile error.")]
            #[track_caller]
            #[must_use]
            pub const fn from_static(name: &'static str) -> Self {
                $(if same(name, $word) {
                    return Self::$variant;
                })*
                panic!(concat!("unknown ", $what, "; BuildKit knows ", $known))
            }

            pub(crate) fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }
    )*};
}

words! {
    Network("network", "`default`, `none` and `host`"): Default = "default", None = "none", Host = "host";
    Security("security mode", "`sandbox` and `insecure`"): Sandbox = "sandbox", Insecure = "insecure";
}
