//! Values in text for a POSIX shell.

/// Where text ends that is being written, as far as a value behind it has to know.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    /// How much of the text was looked at.
    at: usize,
    /// Where its last word begins.
    word: usize,
    /// Whether anything but blanks stands in front of that.
    begun: bool,
    /// Whether the word in front of that is `time`.
    timed: bool,
    /// Whether a `[[` does, behind which are patterns and operators of its own.
    in_test: bool,
}

impl Place {
    /// Looks at what was written since. A word begins behind a blank, `;` or `(`, as far as that can be told without reading
    /// quotes: a value that needs none may get some.
    fn look(&mut self, text: &str) {
        let new = text.get(self.at..).unwrap_or_default();
        for (offset, byte) in new.bytes().enumerate() {
            let at = self.at + offset;
            let before = text.get(self.word..at).unwrap_or_default();
            // Behind an escape character it is a part of the word, or the line goes on.
            let escaped = before.ends_with(['\\', '`']);
            if !escaped && matches!(byte, b' ' | b'\t' | b'\n' | b';' | b'(') {
                if !before.is_empty() {
                    self.begun = true;
                    self.timed = before == "time";
                    self.in_test |= before.contains("[[");
                }
                self.begun |= matches!(byte, b';' | b'(');
                self.word = at + 1;
            }
        }
        self.at = text.len();
    }
}

/// Writes a value behind `out` and in front of `rest`: as it is where it is a plain word or a part of one, and in quotes
/// anywhere else.
pub(super) fn push(value: &str, out: &mut String, rest: &str, place: &mut Place) {
    place.look(out);
    if !value.is_empty() && is_bare(value, out, rest, *place) {
        out.push_str(value);
        return;
    }
    out.push('\'');
    for (number, line) in value.split('\n').enumerate() {
        if number > 0 {
            // Behind an escape character the newline would be a continuation, in quotes, too.
            if out
                .trim_end_matches([' ', '\t', '\r'])
                .ends_with(['\\', '`'])
            {
                out.push_str("''");
            }
            out.push('\n');
        }
        out.push_str(&line.replace('\'', r"'\''"));
    }
    out.push('\'');
    // What the value holds begins no word.
    place.at = out.len();
}

/// More bytes than words without quotes have.
pub(crate) const LONG: usize = 256;

/// Whether a value needs no quotes where it stands.
fn is_bare(value: &str, before: &str, rest: &str, place: Place) -> bool {
    let begin = before.get(place.word..).unwrap_or_default();
    if begin.len() + value.len() > LONG {
        return false;
    }
    // Behind a quote or a reference the word is none that the shell knows.
    let ends = |it: char| {
        it.is_ascii_whitespace() || matches!(it, ';' | '&' | '|' | ')' | '\'' | '"' | '$')
    };
    let behind = rest.split(ends).next().unwrap_or_default();
    let word = [begin, value, behind].concat();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_@%+=:,./-".contains(&byte);
    // The number of a descriptor: `2&>f`.
    let descriptor = rest.starts_with('&') && word.bytes().all(|byte| byte.is_ascii_digit());
    // An assignment, in front of a command: by the rules of zsh (`1=b`) and ksh (`a.b=c`), too. zsh puts a path for `=name`.
    let assigns = value.contains('=') && (value.starts_with('=') || !word.starts_with('-'));
    // An option of the shell that gets the text, and a job of zsh.
    let special = word.starts_with('%') || !place.begun && word.starts_with(['-', '+']);
    word.bytes().all(plain)
        && !assigns
        && !special
        && !descriptor
        && !RESERVED.contains(&word.as_str())
        && !place.in_test
        && !begin.contains("[[")
        // It may be an option of `time`, which is a word of the shell's.
        && !place.timed
}

