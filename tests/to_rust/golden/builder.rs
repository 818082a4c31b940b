pub fn service() -> dockerkit::Dockerfile {
    use dockerkit::{
        BindMount, CopyFiles, DefaultShell, Dockerfile, Env, Healthcheck, InlineFile,
        PackageManager, Run, SecretMount, Stage,
    };

    let build = Stage::named("build", "python:${PYTHON}-slim")
        .platform("$BUILDPLATFORM")
        .push(DefaultShell::new(["/bin/bash", "-euo", "pipefail", "-c"]))
        .workdir("/app")
        .push(Env::new("PIP_DISABLE_PIP_VERSION_CHECK", "1").and("PATH", "/opt/venv/bin:$PATH"))
        .blank_line()
        .comment("Compilers that some wheels need")
        .run(
            r#"apt-get update \
    && apt-get install -y --no-install-recommends build-essential "git" \
    && rm -rf /var/lib/apt/lists/*"#,
        )
        .copy(["requirements.txt", "constraints.txt"], "./")
        .push(
            Run::all([
                "python -m venv /opt/venv",
                "pip install -r requirements.txt",
            ])
            .cache(PackageManager::Pip),
        )
        .push(
            Run::new("pip install --no-deps .")
                .cache(PackageManager::Pip)
                .mount(BindMount::new("pyproject.toml").source("pyproject.toml"))
                .mount(SecretMount::new("pip.conf").target("/etc/pip.conf")),
        )
        .run(
            r#"set -e
for model in tiny base; do
    python -m whisper.fetch "$model"
done
"#,
        );
    let runtime = Stage::new("python:${PYTHON}-slim")
        .label("org.opencontainers.image.title", "Speech to text")
        .push(
            CopyFiles::new("/opt/venv", "/opt/venv")
                .from(&build)
                .chown("1001:1001")
                .link(),
        )
        .push(CopyFiles::file(
            InlineFile::new(
                "logging.json",
                r#"{
  "level": "info"
}
"#,
            ),
            "/etc/whisper/",
        ))
        .env("PRICE", "5$ a minute")
        .user("1001")
        .push(
            Healthcheck::new("curl -f http://localhost:8000/health")
                .interval("30s")
                .retries(3),
        )
        .entrypoint(["python", "-m", "whisper"]);
    Dockerfile::new()
        .comment("Speech to text, for the platform team.")
        .comment("See docs/whisper.md.")
        .arg_with_default("PYTHON", "3.12")
        .stage(build)
        .stage(runtime)
}
