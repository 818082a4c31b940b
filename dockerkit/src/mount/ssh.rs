//! `--mount=type=ssh`.

use crate::mode::Mode;
use crate::mount::methods::{owner, required};
use crate::or_arg::OrArg;
use crate::text::{IntoText, Text};

/// The SSH agent of whoever builds, reachable while one `RUN` runs.
///
/// `RUN --mount=type=ssh git clone git@example.com:app.git`
///
/// ```
/// use dockerkit::{Run, SshMount};
///
/// let run = Run::new("git clone git@example.com:app.git").mount(SshMount::new().required());
/// assert_eq!(run.to_string(), "RUN --mount=type=ssh,required=true \\\n    git clone git@example.com:app.git");
/// ```
///
/// Only its owner can use the socket, which BuildKit gives to root. So that of a step which runs as
/// [another user](crate::User) gets that one's uid, as far as it is known, unless `uid`, `gid` or `mode` says who can.
///
/// Needs syntax 1.2. Source: [`RUN --mount=type=ssh`](https://docs.docker.com/reference/dockerfile/#run---mounttypessh).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SshMount {
    /// The agent's id; without it, `default`.
    pub id: Option<Text>,
    /// The socket's path; without it, `/run/buildkit/ssh_agent.N`.
    pub target: Option<Text>,
    /// Whether the build fails without it.
    pub required: OrArg<bool>,
    /// The permissions of the socket, octal; without it, 0600.
    pub mode: Option<OrArg<Mode>>,
    /// The owner of the socket; without it (and without `gid` and `mode`), whoever runs the step.
    pub uid: Option<OrArg<u32>>,
    /// The group of the socket; without it, 0.
    pub gid: Option<OrArg<u32>>,
}

impl Default for SshMount {
    fn default() -> Self {
        Self::new()
    }
}

impl SshMount {
    /// The default agent.
    pub fn new() -> Self {
        Self {
            id: None,
            target: None,
            required: OrArg::Value(false),
            mode: None,
            uid: None,
            gid: None,
        }
    }

    /// Another agent than the default.
    #[inline(never)]
    #[must_use]
    pub fn id(mut self, id: impl IntoText) -> Self {
        self.id = Some(id.into_text());
        self
    }

    /// The socket's path.
    #[inline(never)]
    #[must_use]
    pub fn target(mut self, target: impl IntoText) -> Self {
        self.target = Some(target.into_text());
        self
    }
}

owner!(
    SshMount,
    "The owner of the socket.",
    "The group of the socket.",
    "The permissions of the socket."
);

required!(SshMount);
