//! Values in text for a POSIX shell.

/// Where text ends that is being written, as far as a value behind it has to know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// How much of the text was looked at.
    at: usize,
    /// Where its last word begins.
    word: usize,
    /// Whether that may be the first of a command.
    first: bool,
    /// Whether a redirection stands in front of it.
    redirected: bool,
    /// Whether it is between `[[` and `]]`.
    in_test: bool,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            at: 0,
            word: 0,
            first: true,
            redirected: false,
            in_test: false,
        }
    }
}

impl Place {
    /// Looks at what was written since. Quotes are not told from what they hold: a value that needs none may get some.
    fn look(&mut self, text: &str) {
        let new = text.get(self.at..).unwrap_or_default();
        for (offset, byte) in new.bytes().enumerate() {
            let at = self.at + offset;
            let before = text.get(self.word..at).unwrap_or_default();
            match byte {
                b' ' | b'\t' => self.word_ends(before),
                // What is continued is one line.
                b'\n' if before.ends_with(['\\', '`']) => {}
                b';' | b'&' | b'|' | b'(' | b')' | b'\n' => {
                    self.word_ends(before);
                    (self.first, self.redirected) = (true, false);
                }
                _ => continue,
            }
            self.word = at + 1;
        }
        self.at = text.len();
    }

    fn word_ends(&mut self, word: &str) {
        match word {
            "[[" => self.in_test = true,
            "]]" => self.in_test = false,
            _ => {}
        }
        self.redirected |= word.contains(['<', '>']);
        // What continues a line is no word.
        let leads = word.trim_matches(['\\', '`', '\n']).is_empty()
            || RESERVED.contains(&word)
            || matches!(
                word,
                "!" | "{" | "-p" | "--" | "exec" | "command" | "builtin" | "noglob"
            )
            || word.contains('=');
        self.first &= leads;
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

/// Whether a value needs no quotes where it stands.
fn is_bare(value: &str, before: &str, rest: &str, place: Place) -> bool {
    let begin = before.get(place.word..).unwrap_or_default();
    // Behind a quote or a reference the word is none that the shell knows.
    let ends = |it: char| {
        it.is_ascii_whitespace() || matches!(it, ';' | '&' | '|' | ')' | '\'' | '"' | '$')
    };
    let rest = rest.split(ends).next().unwrap_or_default();
    let word = [begin, value, rest].concat();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_@%+=:,./-".contains(&byte);
    word.bytes().all(plain)
        // zsh puts a path for `=name`.
        && !word.starts_with('=')
        && !RESERVED.contains(&word.as_str())
        // Patterns and operators of its own.
        && !place.in_test
        // Behind a redirection may be anything.
        && (is_program(&word) || !place.first && !place.redirected)
}

/// Whether a plain word is a program where it is the first of a command, for every shell: no assignment, also by the rules of
/// zsh (`1=b`) and ksh (`a.b=c`), no job of zsh (`%1`), and no option of the shell that the text begins with.
fn is_program(word: &str) -> bool {
    !word.contains('=') && !word.starts_with(['-', '+', '%'])
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
            ("a ", "b=c", "", "b=c"),
            ("a -D", "b=c", "; d", "b=c"),
            ("", "./configure", " x", "./configure"),
            ("cd x && ", "make", "", "make"),
            ("a ", "x", ".tar.gz", "x"),
            ("(a ", "x", ")", "x"),
            ("a /home/", "x", "\"$Y\" z", "x"),
            ("a ", "=b", "", "'=b'"),
            ("a ", "", "", "''"),
            ("a ", "b c", "", "'b c'"),
            ("a ", "it's", "", r"'it'\''s'"),
            ("a ", "$HOME", "", "'$HOME'"),
            ("a ", "é", "", "'é'"),
            ("a ", "~", "", "'~'"),
            ("a ", "a\nb", "", "'a\nb'"),
            ("a ", "a\\\nb`\r\n\\ \n", "", "'a\\''\nb`\r''\n\\ ''\n'"),
            // As the first word it would be an assignment, a reserved word, an option or a job.
            ("", "A=b", " c", "'A=b'"),
            ("", "1=b", "", "'1=b'"),
            ("x; ", "a.b=c", "", "'a.b=c'"),
            ("A=b ", "C=d", " e", "'C=d'"),
            ("! ", "C=d", "", "'C=d'"),
            ("if ", "C=d", "; then", "'C=d'"),
            ("", "if", "", "'if'"),
            ("", "-e", " x", "'-e'"),
            ("a && ", "%1", "", "'%1'"),
            ("", "i", "f x", "'i'"),
            ("'i'", "f", " x", "'f'"),
            ("wh", "ile", "", "'ile'"),
            // In a word that is more than it says.
            ("cp a $DIR", "_b", "", "'_b'"),
            ("echo ", "2", ">out", "'2'"),
            ("echo {", "a,b", "}", "'a,b'"),
            ("echo ~", "/x", "", "'/x'"),
            ("echo \"x\"", "y", "", "'y'"),
            ("[[ aab =~ ", "a+", " ]]", "'a+'"),
            ("pip install \\\n  torch==", "2.3", "", "2.3"),
            ("case x in a) ", "A=b", " c", "'A=b'"),
            ("> f ", "A=b", " c", "'A=b'"),
            ("env ", "A=b", " c", "A=b"),
            ("A=b \\\n ", "C=d", "", "'C=d'"),
        ] {
            let mut out = before.to_owned();
            push(value, &mut out, rest, &mut Place::default());
            assert_eq!(out, format!("{before}{word}"), "{before}{value}{rest}");
        }
    }
}
