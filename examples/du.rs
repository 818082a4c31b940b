//! Looks at the cache mounts on a builder, and says which are split, and which of some Dockerfiles were never used.
//!
//! ```sh
//! cargo run --example du
//! cargo run --example du -- services/
//! docker buildx du --verbose > saved; cargo run --example du -- --usage=saved services/
//! ```
//!
//! The exit status is 1 if something is split, or a directory that the Dockerfiles open was never used; and 2 if something cannot be
//! read.

mod reading;

use std::error::Error;
use std::io::{self, IsTerminal, Read as _, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::{env, fs};

use dockerkit::{CacheReport, DiskUsage, Project, Service};

use reading::{Asked, CHOICE, Chosen, asked, read, show, shown};

const USAGE: &str = "usage: du [--usage=FILE] [--namespace=NAME] [--json] [--] [FILE|FOLDER…]";

const HELP: &str = "\
Says what is on the machine's builder of the cache mounts of some Dockerfiles; without any, which cache mounts there are.

  --usage=FILE      what `docker buildx du --verbose` or `docker buildx du --format json` printed; `-` is standard input
  --namespace=NAME  the build argument BUILDKIT_CACHE_MOUNT_NS of the builds
  --json            as JSON
  -h, --help        this text
  --                what follows are paths

Without `--usage` it runs `docker buildx du --verbose`, or the program that the variable DOCKER names.
The exit status is 1 if something is split or was never used, and 2 if something cannot be read.";

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        let cause = error.downcast_ref::<io::Error>();
        if cause.is_some_and(|it| it.kind() == io::ErrorKind::BrokenPipe) {
            // Whoever reads it has seen enough.
            return ExitCode::SUCCESS;
        }
        eprintln!("{error}");
        ExitCode::from(2)
    })
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let asked = asked(&["--usage=", "--namespace=", "--json"], 0);
    let (options, paths) = match asked.map_err(|error| format!("{error}\n{USAGE}"))? {
        Asked::Help => {
            writeln!(io::stdout(), "{USAGE}\n\n{HELP}\n\n{CHOICE}")?;
            return Ok(ExitCode::SUCCESS);
        }
        Asked::Read { options, paths } => (options, paths),
    };
    let value = |key: &str| options.iter().find_map(|it| it.strip_prefix(key));
    let json = options.iter().any(|it| it == "--json");
    let opened = opened(&paths, value("--namespace=").unwrap_or_default())?;
    let usage = DiskUsage::parse(&match value("--usage=") {
        Some(file) => saved(file)?,
        None => listed()?,
    })?;
    let mut out = io::stdout().lock();
    let is_ok = if paths.is_empty() {
        if json {
            writeln!(out, "{}", serde_json::to_string_pretty(&usage)?)?;
        } else {
            writeln!(out, "{usage}")?;
        }
        usage.split().is_empty()
    } else {
        let found = opened.compare(&usage);
        if json {
            writeln!(out, "{}", serde_json::to_string_pretty(&found)?)?;
        } else {
            writeln!(out, "{found}")?;
        }
        found.is_ok()
    };
    Ok(if is_ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What was saved in a file, or comes by standard input.
fn saved(file: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    let read = match file {
        "-" => io::stdin().read_to_end(&mut bytes).map(|_| bytes),
        file => fs::read(file),
    };
    // A command may hold any bytes; ids are escaped.
    let text = read.map(|it| String::from_utf8_lossy(&it).into_owned());
    text.map_err(|error| {
        format!(
            "cannot read `{}`: {error}; give what `docker buildx du --verbose` printed",
            shown(file)
        )
    })
}

/// What the machine's builder lists.
fn listed() -> Result<String, String> {
    let docker = env::var_os("DOCKER").unwrap_or_else(|| "docker".into());
    let name = shown(&docker.to_string_lossy());
    let output = Command::new(&docker)
        .args(["buildx", "du", "--verbose"])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot run `{name}`: {error}; install Docker with buildx, or give its program by the variable DOCKER"))?;
    if !output.status.success() {
        return Err(format!(
            "`{name} buildx du --verbose` failed with {}",
            output.status
        ));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What the Dockerfiles open, each a service of which the last stage is built.
fn opened(paths: &[PathBuf], namespace: &str) -> Result<CacheReport, Box<dyn Error>> {
    let mut chosen = Chosen::default();
    for path in paths {
        if !chosen.add(path) {
            let path = shown(&path.to_string_lossy());
            return Err(format!(
                "there is no Dockerfile in `{path}` or below; give the path of one, or of a folder with some"
            )
            .into());
        }
    }
    if let Some(error) = chosen.unread.first() {
        return Err(error.to_string().into());
    }
    let mut project = Project::new();
    for (number, path) in chosen.files.iter().enumerate() {
        let text = read(path).map_err(|error| error.to_string())?;
        let Ok(file) = text.parse() else {
            let colour = io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none();
            show(
                path,
                text.check().errors(),
                colour,
                &mut io::stderr().lock(),
            )?;
            return Err(format!(
                "`{}` is no Dockerfile that a builder reads",
                shown(&path.to_string_lossy())
            )
            .into());
        };
        let service = Service::new(format!("service-{number}"), file);
        project = project.service(service.arg("BUILDKIT_CACHE_MOUNT_NS", namespace));
    }
    let report = project.caches();
    let unknown = report
        .directories
        .iter()
        .filter(|it| it.directory.is_none());
    for directory in unknown {
        let why = directory.unknown.as_deref().unwrap_or_default();
        eprintln!("not compared: `{}`: {why}", shown(&directory.id));
    }
    Ok(report)
}
