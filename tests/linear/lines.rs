//! Lines that are longer than BuildKit reads.

use std::hint::black_box;

use dockerkit::{CacheMount, Comment, Dockerfile, Run, Stage, literal};

use super::{all, linear};

#[test]
fn a_line_of_blanks_is_broken_in_one_pass() {
    let file = |count: usize| {
        let text = format!("a{}b", " ".repeat(count));
        Dockerfile::new().stage(Stage::new("alpine").env("A", literal(text)))
    };
    linear(200_000, file, all);
}

#[test]
fn comments_that_set_levels_in_front_of_one_step() {
    let file = |count: usize| {
        let mut stage = Stage::new("alpine");
        let mut run = Run::new("make");
        for number in 0..count {
            stage = stage.push(Comment::new("dockerkit: skip=StageNameCasing"));
            run = run.mount(CacheMount::new(format!("/{number}").leak() as &str).id(literal("")));
        }
        Dockerfile::new().stage(stage.push(run))
    };
    linear(300, file, |file| {
        black_box(file.check());
    });
}
