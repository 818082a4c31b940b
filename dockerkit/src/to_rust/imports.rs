//! The names of the library that are used.

use std::collections::BTreeSet;

use super::layout::Expr;
use super::rustfmt::TAB;

/// How wide a line of them may be, alone and among others.
const ALONE: usize = 98;
const LINE: usize = 99;

#[derive(Default)]
pub(super) struct Imports(BTreeSet<String>);

impl Imports {
    pub(super) fn add(&mut self, name: &str) {
        self.0.insert(name.to_owned());
    }

    /// Those that stand in an expression.
    pub(super) fn of(&mut self, expr: &Expr) {
        expr.names(&mut |callee| {
            if matches!(callee, "literal" | "expand" | "pattern") {
                self.add(callee);
            } else if !callee.starts_with('.') {
                self.types_in(callee);
            }
        });
    }

    /// The types of a path, but for the standard library's.
    fn types_in(&mut self, path: &str) {
        let mut before = ' ';
        for part in path.split_inclusive(|it: char| !it.is_ascii_alphanumeric() && it != '_') {
            let name = part.trim_end_matches(|it: char| !it.is_ascii_alphanumeric() && it != '_');
            let is_type = name.starts_with(|first: char| first.is_ascii_uppercase());
            if is_type && before != ':' && !["Vec", "String"].contains(&name) {
                self.add(name);
            }
            before = part.chars().next_back().unwrap_or(' ');
        }
    }

    /// The `use` of them, as rustfmt writes it.
    pub(super) fn line(&self, indent: usize) -> String {
        let margin = " ".repeat(indent);
        let names: Vec<&str> = self.0.iter().map(String::as_str).collect();
        let line = match names.as_slice() {
            [one] => format!("{margin}use dockerkit::{one};\n"),
            several => format!("{margin}use dockerkit::{{{}}};\n", several.join(", ")),
        };
        if line.trim_end().len() <= ALONE {
            return line;
        }
        let mut out = format!("{margin}use dockerkit::{{");
        let mut used = LINE;
        // Where all of them fit on one line of their own, the comma at its end does not count; on several, each does.
        let comma = usize::from(indent + TAB + names.join(", ").len() > LINE);
        for name in names {
            if used + 1 + name.len() + comma > LINE {
                out.push('\n');
                out.push_str(&margin);
                out.push_str(&" ".repeat(TAB));
                used = indent + TAB;
            } else {
                out.push(' ');
                used += 1;
            }
            out.push_str(name);
            out.push(',');
            used += name.len() + 1;
        }
        out.push('\n');
        out.push_str(&margin);
        out.push_str("};\n");
        out
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use std::fmt::Write as _;
    use std::fs;
    use std::process::{self, Command};

    use super::Imports;

    /// The `use` of names that are so long, each of its own letter, in a function.
    fn line(lengths: &[usize]) -> String {
        let mut imports = Imports::default();
        for (letter, length) in ('A'..).zip(lengths) {
            imports.add(&letter.to_string().repeat(*length));
        }
        imports.line(4)
    }

    fn widths(lengths: &[usize]) -> Vec<usize> {
        line(lengths).lines().map(str::len).collect()
    }

    #[test]
    fn lines_are_as_wide_as_rustfmt_lets_them_be() {
        // One line, with all that is around the names.
        assert_eq!(widths(&[37, 37]), [98]);
        assert_eq!(widths(&[37, 38]), [20, 86, 6]);
        // One line of names: it is 99 columns wide without its last comma.
        assert_eq!(widths(&[44, 44]), [20, 99, 6]);
        assert_eq!(widths(&[44, 45]), [20, 100, 6]);
        assert_eq!(widths(&[44, 46]), [20, 53, 55, 6]);
        // Several: all commas count.
        assert_eq!(widths(&[80, 44, 44]), [20, 89, 99, 6]);
        assert_eq!(widths(&[80, 44, 45]), [20, 89, 53, 54, 6]);
        assert_eq!(widths(&[44, 44, 80]), [20, 99, 89, 6]);
        assert_eq!(widths(&[44, 45, 80]), [20, 53, 54, 89, 6]);
    }

    #[test]
    fn rustfmt_lets_lines_of_99_100_and_101_columns_be() {
        let mut source = String::new();
        let fronts: [&[usize]; 5] = [&[38], &[44], &[20, 22], &[80, 44], &[80, 20, 22]];
        for front in fronts {
            for last in 36..50 {
                for behind in [&[][..], &[80]] {
                    let lengths = [front, &[last], behind].concat();
                    let (number, line) = (source.len(), line(&lengths));
                    let _ = write!(source, "fn at_{number}() {{\n{line}}}\n\n");
                }
            }
        }
        let name = format!("dockerkit-imports-{}.rs", process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, source.trim_end().to_owned() + "\n").unwrap();
        let mut rustfmt = Command::new("rustfmt");
        let output = rustfmt.args(["--check", "--edition", "2024"]).arg(&path);
        let output = output.output();
        let _ = fs::remove_file(&path);
        let output = output.unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
    }
}
