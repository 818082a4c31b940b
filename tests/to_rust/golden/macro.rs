pub fn service() -> dockerkit::Dockerfile {
    use dockerkit::dockerfile;

    dockerfile! {
        /// Speech to text, for the platform team.
        /// See docs/whisper.md.
        ARG PYTHON = "3.12";

        FROM --platform=$BUILDPLATFORM "python:${PYTHON}-slim" AS build;
        SHELL ["/bin/bash", "-euo", "pipefail", "-c"];
        WORKDIR "/app";
        ENV PIP_DISABLE_PIP_VERSION_CHECK = "1", PATH = "/opt/venv/bin:$PATH";
        @blank;
        /// Compilers that some wheels need
        RUN r#"
            apt-get update \
                && apt-get install -y --no-install-recommends build-essential "git" \
                && rm -rf /var/lib/apt/lists/*"#;
        COPY "requirements.txt", "constraints.txt" => "./";
        RUN --cache=pip "python -m venv /opt/venv" && "pip install -r requirements.txt";
        RUN --cache=pip
            --mount=bind(source = "pyproject.toml", target = "pyproject.toml")
            --mount=secret(id = "pip.conf", target = "/etc/pip.conf")
            "pip install --no-deps .";
        RUN r#"
            set -e
            for model in tiny base; do
                python -m whisper.fetch "$model"
            done
            "#;

        FROM "python:${PYTHON}-slim";
        LABEL org.opencontainers.image.title = "Speech to text";
        COPY --from=build --chown="1001:1001" --link "/opt/venv" => "/opt/venv";
        COPY <<"logging.json" r#"
            {
              "level": "info"
            }
            "# => "/etc/whisper/";
        ENV PRICE = "5$ a minute";
        USER "1001";
        HEALTHCHECK --interval=30s --retries=3 CMD "curl -f http://localhost:8000/health";
        ENTRYPOINT ["python", "-m", "whisper"];
    }
}
