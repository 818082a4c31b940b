//! Any text that is read: its Rust builds what it says. Without libFuzzer: the same for files.

#![cfg_attr(fuzzing, no_main)]

use dockerkit_fuzz::texts;

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| texts::fuzz(texts::to_rust::check, bytes));

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    texts::replay(texts::to_rust::check)
}
