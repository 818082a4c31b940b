//! Any text that is read: written and read again it is the same. Without libFuzzer: the same for files.

#![cfg_attr(fuzzing, no_main)]

use dockerkit_fuzz::texts;

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| texts::fuzz(texts::round_trip::check, bytes));

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    texts::replay(texts::round_trip::check)
}
