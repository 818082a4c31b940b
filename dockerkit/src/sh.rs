//! Shell text as `sh` reads it, as far as a list of commands needs it.
//!
//! Source: the [shell command language](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html).

use std::iter::Peekable;
use std::str::Chars;

/// What stands between words; other whitespace is a part of them.
const BLANKS: [char; 3] = [' ', '\t', '\n'];

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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Single,
    /// `$'`, in which `\'` is a quote to bash. To others the string ends there.
    Bash,
    Double,
    Backquote,
    /// `${`, and whether it stands in double quotes, where single quotes are none.
    Brace(bool),
    /// `(`, behind which a comment may follow.
    Paren,
    /// `$(`, which is a part of its word.
    Substitution,
    /// Each `(` of `$((`.
    Arithmetic,
}

/// Reads one command of a list, or a script.
#[expect(
    clippy::too_many_lines,
    reason = "one state machine, in which the order of the arms matters"
)]
pub(crate) fn read(text: &str) -> Command {
    let mut found = Command::default();
    let mut open: Vec<Open> = Vec::new();
    let mut before = ' ';
    // Whether nothing but blanks stands behind a continuation.
    let mut continued = false;
    // As if an operator stood in front of it.
    let mut joins_nothing = false;
    let mut heredocs = Vec::new();
    // What is open behind this is not known for certain.
    let mut unsure = None;
    let mut word = String::new();
    found.end = End::Dangling;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let inside = open.last().copied();
        let code = matches!(
            inside,
            None | Some(Open::Backquote | Open::Paren | Open::Substitution)
        );
        let blank = BLANKS.contains(&character);
        let outside = open.is_empty();
        if character == '\0' {
            let inside = inside.and_then(Open::changes_quotes);
            found.value(unsure.or(inside).or(subscript(&word)));
        }
        if blank || ";&|()".contains(character) {
            if word == "case" && open.contains(&Open::Substitution) {
                unsure = Some("behind a `case` in `$(`");
            }
            word.clear();
        } else {
            word.push(character);
        }
        if !blank {
            // `;;` and its like belong to `case`.
            joins_nothing |= outside
                && matches!(found.end, End::Closed | End::Dangling)
                && BLANKS.contains(&before)
                && matches!(character, ';' | '&' | '|');
            found.end = End::Word;
        }
        let goes_on = continued;
        continued &= blank;
        match character {
            '\'' if matches!(inside, Some(Open::Single | Open::Bash)) => _ = open.pop(),
            _ if inside == Some(Open::Single) => {}
            '\\' => {
                // Where the string ends is not known: what follows may be operators.
                if inside == Some(Open::Bash) && characters.peek() == Some(&'\'') {
                    found.operators = true;
                    unsure = Some("behind a quote in `$'`");
                }
                match characters.next() {
                    Some('\n') => continued = true,
                    Some('\0') => found.value(Some("behind a backslash")),
                    _ => before = 'x',
                }
                continue;
            }
            _ if inside == Some(Open::Bash) => {}
            '"' if inside == Some(Open::Double) => _ = open.pop(),
            '`' if inside == Some(Open::Backquote) => _ = open.pop(),
            '}' if matches!(inside, Some(Open::Brace(_))) => _ = open.pop(),
            ')' if inside == Some(Open::Paren) => _ = open.pop(),
            ')' if matches!(inside, Some(Open::Substitution | Open::Arithmetic)) => {
                open.pop();
                before = 'x';
                continue;
            }
            '(' if inside == Some(Open::Arithmetic) => open.push(Open::Arithmetic),
            _ if inside == Some(Open::Arithmetic) && !matches!(character, '$' | '`') => {}
            '\'' if inside == Some(Open::Brace(true)) => unsure = Some("behind a quote in `${`"),
            '"' => open.push(Open::Double),
            '`' => open.push(Open::Backquote),
            '\'' if code || inside == Some(Open::Brace(false)) => open.push(Open::Single),
            '(' if code => {
                // Numbers to bash, which reads no quotes there as quotes.
                if characters.peek() == Some(&'(') {
                    unsure = Some("behind `((`");
                }
                open.push(Open::Paren);
            }
            '<' if code && opens_heredoc(&mut characters) => {
                heredocs.extend(heredoc(&mut characters));
            }
            '\n' if code && !heredocs.is_empty() => {
                bodies(&mut characters, &mut heredocs, &mut found);
            }
            '$' if characters.next_if_eq(&'\0').is_some() => {
                found.value(Some("behind a `$`"));
            }
            '$' => {
                let begins = dollar(&mut characters, &mut open, code);
                before = if begins { ' ' } else { character };
                if begins {
                    word.clear();
                }
                continue;
            }
            // It ends where the backquotes do, which are found first.
            '#' if inside == Some(Open::Backquote) && " \t\n;&|)`".contains(before) => {
                while let Some(next) = characters.next_if(|next| *next != '`') {
                    if next == '\0' {
                        found.value(Some("in a comment"));
                    } else if next == '\\' {
                        characters.next();
                    }
                }
            }
            '#' if code && " \t\n;&|()".contains(before) => {
                let comment = comment(&mut characters, &mut found);
                found.comment = text.len() - comment;
                found.end = End::Comment;
                found.cut |= goes_on && characters.clone().any(|next| !next.is_whitespace());
            }
            // What is in parentheses reaches no further. `;;` of `case` and `|&` of bash are in good hands in a group.
            ';' if outside => (found.operators, found.end) = (true, End::Closed),
            '&' if outside && !matches!(before, '<' | '>') => {
                let and = characters.next_if_eq(&'&').is_some();
                found.operators |= !and;
                found.end = if and { End::Dangling } else { End::Closed };
            }
            '|' if outside => {
                found.operators |= characters.next_if_eq(&'|').is_some();
                found.end = End::Dangling;
            }
            _ => {}
        }
        before = character;
    }
    if joins_nothing {
        found.end = End::Dangling;
    }
    found.open = open.last().copied().map(Open::what);
    found
}

