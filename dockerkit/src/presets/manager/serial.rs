//! A package manager as data: its name.

use serde::Serializer;

use super::PackageManager;
use crate::data::{Data, Names, Node, Wrong, public};

impl Data for PackageManager {
    #[cfg(feature = "schema")]
    const NAME: &'static str = "PackageManager";

    fn decode(node: Node, _: Names<'_>) -> Result<Self, Wrong> {
        match node {
            Node::Text(name) => name
                .parse()
                .map_err(|unknown: super::UnknownPackageManager| Wrong::new(unknown.to_string())),
            other => Err(other.not("the name of a package manager, `\"pip\"`")),
        }
    }

    fn encode<S: Serializer>(&self, _: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }

    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::data::Generator) -> crate::data::Schema {
        let names = Self::ALL.iter();
        let names = names.map(|manager| (format!("{manager:?}"), manager.as_str()));
        // Their table is where they are described.
        crate::data::schema::words("managers!", names)
    }
}

public!(PackageManager);
