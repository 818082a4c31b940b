//! The two speech services of `whisperx_kokoro.rs`, written with `dockerfile!`: the same files.
//!
//! `cargo run --example whisperx_kokoro_macro` writes them below `target/whisperx_kokoro_macro/`.

use std::path::Path;

use dockerkit::{
    Dockerfile, Instruction, Label, PackageManager, Project, Run, Service, User, dockerfile,
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

/// Makes the user, and a directory that is theirs.
fn app_directory() -> [Run; 2] {
    [
        appuser().useradd(),
        Run::new("install -d -o appuser -g appuser /app"),
    ]
}

/// Goes on as whoever installs.
fn install_as(installer: Installer) -> Vec<Instruction> {
    match installer {
        Installer::Root => Vec::new(),
        Installer::AppUser => {
            let steps = app_directory().into_iter().map(Instruction::from);
            steps.chain([appuser().into()]).collect()
        }
    }
}

/// Speech to text: pip, in a virtual environment.
fn whisperx(installer: Installer) -> Dockerfile {
    let probe = probe(9000);
    dockerfile! {
        /// Install into a virtual environment that the runtime copies.
        FROM "python:3.12-slim-trixie" AS build;
        (apt("trixie", &["build-essential", "git"]));
        (install_as(installer));
        WORKDIR "/app";
        RUN "python -m venv /app/.venv";
        ENV PATH = "/app/.venv/bin:$PATH";
        COPY "requirements.txt" => "./";
        RUN --cache=pip "pip install -r requirements.txt";

        FROM "python:3.12-slim-trixie" AS runtime;
        (apt("trixie", &["ffmpeg", "libgomp1"]));
        (app_directory());
        WORKDIR "/app";
        COPY --from=build --chown="1001:1001" --link "/app/.venv" => "/app/.venv";
        COPY --chown="1001:1001" "whisperx_service" => "/app/whisperx_service";
        ENV PATH = "/app/.venv/bin:$PATH",
            PYTHONUNBUFFERED = 1,
            HF_HOME = "/app/models",
            TORCH_HOME = "/app/models/torch";
        USER (appuser());
        RUN "
            set -e
            mkdir -p /app/models
            python - <<'CHECK'
            import whisperx_service  # fails here rather than in production
            CHECK
        ";
        VOLUME "/app/models";
        EXPOSE 9000;
        HEALTHCHECK --interval=30s --timeout=5s --start-period=90s --retries=3 CMD ["python", "-c", (probe)];
        (labels("WhisperX", "Speech to text with word-level timestamps"));
        ENTRYPOINT ["python", "-m", "whisperx_service", "--port", "9000"];
    }
}

/// Text to speech: uv, itself installed by pip, on CUDA.
fn kokoro(installer: Installer) -> Dockerfile {
    let cuda = "nvidia/cuda:12.6.3";
    let probe = probe(8880);
    dockerfile! {
        FROM (format!("{cuda}-cudnn-devel-ubuntu24.04")) AS build;
        (apt("noble", &["git", "python3-dev", "python3-pip", "python3-venv"]));
        (install_as(installer));
        WORKDIR "/app";
        RUN "python3 -m venv /app/tools";
        ENV PATH = "/app/tools/bin:$PATH";
        ENV UV_COMPILE_BYTECODE = 1, UV_PYTHON_INSTALL_DIR = "/app/python";
        COPY "pyproject.toml", "uv.lock" => "./";
        RUN --cache=pip --cache=uv
            "pip install 'uv>=0.9,<1'"
            && "uv venv --python 3.12"
            && "uv sync --frozen --extra gpu --no-install-project";

        FROM (format!("{cuda}-base-ubuntu24.04")) AS runtime;
        (apt("noble", &["curl", "espeak-ng", "libsndfile1"]));
        (app_directory());
        WORKDIR "/app";
        @for directory in ["/app/python", "/app/.venv"] {
            COPY --from=build --chown="1001:1001" --link (directory) => (directory);
        }
        COPY --chown="1001:1001" "api" => "/app/api";
        ENV PATH = "/app/.venv/bin:$PATH",
            PYTHONUNBUFFERED = 1,
            PYTHONPATH = "/app:/app/api",
            ESPEAK_DATA_PATH = "/usr/share/espeak-ng-data";
        USER (appuser());
        EXPOSE 8880;
        HEALTHCHECK --interval=30s --timeout=5s --start-period=90s --retries=3 CMD ["python", "-c", (probe)];
        (labels("Kokoro", "Text to speech"));
        CMD ["python", "-m", "uvicorn", "api.main:app", "--host", "0.0.0.0", "--port", "8880"];
    }
}

/// What asks a service whether it is well.
fn probe(port: u16) -> String {
    format!("import urllib.request; urllib.request.urlopen('http://127.0.0.1:{port}/health')")
}

fn labels(title: &'static str, description: &'static str) -> Label {
    Label::new("org.opencontainers.image.title", title)
        .and("org.opencontainers.image.description", description)
        .and("org.opencontainers.image.licenses", "MIT")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{}", whisperx(Installer::Root).render()?);

    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/whisperx_kokoro_macro");
    for (installer, pair) in [(Installer::Root, "root"), (Installer::AppUser, "appuser")] {
        let project = Project::new()
            .service(Service::new("whisperx", whisperx(installer)))
            .service(Service::new("kokoro", kokoro(installer)));
        let output = project
            .output(target.join(pair))
            .generated_from("examples/whisperx_kokoro_macro.rs");
        for (path, _) in output.write()? {
            println!("wrote {}", path.display());
        }
    }
    Ok(())
}
