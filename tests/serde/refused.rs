//! What is misspelt is refused by both, and said with its place.

use dockerkit::{Dockerfile, Mode, OrArg, Run, Sharing};
use serde_json::Value;

use super::against;

/// A step, and what is said of it.
const STEPS: &[(&str, &str)] = &[
    (
        "copy: {sources: a, destination: b, chmodd: '0755'}",
        "copy: unknown key `chmodd`; did you mean `chmod`?",
    ),
    (
        "copy: {sources: a, destiantion: b}",
        "copy: unknown key `destiantion`; did you mean `destination`?",
    ),
    (
        "copy: {sources: a}",
        "copy: the key `destination` is missing",
    ),
    (
        "copy: {sources: a, destination: b, chmod: 755}",
        "copy.chmod: found `755`; wanted is octal text: `\"0755\"`",
    ),
    (
        "copy: {sources: a, destination: b, link: yes please}",
        "copy.link: found `yes please`; wanted is `true` or `false`",
    ),
    (
        "copy: [a, b]",
        "copy: found a list; wanted is a map of `sources`, `destination`, `from`, `chown`, `chmod`, `link`, `parents` and `exclude`",
    ),
    (
        "add: {sources: a, destination: b, keep-git-dir: true}",
        "add: unknown key `keep-git-dir`; did you mean `keep_git_dir`?",
    ),
    (
        "cpoy: {sources: a, destination: b}",
        "unknown instruction `cpoy`; did you mean `copy`?",
    ),
    (
        "RUN: make",
        "unknown instruction `RUN`; did you mean `run`?",
    ),
    (
        "on-build: {run: make}",
        "unknown instruction `on-build`; did you mean `onbuild`?",
    ),
    (
        "RUN make",
        "found `RUN make`; wanted is a map of one key, the name of the instruction, or `blank-line`",
    ),
    (
        "run",
        "found `run`; wanted is a map of one key, the name of the instruction, or `blank-line`",
    ),
    (
        "{run: make, user: app}",
        "found a map of 2 keys; wanted is a map of one key, the name of the instruction, or `blank-line`",
    ),
    (
        "run: {comand: make}",
        "run: unknown key `comand`; did you mean `command`?",
    ),
    ("run: {mounts: [pip]}", "run: the key `command` is missing"),
    (
        "run: {scirpt: make}",
        "run: unknown key `scirpt`; known are `command`, `mounts`, `network`, `security` and `devices`",
    ),
    (
        "run: {command: make, network: nonee}",
        "run.network: unknown network `nonee`; did you mean `none`?",
    ),
    (
        "run: {command: make, mounts: [pipp]}",
        "run.mounts[0]: unknown package manager `pipp`; did you mean `pip`?",
    ),
    (
        "run: {command: make, mounts: [pip, cahce: /c]}",
        "run.mounts[1]: unknown mount `cahce`; did you mean `cache`?",
    ),
    (
        "run: {command: make, mounts: [cache: {target: /c, sharing: lokced}]}",
        "run.mounts[0].cache.sharing: unknown sharing mode `lokced`; did you mean `locked`?",
    ),
    (
        "run: {command: make, mounts: [cache: {target: /c, uid: app}]}",
        "run.mounts[0].cache.uid: found `app`; wanted is a number, or text with a variable: `\"$UID\"`",
    ),
    (
        "run: {command: make, mounts: [cache: {target: /c, mode: 755}]}",
        "run.mounts[0].cache.mode: found `755`; wanted is octal text: `\"0755\"`",
    ),
    (
        "run: {command: make, mounts: [cache: {target: /c, read_only: 'yes'}]}",
        "run.mounts[0].cache.read_only: found `yes`; wanted is `true`, `false`, or text with a variable: `\"$ON\"`",
    ),
    (
        "run: {command: make, mounts: [cache: {id: c}]}",
        "run.mounts[0].cache: the key `target` is missing",
    ),
    (
        "run: {command: make, mounts: [secret: {id: a, requried: true}]}",
        "run.mounts[0].secret: unknown key `requried`; did you mean `required`?",
    ),
    (
        "expose: http",
        "expose: found `http`; wanted is a port: a number, `80`, or text, `\"8000-8010/udp\"` or `\"$PORT\"`",
    ),
    (
        "expose: 70000",
        "expose: found `70000`; wanted is a port: a number, `80`, or text, `\"8000-8010/udp\"` or `\"$PORT\"`",
    ),
    (
        "env: PATH=/app",
        "env: found `PATH=/app`; wanted is a map of names and values, or a list of pairs",
    ),
    (
        "env: {A: [1]}",
        "env.A[0]: found `1`; wanted is a piece of text: `{\"literal\": …}` or `{\"expand\": …}`",
    ),
    (
        "env: {A: 3.10}",
        "env.A: `3.1` is a number with a fraction, which may have lost digits; put it in quotes",
    ),
    (
        "env: {A: null}",
        "env.A: found nothing; wanted is text in which `$NAME` is expanded, or a list of pieces",
    ),
    (
        "arg: VERSION=3",
        "arg: a name has no `=`; write a map, `{\"VERSION\": …}`",
    ),
    (
        "shell: /bin/bash -c",
        "shell: found `/bin/bash -c`; wanted is a list of words: `[\"sh\", \"-c\"]`",
    ),
    (
        "healthcheck: {command: 'true', interval: 30x}",
        "healthcheck.interval: found `30x`; wanted is a time: `\"1m30s\"`, or a number of seconds",
    ),
    (
        "healthcheck: {interval: 30s}",
        "healthcheck: the key `command` is missing",
    ),
    (
        "healthcheck: {command: 'true', start-period: 5s}",
        "healthcheck: unknown key `start-period`; did you mean `start_period`?",
    ),
    (
        "user: {name: app, iud: 1001}",
        "user: unknown key `iud`; did you mean `uid`?",
    ),
    (
        "caches: [pip, npmm]",
        "caches[1]: unknown package manager `npmm`; did you mean `npm`?",
    ),
    (
        "onbuild: {rnu: make}",
        "onbuild: unknown instruction `rnu`; did you mean `run`?",
    ),
    (
        "workdir: [/app]",
        "workdir[0]: found `/app`; wanted is a piece of text: `{\"literal\": …}` or `{\"expand\": …}`",
    ),
    (
        "workdir: {pth: /app}",
        "workdir: found a map; wanted is text in which `$NAME` is expanded, or a list of pieces",
    ),
];

