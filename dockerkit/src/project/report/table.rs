//! The report as a table for people.

use std::fmt::{self, Write as _};

use super::{CacheReport, OpenedDirectory, OpenedMount};
use crate::shown::Shown as _;

/// How wide it gets.
const COLUMNS: usize = 80;

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
        writeln!(f, "{}", self.summary())?;
        for (number, directory) in self.directories.iter().enumerate() {
            let is_split = self.is_split(number);
            let color = if is_split { red } else { bold };
            write!(f, "\n{color}{}{plain}", directory.id.shown())?;
            if is_split {
                write!(f, " {red}(split){plain}")?;
            }
            f.write_char('\n')?;
            wrapped(f, "    ", &directory.described())?;
            let width = directory
                .mounts
                .iter()
                .map(|mount| mount.service.chars().count())
                .max()
                .unwrap_or(0)
                .min(20);
            for (first, more) in directory.by_service() {
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
                    writeln!(f, "    {service}")?;
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
        Ok(())
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

impl CacheReport {
    /// How many directories there are.
    pub(super) fn summary(&self) -> String {
        let services = match self.services.len() {
            1 => "1 service".to_owned(),
            many => format!("{many} services"),
        };
        if self.directories.is_empty() {
            return format!("{services}, no cache directory");
        }
        let count = |count: usize, one: &str, many: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {many}"),
        };
        let directories = count(
            self.directories.len(),
            "cache directory",
            "cache directories",
        );
        let shared = self.shared().count();
        let split = (0..self.directories.len()).filter(|it| self.is_split(*it));
        let split = match split.count() {
            0 => String::new(),
            many => format!(", {many} split"),
        };
        format!("{services}, {directories}: {shared} shared by several services{split}")
    }

    /// Whether a directory is one of those that look like one.
    pub(super) fn is_split(&self, number: usize) -> bool {
        let mut splits = self.splits.iter();
        splits.any(|split| split.directories.contains(&number))
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
            format!("{stage}, {}", self.place.origin)
        }
    }
}
