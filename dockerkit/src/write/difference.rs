//! What differs between two texts, for people: the lines with some around them, and not too many.

use std::borrow::Cow;
use std::ops::Range;

/// The lines shown around a change.
const AROUND: usize = 3;
/// The lines shown at most.
const LINES: usize = 50;
/// The characters shown of a line.
const WIDTH: usize = 160;
/// The most comparisons of lines; beyond it everything that changed is shown as one change.
const COMPARISONS: usize = 1_000_000;

/// Which text a line is in.
#[derive(Clone, Copy, PartialEq)]
enum In {
    Both,
    Old,
    New,
}

type Line<'a> = (In, &'a str);

/// The lines of the old text that are not in the new one, with `-`, and the other way round, with `+`.
pub(super) fn lines(old: &str, new: &str) -> String {
    // Git may have changed all newlines, and not all lines differ because of that.
    let unix = if new.contains("\r\n") {
        Cow::Borrowed(old)
    } else {
        Cow::Owned(old.replace("\r\n", "\n"))
    };
    if unix != old && unix == new {
        let why = "BuildKit keeps the CR in the bodies of here-documents";
        let advice =
            "a line `Dockerfile text eol=lf` in `.gitattributes` keeps Git from changing them";
        return format!("its newlines are CR LF instead of LF, and {why}; {advice}");
    }
    let old = unix.as_ref();
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let all = compare(&old, &new);
    let (mut shown, mut more) = (Vec::new(), 0);
    for hunk in hunks(&all) {
        if shown.len() > LINES {
            more += hunk.len() + 1;
            continue;
        }
        shown.push(header(&all, &hunk));
        for (side, line) in all.get(hunk).unwrap_or_default() {
            let sign = match side {
                In::Both => ' ',
                In::Old => '-',
                In::New => '+',
            };
            shown.push(format!("{sign}{}", printable(line)));
            if !line.ends_with('\n') {
                shown.push("\\ no newline at the end".to_owned());
            }
        }
    }
    more += shown.len().saturating_sub(LINES);
    if more > 0 {
        shown.truncate(LINES);
        shown.push(format!(
            "… and {more} more {}",
            if more == 1 { "line" } else { "lines" }
        ));
    }
    shown.join("\n")
}

/// A line without what would upset a terminal.
fn printable(line: &str) -> String {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let mut text = String::new();
    for (at, character) in line.chars().enumerate() {
        if at == WIDTH {
            text.push('…');
            break;
        }
        if character.is_control() && character != '\t' {
            text.extend(character.escape_debug());
        } else {
            text.push(character);
        }
    }
    text
}

fn compare<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Line<'a>> {
    let (mut old, mut new) = (old, new);
    let mut all: Vec<Line<'a>> = Vec::new();
    while let ([line, old_rest @ ..], [other, new_rest @ ..]) = (old, new) {
        if line != other {
            break;
        }
        all.push((In::Both, line));
        (old, new) = (old_rest, new_rest);
    }
    let mut tail: Vec<Line<'a>> = Vec::new();
    while let ([old_rest @ .., line], [new_rest @ .., other]) = (old, new) {
        if line != other {
            break;
        }
        tail.push((In::Both, line));
        (old, new) = (old_rest, new_rest);
    }
    if old.len().saturating_mul(new.len()) > COMPARISONS {
        add(In::Old, old, &mut all);
        add(In::New, new, &mut all);
    } else {
        middle(old, new, &mut all);
    }
    tail.reverse();
    all.append(&mut tail);
    all
}

fn add<'a>(side: In, lines: &[&'a str], all: &mut Vec<Line<'a>>) {
    for line in lines {
        all.push((side, *line));
    }
}

/// Keeps as many lines as possible: the longest common subsequence.
fn middle<'a>(mut old: &[&'a str], mut new: &[&'a str], all: &mut Vec<Line<'a>>) {
    let table = lengths(old, new);
    let kept = |old: usize, new: usize| {
        table
            .get(old)
            .and_then(|row| row.get(new))
            .copied()
            .unwrap_or(0)
    };
    loop {
        match (old.split_first(), new.split_first()) {
            (Some((line, next_old)), Some((other, next_new))) if line == other => {
                all.push((In::Both, *line));
                (old, new) = (next_old, next_new);
            }
            (Some((line, next)), other)
                if other.is_none()
                    || kept(next.len(), new.len()) >= kept(old.len(), new.len() - 1) =>
            {
                all.push((In::Old, *line));
                old = next;
            }
            (_, Some((line, next))) => {
                all.push((In::New, *line));
                new = next;
            }
            _ => break,
        }
    }
}

