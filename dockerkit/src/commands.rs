//! Which commands shell text runs, and with which words.
//!
//! It reads as a POSIX shell does, and what bash adds where that changes where commands begin: lists, pipelines,
//! subshells, loops and conditions, functions, here-documents, substitutions; and through programs that run what they
//! are given: `sh -c '…'`, `env A=b …`, `sudo`, `xargs`, `python -m`, `corepack`. What only the run itself can tell (a
//! script of the project, a program in a variable) is listed as unknown.
//!
//! Source: the [shell command language](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html).

mod reader;
mod runs;
mod words;
mod wrappers;

use std::borrow::Cow;

pub(crate) use words::{CROSS, Word, name_of};

use crate::continued;
use crate::dialect::Dialect;
use crate::heredoc;
use crate::shell::Command;
use crate::shell_text::ShellText;
use crate::shown::Shown;
use reader::Reader;

/// What shell text runs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Commands<'t> {
    /// In the order in which they stand; what a program runs follows it.
    pub(crate) simple: Vec<Simple<'t>>,
    /// Where each list of commands begins that no operator joins to the one before.
    lists: Vec<usize>,
    pub(crate) unknown: Vec<Unknown>,
}

/// A simple command: a program and its arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Simple<'t> {
    /// What is set for it alone, or by `export` and its like: `NAME=value`.
    pub(crate) variables: Vec<(Cow<'t, str>, Word<'t>)>,
    /// The program first; nothing where only variables are set.
    pub(crate) words: Vec<Word<'t>>,
    pub(crate) redirections: Vec<Redirection<'t>>,
    /// The here-document that it reads, if the shell expands what is in it.
    pub(crate) fed: Option<Cow<'t, str>>,
    pub(crate) user: RunAs,
}

/// A file that a command reads from or writes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Redirection<'t> {
    pub(crate) file: Word<'t>,
    pub(crate) writes: bool,
}

/// As whom a command runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum RunAs {
    /// As whoever runs the step.
    #[default]
    Step,
    Root,
    /// As somebody whom `su`, `sudo` or their like name.
    Other,
}

impl RunAs {
    /// The one of that name, with a group or not.
    fn named(user: &str) -> Self {
        match user.split(':').next() {
            Some("root" | "0") => Self::Root,
            _ => Self::Other,
        }
    }
}

/// Something that runs commands, of which the text does not say which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// A script that is not part of the text.
    Script(String),
    /// A program whose name is in a variable.
    Variable(String),
    /// A shell that reads what another program writes.
    Input(String),
    /// A tool that runs what the project's own file says, such as `make`.
    Task(String),
    /// Shells in shells, deeper than anybody writes them.
    Deep,
}

impl<'t> Commands<'t> {
    /// Reads the text of one shell.
    pub(crate) fn read(text: &'t str) -> Self {
        let mut commands = Self::default();
        commands.read_more(text);
        commands
    }

    /// Reads what a `RUN` runs, if a POSIX shell runs it.
    pub(crate) fn of(command: &'t Command, escape: char) -> Self {
        let mut commands = Self::default();
        match command {
            Command::Exec(words) => commands = Self::exec(words),
            Command::Script(text) => commands.read_more(text.text()),
            Command::Shell(shell) => {
                for text in shell.commands.iter().map(ShellText::text) {
                    // What only the shell continues stays as it is.
                    match heredoc::pasted(text)
                        .and_then(Result::ok)
                        .or_else(|| continued::line(text, escape))
                    {
                        Some(Cow::Owned(line)) => {
                            commands.append(Commands::read(&line).into_owned());
                        }
                        Some(Cow::Borrowed(text)) => commands.read_more(text),
                        None => commands.read_more(text),
                    }
                }
            }
        }
        commands
    }

    /// Reads more of what the same step runs.
    fn read_more(&mut self, text: &'t str) {
        match shebang(text) {
            Some(words) if !words.first().is_some_and(|it| Dialect::of(it).is_posix()) => {
                self.unknown.push(Unknown::Script(words.join(" ")));
            }
            _ => {
                let mut reader = Reader::new(text, 0);
                reader.all();
                self.append(reader.found);
            }
        }
    }

