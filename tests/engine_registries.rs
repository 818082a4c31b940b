//! The made-up packages on a real engine: what looks at an installed service notices one that is not whole.
//!
//! `DOCKERKIT_ONLY=npm,go` looks at those managers only.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::{fmt::Write as _, sync::Mutex, thread};

use support::{
    engine::Engine,
    registry::Registry,
    services::{self, MANAGERS, Manager, Project, WHISPER, needs},
};

/// How many services are built at once.
const AT_ONCE: usize = 3;

/// Changes the beginning of the third of its own packages wherever it is: in a file, an archive or a program.
const BREAK: &str = r"RUN <<'END-OF-FILE' python3
import hashlib, pathlib
part, broken = hashlib.shake_256(b'whisper-text').digest(32), 0
for place in ['/app', '/root', '/usr/local', '/usr/share/whisper-text', '/var/lib/gems']:
    for file in pathlib.Path(place).rglob('*'):
        if file.is_file() and not file.is_symlink() and file.stat().st_size >= 300_000:
            data = file.read_bytes()
            if part in data:
                file.chmod(0o700)
                file.write_bytes(data.replace(part, bytes(32)))
                broken += 1
assert broken, 'nothing to break'
END-OF-FILE
";

/// Installs, looks at everything, breaks something, and looks again; no cache at all.
fn dockerfile(project: &Project) -> String {
    let mut text = String::from("FROM dockerkit-test/managers:1\nWORKDIR /app\n");
    for (name, value) in &project.env {
        writeln!(text, "ENV {name}=\"{value}\"").unwrap();
    }
    for (path, content) in &project.files {
        if let Some((directory, _)) = path.split_once('/') {
            writeln!(text, "RUN mkdir -p {directory}").unwrap();
        }
        let file = format!("<<'END-OF-FILE' /app/{path}\n{content}END-OF-FILE");
        writeln!(text, "COPY {file}").unwrap();
    }
    let (install, verify) = (project.install.join(" && "), &project.verify);
    write!(
        text,
        "RUN {install}\nRUN {verify}\n{BREAK}RUN if {verify}; then exit 1; fi\n"
    )
    .unwrap();
    text
}

fn registry(manager: &Manager) -> Option<Registry> {
    let format = manager.format?;
    Some(Registry::serve(format, services::all()))
}

/// The managers that are asked for: all, unless `DOCKERKIT_ONLY` names some.
fn asked() -> impl Iterator<Item = &'static Manager> {
    let only = std::env::var("DOCKERKIT_ONLY").ok();
    MANAGERS.iter().filter(move |manager| {
        only.as_ref()
            .is_none_or(|only| only.split(',').any(|name| name == manager.name))
    })
}

/// Builds a service of this manager, if it fetches from anywhere.
fn notices(engine: &Engine, manager: &Manager) {
    let (name, Some(registry)) = (manager.name, registry(manager)) else {
        return;
    };
    let project = manager.project(&needs(WHISPER), &registry.url());
    let text = dockerfile(&project);
    let built = engine
        .build(text)
        .run()
        .unwrap_or_else(|failed| panic!("{name}: not noticed: {failed}"));
    engine.images().add(built.image.clone());
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn every_manager_s_service_notices_a_package_that_is_not_whole() {
    let engine = Engine::connect();
    let managers = Mutex::new(asked());
    // No build has a cache mount, so none is in another's way.
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let next = managers.lock().unwrap().next();
                    let Some(manager) = next else { break };
                    notices(&engine, manager);
                }
            });
        }
    });
}
