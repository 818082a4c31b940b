//! What is known about one field, whoever visits it.

use crate::syntax_version::SyntaxVersion;

/// One field of an instruction, a mount or a stage, as it is written.
#[derive(Debug)]
pub(crate) struct Field {
    /// What is written in front of its value: `--chown=`, `,id=`; nothing for an operand.
    pub(crate) written: &'static str,
    /// What places call it, unless it is called by what is written in front of it.
    operand: &'static str,
    /// What messages call it; a key may follow.
    pub(crate) what: &'static str,
    /// Whether the key that was shown before follows.
    pub(crate) of_key: bool,
    /// Where its value stands.
    pub(crate) slot: Slot,
    /// Whether BuildKit takes an empty value for none.
    pub(crate) may_be_empty: bool,
    /// Whether an empty one is not written: it is none to BuildKit.
    pub(crate) is_dropped: bool,
    /// Since when BuildKit has it.
    pub(crate) since: Option<Since>,
    /// What fixed text can be there, if not any: "octal digits".
    pub(crate) known: &'static str,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// In a word: anything but newlines and NUL.
    Word,
    /// In a path that can stand in JSON: anything but NUL.
    Path,
    /// In a flag: ASCII only, and neither newlines nor NUL.
    Flag,
    /// In a here-document: anything.
    Body,
    /// Fixed text has a rule of its own; with variables in it, it stands in a flag.
    Name,
    /// In a comment: anything, as each line becomes one.
    Comment,
    /// Several values, of which there has to be one.
    List,
}

/// The version that brought a feature, and what messages call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Since {
    pub(crate) version: SyntaxVersion,
    pub(crate) feature: &'static str,
}

impl Field {
    const fn new(written: &'static str, what: &'static str, slot: Slot) -> Self {
        Self {
            written,
            operand: "",
            what,
            of_key: false,
            slot,
            may_be_empty: true,
            is_dropped: false,
            since: None,
            known: "",
        }
    }

    /// An operand of an instruction.
    pub(crate) const fn operand(name: &'static str, what: &'static str, slot: Slot) -> Self {
        Self {
            operand: name,
            ..Self::new("", what, slot)
        }
    }

    /// What places call it: `--chown`, `id`, `destination`.
    pub(crate) fn name(&self) -> &'static str {
        if self.written.is_empty() {
            return self.operand;
        }
        let name = self.written.trim_start_matches(['#', ' ', ',']);
        name.split('=').next().unwrap_or(name)
    }

    /// A flag of an instruction, or an option of a mount, with its value.
    pub(crate) const fn flag(written: &'static str, what: &'static str) -> Self {
        Self::new(written, what, Slot::Flag)
    }

    /// A flag or an option without a value that anybody has to look at: a switch, a number, a word of a closed set.
    pub(crate) const fn switch(written: &'static str) -> Self {
        Self::new(written, "", Slot::Flag)
    }

    pub(crate) const fn slot(mut self, slot: Slot) -> Self {
        self.slot = slot;
        self
    }

    pub(crate) const fn of_key(mut self) -> Self {
        self.of_key = true;
        self
    }

    pub(crate) const fn not_empty(mut self) -> Self {
        self.may_be_empty = false;
        self
    }

    /// An empty value is not written.
    pub(crate) const fn dropped(mut self) -> Self {
        self.is_dropped = true;
        self.not_empty()
    }

    pub(crate) const fn known(mut self, known: &'static str) -> Self {
        self.known = known;
        self
    }

    pub(crate) const fn since(mut self, minor: u16, feature: &'static str) -> Self {
        self.since = Some(Since::stable(minor, feature));
        self
    }

    pub(crate) const fn labs(mut self, minor: u16, feature: &'static str) -> Self {
        self.since = Some(Since {
            version: SyntaxVersion::labs(minor),
            feature,
        });
        self
    }
}

impl Since {
    pub(crate) const fn stable(minor: u16, feature: &'static str) -> Self {
        Self {
            version: SyntaxVersion::stable(minor),
            feature,
        }
    }
}
