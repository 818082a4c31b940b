//! What the directive `check` says.

use std::borrow::Cow;
use std::fmt;

use crate::or_arg::Notation;

/// What BuildKit's build checks do: the value of the directive `check`.
///
/// `# check=skip=JSONArgsRecommended;error=true`
///
/// ```
/// use dockerkit::{BuildChecks, Dockerfile, Stage};
///
/// let checks = BuildChecks::new().skip("JSONArgsRecommended").error();
/// assert_eq!(checks.to_string(), "skip=JSONArgsRecommended;error=true");
///
/// let file = Dockerfile::new().check_directive(checks).stage(Stage::new("alpine"));
/// let read = file.directives.build_checks().expect("it can be read");
/// assert!(read.error && read.skips("JSONArgsRecommended") && !read.skips("StageNameCasing"));
/// ```
///
/// Source: [`check`](https://docs.docker.com/reference/dockerfile/#check) and BuildKit's
/// `frontend/dockerfile/linter/linter.go`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct BuildChecks {
    /// The checks that are left out; `all` are all of them but experimental ones.
    pub skip: Vec<Cow<'static, str>>,
    /// The experimental checks that are made; `all` are all of them.
    pub experimental: Vec<Cow<'static, str>>,
    /// Whether the build fails where a check finds something.
    pub error: bool,
}

impl BuildChecks {
    /// The checks as they are without the directive.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves out the check of that name, or `all`.
    #[must_use]
    pub fn skip(mut self, check: impl Into<Cow<'static, str>>) -> Self {
        self.skip.push(check.into());
        self
    }

    /// Makes the experimental check of that name, or `all`.
    #[must_use]
    pub fn experimental(mut self, check: impl Into<Cow<'static, str>>) -> Self {
        self.experimental.push(check.into());
        self
    }

    /// Lets the build fail where a check finds something.
    #[must_use]
    pub fn error(mut self) -> Self {
        self.error = true;
        self
    }

    /// Whether the check of that name is left out.
    pub fn skips(&self, check: &str) -> bool {
        self.skip.iter().any(|it| it == "all" || it == check)
    }

    /// What BuildKit reads: up to three options, up to the first space; or why it refuses them.
    pub(crate) fn read(text: &str) -> Result<Self, &'static str> {
        let mut read = Self::default();
        let text = text.split(' ').next().unwrap_or_default().trim();
        for option in text.splitn(3, ';') {
            let (key, value) = option.split_once('=').unwrap_or((option, ""));
            let names = || {
                value
                    .split(',')
                    .map(|name| Cow::Owned(name.trim().to_owned()))
            };
            match key.trim() {
                "skip" if option.contains('=') => read.skip.extend(names()),
                "experimental" if option.contains('=') => read.experimental.extend(names()),
                "error" if option.contains('=') => {
                    read.error = bool::read(value.trim()).ok_or("`error` is `true` or `false`")?;
                }
                _ => {
                    return Err(
                        "an option is `skip=…`, `experimental=…` or `error=…`, with `;` between two",
                    );
                }
            }
        }
        Ok(read)
    }
}

impl fmt::Display for BuildChecks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (key, names) in [("skip", &self.skip), ("experimental", &self.experimental)] {
            if !names.is_empty() {
                write!(f, "{separator}{key}={}", names.join(","))?;
                separator = ";";
            }
        }
        if self.error {
            write!(f, "{separator}error=true")?;
        }
        Ok(())
    }
}

impl From<BuildChecks> for Cow<'static, str> {
    fn from(checks: BuildChecks) -> Self {
        Self::Owned(checks.to_string())
    }
}
