//! Whose commands shell text runs.

use std::sync::LazyLock;

use super::PackageManager;
use super::row::Row;
use crate::by_name::ByName;
use crate::commands::{CROSS, Simple, name_of};

/// A command of the table, taken apart.
struct Pattern {
    manager: PackageManager,
    /// Whether it fills a cache.
    fills: bool,
    /// The words behind the program: `*` is any.
    words: Vec<&'static str>,
}

/// The commands of all managers by their programs.
static PATTERNS: LazyLock<ByName<'static, Vec<Pattern>>> = LazyLock::new(|| {
    let mut patterns: ByName<'static, Vec<Pattern>> = ByName::default();
    for manager in PackageManager::ALL {
        let row = manager.row();
        let fills = row.fills.iter().map(|it| (it, true));
        let uses = row.uses.iter().map(|it| (it, false));
        for (command, fills) in fills.chain(uses) {
            let mut words = command.split(' ');
            let program = words.next().unwrap_or(command);
            let pattern = Pattern {
                manager: *manager,
                fills,
                words: words.collect(),
            };
            match patterns.get_mut(program) {
                Some(known) => known.push(pattern),
                None => patterns.insert(program.into(), vec![pattern]),
            }
        }
    }
    patterns
});

/// The programs of all managers' commands.
pub(super) fn programs() -> impl Iterator<Item = &'static str> {
    let cross = CROSS.iter().map(|(cross, _)| *cross);
    PATTERNS.names().iter().chain(cross)
}

/// Whether a program is one of a manager's.
pub(super) fn is_of_a_manager(program: &str) -> bool {
    let names = PATTERNS.names();
    names.contains(name_of(program)) || names.contains(program)
}

/// The managers whose caches a command needs: more than one, where one program goes by two names.
pub(crate) fn callers(simple: &Simple<'_>) -> Vec<PackageManager> {
    called(simple, false)
}

/// The managers whose caches a command fills.
pub(crate) fn fillers(simple: &Simple<'_>) -> Vec<PackageManager> {
    called(simple, true)
}

/// The managers that a command has download all that the project needs, if it is not there yet, to where it stays: those
/// whose later commands then have nothing to download.
pub(crate) fn finds_all(simple: &Simple<'_>) -> Vec<PackageManager> {
    /// The commands of a program that are given what to download, or nothing in particular.
    const GIVEN: [(&str, &[&str]); 6] = [
        ("cargo", &["install", "add", "chef", "publish"]),
        ("go", &["install", "get", "list", "run", "generate"]),
        ("dotnet", &["add", "tool"]),
        ("dart", &["global", "add"]),
        (
            "cabal",
            &[
                "update",
                "install",
                "fetch",
                "new-install",
                "v2-install",
                "v2-update",
            ],
        ),
        ("stack", &["setup", "install", "update", "upgrade"]),
    ];
    let program = simple.program().map_or("", name_of);
    let given = GIVEN.iter().find(|(name, _)| *name == program);
    let mut found = fillers(simple);
    found.retain(|manager| {
        let row = manager.row();
        let is_given = given.is_some_and(|(_, words)| {
            let mut said = subcommands(simple, row).take(2);
            said.any(|word| words.contains(&word))
        });
        row.left_behind.is_some() && !is_given
    });
    found
}

/// Whether a command says that it downloads nothing.
pub(crate) fn is_offline(manager: PackageManager, simple: &Simple<'_>) -> bool {
    let words: &[&str] = match manager {
        PackageManager::Apk => &["--no-network"],
        PackageManager::Apt => &["--no-download"],
        PackageManager::Maven => &["-o", "--offline"],
        PackageManager::Nuget => &["--no-restore", "--no-build"],
        PackageManager::Pip => &["--no-index"],
        _ => &["--offline"],
    };
    simple.said().any(|word| words.contains(&word))
}

fn called(simple: &Simple<'_>, only_fills: bool) -> Vec<PackageManager> {
    let program = simple.program().unwrap_or_default();
    let patterns = PATTERNS
        .get(program)
        .or_else(|| PATTERNS.get(name_of(program)));
    let mut found: Vec<PackageManager> = Vec::new();
    for pattern in patterns.into_iter().flatten() {
        let counts = pattern.fills || !only_fills;
        if counts && !found.contains(&pattern.manager) && pattern.is(simple) {
            found.push(pattern.manager);
        }
    }
    only_one_yarn(&mut found, simple);
    found
}

/// Both versions of yarn are called `yarn`; some options only one of them has.
///
/// Sources: [`yarn install`](https://yarnpkg.com/cli/install), and [that of version 1](https://classic.yarnpkg.com/lang/en/docs/cli/install/).
fn only_one_yarn(found: &mut Vec<PackageManager>, simple: &Simple<'_>) {
    const BERRY: [&str; 5] = [
        "--immutable",
        "--immutable-cache",
        "--check-cache",
        "--inline-builds",
        "--check-resolutions",
    ];
    const CLASSIC: [&str; 10] = [
        "--frozen-lockfile",
        "--pure-lockfile",
        "--production",
        "--prod",
        "--network-timeout",
        "--non-interactive",
        "--ignore-engines",
        "--ignore-scripts",
        "--ignore-optional",
        "--cache-folder",
    ];
    if found.len() < 2 {
        return;
    }
    let has = |options: &[&str]| {
        let mut words = simple.arguments().iter();
        words.any(|word| options.contains(&word.text.as_ref()))
    };
    let (berry, classic) = (has(&BERRY), has(&CLASSIC));
    found.retain(|it| match it {
        PackageManager::Yarn => !berry,
        PackageManager::YarnBerry => berry || !classic,
        _ => true,
    });
}

