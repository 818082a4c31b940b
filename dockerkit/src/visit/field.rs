//! What is known about one field, whoever visits it.

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
    /// What an empty value is.
    pub(crate) empty: Empty,
    /// Since when BuildKit has it.
    pub(crate) since: Option<Since>,
    /// What fixed text can be there, if not any: "octal digits".
    pub(crate) known: &'static str,
}

/// What an empty value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Empty {
    /// A value like others.
    Value,
    /// Nothing: BuildKit takes no notice of it, and it is not written.
    None,
    /// One that is missing.
    Missing,
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

/// The minor versions that brought a feature, and what messages call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Since {
    /// Of the stable channel, if that has it.
    pub(crate) stable: Option<u16>,
    /// Of the labs channel, if that had it earlier.
    labs: Option<u16>,
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
            empty: Empty::Value,
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

    /// Whether it is an option of a mount.
    pub(crate) fn is_of_mount(&self) -> bool {
        self.written.starts_with(',') || self.written == "type="
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
        self.empty = Empty::Missing;
        self
    }

    pub(crate) const fn empty_is_none(mut self) -> Self {
        self.empty = Empty::None;
        self
    }

    pub(crate) const fn known(mut self, known: &'static str) -> Self {
        self.known = known;
        self
    }

    /// In the stable channel since then.
    pub(crate) const fn since(mut self, minor: u16, feature: &'static str) -> Self {
        self.since = Some(Since::stable(minor, feature));
        self
    }

    /// In the labs channel since then, and so far only there.
    pub(crate) const fn labs(mut self, minor: u16, feature: &'static str) -> Self {
        self.since = Some(Since {
            stable: None,
            labs: Some(minor),
            feature,
        });
        self
    }

    /// In the labs channel before it was in the stable one.
    pub(crate) const fn labs_before(mut self, minor: u16) -> Self {
        if let Some(since) = self.since {
            self.since = Some(since.labs_before(minor));
        }
        self
    }
}

impl Since {
    pub(crate) const fn stable(minor: u16, feature: &'static str) -> Self {
        Self {
            stable: Some(minor),
            labs: None,
            feature,
        }
    }

    pub(crate) const fn labs_before(mut self, minor: u16) -> Self {
        self.labs = Some(minor);
        self
    }

    /// The first version of the labs channel that has it: that channel has all that the stable one has.
    pub(crate) fn in_labs(self) -> u16 {
        let minors = [self.labs, self.stable].into_iter().flatten();
        minors.min().unwrap_or_default()
    }
}
