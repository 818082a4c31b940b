//! Rules of secrets and the caches of one step.

use super::{docs, rules};
use crate::check::effects::Here;
use crate::check::paths::is_within;
use crate::check::sink::Sink;
use crate::check::views::SecretsView;
use crate::commands::{Commands, Simple, Word, name_of};
use crate::mount::{Mount, SecretMount};
use crate::owner;
use crate::presets::PackageManager;
use crate::resolve::Who;
use crate::shown::Shown;
use crate::text::Text;

rules! {
    #[doc = " No secret is written into a cache: it stays there, for every build that mounts it."]
    SECRET_IN_CACHE = "secret-in-cache" (Lint, docs!("#run---mounttypesecret"), [Secrets: secret_in_cache])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("maven").push(Run::new("echo \"$SETTINGS\" > /root/.m2/settings.xml && mvn package").mount(SecretMount::new("settings").env("SETTINGS")).mount(CacheMount::new("/root/.m2").sharing(Sharing::Locked))))"#,
        says: "the secret `settings` is written to `/root/.m2/settings.xml`, and stays in the cache at `/root/.m2` for every build that mounts it",
        good: r#"Dockerfile::new().stage(Stage::new("maven").push(Run::new("mvn -s /run/secrets/settings package").mount(SecretMount::new("settings")).mount(CacheMount::new("/root/.m2/repository").sharing(Sharing::Locked))))"#
    }
}

/// Programs that write what they are given to where they are redirected.
const PRINTERS: [&str; 13] = [
    "awk", "base64", "cat", "cut", "echo", "envsubst", "head", "jq", "printf", "sed", "tail",
    "tee", "tr",
];

/// A secret, and how commands name it.
struct Secret<'a> {
    name: String,
    file: Option<String>,
    /// The variables that hold it.
    variables: Vec<&'a str>,
}

impl<'a> Secret<'a> {
    fn of(mount: &'a SecretMount) -> Option<Self> {
        let literal = |text: &'a Option<Text>| {
            let text = text.as_ref().and_then(Text::as_literal);
            text.filter(|it| !it.is_empty())
        };
        let name = literal(&mount.id).or_else(|| literal(&mount.source));
        let file = match &mount.target {
            Some(target) if !target.is_empty() => target.as_literal().map(str::to_owned),
            _ if !mount.is_file() => None,
            _ => name.map(|it| {
                let base = it.rsplit('/').next().unwrap_or(it);
                format!("/run/secrets/{base}")
            }),
        };
        let file = file.filter(|it| it.starts_with('/'));
        let variable = mount.env.as_ref().and_then(Text::as_literal);
        Some(Self {
            name: name.map(str::to_owned).or_else(|| file.clone())?,
            file,
            variables: variable.into_iter().collect(),
        })
    }

    /// Whether a word is, or holds, its file's name, or one of its variables where the shell expands them.
    fn is_in_word(&self, word: &Word<'_>) -> bool {
        let file = self.file.as_deref();
        file.is_some_and(|file| word.text.contains(file)) || !word.known && self.is_in(&word.text)
    }

    /// Whether text that the shell expands holds its file's name, or one of its variables.
    fn is_in(&self, text: &str) -> bool {
        let file = self.file.as_deref();
        file.is_some_and(|file| text.contains(file))
            || text.contains('$') && self.variables.iter().any(|name| refers_to(text, name))
    }

    fn is_read_by(&self, simple: &Simple<'_>) -> bool {
        let files = simple.redirections.iter().filter(|it| !it.writes);
        let mut words = simple.words.iter().chain(files.map(|it| &it.file));
        words.any(|word| self.is_in_word(word))
            || simple.fed.as_ref().is_some_and(|text| self.is_in(text))
    }
}

/// Whether text refers to a variable of the shell.
fn refers_to(text: &str, name: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.split('$').skip(1).any(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let rest = rest.strip_prefix(name);
        rest.is_some_and(|rest| !rest.bytes().next().is_some_and(is_word))
    })
}

/// So many secrets of a step are looked at.
const LOOKED_AT: usize = 16;

