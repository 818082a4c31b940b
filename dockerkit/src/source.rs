//! What is referred to: images, and stages of the same Dockerfile.

#[cfg(feature = "serde")]
mod serial;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::num::NonZeroU32;

use crate::name::{Image, StageName};
use crate::sealed::{Sealed, sealed};
use crate::splice::Splice;
use crate::text::Value;

/// What a stage starts from, or where files come from: an image, or a stage of the same Dockerfile.
///
/// ```
/// use dockerkit::{Source, Stage};
///
/// let build = Stage::named("build", "alpine");
/// assert_eq!(Source::from(&build).to_string(), "build");
/// assert_ne!(Source::from(&build), Source::from("build")); // a stage, and an image of that name
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// An image. In `FROM`, text with ARGs may turn out to name a stage: `FROM base_$TARGETARCH`.
    Image(Image),
    /// A stage.
    Stage(StageRef),
}

/// A stage that is referred to: got from [`Stage::handle`](crate::Stage::handle), [`Dockerfile::begin`](crate::Dockerfile::begin) or
/// a reference to the stage itself.
///
/// `COPY --from=build …`
///
/// ```
/// use dockerkit::{Dockerfile, Stage, StageRef};
///
/// let mut file = Dockerfile::new();
/// let build = file.begin(Stage::named("build", "alpine"));
/// assert_eq!(build, StageRef::by_name("build"));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct StageRef(pub(crate) Handle, pub(crate) Added);

/// Which stage of its file a handle was got for, where that is known: a name may be given twice. It is a place, and no
/// part of the value.
#[derive(Clone, Copy, Default)]
pub(crate) struct Added(Option<NonZeroU32>);

impl Added {
    /// The handle was got from a stage that is in no file yet.
    pub(crate) const NOT_YET: Self = Self(Some(NonZeroU32::MAX));

    pub(crate) fn is_not_yet(self) -> bool {
        self.0 == Self::NOT_YET.0
    }

    pub(crate) fn at(index: usize) -> Self {
        let number = u32::try_from(index).ok().and_then(|it| it.checked_add(1));
        Self(number.and_then(NonZeroU32::new))
    }

    pub(crate) fn index(self) -> Option<usize> {
        let number = self.0.filter(|_| !self.is_not_yet())?;
        usize::try_from(number.get() - 1).ok()
    }
}

impl PartialEq for Added {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Added {}

impl Hash for Added {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum Handle {
    Index(usize),
    Name(StageName),
    /// The handle of a stage without a name that is in no Dockerfile yet.
    Nowhere,
}

impl StageRef {
    /// A stage whose name is known only as text. `check` finds out whether there is one.
    ///
    /// Of several stages of that name it is the one that the builder takes: in `FROM` the last one before, elsewhere the
    /// last one of the file.
    #[inline(never)]
    pub fn by_name(name: impl Into<StageName>) -> Self {
        Self(Handle::Name(name.into()), Added::default())
    }

    /// The stage of that number, from 0, which only `COPY --from` can write: elsewhere its name is written, if that means
    /// this stage there.
    ///
    /// ```
    /// use dockerkit::{CopyFiles, StageRef};
    ///
    /// let copy = CopyFiles::new(["/a"], "/").from(StageRef::by_number(0));
    /// assert_eq!(copy.to_string(), "COPY --from=0 /a /");
    /// ```
    #[must_use]
    pub fn by_number(number: usize) -> Self {
        Self(Handle::Index(number), Added::default())
    }
}

impl fmt::Display for StageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Handle::Index(index) => index.fmt(f),
            Handle::Name(name) => name.fmt(f),
            Handle::Nowhere => f.write_str("<stage without a name>"),
        }
    }
}

impl fmt::Debug for StageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StageRef({self})")
    }
}

impl From<&StageRef> for StageRef {
    fn from(stage: &StageRef) -> Self {
        stage.clone()
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Image(image) => image.fmt(f),
            Self::Stage(stage) => stage.fmt(f),
        }
    }
}

/// What says of itself whether it is a stage or an image: what `COPY --from=` and mounts come from.
///
/// A stage is its [handle](StageRef) or a reference to it, an image an [`Image`]; text is neither, as it would be an
/// image even where a stage has that name. Sealed.
///
/// ```
/// use dockerkit::{CopyFiles, Image, Stage};
///
/// let build = Stage::named("build", "alpine");
/// assert_eq!(CopyFiles::new(["/a"], "/b").from(&build).to_string(), "COPY --from=build /a /b");
/// let nginx = Image::new("nginx");
/// assert_eq!(CopyFiles::new(["/a"], "/b").from(nginx).to_string(), "COPY --from=nginx /a /b");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whether it is a stage or an image",
    label = "a stage is referred to by a handle",
    note = "for an image write `.from_image(…)`; for a stage use what `Stage::handle` or `Dockerfile::begin` gave you"
)]
pub trait IntoSource: Sealed {
    /// The stage or the image.
    fn into_source(self) -> Source;
}

macro_rules! into_source {
    ($($kind:ty)*) => {$(
        impl IntoSource for $kind {
            fn into_source(self) -> Source {
                self.into()
            }
        }
    )*};
}

sealed!(Source Image StageRef &StageRef);
into_source!(Source Image StageRef &StageRef);

macro_rules! splice {
    ($($kind:ty)*) => {$(
        impl Splice<Source> for $kind {
            fn splice(self) -> Source {
                self.into()
            }
        }
    )*};
}

splice!(Source Image crate::text::Text StageRef &StageRef);

/// An image.
impl<V: Value> Splice<Source> for V {
    fn splice(self) -> Source {
        Source::Image(self.splice())
    }
}

macro_rules! source_from {
    (image: $($image:ty)*; stage: $($stage:ty)*) => {
        $(impl From<$image> for Source {
            fn from(image: $image) -> Self {
                Self::Image(image.into())
            }
        })*
        $(impl From<$stage> for Source {
            fn from(stage: $stage) -> Self {
                Self::Stage(stage.into())
            }
        })*
    };
}

source_from!(image: Image &'static str String &String crate::text::Text; stage: StageRef &StageRef);
