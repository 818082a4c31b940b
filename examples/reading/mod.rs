//! What `du`, `lint` and `to_rust` share: how they are asked, which files they read, and how they show what is wrong.

use std::collections::HashSet;
use std::error::Error as _;
use std::ffi::OsStr;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::{env, fmt, fs};

use dockerkit::{DockerfileText, Finding, Level, rules};

/// Which files are read, for the help of all.
pub(crate) const CHOICE: &str = "\
A file that is named is read whatever it is called. Of a folder, what is read in it and below is `Dockerfile`,
`Dockerfile.*` and `*.Dockerfile`, and the same with `Containerfile`, in capitals or not, but no `*.dockerignore`.
Links to files are followed, links to folders are not; `.git`, `target` and `node_modules` are left out.";

/// What the command line asks for.
pub(crate) enum Asked {
    Help,
    Read {
        options: Vec<String>,
        paths: Vec<PathBuf>,
    },
}

/// The command line, with the options that are known (one that ends with `=` has a value behind it), and at least so many paths.
pub(crate) fn asked(known: &[&str], paths_at_least: usize) -> Result<Asked, String> {
    let mut options = Vec::new();
    let mut paths = Vec::new();
    let mut arguments = env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--help" | "-h") => return Ok(Asked::Help),
            Some("--") => paths.extend(arguments.by_ref().map(PathBuf::from)),
            Some(other) if other.len() > 1 && other.starts_with('-') => {
                let is = |it: &str| other == it || it.ends_with('=') && other.starts_with(it);
                if !known.iter().any(|it| is(it)) {
                    let other = shown(other);
                    return Err(format!(
                        "unknown option `{other}`; if it is a path, put `--` in front of it"
                    ));
                }
                options.push(other.to_owned());
            }
            _ => paths.push(argument.into()),
        }
    }
    if paths.len() < paths_at_least {
        return Err("no path is given; give that of a Dockerfile, or of a folder".to_owned());
    }
    Ok(Asked::Read { options, paths })
}

/// A file or a folder that could not be read, and why.
pub(crate) struct Unread {
    pub(crate) path: PathBuf,
    pub(crate) cause: String,
}

impl Unread {
    fn new(path: &Path, error: &io::Error) -> Self {
        let way_out = match error.kind() {
            ErrorKind::NotFound => "; give a path where something is",
            ErrorKind::PermissionDenied => "; let this user read it",
            _ => "",
        };
        Self {
            path: path.to_owned(),
            cause: format!("{error}{way_out}"),
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = shown(&self.path.to_string_lossy());
        write!(f, "cannot read `{path}`: {}", self.cause)
    }
}

/// The files to read, each once, and what could not be looked into.
#[derive(Default)]
pub(crate) struct Chosen {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) unread: Vec<Unread>,
    seen: HashSet<PathBuf>,
}

impl Chosen {
    /// Adds the Dockerfiles at or below a path, in order. Whether there was anything: what was added before counts, and so does
    /// what could not be looked into.
    pub(crate) fn add(&mut self, path: &Path) -> bool {
        match fs::metadata(path) {
            Ok(it) if it.is_dir() => self.add_below(path),
            Ok(_) => {
                self.found(path.to_owned());
                true
            }
            Err(error) => self.failed(path, &error),
        }
    }

    fn add_below(&mut self, path: &Path) -> bool {
        let mut any = false;
        let unread = self.unread.len();
        let mut found = Vec::new();
        let mut folders = vec![path.to_owned()];
        while let Some(folder) = folders.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    any |= self.failed(&folder, &error);
                    continue;
                }
            };
            for entry in entries {
                let entry = entry.and_then(|entry| Ok((entry.file_type()?, entry)));
                let (kind, entry) = match entry {
                    Ok(it) => it,
                    Err(error) => {
                        any |= self.failed(&folder, &error);
                        continue;
                    }
                };
                let (name, path) = (entry.file_name(), entry.path());
                if kind.is_dir() {
                    // What is in these is not the author's.
                    if name != ".git" && name != "target" && name != "node_modules" {
                        folders.push(path);
                    }
                } else if is_dockerfile(&name) {
                    // Of links those to files: one to a folder may lead back.
                    match fs::metadata(&path) {
                        Ok(it) if it.is_file() => found.push(path),
                        Ok(_) => {}
                        Err(error) => any |= self.failed(&path, &error),
                    }
                }
            }
        }
        self.unread[unread..].sort_by(|one, other| one.path.cmp(&other.path));
        found.sort();
        any |= !found.is_empty();
        for path in found {
            self.found(path);
        }
        any
    }

    fn found(&mut self, path: PathBuf) {
        if self.seen.insert(identity(&path)) {
            self.files.push(path);
        }
    }

    fn failed(&mut self, path: &Path, error: &io::Error) -> bool {
        if self.seen.insert(identity(path)) {
            self.unread.push(Unread::new(path, error));
        }
        true
    }
}

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<DockerfileText, Unread> {
    DockerfileText::read(path).map_err(|error| {
        let source = error.source().and_then(|it| it.downcast_ref());
        source.map_or_else(
            || Unread::new(path, &io::Error::other(error.to_string())),
            |source| Unread::new(path, source),
        )
    })
}

/// The same for all ways to write a path; two names of a file stay two.
fn identity(path: &Path) -> PathBuf {
    let whole = || path.components().collect();
    let Some(name) = path.file_name() else {
        return fs::canonicalize(path).unwrap_or_else(|_| whole());
    };
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = fs::canonicalize(folder.unwrap_or(Path::new(".")));
    folder.map_or_else(|_| whole(), |folder| folder.join(name))
}

/// What Dockerfiles are called, alone, or with more in front or behind.
pub(crate) const NAMES: [&str; 2] = ["dockerfile", "containerfile"];

fn is_dockerfile(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else {
        return false;
    };
    let name = name.to_ascii_lowercase();
    let is_ignore = name.ends_with(".dockerignore");
    !is_ignore
        && NAMES.iter().any(|it| {
            name == *it || name.starts_with(&format!("{it}.")) || name.ends_with(&format!(".{it}"))
        })
}

/// Findings of a file, each with its lines.
pub(crate) fn show<'f>(
    path: &Path,
    findings: impl IntoIterator<Item = &'f Finding>,
    colour: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let paint = |code: &'static str| if colour { code } else { "" };
    let mut unreadable = false;
    for finding in findings {
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
            shown(&finding.message),
            paint("\x1b[0m"),
        )?;
        let related = finding.related.iter().map(|it| (":::", it));
        for (sign, place) in [("-->", &finding.place)].into_iter().chain(related) {
            let origin = &place.origin;
            writeln!(out, "  {sign} {}", shown(&origin.to_string()))?;
            for line in origin.excerpt().iter().flat_map(|it| it.lines()) {
                writeln!(out, "  {line}")?;
            }
        }
        writeln!(out, "  = {}\n", shown(&finding.help))?;
        unreadable |= finding.rule.name == rules::UNREADABLE.name;
    }
    if unreadable {
        let path = shown(&path.to_string_lossy());
        writeln!(
            out,
            "{path}: other checks were not made: the file cannot be read\n"
        )?;
    }
    Ok(())
}

/// Text as a terminal may show it: what would move its cursor or turn the direction of the text is escaped.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        let turns = matches!(
            character,
            '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        );
        if character.is_control() || turns {
            shown.extend(character.escape_debug());
        } else {
            shown.push(character);
        }
    }
    shown
}
