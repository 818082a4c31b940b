//! Any text: its tree is the whole text, and everything in it lies where it says. Without libFuzzer: the same for files.

#![cfg_attr(fuzzing, no_main)]

use dockerkit_fuzz::texts;

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| texts::fuzz(texts::tree::check, bytes));

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    texts::replay(texts::tree::check)
}
