//! Names of the build context. The client reads a path of it as a pattern, and so finds what it has to send.

/// What makes the client read a pattern instead of a path.
pub(crate) const EXPRESSION: [char; 5] = ['*', '?', '[', ']', '\\'];

/// Where a path holds what the client takes for its own: blanks at its ends, which it cuts off, and `!` at its start,
/// which leaves files out. As offsets.
///
/// Source: `New` of `github.com/moby/patternmatcher`, to which cleaned paths come.
pub(crate) fn ends(path: &str) -> Vec<usize> {
    let mut components = Vec::new();
    let mut start = 0;
    for component in path.split('/') {
        if !matches!(component, "" | ".") {
            components.push((start, component));
        }
        start += component.len() + 1;
    }
    // Behind `..` any component may become the first.
    let all = components.iter().any(|(_, component)| *component == "..");
    let last = components.len().saturating_sub(1);
    let mut found = Vec::new();
    for (at, (start, component)) in components.into_iter().enumerate() {
        let is_start = |first: char| first.is_whitespace() || first == '!';
        if (all || at == 0) && component.starts_with(is_start) {
            found.push(start);
        }
        if let Some((end, character)) = component.char_indices().next_back() {
            if (all || at == last) && character.is_whitespace() {
                found.push(start + end);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_sees_the_ends_of_the_cleaned_path() {
        for (path, found) in [
            ("", &[][..]),
            ("a", &[]),
            ("a b!", &[]),
            (" a", &[0]),
            ("!a", &[0]),
            ("! ", &[0, 1]),
            ("a ", &[1]),
            ("a  ", &[2]),
            ("a\u{2028}", &[1]),
            ("/ a/", &[1]),
            ("./!a /.", &[2, 4]),
            (".//!a", &[3]),
            ("a/!b/ c", &[]),
            ("a / b", &[]),
            ("a/ ", &[2]),
            ("a /../!b /c", &[1, 6, 8]),
        ] {
            let mut ends = ends(path);
            ends.dedup();
            assert_eq!(ends, found, "{path:?}");
        }
    }
}
