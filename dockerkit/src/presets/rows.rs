//! The table: a row a package manager.
//!
//! Where a directory holds something else than what hand-written files mount under the usual id, the id is another
//! one, so that no directory ever holds two layouts.

pub(super) mod compilers;
pub(super) mod javascript;
pub(super) mod languages;
pub(super) mod python;
pub(super) mod system;
