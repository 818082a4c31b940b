//! Here-documents: where BuildKit finds one, and the word that ends it.
//!
//! Source: `heredocsFromLine` in `frontend/dockerfile/parser/parser.go`, and the lexer it asks, `shell/lex.go`. That
//! lexer always escapes with a backslash, keeps quotes and backslashes, knows no variable, drops backslashes in the
//! word of `${NAME:-word}`, and splits what comes out of `$…` at blanks.

mod lexer;

use std::borrow::Cow;

use lexer::LEXERS;

use crate::by_name::Names;

/// A here-document that a line opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heredoc {
    /// The word that ends it, without its quotes.
    pub(crate) word: String,
    /// Whether `$` in its body is expanded: its word has no quotes.
    pub(crate) expands: bool,
    /// Whether leading tabs of its body are stripped: `<<-`.
    pub(crate) strips_tabs: bool,
}

/// The here-document that a word of `COPY` and `ADD` opens.
#[cfg(feature = "parse")]
pub(crate) fn of_word(word: &str) -> Option<Heredoc> {
    let [now, ..] = LEXERS;
    // The expression wants it at the beginning.
    let digits = word.trim_start_matches(|it: char| it.is_ascii_digit());
    if !digits.starts_with("<<") {
        return None;
    }
    match plain(word) {
        Some(mut found) if !word.contains(char::is_whitespace) => found.pop(),
        _ => now.word(word),
    }
}

/// Whether a command is a here-document and nothing else, to one of the builders: a script.
pub(crate) fn is_alone(command: &str) -> bool {
    let word = command.strip_prefix("<<").unwrap_or_default();
    let word = word.strip_prefix('-').unwrap_or(word);
    let is_plain = !word.is_empty() && word.bytes().all(|it| it.is_ascii_alphanumeric());
    is_plain
        || LEXERS
            .into_iter()
            .any(|lexer| lexer.word(command).is_some())
}

/// The here-documents that all builders find in a line; nothing if there are none, or one finds others.
pub(crate) fn agreed(line: &str) -> Option<Vec<Heredoc>> {
    let [now, before, first] = LEXERS.map(|lexer| lexer.opened(line));
    // The first ones refuse what they do not know in the values, too.
    let same = before == now && first.is_none_or(|first| now.as_ref() == Some(&first));
    now.filter(|found| same && !found.is_empty())
}

/// The here-documents that a line of today's BuildKit opens; nothing if it refuses the word of one.
#[cfg(feature = "parse")]
pub(crate) fn found(line: &str) -> Option<Vec<Heredoc>> {
    let [now, ..] = LEXERS;
    plain(line).map_or_else(|| now.found(line), Some)
}

/// The same of a line in which nothing is quoted, escaped or referred to, and no blank stands behind `<<`.
#[cfg(feature = "parse")]
fn plain(line: &str) -> Option<Vec<Heredoc>> {
    let odd = |byte: u8| !byte.is_ascii() || matches!(byte, b'"' | b'\'' | b'\\' | b'$');
    if line.bytes().any(odd) {
        return None;
    }
    let mut all = Vec::new();
    for (at, _) in line.match_indices("<<") {
        let (before, rest) = line.split_at(at);
        let rest = rest.strip_prefix("<<").unwrap_or(rest);
        let (strips_tabs, rest) = match rest.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let word = rest.split(char::is_whitespace).next().unwrap_or_default();
        let begins = before.trim_end_matches(|it: char| it.is_ascii_digit());
        let is_clear = begins.is_empty() || begins.ends_with(char::is_whitespace);
        if word.is_empty() || word.contains('<') || !is_clear {
            return None;
        }
        all.push(Heredoc {
            word: word.to_owned(),
            expands: true,
            strips_tabs,
        });
    }
    Some(all)
}

/// Whether some frontend may find a here-document in a line, continuations joined.
pub(crate) fn may_open(line: &str) -> bool {
    may_hold(line)
        && LEXERS
            .into_iter()
            .any(|lexer| lexer.opened(line).is_none_or(|found| !found.is_empty()))
}

