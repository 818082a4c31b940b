//! What the documentation of `Text` says author's text means: only `$` is special.

use crate::environment::lookup;
use crate::lexer::Expanded;
use crate::modifier;
use crate::spec::{Part, Value};

/// What a value means once its variables are known, or the error of the build.
///
/// # Errors
///
/// Where the text refers to nothing, or a modifier is an error.
pub fn value(value: &Value) -> Expanded {
    value.0.iter().map(part).collect()
}

/// The same for a part.
///
/// # Errors
///
/// As for [`value`].
pub fn part(part: &Part) -> Expanded {
    match part {
        Part::Literal(text) => Ok(text.clone()),
        Part::Expand(text) => expand(text),
    }
}

/// What author's text means.
///
/// # Errors
///
/// As for [`value`].
pub fn expand(text: &str) -> Expanded {
    let mut rest = text.chars().collect::<Vec<_>>();
    rest.reverse();
    until(&mut rest, Word::Text)
}

/// Which word is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    /// The text itself, to its end.
    Text,
    /// Of `${NAME:-word}`.
    Plain,
    /// Of `${NAME#word}`, and what takes the place of what `${NAME/word/…}` finds.
    Pattern,
    /// Of `${NAME/word/…}`.
    Replaced,
}

/// Reads to the end, or past what closes the word; the rest is the wrong way round.
fn until(rest: &mut Vec<char>, word: Word) -> Expanded {
    let end = match word {
        Word::Text => None,
        Word::Plain | Word::Pattern => Some('}'),
        Word::Replaced => Some('/'),
    };
    let mut out = String::new();
    while let Some(next) = rest.pop() {
        match next {
            _ if Some(next) == end => return Ok(out),
            '\\' => {
                let protects = |it: &char| {
                    *it == '$' || (*it == '}' && word != Word::Text) || Some(*it) == end
                };
                let protects = rest.last().is_some_and(protects);
                if !protects {
                    out.push('\\');
                }
                if protects || matches!(word, Word::Pattern | Word::Replaced) {
                    out.extend(rest.pop());
                }
            }
            '$' => out.push_str(&reference(rest)?),
            other => out.push(other),
        }
    }
    match end {
        Some(end) => Err(format!("no closing {end}")),
        None => Ok(out),
    }
}

fn name(rest: &mut Vec<char>) -> Expanded {
    let mut name = String::new();
    let digits = match rest.last() {
        Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => {
            name.extend(rest.pop());
            return Ok(name);
        }
        first => first.is_some_and(|it| it.is_numeric()),
    };
    let is_part = |it: &char| it.is_numeric() || (!digits && (it.is_alphabetic() || *it == '_'));
    while let Some(next) = rest.last().copied().filter(is_part) {
        name.push(next);
        rest.pop();
    }
    if name.contains(|it: char| it.is_numeric() && !it.is_ascii()) {
        return Err("a number beyond ASCII in a name".to_owned());
    }
    Ok(name)
}

fn reference(rest: &mut Vec<char>) -> Expanded {
    let braces = rest.last() == Some(&'{');
    if braces {
        rest.pop();
        if matches!(rest.last(), Some('{' | '}' | ':')) {
            return Err("no name".to_owned());
        }
    }
    let name = name(rest)?;
    let value = lookup(&name);
    if !braces {
        return Ok(match value {
            _ if name.is_empty() => "$".to_owned(),
            value => value.unwrap_or_default().to_owned(),
        });
    }
    match rest.pop() {
        Some('}') => Ok(value.unwrap_or_default().to_owned()),
        Some(operator @ ('#' | '%')) => {
            let pattern = until(rest, Word::Pattern)?;
            modifier::trim(value.unwrap_or_default(), operator, &pattern)
        }
        Some('/') => {
            let all = rest.last() == Some(&'/');
            if all {
                rest.pop();
            }
            let pattern = until(rest, Word::Replaced)?;
            let replacement = until(rest, Word::Pattern)?;
            modifier::replace(value.unwrap_or_default(), &pattern, &replacement, all)
        }
        Some(':') => {
            let operator = rest.pop().unwrap_or_default();
            let word = until(rest, Word::Plain)?;
            modifier::word(value, true, operator, word)
        }
        Some(operator) => {
            let word = until(rest, Word::Plain)?;
            modifier::word(value, false, operator, word)
        }
        None => Err("no closing brace".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_dollar_is_special() {
        for (text, meaning) in [
            (r#"'"\`<<E"#, r#"'"\`<<E"#),
            (r"\$A$A\\$A", r"$Aset/to.x\$A"),
            (r#"${C:-a "b" \x\}\$}}"#, r#"a "b" \x}$}"#),
            ("5$ $1$@$$|$é$.", "5$ |$."),
            (r"${A#set\/}${A/\//\}}${A/$B./'}", "to.xset}to.xset/to'x"),
            ("${A#*/}${B+x}${B:+x}${C-${B:-y}}", "to.xxy"),
        ] {
            assert_eq!(expand(text).as_deref(), Ok(meaning), "{text}");
        }
        assert!(expand("${").is_err() && expand("${A").is_err() && expand("${C:?}").is_err());
    }
}
