//! Hostile values for every place, and what they mean.

use std::collections::BTreeMap;

use dockerkit::{Cmd, Dockerfile, Escape, Instruction, Stage, Text, expand, literal};

use crate::support::hostile::{Alphabet, Hostile, Part};

/// The value of the variable `SET`, to which texts refer; `EMPTY` is empty, `UNSET` is not there.
pub(crate) const SET: &str = "a \"b\" $c `d \\e";

/// A value, and what it has to come out as.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) text: Text,
    pub(crate) meant: String,
}

/// Makes values, and counts those that were made and those that dockerkit refused to write.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) hostile: Hostile,
    pub(crate) escape: Escape,
    pub(crate) made: usize,
    refused: BTreeMap<&'static str, usize>,
}

impl Source {
    pub(crate) fn new(seed: u64, escape: Escape, alphabet: Alphabet) -> Self {
        Self {
            hostile: Hostile::new(seed, alphabet),
            escape,
            made: 0,
            refused: BTreeMap::new(),
        }
    }

    /// A value, literal or expanding, for a place that takes anything but what these rules refuse and nothing.
    pub(crate) fn value(&mut self, rules: &[&str], place: impl Fn(Text) -> Instruction) -> Value {
        loop {
            let value = if self.hostile.below(2) == 0 {
                self.literal()
            } else {
                self.expanding(SET)
            };
            if !value.meant.is_empty() && self.is_good(rules, place(value.text.clone())) {
                self.made += 1;
                return value;
            }
        }
    }

    /// The same, if it can be a file's name.
    pub(crate) fn name(&mut self, rules: &[&str], place: impl Fn(Text) -> Instruction) -> Value {
        loop {
            let value = self.value(rules, &place);
            if is_name(&value.meant) {
                return value;
            }
        }
    }

    fn literal(&mut self) -> Value {
        let meant = self.hostile.text();
        Value {
            text: literal(&meant),
            meant,
        }
    }

    fn expanding(&mut self, set: &str) -> Value {
        let parts = self.hostile.expanding(("SET", set), "EMPTY", "UNSET");
        let text = parts.iter().fold(literal(""), |text, part| match part {
            Part::Literal(more) => text.then(literal(more)),
            Part::Reference { written, .. } => text.then(expand(written)),
        });
        let meant = parts.iter().map(|part| match part {
            Part::Literal(text) | Part::Reference { value: text, .. } => text.as_str(),
        });
        Value {
            meant: meant.collect(),
            text,
        }
    }

    /// A word or a line in which nothing is expanded.
    pub(crate) fn plain(
        &mut self,
        rules: &[&str],
        place: impl Fn(String) -> Instruction,
    ) -> String {
        loop {
            let text = self.hostile.text();
            if self.is_good(rules, place(text.clone())) {
                self.made += 1;
                return text;
            }
        }
    }

    /// A file's name.
    pub(crate) fn plain_name(
        &mut self,
        rules: &[&str],
        place: impl Fn(String) -> Instruction,
    ) -> String {
        loop {
            let name = self.plain(rules, &place);
            if is_name(&name) {
                return name;
            }
        }
    }

    /// The words of an exec form.
    pub(crate) fn words(&mut self) -> Vec<String> {
        (0..=self.hostile.below(4))
            .map(|_| self.plain(&[], |word| Cmd::new([word]).into()))
            .collect()
    }

    /// Whether dockerkit writes it; if not, then by one of these rules.
    pub(crate) fn is_good(&mut self, rules: &[&str], instruction: Instruction) -> bool {
        let stage = Stage::new("scratch").push(instruction);
        let report = Dockerfile::new()
            .escape(self.escape)
            .stage(stage.clone())
            .check();
        for finding in report.errors() {
            // Some instructions are read twice, and the second time with a backslash whatever the file says.
            let twice = self.escape == Escape::Backtick && finding.rule.name == "shell-text";
            assert!(
                twice || rules.contains(&finding.rule.name),
                "refused for no good reason: {finding}: {stage:?}"
            );
            *self.refused.entry(finding.rule.name).or_default() += 1;
        }
        report.is_ok()
    }

    /// Says how many values there were.
    pub(crate) fn count(&self, what: &str) -> String {
        format!(
            "{what}, escape {:?}: {} values, refused beside them {:?}\n",
            self.escape, self.made, self.refused
        )
    }
}

/// Whether a file system takes it as a file's name.
fn is_name(text: &str) -> bool {
    !["", ".", ".."].contains(&text) && !text.contains('/') && text.len() <= 255
}
