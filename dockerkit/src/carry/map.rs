//! The input of `buildkit-cache-dance`.

use std::collections::BTreeMap;

use crate::bake::pretty;
use crate::carry::{Cache, LeftOut, LeftOutReason};
use crate::mode::Mode;
use crate::mount::Base;

/// The options of a mount, which the action writes behind each other, `key=value`.
#[derive(serde::Serialize)]
struct Options<'a> {
    target: &'static str,
    id: &'a str,
    sharing: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uid: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gid: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<String>,
}

pub(super) fn text(directory: &str, caches: &[Cache], left_out: &mut Vec<LeftOut>) -> String {
    let mut map = BTreeMap::new();
    for cache in caches {
        let id = cache.id();
        let reason = if !cache.namespace().is_empty() {
            Some(LeftOutReason::Namespace)
        } else if id.contains(|it: char| {
            !it.is_ascii_graphic() || matches!(it, ',' | '"' | '\'' | '`' | '\\' | '$')
        }) {
            Some(LeftOutReason::Unquoted)
        } else {
            None
        };
        if let Some(reason) = reason {
            left_out.push(LeftOut::new(id, reason));
            continue;
        }
        let (owner, mode) = match cache.directory.base {
            Base::Nothing => (None, None),
            Base::Owned { uid, gid, mode } => (Some((uid, gid)), Some(mode)),
        };
        let options = Options {
            target: "/var/cache-target",
            id,
            sharing: cache.sharing.to_string(),
            uid: owner.map(|(uid, _)| uid),
            gid: owner.map(|(_, gid)| gid),
            mode: mode
                .filter(|mode| *mode != 0o755)
                .map(|mode| Mode(mode).to_string()),
        };
        map.insert(
            format!("{}/{}", directory.trim_end_matches('/'), cache.name()),
            options,
        );
    }
    pretty(&map)
}
