//! Bytes to a Dockerfile: what is rendered means what the model says. Without libFuzzer: the same for files.

#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    use std::cell::RefCell;

    use dockerkit_fuzz::run::{self, Judge};

    thread_local! {
        static JUDGE: RefCell<Judge> = RefCell::new(Judge::start());
    }
    JUDGE.with_borrow_mut(|judge| {
        if let Err(failure) = run::run(bytes, judge) {
            panic!("{failure}");
        }
    });
});

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    let mut judge = dockerkit_fuzz::run::Judge::start();
    let mut code = std::process::ExitCode::SUCCESS;
    for path in std::env::args_os().skip(1) {
        let path = std::path::PathBuf::from(path);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("cannot read {}: {error}", path.display());
                return std::process::ExitCode::FAILURE;
            }
        };
        match dockerkit_fuzz::run::run(&bytes, &mut judge) {
            Ok(outcome) => println!("{}: {outcome:?}", path.display()),
            Err(failure) => {
                println!("{}: {failure}", path.display());
                code = std::process::ExitCode::FAILURE;
            }
        }
    }
    code
}
