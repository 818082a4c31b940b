//! Keeps the conversion traits to the types listed here and there, so that more of them can follow.

/// A supertrait that no other crate can name.
pub trait Sealed {}

macro_rules! sealed {
    ($($kind:ty)*) => {$(
        impl crate::sealed::Sealed for $kind {}
    )*};
}

pub(crate) use sealed;
