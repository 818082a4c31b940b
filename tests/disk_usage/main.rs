//! What `docker buildx du` and its like print is read.
//!
//! `samples/` is real output: of Docker Engine 28.5.2 with buildx 0.29.1, and of buildx 0.27.0 on the same engine.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod broken;
mod compare;
mod samples;
mod written;

/// A file of `samples/`.
macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("samples/", $name))
    };
}
use sample;
