//! The sources of `COPY` and `ADD`.

use super::exact::exact_name;
use crate::instruction::{FileSource, InlineFile};
use crate::rule::Address;
use crate::sealed::{Sealed, sealed};
use crate::splice::Splice;
use crate::text::{IntoText, Text, Value};

/// A source of `COPY` or `ADD`: a path in which `*`, `?` and `[…]` stand for other characters.
///
/// `COPY src/*.py pyproject.toml /app/`
///
/// A `&'static str` is the author's pattern, in which `$NAME` is expanded, too. A value that was computed is an
/// exact name, said with [`literal`](crate::literal), or a pattern, said with [`pattern`]. What a variable stands
/// for is always a pattern: the builder expands it first.
///
/// Two programs read a source of the build context: the client, which sends what the sources ask for, and the builder.
/// An exact name is spelled so that both of them find it, `[\*]` for `*`. If there is no such file, the builder copies
/// nothing where a name needs that, and says nothing; and it follows no symbolic link in or below a directory whose name
/// needs it. What is all ASCII and holds a control character is
/// [refused](crate::rules::CONTEXT_NAME), because the client cannot be asked for it.
///
/// An exact name is an address, too, if it begins with `http://`, `https://`, `git@host:`, or in any case with `git://`
/// or `ssh://`, or is a repository (`HTTPS://host/x.git`): `ADD` fetches it. Any other that the builder would take for
/// one, such as `user@host:path`, begins with `./`.
///
/// ```
/// use dockerkit::{CopyFiles, literal, pattern};
///
/// let file = String::from("notes [draft].md");
/// assert_eq!(
///     CopyFiles::new([literal(file)], "/docs/").to_string(),
///     r#"COPY ["notes [[]draft].md", "/docs/"]"#,
/// );
/// assert_eq!(CopyFiles::new([literal("user@host:path")], "/docs/").to_string(), "COPY ./user@host:path /docs/");
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

    pub(super) const fn of(text: Text) -> Self {
        Self(text)
    }

    /// Whether the builder takes it for an address, as far as can be told before variables are expanded.
    pub(crate) fn is_remote(&self) -> bool {
        matches!(Address::of(&self.0), Address::Yes | Address::Unclear)
    }
}

/// A computed pattern: `*`, `?`, `[…]` and `$NAME` mean what they mean in a Dockerfile.
#[inline(never)]
pub fn pattern(text: impl Into<String>) -> Pattern {
    Pattern(crate::text::expand(text))
}

/// What can be a source: the author's own `&'static str`, a [`Pattern`], an exact name as [`Text`], and an
/// [`InlineFile`]. Sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whether `*` and `$` in it are special",
    label = "say what it is",
    note = "for the exact name write `literal(…)`; for a pattern, `pattern(…)`"
)]
pub trait IntoFileSource: Sealed {
    /// The source.
    fn into_file_source(self) -> FileSource;
}

sealed!(FileSource InlineFile Pattern);

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
