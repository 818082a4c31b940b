//! Whose commands shell text runs.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::PackageManager;
use super::row::Row;
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
static PATTERNS: LazyLock<HashMap<&'static str, Vec<Pattern>>> = LazyLock::new(|| {
    let mut patterns: HashMap<_, Vec<Pattern>> = HashMap::new();
    for manager in PackageManager::ALL {
        let row = manager.row();
        let fills = row.fills.iter().map(|it| (it, true));
        let uses = row.uses.iter().map(|it| (it, false));
        for (command, fills) in fills.chain(uses) {
            let mut words = command.split(' ');
            let program = words.next().unwrap_or(command);
            patterns.entry(program).or_default().push(Pattern {
                manager: *manager,
                fills,
                words: words.collect(),
            });
        }
    }
    patterns
});

/// The programs of all managers' commands.
pub(super) fn programs() -> impl Iterator<Item = &'static str> {
    let cross = CROSS.iter().map(|(cross, _)| *cross);
    PATTERNS.keys().copied().chain(cross)
}

/// Whether a program is one of a manager's.
pub(super) fn is_of_a_manager(program: &str) -> bool {
    PATTERNS.contains_key(name_of(program)) || PATTERNS.contains_key(program)
}

/// The managers whose caches a command needs: more than one, where one program goes by two names.
pub(crate) fn callers(simple: &Simple<'_>) -> impl Iterator<Item = PackageManager> {
    called(simple, false)
}

/// The managers whose caches a command fills.
pub(crate) fn fillers(simple: &Simple<'_>) -> impl Iterator<Item = PackageManager> {
    called(simple, true)
}

fn called(simple: &Simple<'_>, only_fills: bool) -> impl Iterator<Item = PackageManager> {
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
    found.into_iter()
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
