//! Descriptions: what the documentation says first of a type, a field or a variant.
//!
//! It stands in the source, and nowhere else: a schema that says it, too, reads it there.

use std::collections::HashMap;

use schemars::Schema;

/// Where the model is.
const SOURCES: &[&str] = &[
    include_str!("../../dockerfile.rs"),
    include_str!("../../escape.rs"),
    include_str!("../../instruction.rs"),
    include_str!("../../instruction/caches.rs"),
    include_str!("../../instruction/expose.rs"),
    include_str!("../../instruction/files.rs"),
    include_str!("../../instruction/healthcheck.rs"),
    include_str!("../../instruction/onbuild.rs"),
    include_str!("../../instruction/pattern.rs"),
    include_str!("../../instruction/run.rs"),
    include_str!("../../instruction/variables.rs"),
    include_str!("../../instruction/words.rs"),
    include_str!("../../levels.rs"),
    include_str!("../../mode.rs"),
    include_str!("../../mount.rs"),
    include_str!("../../mount/bind.rs"),
    include_str!("../../mount/cache.rs"),
    include_str!("../../mount/other.rs"),
    include_str!("../../mount/secret.rs"),
    include_str!("../../mount/ssh.rs"),
    include_str!("../../mount/switch.rs"),
    include_str!("../../mount/tmpfs.rs"),
    include_str!("../../name.rs"),
    include_str!("../../name/variable.rs"),
    include_str!("../../presets/cache_ids.rs"),
    include_str!("../../presets/manager.rs"),
    include_str!("../../presets/preset.rs"),
    include_str!("../../sharing.rs"),
    include_str!("../../shell.rs"),
    include_str!("../../shell_text.rs"),
    include_str!("../../source.rs"),
    include_str!("../../stage.rs"),
    include_str!("../../text.rs"),
    include_str!("../../user.rs"),
];

/// What is said of a type and of its members.
#[derive(Default)]
pub(crate) struct Described {
    itself: Option<String>,
    members: HashMap<String, String>,
}

impl Described {
    /// What is said of the type of that name.
    pub(crate) fn of(name: &str) -> Self {
        let read = |source: &&str| Self::read(source, name);
        SOURCES.iter().find_map(read).unwrap_or_default()
    }

    fn read(source: &str, name: &str) -> Option<Self> {
        let mut lines = source.lines();
        let mut comment = Comment::default();
        let itself = loop {
            let line = lines.next()?.trim_start();
            if defines(line, name) {
                break comment.taken();
            }
            comment.see(line);
        };
        let mut members = HashMap::new();
        for line in lines.take_while(|line| line.trim() != "}") {
            let line = line.trim_start();
            let member = line.strip_prefix("pub ").unwrap_or(line);
            let end = member.find(|it: char| !it.is_alphanumeric() && it != '_');
            let (member, _) = member.split_at(end.unwrap_or(member.len()));
            if member.is_empty() {
                comment.see(line);
            } else if let Some(description) = comment.taken() {
                members.insert(member.to_owned(), description);
            }
        }
        Some(Self { itself, members })
    }

    /// What is said of the type itself.
    pub(crate) fn itself(self) -> Option<String> {
        self.itself
    }

    /// The schema with what is said of a member.
    pub(crate) fn with(&self, mut schema: Schema, member: &str) -> Schema {
        if let Some(description) = self.members.get(member) {
            schema.insert("description".to_owned(), description.clone().into());
        }
        schema
    }
}

/// Whether a line is where a type is defined, by itself or by a macro: `CachePrefix, rule::cache_prefix`, `managers! {`.
fn defines(line: &str, name: &str) -> bool {
    let defined = line
        .strip_prefix("pub struct ")
        .or_else(|| line.strip_prefix("pub enum "));
    let Some(rest) = defined.unwrap_or(line).strip_prefix(name) else {
        return false;
    };
    let by_itself = rest.is_empty() || rest.starts_with([' ', '(', '<', ';']);
    (defined.is_some() && by_itself)
        || (defined.is_none() && (rest.starts_with(", rule::") || rest == " {"))
}

/// The first paragraph of the comment that is being read.
#[derive(Default)]
struct Comment {
    text: String,
    is_ended: bool,
}

impl Comment {
    fn see(&mut self, line: &str) {
        let Some(text) = line.strip_prefix("///").map(str::trim) else {
            // Attributes stand between a comment and what it is about.
            if line.is_empty() || line.starts_with(['}', '{']) {
                *self = Self::default();
            }
            return;
        };
        self.is_ended |= text.is_empty();
        if !self.is_ended {
            if !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push_str(text);
        }
    }

    /// The paragraph without its links.
    fn taken(&mut self) -> Option<String> {
        let comment = std::mem::take(self).text;
        let mut text = String::with_capacity(comment.len());
        let mut rest = comment.as_str();
        while let Some((before, link)) = rest.split_once('[') {
            let Some((shown, after)) = link.split_once(']') else {
                break;
            };
            let target = after.strip_prefix('(').and_then(|it| it.split_once(')'));
            if target.is_some() || shown.starts_with('`') {
                text.extend([before, shown]);
            } else {
                text.extend([before, "[", shown, "]"]);
            }
            rest = target.map_or(after, |(_, after)| after);
        }
        text.push_str(rest);
        (!text.is_empty()).then_some(text)
    }
}