impl Pattern {
    fn is(&self, simple: &Simple<'_>) -> bool {
        let mut said = subcommands(simple, self.manager.row());
        match self.words.as_slice() {
            [] => said.next().is_none(),
            ["*"] => said.next().is_some(),
            [option] if option.starts_with('-') => simple.arguments().iter().any(|word| {
                let more = word.text.strip_prefix(option);
                // Letters that make another command of it.
                more.is_some_and(|more| !more.starts_with(['c', 'g', 'i', 'l', 'p', 's']))
            }),
            words => words.iter().all(|word| said.next() == Some(word)),
        }
    }
}

/// The words of a command that are no options.
fn subcommands<'c>(simple: &'c Simple<'_>, row: &Row) -> impl Iterator<Item = &'c str> {
    let mut words = simple.arguments().iter();
    std::iter::from_fn(move || {
        loop {
            let word = words.next()?;
            let text = word.text.as_ref();
            if row.valued.contains(&text) {
                words.next();
            } else if !word.is_option() && !text.starts_with('+') {
                return Some(text);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Commands;
    use crate::presets::PackageManager::{
        Apk, Apt, Bundler, Cargo, Ccache, Dnf, Go, Gradle, Maven, Npm, Nuget, Pacman, Pip, Pnpm,
        Uv, Yarn, YarnBerry,
    };

    fn all_called(text: &str) -> Vec<PackageManager> {
        let mut all: Vec<_> = Commands::read(text)
            .simple
            .iter()
            .flat_map(callers)
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    #[test]
    fn some_commands_leave_nothing_to_download() {
        for (text, managers) in [
            ("go mod download", [Go].as_slice()),
            ("xx-go build ./...", &[Go]),
            (
                "go get example.com/x; go install example.com/y@latest; go run .",
                &[],
            ),
            ("cargo fetch; cargo +nightly build", &[Cargo]),
            ("cargo install ripgrep; cargo chef cook", &[]),
            ("mvn -B dependency:go-offline", &[Maven]),
            ("./gradlew build", &[Gradle]),
            ("dotnet restore", &[Nuget]),
            ("dotnet tool install x; dotnet add package y", &[]),
            // What they install is elsewhere.
            (
                "pip install -r requirements.txt; npm ci; apt-get update",
                &[],
            ),
        ] {
            let commands = Commands::read(text);
            let mut found: Vec<_> = commands.simple.iter().flat_map(finds_all).collect();
            found.dedup();
            assert_eq!(found, managers, "{text}");
        }
    }

    #[test]
    fn some_commands_say_that_they_download_nothing() {
        for (text, expected) in [
            ("cargo build --release --offline", true),
            ("apk add --no-network --virtual .x y", true),
            ("mvn -o package", true),
            ("go build -o /out/x .", false),
            ("dotnet publish -c Release --no-restore -o /out", true),
            ("dotnet publish -o /out", false),
            ("pip install --no-index --find-links /wheels x", true),
            ("npm ci --prefer-offline", false),
        ] {
            let commands = Commands::read(text);
            let first = commands.simple.first();
            let offline = first.and_then(|it| Some(is_offline(*callers(it).first()?, it)));
            assert_eq!(offline, Some(expected), "{text}");
        }
    }

    #[test]
    fn commands_are_told_from_others_of_the_same_program() {
        for (text, managers) in [
            ("pip3.12 -q install x", [Pip].as_slice()),
            ("python -m pip --proxy a install x", &[Pip]),
            (
                "pip --version; pip list; pip cache dir; pip config set a b",
                &[],
            ),
            ("cd web && npm --prefix web ci", &[Npm]),
            ("npm run build; npm test; npm config set a b; npm -v", &[]),
            (
                "corepack enable; corepack pnpm install --frozen-lockfile",
                &[Pnpm],
            ),
            ("yarn", &[Yarn, YarnBerry]),
            ("yarn --frozen-lockfile --cwd web", &[Yarn]),
            ("yarn install --immutable", &[YarnBerry]),
            ("xx-go build . && xx-apt-get install -y x", &[Go, Apt]),
            ("yarn build; yarn run x", &[]),
            (
                "DEBIAN_FRONTEND=noninteractive apt-get -o A=b -y install curl",
                &[Apt],
            ),
            ("apt-get clean; apt-mark auto x; apt-cache policy", &[]),
            (
                "apk --no-cache --repository http://x add curl; apk del x",
                &[Apk],
            ),
            ("cargo +nightly build; cargo fmt; cargo --version", &[Cargo]),
            ("cargo chef prepare; cargo chef cook", &[Cargo]),
            ("go -C x build ./...; go env; go version", &[Go]),
            ("uv run pytest", &[Uv]),
            ("uv run pip install x", &[Pip, Uv]),
            (
                "./gradlew --no-daemon build; ./gradlew --version",
                &[Gradle],
            ),
            ("mvn -f x/pom.xml -B package", &[Maven]),
            ("mvn -v", &[]),
            ("dotnet publish --no-restore; dotnet --info", &[Nuget]),
            ("pacman -Syu --noconfirm git", &[Pacman]),
            ("pacman -Scc; pacman -Ss x; pacman -Q", &[]),
            ("bundle install; bundle config set x", &[Bundler]),
            ("microdnf install x", &[Dnf]),
            ("ccache gcc x.c", &[Ccache]),
            ("sh -c 'if ! pip install x; then npm ci; fi'", &[Pip, Npm]),
            ("echo pip install x", &[]),
            ("pip $WHAT x", &[]),
        ] {
            assert_eq!(all_called(text), managers, "{text}");
        }
    }
}
