//! Where an instruction comes from.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::panic::Location;

/// Where an instruction comes from: the caller's line of Rust, or a line of a Dockerfile that was read.
///
/// An origin is carried for messages only: any two origins are equal, hash alike, and are left out by
/// `serde`, so that two Dockerfiles that say the same are equal wherever they were written.
///
/// ```
/// use dockerkit::{Dockerfile, Stage};
///
/// let file = Dockerfile::new().stage(Stage::new("alpine:3.20").run("apk add curl"));
/// let origin = file.stages[0].steps[0].origin; // the line of `.run(…)`
/// assert!(!origin.is_unknown() && origin.to_string().contains(".rs:"));
/// ```
#[derive(Clone, Copy, Default)]
pub struct Origin(Option<&'static Location<'static>>);

impl Origin {
    /// The line of Rust that calls the function this is called from.
    #[track_caller]
    #[must_use]
    pub fn caller() -> Self {
        let location = Location::caller();
        // A builder method passed as a function pointer is called from inside the standard library.
        let own = location.file().starts_with("/rustc/");
        Self((!own).then_some(location))
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self.0.is_none()
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
        match self.0 {
            Some(place) => place.fmt(f),
            None => f.write_str("unknown place"),
        }
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
