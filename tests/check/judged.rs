//! What the rules of caches say of real files that mount some, each finding read and judged.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use dockerkit::{Dockerfile, DockerfileText, PackageManager, Run, Stage, User};
use serde_json::Value;

/// The rules of caches that look at one file.
const RULES: [&str; 20] = [
    "cache-defeated",
    "cache-elsewhere",
    "cache-owner",
    "cache-without-target",
    "emptied-cache",
    "hidden-by-cache",
    "installed-in-cache",
    "left-in-cache",
    "lock-order",
    "locked-twice",
    "missing-cache",
    "mixed-cache",
    "no-such-manager",
    "other-cache",
    "other-user",
    "same-target",
    "secret-in-cache",
    "secret-owner",
    "unsafe-sharing",
    "unused-cache",
];

/// The file, the line, the rule, and why the finding is right. A wrong one is no row, but a bug to be mended.
const JUDGED: [(&str, u32, &str, &str); 14] = [
    (
        "GoogleContainerTools/kaniko/deploy/Dockerfile",
        52,
        "missing-cache",
        "right: three steps in front of it fill go's build cache in the image, and the mounts hide it; the modules are vendored",
    ),
    (
        "docker/buildx/vendor/github.com/tonistiigi/fsutil/Dockerfile",
        29,
        "cache-owner",
        "right: 1000 cannot write to `/tmp/.cache`, which names no owner; nothing of it is used",
    ),
    (
        "docker/buildx/vendor/github.com/tonistiigi/fsutil/Dockerfile",
        41,
        "other-cache",
        "right: `apk add` fetches in a step that mounts the caches of go only; it says `--no-cache`, so that may be meant",
    ),
    (
        "docker/buildx/vendor/github.com/tonistiigi/fsutil/Dockerfile",
        71,
        "cache-owner",
        "right: as in line 29",
    ),
    (
        "docker/buildx/vendor/github.com/tonistiigi/fsutil/Dockerfile",
        71,
        "missing-cache",
        "right: the modules that the stage before has downloaded are in mounts that this step has not, and it fetches them again",
    ),
    (
        "jim60105/docker-whisperX/Dockerfile",
        36,
        "emptied-cache",
        "right: `python:3.13-slim` is of Debian, nothing removes `docker-clean`, and the cache holds no package after the step",
    ),
    (
        "jim60105/docker-whisperX/Dockerfile",
        56,
        "emptied-cache",
        "right: as in line 36",
    ),
    (
        "jim60105/docker-whisperX/Dockerfile",
        86,
        "emptied-cache",
        "right: it starts from one of the two stages of lines 36 and 56",
    ),
    (
        "jim60105/docker-whisperX/Dockerfile",
        154,
        "emptied-cache",
        "right: as in line 86",
    ),
    (
        "moby/buildkit/vendor/github.com/tonistiigi/fsutil/Dockerfile",
        29,
        "cache-owner",
        "right: the same file",
    ),
    (
        "moby/buildkit/vendor/github.com/tonistiigi/fsutil/Dockerfile",
        41,
        "other-cache",
        "right: the same file",
    ),
    (
        "moby/buildkit/vendor/github.com/tonistiigi/fsutil/Dockerfile",
        71,
        "cache-owner",
        "right: the same file",
    ),
    (
        "moby/buildkit/vendor/github.com/tonistiigi/fsutil/Dockerfile",
        71,
        "missing-cache",
        "right: the same file",
    ),
    (
        "remsky/Kokoro-FastAPI/docker/rocm/Dockerfile",
        50,
        "cache-owner",
        "right: `appuser` cannot enter `/root`, where the cache of uv is mounted",
    ),
];

/// The corpus, which others wrote.
fn real() -> impl Iterator<Item = (String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/dockerfiles.jsonl");
    let lines =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let rows = lines.lines().map(|line| {
        let row: Value = serde_json::from_str(line).expect("each line of the corpus is JSON");
        let text = |key: &str| row[key].as_str().expect("text").to_owned();
        (
            format!("{}/{}", text("repository"), text("path")),
            text("text"),
        )
    });
    rows.collect::<Vec<_>>().into_iter()
}

#[test]
fn each_finding_in_real_files_was_judged() {
    let mut found = BTreeMap::new();
    let (mut files, mut with_mounts) = (0, 0);
    for (name, text) in real() {
        files += 1;
        with_mounts += usize::from(text.contains("type=cache"));
        for finding in DockerfileText::new(text).check().findings {
            if RULES.contains(&finding.rule.name) {
                let (line, _) = finding.place.origin.line_and_column().expect("a line");
                let message = finding.message;
                found.insert((name.clone(), line, finding.rule.name), message);
            }
        }
    }
    assert!(files == 388 && with_mounts >= 44, "{files} {with_mounts}");
    let judged: Vec<_> = JUDGED
        .iter()
        .map(|(file, line, rule, why)| {
            assert!(why.starts_with("right: "));
            ((*file).to_owned(), *line, *rule)
        })
        .collect();
    let new: Vec<_> = found
        .iter()
        .filter(|(key, _)| !judged.contains(key))
        .collect();
    assert!(new.is_empty(), "not judged: {new:#?}");
    let gone: Vec<_> = judged
        .iter()
        .filter(|key| !found.contains_key(*key))
        .collect();
    assert!(gone.is_empty(), "not found: {gone:#?}");
}

/// What the presets write keeps the rules, for root and for another user, in the model and read again.
#[test]
fn presets_are_silent() {
    for manager in PackageManager::ALL {
        let row = manager.row();
        for fills in row.fills {
            let command = fills.replace('*', "x");
            if row
                .installs
                .iter()
                .any(|it| command.starts_with(it.command))
            {
                continue;
            }
            let root = Stage::new("image").workdir("/app");
            let other = || {
                root.clone()
                    .user(User::new("app").uid(1001).home("/home/app"))
            };
            let stages = if row.needs_root {
                vec![root.clone()]
            } else {
                vec![root.clone(), other()]
            };
            for stage in stages {
                let run = || Run::new(command.clone()).cache(*manager);
                let file = Dockerfile::new().stage(stage.copy(["."], ".").push(run()).push(run()));
                let text = file
                    .clone()
                    .without_syntax()
                    .render()
                    .expect("a valid Dockerfile");
                for report in [file.check(), DockerfileText::new(text.clone()).check()] {
                    let told = report
                        .findings
                        .iter()
                        .any(|it| RULES.contains(&it.rule.name));
                    assert!(!told, "{report}\n{text}");
                }
            }
        }
    }
}
