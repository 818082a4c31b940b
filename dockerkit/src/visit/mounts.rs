//! The fields of mounts.

use super::{Field, Show, Slot, Visitor};
use crate::mode::Mode;
use crate::mount::{
    BindMount, CacheMount, Key, Meaning, Mount, OtherMount, SecretMount, SshMount, Switch,
    TmpfsMount,
};
use crate::or_arg::Notation;
use crate::sharing::Sharing;
use crate::text::Text;

/// What messages call the id of a cache.
pub(crate) const CACHE_ID: &str = "the cache id";

const NUMBER: &str = "a decimal number up to 4294967295";
const OCTAL: &str = "octal digits up to `37777777777`";
const WORDS: &str = "`shared`, `private` or `locked`";
const BOOL: &str = "`true` or `false`";

const UID: Field = Field::flag(",uid=", "`uid`").known(NUMBER);
const GID: Field = Field::flag(",gid=", "`gid`").known(NUMBER);
const MODE: Field = Field::flag(",mode=", "`mode`").known(OCTAL);
const SHARING: Field = Field::flag(",sharing=", "`sharing`").known(WORDS);
const FROM: Field = Field::flag(",from=", "`from`");
const SOURCE: Field = Field::flag(",source=", "the source").empty_is_none();
const TARGET: Field = Field::flag(",target=", "the target");
const SIZE: Field = Field::flag(",size=", "`size`").since(4, "`size` of a tmpfs mount");
const ENV: Field = Field::flag(",env=", "`env`").since(10, "`env` of a secret mount");
const RO: Field = Field::switch(",ro");
const RO_IF: Field = Field::flag(",ro=", "`ro`").known(BOOL);
const RW: Field = Field::switch(",rw");
const RW_IF: Field = Field::flag(",rw=", "`rw`").known(BOOL);
const REQUIRED: Field = Field::switch(",required=true");
const REQUIRED_IF: Field = Field::flag(",required=", "`required`").known(BOOL);

/// One table a mount: its fields in the order in which they are written. A field without a row does not compile.
///
/// A switch has three: on, and as text in the two ways in which that is written.
macro_rules! mounts {
    ($($mount:ident($type:literal) { $($field:ident: $($row:expr),+;)+ })+) => {$(
        impl $mount {
            pub(crate) fn visit<'a, V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
                let Self { $($field),+ } = self;
                $({
                    static FIELDS: &[Field] = &[$($row),+];
                    $field.show_as(FIELDS, visitor);
                })+
            }
        }
    )+

        /// The fields of each type of mount.
        #[cfg(test)]
        pub(super) fn fields() -> Vec<(&'static str, Vec<Field>)> {
            vec![$(($type, vec![$($($row),+),+])),+]
        }
    };
}

mounts! {
    CacheMount("cache") {
        id: Field::flag(",id=", CACHE_ID).slot(Slot::Name).empty_is_none();
        target: TARGET;
        sharing: SHARING;
        uid: UID;
        gid: GID;
        mode: MODE;
        from: FROM;
        source: SOURCE;
        read_only: RO, RO_IF, RW_IF;
    }
    BindMount("bind") {
        from: FROM;
        source: SOURCE;
        target: TARGET;
        read_write: RW, RW_IF, RO_IF;
    }
    TmpfsMount("tmpfs") {
        target: TARGET;
        size: SIZE;
        read_only: RO, RO_IF, RW_IF;
    }
    SecretMount("secret") {
        id: Field::flag(",id=", "the secret's id").empty_is_none();
        source: Field::flag(",source=", "the secret's source").empty_is_none();
        target: Field::flag(",target=", "the target").empty_is_none();
        env: ENV.not_empty();
        required: REQUIRED, REQUIRED_IF;
        mode: MODE;
        uid: UID;
        gid: GID;
    }
    SshMount("ssh") {
        id: Field::flag(",id=", "the agent's id").empty_is_none();
        target: Field::flag(",target=", "the target").empty_is_none();
        required: REQUIRED, REQUIRED_IF;
        mode: MODE;
        uid: UID;
        gid: GID;
    }
}

impl Show for Switch {
    fn show<'a, V: Visitor<'a> + ?Sized>(&'a self, field: &'static Field, visitor: &mut V) {
        match self.meaning() {
            Meaning::Known(true) => visitor.set(field),
            Meaning::Known(false) => {}
            Meaning::If(text) | Meaning::Unless(text) => visitor.text(field, text),
        }
    }

    fn show_as<'a, V: Visitor<'a> + ?Sized>(&'a self, fields: &'static [Field], visitor: &mut V) {
        match (self.meaning(), fields) {
            (Meaning::Known(_), [field, ..])
            | (Meaning::If(_), [_, field, ..])
            | (Meaning::Unless(_), [_, _, field, ..]) => self.show(field, visitor),
            _ => {}
        }
    }
}

/// The type of a mount that is given as text.
static KIND: Field = Field::flag("type=", "the type");

/// An option that BuildKit does not know.
static OPTION: Field = Field::operand("option", "the option", Slot::Flag).of_key();

/// An option of a mount that is given as text, with its value or without it.
fn option(name: &str, has_value: bool) -> &'static Field {
    macro_rules! field {
        ($field:expr) => {{
            static FIELD: Field = $field;
            &FIELD
        }};
    }
    match (Key::read(name), has_value) {
        (Some(Key::Id), _) => field!(Field::flag(",id=", "the id")),
        (Some(Key::Source), _) => field!(Field::flag(",source=", "the source")),
        (Some(Key::Target), _) => field!(TARGET),
        (Some(Key::Env), _) => field!(ENV),
        (Some(Key::Size), _) => field!(SIZE),
        (Some(Key::Sharing), _) => field!(SHARING),
        (Some(Key::Mode), _) => field!(MODE),
        (Some(Key::Uid), _) => field!(UID),
        (Some(Key::Gid), _) => field!(GID),
        (Some(Key::Required), true) => field!(REQUIRED_IF),
        (Some(Key::Required), false) => field!(Field::switch(",required")),
        (Some(Key::ReadOnly), true) => field!(RO_IF),
        (Some(Key::ReadOnly), false) => field!(RO),
        (Some(Key::ReadWrite), true) => field!(RW_IF),
        (Some(Key::ReadWrite), false) => field!(RW),
        (None, _) => &OPTION,
    }
}

/// Whether the value of an option is fixed text that BuildKit reads as a number or a word of a closed set.
fn reads(name: &str, value: &Text) -> bool {
    let Some(text) = value.as_literal() else {
        return false;
    };
    match Key::read(name) {
        Some(Key::Uid | Key::Gid) => u32::read(text).is_some(),
        Some(Key::Mode) => Mode::read(text).is_some(),
        Some(Key::Sharing) => Sharing::read(text).is_some(),
        Some(Key::Required | Key::ReadOnly | Key::ReadWrite) => bool::read(text).is_some(),
        _ => false,
    }
}

impl OtherMount {
    fn visit<'a, V: Visitor<'a> + ?Sized>(&'a self, visitor: &mut V) {
        static OF: Field = FROM;
        let Self {
            kind,
            from,
            options,
        } = self;
        visitor.text(&KIND, kind);
        from.show(&OF, visitor);
        for it in options {
            visitor.key(&it.name);
            let field = option(&it.name, it.value.is_some());
            match &it.value {
                Some(value) if !reads(&it.name, value) => visitor.text(field, value),
                _ => visitor.set(field),
            }
        }
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
            Self::Other(mount) => mount.visit(visitor),
        }
    }
}
