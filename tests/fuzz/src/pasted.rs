//! What a shell is given of text whose newlines are all continuations.

use crate::meaning::{Expected, Fact};
use crate::spec::Command;

/// Says what shells are given instead of what was typed.
pub(crate) fn join(expected: &mut Expected, escape: char) {
    for (_, fact) in &mut expected.facts {
        if let Fact::Script(command) = fact {
            match command {
                Command::Text(text) => join_text(text, escape),
                Command::All(all) => all.iter_mut().for_each(|text| join_text(text, escape)),
                Command::Values(_) | Command::Exec(_) => {}
            }
        }
    }
    if let Some(inner) = &mut expected.inner {
        join(inner, escape);
    }
}

fn join_text(text: &mut String, escape: char) {
    if let Some(joined) = joined(text, escape) {
        *text = joined;
    }
}

fn joined(text: &str, escape: char) -> Option<String> {
    let blanks = [' ', '\t', '\r', '\n'];
    let start = text.trim_start_matches(blanks);
    let inner = start.trim_end_matches(blanks);
    if !text.contains('\n') || inner.is_empty() {
        return None;
    }
    let (mut all, mut goes_on) = (String::new(), true);
    for (number, line) in inner.split('\n').enumerate() {
        if !goes_on {
            return None;
        }
        let visible = line.trim();
        if number > 0 && (visible.is_empty() || visible.starts_with('#')) {
            continue;
        }
        let line = line.trim_end_matches('\r');
        let end = line.trim_end_matches([' ', '\t']);
        let one = end.strip_suffix(escape).filter(|it| !it.ends_with(escape));
        goes_on = one.is_some();
        all.push_str(one.unwrap_or(line));
    }
    let last = inner.rsplit('\n').next().unwrap_or_default().trim_start();
    let ends = !goes_on && (!inner.contains('\n') || !last.starts_with('#'));
    if all.ends_with('\\') && start[inner.len()..].starts_with([' ', '\t']) {
        all.push(' ');
    }
    ends.then_some(all)
}
