//! Another engine beside the first, with a builder of its own that nobody else uses, and a registry.

use std::{
    collections::BTreeMap,
    fs::File,
    io::Read as _,
    net::{Ipv4Addr, TcpListener, TcpStream},
    ops::Deref,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use super::{Engine, must};
use crate::support::scratch::Scratch;

/// The engine that `.ci/engine start second` starts. All tests of a process use one, and it stops when that ends, however it does.
#[derive(Debug)]
pub struct Second {
    engine: Engine,
    registry: PathBuf,
}

/// A registry on the loopback, empty at first, which goes when this does.
#[derive(Debug)]
pub struct Registry {
    server: Child,
    address: String,
    directory: Scratch,
}

impl Deref for Second {
    type Target = Engine;

    fn deref(&self) -> &Engine {
        &self.engine
    }
}

impl Second {
    /// The second engine. The first has to be there.
    ///
    /// # Panics
    ///
    /// If it does not start.
    #[track_caller]
    pub fn connect() -> &'static Self {
        static SECOND: OnceLock<Second> = OnceLock::new();
        SECOND.get_or_init(Self::start)
    }

    #[track_caller]
    #[expect(clippy::zombie_processes, reason = "it outlives this process")]
    fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/engine");
        // It reads until this process is no more, and so holds no test runner up, nor is forgotten by a killed one.
        let mut stop = Command::new("setsid")
            .args(["sh", "-c", "cat; exec \"$0\" stop second"])
            .arg(&script)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot run {}: {error}", script.display()));
        // Never closed: the end of the process does that.
        std::mem::forget(stop.stdin.take());
        let said = must(
            Command::new(&script)
                .args(["start", "second"])
                .stdin(Stdio::null()),
        );
        let exports: BTreeMap<_, _> = said
            .lines()
            .filter_map(|line| line.split_once('='))
            .collect();
        let path = |name| {
            PathBuf::from(
                exports
                    .get(name)
                    .unwrap_or_else(|| panic!("no {name} in: {said}")),
            )
        };
        Self {
            engine: Engine {
                docker: path("DOCKERKIT_SECOND_DOCKER"),
            },
            registry: path("DOCKERKIT_REGISTRY"),
        }
    }

    /// Empties the builder: caches, layers, and what was sent.
    ///
    /// # Panics
    ///
    /// If the client fails.
    #[track_caller]
    pub fn empty(&self) {
        must(self.docker().args(["buildx", "prune", "--all", "--force"]));
        let left = self.cache_mounts();
        assert!(left.is_empty(), "still in use: {left:?}");
    }

    /// Starts a registry that both engines reach.
    ///
    /// # Panics
    ///
    /// If it does not answer.
    #[track_caller]
    pub fn registry(&self) -> Registry {
        let directory = Scratch::new();
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .and_then(|it| it.local_addr())
            .expect("a free port")
            .port();
        let address = format!("127.0.0.1:{port}");
        let config = directory.write(
            "config.yml",
            format!(
                "version: 0.1\nlog: {{level: warn}}\nstorage: {{filesystem: {{rootdirectory: {}}}}}\nhttp: {{addr: '{address}'}}\n",
                directory.path().join("data").display()
            ),
        );
        let log = File::create(directory.path().join("log")).expect("a log");
        let server = Command::new(&self.registry)
            .arg("serve")
            .arg(config)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the log"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot run {}: {error}", self.registry.display()));
        let registry = Registry {
            server,
            address,
            directory,
        };
        let begun = Instant::now();
        while TcpStream::connect(&registry.address).is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "the registry does not answer: {}",
                registry.log()
            );
            thread::sleep(Duration::from_millis(50));
        }
        registry
    }
}

impl Registry {
    /// Host and port, as they stand in front of a repository.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What it said.
    pub fn log(&self) -> String {
        let mut log = String::new();
        if let Ok(mut file) = File::open(self.directory.path().join("log")) {
            let _ = file.read_to_string(&mut log);
        }
        log
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
