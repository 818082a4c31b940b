//! Writes Dockerfiles as the Rust that builds them: one function for each, on standard output.
//!
//! ```text
//! cargo run --example to_rust -- services/ > src/images.rs
//! cargo run --example to_rust -- --builder --presets docker/web.Dockerfile
//! ```
//!
//! Of a folder it takes the files `Dockerfile`, `*.Dockerfile` and `Dockerfile.*` in it and below.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use dockerkit::{Dockerfile, RustSource};

const USAGE: &str = "usage: to_rust [--builder] [--presets] FILE|FOLDER…";

fn main() -> ExitCode {
    let (mut builder, mut presets) = (false, false);
    let mut paths = Vec::new();
    for argument in env::args_os().skip(1) {
        match argument.to_str() {
            Some("--builder") => builder = true,
            Some("--presets") => presets = true,
            Some("--help" | "-h") => {
                println!("{USAGE}");
                return ExitCode::SUCCESS;
            }
            Some(flag) if flag.starts_with("--") => {
                eprintln!("unknown flag `{flag}`\n{USAGE}");
                return ExitCode::from(2);
            }
            _ => paths.push(PathBuf::from(argument)),
        }
    }
    if paths.is_empty() {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    }
    let mut failed = false;
    let mut names = HashSet::new();
    for path in paths {
        let files = match files(&path) {
            Ok(files) if files.is_empty() => {
                eprintln!("{}: no Dockerfile in it or below", path.display());
                failed = true;
                continue;
            }
            Ok(files) => files,
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                failed = true;
                continue;
            }
        };
        for file in files {
            match Dockerfile::read(&file) {
                Ok(model) => {
                    let name = unique(&name(&file), &mut names);
                    let mut source = RustSource::of(&model).function(name);
                    if builder {
                        source = source.builder();
                    }
                    if presets {
                        source = source.presets();
                    }
                    let shown = file.display().to_string();
                    let between = if names.len() > 1 { "\n" } else { "" };
                    print!("{between}/// `{}`\n{source}", shown.escape_debug());
                }
                Err(error) => {
                    eprintln!("{}: {error}", file.display());
                    failed = true;
                }
            }
        }
    }
    if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// The file itself, or the Dockerfiles in a folder and below, in order. Links are not followed there.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() && is_dockerfile(&entry.file_name().to_string_lossy()) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_dockerfile(name: &str) -> bool {
    name == "Dockerfile" || name.ends_with(".Dockerfile") || name.starts_with("Dockerfile.")
}

/// What a file is called beside `Dockerfile`, or else its folder.
fn name(path: &Path) -> String {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let own = file
        .strip_suffix(".Dockerfile")
        .or_else(|| file.strip_prefix("Dockerfile."));
    let own = own.filter(|own| !own.is_empty()).map(str::to_owned);
    let folder = || {
        let path = fs::canonicalize(path).ok()?;
        Some(path.parent()?.file_name()?.to_string_lossy().into_owned())
    };
    let name = own.or_else(folder).unwrap_or_default().to_lowercase();
    let word = |it: char| if it.is_ascii_alphanumeric() { it } else { '_' };
    name.chars().map(word).collect()
}

/// The name with a number, if another file has it.
fn unique(name: &str, names: &mut HashSet<String>) -> String {
    let mut free = name.to_owned();
    let mut number = 2;
    while !names.insert(free.clone()) {
        free = format!("{name}_{number}");
        number += 1;
    }
    free
}
