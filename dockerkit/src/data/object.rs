//! Structs, as maps of their fields.

use crate::data::wrong::listed;
use crate::data::{Data, Names, Node, Shape, Wrong};

/// The key whose value may stand for the whole map, and whether it does.
type Alone<'a> = (&'a str, fn(&Node) -> bool);

/// The entries of a map, to be taken by key.
pub(crate) struct Fields {
    entries: Vec<(String, Node)>,
    /// Whether it was the value of the only entry that stood there.
    is_alone: bool,
}

impl Fields {
    /// The entries of a map with these keys, or a value that stands for the map in which it is the only one.
    pub(crate) fn of(node: Node, keys: &[&str], alone: Option<Alone<'_>>) -> Result<Self, Wrong> {
        let mut is_alone = false;
        let entries = match (node, alone) {
            (node, Some((key, takes))) if takes(&node) => {
                is_alone = true;
                vec![(key.to_owned(), node)]
            }
            (Node::Map(entries), _) => entries,
            (Node::Null, _) => Vec::new(),
            (other, _) => return Err(other.not(&format!("a map of {}", listed(keys)))),
        };
        for (at, (key, _)) in entries.iter().enumerate() {
            if !keys.contains(&key.as_str()) {
                return Err(Wrong::unknown("key", key, keys));
            }
            if entries.iter().take(at).any(|(before, _)| before == key) {
                return Err(Wrong::new(format!("the key `{key}` is given twice")));
            }
        }
        Ok(Self { entries, is_alone })
    }

    /// What the key says.
    pub(crate) fn take<T: Data>(&mut self, key: &str, names: Names<'_>) -> Result<T, Wrong> {
        let at = self.entries.iter().position(|(known, _)| known == key);
        let node = at.map(|at| self.entries.swap_remove(at).1);
        match (node, T::absent()) {
            (None | Some(Node::Null), Some(absent)) => Ok(absent),
            (None, None) => Err(Wrong::new(format!("the key `{key}` is missing"))),
            (Some(node), _) => T::decode(node, names).map_err(|wrong| {
                if self.is_alone {
                    wrong
                } else {
                    wrong.in_key(key)
                }
            }),
        }
    }
}

/// How a field is tested that a function gets from its struct.
pub(crate) fn takes<O, T: Data>(_: fn(&O) -> &T) -> fn(&Node) -> bool {
    T::takes
}

/// What is written of the field that may stand for all of them, if no others say anything.
pub(crate) fn alone_shape<T: Data>(field: &T, said: usize) -> Option<Shape> {
    (said == 1 && !field.is_absent()).then(|| field.shape())
}

/// A struct is a map of its fields, of which those that say nothing are left out: `object!(Run { command, mounts })`. A key
/// may have another name than the field, with `as`; and a field another form than its type, with `by`. Where all other
/// fields say nothing, the one behind `or` may stand for the whole map. What is behind `skip` is a field that is no data,
/// and what is behind `ignoring` a key that is no field.
macro_rules! object {
    (
        $type:ident { $($field:ident $(as $key:literal)? $(by $form:ident)?),* $(,)? }
        $(or $alone:ident $(as $alone_key:literal)? $(by $alone_form:ident)?)?
        $(skip $skipped:ident)?
        $(ignoring $ignored:literal)?
        $(with { $($item:item)* })?
    ) => {
        impl $type {
            /// How many of its fields say something.
            fn said(&self) -> usize {
                #[allow(unused_imports, reason = "it may be in scope")]
                use $crate::data::Data as _;

                let said = [$(!$crate::data::object::value!(self $field $($form)?).is_absent()),*];
                said.into_iter().filter(|said| *said).count()
            }
        }

        impl $crate::data::Data for $type {
            #[cfg(feature = "schema")]
            const NAME: &'static str = stringify!($type);

            fn decode(node: $crate::data::Node, names: $crate::data::Names<'_>) -> Result<Self, $crate::data::Wrong> {
                let keys = [$($crate::data::object::key!($field $(as $key)?),)* $($ignored)?];
                let alone = $crate::data::object::alone!($type $($alone $(as $alone_key)? $(by $alone_form)?)?);
                let mut fields = $crate::data::Fields::of(node, &keys, alone)?;
                Ok(Self {
                    $($field: {
                        let value = fields.take($crate::data::object::key!($field $(as $key)?), names)?;
                        $crate::data::object::read!(value $($form)?)
                    },)*
                    $($skipped: Default::default(),)?
                })
            }

            fn encode<S: serde::Serializer>(
                &self,
                names: $crate::data::Names<'_>,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                #[allow(unused_imports, reason = "it may be in scope")]
                use $crate::data::Data as _;

                $({
                    let alone = $crate::data::object::value!(self $alone $($alone_form)?);
                    if $crate::data::object::alone_shape(alone, self.said()).is_some() {
                        return alone.encode(names, serializer);
                    }
                })?
                let mut map = serializer.serialize_map(Some(self.said()))?;
                $({
                    let value = $crate::data::object::value!(self $field $($form)?);
                    if !value.is_absent() {
                        let key = $crate::data::object::key!($field $(as $key)?);
                        map.serialize_entry(key, &$crate::data::Written(value, names))?;
                    }
                })*
                map.end()
            }

            fn shape(&self) -> $crate::data::Shape {
                $(if let Some(shape) = $crate::data::object::alone_shape(
                    $crate::data::object::value!(self $alone $($alone_form)?),
                    self.said(),
                ) {
                    return shape;
                })?
                $crate::data::Shape::Map
            }

            #[cfg(feature = "schema")]
            fn schema(generator: &mut $crate::data::Generator) -> $crate::data::Schema {
                let mut object = $crate::data::schema::Object::new(stringify!($type));
                $(object.property(
                    generator,
                    stringify!($field),
                    $crate::data::object::key!($field $(as $key)?),
                    $crate::data::object::field!($type $field $($form)?),
                );)*
                $(object.ignored($ignored);)?
                $(object.or(generator, $crate::data::object::field!($type $alone $($alone_form)?));)?
                object.schema()
            }

            $($($item)*)?
        }
    };
}

macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident as $key:literal) => {
        $key
    };
}

macro_rules! field {
    ($type:ident $field:tt) => {
        |it: &$type| &it.$field
    };
    ($type:ident $field:tt $form:ident) => {
        |it: &$form| it
    };
}

macro_rules! read {
    ($value:ident) => {
        $value
    };
    ($value:ident $form:ident) => {{
        let $form(value) = $value;
        value
    }};
}

macro_rules! value {
    ($object:ident $field:tt) => {
        &$object.$field
    };
    ($object:ident $field:tt $form:ident) => {
        &$form($object.$field.clone())
    };
}

macro_rules! alone {
    ($type:ident) => {
        None
    };
    ($type:ident $field:ident $(as $key:literal)? $(by $form:ident)?) => {
        Some((
            $crate::data::object::key!($field $(as $key)?),
            $crate::data::object::takes($crate::data::object::field!($type $field $($form)?)),
        ))
    };
}

pub(crate) use {alone, field, key, object, read, value};
