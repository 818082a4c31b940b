//! The fields of mounts.

use super::{Field, Show, Slot, Visitor};
use crate::mount::{BindMount, CacheMount, Mount, SecretMount, SshMount, TmpfsMount};

/// What messages call the id of a cache.
pub(crate) const CACHE_ID: &str = "the cache id";

const ID: &str = "a decimal number up to 4294967295";
const MODE: &str = "octal digits up to `37777777777`";

/// One table a mount: its fields in the order in which they are written. A field without a row does not compile.
macro_rules! mounts {
    ($($mount:ident($type:literal) { $($field:ident: $row:expr;)+ })+) => {$(
        impl $mount {
            pub(crate) fn visit<'a, V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
                let Self { $($field),+ } = self;
                $({
                    static FIELD: Field = $row;
                    $field.show(&FIELD, visitor);
                })+
            }
        }
    )+

        /// The fields of each type of mount.
        #[cfg(test)]
        pub(super) fn fields() -> Vec<(&'static str, Vec<Field>)> {
            vec![$(($type, vec![$($row),+])),+]
        }
    };
}

mounts! {
    CacheMount("cache") {
        id: Field::flag(",id=", CACHE_ID).slot(Slot::Name);
        target: Field::flag(",target=", "the target");
        sharing: Field::flag(",sharing=", "`sharing`").known("`shared`, `private` or `locked`");
        uid: Field::flag(",uid=", "`uid`").known(ID);
        gid: Field::flag(",gid=", "`gid`").known(ID);
        mode: Field::flag(",mode=", "`mode`").known(MODE);
        from: Field::flag(",from=", "`from`");
        source: Field::flag(",source=", "the source").not_empty();
        read_only: Field::switch(",ro");
    }
    BindMount("bind") {
        from: Field::flag(",from=", "`from`");
        source: Field::flag(",source=", "the source").not_empty();
        target: Field::flag(",target=", "the target");
        read_write: Field::switch(",rw");
    }
    TmpfsMount("tmpfs") {
        target: Field::flag(",target=", "the target");
        size: Field::flag(",size=", "`size`").since(4, "`size` of a tmpfs mount");
    }
    SecretMount("secret") {
        id: Field::flag(",id=", "the secret's id").not_empty();
        source: Field::flag(",source=", "the secret's source").not_empty();
        target: Field::flag(",target=", "the target").not_empty();
        env: Field::flag(",env=", "`env`").not_empty().since(10, "`env` of a secret mount");
        required: Field::switch(",required=true");
        mode: Field::flag(",mode=", "`mode`").known(MODE);
        uid: Field::flag(",uid=", "`uid`").known(ID);
        gid: Field::flag(",gid=", "`gid`").known(ID);
    }
    SshMount("ssh") {
        id: Field::flag(",id=", "the agent's id").not_empty();
        target: Field::flag(",target=", "the target").not_empty();
        required: Field::switch(",required=true");
        mode: Field::flag(",mode=", "`mode`").known(MODE);
        uid: Field::flag(",uid=", "`uid`").known(ID);
        gid: Field::flag(",gid=", "`gid`").known(ID);
    }
}

impl Mount {
    pub(crate) fn visit<'a, V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
        match self {
            // Resolved before anybody looks; what could not be has a finding of its own.
            Self::Preset(_) => {}
            Self::Cache(mount) => mount.visit(visitor),
            Self::Bind(mount) => mount.visit(visitor),
            Self::Tmpfs(mount) => mount.visit(visitor),
            Self::Secret(mount) => mount.visit(visitor),
            Self::Ssh(mount) => mount.visit(visitor),
        }
    }
}
