//! `--mount=type=secret`.

use crate::mode::Mode;
use crate::mount::methods::{owner, required};
use crate::or_arg::OrArg;
use crate::text::{IntoText, Text};

/// A secret that whoever builds hands in, seen while one `RUN` runs and never stored.
///
/// `RUN --mount=type=secret,id=aws,target=/root/.aws/credentials,required=true aws s3 cp …`
///
/// ```
/// use dockerkit::{Run, SecretMount};
///
/// let run = Run::new("fetch").mount(SecretMount::new("token").env("API_TOKEN").required());
/// assert_eq!(run.to_string(), "RUN --mount=type=secret,id=token,env=API_TOKEN,required=true \\\n    fetch");
/// ```
///
/// Only its owner can read the file, which BuildKit gives to root. So the secret of a step that runs as
/// [another user](crate::User) gets that one's uid, as far as it is known, unless `uid`, `gid` or `mode` says who can:
///
/// ```
/// use dockerkit::{Dockerfile, Run, SecretMount, Stage, User};
///
/// let fetch = Run::new("fetch").mount(SecretMount::new("netrc").target("/home/app/.netrc"));
/// let stage = Stage::new("debian").user(User::new("app").uid(1001)).push(fetch);
/// let text = Dockerfile::new().stage(stage).render().unwrap();
/// assert!(text.contains("--mount=type=secret,id=netrc,target=/home/app/.netrc,uid=1001 "));
/// ```
///
/// Needs syntax 1.2, [`env`](SecretMount::env) 1.10. Source:
/// [`RUN --mount=type=secret`](https://docs.docker.com/reference/dockerfile/#run---mounttypesecret).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SecretMount {
    /// The secret's id; without it, the last part of the target.
    pub id: Option<Text>,
    /// The secret's id in its old spelling; not together with `id`.
    pub source: Option<Text>,
    /// The file it becomes; without it (and without `env`), `/run/secrets/` and the id.
    pub target: Option<Text>,
    /// The environment variable it becomes. BuildKit takes an empty name, and then cannot start the step.
    pub env: Option<Text>,
    /// Whether the build fails without it.
    pub required: OrArg<bool>,
    /// The permissions of the file, octal; without it, 0400.
    pub mode: Option<OrArg<Mode>>,
    /// The owner of the file; without it (and without `gid` and `mode`), whoever runs the step.
    pub uid: Option<OrArg<u32>>,
    /// The group of the file; without it, 0.
    pub gid: Option<OrArg<u32>>,
}

impl SecretMount {
    /// The secret with that id.
    #[inline(never)]
    pub fn new(id: impl IntoText) -> Self {
        Self {
            id: Some(id.into_text()),
            source: None,
            target: None,
            env: None,
            required: OrArg::Value(false),
            mode: None,
            uid: None,
            gid: None,
        }
    }

    /// The file it becomes.
    #[inline(never)]
    #[must_use]
    pub fn target(mut self, target: impl IntoText) -> Self {
        self.target = Some(target.into_text());
        self
    }

    /// Whether it is a file, and no variable only.
    pub(crate) fn is_file(&self) -> bool {
        self.env.is_none() || self.target.as_ref().is_some_and(|it| !it.is_empty())
    }

    /// The environment variable it becomes, instead of a file.
    #[inline(never)]
    #[must_use]
    pub fn env(mut self, name: impl IntoText) -> Self {
        self.env = Some(name.into_text());
        self
    }
}

owner!(
    SecretMount,
    "The owner of the file.",
    "The group of the file.",
    "The permissions of the file."
);

required!(SecretMount);
