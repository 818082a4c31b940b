//! Columns for people.

use std::fmt;

use crate::shown::Shown;

/// As wide as terminals are at least.
const WIDTH: usize = 80;
/// Between two columns.
const GAP: usize = 2;
/// What the first column has at least.
const FIRST: usize = 20;

/// Writes a head and rows. What does not fit into the first column stands on a line of its own; a line ends at the last column of
/// a terminal.
pub(super) fn write<const N: usize>(
    f: &mut fmt::Formatter<'_>,
    head: [&str; N],
    rows: &[[String; N]],
) -> fmt::Result {
    let width = |text: &str| text.chars().count();
    let rows: Vec<[String; N]> = rows
        .iter()
        .map(|row| row.each_ref().map(|it| it.shown()))
        .collect();
    let mut widths = head.map(width);
    for row in &rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = width(cell).max(*widest);
        }
    }
    let others: usize = widths.iter().skip(1).map(|it| it + GAP).sum();
    if let Some(first) = widths.first_mut() {
        *first = WIDTH.saturating_sub(others).max(FIRST).min(*first);
    }
    let head = head.map(str::to_owned);
    for row in std::iter::once(&head).chain(&rows) {
        let mut line = String::new();
        for (at, (cell, column)) in row.iter().zip(widths).enumerate() {
            if at == 0 && width(cell) > column {
                writeln!(f, "{}", cut(cell))?;
                line.extend(std::iter::repeat_n(' ', column + GAP));
            } else {
                line.push_str(cell);
                let blanks = (column + GAP).saturating_sub(width(cell));
                line.extend(std::iter::repeat_n(' ', blanks));
            }
        }
        writeln!(f, "{}", cut(line.trim_end()))?;
    }
    Ok(())
}

/// As much of a line as a terminal shows.
fn cut(line: &str) -> String {
    if line.chars().count() <= WIDTH {
        return line.to_owned();
    }
    line.chars().take(WIDTH - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use std::fmt;

    struct Table(Vec<[String; 3]>);

    impl fmt::Display for Table {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            super::write(f, ["ID", "STATE", "SIZE"], &self.0)
        }
    }

    #[test]
    fn no_line_is_longer_than_a_terminal() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned);
        let table = Table(vec![
            row(["a\nb", "whole", "1 B"]),
            row([&"x".repeat(200), "s", ""]),
        ])
        .to_string();
        let lines: Vec<_> = table.lines().collect();
        let blanks = " ".repeat(80 - 11 - 5);
        assert_eq!(
            lines.first().copied(),
            Some(&*format!("ID{blanks}   STATE  SIZE"))
        );
        assert_eq!(
            lines.get(1).copied(),
            Some(&*format!("a\\nb{blanks} whole  1 B"))
        );
        assert_eq!(
            lines.get(2).copied(),
            Some(&*format!("{}…", "x".repeat(79)))
        );
        assert_eq!(
            lines.get(3).copied(),
            Some(&*format!("{}s", " ".repeat(69)))
        );
        let wide = Table(vec![row(["a", &"x".repeat(50), &"y".repeat(50)])]).to_string();
        assert!(
            wide.lines().all(|line| line.chars().count() <= 80),
            "{wide}"
        );
    }
}
