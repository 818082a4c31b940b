//! The report as a picture: services on one side, directories on the other, what is split in red.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::CacheReport;
use crate::shown::Shown as _;

/// The red of what is split.
const RED: &str = "#c5221f";

impl CacheReport {
    /// The picture for Mermaid, which code hosts draw in Markdown.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, PackageManager, Project, Service, Stage};
    ///
    /// let file = Dockerfile::new().caches(PackageManager::ALL).stage(Stage::new("python:3.12").run("pip install torch"));
    /// assert_eq!(
    ///     Project::new().service(Service::new("asr", file)).caches().mermaid(),
    ///     r#"flowchart LR
    ///     s0["asr"]
    ///     d0[("pip-cache-shared<br>pip, shared, no owner named")]
    ///     s0 --- d0
    /// "#,
    /// );
    /// ```
    pub fn mermaid(&self) -> String {
        let mut text = "flowchart LR\n".to_owned();
        // Writing to a string does not fail.
        for (number, name) in self.services.iter().enumerate() {
            let _ = writeln!(text, "    s{number}[\"{}\"]", for_mermaid(name));
        }
        for (number, directory) in self.directories.iter().enumerate() {
            let _ = writeln!(
                text,
                "    d{number}[(\"{}<br>{}\")]",
                for_mermaid(&directory.id),
                for_mermaid(&directory.described())
            );
        }
        let mut red = Vec::new();
        for (link, (service, directory)) in self.links().into_iter().enumerate() {
            let _ = writeln!(text, "    s{service} --- d{directory}");
            if self.is_split(directory) {
                red.push(link.to_string());
            }
        }
        let split = (0..self.directories.len()).filter(|it| self.is_split(*it));
        let split: Vec<_> = split.map(|it| format!("d{it}")).collect();
        if !split.is_empty() {
            let _ = writeln!(text, "    classDef split stroke:{RED},color:{RED}");
            let _ = writeln!(text, "    class {} split", split.join(","));
        }
        if !red.is_empty() {
            let _ = writeln!(text, "    linkStyle {} stroke:{RED}", red.join(","));
        }
        text
    }

    /// The picture for Graphviz: `dot -Tsvg`.
    ///
    /// ```
    /// use dockerkit::{Dockerfile, PackageManager, Project, Service, Stage};
    ///
    /// let file = Dockerfile::new().caches(PackageManager::ALL).stage(Stage::new("python:3.12").run("pip install torch"));
    /// let dot = Project::new().service(Service::new("asr", file)).caches().dot();
    /// assert!(dot.contains("\n    s0 -- d0\n"));
    /// ```
    pub fn dot(&self) -> String {
        let mut text =
            "graph caches {\n    rankdir=LR\n    node [fontname=\"sans-serif\"]\n".to_owned();
        // Writing to a string does not fail.
        for (number, name) in self.services.iter().enumerate() {
            let _ = writeln!(
                text,
                "    s{number} [shape=box, label=\"{}\"]",
                for_dot(name)
            );
        }
        for (number, directory) in self.directories.iter().enumerate() {
            let color = self.color(number);
            let _ = writeln!(
                text,
                "    d{number} [shape=cylinder, label=\"{}\\n{}\"{color}]",
                for_dot(&directory.id),
                for_dot(&directory.described())
            );
        }
        for (service, directory) in self.links() {
            let color = if self.is_split(directory) {
                format!(" [color=\"{RED}\"]")
            } else {
                String::new()
            };
            let _ = writeln!(text, "    s{service} -- d{directory}{color}");
        }
        text.push_str("}\n");
        text
    }

    fn color(&self, directory: usize) -> String {
        if self.is_split(directory) {
            format!(", color=\"{RED}\", fontcolor=\"{RED}\"")
        } else {
            String::new()
        }
    }

    /// Which services open which directories, by their numbers.
    fn links(&self) -> BTreeSet<(usize, usize)> {
        let names = self.services.iter().enumerate();
        let numbers: BTreeMap<_, _> = names
            .map(|(number, name)| (name.as_str(), number))
            .collect();
        let directories = self.directories.iter().enumerate();
        let links = directories.flat_map(|(number, directory)| {
            let services = directory.mounts.iter();
            let services = services.filter_map(|it| numbers.get(it.service.as_str()));
            services.map(move |service| (*service, number))
        });
        links.collect()
    }
}

/// Text in a label: what Mermaid, or Markdown around it, would take for markup is written by its number.
fn for_mermaid(text: &str) -> String {
    let mut label = String::with_capacity(text.len());
    for character in text.shown().chars() {
        if matches!(
            character,
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | '*' | '_' | ';' | '{' | '}' | '$' | '~'
        ) {
            let _ = write!(label, "#{};", u32::from(character));
        } else {
            label.push(character);
        }
    }
    label
}

/// Text in a label in double quotes.
fn for_dot(text: &str) -> String {
    let mut label = String::with_capacity(text.len());
    for character in text.shown().chars() {
        if matches!(character, '"' | '\\') {
            label.push('\\');
        }
        label.push(character);
    }
    label
}