fn secret_in_cache(view: &SecretsView<'_>, sink: &mut Sink<'_>) {
    let secrets = view.run.mounts.iter().filter_map(|mount| match mount {
        Mount::Secret(mount) => Secret::of(mount),
        _ => None,
    });
    let mut secrets: Vec<_> = secrets.take(LOOKED_AT).collect();
    for secret in &secrets {
        let file = secret.file.as_deref();
        if let Some((file, target)) = file.and_then(|it| Some((it, view.target_of(it)?))) {
            sink.find_in(
                "--mount",
                format!(
                    "the secret `{}` is mounted in the cache at `{}`, where an empty file `{}` stays",
                    secret.name.shown(),
                    target.shown(),
                    file.shown()
                ),
                "mount the secret elsewhere, and name its file to the program; or mount the cache at a directory below",
            );
        }
    }
    if !view.runner.shell_is_posix() {
        return;
    }
    let commands = Commands::of(view.command, view.runner.escape.character());
    let home = view.home();
    let mut here = Here(view.directory.map(str::to_owned));
    let mut found: Vec<(String, String)> = Vec::new();
    let mut before: Option<&Simple<'_>> = None;
    for simple in &commands.simple {
        if simple.program() == Some("rm") {
            let mut removed: Vec<String> = Vec::new();
            for word in simple.said() {
                removed.extend(here.at(word, home));
            }
            found.retain(|(_, path)| !removed.contains(path));
        }
        for secret in &mut secrets {
            for (name, value) in &simple.variables {
                if secret.is_in_word(value) && secret.variables.len() < LOOKED_AT {
                    secret.variables.push(name);
                }
            }
            let mut paths = configured(secret, simple, view, home);
            for file in written(secret, simple, before) {
                paths.extend(here.at(file, home));
            }
            for path in paths {
                if found.len() < LOOKED_AT && view.target_of(&path).is_some() {
                    found.push((secret.name.clone(), path));
                }
            }
        }
        here.after(simple);
        before = Some(simple);
    }
    for (secret, path) in found {
        let target = view.target_of(&path).unwrap_or_default();
        sink.find(
            format!(
                "the secret `{}` is written to `{}`, and stays in the cache at `{}` for every build that mounts it",
                secret.shown(),
                path.shown(),
                target.shown()
            ),
            "let the program read the secret where it is mounted, or write it to a directory in memory: `--mount=type=tmpfs,…`",
        );
    }
}

/// The files that a command writes a secret to.
fn written<'s>(
    secret: &Secret<'_>,
    simple: &'s Simple<'_>,
    before: Option<&Simple<'_>>,
) -> Vec<&'s str> {
    let mut operands: Vec<&str> = Vec::new();
    for word in simple.arguments() {
        if !word.is_option() {
            operands.push(&word.text);
        }
    }
    let program = simple.program().unwrap_or_default();
    let mut files = Vec::new();
    match name_of(program) {
        "cp" | "install" | "mv" => {
            let to = operands.pop();
            if operands
                .iter()
                .any(|it| secret.file.as_deref() == Some(*it))
            {
                files.extend(to);
            }
        }
        "tee" => {
            let prints = |it: &&Simple<'_>| {
                it.program().is_some_and(|it| PRINTERS.contains(&it))
                    && !it.redirections.iter().any(|it| it.writes)
                    && secret.is_read_by(it)
            };
            if secret.is_read_by(simple) || before.as_ref().is_some_and(prints) {
                files.append(&mut operands);
            }
        }
        _ => {}
    }
    if PRINTERS.contains(&program) && secret.is_read_by(simple) {
        for redirection in &simple.redirections {
            if redirection.writes {
                files.push(&redirection.file.text);
            }
        }
    }
    files
}

/// The files that a program keeps a secret in which it is told.
fn configured(
    secret: &Secret<'_>,
    simple: &Simple<'_>,
    view: &SecretsView<'_>,
    home: Option<&str>,
) -> Vec<String> {
    let words = || simple.said();
    let mut found = Vec::new();
    match (simple.program(), words().next()) {
        (Some("npm"), Some("config")) if secret.is_read_by(simple) => {
            // By itself for the user.
            let elsewhere = ["--location", "-g", "--global", "-L"];
            let sets = words().nth(1) == Some("set");
            if sets && !words().any(|it| elsewhere.iter().any(|other| it.starts_with(other))) {
                found.extend(home.map(|home| format!("{home}/.npmrc")));
            }
            // Its logs are in its cache, and say with which words it was called: seen of npm 12.2.0.
            for mount in &view.run.mounts {
                let Mount::Cache(mount) = mount else { continue };
                if owner::owner(mount) == Some(PackageManager::Npm) {
                    let [_, cache, _] = owner::key(mount);
                    found.extend(cache.map(|it| format!("{}/_logs", it.trim_end_matches('/'))));
                }
            }
        }
        (Some("cargo"), Some("login")) if secret.is_read_by(simple) => {
            // As the preset sets it, whose mount that is.
            if let Some(own) = PackageManager::Cargo.row().caches.first() {
                let mut texts = view.run.command.texts();
                if texts.any(|it| own.exports.iter().any(|set| it.contains(set))) {
                    found.push(format!("{}/credentials.toml", own.root));
                }
            }
        }
        _ => {}
    }
    found
}

impl SecretsView<'_> {
    /// The cache that a path is in.
    fn target_of(&self, path: &str) -> Option<&str> {
        let mut targets = self.targets.iter().take(LOOKED_AT);
        targets.find(|target| is_within(path, target)).copied()
    }

    /// The home directory of who runs the step.
    fn home(&self) -> Option<&str> {
        match &self.runner.user {
            Who::Known(user) if !self.runner.may_set("HOME") => match &user.home {
                Some(home) => home.as_literal(),
                None if user.is_root() => Some("/root"),
                None => None,
            },
            _ => None,
        }
    }
}

impl Here {
    /// A path from here, or from a home directory.
    fn at(&self, text: &str, home: Option<&str>) -> Option<String> {
        let in_home = ["~", "$HOME", "${HOME}"];
        let rest = in_home.iter().find_map(|it| text.strip_prefix(it));
        match rest {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                self.path(&format!("{}{rest}", home?))
            }
            _ => self.path(text),
        }
    }
}
