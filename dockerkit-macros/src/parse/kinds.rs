//! The kinds of mounts, and their options.

use super::option::Takes;

/// An option: as it is called, as Docker also calls it, the builder's method, and what it takes.
pub(super) struct Known(
    pub(super) &'static str,
    pub(super) &'static [&'static str],
    pub(super) &'static str,
    pub(super) Takes,
);

/// A kind of mount: its type, the option that it cannot do without, and the others.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) builder: &'static str,
    pub(super) first: Option<&'static str>,
    /// The constructor where that option is not given, if it can be left out.
    pub(super) without: Option<&'static str>,
    pub(super) options: &'static [Known],
}

const TARGET: Known = Known("target", &["dst", "destination"], "target", Takes::Text);
const SOURCE: Known = Known("source", &["src"], "source", Takes::Text);
const FROM: Known = Known("from", &[], "from", Takes::Source);
const UID: Known = Known("uid", &[], "uid", Takes::Id);
const GID: Known = Known("gid", &[], "gid", Takes::Id);
const MODE: Known = Known("mode", &[], "mode", Takes::Mode);
const REQUIRED: Known = Known(
    "required",
    &[],
    "required",
    Takes::Switch {
        on: "required",
        off: "",
        by: "required_if",
    },
);
const READ_ONLY: Known = Known(
    "readonly",
    &["ro"],
    "read_only",
    Takes::Switch {
        on: "read_only",
        off: "",
        by: "read_only_if",
    },
);
// As it is anyway.
const READ_WRITE: Known = Known(
    "readwrite",
    &["rw"],
    "read_write",
    Takes::Switch {
        on: "",
        off: "read_only",
        by: "read_write_if",
    },
);
const ID: Known = Known("id", &[], "id", Takes::Text);

pub(super) static KINDS: [Kind; 5] = [
    Kind {
        name: "cache",
        builder: "CacheMount",
        first: Some("target"),
        without: None,
        options: &[
            Known("id", &[], "id", Takes::Checked("CacheId")),
            TARGET,
            Known("sharing", &[], "sharing", Takes::Word("Sharing")),
            UID,
            GID,
            MODE,
            FROM,
            SOURCE,
            READ_ONLY,
            READ_WRITE,
        ],
    },
    Kind {
        name: "bind",
        builder: "BindMount",
        first: Some("target"),
        without: Some("at_workdir"),
        options: &[
            TARGET,
            SOURCE,
            FROM,
            Known(
                "readwrite",
                &["rw"],
                "read_write",
                Takes::Switch {
                    on: "read_write",
                    off: "",
                    by: "read_write_if",
                },
            ),
            // As it is anyway.
            Known(
                "readonly",
                &["ro"],
                "read_only",
                Takes::Switch {
                    on: "",
                    off: "read_write",
                    by: "read_only_if",
                },
            ),
        ],
    },
    Kind {
        name: "tmpfs",
        builder: "TmpfsMount",
        first: Some("target"),
        without: None,
        options: &[
            TARGET,
            Known("size", &[], "size", Takes::Text),
            READ_ONLY,
            READ_WRITE,
        ],
    },
    Kind {
        name: "secret",
        builder: "SecretMount",
        first: Some("id"),
        without: None,
        options: &[
            ID,
            TARGET,
            Known("env", &[], "env", Takes::Text),
            REQUIRED,
            MODE,
            UID,
            GID,
        ],
    },
    Kind {
        name: "ssh",
        builder: "SshMount",
        first: None,
        without: None,
        options: &[ID, TARGET, REQUIRED, MODE, UID, GID],
    },
];

impl Kind {
    pub(super) fn find(&self, name: &str) -> Option<&'static Known> {
        self.options
            .iter()
            .find(|Known(known, others, ..)| *known == name || others.contains(&name))
    }

    pub(super) fn names(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for Known(name, ..) in self.options {
            names.push(*name);
        }
        names
    }
}

/// The kind of this name.
pub(super) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

pub(super) fn kind_names() -> Vec<&'static str> {
    let mut names = Vec::new();
    for kind in &KINDS {
        names.push(kind.name);
    }
    names
}

pub(super) const CACHE: &str =
    "--mount=cache(id = \"models\", target = \"/models\", sharing = locked)";

pub(super) fn example(kind: &Kind) -> &'static str {
    match kind.name {
        "cache" => CACHE,
        "bind" => "--mount=bind(source = \"uv.lock\", target = \"uv.lock\")",
        "tmpfs" => "--mount=tmpfs(target = \"/tmp\")",
        "secret" => "--mount=secret(id = \"token\", env = \"TOKEN\")",
        _ => "--mount=ssh(id = \"default\")",
    }
}
