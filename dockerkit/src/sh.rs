//! Shell text as `sh` reads it, as far as a list of commands needs it.
//!
//! Source: the [shell command language](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html).

mod heredoc;
mod reader;

use reader::Reader;

/// What one command of a list holds outside its quotes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Command {
    /// `;`, `&` or `||`, which bind weaker than the `&&` of a list, or as strong.
    pub(crate) operators: bool,
    /// How it ends.
    pub(crate) end: End,
    /// What is open at its end, and would take in what is joined to it.
    pub(crate) open: Option<&'static str>,
    /// Where the comment begins that it ends with, if it is of one line.
    pub(crate) comment: usize,
    /// Whether a comment stands where it was to go on.
    pub(crate) cut: bool,
    /// How many values there are, each a NUL, up to the first that is not read as one.
    values: usize,
    /// What that stands in.
    value_in: Option<&'static str>,
}

/// How a command ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum End {
    /// With a word, or whatever else can be joined.
    #[default]
    Word,
    /// With `;` or `&`, behind which nothing can be joined.
    Closed,
    /// With an operator that joins it to nothing, or it begins with one.
    Dangling,
    /// With a comment, which would swallow what is joined to it.
    Comment,
}

impl Command {
    /// Whether it can be joined to others only as a group. In front of the first `&&` operators bind as they should.
    pub(crate) fn needs_group(&self, first: bool) -> bool {
        self.end == End::Closed || self.operators && !first
    }

    /// A value stands here, in this if it is not read as one.
    fn value(&mut self, inside: Option<&'static str>) {
        if self.value_in.is_none() {
            self.value_in = inside;
            self.values += usize::from(inside.is_none());
        }
    }
}

/// Reads one command of a list, or a script.
pub(crate) fn read(text: &str) -> Command {
    Reader::new(text).all()
}

/// The first of the values of a text, each a NUL, that would not be read as one where it stands, and what it stands in.
pub(crate) fn quoted_value(text: &str) -> Option<(usize, &'static str)> {
    let found = read(text);
    let stands = found.value_in.map(|what| (found.values, what));
    stands.or_else(|| Some((compared(text)?, "behind a `[[` that compares numbers")))
}

/// The first of the values behind a `[[`, if numbers are compared there: bash calculates them, quotes or not.
fn compared(text: &str) -> Option<usize> {
    const OPERATORS: [&str; 6] = ["-eq", "-ne", "-lt", "-le", "-gt", "-ge"];
    let (before, behind) = text.split_once("[[")?;
    let compares = behind
        .split_whitespace()
        .any(|word| OPERATORS.contains(&word));
    (compares && behind.contains('\0')).then(|| before.matches('\0').count())
}

/// Whether a comment stands between the continued lines of a script, and ends the command there.
pub(crate) fn is_cut(script: &str) -> bool {
    script.contains('#') && script.contains("\\\n") && read(script).cut
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
            r"echo $'it\'s'",
            "(a); b",
            "a$(b)#c || d",
            "a $((1+1))#c; d",
            "echo `date # now` || a",
            "echo \"$((#))\" || a",
            r"echo $'\'' || a; echo 'b\'",
            "echo $$; a",
            "a $#; b",
            "x${a#b}; c",
        ] {
            let found = read(text);
            assert!(found.operators || found.end == End::Comment, "{text}");
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
            "`a; b`",
            "$(a || b) (c; d)",
            "x=$'a; b'",
            "a@$(b)#c",
            "$((1 << 2 | 3)) `a # b`",
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
            ("cat <<'E", Some("a single quote")),
            ("cat <<\"E\"'", Some("a single quote")),
            ("cat <<'E'", None),
            (r"it\'s", None),
        ] {
            assert_eq!(read(text).open, what, "{text}");
        }
    }

    #[test]
    fn a_value_that_stands_in_something_is_told() {
        for text in [
            "a \0",
            "a 'b'\0\"c\" \0",
            "a \"$(b \0)\" (\0)",
            "# it's\na \0",
            "a#b\0 $$ \0",
            "a \\\\\0",
            "a <<<\0\nb \0",
            "a <<E \0\nit's\nE\nb \0\nc <<-'F'\n\"\n\tF\n\0",
            "a $((1<<2)) \0",
        ] {
            assert_eq!(quoted_value(text), None, "{text:?}");
        }
        for (text, value, what) in [
            ("a \0 \"\0\"", 1, "in a double quote"),
            ("a 'b \0'", 0, "in a single quote"),
            ("a $'\0'", 0, "in a single quote"),
            ("a `b \0`", 0, "in a backquote"),
            ("a \"${b:-\0}\"", 0, "in a `${`"),
            ("a ${b:\0}", 0, "in a `${`"),
            ("a $((1 + \0))", 0, "in an arithmetic expression"),
            ("(( a = \0 ))", 0, "behind `((`"),
            ("declare a[\0]=1", 0, "in a subscript"),
            ("a[1 + \0]=x", 0, "in a subscript"),
            ("a[$(echo 1)+\0]=x", 0, "in a subscript"),
            ("a=([0]=x [\0]=y)", 0, "in a subscript"),
            ("echo $[1+\0 ]", 0, "behind a `$[`"),
            ("[[ 0 -eq \0 ]]", 0, "behind a `[[` that compares numbers"),
            (
                "a \"$(case x in x) echo \"\0\";; esac)\"",
                0,
                "behind a `case` in `$(`",
            ),
            ("a \"${x%'\"'}\" \"\0\"", 0, "behind a quote in `${`"),
            ("a $'\\'' \0 '", 0, "behind a quote in `$'`"),
            (
                "set -e\ncat <<E > f\nx\nE\necho \"a \0\"\n",
                0,
                "in a double quote",
            ),
            ("x=$((1<<2))\necho \"\0\"\n", 0, "in a double quote"),
            ("cat <<E\n\tE\n\0\nE", 0, "in a here-document"),
            ("cat <<\"E F\"\n\0\nE F", 0, "in a here-document"),
            ("echo '<<X'\ncat <<B\n\0\nB", 0, "in a here-document"),
            ("cat <<E\r\n\0\nE\r\n", 0, "in a here-document"),
            ("cat <<\0\nE", 0, "in the word of a here-document"),
            ("cat <<E\nx \\\nE\n\0\nE", 0, "in a here-document"),
            ("a `# \\\0`", 0, "in a comment"),
            ("a \\\0", 0, "behind a backslash"),
            ("a $\0", 0, "behind a `$`"),
            ("a \0 # b \0\nc", 1, "in a comment"),
            ("a `# \0`", 0, "in a comment"),
            ("a <<E\n\0\nE", 0, "in a here-document"),
            ("a \0 <<E\nE\nb \0 <<'F'\n\0\nF", 2, "in a here-document"),
            ("a <<E \"\0\"\nE", 0, "in a double quote"),
        ] {
            assert_eq!(quoted_value(text), Some((value, what)), "{text:?}");
        }
    }

    #[test]
    fn an_operator_that_joins_nothing_is_told() {
        for text in [
            "a &&", "a || ", "a |", "&& a", " | a", "; a", "& a", "|| a", "a; ;", "a & ; b",
            "a && ; b", "a | & b",
        ] {
            assert_eq!(read(text).end, End::Dangling, "{text}");
        }
        for text in [
            "a && b",
            "a &",
            "a;",
            "a '|'",
            r"a \|",
            "a | b",
            "case $x in a) ;; esac",
            "a ';' ;",
            "(a); b",
        ] {
            assert_ne!(read(text).end, End::Dangling, "{text}");
        }
    }
}
