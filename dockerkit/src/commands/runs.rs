//! Programs that run the commands they are given.

use super::reader::Reader;
use super::words::{Word, assignment, name_of};
use super::wrappers::{Inner, Wrapper};
use super::{RunAs, Simple, Unknown};
use crate::dialect::POSIX_SHELLS;

/// Programs that run a script given to them, and the options that give the program itself.
const INTERPRETERS: [(&str, &[&str]); 6] = [
    ("python", &["-c"]),
    ("node", &["-e", "--eval", "-p", "--print"]),
    ("ruby", &["-e"]),
    ("perl", &["-e", "-E"]),
    ("php", &["-r"]),
    ("Rscript", &["-e"]),
];

/// Programs that run what a file of the project says.
const TASKS: [&str; 12] = [
    "make", "gmake", "just", "task", "rake", "tox", "nox", "ninja", "ant", "bazel", "earthly",
    "invoke",
];

/// What is read into a shell and runs no program that matters here.
const SETTINGS: [&str; 8] = [
    "activate",
    "os-release",
    "env",
    "nvm.sh",
    ".bashrc",
    ".profile",
    "profile",
    "sdkman-init.sh",
];

/// Directories of programs that are not the project's own.
const PROGRAMS: [&str; 7] = [
    "bin",
    "sbin",
    "Scripts",
    "node_modules/.bin",
    "libexec",
    "shims",
    "condabin",
];

impl<'t> Reader<'t> {
    /// Whether the text of a here-document is commands to this program.
    pub(super) fn reads_commands(simple: &Simple<'_>) -> bool {
        let Some(program) = simple.program().map(name_of) else {
            return false;
        };
        let script = |word: &Word<'_>| !word.is_option() && word.text != "-";
        match program {
            _ if POSIX_SHELLS.contains(&program) => !simple.arguments().iter().any(script),
            "sudo" | "env" | "su" => {
                let shell = simple.arguments().last().and_then(Word::program);
                shell.is_some_and(|it| POSIX_SHELLS.contains(&it))
            }
            _ => false,
        }
    }

    /// Takes in a simple command, and what it runs itself.
    pub(super) fn run(&mut self, mut simple: Simple<'t>, fed: bool) {
        if simple.user == RunAs::Step {
            simple.user = self.user;
        }
        // Each turn takes words away.
        loop {
            let Some(first) = simple.words.first() else {
                if !simple.variables.is_empty() {
                    self.found.simple.push(simple);
                }
                return;
            };
            let Some(program) = first.program().map(str::to_owned) else {
                self.found
                    .unknown
                    .push(Unknown::Variable(first.text.to_string()));
                self.found.simple.push(simple);
                return;
            };
            let own = simple.clone();
            let inner = self.inner(&program, simple, fed);
            match inner {
                Inner::Nothing => return self.found.simple.push(own),
                Inner::Only(next) => simple = next,
                Inner::Too(next) => {
                    self.found.simple.push(own);
                    simple = next;
                }
            }
        }
    }

