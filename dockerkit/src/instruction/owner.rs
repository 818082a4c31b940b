//! Who copies belong to.

use crate::or_arg::OrArg;
use crate::splice::Splice;
use crate::text::{IntoText, Text, Value};
use crate::user::User;

/// What `--chown` takes: text, or a [`User`].
///
/// `COPY --chown=1001:1001 src /app/`
///
/// A user is written by its numbers where they are known, and as `USER` has it where not: a name has to be in the image's
/// `/etc/passwd`.
///
/// ```
/// use dockerkit::{CopyFiles, User};
///
/// let app = User::new("app").uid(1001);
/// assert_eq!(CopyFiles::new("src", "/app/").chown(&app).to_string(), "COPY --chown=1001:1001 src /app/");
/// assert_eq!(CopyFiles::new("src", "/app/").chown("app:staff").to_string(), "COPY --chown=app:staff src /app/");
/// ```
///
/// Source: [`COPY --chown`](https://docs.docker.com/reference/dockerfile/#copy---chown---chmod).
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whether `$` in it is expanded",
    label = "say what it is",
    note = "an owner is a `User`, or text: for the exact value write `literal(…)`, for text in which `$NAME` is expanded `expand(…)`"
)]
pub trait IntoOwner {
    /// The owner as it is written.
    fn into_owner(self) -> Text;
}

impl<T: IntoText> IntoOwner for T {
    fn into_owner(self) -> Text {
        self.into_text()
    }
}

impl IntoOwner for &User {
    fn into_owner(self) -> Text {
        let text = |id: OrArg<u32>| match id {
            OrArg::Value(number) => number.into_text(),
            OrArg::Text(text) => text,
        };
        match (self.owner().map(text), self.group().map(text)) {
            (Some(uid), Some(gid)) => uid.then(":").then(gid),
            _ => self.spec.clone(),
        }
    }
}

impl IntoOwner for User {
    fn into_owner(self) -> Text {
        (&self).into_owner()
    }
}

/// The owner that `--chown=(value)` in `dockerfile!` is.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Owner(Text);

impl IntoOwner for Owner {
    fn into_owner(self) -> Text {
        self.0
    }
}

impl<V: Value> Splice<Owner> for V {
    fn splice(self) -> Owner {
        Owner(self.into_literal())
    }
}

macro_rules! splice {
    ($($owner:ty)*) => {$(
        impl Splice<Owner> for $owner {
            fn splice(self) -> Owner {
                Owner(self.into_owner())
            }
        }
    )*};
}

splice!(Text &Text User &User);
