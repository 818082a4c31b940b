//! Names that nobody knows.

use dockerkit::{CopyFiles, Dockerfile, Stage, StageRef};

use super::{all, linear};

/// Fifty named stages, and one that copies from so many others.
fn copies(count: usize, name: impl Fn(usize) -> String) -> Dockerfile {
    let mut file = Dockerfile::new();
    for at in 0..50 {
        file = file.stage(Stage::named(format!("service-{at}"), "alpine"));
    }
    let copy = |at| CopyFiles::new(["/a"], "/").from(StageRef::by_name(name(at)));
    file.stage(Stage::new("alpine").extend((0..count).map(copy)))
}

#[test]
fn unknown_stages_are_compared_with_all_names() {
    linear(
        200,
        |count| copies(count, |at| format!("servise-{at}-{at}")),
        all,
    );
}

#[test]
fn unknown_stages_between_stages_without_names() {
    let file = |count: usize| {
        let stages = (0..count).map(|at| {
            let copy = CopyFiles::new(["/a"], "/").from(StageRef::by_name(format!("a{at}")));
            Stage::new("alpine").push(copy)
        });
        stages.fold(Dockerfile::new(), Dockerfile::stage)
    };
    linear(1_000, file, all);
}
