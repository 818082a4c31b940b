//! Exact names, spelled as patterns.
//!
//! A pattern is read twice: by the client, as an expression that says which files it sends, and by the builder, which
//! picks some of them with Go's `filepath.Match`. What one of the two does not find is not copied, without an error.

use crate::rule::{self, Address};
use crate::sorted;
use crate::text::Text;

/// The pattern that matches this name only; an address stays what it is.
pub(super) fn exact_name(name: Text) -> Text {
    let name = match Address::of(&name) {
        Address::Yes => return name,
        Address::No => name,
        // The builder looks for no address there.
        Address::Resembles | Address::Unclear => Text::from_static_literal("./").then(name),
    };
    spelled(name, false)
}

/// The part of a pattern that matches this text only, unless an open `[` or a backslash stands in front of it.
pub(super) fn exact_part(text: Text) -> Text {
    spelled(text, true)
}

/// A part of an expression, or a name, which is one for the client only if it has to be.
fn spelled(name: Text, part: bool) -> Text {
    let whole = name.literals();
    let mut ends = rule::ends(&whole);
    // What a variable stands for may make an expression of it, too.
    let is_expression =
        part || name.as_literal().is_none() || !ends.is_empty() || whole.contains(rule::EXPRESSION);
    if is_expression {
        // The client drops a byte order mark where it begins an expression.
        ends.extend(mark(&whole));
        sorted::sort(&mut ends, &Ord::cmp);
    }
    let special = |character: char| {
        matches!(character, '*' | '?' | '[' | '\\')
            || (is_expression && matches!(character, '^' | '{' | '|'))
    };
    if ends.is_empty() && !whole.contains(special) {
        return name;
    }
    drop(whole);
    let mut before = 0;
    name.map_literals(|text| {
        let mut spelled = String::with_capacity(text.len() + 8);
        for (at, character) in text.char_indices() {
            if special(character) && character != '[' {
                // Without the backslash the client would not take them for themselves.
                spelled.extend(['[', '\\', character, ']']);
            } else if special(character) || ends.binary_search(&(before + at)).is_ok() {
                spelled.extend(['[', character, ']']);
            } else {
                spelled.push(character);
            }
        }
        before += text.len();
        Some(spelled)
    })
}

/// Where the path begins with a byte order mark.
fn mark(path: &str) -> Option<usize> {
    let at = path.len() - path.trim_start_matches(['.', '/']).len();
    path[at..].starts_with('\u{feff}').then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{expand, literal};

    #[test]
    fn names_are_spelled_for_client_and_builder() {
        for (name, spelled) in [
            ("a*b", r"a[\*]b"),
            ("?", r"[\?]"),
            ("[^a]", r"[[][\^]a]"),
            (r"a\b", r"a[\\]b"),
            ("^]", r"[\^]]"),
            ("!x", "[!]x"),
            ("!", "[!]"),
            (" lead", "[ ]lead"),
            ("trail  ", "trail [ ]"),
            (" ", "[ ]"),
            ("./!x", "./[!]x"),
            ("/ x /", "/[ ]x[ ]/"),
            ("!^", r"[!][\^]"),
            ("a{1}|b*", r"a[\{]1}[\|]b[\*]"),
            ("x\u{a0}", "x[\u{a0}]"),
            ("\u{feff}*", "[\u{feff}][\\*]"),
        ] {
            assert_eq!(exact_name(literal(name)), literal(spelled), "{name}");
        }
    }

    #[test]
    fn what_is_not_special_is_written_plainly() {
        for name in ["a", "a b", "a]b"] {
            assert_eq!(exact_name(literal(name)), literal(name), "{name}");
        }
        for name in [
            "a^b",
            "^",
            "d/!x",
            "d/ x",
            "d /x",
            "\u{feff}x",
            "{a,b}",
            "a!",
            "$",
            "-",
        ] {
            assert_eq!(exact_name(literal(name)), literal(name), "{name}");
        }
    }

    #[test]
    fn a_part_of_a_pattern_is_spelled_whatever_stands_beside_it() {
        for (part, spelled) in [
            ("a", "a"),
            ("a b", "a b"),
            ("a^", r"a[\^]"),
            ("{x}", r"[\{]x}"),
            ("*?[", r"[\*][\?][[]"),
            (r"\", r"[\\]"),
            (" a ", "[ ]a[ ]"),
            ("!a", "[!]a"),
        ] {
            assert_eq!(exact_part(literal(part)), literal(spelled), "{part}");
        }
    }

    #[test]
    fn an_address_stays_and_a_name_that_looks_like_one_does_not() {
        for address in [
            "https://h/[x]?y=1",
            "Git://h/x",
            "git@h:x",
            "HTTPS://h/x.git",
        ] {
            assert_eq!(exact_name(literal(address)), literal(address), "{address}");
        }
        for (name, spelled) in [
            ("u@h:p", "./u@h:p"),
            ("u@h:*", r"./u@h:[\*]"),
            ("HTTPS://h/x", "./HTTPS://h/x"),
            ("github.com/a?b", r"./github.com/a[\?]b"),
            ("git@x", "git@x"),
        ] {
            assert_eq!(exact_name(literal(name)), literal(spelled), "{name}");
        }
    }

    #[test]
    fn literals_beside_variables_are_spelled_whatever_those_hold() {
        for (name, spelled) in [
            (
                literal("!").then(expand("$A")),
                literal("[!]").then(expand("$A")),
            ),
            (
                expand("$A").then(literal("! ")),
                expand("$A").then(literal("[!][ ]")),
            ),
            (
                literal("a^").then(expand("$A")),
                literal(r"a[\^]").then(expand("$A")),
            ),
            (
                literal("a ").then(expand("$A")),
                literal("a[ ]").then(expand("$A")),
            ),
            (
                literal("a ").then(expand("$A/b")),
                literal("a ").then(expand("$A/b")),
            ),
        ] {
            assert_eq!(exact_name(name), spelled);
        }
    }
}
