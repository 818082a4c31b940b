//! A mount namespace, for what a file system does to whoever writes to it. It needs root and goes with its processes.
//!
//! A test asks to be run once more inside, where it finds itself by [`inside`].

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// Tells a test that it runs inside, and where.
const INSIDE: &str = "DOCKERKIT_TEST_INSIDE";

/// The directory that was given, if this is a run inside.
pub fn inside() -> Option<PathBuf> {
    env::var_os(INSIDE).map(PathBuf::from)
}

/// Runs a test of this binary once more, by its full name: in a mount namespace of its own, after a shell has run
/// `prepare`, in which `$1` is the directory.
///
/// # Panics
///
/// If that run fails, there is no such test, or a mount namespace is not to be had.
#[track_caller]
pub fn rerun(test: &str, directory: &Path, prepare: &str) {
    let script = format!("{prepare}\nshift\nexec \"$@\"");
    let shell = [
        "--mount",
        "--propagation",
        "private",
        "--",
        "sh",
        "-euc",
        &script,
        "sh",
    ];
    let mut command = Command::new("unshare");
    command.args(shell).arg(directory);
    let output = again(&mut command, test, directory);
    let said = said(&output);
    assert!(
        output.status.success() && said.contains("test result: ok. 1 passed"),
        "inside the namespace:\n{said}"
    );
}

/// Runs a test of this binary once more, by its full name, below another command.
///
/// # Panics
///
/// If the command is not there.
#[track_caller]
pub fn again(command: &mut Command, test: &str, directory: &Path) -> Output {
    let own =
        env::current_exe().unwrap_or_else(|error| panic!("cannot find this test binary: {error}"));
    command
        .arg(own)
        .args(["--exact", test, "--include-ignored", "--nocapture"].map(OsStr::new));
    command.env(INSIDE, directory).stdin(Stdio::null());
    command
        .output()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}; is it installed?"))
}

/// Everything a command said.
pub fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
