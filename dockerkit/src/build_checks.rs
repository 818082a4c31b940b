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
    /// The checks that are left out; `all`, whatever stands beside it, are all of them but experimental ones.
    pub skip: Vec<Cow<'static, str>>,
    /// The experimental checks that are made; `all`, whatever stands beside it, are all of them.
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
        self.skip.iter().any(|it| it == ALL || it == check)
    }

    /// What BuildKit reads: up to three options, up to the first space; or why it refuses them.
    pub(crate) fn read(text: &str) -> Result<Self, &'static str> {
        let mut read = Self::default();
        let whole = text;
        let text = text.split(' ').next().unwrap_or_default().trim();
        for option in text.splitn(3, ';').filter(|_| !text.is_empty()) {
            if option.is_empty() && whole.len() > text.len() {
                return Err(
                    "BuildKit reads it up to the first blank, and nothing stands behind `;` there",
                );
            }
            let (key, value) = option.split_once('=').unwrap_or((option, ""));
            match key.trim() {
                "skip" if option.contains('=') => names(value, &mut read.skip),
                "experimental" if option.contains('=') => names(value, &mut read.experimental),
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

/// What stands for all checks, where it stands alone.
const ALL: &str = "all";

/// Reads the names of an option: they take the place of those before, but not of `all`, which no list of names is about.
fn names(value: &str, names: &mut Vec<Cow<'static, str>>) {
    let all = names.iter().any(|name| name == ALL) || value.trim() == ALL;
    names.clear();
    if all {
        return names.push(Cow::Borrowed(ALL));
    }
    let listed = value.split(',').map(str::trim).filter(|name| *name != ALL);
    names.extend(listed.map(|name| Cow::Owned(name.to_owned())));
}

impl fmt::Display for BuildChecks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (key, names) in [("skip", &self.skip), ("experimental", &self.experimental)] {
            if names.is_empty() {
                continue;
            }
            // BuildKit knows it alone only.
            let names = match names.iter().find(|name| *name == ALL) {
                Some(all) => all.to_string(),
                None => names.join(","),
            };
            write!(f, "{separator}{key}={names}")?;
            separator = ";";
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_as_buildkit_reads_them() {
        for (text, skips, error) in [
            ("skip=A", "A", false),
            ("skip=A,B;error=true", "AB", true),
            ("skip= A ,\tB", "", false),
            ("skip=\tA\t,B", "AB", false),
            ("skip=all", "ABC", false),
            // No check has that name.
            ("skip=A,all", "A", false),
            ("skip=ALL", "", false),
            ("skip=a", "", false),
            // The last one counts, beside `all`.
            ("skip=A;skip=B", "B", false),
            ("skip=all;skip=A", "ABC", false),
            ("error=true;error=0", "", false),
            ("error=1;skip=A", "A", true),
            ("experimental=A;skip=B;error=t", "B", true),
            // Nothing is read behind the third option.
            ("skip=A;skip=B;skip=C;error=true", "", false),
            ("skip=A B", "A", false),
            ("skip=", "", false),
        ] {
            let read = BuildChecks::read(text).unwrap_or_default();
            let skipped = ["A", "B", "C"].into_iter().filter(|it| read.skips(it));
            assert_eq!(skipped.collect::<String>(), skips, "{text}");
            assert_eq!(read.error, error, "{text}");
        }
        for text in ["skip", "skip=A;", "error=yes", "error", "Skip=A", "level=A"] {
            assert!(BuildChecks::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn all_checks_are_written_as_buildkit_reads_them() {
        let checks = BuildChecks::new().skip("A").skip("all").experimental("B");
        assert_eq!(checks.to_string(), "skip=all;experimental=B");
        assert!(BuildChecks::read(&checks.to_string()).is_ok_and(|it| it.skips("C")));
    }
}
