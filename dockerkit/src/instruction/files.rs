//! `COPY` and `ADD`.

use std::borrow::Cow;

use crate::instruction::{IntoFileSources, IntoOwner, Pattern};
use crate::mode::Mode;
use crate::name::Image;
use crate::or_arg::OrArg;
use crate::sealed::{Sealed, sealed};
use crate::source::{IntoSource, Source};
use crate::text::{IntoText, Text};

/// Copies files of the build context, of a stage or of an image.
///
/// `COPY --from=build --chown=1001:1001 /app/.venv /app/.venv`
///
/// ```
/// use dockerkit::{CopyFiles, Stage};
///
/// let build = Stage::named("build", "python:3.12");
/// let copy = CopyFiles::new(["/app/.venv"], "/app/.venv").from(&build).chown("1001:1001");
/// assert_eq!(copy.to_string(), "COPY --from=build --chown=1001:1001 /app/.venv /app/.venv");
/// ```
///
/// Source: [`COPY`](https://docs.docker.com/reference/dockerfile/#copy).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CopyFiles {
    /// What is copied.
    pub sources: Vec<FileSource>,
    /// Where to; a directory ends with `/`, a relative path is taken from the working directory.
    pub destination: Text,
    /// Where the files are; without it, in the build context.
    pub from: Option<Source>,
    /// The owner of the copies, `user:group`; without it, root.
    pub chown: Option<Text>,
    /// The permissions of the copies, octal or (syntax 1.14) symbolic; without it, those of the source.
    pub chmod: Option<Text>,
    /// Whether the copy is a layer that does not depend on those before it.
    pub link: bool,
    /// Whether the directories of the sources are kept.
    pub parents: bool,
    /// What is left out: patterns in which nothing is expanded.
    pub exclude: Vec<Cow<'static, str>>,
}

/// Adds files of the build context, of an address or of a Git repository, and unpacks archives.
///
/// `ADD --checksum=sha256:… https://example.com/model.bin /models/`
///
/// ```
/// use dockerkit::AddFiles;
///
/// let add = AddFiles::new(["https://example.com/app.git#v1"], "/src").keep_git_dir();
/// assert_eq!(add.to_string(), "ADD --keep-git-dir https://example.com/app.git#v1 /src");
/// ```
///
/// Source: [`ADD`](https://docs.docker.com/reference/dockerfile/#add).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct AddFiles {
    /// What is added.
    pub sources: Vec<FileSource>,
    /// Where to; a directory ends with `/`, a relative path is taken from the working directory.
    pub destination: Text,
    /// Whether `.git` of a repository is kept.
    pub keep_git_dir: bool,
    /// The digest of the one remote source.
    pub checksum: Option<Text>,
    /// The owner of what is added, `user:group`; without it, root.
    pub chown: Option<Text>,
    /// The permissions of what is added, octal or (syntax 1.14) symbolic.
    pub chmod: Option<Text>,
    /// Whether it is a layer that does not depend on those before it.
    pub link: bool,
    /// Whether archives are unpacked; without it, local ones are and remote ones are not.
    pub unpack: Option<bool>,
    /// What is left out: patterns in which nothing is expanded.
    pub exclude: Vec<Cow<'static, str>>,
}

/// A source of [`CopyFiles`] or [`AddFiles`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileSource {
    /// Files, or an address.
    Path(Pattern),
    /// A file whose content stands in the Dockerfile.
    Inline(InlineFile),
}

/// A file whose content stands in the Dockerfile. Needs syntax 1.4.
///
/// `COPY <<'nginx.conf' /etc/nginx/`
///
/// ```
/// use dockerkit::{CopyFiles, InlineFile};
///
/// let file = InlineFile::new("nginx.conf", "events {}\n");
/// assert_eq!(
///     CopyFiles::file(file, "/etc/nginx/").to_string(),
///     "COPY <<'nginx.conf' /etc/nginx/\nevents {}\nnginx.conf",
/// );
/// ```
///
/// Source: [here-documents](https://docs.docker.com/reference/dockerfile/#here-documents).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct InlineFile {
    /// The file's name, which no line of the content may equal: BuildKit ends the content there. It holds no blank, `<` or
    /// `/`, and no `'` beside `"`, `$` or a backslash.
    pub name: Cow<'static, str>,
    /// The content. A newline is added at its end if it has none.
    pub content: Text,
}

impl InlineFile {
    /// A file with exactly this content.
    pub fn new(name: impl Into<Cow<'static, str>>, content: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            content: Text::new_literal(content),
        }
    }

    /// A file in whose content `$NAME` is expanded when it is built.
    ///
    /// ```
    /// use dockerkit::{CopyFiles, InlineFile};
    ///
    /// let file = InlineFile::expanding("env", "VERSION=$VERSION\n");
    /// assert_eq!(CopyFiles::file(file, "/").to_string(), "COPY <<env /\nVERSION=$VERSION\nenv");
    /// ```
    #[inline(never)]
    pub fn expanding(name: impl Into<Cow<'static, str>>, content: impl IntoText) -> Self {
        Self {
            name: name.into(),
            content: content.into_text(),
        }
    }
}

