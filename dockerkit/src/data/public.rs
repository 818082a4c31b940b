//! What other crates see of it: the traits of `serde`, and of `schemars`.

/// Makes parts of the model readable and writable by `serde`.
macro_rules! public {
    (write: $type:ty) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::data::Data::encode(self, $crate::data::Names::default(), serializer)
            }
        }
    };
    (rest: $type:ty) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let node = $crate::data::Node::of(deserializer)?;
                $crate::data::Data::decode(node, $crate::data::Names::default()).map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                <$crate::data::schema::Named<Self> as schemars::JsonSchema>::schema_name()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                <$crate::data::schema::Named<Self> as schemars::JsonSchema>::schema_id()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                <$crate::data::schema::Named<Self> as schemars::JsonSchema>::json_schema(generator)
            }
        }
    };
    ($($type:ty)*) => {$(
        $crate::data::public!(write: $type);
        $crate::data::public!(rest: $type);
    )*};
}

pub(crate) use public;
