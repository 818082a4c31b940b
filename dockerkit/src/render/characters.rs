//! Characters that mean something to some layer of a Dockerfile, and those that mean nothing to any.

/// Characters by their byte.
pub(super) struct Set([bool; 256]);

impl Set {
    #[inline]
    pub(super) fn holds(&self, byte: u8) -> bool {
        matches!(self.0.get(usize::from(byte)), Some(true))
    }

    #[expect(clippy::indexing_slicing, reason = "there is an entry for each byte")]
    const fn with(mut self, byte: u8) -> Self {
        self.0[byte as usize] = true;
        self
    }
}

const fn set(ascii_alphanumeric: bool, mut others: &[u8]) -> Set {
    let mut set = Set([false; 256]);
    let mut byte: u8 = 0;
    while byte < 128 {
        if ascii_alphanumeric && byte.is_ascii_alphanumeric() {
            set = set.with(byte);
        }
        byte += 1;
    }
    while let [byte, after @ ..] = others {
        set = set.with(*byte);
        others = after;
    }
    set
}

/// What no layer of any place changes.
pub(super) static PLAIN: Set = set(true, b"_./:@%+=-");
/// What a path or a pattern may hold beside that.
pub(super) static PLAIN_PATH: Set = set(true, b"_./:@%+=-,*?[]!^~{}#&;|()");
/// What a flag's value may hold beside that.
pub(super) static PLAIN_FLAG: Set = set(true, b"_./:@%+=-,*?!^~");

/// What a variable's name may hold without quotes around it.
pub(super) static PLAIN_NAME: Set = set(true, b"_./:@%+-");

/// What a pattern in `${…}` may hold beside what no layer changes.
pub(super) static PLAIN_PATTERN: Set = set(true, b"_./:@%+=-#*?");
pub(super) static PLAIN_REPLACED: Set = set(true, b"_.:@%+=-#*?");

/// What is special where quotes are: between double quotes.
pub(super) static IN_QUOTES: Set = set(false, b"\"$");
/// What is special in a word without quotes around it, and what would start a heredoc.
pub(super) static BARE: Set = set(false, b"\"'$<");
/// What is special in the body of a heredoc that is expanded.
pub(super) static BODY: Set = set(false, b"$");
/// What is special in the word of `${NAME:-word}`, where quotes are, and where they are not.
pub(super) static NESTED: Set = set(false, b"\"'$}<");
pub(super) static NESTED_BODY: Set = set(false, b"$}");

/// What JSON does not hold as it is.
pub(super) static IN_JSON: Set = {
    let mut set = set(false, b"\"\\\x7f");
    let mut control = 0;
    while control < 0x20 {
        set = set.with(control);
        control += 1;
    }
    set
};

/// Whether all bytes are in the set.
pub(super) fn all_in(text: &str, set: &Set) -> bool {
    let blocks = text.as_bytes().chunks_exact(8);
    let rest = blocks.remainder();
    let both = |all: bool, byte: &u8| all & set.holds(*byte);
    blocks
        .into_iter()
        .all(|block| block.iter().fold(true, both))
        && rest.iter().fold(true, both)
}