/// What `--chmod` takes: a number, written in octal, or text. Sealed.
///
/// ```
/// use dockerkit::CopyFiles;
///
/// assert_eq!(CopyFiles::new(["run.sh"], "/").chmod(0o755).to_string(), "COPY --chmod=0755 run.sh /");
/// assert_eq!(CopyFiles::new(["run.sh"], "/").chmod("a+x").to_string(), "COPY --chmod=a+x run.sh /");
/// ```
pub trait IntoFileMode: Sealed {
    /// The permissions as they are written.
    fn into_file_mode(self) -> Text;
}

sealed!(Mode OrArg<Mode>);

impl IntoFileMode for u32 {
    fn into_file_mode(self) -> Text {
        Mode(self).into_file_mode()
    }
}

impl IntoFileMode for Mode {
    fn into_file_mode(self) -> Text {
        Text::new_literal(self.to_string())
    }
}

impl IntoFileMode for &'static str {
    fn into_file_mode(self) -> Text {
        self.into_text()
    }
}

impl IntoFileMode for OrArg<Mode> {
    fn into_file_mode(self) -> Text {
        match self {
            Self::Value(mode) => mode.into_file_mode(),
            Self::Text(text) => text,
        }
    }
}

impl IntoFileMode for String {
    fn into_file_mode(self) -> Text {
        crate::text::expand(self)
    }
}

impl IntoFileMode for Text {
    fn into_file_mode(self) -> Text {
        self
    }
}

impl CopyFiles {
    /// Copies sources, one or several, to a destination.
    #[inline(never)]
    pub fn new<N>(from: impl IntoFileSources<N>, to: impl IntoText) -> Self {
        Self {
            sources: from.into_file_sources(),
            destination: to.into_text(),
            from: None,
            chown: None,
            chmod: None,
            link: false,
            parents: false,
            exclude: Vec::new(),
        }
    }

    /// Writes a file whose content stands in the Dockerfile.
    #[inline(never)]
    pub fn file(file: InlineFile, to: impl IntoText) -> Self {
        Self::new(file, to)
    }

    /// Copies files of a stage.
    #[inline(never)]
    #[must_use]
    pub fn from(mut self, source: impl IntoSource) -> Self {
        self.from = Some(source.into_source());
        self
    }

    /// Copies files of an image, in whose name nothing is expanded.
    #[inline(never)]
    #[must_use]
    pub fn from_image(mut self, image: impl Into<Image>) -> Self {
        self.from = Some(Source::Image(image.into()));
        self
    }

    /// Keeps the directories of the sources. Needs syntax 1.20, or 1.7-labs.
    #[must_use]
    pub fn parents(mut self) -> Self {
        self.parents = true;
        self
    }
}

impl AddFiles {
    /// Adds sources, one or several, to a destination.
    #[inline(never)]
    pub fn new<N>(from: impl IntoFileSources<N>, to: impl IntoText) -> Self {
        Self {
            sources: from.into_file_sources(),
            destination: to.into_text(),
            keep_git_dir: false,
            checksum: None,
            chown: None,
            chmod: None,
            link: false,
            unpack: None,
            exclude: Vec::new(),
        }
    }

    /// Keeps `.git` of a repository. Needs syntax 1.6, or 1.5-labs.
    #[must_use]
    pub fn keep_git_dir(mut self) -> Self {
        self.keep_git_dir = true;
        self
    }

    /// The digest that the one remote source must have. Needs syntax 1.6, or 1.5-labs.
    #[inline(never)]
    #[must_use]
    pub fn checksum(mut self, digest: impl IntoText) -> Self {
        self.checksum = Some(digest.into_text());
        self
    }

    /// Unpacks archives, remote ones too. Needs syntax 1.17.
    #[must_use]
    pub fn unpack(mut self) -> Self {
        self.unpack = Some(true);
        self
    }

    /// Unpacks no archive. Needs syntax 1.17.
    #[must_use]
    pub fn keep_packed(mut self) -> Self {
        self.unpack = Some(false);
        self
    }
}

macro_rules! common_flags {
    ($($instruction:ty)*) => {$(
        impl $instruction {
            /// Sets the owner: `"app"`, `"1001:1001"`, or a [`User`](crate::User).
            #[inline(never)]
            #[must_use]
            pub fn chown(mut self, owner: impl IntoOwner) -> Self {
                self.chown = Some(owner.into_owner());
                self
            }

            /// Sets the permissions: octal (`0o755`, `"0755"`) or symbolic (`"a+x"`). Needs syntax 1.2, symbolic 1.14.
            #[inline(never)]
            #[must_use]
            pub fn chmod(mut self, mode: impl IntoFileMode) -> Self {
                self.chmod = Some(mode.into_file_mode());
                self
            }

            /// Makes it a layer that does not depend on those before it. Needs syntax 1.4.
            #[must_use]
            pub fn link(mut self) -> Self {
                self.link = true;
                self
            }

            /// Leaves out what a pattern matches; nothing in it is expanded. Needs syntax 1.19, or 1.7-labs.
            #[inline(never)]
            #[must_use]
            pub fn exclude(mut self, pattern: impl Into<Cow<'static, str>>) -> Self {
                self.exclude.push(pattern.into());
                self
            }
        }
    )*};
}

common_flags!(CopyFiles AddFiles);
