//! The `dockerfile!` macro, and its documentation.

/// A Dockerfile.
#[macro_export]
macro_rules! dockerfile {
    ($($tokens:tt)*) => {
        $crate::__dockerfile! { $crate $($tokens)* }
    };
}