/// Whether all frontends that read the line at all find these here-documents in it, in this order.
pub(crate) fn opens(line: &str, heredocs: &[Heredoc]) -> bool {
    if !may_hold(line) {
        return heredocs.is_empty();
    }
    let [now, before, first] = LEXERS.map(|lexer| lexer.opened(line));
    // The first ones refuse what they do not know in the values, too.
    [now, before]
        .into_iter()
        .all(|found| found.as_deref() == Some(heredocs))
        && first.is_none_or(|found| found == heredocs)
}

/// Whether the text holds `<<`, or would once backslashes are dropped.
pub(crate) fn may_hold(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.trim_start_matches('\\').starts_with('<') {
            return true;
        }
    }
    false
}

/// Whether a line of `body` would end a heredoc with that word; trailing carriage returns do not count.
pub(crate) fn ends(word: &str, body: &str) -> bool {
    // A line starts at the beginning or after a newline.
    body.match_indices(word).any(|(at, _)| {
        let starts = at == 0 || body.as_bytes().get(at - 1) == Some(&b'\n');
        let rest = body
            .get(at + word.len()..)
            .unwrap_or_default()
            .trim_start_matches('\r');
        starts && (rest.is_empty() || rest.starts_with('\n'))
    })
}

/// How the name of a here-document is written: in quotes, so that nothing in its body is expanded, or without.
pub(crate) fn spelled(name: &str, quoted: bool) -> Option<Cow<'_, str>> {
    if !quoted {
        // Neither can be said without quotes.
        if name.contains(|it: char| it.is_whitespace() || it == '\u{feff}') {
            return None;
        }
        let special = |it: char| matches!(it, '"' | '\'' | '\\' | '$');
        if !name.contains(special) && !name.starts_with('-') {
            return Some(Cow::Borrowed(name));
        }
        let mut word = String::with_capacity(name.len() + 2);
        for (at, character) in name.chars().enumerate() {
            if special(character) || (at == 0 && character == '-') {
                word.push('\\');
            }
            word.push(character);
        }
        return Some(Cow::Owned(word));
    }
    let quote = match name.contains('\'') {
        false => '\'',
        true if !name.contains(['"', '$', '\\']) => '"',
        true => return None,
    };
    Some(Cow::Owned(format!("{quote}{name}{quote}")))
}

/// The body of a script that is given as it stands behind `RUN`, with the here-document around it: `<<EOF`, its lines, and
/// `EOF`.
///
/// Source: `parseHeredoc` in `frontend/dockerfile/parser/parser.go`, and `dispatchRun` in
/// `frontend/dockerfile/dockerfile2llb/convert.go`.
pub(crate) fn pasted(text: &str) -> Option<Result<Cow<'_, str>, &'static str>> {
    let text = text.trim_start();
    let (first, lines) = text.strip_prefix("<<")?.split_once('\n')?;
    let first = first.trim_end();
    let (word, strips_tabs) = match first.strip_prefix('-') {
        Some(word) => (word, true),
        None => (first, false),
    };
    let quoted = |quote: char| word.strip_prefix(quote)?.strip_suffix(quote);
    let word = quoted('\'').or_else(|| quoted('"')).unwrap_or(word);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    if word.is_empty() || !word.bytes().all(plain) {
        return None;
    }
    let tabs: &[char] = if strips_tabs { &['\t'] } else { &[] };
    let mut end = 0;
    for line in lines.split_inclusive('\n') {
        let typed = line.trim_start_matches(tabs);
        if typed.trim_end_matches(['\r', '\n']) == word {
            let (body, rest) = lines.split_at(end);
            let rest = rest.get(line.len()..).unwrap_or_default();
            if !rest.trim().is_empty() {
                return Some(Err("goes on behind the here-document that it is"));
            }
            if body.trim().is_empty() {
                return Some(Err("is a here-document without a command"));
            }
            return Some(Ok(if strips_tabs {
                let lines = body.split_inclusive('\n');
                Cow::Owned(lines.map(|line| line.trim_start_matches(tabs)).collect())
            } else {
                Cow::Borrowed(body)
            }));
        }
        end += line.len();
    }
    Some(Err("is a here-document without an end"))
}

