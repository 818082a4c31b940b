//! Enums, as maps of one entry; and structs that are nothing but their only field.

/// An enum is a map of one entry, whose key says which variant it is. The variant behind `or` may stand alone, where that is
/// no map; the one behind `unit` has no value, and is its word.
macro_rules! tagged {
    (
        $type:ident as $what:literal { $($tag:literal => $variant:ident),* $(,)? }
        $(or $alone:ident)?
        $(unit $unit_tag:literal => $unit:ident)?
        $(with { $($item:item)* })?
    ) => {
        impl $crate::data::Data for $type {
            #[cfg(feature = "schema")]
            const NAME: &'static str = stringify!($type);

            fn decode(node: $crate::data::Node, names: $crate::data::Names<'_>) -> Result<Self, $crate::data::Wrong> {
                #[allow(unused_imports, reason = "not all stand alone")]
                use $crate::data::{Data, Node, Wrong};

                const TAGS: &[&str] = &[$($tag,)* $($unit_tag,)?];
                const WANTED: &str = concat!(
                    "a map of one key, the name of the ", $what, $(", or `", $unit_tag, "`")?
                );
                $(if matches!(&node, Node::Text(word) if word == $unit_tag) {
                    return Ok(Self::$unit);
                })?
                $(if !matches!(node, Node::Map(_) | Node::Null) {
                    return Ok(Self::$alone(Data::decode(node, names)?));
                })?
                let (tag, node) = node.entry().map_err(|node| node.not(WANTED))?;
                match tag.as_str() {
                    $($tag => Data::decode(node, names).map(Self::$variant),)*
                    $($unit_tag => match node {
                        Node::Null => Ok(Self::$unit),
                        other => Err(other.not("nothing")),
                    },)?
                    _ => return Err(Wrong::unknown($what, &tag, TAGS)),
                }
                .map_err(|wrong: Wrong| wrong.in_key(&tag))
            }

            fn encode<S: serde::Serializer>(
                &self,
                names: $crate::data::Names<'_>,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                #[allow(unused_imports, reason = "not all stand alone")]
                use $crate::data::{Data, Shape};

                match self {
                    $(Self::$alone(value) if value.shape() != Shape::Map => value.encode(names, serializer),)?
                    $(Self::$variant(value) => $crate::data::write_entry($tag, value, names, serializer),)*
                    $(Self::$unit => serializer.serialize_str($unit_tag),)?
                }
            }

            fn shape(&self) -> $crate::data::Shape {
                #[allow(unused_imports, reason = "not all stand alone")]
                use $crate::data::{Data, Shape};

                match self {
                    $(Self::$alone(value) if value.shape() != Shape::Map => value.shape(),)?
                    $(Self::$unit => Shape::Scalar,)?
                    #[allow(unreachable_patterns, reason = "there may be no others")]
                    _ => Shape::Map,
                }
            }

            fn takes(node: &$crate::data::Node) -> bool {
                use $crate::data::Node;

                !matches!(node, Node::Map(_) | Node::Null) || [$($tag),*].iter().any(|tag| node.key() == Some(tag))
            }

            #[cfg(feature = "schema")]
            fn schema(generator: &mut $crate::data::Generator) -> $crate::data::Schema {
                let mut tags = $crate::data::schema::Tags::new(stringify!($type));
                $(tags.tag(generator, stringify!($variant), $tag, Self::$variant);)*
                $(tags.or(generator, Self::$alone);)?
                $(tags.unit(stringify!($unit), $unit_tag);)?
                tags.schema()
            }

            $($($item)*)?
        }
    };
}

/// A struct is what its only field is: `transparent!(Workdir { path })`; it may have another form than its type, with `by`.
macro_rules! transparent {
    ($($type:ident { $field:tt $(by $form:ident)? })*) => {$(
        impl $crate::data::Data for $type {
            #[cfg(feature = "schema")]
            const NAME: &'static str = stringify!($type);

            fn decode(node: $crate::data::Node, names: $crate::data::Names<'_>) -> Result<Self, $crate::data::Wrong> {
                let value = $crate::data::Data::decode(node, names)?;
                Ok(Self { $field: $crate::data::object::read!(value $($form)?) })
            }

            fn encode<S: serde::Serializer>(
                &self,
                names: $crate::data::Names<'_>,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                let value = $crate::data::object::value!(self $field $($form)?);
                $crate::data::Data::encode(value, names, serializer)
            }

            fn shape(&self) -> $crate::data::Shape {
                $crate::data::Data::shape($crate::data::object::value!(self $field $($form)?))
            }

            #[cfg(feature = "schema")]
            fn schema(generator: &mut $crate::data::Generator) -> $crate::data::Schema {
                $crate::data::schema::of_field(
                    generator,
                    $crate::data::object::field!($type $field $($form)?),
                )
            }
        }
    )*};
}

pub(crate) use {tagged, transparent};
