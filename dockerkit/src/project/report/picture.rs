//! The report as a picture: services on one side, directories on the other, what is split in red.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::CacheReport;
use super::table::counted;
use crate::shown::Shown as _;

/// The red of what is split, on which it stands, which is light in a dark theme, too.
const RED: &str = "#c5221f";
const LIGHT: &str = "#fce8e6";

/// How many characters of a name there are in a picture.
const LONGEST: usize = 60;

/// Mermaid draws pictures of up to 50,000 characters and 500 links.
///
/// Source: `maxTextSize` and `maxEdges` in its configuration, <https://mermaid.js.org/config/schema-docs/config.html>.
const MERMAID_TEXT: usize = 45_000;
const MERMAID_LINKS: usize = 400;

/// What is drawn, by its numbers.
#[derive(Default)]
struct Drawn {
    /// Which service opens which directory.
    links: Vec<(usize, usize)>,
    services: BTreeSet<usize>,
    directories: BTreeSet<usize>,
    /// What is said of the rest.
    rest: String,
}

impl CacheReport {
    /// The picture for Mermaid, which code hosts draw in Markdown.
    ///
    /// Services that open no cache are counted only. Of more than Mermaid draws, what only one service opens is left out.
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
        let split = self.split();
        let links = self.links();
        let fits = |text: &String, links: usize| {
            links == 0 || (links <= MERMAID_LINKS && text.len() <= MERMAID_TEXT)
        };
        let shared: BTreeSet<_> = {
            let directories = self.directories.iter().enumerate();
            let shared = directories.filter(|(_, it)| it.services().nth(1).is_some());
            shared.map(|(number, _)| number).collect()
        };
        let all = self.drawn(&links, |_| true, usize::MAX);
        let text = self.mermaid_of(&all, &split);
        if fits(&text, all.links.len()) {
            return text;
        }
        let is_told = |number: usize| split.contains(&number) || shared.contains(&number);
        let mut most = usize::MAX;
        loop {
            let drawn = self.drawn(&links, is_told, most);
            let text = self.mermaid_of(&drawn, &split);
            if fits(&text, drawn.links.len()) {
                return text;
            }
            most = drawn.links.len().min(2 * MERMAID_LINKS) / 2;
        }
    }

    fn mermaid_of(&self, drawn: &Drawn, split: &BTreeSet<usize>) -> String {
        let mut text = "flowchart LR\n".to_owned();
        // Writing to a string does not fail.
        for number in &drawn.services {
            let name = self.services.get(*number).map_or("", String::as_str);
            let _ = writeln!(text, "    s{number}[\"{}\"]", for_mermaid(&label(name)));
        }
        for number in &drawn.directories {
            let Some(directory) = self.directories.get(*number) else {
                continue;
            };
            let _ = writeln!(
                text,
                "    d{number}[(\"{}<br>{}\")]",
                for_mermaid(&label(&directory.id)),
                for_mermaid(&shortened(&directory.described()))
            );
        }
        if !drawn.rest.is_empty() {
            let _ = writeln!(text, "    rest[\"{}\"]", drawn.rest);
        }
        let mut red = Vec::new();
        for (link, (service, directory)) in drawn.links.iter().enumerate() {
            let _ = writeln!(text, "    s{service} --- d{directory}");
            if split.contains(directory) {
                red.push(link.to_string());
            }
        }
        let split = split.intersection(&drawn.directories);
        let split: Vec<_> = split.map(|it| format!("d{it}")).collect();
        if !split.is_empty() {
            let _ = writeln!(
                text,
                "    classDef split fill:{LIGHT},stroke:{RED},color:{RED}"
            );
            let _ = writeln!(text, "    class {} split", split.join(","));
        }
        if !red.is_empty() {
            let _ = writeln!(text, "    linkStyle {} stroke:{RED}", red.join(","));
        }
        if !drawn.rest.is_empty() {
            text.push_str("    style rest fill:none,stroke:none\n");
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
        let split = self.split();
        let drawn = self.drawn(&self.links(), |_| true, usize::MAX);
        let mut text =
            "graph caches {\n    rankdir=LR\n    node [fontname=\"sans-serif\"]\n".to_owned();
        // Writing to a string does not fail.
        for number in &drawn.services {
            let name = self.services.get(*number).map_or("", String::as_str);
            let name = for_dot(&label(name));
            let _ = writeln!(text, "    s{number} [shape=box, label=\"{name}\"]");
        }
        for number in &drawn.directories {
            let Some(directory) = self.directories.get(*number) else {
                continue;
            };
            let color = if split.contains(number) {
                format!(
                    ", style=filled, fillcolor=\"{LIGHT}\", color=\"{RED}\", fontcolor=\"{RED}\""
                )
            } else {
                String::new()
            };
            let _ = writeln!(
                text,
                "    d{number} [shape=cylinder, margin=\"0.2,0.1\", label=\"{}\\n{}\"{color}]",
                for_dot(&label(&directory.id)),
                for_dot(&shortened(&directory.described()))
            );
        }
        if !drawn.rest.is_empty() {
            let rest = &drawn.rest;
            let _ = writeln!(text, "    rest [shape=plaintext, label=\"{rest}\"]");
        }
        for (service, directory) in &drawn.links {
            let color = if split.contains(directory) {
                format!(" [color=\"{RED}\"]")
            } else {
                String::new()
            };
            let _ = writeln!(text, "    s{service} -- d{directory}{color}");
        }
        text.push_str("}\n");
        text
    }

    /// The first so many of the links to these directories, and what they join.
    fn drawn(
        &self,
        links: &BTreeSet<(usize, usize)>,
        is_drawn: impl Fn(usize) -> bool,
        most: usize,
    ) -> Drawn {
        let drawn = links.iter().filter(|(_, directory)| is_drawn(*directory));
        let mut drawn = Drawn {
            links: drawn.take(most).copied().collect(),
            ..Drawn::default()
        };
        for (service, directory) in &drawn.links {
            drawn.services.insert(*service);
            drawn.directories.insert(*directory);
        }
        let opening: BTreeSet<_> = links.iter().map(|(service, _)| *service).collect();
        let services = |count| counted(count, "service", "services");
        let mut rest = Vec::new();
        let alone = self.services.len().saturating_sub(opening.len());
        if alone > 0 {
            let open = if alone == 1 { "opens" } else { "open" };
            rest.push(format!("{} {open} no cache", services(alone)));
        }
        let left_out = links.len().saturating_sub(drawn.links.len());
        if left_out > 0 {
            let left_out = self
                .directories
                .len()
                .saturating_sub(drawn.directories.len());
            let others = opening.len().saturating_sub(drawn.services.len());
            rest.push(format!(
                "not all is drawn: {} and {} more",
                services(others),
                counted(left_out, "directory", "directories")
            ));
        }
        drawn.rest = rest.join("; ");
        drawn
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

/// A value as a label has it.
fn label(value: &str) -> String {
    shortened(&value.shown())
}

/// Text that is not too long for a label: of more there are the beginning and the end.
fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST {
        return text.to_owned();
    }
    let begins = text.chars().take(LONGEST / 2);
    let ends = text.chars().skip(count - LONGEST / 2 + 1);
    begins.chain(['…']).chain(ends).collect()
}

/// Text in a label: what Mermaid, or Markdown around it, would take for markup is written by its number.
///
/// A backslash is kept from an `n`, since the two are a line break after that, too.
fn for_mermaid(text: &str) -> String {
    let mut label = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | '*' | '_' | ';' | '{' | '}' | '$' | '~' => {
                let _ = write!(label, "#{};", u32::from(character));
            }
            _ => label.push(character),
        }
        if character == '\\' && characters.peek() == Some(&'n') {
            label.push_str("#8288;");
        }
    }
    label
}

/// Text in a label in double quotes, in which Graphviz knows HTML's names of characters.
fn for_dot(text: &str) -> String {
    let mut label = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\\' => label.extend(['\\', character]),
            '&' => label.push_str("&amp;"),
            _ => label.push(character),
        }
    }
    label
}
