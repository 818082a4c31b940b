//! The report as a table for people.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use super::{CacheReport, OpenedDirectory, OpenedMount};
use crate::shown::{Shown as _, line};

/// How wide it gets.
const COLUMNS: usize = 80;

/// How wide the names of services get that have their places beside them.
const WIDEST: usize = 32;

const SPLIT: &str = " (not shared)";

/// What stands around text in red, in bold and in none of them.
const RED: &str = "\x1b[31m";
const BOLD: &str = "\x1b[1m";
const PLAIN: &str = "\x1b[0m";

/// A table of at most 80 columns; with `{:#}` it is in colour, for a terminal.
///
/// Words that are longer than a line, such as ids, stay whole.
impl fmt::Display for CacheReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (red, bold, plain) = if f.alternate() {
            (RED, BOLD, PLAIN)
        } else {
            ("", "", "")
        };
        wrapped(f, "", &self.summary())?;
        let split = self.split();
        for (number, directory) in self.directories.iter().enumerate() {
            let is_split = split.contains(&number);
            let color = if is_split { red } else { bold };
            let id = directory.id.shown();
            f.write_char('\n')?;
            // What a terminal does with colour takes no column.
            match (is_split, id.chars().count() <= COLUMNS - SPLIT.len()) {
                (true, true) => writeln!(f, "{color}{id}{plain}{red}{SPLIT}{plain}")?,
                (false, true) => writeln!(f, "{color}{id}{plain}")?,
                (is_split, false) => {
                    f.write_str(color)?;
                    let split = if is_split { SPLIT } else { "" };
                    hanging(f, "", "  ", &format!("{id}{split}"))?;
                    f.write_str(plain)?;
                }
            }
            wrapped(f, "    ", &directory.described())?;
            let services = directory.by_service();
            let widths = services.iter().map(|(first, _)| {
                let shown = first.service.shown();
                shown.chars().count()
            });
            let width = widths.filter(|it| *it <= WIDEST).max().unwrap_or(0);
            for (first, more) in services {
                let place = first.step();
                let more = match more {
                    0 => String::new(),
                    1 => ", and one more mount".to_owned(),
                    more => format!(", and {more} more mounts"),
                };
                let service = first.service.shown();
                let line = format!("{service:width$}  {place}{more}");
                if line.chars().count() + 4 <= COLUMNS {
                    writeln!(f, "    {line}")?;
                } else {
                    wrapped(f, "    ", &service)?;
                    wrapped(f, "        ", &format!("{place}{more}"))?;
                }
            }
        }
        if !self.splits.is_empty() {
            write!(f, "\n{red}Looks shared and is not:{plain}\n")?;
        }
        for split in &self.splits {
            f.write_char('\n')?;
            let message = format!("{}: {}", split.service.shown(), split.message);
            hanging(f, "  ", "    ", &message)?;
            hanging(f, "    ", "    ", &format!("to join them: {}", split.help))?;
        }
        if !self.findings.is_empty() {
            write!(f, "\n{red}What is wrong with these caches:{plain}\n")?;
        }
        for finding in &self.findings {
            f.write_char('\n')?;
            let service = finding.place.service.as_deref().unwrap_or_default();
            let message = format!("{}: {}", service.shown(), line(&finding.message));
            hanging(f, "  ", "    ", &message)?;
            hanging(f, "    ", "    ", &line(&finding.help))?;
            if !finding.place.origin.is_unknown() {
                hanging(f, "    ", "    ", &line(&finding.place.origin.to_string()))?;
            }
        }
        match self.uncached_line() {
            Some(line) => writeln!(f, "\n{line}"),
            None => Ok(()),
        }
    }
}

/// Text with line breaks between its words.
fn wrapped(f: &mut fmt::Formatter<'_>, indent: &str, text: &str) -> fmt::Result {
    hanging(f, indent, indent, text)
}

/// The same, whose first line begins otherwise.
fn hanging(f: &mut fmt::Formatter<'_>, first: &str, rest: &str, text: &str) -> fmt::Result {
    let mut column = 0;
    let mut blanks = 0;
    for word in text.split(' ') {
        if word.is_empty() {
            blanks += 1;
            continue;
        }
        let length = word.chars().count();
        if column == 0 {
            f.write_str(first)?;
            column = first.len();
        } else if column + 1 + blanks + length > COLUMNS {
            write!(f, "\n{rest}")?;
            column = rest.len();
        } else {
            write!(f, "{:1$}", "", blanks + 1)?;
            column += blanks + 1;
        }
        f.write_str(word)?;
        column += length;
        blanks = 0;
    }
    f.write_char('\n')
}

/// So many of something.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

impl CacheReport {
    /// How many directories there are.
    pub(super) fn summary(&self) -> String {
        let services = counted(self.services.len(), "service", "services");
        if self.directories.is_empty() {
            return format!("{services}, no cache directory");
        }
        let directories = counted(
            self.directories.len(),
            "cache directory",
            "cache directories",
        );
        let shared = self.shared().count();
        let split = match self.split().len() {
            0 => String::new(),
            1 => ", 1 only looks shared".to_owned(),
            many => format!(", {many} only look shared"),
        };
        format!("{services}, {directories}: {shared} shared by several services{split}")
    }

    /// How many commands run without the cache of their manager, if any does.
    pub(super) fn uncached_line(&self) -> Option<String> {
        match self.uncached {
            0 => None,
            1 => Some("1 command runs without the cache of its manager.".to_owned()),
            many => Some(format!(
                "{many} commands run without the caches of their managers."
            )),
        }
    }

    /// The directories that are among those which look like one, by their numbers.
    pub(super) fn split(&self) -> BTreeSet<usize> {
        let splits = self.splits.iter();
        splits
            .flat_map(|split| split.directories.iter().copied())
            .collect()
    }
}

impl OpenedDirectory {
    /// Whose cache it is, how it is shared, and whom it is made for.
    pub(super) fn described(&self) -> String {
        let managers = self.managers().map(|it| it.to_string());
        let sharing = self.sharing().map(|it| it.to_string());
        let base = match (&self.directory, &self.unknown) {
            (Some(directory), _) => directory.base.to_string(),
            (None, unknown) => unknown.clone().unwrap_or_default().shown(),
        };
        let parts = [
            managers.collect::<Vec<_>>().join(" and "),
            sharing.collect::<Vec<_>>().join(" and "),
            base,
        ];
        let parts = parts.into_iter().filter(|it| !it.is_empty());
        parts.collect::<Vec<_>>().join(", ")
    }

    /// The first mount of each service, and how many more it has.
    fn by_service(&self) -> Vec<(&OpenedMount, usize)> {
        let mut services: Vec<(&OpenedMount, usize)> = Vec::new();
        for mount in &self.mounts {
            // They are in the order of the services.
            match services.last_mut() {
                Some((first, more)) if first.service == mount.service => *more += 1,
                _ => services.push((mount, 0)),
            }
        }
        services
    }
}

impl OpenedMount {
    /// Where it is, without the service.
    pub(super) fn step(&self) -> String {
        let stage = self.place.stage.as_deref().unwrap_or_default();
        let stage = format!("stage `{}`", stage.shown());
        if self.place.origin.is_unknown() {
            stage
        } else {
            format!("{stage}, {}", line(&self.place.origin.to_string()))
        }
    }
}