/// How many lines can be kept of the last `n` old and the last `m` new ones: row `n`, column `m`.
fn lengths(old: &[&str], new: &[&str]) -> Vec<Vec<u32>> {
    let mut above = vec![0; new.len() + 1];
    let mut table = Vec::with_capacity(old.len() + 1);
    for line in old.iter().rev() {
        let mut row = Vec::with_capacity(above.len());
        let mut last = 0;
        row.push(last);
        for (other, pair) in new.iter().rev().zip(above.windows(2)) {
            last = match pair {
                [corner, _] if line == other => corner + 1,
                [_, over] => last.max(*over),
                _ => last,
            };
            row.push(last);
        }
        table.push(std::mem::replace(&mut above, row));
    }
    table.push(above);
    table
}

/// The changes with the lines around them; those that touch are one.
fn hunks(all: &[Line<'_>]) -> Vec<Range<usize>> {
    let mut hunks: Vec<Range<usize>> = Vec::new();
    for (at, _) in all
        .iter()
        .enumerate()
        .filter(|(_, (side, _))| *side != In::Both)
    {
        let end = (at + AROUND + 1).min(all.len());
        let start = at.saturating_sub(AROUND);
        match hunks.last_mut() {
            Some(last) if start <= last.end => last.end = end,
            _ => hunks.push(start..end),
        }
    }
    hunks
}

/// Which lines of both texts a hunk is about.
fn header(all: &[Line<'_>], hunk: &Range<usize>) -> String {
    let count = |range: Range<usize>, other: In| {
        all.get(range)
            .unwrap_or_default()
            .iter()
            .filter(|(side, _)| *side != other)
            .count()
    };
    let span = |other: In| {
        let (before, inside) = (count(0..hunk.start, other), count(hunk.clone(), other));
        format!("{},{inside}", if inside == 0 { before } else { before + 1 })
    };
    format!("@@ -{} +{} @@", span(In::New), span(In::Old))
}

#[cfg(test)]
mod tests {
    use super::{In, compare, lines};

    #[test]
    fn changed_lines_are_shown_with_those_around_them() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n";
        let new = old.replace("5\n6\n", "five\n6\n").replace("14\n", "");
        assert_eq!(
            lines(old, &new),
            "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n@@ -11,6 +11,5 @@\n 11\n 12\n 13\n-14\n 15\n 16"
        );
    }

    #[test]
    fn nothing_and_something_differ_in_every_line() {
        assert_eq!(lines("", "a\nb\n"), "@@ -0,0 +1,2 @@\n+a\n+b");
        assert_eq!(lines("a\nb\n", ""), "@@ -1,2 +0,0 @@\n-a\n-b");
    }

    #[test]
    fn what_cannot_be_seen_is_shown() {
        assert_eq!(
            lines("a", "a\n"),
            "@@ -1,1 +1,1 @@\n-a\n\\ no newline at the end\n+a"
        );
        assert_eq!(
            lines("a\tb\u{1b}[31m\rc\n", "\n"),
            "@@ -1,1 +1,1 @@\n-a\tb\\u{1b}[31m\\rc\n+"
        );
    }

    #[test]
    fn newlines_are_the_difference_only_where_nothing_else_is() {
        assert_eq!(
            lines("a\r\nb\r\n", "a\nb\n"),
            "its newlines are CR LF instead of LF, and BuildKit keeps the CR in the bodies of here-documents; \
             a line `Dockerfile text eol=lf` in `.gitattributes` keeps Git from changing them"
        );
        assert_eq!(lines("a\r\nb\r\n", "a\nc\n"), "@@ -1,2 +1,2 @@\n a\n-b\n+c");
        // A here-document with newlines of its own.
        assert_eq!(
            lines("a\nb\n", "a\r\nb\n"),
            "@@ -1,2 +1,2 @@\n-a\n+a\\r\n b"
        );
        assert_eq!(
            lines("a\r\nb\r\n", "a\r\nb\n"),
            "@@ -1,2 +1,2 @@\n a\\r\n-b\\r\n+b"
        );
    }

    #[test]
    fn a_difference_is_bounded() {
        let file = |name: &str| {
            (0..2000)
                .map(|at| format!("{name} {at}"))
                .collect::<Vec<_>>()
                .join("\n")
                + "\n"
        };
        let (old, new) = (file("old"), file("new"));
        let text = lines(&old, &new);
        assert!(text.ends_with("\n-old 48\n… and 3951 more lines"), "{text}");
        assert_eq!(text.lines().count(), 51);
        assert_eq!(
            lines(&"x".repeat(1000), "").lines().nth(1),
            Some(format!("-{}…", "x".repeat(160)).as_str())
        );
    }

    #[test]
    fn as_many_lines_as_possible_are_kept() {
        let old = ["a", "b", "c", "a", "b", "b", "a"];
        let new = ["c", "b", "a", "b", "a", "c"];
        let all = compare(&old, &new);
        let of = |other: In| {
            all.iter()
                .filter(|(side, _)| *side != other)
                .map(|(_, line)| *line)
                .collect::<Vec<_>>()
        };
        assert_eq!(of(In::New), old);
        assert_eq!(of(In::Old), new);
        assert_eq!(all.iter().filter(|(side, _)| *side == In::Both).count(), 4);
    }
}
