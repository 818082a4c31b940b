//! Lines that are longer than BuildKit reads.

use dockerkit::{Dockerfile, Stage, literal};

use super::{all, linear};

#[test]
fn a_line_of_blanks_is_broken_in_one_pass() {
    let file = |count: usize| {
        let text = format!("a{}b", " ".repeat(count));
        Dockerfile::new().stage(Stage::new("alpine").env("A", literal(text)))
    };
    linear(200_000, file, all);
}
