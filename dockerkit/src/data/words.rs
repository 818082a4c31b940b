//! Closed sets of words.

/// An enum is one of these words.
macro_rules! words {
    (
        $type:ident as $what:literal { $($word:literal => $variant:ident),* $(,)? }
        $(with { $($item:item)* })?
    ) => {
        impl $crate::data::Data for $type {
            #[cfg(feature = "schema")]
            const NAME: &'static str = stringify!($type);

            fn decode(node: $crate::data::Node, _: $crate::data::Names<'_>) -> Result<Self, $crate::data::Wrong> {
                let word = match node {
                    $crate::data::Node::Text(word) => word,
                    other => return Err(other.not(concat!("the word for a ", $what))),
                };
                match word.as_str() {
                    $($word => Ok(Self::$variant),)*
                    word => Err($crate::data::Wrong::unknown($what, word, &[$($word),*])),
                }
            }

            fn encode<S: serde::Serializer>(
                &self,
                _: $crate::data::Names<'_>,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(match self {
                    $(Self::$variant => $word,)*
                })
            }

            #[cfg(feature = "schema")]
            fn schema(_: &mut $crate::data::Generator) -> $crate::data::Schema {
                let words = [$((stringify!($variant).to_owned(), $word)),*];
                $crate::data::schema::words(stringify!($type), words)
            }

            $($($item)*)?
        }
    };
}

pub(crate) use words;
