//! Shell text as `sh` reads it, as far as a list of commands needs it.
//!
//! Source: the [shell command language](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html).

use std::borrow::Cow;

/// What stands between words; other whitespace is a part of them.
const BLANKS: [char; 2] = [' ', '\t'];

/// What one command of a list holds outside its quotes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Command {
    /// `;`, `&` or `||`, which bind weaker than the `&&` of a list, or as strong.
    pub(crate) operators: bool,
    /// It ends with `;` or `&`, behind which nothing can be joined.
    pub(crate) ended: bool,
    /// It ends with a comment, which would swallow what is joined to it.
    pub(crate) comment: bool,
    /// What is open at its end, and would take in what is joined to it.
    pub(crate) open: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Single,
    Double,
    Backquote,
    /// `${`, and whether it stands in double quotes, where single quotes are none.
    Brace(bool),
    /// `(` or `$(`
    Paren,
}

/// Reads one command of a list.
pub(crate) fn read(text: &str) -> Command {
    let mut found = Command::default();
    let mut open: Vec<Open> = Vec::new();
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let inside = open.last().copied();
        let code = matches!(inside, None | Some(Open::Backquote | Open::Paren));
        found.ended &= BLANKS.contains(&character);
        match character {
            '\'' if inside == Some(Open::Single) => _ = open.pop(),
            _ if inside == Some(Open::Single) => {}
            '\\' => {
                characters.next();
                before = 'x';
                continue;
            }
            '"' if inside == Some(Open::Double) => _ = open.pop(),
            '`' if inside == Some(Open::Backquote) => _ = open.pop(),
            '}' if matches!(inside, Some(Open::Brace(_))) => _ = open.pop(),
            ')' if inside == Some(Open::Paren) => _ = open.pop(),
            '"' => open.push(Open::Double),
            '`' => open.push(Open::Backquote),
            '\'' if code || inside == Some(Open::Brace(false)) => open.push(Open::Single),
            '(' if code => open.push(Open::Paren),
            '$' => match characters.peek() {
                Some('(') => {
                    characters.next();
                    open.push(Open::Paren);
                }
                Some('{') => {
                    characters.next();
                    let quoted = matches!(inside, Some(Open::Double | Open::Brace(true)));
                    open.push(Open::Brace(quoted));
                }
                // `$$` and `$#` are whole.
                Some('$' | '#') => _ = characters.next(),
                _ => {}
            },
            '#' if code && " \t;&|()".contains(before) => {
                found.comment = true;
                break;
            }
            // `;;` of `case` and `|&` of bash are in good hands in a group.
            ';' if code => {
                found.operators = true;
                found.ended = open.is_empty();
            }
            '&' if code => {
                let redirects = matches!(before, '<' | '>');
                let and = !redirects && characters.next_if_eq(&'&').is_some();
                found.operators |= !(redirects || and);
                found.ended = open.is_empty() && !redirects && !and;
            }
            '|' if code && characters.next_if_eq(&'|').is_some() => found.operators = true,
            _ => {}
        }
        before = character;
    }
    found.open = open.last().map(|open| match open {
        Open::Single => "a single quote",
        Open::Double => "a double quote",
        Open::Backquote => "a backquote",
        Open::Brace(_) => "a `${`",
        Open::Paren => "a parenthesis",
    });
    found
}

/// The commands of a list as they are joined by `&&`: so that each is run only if those before it succeeded.
pub(crate) fn list<'a>(commands: &'a [Cow<'static, str>]) -> impl Iterator<Item = Cow<'a, str>> {
    commands.iter().enumerate().map(move |(at, text)| {
        let text = text.as_ref();
        // Many hold nothing that would have to be read.
        if commands.len() == 1 || !text.contains([';', '&', '|']) {
            return Cow::Borrowed(text);
        }
        let command = read(text);
        // In front of the first `&&` operators bind as they should.
        if !(command.ended || command.operators && at > 0) {
            return Cow::Borrowed(text);
        }
        let end = if command.ended { " }" } else { "; }" };
        Cow::Owned(format!("{{ {text}{end}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_found_outside_of_quotes() {
        for text in [
            "a || b",
            "a; b",
            "a & b",
            "a|| b",
            "case $x in a) b;; esac",
            "echo \"$(a \"b c\")\"; d",
            "a # b' || c",
            "`a; b`",
            "$(a || b)",
            "echo $$; a",
            "a $#; b",
            "x${a#b}; c",
        ] {
            let found = read(text);
            assert!(found.operators || found.comment, "{text}");
            assert_eq!(found.open, None, "{text}");
        }
        for text in [
            "a && b",
            "a | b",
            "a >&2 2>&1 <&-",
            "a 'b; c' \"d & e\"",
            r"a \; \& \|\| b",
            "curl \"https://x/?a=1&b=2\"",
            "a#b",
            "${a:-b;c}",
            "echo \"it's ${a:-'} \"",
            "$((1 + (2)))",
        ] {
            assert_eq!(read(text), Command::default(), "{text}");
        }
    }

    #[test]
    fn what_is_open_is_told() {
        for (text, what) in [
            ("it's", Some("a single quote")),
            ("echo \"a", Some("a double quote")),
            ("echo `a", Some("a backquote")),
            ("(a; b", Some("a parenthesis")),
            ("echo \"$(echo \"it's\")\"", None),
            ("echo \"$(echo it's)\"", Some("a single quote")),
            ("echo ${a", Some("a `${`")),
            (r"it\'s", None),
        ] {
            assert_eq!(read(text).open, what, "{text}");
        }
    }

    #[test]
    fn lists_are_grouped_where_operators_would_reach_further() {
        let listed = |commands: &[&'static str]| {
            let commands: Vec<_> = commands.iter().map(|it| Cow::Borrowed(*it)).collect();
            list(&commands).collect::<Vec<_>>().join(" && ")
        };
        assert_eq!(listed(&["a || b"]), "a || b");
        assert_eq!(listed(&["a; b || c", "d"]), "a; b || c && d");
        assert_eq!(listed(&["a;", "b &"]), "{ a; } && { b & }");
        assert_eq!(listed(&["a", "b || c ", "d"]), "a && { b || c ; } && d");
        assert_eq!(listed(&["a", r"b; c\ "]), r"a && { b; c\ ; }");
        assert_eq!(listed(&["a &\u{85}", "b"]), "a &\u{85} && b");
    }
}