    /// What the words of the exec form run.
    fn exec(words: &'t [Cow<'static, str>]) -> Self {
        let mut reader = Reader::new("", 0);
        let words = words.iter().map(|word| Word::known(word.as_ref()));
        reader.run(
            Simple {
                words: words.collect(),
                ..Simple::default()
            },
            false,
        );
        reader.found
    }

    /// Whether the text behind these words is read by a POSIX shell: `env bash -c`, `conda run -n e sh -c`.
    pub(crate) fn runs_shell_text(words: &[Cow<'static, str>]) -> bool {
        const LAST: &str = "dockerkit-text";
        let text = Cow::Owned(format!("true; {LAST}"));
        let words: Vec<_> = words.iter().cloned().chain([text]).collect();
        let found = Commands::exec(&words);
        found.simple.iter().any(|it| it.program() == Some(LAST))
    }

    /// Whether a shell goes on behind a command of its own that failed.
    pub(crate) fn go_on(&self) -> bool {
        let ends = self.lists.iter().skip(1);
        for (start, end) in self.lists.iter().zip(ends) {
            let list = self.simple.get(*start..*end).unwrap_or_default();
            let stops = |it: &Simple<'_>| {
                it.program() == Some("set")
                    && sets_errexit(it.words.iter().map(|word| word.text.as_ref()))
            };
            if list.iter().any(stops) {
                return false;
            }
            let sets =
                |it: &Simple<'_>| matches!(it.program(), None | Some("set" | "umask" | "shopt"));
            if !list.iter().all(sets) {
                return true;
            }
        }
        false
    }

    fn append(&mut self, mut other: Self) {
        let before = self.simple.len();
        let lists = other.lists.iter().map(|list| list + before);
        self.lists.extend(lists);
        self.simple.append(&mut other.simple);
        self.unknown.append(&mut other.unknown);
    }

    pub(crate) fn into_owned<'o>(self) -> Commands<'o> {
        let mut all = Vec::with_capacity(self.simple.len());
        for simple in self.simple {
            let mut own = Simple {
                fed: simple.fed.map(|it| Cow::Owned(it.into_owned())),
                user: simple.user,
                ..Simple::default()
            };
            for (name, value) in simple.variables {
                let name = Cow::Owned(name.into_owned());
                own.variables.push((name, value.into_owned()));
            }
            for word in simple.words {
                own.words.push(word.into_owned());
            }
            for redirection in simple.redirections {
                own.redirections.push(Redirection {
                    file: redirection.file.into_owned(),
                    writes: redirection.writes,
                });
            }
            all.push(own);
        }
        Commands {
            simple: all,
            lists: self.lists,
            unknown: self.unknown,
        }
    }
}

/// Whether the options of a shell, or of `set`, make it stop at the first command that fails.
pub(crate) fn sets_errexit<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    let mut words = words.skip(1);
    while let Some(word) = words.next() {
        match word.strip_prefix("--") {
            // What follows are no options.
            Some("") => return false,
            Some(_) => continue,
            None => {}
        }
        let Some(options) = word.strip_prefix('-') else {
            return false;
        };
        let named = options.ends_with('o') && words.next() == Some("errexit");
        if named || options.contains('e') {
            return true;
        }
    }
    false
}

/// The program and its options that a script names in its first line.
pub(crate) fn shebang(text: &str) -> Option<Vec<&str>> {
    let line = text.strip_prefix("#!")?.lines().next().unwrap_or_default();
    let mut words: Vec<_> = line.split_whitespace().collect();
    if words.first().is_some_and(|it| it.ends_with("/env")) {
        words.remove(0);
        words.retain(|word| *word != "-S");
    }
    Some(words)
}

impl<'t> Simple<'t> {
    /// The name of the program without its directory, if the text says it.
    pub(crate) fn program(&self) -> Option<&str> {
        self.words.first().and_then(Word::program)
    }

