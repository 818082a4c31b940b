//! The names of the library that are used.

use std::collections::BTreeSet;

use super::layout::Expr;

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
        let last = names.last().copied();
        for name in names {
            // Behind the last one, its comma does not count.
            let needed = name.len() + usize::from(Some(name) != last);
            if used + 1 + needed > LINE {
                out.push('\n');
                out.push_str(&margin);
                out.push_str("    ");
                used = indent + 4;
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
