//! Writes Dockerfiles as the Rust that builds them: one function for each, on standard output.
//!
//! ```text
//! cargo run --example to_rust -- services/ > src/images.rs
//! cargo run --example to_rust -- --builder --presets docker/web.Dockerfile
//! ```
//!
//! Of a folder it takes the files that `lint` takes. For a file that has an error nothing is written; its errors are shown, the
//! exit status is 1, and the other files are written. It is 2 if something cannot be read at all, or a folder has no Dockerfile.

mod reading;

use std::collections::HashSet;
use std::error::Error;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use dockerkit::RustSource;

use reading::{Asked, CHOICE, Chosen, NAMES, asked, read, show, shown};

const USAGE: &str = "usage: to_rust [--builder] [--presets] [--] FILE|FOLDER…";

const HELP: &str = "\
Writes Dockerfiles as the Rust that builds them: one function for each, on standard output.

  --builder   calls of the builder instead of `dockerfile!`
  --presets   cache mounts of package managers as presets
  -h, --help  this text
  --          what follows are paths

For a file with an error nothing is written, and the exit status is 1. It is 2 if something cannot be read.";

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::from(2)
    })
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let asked = asked(&["--builder", "--presets"], 1);
    let (options, paths) = match asked.map_err(|error| format!("{error}\n{USAGE}"))? {
        Asked::Help => {
            writeln!(io::stdout(), "{USAGE}\n\n{HELP}\n\n{CHOICE}")?;
            return Ok(ExitCode::SUCCESS);
        }
        Asked::Read { options, paths } => (options, paths),
    };
    let has = |option: &str| options.iter().any(|it| it == option);
    let colour = io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none();
    let (mut wrong, mut unread) = (false, false);
    let mut chosen = Chosen::default();
    for path in &paths {
        if !chosen.add(path) {
            let path = shown(&path.to_string_lossy());
            eprintln!(
                "there is no Dockerfile in `{path}` or below; give the path of one, or of a folder with some"
            );
            unread = true;
        }
    }
    for error in &chosen.unread {
        eprintln!("{error}");
        unread = true;
    }
    let mut names = HashSet::new();
    let mut out = io::stdout().lock();
    for file in &chosen.files {
        let text = match read(file) {
            Ok(text) => text,
            Err(error) => {
                eprintln!("{error}");
                unread = true;
                continue;
            }
        };
        let report = text.check();
        if !report.is_ok() {
            show(file, report.errors(), colour, &mut io::stderr().lock())?;
            wrong = true;
            continue;
        }
        let model = text.parse()?;
        let name = unique(&name(file), &mut names);
        let mut source = RustSource::of(&model).function(name);
        if has("--builder") {
            source = source.builder();
        }
        if has("--presets") {
            source = source.presets();
        }
        let shown = file.display().to_string();
        let between = if names.len() > 1 { "\n" } else { "" };
        write!(out, "{between}/// `{}`\n{source}", shown.escape_debug())?;
    }
    Ok(match (unread, wrong) {
        (true, _) => ExitCode::from(2),
        (false, true) => ExitCode::FAILURE,
        (false, false) => ExitCode::SUCCESS,
    })
}

/// What a file is called beside `Dockerfile`, or else its folder.
fn name(path: &Path) -> String {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let file = file.to_lowercase();
    let own = NAMES.iter().find_map(|it| {
        let front = file.strip_suffix(it).and_then(|it| it.strip_suffix('.'));
        front.or_else(|| file.strip_prefix(it)?.strip_prefix('.'))
    });
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
    // What stands in front of it makes no other function of it.
    let key = |name: &str| name.trim_start_matches('_').to_owned();
    let mut free = name.to_owned();
    let mut number = 2;
    while !names.insert(key(&free)) {
        free = format!("{name}_{number}");
        number += 1;
    }
    free
}
