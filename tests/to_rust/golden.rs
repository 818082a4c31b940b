//! A service as it may have been written by hand.

use dockerkit::{
    Arg, BindMount, BlankLine, CacheMount, Comment, CopyFiles, DefaultShell, Dockerfile,
    Entrypoint, Env, Healthcheck, InlineFile, Label, Run, SecretMount, Sharing, Stage, User,
    Workdir, literal,
};

fn pip() -> CacheMount {
    CacheMount::new("/root/.cache/pip")
        .id("pip-cache-shared")
        .sharing(Sharing::Shared)
}

/// Two stages, with caches that are mounted by hand.
pub(crate) fn service() -> Dockerfile {
    let mut file = Dockerfile::new();
    file.add(Comment::new(
        "Speech to text, for the platform team.\nSee docs/whisper.md.",
    ));
    file.add(Arg::with_default("PYTHON", "3.12"));
    let build =
        file.begin(Stage::named("build", "python:${PYTHON}-slim").platform("$BUILDPLATFORM"));
    file.add(DefaultShell::new(["/bin/bash", "-euo", "pipefail", "-c"]));
    file.add(Workdir::new("/app"));
    file.add(Env::new("PIP_DISABLE_PIP_VERSION_CHECK", "1").and("PATH", "/opt/venv/bin:$PATH"));
    file.add(BlankLine);
    file.add(Comment::new("Compilers that some wheels need"));
    file.add(Run::new(
        "apt-get update \\\n    && apt-get install -y --no-install-recommends build-essential \"git\" \\\n    && rm -rf /var/lib/apt/lists/*",
    ));
    file.add(CopyFiles::new(
        ["requirements.txt", "constraints.txt"],
        "./",
    ));
    file.add(
        Run::new("python -m venv /opt/venv && \\\n    pip install -r requirements.txt")
            .mount(pip()),
    );
    file.add(
        Run::new("pip install --no-deps .")
            .mount(pip())
            .mount(BindMount::new("pyproject.toml").source("pyproject.toml"))
            .mount(SecretMount::new("pip.conf").target("/etc/pip.conf")),
    );
    file.add(Run::new(
        "set -e\nfor model in tiny base; do\n    python -m whisper.fetch \"$model\"\ndone\n",
    ));
    file.begin(Stage::new("python:${PYTHON}-slim"));
    file.add(Label::new(
        "org.opencontainers.image.title",
        "Speech to text",
    ));
    file.add(
        CopyFiles::new("/opt/venv", "/opt/venv")
            .from(&build)
            .chown("1001:1001")
            .link(),
    );
    file.add(CopyFiles::file(
        InlineFile::new("logging.json", "{\n  \"level\": \"info\"\n}\n"),
        "/etc/whisper/",
    ));
    file.add(Env::new("PRICE", literal("5$ a minute")));
    file.add(User::new("1001"));
    file.add(
        Healthcheck::new("curl -f http://localhost:8000/health")
            .interval(30)
            .retries(3),
    );
    file.add(Entrypoint::new(["python", "-m", "whisper"]));
    file
}