impl Open {
    /// Where a value would stand that is something else in it.
    const fn changes_quotes(self) -> Option<&'static str> {
        match self {
            Self::Single | Self::Bash => Some("in a single quote"),
            Self::Double => Some("in a double quote"),
            Self::Backquote => Some("in a backquote"),
            Self::Brace(_) => Some("in a `${`"),
            Self::Arithmetic => Some("in an arithmetic expression"),
            Self::Paren | Self::Substitution => None,
        }
    }

    /// What messages call it.
    const fn what(self) -> &'static str {
        match self {
            Self::Single | Self::Bash => "a single quote",
            Self::Double => "a double quote",
            Self::Backquote => "a backquote",
            Self::Brace(_) => "a `${`",
            Self::Paren | Self::Substitution | Self::Arithmetic => "a parenthesis",
        }
    }
}

/// Whether a word so far ends in a subscript, which is an expression: `a[`.
fn subscript(word: &str) -> Option<&'static str> {
    let (name, index) = word.split_once('[')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let open = !name.is_empty() && name.bytes().all(is_name) && !index.contains(']');
    open.then_some("in a subscript")
}

/// Reads what follows a `$`, and says whether commands or numbers begin there.
fn dollar(characters: &mut Peekable<Chars<'_>>, open: &mut Vec<Open>, code: bool) -> bool {
    match characters.peek() {
        Some('(') => {
            characters.next();
            if characters.next_if_eq(&'(').is_some() {
                open.extend([Open::Arithmetic; 2]);
            } else {
                open.push(Open::Substitution);
            }
            return true;
        }
        Some('{') => {
            characters.next();
            let quoted = matches!(open.last(), Some(Open::Double | Open::Brace(true)));
            open.push(Open::Brace(quoted));
        }
        Some('\'') if code => {
            characters.next();
            open.push(Open::Bash);
        }
        // `$$` and `$#` are whole.
        Some('$' | '#') => _ = characters.next(),
        _ => {}
    }
    false
}

/// Reads to the end of a comment's line, and says how long the comment is.
fn comment(characters: &mut Peekable<Chars<'_>>, found: &mut Command) -> usize {
    let mut length = 1;
    while let Some(next) = characters.next_if(|next| *next != '\n') {
        if next == '\0' {
            found.value(Some("in a comment"));
        }
        length += next.len_utf8();
    }
    length
}

/// The first of the values of a text, each a NUL, that would not be read as one where it stands, and what it stands in.
pub(crate) fn quoted_value(text: &str) -> Option<(usize, &'static str)> {
    let found = read(text);
    found.value_in.map(|what| (found.values, what))
}

/// A here-document that is opened, and whose lines have not come yet.
struct Heredoc {
    /// The line that ends it.
    end: String,
    /// Whether tabs in front of its lines do not count.
    tabs: bool,
}

/// Whether `<<` stands there, and not the `<<<` of a string.
fn opens_heredoc(characters: &mut Peekable<Chars<'_>>) -> bool {
    characters.next_if_eq(&'<').is_some() && characters.next_if_eq(&'<').is_none()
}

/// Reads what follows `<<`: the word that ends a here-document, if there is one.
fn heredoc(characters: &mut Peekable<Chars<'_>>) -> Option<Heredoc> {
    let tabs = characters.next_if_eq(&'-').is_some();
    while characters.next_if(|it| matches!(it, ' ' | '\t')).is_some() {}
    let mut end = String::new();
    let mut is_word = false;
    while let Some(next) = characters.next_if(|it| !" \t\n;&|<>()".contains(*it)) {
        is_word = true;
        match next {
            '\'' | '"' => {
                while let Some(quoted) = characters.next().filter(|it| *it != next) {
                    end.push(quoted);
                }
            }
            '\\' => end.extend(characters.next()),
            other => end.push(other),
        }
    }
    is_word.then_some(Heredoc { end, tabs })
}

/// Reads the lines of here-documents, to the end of the last one.
fn bodies(characters: &mut Peekable<Chars<'_>>, opened: &mut Vec<Heredoc>, found: &mut Command) {
    for heredoc in opened.drain(..) {
        while characters.peek().is_some() {
            let mut line = String::new();
            while let Some(next) = characters.next().filter(|it| *it != '\n') {
                line.push(next);
            }
            let own = if heredoc.tabs {
                line.trim_start_matches('\t')
            } else {
                line.as_str()
            };
            if own == heredoc.end {
                break;
            }
            for _ in line.matches('\0') {
                found.value(Some("in a here-document"));
            }
        }
    }
}

/// Whether a comment stands between the continued lines of a script, and ends the command there.
pub(crate) fn is_cut(script: &str) -> bool {
    if !script.contains('#') || !script.contains("\\\n") {
        return false;
    }
    // Which lines are the text of a here-document is not known.
    let heredoc = script.match_indices("<<").next();
    let end = heredoc.and_then(|(at, _)| Some(at + script[at..].find('\n')?));
    read(&script[..end.unwrap_or(script.len())]).cut
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
