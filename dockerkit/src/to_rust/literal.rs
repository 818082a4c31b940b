//! String literals of Rust: as short and as readable as the text allows.

/// The literal of a text, on one line.
pub(super) fn line(text: &str) -> String {
    if !text.chars().all(is_plain) {
        return escaped(text);
    }
    match hashes(text) {
        Some(hashes) if text.contains(['"', '\\']) => raw(text, hashes),
        Some(_) => format!("\"{text}\""),
        None => escaped(text),
    }
}

/// The literal of a text that keeps its lines, which begin where lines of the file do.
pub(super) fn lines(text: &str) -> String {
    match hashes(text) {
        Some(hashes) if text.contains('\n') && is_readable(text) => {
            if text.contains(['"', '\\']) {
                raw(text, hashes)
            } else {
                format!("\"{text}\"")
            }
        }
        _ => line(text),
    }
}

/// The literal of a text that keeps its lines with this indentation, which `dockerfile!` takes away again.
pub(super) fn indented(text: &str, indent: usize) -> Option<String> {
    let hashes = hashes(text)?;
    if !text.contains('\n') || !is_readable(text) || !begins_somewhere(text) {
        return None;
    }
    let margin = " ".repeat(indent);
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(&margin);
            out.push_str(line);
        }
    }
    if out.ends_with('\n') {
        // The quote stands where the lines begin.
        out.push_str(&margin);
    }
    Some(if text.contains(['"', '\\']) {
        raw(&out, hashes)
    } else {
        format!("\"{out}\"")
    })
}

/// Whether one of its lines has no indentation, so that what is put in front of all can be taken away; and rustfmt lets all
/// lines be: of one that ends with a backslash, and of the last one, it writes the blanks in front anew.
fn begins_somewhere(text: &str) -> bool {
    let blank = |it: char| it == ' ' || it == '\t';
    let begins = |line: &str| line.starts_with(|first| !blank(first));
    let has_tab = |line: &str| {
        let margin = line.len() - line.trim_start_matches(blank).len();
        line.split_at(margin).0.contains('\t')
    };
    let mut lines = text.split('\n').peekable();
    let mut some_begins = false;
    while let Some(line) = lines.next() {
        some_begins |= begins(line);
        let is_last = lines.peek().is_none();
        if (is_last || line.ends_with('\\')) && has_tab(line) {
            return false;
        }
    }
    some_begins
}

/// Whether all of it can be seen.
fn is_readable(text: &str) -> bool {
    text.chars()
        .all(|it| it == '\n' || it == '\t' || is_plain(it))
}

/// Whether a character can stand in a literal and a comment as it is.
pub(super) fn is_plain(character: char) -> bool {
    let is_usual = character <= '\u{ffff}' || is_wide(character);
    matches!(character, '"' | '\'' | '\\') || (is_usual && character.escape_debug().len() == 1)
}

/// Whether it is a character beyond the first 65,536 that is two columns wide: an ideograph, or one of the usual pictures.
pub(super) fn is_wide(character: char) -> bool {
    matches!(
        u32::from(character),
        0x1f300..=0x1f320
            | 0x1f32d..=0x1f335
            | 0x1f337..=0x1f37c
            | 0x1f37e..=0x1f393
            | 0x1f3a0..=0x1f3ca
            | 0x1f3e0..=0x1f3f0
            | 0x1f3f8..=0x1f43e
            | 0x1f442..=0x1f4fc
            | 0x1f4ff..=0x1f53d
            | 0x1f5fb..=0x1f64f
            | 0x1f680..=0x1f6c5
            | 0x1f90c..=0x1f93a
            | 0x1f947..=0x1f9ff
            | 0x20000..=0x3fffd
    )
}

/// How many `#` its raw literal needs, if that can be written.
fn hashes(text: &str) -> Option<usize> {
    let mut most = None;
    for rest in text.split('"').skip(1) {
        let count = rest.len() - rest.trim_start_matches('#').len();
        most = most.max(Some(count));
    }
    let needed = most.map_or(0, |most| most + 1);
    // Rust takes no more.
    (needed < 256).then_some(needed)
}

fn raw(text: &str, hashes: usize) -> String {
    let hashes = "#".repeat(hashes);
    format!("r{hashes}\"{text}\"{hashes}")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            _ if is_plain(character) => out.push(character),
            _ if character.escape_debug().len() > 1 => out.extend(character.escape_debug()),
            _ => out.extend(character.escape_unicode()),
        }
    }
    out.push('"');
    out
}

/// Whether `dockerfile!` would take a name in braces for a value that somebody forgot to put in.
pub(super) fn looks_interpolated(text: &str) -> bool {
    if text.contains('\n') {
        return false;
    }
    let mut before = ' ';
    let mut quoted = false;
    for (at, character) in text.char_indices() {
        if character == '\'' && before != '\\' {
            quoted = !quoted;
        }
        if character == '{' && !quoted && !"${%@^\\#!".contains(before) {
            let name = text.split_at(at + 1).1;
            let end = name
                .find(|it: char| !(it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_'));
            let (name, behind) = name.split_at(end.unwrap_or(name.len()));
            let is_name = name.starts_with(|first: char| first.is_ascii_lowercase());
            if is_name && behind.starts_with(['}', ':']) {
                return true;
            }
        }
        before = character;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_as_short_as_they_can_be() {
        for (text, literal) in [
            ("", r#""""#),
            ("a b", r#""a b""#),
            ("it's", r#""it's""#),
            (r"a\b", r#"r"a\b""#),
            (r#"a "b""#, "r#\"a \"b\"\"#"),
            ("a \"#", "r##\"a \"#\"##"),
            ("a\tb", r#""a\tb""#),
            ("a\r\n\"", r#""a\r\n\"""#),
            ("é\u{202e}", r#""é\u{202e}""#),
            ("😀\u{1f574}", r#""😀\u{1f574}""#),
        ] {
            assert_eq!(line(text), literal, "{text}");
        }
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(lines("a\n\tb\n"), "\"a\n\tb\n\"");
        assert_eq!(lines("a \\\n  b"), "r\"a \\\n  b\"");
        assert_eq!(lines("a\r\nb"), r#""a\r\nb""#);
        assert_eq!(
            indented("a \\\n  b", 4).as_deref(),
            Some("r\"\n    a \\\n      b\"")
        );
        assert_eq!(
            indented("a\n\nb\n", 2).as_deref(),
            Some("\"\n  a\n\n  b\n  \"")
        );
        assert_eq!(indented("  a\n  b", 2), None);
        assert_eq!(indented("a\n\tb \\\nc", 2), None);
        assert_eq!(indented("a\n\tb", 2), None);
        assert_eq!(
            indented("a\n\tb\nc", 2).as_deref(),
            Some("\"\n  a\n  \tb\n  c\"")
        );
        assert_eq!(indented("a", 2), None);
    }

    #[test]
    fn names_in_braces_are_found() {
        for text in ["pip install {package}", "x-{version:?}.tar", "{name}"] {
            assert!(looks_interpolated(text), "{text}");
        }
        for text in [
            "echo ${name} {a,b} {1..3} $f{}",
            "awk '{print}'",
            "{A}",
            "{",
            "E\n{a}",
        ] {
            assert!(!looks_interpolated(text), "{text}");
        }
    }
}