    /// The program and what it is told to do, for a message.
    pub(crate) fn called(&self) -> String {
        let program = self.program().unwrap_or_default();
        let word = self.arguments().iter().find(|word| !word.is_option());
        let word = word.map_or(String::new(), |word| format!(" {}", word.text));
        format!("{program}{word}").shown()
    }

    /// The words behind the program.
    pub(crate) fn arguments(&self) -> &[Word<'t>] {
        self.words.get(1..).unwrap_or_default()
    }

    /// Their texts.
    pub(crate) fn said(&self) -> impl Iterator<Item = &str> + Clone {
        self.arguments().iter().map(|word| word.text.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The commands of a text, each in brackets with what is set for it, and what is not known of it.
    fn read(text: &str) -> String {
        let commands = Commands::read(text);
        let mut all: Vec<String> = Vec::new();
        for simple in &commands.simple {
            let variables = simple.variables.iter();
            let variables = variables.map(|(name, value)| format!("{name}={}", value.text));
            let words = simple.words.iter().map(|word| word.text.to_string());
            all.push(variables.chain(words).collect::<Vec<_>>().join(" "));
        }
        let unknown = commands.unknown.iter().map(|it| format!("? {it:?}"));
        all.into_iter()
            .chain(unknown)
            .collect::<Vec<_>>()
            .join(" | ")
    }

    #[test]
    fn commands_are_found_where_they_begin() {
        for (text, found) in [
            ("", ""),
            ("a b", "a b"),
            ("a && b || c; d & e | f |& g", "a | b | c | d | e | f | g"),
            ("a \\\n b # c && d\nd", "a b | d"),
            ("# c\n\n  a", "a"),
            ("(a; (b)); { c; }; ! d", "a | b | c | d"),
            (
                "if a; then b; elif c; then d; else e; fi; f",
                "a | b | c | d | e | f",
            ),
            (
                "while ! a; do b; done > c; until d; do e; done",
                "a | b | d | e",
            ),
            ("for x in $(a) b; do c $x; done", "a | c $x"),
            (
                "for x\ndo c; done; for ((i=0;i<3;i++)); do d; done",
                "c | d",
            ),
            (
                "case $(a) in x|y) b;; (*) c; d ;; esac; e",
                "a | b | c | d | e",
            ),
            (
                "case x in\n# c\n a) b ;&\n 'c d') e\nesac && f",
                "b | e | f",
            ),
            ("case x in a) case y in b) c;; esac;; d) e; esac", "c | e"),
            ("f() { a; }; function g { b; }; f; g", "a | b | f | g"),
            ("[[ a && b < c ]] && d; [ a ] || e", "d | [ a ] | e"),
            (
                "((a=1)); x=$((1+(2))) b; $((1)) c",
                "x=$((1+(2))) b | $((1)) c | ? Variable(\"$((1))\")",
            ),
            (
                "a 'b c' \"d $e\" f\\ g \"h\\\"i\" $'j\\'k'",
                "a b c d $e f g h\"i j'k",
            ),
            (
                "a \"$(b 'c)' \"$(d)\")\" `e \\`f\\``",
                "d | b c) $(d) | f | e `f` | a $(b 'c)' \"$(d)\") `e \\`f\\``",
            ),
            ("A=b C='d e' f; G=h", "A=b C=d e f | G=h"),
            ("A+=b c; export D=e F; g", "A+=b c | D=e | g"),
            ("a >b 2>&1 <c &>d >| e f; 2>g h <<< i", "a f | h"),
            ("a <(b c) >(d)", "b c | d | a"),
            ("cat <<A <<-'B' > c; d\n$(e)\nA\n\tf\n\tB\ng", "cat | d | g"),
            ("sh <<A\nb\nc && d\nA\ne", "sh | b | c | d | e"),
            ("a=(b c) d; e=$(f", "a= d | f | e=$(f"),
            ("a # b\\\nc", "a | c"),
            ("echo \"a", "echo a"),
            ("a ${b:-$(c)} ${d#\"}\"}", "c | a ${b:-$(c)} ${d#\"}\"}"),
        ] {
            assert_eq!(read(text), found, "{text}");
        }
    }

    #[test]
    fn programs_run_others() {
        for (text, found) in [
            ("sh -c 'a && b' c", "a | b | sh -c a && b c"),
            (
                "/bin/bash -euxo pipefail -c \"a; b $c\"",
                "a | b $c | /bin/bash -euxo pipefail -c a; b $c",
            ),
            ("env -u X A=b -- c d", "A=b c d"),
            ("sudo -E -u app A=b c", "A=b c"),
            (
                "timeout -k 5 30 nice -n 5 a; exec b; command c",
                "a | b | c",
            ),
            ("a | xargs -n 1 -P4 b c", "a | b c"),
            ("python3.12 -u -m pip install x", "pip install x"),
            (
                "python -W ignore -c 'import x'",
                "python -W ignore -c import x",
            ),
            (
                "corepack pnpm i; php -d a=b composer.phar install",
                "pnpm i | composer install",
            ),
            (
                "uv run --with x pytest -q",
                "uv run --with x pytest -q | pytest -q",
            ),
            (
                "poetry run pip install x; conda run -n e pip install y",
                "poetry run pip install x | pip install x | conda run -n e pip install y | pip install y",
            ),
            (
                "su app -c 'a b'; runuser -u app -- c; gosu app d",
                "a b | su app -c a b | c | d",
            ),
            (
                "find . -name x -exec a {} \\; -execdir b +",
                "a {} | b | find . -name x -exec a {} ; -execdir b +",
            ),
            (
                "eval \"a; b\"; trap 'c' EXIT",
                "a | b | eval a; b | c | trap c EXIT",
            ),
            ("$VENV/bin/pip install x", "$VENV/bin/pip install x"),
            ("sudo sh <<A\nb\nA", "sudo sh | b"),
            (
                "npx -y pnpm install; uvx --from x poetry install",
                "npx -y pnpm install | pnpm install | uvx --from x poetry install | poetry install",
            ),
        ] {
            let found = found.replace("sudo sh | b", "sh | b");
            assert_eq!(read(text), found, "{text}");
        }
    }

    #[test]
    fn who_runs_a_command_is_told() {
        for (text, user) in [
            ("npm ci", RunAs::Step),
            ("env A=b npm ci; nice npm ci", RunAs::Step),
            ("sudo -E npm ci", RunAs::Root),
            ("sudo -u root npm ci && doas npm ci", RunAs::Root),
            ("sudo -u app -H npm ci", RunAs::Other),
            ("sudo --user=app sh -c 'cd x && npm ci'", RunAs::Other),
            ("gosu app npm ci", RunAs::Other),
            ("su-exec app:app npm ci", RunAs::Other),
            ("gosu 0:0 npm ci", RunAs::Root),
            ("su -c 'npm ci'", RunAs::Root),
            ("su - app -c 'cd x; npm ci'", RunAs::Other),
            ("su -s /bin/sh -c 'npm ci' app", RunAs::Other),
            ("runuser -u app -- npm ci", RunAs::Other),
            ("runuser -u app npm ci", RunAs::Other),
            ("runuser -l app -c 'npm ci'", RunAs::Other),
            ("sudo -u app find . -exec npm ci {} \\;", RunAs::Other),
        ] {
            let commands = Commands::read(text);
            let npm = commands
                .simple
                .iter()
                .filter(|it| it.program() == Some("npm"));
            let users: Vec<_> = npm.map(|it| it.user).collect();
            assert!(
                !users.is_empty() && users.iter().all(|it| *it == user),
                "{text}: {users:?}"
            );
        }
    }

    #[test]
    fn what_is_not_known_is_told() {
        for (text, unknown) in [
            ("./install.sh", Unknown::Script("./install.sh".to_owned())),
            (
                "bash -e scripts/x y",
                Unknown::Script("scripts/x".to_owned()),
            ),
            (". ./lib.sh", Unknown::Script("./lib.sh".to_owned())),
            (
                "python setup.py install",
                Unknown::Script("setup.py".to_owned()),
            ),
            ("$PIP install x", Unknown::Variable("$PIP".to_owned())),
            (
                "${PIP:-/bin/pip} install x",
                Unknown::Variable("${PIP:-/bin/pip}".to_owned()),
            ),
            ("curl x | sh", Unknown::Input("sh".to_owned())),
            (
                "curl x | sudo -E bash -s -- y",
                Unknown::Input("bash".to_owned()),
            ),
            ("curl x | python3 -", Unknown::Input("python".to_owned())),
            ("make -j install", Unknown::Task("make".to_owned())),
            ("alias p=pip; p install", Unknown::Script("p".to_owned())),
        ] {
            assert_eq!(Commands::read(text).unknown, [unknown], "{text}");
        }
        for text in [
            ". /venv/bin/activate && pip install x",
            "/usr/local/bin/x; /opt/venv/bin/pip install; ./gradlew build; node_modules/.bin/tsc",
            "sh -c 'a'; node -e 'x'; bash <<A\nb\nA",
            "f() { a; }; f; exec \"$@\"",
        ] {
            let unknown = Commands::read(text).unknown;
            let unknown: Vec<_> = unknown
                .iter()
                .filter(|it| **it != Unknown::Variable("$@".to_owned()))
                .collect();
            assert_eq!(unknown, [] as [&Unknown; 0], "{text}");
        }
    }

    #[test]
    fn a_shell_goes_on_behind_a_failure() {
        for text in [
            "a\nb",
            "a; b",
            "a\nset -e\nb",
            "a & b\nc",
            "if a; then b; fi\nc",
            "a || b\nc && d",
            "set -x\na\nb",
            "# c\nA=b\nc\nd",
            "cat > x <<A\nb\nA\nc\n",
            "(a)\nb",
            "set -o pipefail\na\nb",
            "set -- -e\na\nb",
        ] {
            assert!(Commands::read(text).go_on(), "{text}");
        }
        for text in [
            "a",
            "\n# c\na && \\\n b\n",
            "a &&\n\n b ||\n c |\n d",
            "cat > /x <<EOF\na\nb\nEOF\n",
            "python3 -c '\nimport x\nprint(1)\n'\n",
            "bash -e <<'X'\na\nb\nX\n",
            "if a; then\n b\nelse\n c\nfi",
            "for x in a b; do\n c\ndone > d && e",
            "set -x; set -e\na\nb",
            "set -o pipefail -e\na\nb",
            "set -eux\na\nb",
            "A=b\nexport C=d\nset -o errexit\ne\nf",
            "while a\ndo b; done && c",
            "(a; b) && c",
            "",
        ] {
            assert!(!Commands::read(text).go_on(), "{text}");
        }
    }

    #[test]
    fn nothing_is_too_deep_or_too_odd() {
        let deep = format!("{}a", "$(".repeat(100_000));
        assert!(Commands::read(&deep).unknown.contains(&Unknown::Deep));
        let deep = format!("{}a", "${b:-".repeat(100_000));
        assert!(Commands::read(&deep).unknown.contains(&Unknown::Deep));
        let deep = format!("{}a", "if ( case x in y) ".repeat(100_000));
        assert!(Commands::read(&deep).unknown.contains(&Unknown::Deep));
        let pieces = [
            "$(",
            ")",
            "(",
            "((",
            "))",
            "`",
            "'",
            "\"",
            "\\",
            "\n",
            "<<A",
            "<",
            ">",
            "&",
            "|",
            ";",
            ";;",
            "case x in",
            "esac",
            "for",
            "a",
            "=",
            "é",
            "{",
            "}",
            "${",
            "$'",
            "#",
            " ",
            "[[",
            "]]",
            "sh -c",
            "eval",
            "su",
            "runuser -u",
            "python -m",
            "find -exec",
        ];
        let mut random = 1_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                random = random
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                text += pieces[(random >> 33) as usize % pieces.len()];
                if random >> 62 == 0 {
                    text.push(' ');
                }
            }
            // It ends, whatever it is.
            let _ = Commands::read(&text);
        }
    }
}
