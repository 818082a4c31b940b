//! `du`: what of Dockerfiles is on a builder.

use std::process::{Command, Stdio};

use serde_json::Value;

use super::{REFUSED, Said, example, run};
use crate::support::scratch::Scratch;

/// What `docker buildx du` printed, see `disk_usage/samples/`.
const LISTED: &str = include_str!("../disk_usage/samples/du-verbose.txt");
const SPLIT: &str = include_str!("../disk_usage/samples/du-split-after.ndjson");
const TABLE: &str = include_str!("../disk_usage/samples/du-table.txt");

pub(crate) fn du(directory: &Scratch, arguments: &[&str]) -> Said {
    run(
        Command::new(example("du")).args(arguments),
        directory.path(),
    )
}

#[test]
fn what_is_split_comes_first_and_fails() {
    let scratch = Scratch::new();
    scratch.write("listed", LISTED);
    scratch.write(
        "split",
        SPLIT.to_owned() + include_str!("../disk_usage/samples/du-format-json.ndjson"),
    );
    let said = du(&scratch, &["--usage=listed"]);
    assert_eq!((said.status, &*said.error), (0, ""), "{said:?}");
    assert!(said.out.contains("\nteam/x/pip "), "{said:?}");
    let said = du(&scratch, &["--usage=split"]);
    assert_eq!((said.status, &*said.error), (1, ""), "{said:?}");
    let ids = said
        .out
        .lines()
        .skip(1)
        .map(|it| it.split(' ').next().unwrap());
    assert_eq!(
        ids.take(3).collect::<Vec<_>>(),
        ["split", "split", "/root/.cache/pip"]
    );
    let said = du(&scratch, &["--json", "--usage=split"]);
    let read: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        (said.status, read["caches"].as_array().unwrap().len()),
        (1, 21)
    );
}

#[test]
fn dockerfiles_are_compared_with_what_is_listed() {
    let scratch = Scratch::new();
    scratch.write("listed", LISTED);
    let file = |mount: &str| format!("FROM alpine:3.20\nRUN --mount=type=cache,{mount} true\n");
    scratch.write("good/Dockerfile", file("id=long,target=/x"));
    scratch.write(
        "good/b.Dockerfile",
        "FROM alpine:3.20\nONBUILD RUN --mount=type=cache,target=/root/.cache/pip true\n",
    );
    scratch.write(
        "never/Dockerfile",
        file("id=long,target=/l,uid=1001,gid=1001"),
    );
    scratch.write("team/Dockerfile", file("id=x/pip,target=/l"));
    scratch.write(
        "vague/Dockerfile",
        "FROM alpine:3.20\nARG A\nRUN --mount=type=cache,id=$A,target=/l true\n",
    );
    scratch.write("refused/Dockerfile", REFUSED);
    let said = du(&scratch, &["--usage=listed", "good"]);
    assert_eq!((said.status, &*said.error), (0, ""), "{said:?}");
    let words = |line: &str| {
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        words(said.out.lines().nth(1).unwrap())[..4],
        ["long", "none", "named", "whole"]
    );
    assert!(
        said.out.ends_with("\n18 cache mounts of others, 1.5 MB\n"),
        "{said:?}"
    );
    let said = du(&scratch, &["--usage=listed", "good", "never"]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(
        said.out.contains("\nlong      1001:1001   never used\n"),
        "{said:?}"
    );
    for (namespace, status) in [("--namespace=team", 0), ("--namespace=", 1)] {
        let said = du(&scratch, &["--usage=listed", namespace, "team"]);
        assert_eq!(said.status, status, "{said:?}");
    }
    let said = du(&scratch, &["--usage=listed", "vague"]);
    assert_eq!(said.status, 0, "{said:?}");
    assert!(said.error.starts_with("not compared: `$A`: "), "{said:?}");
    for wrong in ["refused", "missing", "listed"] {
        let said = du(&scratch, &["--usage=listed", wrong]);
        assert_eq!((said.status, &*said.out), (2, ""), "{said:?}");
    }
}

#[test]
fn a_list_that_cannot_be_read_is_told_from_what_is_wrong() {
    let scratch = Scratch::new();
    scratch.write("table", TABLE);
    let said = du(&scratch, &["--usage=table"]);
    assert_eq!((said.status, &*said.out), (2, ""));
    assert!(
        said.error
            .contains("give all that `docker buildx du --verbose` prints"),
        "{said:?}"
    );
    let said = du(&scratch, &["--usage=missing"]);
    assert_eq!(said.status, 2);
    assert!(
        said.error.starts_with("cannot read `missing`: "),
        "{said:?}"
    );
    for (program, start) in [
        ("/no/such/docker", "cannot run `/no/such/docker`: "),
        (
            "false",
            "`false buildx du --verbose` failed with exit status: 1",
        ),
    ] {
        let said = run(
            Command::new(example("du")).env("DOCKER", program),
            scratch.path(),
        );
        assert_eq!(said.status, 2, "{said:?}");
        assert!(said.error.starts_with(start), "{said:?}");
    }
    // Nothing is there.
    let said = run(
        Command::new(example("du"))
            .arg("--usage=-")
            .stdin(Stdio::null()),
        scratch.path(),
    );
    assert_eq!(
        (said.status, &*said.out),
        (0, "0 cache mounts, 0 B\n"),
        "{said:?}"
    );
}
