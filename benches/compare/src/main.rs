//! Speed, fidelity, weight and compile times of dockerkit beside its peers; `benches/README.md` says how to run and read it.

mod content;
mod fleet;
mod macros;
mod peers;
mod read;
mod rows;
mod speed;
mod weight;

// What the tests of reading compare a file's meaning with.
#[allow(
    dead_code,
    reason = "it belongs to the tests, and a part of it is used"
)]
#[path = "../../../tests/read/meaning.rs"]
mod meaning;
#[path = "../../../tests/verbatim/options.rs"]
mod options;
#[allow(
    dead_code,
    unreachable_pub,
    reason = "it belongs to the tests, and a part of it is used"
)]
#[path = "../../../tests/support"]
mod support {
    pub mod parser;
}
#[allow(
    dead_code,
    reason = "it belongs to the tests, and a part of it is used"
)]
#[path = "../../../tests/verbatim/words.rs"]
mod words;

use std::env;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let mode = env::args().nth(1);
    match mode.as_deref() {
        // With it, one of the peers makes a backtrace for every value.
        None | Some("read") if env::var_os("RUST_BACKTRACE").is_some() => {
            again_without("RUST_BACKTRACE");
        }
        None => speed::print(),
        Some("read") => read::print(),
        Some("fleet") => fleet::print(),
        Some("weight") => weight::print(),
        Some("macro") => macros::print(),
        Some(_) => {
            eprintln!("usage: dockerkit-compare [read | fleet | weight | macro]");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn again_without(variable: &str) {
    let program = env::current_exe().expect("the program has a path");
    let status = Command::new(program)
        .args(env::args_os().skip(1))
        .env_remove(variable)
        .status()
        .expect("it can be started again");
    assert!(status.success(), "the second run failed");
}
