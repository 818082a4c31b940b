//! Values of the program, put in where a Dockerfile wants one.

/// What can be put in where a `T` is wanted, and is quoted for that place: `(value)` in
/// `dockerfile!`.
///
/// Strings, paths, numbers and other [values](crate::Value) are taken exactly, whatever is in them. A type that says
/// what it is goes in as it says: a [`Text`](crate::Text) with its `$` references, a [`Shell`](crate::Shell) as shell
/// text, a [`Pattern`](crate::Pattern) as a pattern. Where several may stand, so may a `Vec`, an array, a slice, a
/// `BTreeSet` or an `Option` of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be put in here",
    label = "this place wants a `{T}`",
    note = "strings, paths, numbers and `bool` are taken exactly; text in which `$NAME` is expanded is `expand(…)`, shell text `Shell::new(…)`, the exec form a `Vec`; several, where several may stand, are a `Vec`, an array, a slice, a `BTreeSet` or an `Option`"
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

/// Calls a macro for each type that holds several values: with its generics, the type, and what it gives.
macro_rules! for_lists {
    ($with:ident) => {
        $with!({S} Vec<S>, S);
        $with!({S, const N: usize} [S; N], S);
        $with!({S} Option<S>, S);
        $with!({S} ::std::collections::BTreeSet<S>, S);
        $with!({'a, S} &'a Vec<S>, &'a S);
        $with!({'a, S, const N: usize} &'a [S; N], &'a S);
        $with!({'a, S} &'a [S], &'a S);
        $with!({'a, S} &'a Option<S>, &'a S);
        $with!({'a, S} &'a ::std::collections::BTreeSet<S>, &'a S);
    };
}

pub(crate) use for_lists;

macro_rules! several {
    ({$($generics:tt)*} $list:ty, $item:ty) => {
        impl<$($generics)*, T> Splice<Vec<T>> for $list
        where
            $item: Splice<T>,
        {
            fn splice(self) -> Vec<T> {
                self.into_iter().map(Splice::splice).collect()
            }
        }
    };
}

for_lists!(several);

/// Where several may stand, one of these may.
macro_rules! alone {
    ($target:ty: $($value:ty)*) => {$(
        impl $crate::splice::Splice<Vec<$target>> for $value {
            fn splice(self) -> Vec<$target> {
                vec![self.splice()]
            }
        }
    )*};
}

pub(crate) use alone;
