//! Which files a command reads and writes, as far as its words say.

use crate::commands::{Simple, Word, name_of};
use crate::presets::callers;
use crate::rule;

/// Where a command writes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Writes {
    /// At these paths, below them, or nowhere.
    At(Vec<String>),
    /// Nobody can tell.
    Anywhere,
}

/// Programs that write to nothing but what they are redirected to, or to what belongs to the distribution.
const SILENT: [&str; 42] = [
    ":", "[", "addgroup", "adduser", "apk", "apt", "apt-get", "apt-mark", "cat", "chgrp", "chmod",
    "chown", "command", "cut", "date", "dnf", "dpkg", "echo", "env", "exit", "false", "grep",
    "groupadd", "head", "id", "ldconfig", "ls", "microdnf", "printf", "pwd", "rm", "rmdir",
    "rustup", "set", "sleep", "sort", "tail", "test", "true", "uname", "useradd", "wc",
];

/// Programs that write to what their words name.
const NAMED: [&str; 6] = ["cp", "install", "ln", "mkdir", "mv", "touch"];

/// Programs that write to what their words name, and where they are.
const HERE: [&str; 4] = ["git", "tar", "unzip", "wget"];

/// Programs that read all files that they name.
const READERS: [&str; 8] = [
    "cat",
    "file",
    "head",
    "ldd",
    "readelf",
    "sha256sum",
    "strip",
    "upx",
];

/// Programs whose first word is the program that they run.
const INTERPRETERS: [&str; 7] = ["bash", "node", "perl", "php", "python", "ruby", "sh"];

/// The directory that the commands of a step are in, as they change it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Here(pub(super) Option<String>);

impl Here {
    /// A path from here, cleaned, if the text says all of it.
    pub(super) fn path(&self, text: &str) -> Option<String> {
        /// No path is longer in Linux.
        const LONGEST: usize = 4096;
        if text.starts_with('~') || text.contains(['$', '`']) {
            return None;
        }
        let path = if text.starts_with('/') {
            rule::clean_path(text)
        } else {
            let here = self.0.as_deref()?;
            rule::clean_path(&format!("{here}/{text}"))
        };
        (path.len() < LONGEST).then_some(path)
    }

    /// What is different behind a command.
    pub(super) fn after(&mut self, simple: &Simple<'_>) {
        if matches!(simple.program(), Some("cd" | "pushd" | "popd")) {
            let mut words = simple.arguments().iter();
            let word = words.find(|word| !word.is_option());
            self.0 = word.and_then(|word| self.path(&word.text));
        }
    }
}

/// Where a command writes.
pub(super) fn writes(simple: &Simple<'_>, here: &Here) -> Writes {
    let mut paths = Vec::new();
    for redirection in simple.redirections.iter().filter(|it| it.writes) {
        match here.path(&redirection.file.text) {
            Some(path) => paths.push(path),
            None => return Writes::Anywhere,
        }
    }
    let Some(first) = simple.words.first() else {
        return Writes::At(paths);
    };
    let Some(program) = first.program() else {
        return Writes::Anywhere;
    };
    let name = name_of(program);
    if SILENT.contains(&program) || matches!(program, "cd" | "unset" | "umask") {
        return Writes::At(paths);
    }
    let mut named: Vec<&Word<'_>> = Vec::new();
    for word in simple.arguments() {
        if !word.is_option() {
            named.push(word);
        }
    }
    match program {
        "curl" => return curl(simple, here, paths),
        _ if NAMED.contains(&program) => {}
        _ if HERE.contains(&program) => {
            let Some(here) = here.0.clone() else {
                return Writes::Anywhere;
            };
            paths.push(here);
            named.retain(|word| !word.text.contains("://"));
        }
        // Which is not where it builds.
        _ if name == "cargo" && named.first().is_some_and(|it| it.text == "install") => {
            for home in ["/usr/local/cargo", "/root/.cargo"] {
                paths.push(home.to_owned());
            }
            return Writes::At(paths);
        }
        _ => {
            let managers = callers(simple);
            return if !managers.is_empty() && managers.iter().all(|it| it.row().needs_root) {
                Writes::At(paths)
            } else {
                Writes::Anywhere
            };
        }
    }
    for word in named {
        match here.path(&word.text) {
            Some(path) => paths.push(path),
            None => return Writes::Anywhere,
        }
    }
    Writes::At(paths)
}

