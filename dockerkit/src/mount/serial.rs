//! The mounts as data.

use std::borrow::Cow;

use serde::Serializer;

use super::{
    BindMount, CacheMount, Meaning, Mount, MountOption, OtherMount, SecretMount, SshMount, Switch,
    Target, TmpfsMount,
};
use crate::data::{Data, Names, Node, Shape, Wrong, object, pair, public, tagged, write_entry};
use crate::or_arg::OrArg;
use crate::text::Text;

tagged! {
    Mount as "mount" {
        "preset" => Preset,
        "cache" => Cache,
        "bind" => Bind,
        "tmpfs" => Tmpfs,
        "secret" => Secret,
        "ssh" => Ssh,
        "other" => Other,
    }
    or Preset
    with {
        const ALONE: bool = true;
    }
}

object!(CacheMount { id, target, sharing, uid, gid, mode, from, source, read_only } or target);
tagged!(Target as "target" { "path" => Path, "home" => Home } or Path);
object!(BindMount {
    target,
    source,
    from,
    read_write
});
object!(TmpfsMount { target, size, read_only } or target);
object!(SecretMount { id, source, target, env, required, mode, uid, gid } or id);
object!(SshMount { id, target, required, mode, uid, gid } or id);
object!(OtherMount { kind as "type", from, options });
pair!(MountOption {
    name: Cow<'static, str>,
    value: Option<Text>
});

/// `true`, `"$READ_ONLY"` or `{"unless": "$WRITABLE"}`.
impl Data for Switch {
    #[cfg(feature = "schema")]
    const NAME: &'static str = "Switch";

    fn decode(node: Node, names: Names<'_>) -> Result<Self, Wrong> {
        if !matches!(node, Node::Map(_)) {
            return OrArg::decode(node, names).map(Self::on_if);
        }
        let wanted = "`true`, `false`, text with a variable or `{\"unless\": …}`";
        match node.entry().map_err(|node| node.not(wanted))? {
            (key, node) if key == "unless" => {
                let value = OrArg::decode(node, names).map_err(|wrong| wrong.in_key(&key))?;
                Ok(Self::on_unless(value))
            }
            (key, _) => Err(Wrong::unknown("key", &key, &["unless"])),
        }
    }

    fn encode<S: Serializer>(&self, names: Names<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        let text = |text: &Text| OrArg::<bool>::Text(text.clone());
        match self.meaning() {
            Meaning::Known(on) => on.encode(names, serializer),
            Meaning::If(it) => text(it).encode(names, serializer),
            Meaning::Unless(it) => write_entry("unless", &text(it), names, serializer),
        }
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }

    fn is_absent(&self) -> bool {
        self.value() == Some(false)
    }

    fn shape(&self) -> Shape {
        match self.meaning() {
            Meaning::Unless(_) => Shape::Map,
            _ => Shape::Scalar,
        }
    }

    #[cfg(feature = "schema")]
    fn schema(generator: &mut crate::data::Generator) -> crate::data::Schema {
        let value = crate::data::schema::of::<OrArg<bool>>(generator);
        let unless = schemars::json_schema!({
            "type": "object",
            "properties": { "unless": value },
            "required": ["unless"],
            "additionalProperties": false,
        });
        crate::data::schema::any([value, unless])
    }
}

public! {
    BindMount CacheMount Mount OtherMount SecretMount SshMount Switch Target TmpfsMount
}
