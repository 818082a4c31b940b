//! A whole file as somebody would write it by hand.

use dockerkit::{Dockerfile, Instruction, Source, StageRef};
use indoc::indoc;
use serde_json::{Value, json};

use super::against;

const YAML: &str = indoc! {r#"
    directives:
      syntax: docker/dockerfile:1.20
      check: error=true

    levels:
      image-tag: off

    globals:
      - comment: One version for all of it.
      - arg: {PYTHON: "3.12"}

    stages:
      - name: build
        from: python:${PYTHON}-slim
        platform: $BUILDPLATFORM
        steps:
          - workdir: /app
          - caches: [pip, apt]
          - run: apt-get update
          - copy: {sources: requirements.txt, destination: ./}
          - run: pip install --target=deps -r requirements.txt
          - run:
              command: ./fetch-models
              mounts:
                - cache: {target: /models, id: models, sharing: locked}
                - secret: token
              network: default
          - run: |
              set -e
              make all
              make check

      - from: python:${PYTHON}-slim
        comment: What is run.
        steps:
          - env:
              PYTHONUNBUFFERED: 1
              PATH: /app/bin:$PATH
          - copy:
              from: build
              sources: [/app/deps, /app/bin]
              destination: /app/
              chmod: "0755"
          - user: {name: app, uid: 1001}
          - expose: [8000, 53/udp]
          - blank-line
          - healthcheck:
              command: curl -f http://localhost:8000/
              interval: 1m30s
              timeout: 5
              retries: 3
          - label: {org.opencontainers.image.title: Speech to text}
          - shell: [/bin/bash, -c]
          - entrypoint: [python, -m]
          - cmd: [app]
"#};

const DOCKERFILE: &str = indoc! {r#"
    # syntax=docker/dockerfile:1.20
    # check=error=true

    # One version for all of it.
    ARG PYTHON=3.12

    FROM --platform=$BUILDPLATFORM python:${PYTHON}-slim AS build
    WORKDIR /app
    RUN --mount=type=cache,id=apt-cache-shared-debian,target=/var/cache/apt-shared,sharing=locked \
        --mount=type=cache,id=apt-lists-cache-shared-debian,target=/var/lib/apt/lists,sharing=locked \
        export APT_CONFIG=/var/cache/apt-shared/apt.conf; \
        echo 'Dir::Cache "/var/cache/apt-shared"; Binary::apt::APT::Keep-Downloaded-Packages "true";' > "$APT_CONFIG"; \
        apt-get update
    COPY requirements.txt ./
    RUN --mount=type=cache,id=pip-cache-shared,target=/root/.cache/pip,sharing=shared \
        pip install --target=deps -r requirements.txt
    RUN --mount=type=cache,id=models,target=/models,sharing=locked \
        --mount=type=secret,id=token \
        --network=default \
        ./fetch-models
    RUN <<EOF
    set -e
    make all
    make check
    EOF

    # What is run.
    FROM python:${PYTHON}-slim
    ENV PYTHONUNBUFFERED=1 \
        PATH=/app/bin:$PATH
    COPY --from=build --chmod=0755 /app/deps /app/bin /app/
    USER app
    EXPOSE 8000 53/udp

    HEALTHCHECK --interval=1m30s --timeout=5s --retries=3 CMD curl -f http://localhost:8000/
    LABEL org.opencontainers.image.title="Speech to text"
    SHELL ["/bin/bash", "-c"]
    ENTRYPOINT ["python", "-m"]
    CMD ["app"]
"#};

/// The file, of no model yet.
pub(crate) fn document() -> Value {
    serde_norway::from_str(YAML).unwrap()
}

#[test]
fn a_file_by_hand() {
    let document = document();
    assert_eq!(against(&document), [""; 0]);
    let file: Dockerfile = serde_norway::from_str(YAML).unwrap();
    assert_eq!(file.render().unwrap(), DOCKERFILE);
    assert_eq!(
        serde_json::from_value::<Dockerfile>(document).unwrap(),
        file
    );
}

/// Text is a stage where the builder takes it for one; where it would not, or no stage has the name, it says what it is.
#[test]
fn stages_and_images() {
    let document = json!({"stages": [
        {"from": "node", "name": "node"},
        {"from": "node", "steps": [{"copy": {"sources": "a", "destination": "b", "from": "Later"}}]},
        {"from": "alpine", "name": "later", "steps": [{"copy": {"sources": "a", "destination": "b", "from": "later"}}]},
        {"from": {"image": "node"}, "steps": [
            {"copy": {"sources": "a", "destination": "b", "from": {"stage": "unknown"}}},
            {"copy": {"sources": "a", "destination": "b", "from": {"image": "later"}}},
            {"copy": {"sources": "a", "destination": "b", "from": "alpine"}},
            {"copy": {"sources": "a", "destination": "b", "from": 0}}
        ]}
    ]});
    let file: Dockerfile = serde_json::from_value(document.clone()).unwrap();
    let bases: Vec<_> = file
        .stages
        .iter()
        .map(|stage| stage.source.clone())
        .collect();
    let stage = |name: &'static str| Source::from(StageRef::by_name(name));
    let [node, alpine] = ["node", "alpine"].map(Source::from);
    assert_eq!(bases, [node.clone(), stage("node"), alpine.clone(), node]);
    let steps = file.stages.iter().flat_map(|stage| &stage.steps);
    let sources: Vec<_> = steps
        .map(|step| match &step.instruction {
            Instruction::Copy(copy) => copy.from.clone().unwrap(),
            other => panic!("{other:?}"),
        })
        .collect();
    let later = [
        stage("Later"),
        stage("later"),
        stage("unknown"),
        "later".into(),
        alpine,
    ];
    assert_eq!(sources[..5], later);
    assert_eq!(sources[5], StageRef::by_number(0).into());
    assert_eq!(serde_json::to_value(&file).unwrap(), document);
}