/// `curl -o FILE URL`, and without that to where it is redirected.
fn curl(simple: &Simple<'_>, here: &Here, mut paths: Vec<String>) -> Writes {
    let mut words = simple.said();
    while let Some(word) = words.next() {
        let short = word.starts_with('-') && !word.starts_with("--");
        let file = if word == "--output" || short && word.ends_with('o') {
            words.next().and_then(|file| here.path(file))
        } else if word.starts_with("--remote-name")
            || word.starts_with("--output")
            || short && word.contains(['O', 'o'])
        {
            here.0.clone()
        } else {
            continue;
        };
        match file {
            Some(file) => paths.push(file),
            None => return Writes::Anywhere,
        }
    }
    Writes::At(paths)
}

/// The files that a command runs or reads, and that have to be there.
pub(super) fn reads<'s>(simple: &'s Simple<'_>) -> Vec<&'s str> {
    let mut found: Vec<&str> = Vec::new();
    for redirection in &simple.redirections {
        if !redirection.writes {
            found.push(&redirection.file.text);
        }
    }
    let Some(first) = simple.words.first() else {
        return found;
    };
    if first.text.contains('/') {
        found.push(&first.text);
    }
    let Some(program) = first.program() else {
        return found;
    };
    let mut words = simple.arguments().iter();
    let text = |word: &'s Word<'_>| word.text.as_ref();
    let is_file = |word: &&Word<'_>| !word.is_option();
    match program {
        // What is named by an option is another thing.
        "cp" | "install" | "mv" if words.clone().any(|it| it.text.starts_with("-t")) => {}
        "install" if words.clone().any(|it| it.text.starts_with("-d")) => {}
        "cp" | "mv" => {
            let files: Vec<_> = words.filter(is_file).map(text).collect();
            found.extend(files.split_last().map_or(&[][..], |(_, sources)| sources));
        }
        "java" => {
            let jar = words.position(|word| word.text == "-jar");
            found.extend(jar.and_then(|_| words.next()).map(text));
        }
        _ if READERS.contains(&program) => found.extend(words.filter(is_file).map(text)),
        _ if INTERPRETERS.contains(&name_of(program)) => {
            found.extend(words.next().filter(is_file).map(text));
        }
        _ => {}
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Commands;

    fn of(text: &str) -> (Writes, Vec<String>) {
        let commands = Commands::read(text);
        let here = Here(Some("/app".to_owned()));
        let simple = commands.simple.last().cloned().unwrap_or_default();
        let reads = reads(&simple).into_iter().map(str::to_owned).collect();
        (writes(&simple, &here), reads)
    }

    #[test]
    fn what_words_say_is_written() {
        let at = |paths: &[&str]| Writes::At(paths.iter().map(|it| (*it).to_owned()).collect());
        for (text, written) in [
            ("echo a", at(&[])),
            ("echo a > b", at(&["/app/b"])),
            ("echo a >> $B", Writes::Anywhere),
            ("mkdir -p b ../c", at(&["/app/b", "/c"])),
            ("cp a /b/", at(&["/app/a", "/b"])),
            ("cp a ~/b", Writes::Anywhere),
            ("make", Writes::Anywhere),
            ("apt-get install x", at(&[])),
            ("cargo build", Writes::Anywhere),
            ("cargo install x", at(&["/usr/local/cargo", "/root/.cargo"])),
            ("curl -fsSL x", at(&[])),
            ("curl -fsSLo y x", at(&["/app/y"])),
            ("curl -O x", at(&["/app"])),
            ("tar -xf a -C /opt", at(&["/app", "/app/a", "/opt"])),
            ("$A b", Writes::Anywhere),
        ] {
            assert_eq!(of(text).0, written, "{text}");
        }
    }

    #[test]
    fn what_words_say_is_read() {
        for (text, read) in [
            ("./a/b c", &["./a/b"][..]),
            ("cp -r a b c", &["a", "b"]),
            ("cp -t a b", &[]),
            ("strip a < b", &["b", "a"]),
            ("java -jar a.jar b", &["a.jar"]),
            ("python3 a.py b", &["a.py"]),
            ("sh -c b", &[]),
            ("mkdir a", &[]),
        ] {
            assert_eq!(of(text).1, read, "{text}");
        }
    }
}
