//! Values in messages.

/// A value as messages show it.
pub(crate) trait Shown {
    /// What cannot be seen is escaped, and so are backslashes; quotes are not.
    fn shown(&self) -> String;
}

impl Shown for str {
    fn shown(&self) -> String {
        let mut shown = String::with_capacity(self.len());
        for character in self.chars() {
            match character {
                '\'' | '"' => shown.push(character),
                _ => shown.extend(character.escape_debug()),
            }
        }
        shown
    }
}
