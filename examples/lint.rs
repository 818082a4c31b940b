//! Looks at existing Dockerfiles, and says what is wrong with them.
//!
//! ```sh
//! cargo run --example lint -- path/to/services
//! cargo run --example lint -- --sarif . > findings.sarif
//! ```
//!
//! Below a folder these are read: `Dockerfile`, `Dockerfile.*`, `*.Dockerfile`, and the same with `Containerfile`. The exit
//! status is 1 if there are errors (with `--deny-warnings`, if there is anything), and 2 if something cannot be read at all; all
//! the rest is looked at nevertheless.
//!
//! `--json` writes an object: `findings`, with what [`Finding`] says of each, and `unread`, a list of the files and folders that
//! could not be read, each with its `path` and the `cause`. `--sarif` has the latter as notifications of its invocation, which
//! is then not successful.

mod reading;

use std::error::Error;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use dockerkit::{DockerfileText, Finding, Level, Origin, rules};
use serde_json::{Value, json};

use reading::{Asked, CHOICE, Chosen, Unread, asked, read, show, shown};

const USAGE: &str = "usage: lint [--json | --sarif] [--deny-warnings] [--] FILE|FOLDER…";

const HELP: &str = "\
Says what is wrong with Dockerfiles.

  --json           as JSON: `findings`, and `unread` for what could not be read
  --sarif          as SARIF 2.1.0, which code hosts show beside the lines
  --deny-warnings  fail if there are warnings, too
  -h, --help       this text
  --               what follows are paths

The exit status is 1 if there are errors, and 2 if something cannot be read.";

/// A file in which something was found.
struct Looked {
    path: PathBuf,
    text: DockerfileText,
    findings: Vec<Finding>,
}

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::from(2)
    })
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let asked = asked(&["--json", "--sarif", "--deny-warnings"], 1);
    let (options, paths) = match asked.map_err(|error| format!("{error}\n{USAGE}"))? {
        Asked::Help => {
            writeln!(io::stdout(), "{USAGE}\n\n{HELP}\n\n{CHOICE}")?;
            return Ok(ExitCode::SUCCESS);
        }
        Asked::Read { options, paths } => (options, paths),
    };
    let has = |option: &str| options.iter().any(|it| it == option);
    if has("--json") && has("--sarif") {
        return Err(
            format!("`--json` and `--sarif` are two forms; give one of them\n{USAGE}").into(),
        );
    }
    let mut chosen = Chosen::default();
    for path in &paths {
        chosen.add(path);
    }
    let (files, mut unread) = (chosen.files, chosen.unread);
    if files.is_empty() && unread.is_empty() {
        return Err(
            "there is no Dockerfile; give the path of one, or of a folder with some".into(),
        );
    }
    let mut progress = Progress::new(files.len());
    let mut looked = Vec::new();
    let mut count = 0;
    for path in files {
        progress.file(&path);
        match read(&path) {
            Ok(text) => {
                count += 1;
                let findings = text.check().findings;
                if !findings.is_empty() {
                    looked.push(Looked {
                        path,
                        text,
                        findings,
                    });
                }
            }
            Err(error) => unread.push(error),
        }
    }
    progress.end();
    for error in &unread {
        eprintln!("{error}");
    }
    let mut out = io::stdout().lock();
    if has("--json") {
        writeln!(out, "{:#}", as_json(&looked, &unread))?;
    } else if has("--sarif") {
        writeln!(out, "{:#}", sarif(&looked, &unread))?;
    } else {
        text(&looked, count, &unread, &mut out)?;
    }
    let findings = looked.iter().flat_map(|it| &it.findings);
    let worst = findings.map(|finding| finding.level).max();
    Ok(match worst {
        _ if !unread.is_empty() => ExitCode::from(2),
        Some(Level::Error) => ExitCode::FAILURE,
        Some(_) if has("--deny-warnings") => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    })
}

/// A line on the terminal that says which file it is, where it takes long.
struct Progress {
    count: usize,
    done: usize,
    shown: bool,
    last: Instant,
}

impl Progress {
    fn new(count: usize) -> Self {
        Self {
            count,
            done: 0,
            shown: false,
            last: Instant::now(),
        }
    }

    fn file(&mut self, path: &Path) {
        self.done += 1;
        if self.last.elapsed() > Duration::from_millis(200) && io::stderr().is_terminal() {
            self.last = Instant::now();
            self.shown = true;
            eprint!(
                "\r\x1b[K{} of {}: {}",
                self.done,
                self.count,
                shown(&path.to_string_lossy())
            );
        }
    }

    fn end(&self) {
        if self.shown {
            eprint!("\r\x1b[K");
        }
    }
}

