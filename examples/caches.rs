//! Which directories the cache mounts of Dockerfiles open on one builder, and which of them only look shared.
//!
//! ```sh
//! cargo run --example caches -- services/
//! cargo run --example caches -- --markdown . > report.md
//! ```
//!
//! Each Dockerfile is a service, named after its folder; its build is given no arguments, and builds its last stage. `--markdown`,
//! `--mermaid`, `--dot` and `--json` print the same in another form, and `--findings` everything that is wrong with the whole.
//! The exit status is 1 where something only looks shared or is wrong with a cache or is wrong with a cache (with `--findings`, where there is a finding), and 2 if something
//! cannot be read.

#[expect(dead_code, reason = "what other examples do with what they read")]
mod reading;

use std::collections::BTreeSet;
use std::error::Error;
use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::path::{Component, Path};
use std::process::ExitCode;

use dockerkit::{Project, Service};

use reading::{Asked, CHOICE, Chosen, asked, shown};

const USAGE: &str =
    "usage: caches [--markdown | --mermaid | --dot | --json | --findings] [--] FILE|FOLDER…";

const HELP: &str = "\
Says which directories the cache mounts of Dockerfiles open on one builder.

  --markdown  for a pull request, with a picture in it
  --mermaid   the picture, for Mermaid
  --dot       the picture, for Graphviz
  --json      as JSON
  --findings  everything that is wrong with the whole
  -h, --help  this text
  --          what follows are paths

The exit status is 1 where something only looks shared or is wrong with a cache (with `--findings`, where there is a finding), and 2 if something
cannot be read.";

const FORMS: [&str; 5] = ["--markdown", "--mermaid", "--dot", "--json", "--findings"];

/// The names of services are made of their directories: `services/asr/Dockerfile` is `services_asr`.
fn name_of(path: &Path, taken: &mut BTreeSet<String>) -> String {
    let directory = path.parent().unwrap_or(Path::new(""));
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let mut parts: Vec<_> = directory
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect();
    let own = file.replace("Dockerfile", "");
    let own = own.trim_matches('.');
    if !own.is_empty() || parts.is_empty() {
        parts.push(if own.is_empty() { "service" } else { own }.to_owned());
    }
    let plain = |character: char| {
        if character.is_ascii_alphanumeric() || character == '-' {
            character
        } else {
            '_'
        }
    };
    let name: String = parts.join("_").chars().map(plain).collect();
    let mut unique = name.clone();
    let mut number = 2;
    while !taken.insert(unique.clone()) {
        unique = format!("{name}-{number}");
        number += 1;
    }
    unique
}

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::from(2)
    })
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let (options, paths) = match asked(&FORMS, 1).map_err(|error| format!("{error}\n{USAGE}"))? {
        Asked::Help => {
            writeln!(io::stdout(), "{USAGE}\n\n{HELP}\n\n{CHOICE}")?;
            return Ok(ExitCode::SUCCESS);
        }
        Asked::Read { options, paths } => (options, paths),
    };
    let form = match options.as_slice() {
        [] => "",
        [form] => form.as_str(),
        _ => return Err(format!("give one of the options at most\n{USAGE}").into()),
    };
    let mut chosen = Chosen::default();
    for path in &paths {
        if !chosen.add(path) {
            return Err(format!("there is no Dockerfile below `{}`", path.display()).into());
        }
    }
    let mut failed = !chosen.unread.is_empty();
    for unread in &chosen.unread {
        eprintln!("{unread}");
    }
    let mut taken = BTreeSet::new();
    let mut project = Project::new();
    for path in &chosen.files {
        match Service::read(name_of(path, &mut taken), path) {
            Ok(service) => project = project.service(service),
            Err(error) => {
                let path = shown(&path.to_string_lossy());
                eprintln!("`{path}` is left out: {error}");
                failed = true;
            }
        }
    }
    if project.services.is_empty() {
        // Why is said above.
        return Ok(ExitCode::from(2));
    }
    let report = project.caches();
    let mut is_fine = report.splits.is_empty() && report.findings.is_empty();
    let text = match form {
        "--markdown" => report.markdown(),
        "--mermaid" => report.mermaid(),
        "--dot" => report.dot(),
        "--json" => serde_json::to_string_pretty(&report)? + "\n",
        "--findings" => {
            let found = project.check();
            is_fine = found.findings.is_empty();
            let lines = found.findings.iter().map(|it| format!("{it}\n"));
            lines.collect()
        }
        _ if io::stdout().is_terminal() => format!("{report:#}"),
        _ => report.to_string(),
    };
    match io::stdout().lock().write_all(text.as_bytes()) {
        // Whoever reads it has seen enough.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error.into()),
        _ => {}
    }
    Ok(match (failed, is_fine) {
        (true, _) => ExitCode::from(2),
        (false, false) => ExitCode::from(1),
        (false, true) => ExitCode::SUCCESS,
    })
}
