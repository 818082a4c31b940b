//! What the report as Markdown is held to, by a reader of its own for the little that it needs.

use dockerkit::CacheReport;

/// A line with what is escaped and what is code taken away, and the code.
///
/// Sources: [code spans](https://spec.commonmark.org/0.31.2/#code-spans) and
/// [backslash escapes](https://spec.commonmark.org/0.31.2/#backslash-escapes).
fn plain(line: &str) -> (String, Vec<String>) {
    let mut plain = String::new();
    let mut spans = Vec::new();
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        if character == '\\' && rest[1..].starts_with(|it: char| it.is_ascii_punctuation()) {
            plain.push('e');
            rest = &rest[2..];
            continue;
        }
        if character != '`' {
            plain.push(character);
            rest = &rest[character.len_utf8()..];
            continue;
        }
        let behind = rest.trim_start_matches('`');
        let fence = rest.len() - behind.len();
        let mut at = 0;
        let end = loop {
            let from = behind[at..].find('`').expect(line) + at;
            let run = behind[from..].len() - behind[from..].trim_start_matches('`').len();
            if run == fence {
                break from;
            }
            at = from + run;
        };
        spans.push(behind[..end].to_owned());
        plain.push('c');
        rest = &behind[end + fence..];
    }
    (plain, spans)
}

/// The cells of a row, as GFM parts them: before anything else is read.
///
/// Source: [tables](https://github.github.com/gfm/#tables-extension-).
fn cells(row: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut characters = row.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                let next = characters.next().unwrap();
                if next != '|' {
                    cells.last_mut().unwrap().push('\\');
                }
                cells.last_mut().unwrap().push(next);
            }
            '|' => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(character),
        }
    }
    assert_eq!(cells.first().unwrap(), "", "{row}");
    assert_eq!(cells.last().unwrap(), "", "{row}");
    cells[1..cells.len() - 1].to_vec()
}

/// Nothing is markup in text without its code.
fn is_text(line: &str) {
    let (text, _) = plain(line);
    assert!(
        !text.contains(|it: char| "*_[]<>#|~&!@$`\\".contains(it)),
        "{line}\n{text}"
    );
    assert!(!text.contains("://") && !text.contains("www."), "{line}");
    assert!(!text.contains(|it: char| it.is_control()), "{line}");
}

/// It has a row of three cells for each directory, an entry for each split, the picture, and no markup by any name.
pub(crate) fn look(markdown: &str, report: &CacheReport) {
    let (text, picture) = match markdown.split_once("\n```mermaid\n") {
        Some((text, picture)) => (text, picture.strip_suffix("```\n").expect(markdown)),
        None => (markdown, ""),
    };
    assert_eq!(picture.is_empty(), report.directories.is_empty());
    assert!(picture.is_empty() || picture == report.mermaid());
    assert!(
        !picture.contains("```") && !text.contains("\n```"),
        "{markdown}"
    );

    let mut rows = 0;
    let mut entries = 0;
    for (number, line) in text.lines().enumerate() {
        match (number, line) {
            (
                _,
                ""
                | "| directory | | services |"
                | "| --- | --- | --- |"
                | "Looks shared and is not:"
                | "What is wrong with these caches:",
            ) => {}
            (0, line) => is_text(line),
            (_, line)
                if line.ends_with(" of its manager.") || line.ends_with(" of their managers.") =>
            {
                is_text(line);
            }
            (_, line) if line.starts_with("| ") => {
                let cells = cells(line);
                assert_eq!(cells.len(), 3, "{line}");
                for cell in &cells {
                    is_text(&cell.replace('|', "\\|"));
                }
                // The id is code, and all of the cell.
                let id = cells[0].trim().trim_start_matches("🔴 ");
                let (rest, spans) = plain(id);
                assert_eq!((rest.as_str(), spans.len()), ("c", 1), "{line}");
                rows += 1;
            }
            (_, line) => {
                let entry = line.strip_prefix("- **").expect(line);
                let (text, _) = plain(entry);
                let (name, rest) = text.split_once("**: ").expect(line);
                assert!(!name.contains('*') && !rest.contains('*'), "{line}");
                is_text(&entry.replacen("**: ", ": ", 1));
                entries += 1;
            }
        }
    }
    assert_eq!(
        (rows, entries),
        (
            report.directories.len(),
            report.splits.len() + report.findings.len()
        )
    );
}