/// Each finding with its line, and at the end what it comes to.
fn text(
    looked: &[Looked],
    files: usize,
    unread: &[Unread],
    out: &mut impl Write,
) -> io::Result<()> {
    let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    for Looked { path, findings, .. } in looked {
        show(path, findings, colour, out)?;
    }
    let findings = || looked.iter().flat_map(|it| &it.findings);
    let errors = findings().filter(|it| it.level == Level::Error).count();
    let count = |number: usize, what: &str| {
        format!("{number} {what}{}", if number == 1 { "" } else { "s" })
    };
    write!(
        out,
        "{}, {} in {}",
        count(errors, "error"),
        count(findings().count() - errors, "warning"),
        count(files, "file"),
    )?;
    if !unread.is_empty() {
        write!(out, "; {} could not be read", count(unread.len(), "path"))?;
    }
    writeln!(out)
}

/// As the head of this file says.
fn as_json(looked: &[Looked], unread: &[Unread]) -> Value {
    let findings: Vec<_> = looked.iter().flat_map(|it| &it.findings).collect();
    let unread: Vec<_> = unread
        .iter()
        .map(|it| json!({ "path": it.path.to_string_lossy(), "cause": it.cause }))
        .collect();
    json!({ "findings": findings, "unread": unread })
}

/// SARIF 2.1.0, which code hosts show beside the lines.
fn sarif(looked: &[Looked], unread: &[Unread]) -> Value {
    let all: Vec<_> = rules::all().collect();
    let described: Vec<_> = all
        .iter()
        .map(|rule| {
            json!({
                "id": rule.name,
                "shortDescription": { "text": rule.summary.trim() },
                "helpUri": rule.url,
                "defaultConfiguration": { "level": level(rule.level) },
            })
        })
        .collect();
    let result = |text: &str, finding: &Finding| {
        let index = all.iter().position(|rule| rule.name == finding.rule.name);
        let mut result = json!({
            "ruleId": finding.rule.name,
            "ruleIndex": index,
            "level": level(finding.level),
            "message": { "text": format!("{}; {}", finding.message, finding.help) },
            "locations": [location(&finding.place.origin, text)],
        });
        if let Some(related) = &finding.related {
            let mut location = location(&related.origin, text);
            location["message"] = json!({ "text": related.to_string() });
            result["relatedLocations"] = json!([location]);
        }
        result
    };
    let results: Vec<_> = looked
        .iter()
        .flat_map(|file| {
            file.findings
                .iter()
                .map(|it| result(file.text.as_str(), it))
        })
        .collect();
    let notifications: Vec<_> = unread
        .iter()
        .map(|it| {
            json!({
                "level": "error",
                "message": { "text": it.to_string() },
                "locations": [{ "physicalLocation": { "artifactLocation": artifact(&it.path.to_string_lossy()) } }],
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "dockerkit",
                "version": version(),
                "rules": described,
            }},
            "invocations": [{
                "executionSuccessful": unread.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            // Columns are characters, not UTF-16 units.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// The version of the library, which is not that of the package of this example.
fn version() -> &'static str {
    let mut lines = include_str!("../Cargo.lock").lines();
    let name = lines.find(|line| *line == "name = \"dockerkit\"");
    let line = name.and_then(|_| lines.next());
    let version = line.and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.unwrap_or("unknown")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Off => "none",
        _ => "warning",
    }
}

fn location(origin: &Origin, text: &str) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": artifact(origin.file().unwrap_or_default()),
            "region": region(origin, text),
        }
    })
}

/// A range of a text: its lines and columns, which count from 1, and its bytes. Its end is what stands right behind it.
fn region(origin: &Origin, text: &str) -> Value {
    let (Some((line, column)), Some(bytes)) = (origin.line_and_column(), origin.bytes()) else {
        return json!({ "startLine": 1 });
    };
    let inside = text.get(bytes.clone()).unwrap_or_default();
    let newlines = inside.matches('\n').count();
    let (before, last) = match inside.rsplit_once('\n') {
        Some((_, last)) => (1, last),
        None => (column as usize, inside),
    };
    // A byte order mark is no column.
    let marks = usize::from(bytes.start == 0 && last.starts_with('\u{feff}') && newlines == 0);
    json!({
        "startLine": line,
        "startColumn": column,
        "endLine": line as usize + newlines,
        "endColumn": before + last.chars().count() - marks,
        "byteOffset": bytes.start,
        "byteLength": bytes.len(),
    })
}

fn artifact(path: &str) -> Value {
    json!({ "uri": uri(&path.replace('\\', "/")) })
}

/// A path as a URI: relative, as code hosts want it, or of this machine.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte);
    let path = path.strip_prefix("./").unwrap_or(path);
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.bytes() {
        if plain(byte) {
            uri.push(char::from(byte));
        } else {
            let [high, low] =
                [byte >> 4, byte & 15].map(|it| char::from(b"0123456789ABCDEF"[usize::from(it)]));
            uri.extend(['%', high, low]);
        }
    }
    uri
}
