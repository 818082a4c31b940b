//! What the table is held to.

/// No line is longer than 80 columns, but for a word of its own; nothing in it steers a terminal.
pub(crate) fn look(text: &str) {
    for line in text.lines() {
        assert!(!line.contains(|it: char| it.is_control()), "{line:?}");
        let is_word = !line.trim().contains(' ');
        assert!(is_word || line.chars().count() <= 80, "{line}");
    }
}

/// In colour it is the same.
pub(crate) fn colored(colored: &str, text: &str) {
    let mut plain = colored.to_owned();
    for color in ["\u{1b}[31m", "\u{1b}[1m", "\u{1b}[0m"] {
        plain = plain.replace(color, "");
    }
    assert_eq!(plain, text);
    let begun = colored.matches("\u{1b}[31m").count() + colored.matches("\u{1b}[1m").count();
    assert_eq!(begun, colored.matches("\u{1b}[0m").count());
}
