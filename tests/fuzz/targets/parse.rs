//! Any text: it is read or refused, and what is said of it stands in it. Without libFuzzer: the same for files.

#![cfg_attr(fuzzing, no_main)]

use dockerkit_fuzz::texts;

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| texts::fuzz(texts::parse::check, bytes));

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    texts::replay(texts::parse::check)
}
