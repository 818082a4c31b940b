//! What is wrong with a document.

use std::fmt;

use crate::nearest::nearest;
use crate::shown::Shown;

/// What is wrong with a document, and where in it.
#[derive(Debug)]
pub(crate) struct Wrong {
    place: String,
    message: String,
}

impl Wrong {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            place: String::new(),
            message: message.into(),
        }
    }

    /// A word that is none of those known, as a `what`.
    pub(crate) fn unknown(what: &str, word: &str, known: &[&str]) -> Self {
        let mut message = format!("unknown {what} `{}`", word.shown());
        let lower = word.to_ascii_lowercase();
        match nearest(&lower, known.iter().copied()) {
            Some(nearest) => message.extend(["; did you mean `", nearest, "`?"]),
            None => message.extend(["; known are ", &listed(known)]),
        }
        Self::new(message)
    }

    /// It is in the value of this key.
    pub(crate) fn in_key(mut self, key: &str) -> Self {
        self.within(&key.shown());
        self
    }

    /// It is in the item of that number.
    pub(crate) fn at(mut self, index: usize) -> Self {
        self.within(&format!("[{index}]"));
        self
    }

    fn within(&mut self, part: &str) {
        if !self.place.is_empty() && !self.place.starts_with('[') {
            self.place.insert(0, '.');
        }
        self.place.insert_str(0, part);
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.message)
    }
}

/// Words as messages list them.
pub(crate) fn listed(words: &[&str]) -> String {
    let mut listed = String::new();
    for (at, word) in words.iter().enumerate() {
        let before = match at {
            0 => "",
            _ if at + 1 == words.len() => " and ",
            _ => ", ",
        };
        listed.extend([before, "`", word, "`"]);
    }
    listed
}