    fn inner(&mut self, program: &str, mut simple: Simple<'t>, fed: bool) -> Inner<'t> {
        let name = name_of(program);
        if POSIX_SHELLS.contains(&name) {
            self.shell(&simple, fed);
            return Inner::Nothing;
        }
        if let Some(wrapper) = Wrapper::of([program, name], &simple) {
            return wrapper.inner(simple);
        }
        match name {
            "export" | "declare" | "typeset" | "local" | "readonly" => {
                let set = simple.arguments().iter().filter_map(assignment);
                simple.variables = set.collect();
                simple.words.clear();
                Inner::Only(simple)
            }
            "eval" | "trap" => {
                let mut words = simple.arguments();
                if name == "trap" {
                    words = words.get(..1).unwrap_or_default();
                }
                let words: Vec<_> = words.iter().map(|word| word.text.as_ref()).collect();
                self.nested(&words.join(" "), simple.user);
                Inner::Nothing
            }
            "su" | "runuser" => self.other_user(simple),
            "find" => {
                self.find(&simple);
                Inner::Nothing
            }
            "." | "source" => {
                let file = simple.arguments().first();
                if let Some(file) =
                    file.filter(|it| !it.program().is_some_and(|it| SETTINGS.contains(&it)))
                {
                    self.found
                        .unknown
                        .push(Unknown::Script(file.text.to_string()));
                }
                Inner::Nothing
            }
            "alias" => {
                // What it stands for is not looked for: a command of that name is not known.
                let aliases = simple
                    .arguments()
                    .iter()
                    .filter_map(|word| word.text.split_once('='));
                let aliases: Vec<_> = aliases
                    .map(|(name, _)| Unknown::Script(name.to_owned()))
                    .collect();
                self.found.unknown.extend(aliases);
                Inner::Nothing
            }
            _ if TASKS.contains(&name) => {
                self.found.unknown.push(Unknown::Task(program.to_owned()));
                Inner::Nothing
            }
            _ => self.interpreter(name, simple, fed),
        }
    }

    /// `sh -c '…'`, `sh script`, or a shell that reads its input.
    fn shell(&mut self, simple: &Simple<'_>, fed: bool) {
        let mut words = simple.arguments().iter();
        let mut commands = false;
        while let Some(word) = words.next() {
            match word.text.as_ref() {
                "-o" | "+o" | "-O" | "+O" | "--rcfile" | "--init-file" => _ = words.next(),
                "--" | "-" => {}
                "-s" => break,
                option if option.starts_with("--") => {}
                option if option.starts_with(['-', '+']) => {
                    commands |= option.contains('c');
                    if option.ends_with('o') {
                        words.next();
                    }
                }
                _ if commands => {
                    // What the outer shell expands in it is not known, but stays where it stands.
                    self.nested(&word.text, simple.user);
                    return;
                }
                script => return self.found.unknown.push(Unknown::Script(script.to_owned())),
            }
        }
        if !fed || !Self::reads_commands(simple) {
            let program = simple.program().unwrap_or_default();
            self.found.unknown.push(Unknown::Input(program.to_owned()));
        }
    }

    /// `su app -c '…'` and `runuser -u app -- …`.
    fn other_user(&mut self, mut simple: Simple<'t>) -> Inner<'t> {
        let mut words = simple.words.iter().enumerate().skip(1);
        let (mut user, mut text, mut command) = (None, None, None);
        while let Some((at, word)) = words.next() {
            match word.text.as_ref() {
                "-c" | "--command" => text = words.next().map(|(_, word)| word.text.as_ref()),
                "-u" | "--user" => {
                    if let Some((at, word)) = words.next() {
                        user = Some(word.text.as_ref());
                        command = Some(at + 1);
                    }
                }
                "-s" | "--shell" | "-g" | "--group" | "-G" | "--supp-group" | "-w" => {
                    words.next();
                }
                "--" => {
                    command = Some(at + 1);
                    break;
                }
                option if option.starts_with("--command=") => {
                    text = option.strip_prefix("--command=");
                }
                option if option.starts_with('-') => {}
                name if user.is_none() => user = Some(name),
                _ => break,
            }
        }
        simple.user = user.map_or(RunAs::Root, RunAs::named);
        if let Some(text) = text.map(str::to_owned) {
            self.nested(&text, simple.user);
            return Inner::Nothing;
        }
        match command {
            Some(at) => {
                simple.words.drain(..at.min(simple.words.len()));
                Inner::Only(simple)
            }
            None => Inner::Nothing,
        }
    }

    /// `find … -exec … ;`
    fn find(&mut self, simple: &Simple<'t>) {
        let mut words = simple.words.as_slice();
        let starts =
            |word: &Word<'_>| matches!(word.text.as_ref(), "-exec" | "-execdir" | "-ok" | "-okdir");
        while let Some(at) = words.iter().position(starts) {
            words = words.get(at + 1..).unwrap_or_default();
            let ends = |word: &Word<'_>| word.text == ";" || word.text == "+";
            let end = words.iter().position(ends).unwrap_or(words.len());
            let command = words.get(..end).unwrap_or_default().to_vec();
            self.run(
                Simple {
                    words: command,
                    user: simple.user,
                    ..Simple::default()
                },
                false,
            );
            words = words.get(end..).unwrap_or_default();
        }
    }

    /// `python -m pip …`, `php composer.phar …`, or a script, which is not part of the text.
    fn interpreter(&mut self, name: &str, mut simple: Simple<'t>, fed: bool) -> Inner<'t> {
        let Some((_, own)) = INTERPRETERS.iter().find(|(it, _)| *it == name) else {
            self.script(&simple);
            return Inner::Nothing;
        };
        let mut at = 1;
        while let Some(word) = simple.words.get(at) {
            let option = word.text.as_ref();
            if name == "python" && option == "-m" {
                simple.words.drain(..=at);
                return Inner::Only(simple);
            }
            if own.contains(&option) || matches!(option, "--version" | "-V" | "-v" | "--help") {
                return Inner::Nothing;
            }
            if matches!(option, "-W" | "-X" | "-I" | "-d" | "-r" | "--require") && name != "python"
                || name == "python" && matches!(option, "-W" | "-X")
            {
                at += 1;
            } else if !word.is_option() {
                break;
            }
            at += 1;
        }
        match simple.words.get(at) {
            Some(script)
                if name == "php"
                    && script
                        .program()
                        .is_some_and(|it| it.starts_with("composer")) =>
            {
                simple.words.drain(..at);
                if let Some(composer) = simple.words.first_mut() {
                    *composer = Word::known("composer");
                }
                return Inner::Only(simple);
            }
            Some(script) if script.text != "-" => {
                self.found
                    .unknown
                    .push(Unknown::Script(script.text.to_string()));
            }
            _ if !fed => self.found.unknown.push(Unknown::Input(name.to_owned())),
            _ => {}
        }
        Inner::Nothing
    }

    /// Whether it is a script of the project.
    fn script(&mut self, simple: &Simple<'_>) {
        let Some(first) = simple.words.first() else {
            return;
        };
        let text = first.text.as_ref();
        let is_defined = self.functions.iter().any(|name| name == text);
        let directory = text.rsplit_once('/').map(|(directory, _)| directory);
        let is_program = directory.is_none_or(|directory| {
            PROGRAMS
                .iter()
                .any(|it| directory == *it || directory.ends_with(&format!("/{it}")))
        });
        let wrapper = matches!(first.program(), Some("gradlew" | "mvnw"));
        if !is_defined && !wrapper && (!is_program || text.strip_suffix(".sh").is_some()) {
            self.found.unknown.push(Unknown::Script(text.to_owned()));
        }
    }
}
