//! Names and references: one rule each, asked at compile time and by `check`.

mod variable;

pub use variable::VariableName;

use std::fmt;

use crate::rule;
use crate::text::{IntoText, Text};

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $rule:path) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(std::borrow::Cow<'static, str>);

        impl $name {
            /// The name, checked when the program is compiled if it stands in a `const`.
            ///
            /// # Panics
            ///
            /// If it is not a valid name: in a `const` that is a compile error.
            #[track_caller]
            #[must_use]
            pub const fn from_static(name: &'static str) -> Self {
                $crate::rule::require($rule(name));
                Self(std::borrow::Cow::Borrowed(name))
            }

            /// A name whose verdict is left to `check`.
            pub fn new(name: impl Into<std::borrow::Cow<'static, str>>) -> Self {
                Self(name.into())
            }

            /// The name as it was given.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        #[cfg(feature = "serde")]
        $crate::data::transparent!($name { 0 });
        #[cfg(feature = "serde")]
        $crate::data::public!($name);

        impl From<&'static str> for $name {
            fn from(name: &'static str) -> Self {
                Self::new(name)
            }
        }

        impl From<String> for $name {
            fn from(name: String) -> Self {
                Self::new(name)
            }
        }

        impl From<&String> for $name {
            fn from(name: &String) -> Self {
                name.clone().into()
            }
        }

        impl $crate::splice::Splice<Self> for $name {
            fn splice(self) -> Self {
                self
            }
        }

        impl<V: $crate::text::Value> $crate::splice::Splice<$name> for V {
            fn splice(self) -> $name {
                $crate::splice::splice::<String>(self).into()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

name! {
    /// The name of a build stage: letters, digits, `-`, `_` and `.`, a letter first.
    ///
    /// `FROM alpine AS build`
    ///
    /// ```
    /// use dockerkit::StageName;
    ///
    /// const BUILD: StageName = StageName::from_static("build-amd64");
    /// assert_eq!(BUILD.as_str(), "build-amd64");
    /// ```
    ///
    /// ```compile_fail
    /// # use dockerkit::StageName;
    /// const BUILD: StageName = StageName::from_static("1st"); // "a stage name must start with …"
    /// ```
    ///
    /// The case does not matter to BuildKit, which makes it lowercase and warns of capitals; `check` does, too, and of
    /// the names `scratch` and `context`, which mean something else where no stage has them.
    ///
    /// Source: [`FROM`](https://docs.docker.com/reference/dockerfile/#from) and BuildKit's `parse.go`.
    StageName, rule::stage_name
}

pub(crate) use name;

macro_rules! reference {
    ($(#[$doc:meta])* $name:ident, $rule:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(Text);

        impl $name {
            /// Fixed text, checked when the program is compiled if it stands in a `const`.
            ///
            /// # Panics
            ///
            /// If it is not valid: in a `const` that is a compile error.
            #[track_caller]
            #[must_use]
            pub const fn from_static(text: &'static str) -> Self {
                rule::require($rule(text));
                Self(Text::from_static_literal(text))
            }

            /// Text in which `$NAME` is expanded, whose verdict is left to `check`.
            pub fn new(text: impl Into<Self>) -> Self {
                text.into()
            }

            /// The text.
            pub fn text(&self) -> &Text {
                &self.0
            }
        }

        #[cfg(feature = "serde")]
        $crate::data::transparent!($name { 0 });
        #[cfg(feature = "serde")]
        $crate::data::public!($name);

        impl From<&'static str> for $name {
            fn from(text: &'static str) -> Self {
                Self(text.into_text())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(crate::text::expand(text))
            }
        }

        impl From<&String> for $name {
            fn from(text: &String) -> Self {
                text.clone().into()
            }
        }

        impl From<Text> for $name {
            fn from(text: Text) -> Self {
                Self(text)
            }
        }

        impl $crate::splice::Splice<Self> for $name {
            fn splice(self) -> Self {
                self
            }
        }

        impl<V: $crate::text::Value> $crate::splice::Splice<$name> for V {
            fn splice(self) -> $name {
                $crate::splice::splice::<String>(self).into()
            }
        }

        impl $crate::splice::Splice<$name> for Text {
            fn splice(self) -> $name {
                self.into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

reference! {
    /// An image reference, in which `$ARG` may stand.
    ///
    /// `FROM python:${PYTHON_VERSION}-slim`
    ///
    /// A `$` has no second meaning here, so a `String` converts too.
    ///
    /// ```
    /// use dockerkit::Image;
    ///
    /// const BASE: Image = Image::from_static("python:3.12-slim");
    /// assert_eq!(BASE.to_string(), "python:3.12-slim");
    /// assert_eq!(Image::new(format!("python:{}-slim", "3.12")), BASE);
    /// ```
    ///
    /// Source: [`FROM`](https://docs.docker.com/reference/dockerfile/#from).
    Image, rule::image
}

reference! {
    /// The platform of an image, in which `$ARG` may stand.
    ///
    /// `FROM --platform=$BUILDPLATFORM golang:1.23`
    ///
    /// ```
    /// use dockerkit::{Dockerfile, Platform, Stage};
    ///
    /// const ARM: Platform = Platform::from_static("linux/arm64");
    /// let stage = Stage::new("alpine").platform(ARM);
    /// let file = Dockerfile::new().without_syntax().stage(stage);
    /// assert_eq!(file.to_string(), "FROM --platform=linux/arm64 alpine\n");
    /// ```
    Platform, rule::platform
}

reference! {
    /// The `id` of a cache mount: what two Dockerfiles must both say to share a directory.
    ///
    /// `--mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip`
    ///
    /// ```
    /// use dockerkit::CacheId;
    ///
    /// const PIP: CacheId = CacheId::from_static("pip-cache-shared");
    /// assert_eq!(PIP.to_string(), "pip-cache-shared");
    /// ```
    ///
    /// `$ARG` is expanded in it.
    CacheId, rule::cache_id
}