/// A file, and what is said of it.
const FILES: &[(&str, &str)] = &[
    ("stagse: []", "unknown key `stagse`; did you mean `stages`?"),
    (
        "stages: [{from: alpine, stepz: []}]",
        "stages[0]: unknown key `stepz`; did you mean `steps`?",
    ),
    (
        "stages: [{name: a}]",
        "stages[0]: the key `from` is missing",
    ),
    (
        "stages: [{image: alpine}]",
        "stages[0]: unknown key `image`; known are `from`, `name`, `platform`, `base_user`, `comment` and `steps`",
    ),
    (
        "stages: [{from: {stag: a}}]",
        "stages[0].from: unknown source `stag`; did you mean `stage`?",
    ),
    (
        "stages: {from: alpine}",
        "stages: found a map; wanted is a list of stages",
    ),
    (
        "directives: {escape: backtik}",
        "directives.escape: unknown escape character `backtik`; did you mean `backtick`?",
    ),
    (
        "directives: {syntax: true}",
        "directives.syntax: found `true`; wanted is an image, or `false` for no directive",
    ),
    (
        "cache_ids: {prefx: a}",
        "cache_ids: unknown key `prefx`; did you mean `prefix`?",
    ),
    (
        "levels: {image-tag: of}",
        "levels.image-tag: unknown level `of`; did you mean `off`?",
    ),
    (
        "globals: [{agr: A}]",
        "globals[0]: unknown instruction `agr`; did you mean `arg`?",
    ),
    (
        "[]",
        "found a list; wanted is a map of `directives`, `globals`, `cache_ids`, `levels`, `stages` and `$schema`",
    ),
];

/// What is said of the document, if the schema refuses it, too.
fn said(document: &str) -> String {
    let document: Value = serde_norway::from_str(document).unwrap();
    let read = serde_json::from_value::<Dockerfile>(document.clone());
    let said = read.map_or_else(
        // All package managers are named then.
        |error| match error.to_string().split_once(" dockerkit knows ") {
            Some((said, _)) => said.to_owned(),
            None => error.to_string(),
        },
        |file| format!("nothing: {file:?}"),
    );
    if against(&document).is_empty() {
        return format!("{said}, but the schema takes it");
    }
    said
}

#[test]
fn misspelt_files() {
    let found: Vec<_> = FILES
        .iter()
        .map(|(document, _)| (*document, said(document)))
        .collect();
    let found: Vec<_> = found
        .iter()
        .map(|(document, said)| (*document, said.as_str()))
        .collect();
    assert_eq!(found, FILES, "{found:#?}");
}

#[test]
fn misspelt_steps() {
    let in_file = |step: &str| format!("stages: [{{from: alpine, steps: [{step}]}}]");
    let place = "stages[0].steps[0]";
    let found: Vec<_> = STEPS
        .iter()
        .map(|(step, _)| (*step, said(&in_file(step))))
        .collect();
    let found: Vec<_> = found
        .iter()
        .map(|(step, said)| {
            let said = said.strip_prefix(place).unwrap_or(said);
            (
                *step,
                said.strip_prefix(": ")
                    .or_else(|| said.strip_prefix('.'))
                    .unwrap_or(said),
            )
        })
        .collect();
    assert_eq!(found, STEPS, "{found:#?}");
}

/// What a value of another program cannot hold: a key that is given twice.
#[test]
fn keys_that_are_given_twice() {
    for (document, said) in [
        (
            r#"{"stages": [], "stages": []}"#,
            "the key `stages` is given twice",
        ),
        (
            r#"{"globals": [{"run": {"command": "a", "command": "b"}}]}"#,
            "globals[0].run: the key `command` is given twice",
        ),
        (
            r#"{"globals": [{"env": {"A": "a", "A": "b"}}]}"#,
            "globals[0].env: the key `A` is given twice; write a list of pairs: `[[\"A\", …], …]`",
        ),
    ] {
        let error = serde_json::from_str::<Dockerfile>(document).unwrap_err();
        assert_eq!(error.to_string(), said);
    }
}

/// Parts of a file say it, too, with the place in the part.
#[test]
fn misspelt_parts() {
    let error =
        serde_json::from_str::<Run>(r#"{"command": "a", "mounts": [{"ssh": {"idd": ""}}]}"#);
    let said = "mounts[0].ssh: unknown key `idd`; did you mean `id`?";
    assert_eq!(error.unwrap_err().to_string(), said);
    let error = serde_json::from_str::<OrArg<Sharing>>("\"lockd\"").unwrap_err();
    let said = "unknown sharing mode `lockd`; did you mean `locked`?";
    assert_eq!(error.to_string(), said);
    let error = serde_norway::from_str::<Mode>("0o755").unwrap_err();
    assert_eq!(
        error.to_string(),
        "found `493`; wanted is octal text: `\"0755\"`"
    );
}
