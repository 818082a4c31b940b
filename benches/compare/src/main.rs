//! Speed, weight and compile times of dockerkit beside its peers; `benches/README.md` says how to run and read it.

mod content;
mod macros;
mod peers;
mod rows;
mod speed;
mod weight;

use std::env;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let mode = env::args().nth(1);
    match mode.as_deref() {
        // With it, one of the peers makes a backtrace for every value.
        None if env::var_os("RUST_BACKTRACE").is_some() => again_without("RUST_BACKTRACE"),
        None => speed::print(),
        Some("weight") => weight::print(),
        Some("macro") => macros::print(),
        Some(_) => {
            eprintln!("usage: dockerkit-compare [weight | macro]");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn again_without(variable: &str) {
    let program = env::current_exe().expect("the program has a path");
    let status = Command::new(program)
        .env_remove(variable)
        .status()
        .expect("it can be started again");
    assert!(status.success(), "the second run failed");
}
