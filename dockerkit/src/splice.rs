//! Values of the program, put in where a Dockerfile wants one.

/// What can be put in where a `T` is wanted, and is quoted for that place: `(value)` in
/// `dockerfile!`.
///
/// Strings, paths, numbers and other [values](crate::Value) are taken exactly, whatever is in them. A type that says
/// what it is goes in as it says: a [`Text`](crate::Text) with its `$` references, a [`Shell`](crate::Shell) as shell
/// text, a [`Pattern`](crate::Pattern) as a pattern.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be put in here",
    label = "this place wants a `{T}`",
    note = "strings, paths, numbers and `bool` are taken exactly; text in which `$NAME` is expanded is `expand(…)`, shell text `Shell::new(…)`, the exec form a `Vec`"
)]
pub trait Splice<T> {
    /// The value as that place wants it.
    fn splice(self) -> T;
}

/// The value, as a `T` that holds exactly it: what `(value)` in `dockerfile!` becomes.
///
/// ```
/// use dockerkit::{Text, Workdir, expand, splice};
///
/// let path = String::from("/srv/$app");
/// assert_eq!(Workdir::new(splice::<Text>(path)).to_string(), r#"WORKDIR "/srv/\$app""#);
/// assert_eq!(Workdir::new(splice::<Text>(expand("/srv/$app"))).to_string(), "WORKDIR /srv/$app");
/// ```
#[inline(never)]
pub fn splice<T>(value: impl Splice<T>) -> T {
    value.splice()
}