/// A word for a heredoc that no line of `body` equals.
pub(crate) fn word(body: &str) -> Cow<'static, str> {
    if !ends("EOF", body) {
        return Cow::Borrowed("EOF");
    }
    let mut taken = Names::default();
    for line in body.split('\n') {
        if line.starts_with("EOF") {
            taken.add(line.trim_end_matches('\r'));
        }
    }
    let mut number = 2;
    loop {
        let word = format!("EOF{number}");
        if !taken.contains(&word) {
            return Cow::Owned(word);
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<Vec<String>> {
        let found = LEXERS[0].opened(line)?;
        Some(found.into_iter().map(|it| it.word).collect())
    }

    #[test]
    fn words_open_heredocs_as_the_lexer_splits_them() {
        for (line, words) in [
            ("RUN cat <<E", &["E"][..]),
            ("RUN cat << E", &["E"]),
            ("RUN cat 3<<-'E F' <<\"G\"", &["E F", "G"]),
            ("RUN cat <<E<<F <<<G", &[]),
            ("RUN a<<E $((1<<2)) '<<'E", &[]),
            ("RUN echo $(( 1 <<2))", &["2))"]),
            (r"RUN echo ${X:- \<<E}", &["E}"]),
            (r"RUN echo ${X:- \<\<E} $((1<<2))", &["E}"]),
            (r"RUN echo ${X:- '<<E'} \<<F \<\<G", &[]),
            ("RUN echo ${X:0:1} <<E", &["E"]),
            (r"RUN echo ${X##* \<<E} ${X//\// <<F}", &["F}"]),
            (r#"RUN echo "${X:- <<E}" "\" <<F" <<G"#, &["G"]),
            ("RUN <<E\u{a0}<<F", &["E", "F"]),
        ] {
            assert_eq!(read(line).unwrap_or_default(), words, "{line}");
            assert_eq!(may_open(line), !words.is_empty(), "{line}");
        }
    }

    #[test]
    fn what_cannot_be_decided_may_open_one() {
        for line in [
            "RUN echo ' <<E",
            "RUN echo ${X^} <<E",
            "RUN echo ${\u{e9}} <<E",
            "RUN echo << <<E",
            &format!("RUN {}<<E", "${A:-".repeat(100_000)),
        ] {
            assert!(may_open(line), "{line:.40}");
        }
        assert!(!may_open("RUN echo ' < < E"));
        assert!(!may_open(&format!("RUN {}", "${A:-".repeat(100_000))));
    }

    #[test]
    fn quotes_and_dashes_of_the_word_count() {
        let heredoc = |word: &str, expands, strips_tabs| Heredoc {
            word: word.to_owned(),
            expands,
            strips_tabs,
        };
        let both = [heredoc("a", false, false), heredoc("b", true, true)];
        assert!(opens("COPY <<'a' <<-b /", &both));
        assert!(!opens("COPY <<a <<-b /", &both));
        assert!(!opens("COPY <<'a' <<-b <<c /", &both));
        assert!(opens("COPY ${A#x} <<'a' <<-b /", &both));
        assert!(!opens("COPY ${A^x} <<'a' <<-b /", &both));
        assert!(opens("RUN echo ${A^x} '", &[]));
        assert!(!opens("RUN echo ${A^x} '<<'", &[]));
    }

    #[test]
    fn the_word_of_a_heredoc_is_not_in_its_body() {
        assert_eq!(word("a\n"), "EOF");
        assert_eq!(word("EOFx\n EOF\nEOF \n"), "EOF");
        assert_eq!(word("EOF"), "EOF2");
        assert_eq!(word("a\nEOF\r\r\nb"), "EOF2");
        assert_eq!(word("EOF\nEOF2\n"), "EOF3");
    }
}
