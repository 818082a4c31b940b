//! `caches`: which directories the cache mounts of Dockerfiles open; and what the first example says of its own.

use std::process::Command;

use serde_json::Value;

use super::{GOOD, REFUSED, Said, example, run};
use crate::support::scratch::Scratch;

fn caches(directory: &Scratch, arguments: &[&str]) -> Said {
    run(
        Command::new(example("caches")).args(arguments),
        directory.path(),
    )
}

fn pip(options: &str) -> String {
    format!(
        "FROM python:3.12\nRUN --mount=type=cache,id=pip,target=/root/.cache/pip{options} pip install torch\n"
    )
}

#[test]
fn what_is_shared_and_what_is_not_is_told_by_the_exit_status() {
    let scratch = Scratch::new();
    scratch.write("same/asr/Dockerfile", pip(""));
    scratch.write("same/tts/gpu.Dockerfile", pip(""));
    scratch.write("other/Dockerfile", pip(",uid=0"));
    scratch.write("refused/Dockerfile", REFUSED);
    let said = caches(&scratch, &["same"]);
    assert_eq!((said.status, &*said.error), (0, ""), "{said:?}");
    assert_eq!(
        said.out,
        "\
2 services, 1 cache directory: 1 shared by several services

pip
    pip, shared, no owner named
    same_asr      stage `0`, same/asr/Dockerfile:2:1
    same_tts_gpu  stage `0`, same/tts/gpu.Dockerfile:2:1
"
    );
    let said = caches(&scratch, &["same", "other"]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(
        said.out.contains("\nLooks shared and is not:\n"),
        "{said:?}"
    );
    assert!(said.out.contains("\npip (not shared)\n"), "{said:?}");
    // One that is refused is named, and the rest goes on.
    let said = caches(&scratch, &["same", "refused"]);
    assert_eq!(said.status, 2, "{said:?}");
    assert!(said.out.starts_with("2 services, "), "{said:?}");
    assert!(
        said.error.starts_with("`refused/Dockerfile` is left out: "),
        "{said:?}"
    );
}

#[test]
fn each_form_is_there() {
    let scratch = Scratch::new();
    scratch.write("a/Dockerfile", pip(""));
    scratch.write("b/Dockerfile", GOOD);
    let said = |form| caches(&scratch, &[form, "."]).out;
    assert!(said("--markdown").contains("\n| `pip` | pip, shared, no owner named | a |\n"));
    assert!(said("--mermaid").starts_with("flowchart LR\n"));
    assert!(said("--dot").starts_with("graph "));
    let json: Value = serde_json::from_str(&said("--json")).unwrap();
    assert_eq!(json["directories"][0]["directory"]["key"], "/pip");
    assert_eq!(said("--findings"), "");
    for wrong in [
        &["--nothing", "."][..],
        &["--dot", "--json", "."],
        &[],
        &["missing"],
    ] {
        let said = caches(&scratch, wrong);
        assert_eq!((said.status, &*said.out), (2, ""), "{wrong:?}: {said:?}");
    }
}

#[test]
fn the_readme_shows_what_the_first_example_says() {
    let scratch = Scratch::new();
    let said = run(
        &mut Command::new(example("whisperx_kokoro")),
        scratch.path(),
    );
    assert_eq!(said.status, 0, "{said:?}");
    let readme = include_str!("../../README.md");
    let (_, shown) = readme
        .split_once("and what they share:\n\n```text\n")
        .unwrap();
    let (shown, _) = shown.split_once("```\n").unwrap();
    assert!(
        said.out.contains(&format!("\n{shown}\n")),
        "{shown}\n{}",
        said.out
    );
}
