//! Made-up services with packages in common, and how each package manager installs what they need.
//!
//! ```ignore
//! let registry = Registry::serve(Format::Npm, services::all());
//! let npm = services::manager("npm");
//! let project = npm.project(&services::needs(WHISPER), &registry.url());
//! // COPY project.files to /app, ENV project.env, RUN project.install, and in a later step RUN project.verify
//! ```

mod compiled;
mod compilers;
mod javascript;
mod python;
mod scripted;
mod system;

use std::fmt::Write as _;

use super::registry::Format;

/// What all services need.
pub const COMMON: [&str; 5] = [
    "sound-files",
    "tensors",
    "tokens",
    "web-server",
    "yet-another-array",
];

/// What one service needs besides.
pub const WHISPER: [&str; 3] = ["whisper-align", "whisper-core", "whisper-text"];

/// What another one needs besides.
pub const KOKORO: [&str; 3] = ["kokoro-core", "kokoro-onnx", "kokoro-voices"];

/// How a package manager installs a service.
#[derive(Debug, Clone, Copy)]
pub struct Manager {
    /// Its name: `npm`, `yarn-berry`.
    pub name: &'static str,
    /// Where it installs from; what compilers make comes from nowhere.
    pub format: Option<Format>,
    /// Whether nobody but root can use it.
    pub needs_root: bool,
    project: fn(&[&str], &str) -> Project,
}

/// A service's files and commands, all in `/app`, which its user owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Files by their paths below `/app`. Those that name the registry are among them, unless `env` does.
    pub files: Vec<(String, String)>,
    /// Variables for all steps.
    pub env: Vec<(&'static str, String)>,
    /// The commands that install, one after another in one step, as plain as users write them.
    pub install: Vec<String>,
    /// What fails in a later step, without any mount, if a package is missing or not whole.
    pub verify: String,
}

/// All managers.
pub static MANAGERS: [Manager; 17] = [
    from(Format::Pypi, "pip", python::pip),
    from(Format::Pypi, "uv", python::uv),
    from(Format::Pypi, "poetry", python::poetry),
    from(Format::Pypi, "pdm", python::pdm),
    from(Format::Pypi, "pipenv", python::pipenv),
    from(Format::Npm, "npm", javascript::npm),
    from(Format::Npm, "pnpm", javascript::pnpm),
    from(Format::Npm, "yarn", javascript::yarn),
    from(Format::Npm, "yarn-berry", javascript::yarn_berry),
    from(Format::Npm, "bun", javascript::bun),
    from(Format::Composer, "composer", scripted::composer),
    from(Format::Gems, "bundler", scripted::bundler),
    from(Format::Go, "go", compiled::go),
    from(Format::Cargo, "cargo", compiled::cargo),
    Manager {
        needs_root: true,
        ..from(Format::Debs, "apt", system::apt)
    },
    compiler("ccache", compilers::ccache),
    compiler("sccache", compilers::sccache),
];

/// Every package with the size of its payload.
pub fn all() -> impl Iterator<Item = (&'static str, usize)> {
    let common = COMMON.into_iter().map(|name| (name, 1_000_000));
    let own = WHISPER.into_iter().chain(KOKORO);
    common.chain(own.map(|name| (name, 300_000)))
}

/// What a service needs that has these of its own.
pub fn needs(own: [&'static str; 3]) -> Vec<&'static str> {
    COMMON.into_iter().chain(own).collect()
}

/// The manager of this name.
///
/// # Panics
///
/// If there is none.
#[track_caller]
pub fn manager(name: &str) -> &'static Manager {
    let found = MANAGERS.iter().find(|manager| manager.name == name);
    found.unwrap_or_else(|| panic!("no manager {name}"))
}

impl Manager {
    /// A service that needs these packages, from the registry at this address.
    pub fn project(&self, packages: &[&str], url: &str) -> Project {
        (self.project)(packages, url)
    }
}

impl Project {
    /// What a compiler cache has counted: hits and misses, as the step that verifies prints them.
    pub fn counted(printed: &[&str]) -> (u64, u64) {
        let of = |what: &str| {
            let counts = printed.iter().filter_map(|line| {
                let (counted, count) = line.strip_prefix("counted ")?.split_once(' ')?;
                (counted == what)
                    .then(|| count.parse::<u64>().ok())
                    .flatten()
            });
            counts.sum()
        };
        (of("hits"), of("misses"))
    }
}

const fn from(
    format: Format,
    name: &'static str,
    project: fn(&[&str], &str) -> Project,
) -> Manager {
    Manager {
        name,
        format: Some(format),
        needs_root: false,
        project,
    }
}

const fn compiler(name: &'static str, project: fn(&[&str], &str) -> Project) -> Manager {
    Manager {
        name,
        format: None,
        needs_root: false,
        project,
    }
}

/// A line for each package, `{}` in the template being its name and `{_}` the name as an identifier.
fn lines(packages: &[&str], template: &str) -> String {
    packages.iter().fold(String::new(), |mut text, name| {
        let line = template
            .replace("{_}", &name.replace('-', "_"))
            .replace("{}", name);
        writeln!(text, "{line}").expect("a string takes everything");
        text
    })
}

/// The same, with this between them.
fn joined(packages: &[&str], template: &str, between: &str) -> String {
    let all = lines(packages, template);
    all.lines().collect::<Vec<_>>().join(between)
}
