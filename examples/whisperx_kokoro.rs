//! Two speech services that share their package downloads: `WhisperX` hears, Kokoro speaks, both on `PyTorch`.
//!
//! `cargo run --example whisperx_kokoro` prints one Dockerfile, writes two pairs of them below `target/whisperx_kokoro/`, each
//! with files that build both (`docker buildx bake`, `docker compose build`), and says which of their cache mounts are one
//! directory on the builder:
//!
//! - `root/`: both install as root in a builder stage, and run as `appuser` (1001);
//! - `appuser/`: both install as `appuser`, too.
//!
//! Build one pair, and whichever is built second downloads only what the first did not.

use std::path::Path;

use dockerkit::{
    Comment, CopyFiles, Dockerfile, Entrypoint, Env, Healthcheck, Label, PackageManager, Project,
    Run, Service, Stage, User,
};

/// Who installs the packages. The runtime is `appuser` either way.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Installer {
    Root,
    AppUser,
}

/// The user of both services: the name is all that `USER` says, the rest is what its cache mounts need.
fn appuser() -> User {
    User::new("appuser")
        .uid(1001)
        .gid(1001)
        .home("/home/appuser")
}

/// System packages, with apt's own caches, a pair for each release.
fn apt(release: &'static str, packages: &[&str]) -> Run {
    Run::install(
        PackageManager::Apt.id_suffix(release),
        packages.iter().copied(),
    )
}

/// Goes on as whoever installs.
fn install_as(stage: Stage, installer: Installer) -> Stage {
    match installer {
        Installer::Root => stage,
        Installer::AppUser => stage
            .push(appuser().useradd())
            .run("install -d -o appuser -g appuser /app")
            .user(appuser()),
    }
}

/// Speech to text: pip, in a virtual environment.
fn whisperx(installer: Installer) -> Dockerfile {
    let build = Stage::named("build", "python:3.12-slim-trixie")
        .comment_above(Comment::new(
            "Install into a virtual environment that the runtime copies.",
        ))
        .push(apt("trixie", &["build-essential", "git"]));
    let build = install_as(build, installer)
        .workdir("/app")
        .run("python -m venv /app/.venv")
        .env("PATH", "/app/.venv/bin:$PATH")
        .copy("requirements.txt", "./")
        .push(Run::new("pip install -r requirements.txt").cache(PackageManager::Pip));

    let runtime = Stage::named("runtime", "python:3.12-slim-trixie")
        .push(apt("trixie", &["ffmpeg", "libgomp1"]))
        .push(appuser().useradd())
        .run("install -d -o appuser -g appuser /app")
        .workdir("/app")
        .push(
            CopyFiles::new("/app/.venv", "/app/.venv")
                .from(&build)
                .chown(appuser())
                .link(),
        )
        .push(CopyFiles::new("whisperx_service", "/app/whisperx_service").chown(appuser()))
        .push(
            Env::new("PATH", "/app/.venv/bin:$PATH")
                .and("PYTHONUNBUFFERED", 1)
                .and("HF_HOME", "/app/models")
                .and("TORCH_HOME", "/app/models/torch"),
        )
        .user(appuser())
        .run(
            "set -e\n\
             mkdir -p /app/models\n\
             python - <<'CHECK'\n\
             import whisperx_service  # fails here rather than in production\n\
             CHECK\n",
        )
        .volume("/app/models")
        .expose(9000)
        .push(service_health(9000))
        .push(labels(
            "WhisperX",
            "Speech to text with word-level timestamps",
        ))
        .push(Entrypoint::new([
            "python",
            "-m",
            "whisperx_service",
            "--port",
            "9000",
        ]));

    Dockerfile::new().stage(build).stage(runtime)
}

