//! The parser directives at the top of a file, as BuildKit finds them.

/// What a file says of its reader.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Directives {
    /// `# syntax`
    pub syntax: Option<String>,
    /// `# escape`
    pub escape: Option<String>,
    /// `# check`
    pub check: Option<String>,
}

/// The directives of a file.
///
/// # Errors
///
/// If one is there twice.
pub fn read(text: &str) -> Result<Directives, String> {
    let mut found = Directives::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for line in text.split('\n') {
        let Some((name, value)) = directive(line) else {
            break;
        };
        let place = match name.to_ascii_lowercase().as_str() {
            "syntax" => &mut found.syntax,
            "escape" => &mut found.escape,
            "check" => &mut found.check,
            _ => break,
        };
        if place.replace(value.to_owned()).is_some() {
            return Err(format!("the directive {name} is there twice"));
        }
    }
    Ok(found)
}

fn directive(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start().strip_prefix('#')?.trim_start();
    let (name, value) = line.split_once('=')?;
    let name = name.trim_end_matches([' ', '\t', '\r', '\u{c}']);
    let value = value.trim_matches([' ', '\t', '\r', '\u{c}']);
    let named = name.starts_with(|it: char| it.is_ascii_alphabetic())
        && name.bytes().all(|it| it.is_ascii_alphanumeric());
    (named && !value.is_empty()).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_end_at_the_first_line_that_is_none() {
        let found = read("# Syntax = d/f:1 \n#escape=`\n# a\n# check=x\nFROM a\n");
        let expected = Directives {
            syntax: Some("d/f:1".into()),
            escape: Some("`".into()),
            check: None,
        };
        assert_eq!(found, Ok(expected));
        assert!(read("#escape=`\n#escape=`\n").is_err());
    }
}
