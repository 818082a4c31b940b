//! What to do about a finding, for who writes Rust and for who writes the Dockerfile.

use std::borrow::Cow;

/// What to do, where the notation may depend on what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Help {
    rust: Cow<'static, str>,
    /// The same in a Dockerfile that was read, if it is said otherwise there.
    dockerfile: Option<Cow<'static, str>>,
}

impl Help {
    /// What is said otherwise in the two.
    pub(crate) fn either(
        rust: impl Into<Cow<'static, str>>,
        dockerfile: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            rust: rust.into(),
            dockerfile: Some(dockerfile.into()),
        }
    }

    /// The text, as it is for a Dockerfile that was read, or for Rust.
    pub(crate) fn text(self, is_read: bool) -> String {
        let dockerfile = self.dockerfile.filter(|_| is_read);
        dockerfile.unwrap_or(self.rust).into_owned()
    }

    /// The same with more behind it.
    pub(crate) fn and(self, more: impl Into<Self>) -> Self {
        let (own, more) = (self, more.into());
        let both = |is_read| own.clone().text(is_read) + &more.clone().text(is_read);
        Self::either(both(false), both(true))
    }
}

impl From<&'static str> for Help {
    fn from(text: &'static str) -> Self {
        Cow::Borrowed(text).into()
    }
}

impl From<String> for Help {
    fn from(text: String) -> Self {
        Cow::<'static, str>::Owned(text).into()
    }
}

impl From<Cow<'static, str>> for Help {
    fn from(rust: Cow<'static, str>) -> Self {
        Self {
            rust,
            dockerfile: None,
        }
    }
}