/// Text to speech: uv, itself installed by pip, on CUDA.
fn kokoro(installer: Installer) -> Dockerfile {
    let build = Stage::named("build", "nvidia/cuda:12.6.3-cudnn-devel-ubuntu24.04").push(apt(
        "noble",
        &["git", "python3-dev", "python3-pip", "python3-venv"],
    ));
    let build = install_as(build, installer)
        .workdir("/app")
        .run("python3 -m venv /app/tools")
        .env("PATH", "/app/tools/bin:$PATH")
        .push(Env::new("UV_COMPILE_BYTECODE", 1).and("UV_PYTHON_INSTALL_DIR", "/app/python"))
        .copy(["pyproject.toml", "uv.lock"], "./")
        .push(
            Run::all([
                "pip install 'uv>=0.9,<1'",
                "uv venv --python 3.12",
                "uv sync --frozen --extra gpu --no-install-project",
            ])
            .cache(PackageManager::Pip)
            .cache(PackageManager::Uv),
        );

    let runtime = Stage::named("runtime", "nvidia/cuda:12.6.3-base-ubuntu24.04")
        .push(apt("noble", &["curl", "espeak-ng", "libsndfile1"]))
        .push(appuser().useradd())
        .run("install -d -o appuser -g appuser /app")
        .workdir("/app")
        .push(
            CopyFiles::new("/app/python", "/app/python")
                .from(&build)
                .chown(appuser())
                .link(),
        )
        .push(
            CopyFiles::new("/app/.venv", "/app/.venv")
                .from(&build)
                .chown(appuser())
                .link(),
        )
        .push(CopyFiles::new("api", "/app/api").chown(appuser()))
        .push(
            Env::new("PATH", "/app/.venv/bin:$PATH")
                .and("PYTHONUNBUFFERED", 1)
                .and("PYTHONPATH", "/app:/app/api")
                .and("ESPEAK_DATA_PATH", "/usr/share/espeak-ng-data"),
        )
        .user(appuser())
        .expose(8880)
        .push(service_health(8880))
        .push(labels("Kokoro", "Text to speech"))
        .cmd([
            "python",
            "-m",
            "uvicorn",
            "api.main:app",
            "--host",
            "0.0.0.0",
            "--port",
            "8880",
        ]);

    Dockerfile::new().stage(build).stage(runtime)
}

fn service_health(port: u16) -> Healthcheck {
    let probe =
        format!("import urllib.request; urllib.request.urlopen('http://127.0.0.1:{port}/health')");
    Healthcheck::new(vec!["python".to_owned(), "-c".to_owned(), probe])
        .interval("30s")
        .timeout("5s")
        .start_period("90s")
        .retries(3)
}

fn labels(title: &'static str, description: &'static str) -> Label {
    Label::new("org.opencontainers.image.title", title)
        .and("org.opencontainers.image.description", description)
        .and("org.opencontainers.image.licenses", "MIT")
}

/// Both services, each in a directory of its name.
fn project(hears: Installer, speaks: Installer) -> Project {
    Project::new()
        .service(Service::new("whisperx", whisperx(hears)))
        .service(Service::new("kokoro", kokoro(speaks)))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{}", whisperx(Installer::Root).render()?);

    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/whisperx_kokoro");
    for (installer, pair) in [(Installer::Root, "root"), (Installer::AppUser, "appuser")] {
        let project = project(installer, installer);
        let output = project
            .output(target.join(pair))
            .generated_from("examples/whisperx_kokoro.rs");
        for (path, _) in output.write()? {
            println!("wrote {}", path.display());
        }
    }

    println!("\nWhat the two share where both install as root:\n");
    println!("{}", project(Installer::Root, Installer::Root).caches());
    println!("And where Kokoro installs as `appuser`:\n");
    let mixed = project(Installer::Root, Installer::AppUser).caches();
    for split in &mixed.splits {
        println!("{}: {}\n    {}", split.service, split.message, split.help);
    }
    println!(
        "\nWhat is saved: whichever of a pair is built second downloads no package that the first has downloaded. For eight\n\
         packages each, five of them in common, tests on a real engine count 11 downloads instead of 16."
    );
    Ok(())
}
