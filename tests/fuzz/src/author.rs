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
    until(&mut rest, false)
}

/// Whether BuildKit has no way to say this, or the documentation does not: quotes and references in a pattern.
pub fn is_unclear(text: &str) -> bool {
    ["#", "%", "/"].iter().any(|operator| {
        text.match_indices("${").any(|(at, _)| {
            let inside =
                text[at + 2..].trim_start_matches(|it: char| it.is_alphanumeric() || it == '_');
            let pattern = inside.split('}').next().unwrap_or_default();
            inside.starts_with(operator) && pattern.contains(['$', '"', '\'', '\\', '`', '<'])
        })
    })
}

/// Reads to the end, or past the brace that closes; the rest is the wrong way round.
fn until(rest: &mut Vec<char>, braces: bool) -> Expanded {
    let mut out = String::new();
    while let Some(next) = rest.pop() {
        match next {
            '}' if braces => return Ok(out),
            '\\' if rest.last() == Some(&'$') || (braces && rest.last() == Some(&'}')) => {
                out.extend(rest.pop());
            }
            '$' => out.push_str(&reference(rest)?),
            other => out.push(other),
        }
    }
    if braces {
        return Err("no closing brace".to_owned());
    }
    Ok(out)
}

fn reference(rest: &mut Vec<char>) -> Expanded {
    let braces = rest.last() == Some(&'{');
    if braces {
        rest.pop();
    }
    let mut name = String::new();
    while let Some(next) = rest
        .last()
        .filter(|it| it.is_ascii_alphanumeric() || **it == '_')
    {
        name.push(*next);
        rest.pop();
    }
    if name.is_empty() || name.starts_with(|it: char| it.is_ascii_digit()) {
        return Err("a dollar that refers to nothing".to_owned());
    }
    let value = lookup(&name);
    if !braces {
        return Ok(value.unwrap_or_default().to_owned());
    }
    match rest.pop() {
        Some('}') => Ok(value.unwrap_or_default().to_owned()),
        Some(operator @ ('#' | '%')) => {
            modifier::trim(value.unwrap_or_default(), operator, &pattern(rest)?)
        }
        Some('/') => {
            let all = rest.last() == Some(&'/');
            if all {
                rest.pop();
            }
            let text = pattern(rest)?;
            let (pattern, replacement) = text.split_once('/').ok_or("no replacement")?;
            modifier::replace(value.unwrap_or_default(), pattern, replacement, all)
        }
        Some(':') => {
            let operator = rest.pop().unwrap_or_default();
            let word = until(rest, true)?;
            modifier::word(value, true, operator, word)
        }
        Some(operator) => {
            let word = until(rest, true)?;
            modifier::word(value, false, operator, word)
        }
        None => Err("no closing brace".to_owned()),
    }
}

/// The pattern up to the brace, as it is written.
fn pattern(rest: &mut Vec<char>) -> Expanded {
    let mut text = String::new();
    loop {
        match rest.pop() {
            Some('}') => return Ok(text),
            Some(other) => text.push(other),
            None => return Err("no closing brace".to_owned()),
        }
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
            ("${A#*/}${B+x}${B:+x}${C-${B:-y}}", "to.xxy"),
        ] {
            assert_eq!(expand(text).as_deref(), Ok(meaning), "{text}");
        }
        assert!(expand("$").is_err() && expand("${A").is_err() && expand("${C:?}").is_err());
    }
}
