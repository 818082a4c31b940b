//! The sources of `COPY` and `ADD`.

use super::exact::{exact_name, exact_part};
use crate::instruction::{FileSource, InlineFile};
use crate::rule::Address;
use crate::sealed::{Sealed, sealed};
use crate::splice::{Splice, alone};
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
pub struct Pattern(Text);

impl Pattern {
    /// The pattern as it is written, wildcards and all.
    pub fn text(&self) -> &Text {
        &self.0
    }

    /// Goes on with an exact name, or with more of a pattern. Behind an address it is a part of that, as it is. What begins with
    /// an exact name is a file, and begins with `./`, unless that is an address or a path by itself. Behind an open `[` or a
    /// backslash a name is not exact.
    ///
    /// `COPY src/*/model[[]1].bin /models/`
    ///
    /// ```
    /// use dockerkit::{CopyFiles, literal, pattern};
    ///
    /// let name = String::from("model[1].bin");
    /// let source = pattern("src/*/").then(literal(name));
    /// assert_eq!(CopyFiles::new(source, "/models/").to_string(), "COPY src/*/model[[]1].bin /models/");
    /// ```
    #[must_use]
    pub fn then(self, next: impl Into<PatternPart>) -> Self {
        let name = match next.into() {
            PatternPart::Pattern(text) => return Self(self.0.then(text)),
            PatternPart::Exact(name) => name,
        };
        let begins = self.0.is_empty();
        let before = if begins { &name } else { &self.0 };
        if Address::of(before) == Address::Yes {
            return Self(self.0.then(name));
        }
        let is_path = name
            .leading_literal()
            .is_some_and(|it| it.starts_with(['/', '.']));
        let here = if begins && !is_path { "./" } else { "" };
        Self(self.0.then(here).then(exact_part(name)))
    }

    pub(crate) const fn of(text: Text) -> Self {
        Self(text)
    }

    /// Whether the builder takes it for an address, as far as can be told before variables are expanded.
    pub(crate) fn is_remote(&self) -> bool {
        matches!(Address::of(&self.0), Address::Yes | Address::Unclear)
    }
}

/// What a pattern goes on with.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub enum PatternPart {
    /// More of a pattern.
    Pattern(Text),
    /// An exact name, wherever it stands.
    Exact(Text),
}

impl From<&'static str> for PatternPart {
    fn from(pattern: &'static str) -> Self {
        Self::Pattern(pattern.into_text())
    }
}

impl From<Pattern> for PatternPart {
    fn from(pattern: Pattern) -> Self {
        Self::Pattern(pattern.0)
    }
}

impl From<Text> for PatternPart {
    fn from(name: Text) -> Self {
        Self::Exact(name)
    }
}

impl Splice<PatternPart> for Pattern {
    fn splice(self) -> PatternPart {
        self.into()
    }
}

impl Splice<PatternPart> for Text {
    fn splice(self) -> PatternPart {
        self.into()
    }
}

impl<V: Value> Splice<PatternPart> for V {
    fn splice(self) -> PatternPart {
        self.into_literal().into()
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

/// The sources of a `COPY` or `ADD`: one, or whatever gives several.
///
/// `COPY a b /app/`
///
/// ```
/// use dockerkit::{CopyFiles, pattern};
///
/// assert_eq!(CopyFiles::new("a", "/app/").to_string(), "COPY a /app/");
/// assert_eq!(CopyFiles::new(["a", "b"], "/app/").to_string(), "COPY a b /app/");
/// let several = vec![String::from("*.py"), String::from("*.toml")];
/// assert_eq!(CopyFiles::new(several.into_iter().map(pattern), "/").to_string(), "COPY *.py *.toml /");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whether `*` and `$` in it are special",
    label = "say what it is",
    note = "for the exact name write `literal(…)`; for a pattern, `pattern(…)`; several are an array or an iterator of them"
)]
pub trait IntoFileSources<Number> {
    /// The sources.
    fn into_file_sources(self) -> Vec<FileSource>;
}

/// One source, or several: by this the compiler tells them apart.
#[doc(hidden)]
#[derive(Debug)]
pub enum One {}

/// Several sources.
#[doc(hidden)]
#[derive(Debug)]
pub enum Several {}

impl<S: IntoFileSource> IntoFileSources<One> for S {
    fn into_file_sources(self) -> Vec<FileSource> {
        vec![self.into_file_source()]
    }
}

impl<I> IntoFileSources<Several> for I
where
    I: IntoIterator,
    I::Item: IntoFileSource,
{
    fn into_file_sources(self) -> Vec<FileSource> {
        self.into_iter()
            .map(IntoFileSource::into_file_source)
            .collect()
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
alone!(FileSource: FileSource InlineFile Pattern Text);

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

#[cfg(feature = "serde")]
crate::data::transparent!(Pattern { 0 });
#[cfg(feature = "serde")]
crate::data::public!(Pattern);
