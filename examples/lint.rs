//! Looks at existing Dockerfiles, and says what is wrong with them.
//!
//! ```sh
//! cargo run --example lint -- path/to/services
//! cargo run --example lint -- --sarif . > findings.sarif
//! ```
//!
//! Below a folder these are read: `Dockerfile`, `Dockerfile.*`, `*.Dockerfile` and `Containerfile`. The exit status is 1 if
//! there are errors (with `--deny-warnings`, if there is anything), and 2 if something cannot be read at all.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use dockerkit::{DockerfileText, Finding, Level, rules};
use serde_json::{Value, json};

const USAGE: &str = "usage: lint [--json | --sarif] [--deny-warnings] FILE|FOLDER…";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Json,
    Sarif,
}

struct Asked {
    format: Format,
    deny_warnings: bool,
    paths: Vec<PathBuf>,
}

fn asked() -> Result<Asked, String> {
    let mut asked = Asked {
        format: Format::Text,
        deny_warnings: false,
        paths: Vec::new(),
    };
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            Some("--json") => asked.format = Format::Json,
            Some("--sarif") => asked.format = Format::Sarif,
            Some("--deny-warnings") => asked.deny_warnings = true,
            Some(other) if other.starts_with("--") => {
                return Err(format!("unknown option `{other}`\n{USAGE}"));
            }
            _ => asked.paths.push(argument.into()),
        }
    }
    if asked.paths.is_empty() {
        return Err(USAGE.to_owned());
    }
    Ok(asked)
}

fn main() -> ExitCode {
    match asked().and_then(|asked| run(&asked).map_err(|error| error.to_string())) {
        Ok(status) => status,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn run(asked: &Asked) -> io::Result<ExitCode> {
    let mut files = Vec::new();
    for path in &asked.paths {
        collect(path, &mut files).map_err(|error| {
            io::Error::new(error.kind(), format!("{}: {error}", path.display()))
        })?;
    }
    if files.is_empty() {
        return Err(io::Error::other(
            "there is no Dockerfile; give the path of one, or of a folder with some",
        ));
    }
    let mut progress = Progress::new(files.len());
    let mut findings = Vec::new();
    let mut unread = Vec::new();
    for path in &files {
        progress.file(path);
        match DockerfileText::read(path) {
            Ok(text) => findings.extend(text.check().findings),
            Err(error) => unread.push(format!("{error:?}")),
        }
    }
    progress.end();
    for error in &unread {
        eprintln!("{error}");
    }
    let mut out = io::stdout().lock();
    match asked.format {
        Format::Text => text(&findings, files.len(), &mut out)?,
        Format::Json => writeln!(out, "{:#}", json!(findings))?,
        Format::Sarif => writeln!(out, "{:#}", sarif(&findings))?,
    }
    let worst = findings.iter().map(|finding| finding.level).max();
    Ok(match worst {
        _ if !unread.is_empty() => ExitCode::from(2),
        Some(Level::Error) => ExitCode::FAILURE,
        Some(_) if asked.deny_warnings => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    })
}

/// The Dockerfiles at or below a path, in order; a file that is named is one whatever it is called.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !fs::metadata(path)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<_> = fs::read_dir(&folder)?.collect::<Result<_, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let kind = entry.file_type()?;
            let name = entry.file_name();
            // Links are not followed: they may lead back.
            if kind.is_dir() && name != ".git" && name != "target" && name != "node_modules" {
                folders.push(entry.path());
            } else if kind.is_file() && is_dockerfile(&name) {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(())
}

fn is_dockerfile(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else {
        return false;
    };
    let name = name.to_ascii_lowercase();
    let is_ignore = name.ends_with(".dockerignore");
    let whole = ["dockerfile", "containerfile"];
    !is_ignore
        && whole.iter().any(|it| {
            name == *it || name.starts_with(&format!("{it}.")) || name.ends_with(&format!(".{it}"))
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
                visible(&path.display().to_string())
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
fn text(findings: &[Finding], files: usize, out: &mut impl Write) -> io::Result<()> {
    let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let paint = |code: &'static str| if colour { code } else { "" };
    for finding in findings {
        let origin = &finding.place.origin;
        let code = match finding.level {
            Level::Error => "\x1b[1;31m",
            _ => "\x1b[1;33m",
        };
        writeln!(
            out,
            "{}{}[{}]{}: {}{}{}",
            paint(code),
            finding.level,
            finding.rule.name,
            paint("\x1b[0m"),
            paint("\x1b[1m"),
            visible(&finding.message),
            paint("\x1b[0m"),
        )?;
        writeln!(out, "  --> {}", visible(&origin.to_string()))?;
        for line in origin.excerpt().iter().flat_map(|it| it.lines()) {
            writeln!(out, "  {line}")?;
        }
        writeln!(out, "  = {}\n", visible(&finding.help))?;
    }
    let errors = findings
        .iter()
        .filter(|it| it.level == Level::Error)
        .count();
    let count = |number: usize, what: &str| {
        format!("{number} {what}{}", if number == 1 { "" } else { "s" })
    };
    writeln!(
        out,
        "{}, {} in {}",
        count(errors, "error"),
        count(findings.len() - errors, "warning"),
        count(files, "file"),
    )
}

/// What stands in a file does not move the cursor of a terminal.
fn visible(text: &str) -> String {
    let seen = text
        .chars()
        .map(|it| if it.is_control() { ' ' } else { it });
    seen.collect()
}

/// SARIF 2.1.0, which code hosts show beside the lines.
fn sarif(findings: &[Finding]) -> Value {
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
    let results: Vec<_> = findings
        .iter()
        .map(|finding| {
            let index = all.iter().position(|rule| rule.name == finding.rule.name);
            json!({
                "ruleId": finding.rule.name,
                "ruleIndex": index,
                "level": level(finding.level),
                "message": { "text": format!("{}; {}", finding.message, finding.help) },
                "locations": [location(finding)],
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "dockerkit",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": described,
            }},
            // Columns are characters, not UTF-16 units.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Off => "none",
        _ => "warning",
    }
}

fn location(finding: &Finding) -> Value {
    let origin = &finding.place.origin;
    let path = origin.file().unwrap_or_default().replace('\\', "/");
    let region = match (origin.line_and_column(), origin.bytes()) {
        (Some((line, column)), Some(bytes)) => json!({
            "startLine": line,
            "startColumn": column,
            "byteOffset": bytes.start,
            "byteLength": bytes.len(),
        }),
        _ => json!({ "startLine": 1 }),
    };
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&path) },
            "region": region,
        }
    })
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
