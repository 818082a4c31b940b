//! The report as Markdown, for a pull request.

use std::fmt::Write as _;

use super::CacheReport;
use crate::shown::Shown as _;

impl CacheReport {
    /// The report as Markdown, with its picture in it: what a bot writes under a pull request.
    ///
    /// Code hosts draw the picture from the [Mermaid](Self::mermaid) block.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, PackageManager, Project, Service, Stage};
    ///
    /// let file = Dockerfile::new().caches(PackageManager::ALL).stage(Stage::new("python:3.12").run("pip install torch"));
    /// let markdown = Project::new().service(Service::new("asr", file)).caches().markdown();
    /// assert!(markdown.contains("\n| `pip-cache-shared` | pip, shared, no owner named | asr |\n"));
    /// ```
    pub fn markdown(&self) -> String {
        let mut text = format!("{}\n", cell(&self.summary()));
        if !self.directories.is_empty() {
            text.push_str("\n| directory | | services |\n| --- | --- | --- |\n");
        }
        for (number, directory) in self.directories.iter().enumerate() {
            let mark = if self.is_split(number) { "🔴 " } else { "" };
            let services: Vec<_> = directory.services().map(cell).collect();
            // Writing to a string does not fail.
            let _ = writeln!(
                text,
                "| {mark}{} | {} | {} |",
                code(&directory.id),
                cell(&directory.described()),
                services.join(", ")
            );
        }
        if !self.splits.is_empty() {
            text.push_str("\nLooks shared and is not:\n\n");
        }
        for split in &self.splits {
            let _ = writeln!(
                text,
                "- **{}**: {}. To join them: {}.",
                cell(&split.service),
                cell(&split.message),
                cell(&split.help)
            );
        }
        if !self.directories.is_empty() {
            let _ = write!(text, "\n```mermaid\n{}```\n", self.mermaid());
        }
        text
    }
}

/// Text in a line or a cell: what would be markup is itself, but for backticks of ours around words.
fn cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    for (number, part) in text.shown().split('`').enumerate() {
        if number % 2 == 1 {
            cell.push_str(&code(part));
            continue;
        }
        for character in part.chars() {
            if matches!(
                character,
                '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' | '@'
            ) {
                cell.push('\\');
            }
            cell.push(character);
        }
    }
    cell
}

/// Text as code.
fn code(text: &str) -> String {
    let text = text.shown().replace('|', "\\|");
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}
