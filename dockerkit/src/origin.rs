//! Where an instruction comes from.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::panic::Location;
use std::sync::Arc;

#[cfg(feature = "parse")]
use crate::read_text::ReadText;

/// Where an instruction comes from: the caller's line of Rust, or a range of a Dockerfile that was read.
///
/// An origin is carried for messages only: any two origins are equal, hash alike, and are left out of the model by
/// `serde`, so that two Dockerfiles that say the same are equal wherever they were written.
///
/// ```
/// use dockerkit::{Dockerfile, Origin, Stage};
///
/// let file = Dockerfile::new().stage(Stage::new("alpine:3.20").run("apk add curl"));
/// let origin = &file.stages[0].steps[0].origin; // the line of `.run(…)`
/// assert!(origin.file().unwrap().ends_with(".rs") && origin.bytes().is_none());
///
/// let read = Origin::in_file("Dockerfile", 3, 1, 40..58);
/// assert_eq!(read.to_string(), "Dockerfile:3:1");
/// assert_eq!(read.bytes(), Some(40..58));
/// ```
#[derive(Clone, Default)]
pub struct Origin(Written);

#[derive(Clone, Default)]
enum Written {
    #[default]
    Unknown,
    Rust(&'static Location<'static>),
    File(Arc<Section>),
    /// One of the ranges of a text that was read.
    #[cfg(feature = "parse")]
    Read(Arc<ReadText>, u32),
    /// Another range of it.
    #[cfg(feature = "parse")]
    Part(Arc<(Arc<ReadText>, Range<usize>)>),
}

/// A range of a file.
struct Section {
    file: Arc<str>,
    line: u32,
    column: u32,
    bytes: Range<usize>,
}

impl Origin {
    pub(crate) const UNKNOWN: Self = Self(Written::Unknown);

    /// The line of Rust that calls the function this is called from.
    #[track_caller]
    #[must_use]
    pub fn caller() -> Self {
        let location = Location::caller();
        // A builder method passed as a function pointer is called from inside the standard library.
        let own = location.file().starts_with("/rustc/");
        Self(if own {
            Written::Unknown
        } else {
            Written::Rust(location)
        })
    }

    /// A range of bytes of a file; line and column, which count from 1, are where it begins.
    pub fn in_file(file: impl Into<Arc<str>>, line: u32, column: u32, bytes: Range<usize>) -> Self {
        Self(Written::File(Arc::new(Section {
            file: file.into(),
            line,
            column,
            bytes,
        })))
    }

    /// The first line of it in a file that was read, and below it carets under what is meant.
    ///
    /// ```
    /// use dockerkit::Dockerfile;
    ///
    /// let file = Dockerfile::parse("FROM alpine\nRUN make\n")?;
    /// let excerpt = file.stages[0].steps[0].origin.excerpt();
    /// assert_eq!(excerpt.unwrap(), "2 | RUN make\n  | ^^^^^^^^");
    /// # Ok::<(), dockerkit::Error>(())
    /// ```
    #[cfg(feature = "parse")]
    #[must_use]
    pub fn excerpt(&self) -> Option<String> {
        let (text, range) = self.read()?;
        text.excerpt(&range)
    }

    /// One of the ranges of a text that was read.
    #[cfg(feature = "parse")]
    pub(crate) fn of_range(text: &Arc<ReadText>, number: u32) -> Self {
        Self(Written::Read(text.clone(), number))
    }

    /// A part of a text that was read.
    #[cfg(feature = "parse")]
    pub(crate) fn of_part(text: &Arc<ReadText>, range: Range<usize>) -> Self {
        Self(Written::Part(Arc::new((text.clone(), range))))
    }

    /// The text that was read, and the range of it.
    #[cfg(feature = "parse")]
    pub(crate) fn read(&self) -> Option<(&Arc<ReadText>, Range<usize>)> {
        match &self.0 {
            Written::Read(text, number) => Some((text, text.range(*number))),
            Written::Part(part) => Some((&part.0, part.1.clone())),
            Written::Unknown | Written::Rust(_) | Written::File(_) => None,
        }
    }

    /// Whether it is a place in a Dockerfile.
    pub(crate) const fn is_in_dockerfile(&self) -> bool {
        !matches!(self.0, Written::Unknown | Written::Rust(_))
    }

    /// Whether nothing is known.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self.0, Written::Unknown)
    }

    /// The file, as it was named.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match &self.0 {
            Written::Unknown => None,
            Written::Rust(place) => Some(place.file()),
            Written::File(section) => Some(&section.file),
            #[cfg(feature = "parse")]
            Written::Read(text, _) => Some(text.name()),
            #[cfg(feature = "parse")]
            Written::Part(part) => Some(part.0.name()),
        }
    }

    /// The line and the column, which count from 1.
    #[must_use]
    pub fn line_and_column(&self) -> Option<(u32, u32)> {
        match &self.0 {
            Written::Unknown => None,
            Written::Rust(place) => Some((place.line(), place.column())),
            Written::File(section) => Some((section.line, section.column)),
            #[cfg(feature = "parse")]
            Written::Read(..) | Written::Part(_) => {
                let (text, range) = self.read()?;
                Some(text.place(range.start))
            }
        }
    }

    /// The bytes of the file, if it was read: of an instruction its lines, with the last newline, and without its
    /// here-documents.
    #[must_use]
    pub fn bytes(&self) -> Option<Range<usize>> {
        match &self.0 {
            Written::File(section) => Some(section.bytes.clone()),
            #[cfg(feature = "parse")]
            Written::Read(..) | Written::Part(_) => self.read().map(|(_, range)| range),
            Written::Unknown | Written::Rust(_) => None,
        }
    }
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

impl Hash for Origin {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.file(), self.line_and_column()) {
            (Some(file), Some((line, column))) => write!(f, "{file}:{line}:{column}"),
            _ => f.write_str("unknown place"),
        }
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// As data, in reports: `null`, or the file, line, column and bytes.
#[cfg(feature = "serde")]
impl serde::Serialize for Origin {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;

        let (Some(file), Some((line, column))) = (self.file(), self.line_and_column()) else {
            return serializer.serialize_none();
        };
        let mut origin = serializer.serialize_struct("Origin", 4)?;
        origin.serialize_field("file", file)?;
        origin.serialize_field("line", &line)?;
        origin.serialize_field("column", &column)?;
        origin.serialize_field("bytes", &self.bytes())?;
        origin.end()
    }
}
