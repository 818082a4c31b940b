//! The variables to which an instruction refers.

use crate::by_name::Names;
use crate::text::Text;
use crate::visit::{self, Field, Visitor};

/// Each of them once in each value.
#[derive(Default)]
pub(super) struct Undefined<'i> {
    pub(super) references: Vec<Reference<'i>>,
    /// The name that an `ARG` declares, which is none in its own default.
    declares: Option<&'i str>,
    /// Names that stand in front in the same `ARG`.
    declared: Names<'i>,
    /// How many arguments it has declared.
    arguments: usize,
}

/// A reference that no argument in front of it in the same `ARG` answers.
pub(super) struct Reference<'i> {
    /// Where it stands.
    pub(super) field: &'static Field,
    pub(super) name: &'i str,
    /// How many arguments stand in front of it in the same `ARG`.
    pub(super) arguments: usize,
}

impl<'i> Visitor<'i> for Undefined<'i> {
    fn raw(&mut self, field: &'static Field, text: &'i str) {
        if std::ptr::eq(field, &raw const visit::ARGUMENT_NAME) {
            if let Some(name) = self.declares.replace(text) {
                self.declared.add(name);
            }
            self.arguments += 1;
        }
    }

    fn text(&mut self, field: &'static Field, text: &'i Text) {
        // BuildKit says nothing of ports.
        if text.as_literal().is_some() || std::ptr::eq(field, &raw const visit::PORT) {
            return;
        }
        let mut names = text.references();
        let Some(first) = names.next() else { return };
        self.found(field, first);
        // Most values have one.
        let mut seen = Names::default();
        for name in names.filter(|name| *name != first) {
            if seen.add(name) {
                self.found(field, name);
            }
        }
    }
}

impl<'i> Undefined<'i> {
    fn found(&mut self, field: &'static Field, name: &'i str) {
        if !self.declared.contains(name) {
            self.references.push(Reference {
                field,
                name,
                arguments: self.arguments.saturating_sub(1),
            });
        }
    }
}
