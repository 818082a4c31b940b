//! What BuildKit's build checks look at.

use dockerkit::{Arg, Cmd, Dockerfile, Env, OnBuild, Stage, StageRef, expand};

use super::{all, linear};

/// A step that sets a variable, and one that refers to one that is not set.
fn variables(stage: Stage, at: usize) -> Stage {
    let stage = stage.push(Env::new(format!("SET_{at}"), "1"));
    stage.workdir(expand(format!("/$SET_{at}$UNSET_{at}")))
}

#[test]
fn variables_that_are_set_nowhere() {
    let file = |count: usize| {
        let stage = (0..count).fold(Stage::new("scratch"), variables);
        Dockerfile::new().stage(stage)
    };
    linear(2_000, file, all);
}

#[test]
fn variables_of_stages_that_start_from_each_other() {
    let file = |count: usize| {
        let stages = (1..count).map(|at| {
            let base = StageRef::by_name(format!("s{}", at - 1));
            variables(Stage::named(format!("s{at}"), base), at)
        });
        let first = Dockerfile::new().stage(Stage::named("s0", "scratch"));
        stages.fold(first, Dockerfile::stage)
    };
    linear(500, file, all);
}

#[test]
fn commands_of_which_one_counts_in_stages_with_triggers() {
    let file = |count: usize| {
        let base = Stage::named("base", "alpine");
        let base = (0..count).fold(base, |base, _| base.push(OnBuild::new(Cmd::new(["a"]))));
        let last = Stage::new(StageRef::by_name("base"));
        let last = (0..count).fold(last, |last, _| last.cmd(["a"]).entrypoint(["b"]).run("c"));
        Dockerfile::new().stage(base).stage(last)
    };
    linear(1_000, file, all);
}

#[test]
fn arguments_in_front_of_many_stages() {
    let file = |count: usize| {
        let file = (0..count).fold(Dockerfile::new(), |file, at| {
            let before = format!("a$A{}$A{}", at.saturating_sub(1), at.saturating_sub(2));
            file.arg(Arg::with_default(format!("A{at}"), expand(before)))
        });
        (0..count).fold(file, |file, at| {
            file.stage(Stage::new(expand(format!("x:$A{at}$B{at}"))))
        })
    };
    linear(300, file, all);
}