/// The words that POSIX reserves, and those that it lets shells reserve.
///
/// Source: [Reserved Words](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_04), and the manuals
/// of bash, ksh and zsh.
const RESERVED: [&str; 22] = [
    "case",
    "coproc",
    "do",
    "done",
    "elif",
    "else",
    "end",
    "esac",
    "fi",
    "for",
    "foreach",
    "function",
    "if",
    "in",
    "namespace",
    "nocorrect",
    "repeat",
    "select",
    "then",
    "time",
    "until",
    "while",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_it_is_quoted() {
        for (before, value, rest, word) in [
            ("a ", "plain-1.0/x", "", "plain-1.0/x"),
            ("a --opt=", "b", " c", "b"),
            ("pip install torch==", "2.3", "", "2.3"),
            ("pip install \\\n  torch==", "2.3", "", "2.3"),
            (
                "pip install $(cat f) ",
                "--no-cache-dir",
                "",
                "--no-cache-dir",
            ),
            ("find . \\( -name x \\) ", "-print", "", "-print"),
            ("CC=", "gcc", " make", "gcc"),
            ("PATH=", "/x/bin", ":\"$PATH\"", "/x/bin"),
            ("a ", "--b=c", "", "--b=c"),
            ("a -D", "b=c", "; d", "b=c"),
            ("", "./configure", " x", "./configure"),
            ("cd x && ", "make", "", "make"),
            ("a ", "x", ".tar.gz", "x"),
            ("a /home/", "x", "\"$Y\" z", "x"),
            ("(a ", "x", ")", "x"),
            ("a ", "=b", "", "'=b'"),
            ("a ", "", "", "''"),
            ("a ", "b c", "", "'b c'"),
            ("a ", "it's", "", r"'it'\''s'"),
            ("a ", "$HOME", "", "'$HOME'"),
            ("a ", "é", "", "'é'"),
            ("a ", "~", "", "'~'"),
            ("a ", "a\nb", "", "'a\nb'"),
            ("a ", "a\\\nb`\r\n\\ \n", "", "'a\\''\nb`\r''\n\\ ''\n'"),
            // An assignment, a reserved word, an option or a job, where it is the first word.
            ("", "A=b", " c", "'A=b'"),
            ("A=\"x y\" ", "C=d", " e", "'C=d'"),
            ("2>&1 ", "A=b", " c", "'A=b'"),
            ("x; ", "a.b=c", "", "'a.b=c'"),
            ("env ", "A=b", " c", "'A=b'"),
            ("export A=", "=ls", "", "'=ls'"),
            ("", "if", "", "'if'"),
            ("", "-e", " x", "'-e'"),
            ("time ", "-", " x", "'-'"),
            ("pip install runtime ", "x", "", "x"),
            ("a && ", "%1", "", "'%1'"),
            ("", "i", "f x", "'i'"),
            ("'i'", "f", " x", "'f'"),
            ("wh", "ile", "", "'ile'"),
            ("i\\\n", "f", " x", "'f'"),
            // In a word that is more than it says.
            ("cp a $DIR", "_b", "", "'_b'"),
            ("pa $A\\\n", "B", "", "'B'"),
            ("echo ", "2", ">out", "'2'"),
            ("echo ", "2", "&>out", "'2'"),
            ("echo x >&", "2-", "", "'2-'"),
            ("echo {", "a,b", "}", "'a,b'"),
            ("echo {\\ ", "a,b", "\"q\"}", "'a,b'"),
            ("echo {$(echo x)", ",b", "$Y}", "',b'"),
            ("echo ~", "/x", "", "'/x'"),
            ("echo \"x\"", "y", "", "'y'"),
            ("[[ aab =~ ", "a+", " ]]", "'a+'"),
            ("[[\\\n aac =~ ", "a.c", " ]]", "'a.c'"),
            ("[[ q != \"a ]] b\" && abc =~ ", "a.c", " ]]", "'a.c'"),
        ] {
            let mut out = before.to_owned();
            push(value, &mut out, rest, &mut Place::default());
            assert_eq!(out, format!("{before}{word}"), "{before}{value}{rest}");
        }
    }
}
