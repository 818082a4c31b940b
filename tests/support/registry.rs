//! A registry of made-up packages on the loopback, in the format of any package manager.
//!
//! ```ignore
//! let registry = Registry::serve(Format::Npm, [("alpha", 1_000_000)]);
//! // RUN npm install --registry {registry.url()} alpha, with the host's network
//! assert_eq!(registry.traffic().packages().bytes, registry.size_of("alpha"));
//! ```
//!
//! The files are made by `registry/make.py`, which knows the formats and has the archives and hashes that they need.

use std::{collections::BTreeMap, path::Path, process::Command, time::Duration};

use super::{
    index::{Content, FileServer, Kind, Traffic},
    scratch::Scratch,
};

/// Whose packages they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Python's simple index.
    Pypi,
    /// npm's, for everything that installs from there.
    Npm,
    /// A module proxy of Go.
    Go,
    /// A sparse registry of Cargo.
    Cargo,
    /// A repository of Composer.
    Composer,
    /// A gem server with the compact index.
    Gems,
    /// An archive of Debian packages.
    Debs,
}

/// A running registry. Dropping it closes the port.
#[derive(Debug)]
pub struct Registry {
    server: FileServer,
    /// The package file of each package: path and size.
    packages: BTreeMap<String, (String, u64)>,
}

impl Format {
    fn as_str(self) -> &'static str {
        match self {
            Self::Pypi => "pypi",
            Self::Npm => "npm",
            Self::Go => "go",
            Self::Cargo => "cargo",
            Self::Composer => "composer",
            Self::Gems => "gems",
            Self::Debs => "debs",
        }
    }

    /// What the public registry of this format says about how long its package files may be kept.
    fn keeps(self) -> &'static str {
        match self {
            Self::Pypi => "max-age=365000000, immutable, public",
            Self::Npm => "public, immutable, max-age=31557600",
            Self::Go => "public, max-age=10800",
            Self::Cargo => "public, max-age=31536000, immutable",
            Self::Composer | Self::Gems => "max-age=31536000",
            Self::Debs => "public, max-age=2592000",
        }
    }
}

impl Registry {
    /// Starts to serve packages of these names and sizes.
    ///
    /// # Panics
    ///
    /// If they cannot be made, or no port can be had.
    #[track_caller]
    pub fn serve<'a>(format: Format, packages: impl IntoIterator<Item = (&'a str, usize)>) -> Self {
        let scratch = Scratch::new();
        let packages: Vec<_> = packages.into_iter().collect();
        let mut found = BTreeMap::new();
        let server = FileServer::start_with(|url| {
            make(format, url, &packages, scratch.path());
            let files = load(format, scratch.path());
            // The package files come in the order in which the packages were asked for.
            let made = files.iter().filter(|(_, it)| it.kind() == Kind::Package);
            for ((name, _), (path, content)) in packages.iter().zip(made) {
                found.insert((*name).to_owned(), (path.clone(), content.len()));
            }
            files.into_iter().collect()
        });
        assert_eq!(found.len(), packages.len(), "{found:?}");
        Self {
            server,
            packages: found,
        }
    }

    /// The registry's address, without a slash at the end.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The path of a package's file.
    ///
    /// # Panics
    ///
    /// If there is no such package.
    #[track_caller]
    pub fn path_of(&self, name: &str) -> &str {
        &self.packages[name].0
    }

    /// The paths of these packages' files, sorted as [`Traffic::fetched`] lists them.
    ///
    /// # Panics
    ///
    /// If there is no such package.
    #[track_caller]
    pub fn paths_of(&self, names: &[&str]) -> Vec<&str> {
        let mut paths: Vec<_> = names.iter().map(|name| self.path_of(name)).collect();
        paths.sort_unstable();
        paths
    }

    /// The size of a package's file.
    ///
    /// # Panics
    ///
    /// If there is no such package.
    #[track_caller]
    pub fn size_of(&self, name: &str) -> u64 {
        self.packages[name].1
    }

    /// Waits between any two chunks of 64 KiB, as a network does.
    pub fn slow_down(&self, pause: Duration) {
        self.server.slow_down(pause);
    }

    /// What was asked and sent since the start or the last [`Registry::reset`].
    pub fn traffic(&self) -> Traffic {
        self.server.traffic()
    }

    /// The same, and starts to count anew.
    pub fn reset(&self) -> Traffic {
        self.server.reset()
    }
}

#[track_caller]
fn make(format: Format, url: &str, packages: &[(&str, usize)], directory: &Path) {
    let maker = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/registry/make.py");
    let sizes = packages.iter().map(|(name, size)| format!("{name}={size}"));
    let output = Command::new("python3")
        .arg(maker)
        .args([format.as_str(), &directory.to_string_lossy(), url])
        .args(sizes)
        .output()
        .unwrap_or_else(|error| panic!("cannot run python3: {error}"));
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[track_caller]
fn load(format: Format, directory: &Path) -> Vec<(String, Content)> {
    let read = |name: &str| {
        std::fs::read(directory.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let manifest = String::from_utf8(read("manifest")).unwrap_or_else(|error| panic!("{error}"));
    let line = |(number, line): (usize, &str)| {
        let [kind, media_type, path] = line
            .split('\t')
            .collect::<Vec<_>>()
            .try_into()
            .unwrap_or_else(|parts| panic!("{parts:?}"));
        let (kind, keeps) = match kind {
            "package" => (Kind::Package, format.keeps()),
            "metadata" => (Kind::Metadata, format.keeps()),
            "page" => (Kind::Page, "max-age=300"),
            other => panic!("no kind of file: {other}"),
        };
        let content = Content::new(kind, media_type, keeps, read(&number.to_string()));
        (path.to_owned(), content)
    };
    manifest.lines().enumerate().map(line).collect()
}
