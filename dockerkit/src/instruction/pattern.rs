//! The sources of `COPY` and `ADD`.

use crate::{FileSource, InlineFile, IntoText, Splice, Text, Value};

/// A source of `COPY` or `ADD`: a path in which `*`, `?` and `[…]` stand for other characters.
///
/// `COPY src/*.py pyproject.toml /app/`
///
/// A `&'static str` is the author's pattern, in which `$NAME` is expanded, too. A value that was computed is an
/// exact name, said with [`literal`](crate::literal), or a pattern, said with [`pattern`]. What a variable stands
/// for is always a pattern: the builder expands it first.
///
/// ```
/// use dockerkit::{CopyFiles, literal, pattern};
///
/// let file = String::from("notes [draft].md");
/// assert_eq!(
///     CopyFiles::new([literal(file)], "/docs/").to_string(),
///     r#"COPY ["notes [[]draft].md", "/docs/"]"#,
/// );
/// assert_eq!(CopyFiles::new([pattern(format!("*.{}", "py"))], "/app/").to_string(), "COPY *.py /app/");
/// ```
///
/// Source: [pattern matching](https://docs.docker.com/reference/dockerfile/#pattern-matching) and Go's
/// [`filepath.Match`](https://pkg.go.dev/path/filepath#Match).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Pattern(Text);

impl Pattern {
    /// The pattern as it is written, wildcards and all.
    pub fn text(&self) -> &Text {
        &self.0
    }

    /// Whether it is an address that `ADD` fetches, as far as can be told before variables are expanded.
    pub(crate) fn is_remote(&self) -> bool {
        self.0.leading_literal().is_some_and(is_remote)
    }
}

/// A computed pattern: `*`, `?`, `[…]` and `$NAME` mean what they mean in a Dockerfile.
#[inline(never)]
pub fn pattern(text: impl Into<String>) -> Pattern {
    Pattern(crate::expand(text))
}

/// What can be a source: the author's own `&'static str`, a [`Pattern`], an exact name as [`Text`], and an
/// [`InlineFile`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whether `*` and `$` in it are special",
    label = "say what it is",
    note = "for the exact name write `literal(…)`; for a pattern, `pattern(…)`"
)]
pub trait IntoFileSource {
    /// The source.
    fn into_file_source(self) -> FileSource;
}

impl IntoFileSource for FileSource {
    fn into_file_source(self) -> FileSource {
        self
    }
}

macro_rules! file_source {
    ($($source:ty: $name:ident => $value:expr;)*) => {$(
        impl IntoFileSource for $source {
            fn into_file_source(self) -> FileSource {
                self.into()
            }
        }

        impl From<$source> for FileSource {
            fn from($name: $source) -> Self {
                $value
            }
        }
    )*};
}

macro_rules! splice {
    ($($source:ty)*) => {$(
        impl Splice<FileSource> for $source {
            fn splice(self) -> FileSource {
                self.into()
            }
        }
    )*};
}

splice!(FileSource InlineFile Pattern Text);

impl<V: Value> Splice<FileSource> for V {
    fn splice(self) -> FileSource {
        self.into_literal().into()
    }
}

file_source! {
    InlineFile: file => Self::Inline(file);
    Pattern: pattern => Self::Path(pattern);
    &'static str: pattern => Self::Path(Pattern(pattern.into_text()));
    Text: name => Self::Path(Pattern(exact_name(name)));
}

/// An exact name as a pattern; an address holds none.
fn exact_name(name: Text) -> Text {
    if name.leading_literal().is_some_and(is_remote) {
        return name;
    }
    let name = if name.leading_literal().is_some_and(looks_remote) {
        Text::from_static_literal("./").then(name)
    } else {
        name
    };
    name.map_literals(|text| text.contains(['*', '?', '[', '\\']).then(|| exact(text)))
}

/// A name that BuildKit would take for a repository: `user@host:path`.
fn looks_remote(name: &str) -> bool {
    name.split_once('@')
        .is_some_and(|(user, rest)| !user.contains('/') && rest.contains(':'))
}

/// A backslash does not do: where nothing else is special, BuildKit takes the whole as a plain path.
fn exact(name: &str) -> String {
    let mut pattern = String::with_capacity(name.len() + 8);
    for character in name.chars() {
        match character {
            '*' => pattern.push_str("[*]"),
            '?' => pattern.push_str("[?]"),
            '[' => pattern.push_str("[[]"),
            '\\' => pattern.push_str(r"[\\]"),
            _ => pattern.push(character),
        }
    }
    pattern
}

fn is_remote(text: &str) -> bool {
    ["http://", "https://", "git://", "git@", "ssh://"]
        .into_iter()
        .any(|scheme| text.starts_with(scheme))
}
