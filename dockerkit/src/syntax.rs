//! Dockerfiles as they were typed: a tree of the text, with the range of everything in it.
//!
//! [`Dockerfile::parse`](crate::Dockerfile::parse) reads a text into the model, which says what a file means. A [`Tree`] says
//! how it was typed: where each instruction, flag, mount option, word, here-document, comment and continuation stands. Tools
//! that change a file walk it, and replace ranges of the text by [`Edits`].
//!
//! ```
//! use dockerkit::syntax::{Edits, Tree};
//!
//! // Names every cache mount that has no id.
//! let text = "FROM golang\nRUN --mount=type=cache,target=/root/.cache/go-build \\\n    go build ./...\n";
//! let tree = Tree::of(text);
//! let mut edits = Edits::new();
//! for flag in tree.instructions().flat_map(|it| it.flags()) {
//!     let fields = flag.fields();
//!     let is_cache = fields.iter().any(|it| it.key() == "type" && it.value() == Some("cache"));
//!     if flag.name() == "--mount" && is_cache && !fields.iter().any(|it| it.key() == "id") {
//!         let end = fields.last().unwrap().range().end;
//!         edits.replace(end..end, ",id=go-build-cache-shared");
//!     }
//! }
//! assert_eq!(
//!     edits.apply(text).unwrap(),
//!     text.replace("go-build \\", "go-build,id=go-build-cache-shared \\"),
//! );
//! ```

pub(crate) mod csv;
mod directive;
mod edit;
mod flag;
pub(crate) mod flags;
mod instruction;
pub(crate) mod json;
mod line;
mod node;
mod token;
mod tree;
pub(crate) mod words;

pub use directive::DirectiveName;
pub use edit::{BadEdit, Edits};
pub use flag::{Field, Flag};
pub(crate) use instruction::with_flags;
pub use instruction::{HeredocBody, Instruction};
pub(crate) use line::{Line, Spare};
pub use node::{Directive, Node};
pub use token::Token;
pub(crate) use tree::Body;
pub use tree::Tree;
pub(crate) use tree::{Problem, keyword, lowercase};
