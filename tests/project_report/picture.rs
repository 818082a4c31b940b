//! What the text of a picture is held to.

/// What Mermaid takes for more than text, in a label in double quotes.
const SYNTAX: &str = "\"<>&`\\*_;{}$~";

/// The label with what is written by number left out.
fn without_numbers(label: &str) -> String {
    let mut parts = label.split('#');
    let mut rest = parts.next().unwrap().to_owned();
    for part in parts {
        let (number, more) = part.split_once(';').expect(label);
        assert!(
            !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit()),
            "{label}"
        );
        rest.push_str(more);
    }
    rest
}

fn is_node(name: &str, kind: char) -> bool {
    let number = name.strip_prefix(kind);
    number.is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
}

/// A picture for Mermaid has one statement a line, of those that are ours, and no value says more.
pub(crate) fn mermaid(text: &str) {
    assert!(text.len() < 50_000, "{}", text.len());
    assert!(text.ends_with('\n'));
    // Read as a line break, after the number has become a character.
    assert!(!text.contains("#92;n"), "{text}");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("flowchart LR"));
    let mut joined = 0;
    for line in lines {
        let line = line.strip_prefix("    ").expect(line);
        assert!(!line.contains(|it: char| it.is_control()), "{line}");
        if let Some((service, directory)) = line.split_once(" --- ") {
            if is_node(service, 's') && is_node(directory, 'd') {
                joined += 1;
                continue;
            }
        }
        if let Some((node, label)) = line.split_once("[(\"") {
            if is_node(node, 'd') {
                let label = label.strip_suffix("\")]").expect(line);
                let (id, described) = label.split_once("<br>").expect(line);
                for part in [id, described] {
                    assert!(
                        !without_numbers(part).contains(|it| SYNTAX.contains(it)),
                        "{line}"
                    );
                }
                continue;
            }
        }
        if let Some((node, label)) = line.split_once("[\"") {
            if is_node(node, 's') || node == "rest" {
                let label = label.strip_suffix("\"]").expect(line);
                let is_ours = node == "rest";
                let rest = without_numbers(label);
                assert!(
                    is_ours || !rest.contains(|it| SYNTAX.contains(it)),
                    "{line}"
                );
                continue;
            }
        }
        let ours = ["classDef split ", "class d", "linkStyle ", "style rest "];
        let rest = ours
            .iter()
            .find_map(|it| line.strip_prefix(it))
            .expect(line);
        let plain = |it: char| it.is_ascii_alphanumeric() || " ,:#-".contains(it);
        assert!(rest.chars().all(plain), "{line}");
    }
    assert!(joined <= 500, "{joined}");
}

/// In a picture for Graphviz every string is closed in its line, and no value says more.
pub(crate) fn dot(text: &str) {
    assert!(text.starts_with("graph caches {\n") && text.ends_with("\n}\n"));
    for line in text.lines() {
        assert!(!line.contains(|it: char| it.is_control()), "{line}");
        let mut outside = String::new();
        let mut inside = false;
        let mut characters = line.chars();
        let mut breaks = 0;
        while let Some(character) = characters.next() {
            match (inside, character) {
                (_, '"') => inside = !inside,
                (true, '\\') => match characters.next() {
                    Some('"' | '\\') => {}
                    Some('n') => breaks += 1,
                    other => panic!("{other:?}: {line}"),
                },
                (true, '&') => {
                    let rest = characters.as_str();
                    assert!(rest.starts_with("amp;"), "{line}");
                }
                (true, _) => {}
                (false, _) => outside.push(character),
            }
        }
        assert!(!inside, "{line}");
        assert!(breaks <= 1, "{line}");
        let plain = |it: char| it.is_ascii_alphanumeric() || " ,=[]{}-".contains(it);
        assert!(outside.chars().all(plain), "{line}");
    }
}
