//! The report as Markdown, for a pull request.

use std::fmt::Write as _;

use super::CacheReport;
use crate::shown::{Shown as _, line};

impl CacheReport {
    /// The report as Markdown, with its picture in it: what a bot writes under a pull request.
    ///
    /// Code hosts draw the picture from the [Mermaid](Self::mermaid) block. No name or id is taken for markup, a link or a
    /// mention of somebody.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, PackageManager, Project, Service, Stage};
    ///
    /// let file = Dockerfile::new().caches(PackageManager::ALL).stage(Stage::new("python:3.12").run("pip install torch"));
    /// let markdown = Project::new().service(Service::new("asr", file)).caches().markdown();
    /// assert!(markdown.contains("\n| `pip-cache-shared` | pip, shared, no owner named | asr |\n"));
    /// ```
    pub fn markdown(&self) -> String {
        let split = self.split();
        let mut text = format!("{}\n", self.summary());
        if !self.directories.is_empty() {
            text.push_str("\n| directory | | services |\n| --- | --- | --- |\n");
        }
        for (number, directory) in self.directories.iter().enumerate() {
            let mark = if split.contains(&number) { "🔴 " } else { "" };
            let services: Vec<_> = directory.services().map(name).collect();
            // Writing to a string does not fail.
            let _ = writeln!(
                text,
                "| {mark}{} | {} | {} |",
                in_cell(&code(&directory.id.shown())),
                in_cell(&words(&directory.described())),
                in_cell(&services.join(", "))
            );
        }
        if !self.splits.is_empty() {
            text.push_str("\nLooks shared and is not:\n\n");
        }
        for split in &self.splits {
            let _ = writeln!(
                text,
                "- **{}**: {}. To join them: {}.",
                name(&split.service),
                words(&split.message),
                words(&split.help)
            );
        }
        if !self.findings.is_empty() {
            text.push_str("\nWhat is wrong with these caches:\n\n");
        }
        for finding in &self.findings {
            let service = finding.place.service.as_deref().unwrap_or_default();
            let (message, help) = (line(&finding.message), line(&finding.help));
            let _ = writeln!(
                text,
                "- **{}**: {}. {}.",
                name(service),
                words(&message),
                words(&help)
            );
        }
        if let Some(uncached) = self.uncached_line() {
            let _ = writeln!(text, "\n{uncached}");
        }
        if !self.directories.is_empty() {
            let _ = write!(text, "\n```mermaid\n{}```\n", self.mermaid());
        }
        text
    }
}

/// The name of a service: a code span, unless it is a plain word.
fn name(name: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    if !name.is_empty() && name.chars().all(is_plain) {
        name.replace('_', "\\_")
    } else {
        code(&name.shown())
    }
}

/// What is said, in which nothing is markup but the backticks around its words.
///
/// A word in backticks may have some itself: then all of them are text.
fn words(said: &str) -> String {
    let parts: Vec<_> = said.split('`').collect();
    let is_clear = parts.len() % 2 == 1 && !said.contains("``");
    let mut words = String::with_capacity(said.len());
    for (number, part) in parts.iter().enumerate() {
        if is_clear && number % 2 == 1 {
            words.push_str(&code(part));
            continue;
        }
        if !is_clear && number > 0 {
            words.push_str("\\`");
        }
        plain(part, &mut words);
    }
    words
}

/// Text that is itself.
fn plain(text: &str, words: &mut String) {
    let mut before = '\0';
    for character in text.chars() {
        // `https://` and `www.` are links without any markup.
        let links = matches!((before, character), ('a'..='z', ':') | ('w', '.'));
        if links || "\\*_[]<>#|~&!@$".contains(character) {
            words.push('\\');
        }
        words.push(character);
        before = character;
    }
}

/// Text as code: between more backticks than it has in a row.
fn code(text: &str) -> String {
    if text.is_empty() {
        return "(nothing)".to_owned();
    }
    let runs = text.split(|it| it != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0) + 1);
    let ends = |blank: char| text.starts_with(blank) || text.ends_with(blank);
    if ends('`') || ends(' ') {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

/// Markdown in a cell of a table, where a bar would end it, in code, too.
fn in_cell(markdown: &str) -> String {
    let mut cell = String::with_capacity(markdown.len());
    let mut is_escaped = false;
    for character in markdown.chars() {
        if character == '|' && !is_escaped {
            cell.push('\\');
        }
        is_escaped = character == '\\' && !is_escaped;
        cell.push(character);
    }
    cell
}
