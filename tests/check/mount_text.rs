//! Mounts that are given as text.

use dockerkit::{Dockerfile, Mount, OtherMount, Run, Stage};

use super::Said;

pub(crate) fn all(said: &mut Said) {
    types(said);
    names(said);
    beside(said);
    values(said);
}

#[test]
fn mounts_that_are_text_are_looked_at() {
    all(&mut Said::default());
}

const RULE: &str = "mount-option";

fn run(mount: impl Into<Mount>) -> Run {
    Run::new("make").mount(mount)
}

fn types(said: &mut Said) {
    let help = "use `bind`, `cache`, `tmpfs`, `secret` or `ssh`";
    for kind in ["npipe", "", "cache "] {
        let message = format!("`{kind}` is not a mount type");
        said.step(run(OtherMount::new(kind)), RULE, &message, help);
    }
    // Other frontends may have types and options of their own, and so may those of another year.
    let file = |syntax: &'static str| {
        let mount = OtherMount::new("npipe").option("pipe", "x").switch("wide");
        let stage = Stage::new("alpine").push(run(mount));
        Dockerfile::new().syntax(syntax).stage(stage)
    };
    for syntax in ["example.com/frontend:1", "docker/dockerfile:1.900"] {
        assert_eq!(file(syntax).check().to_string(), "", "{syntax}");
    }
    for syntax in ["docker/dockerfile:1", "docker/dockerfile:1.9"] {
        assert_eq!(file(syntax).check().errors().count(), 3, "{syntax}");
    }
}

fn names(said: &mut Said) {
    let other = || OtherMount::new("$TYPE");
    let none = |name: &str| format!("a mount has no option `{name}`");
    let letters = "use letters, digits and `-` `_` `.`";
    let help = "take the comma out that stands at an end or twice, or the blank behind it, which ends the mount";
    let message = "an option of the mount has no name";
    said.step(run(other().option("", "x")), RULE, message, help);
    said.step(
        run(OtherMount::new("$TYPE").switch("cache")),
        RULE,
        &none("cache"),
        "did you mean `type=cache`?",
    );
    for name in ["a b", "a,b", "$A", "é", "a=b"] {
        said.step(run(other().option(name, "x")), RULE, &none(name), letters);
    }
    let known = "BuildKit knows `id`, `source`, `src`, `target`, `dst`, `destination`, `env`, `size`, `sharing`, `mode`, \
                 `uid`, `gid`, `required`, `readonly`, `ro`, `readwrite`, `rw`";
    said.step(
        run(other().option("shared", "x")),
        RULE,
        &none("shared"),
        known,
    );
    said.step(
        run(other().option("Type", "x")),
        RULE,
        "`type` is not an option, but what is written first",
        "give it to `OtherMount::new(…)`",
    );
    said.step(
        run(other().option("from", "x")),
        RULE,
        "`from` is a stage or an image, and no text",
        "use `.from(&stage)`, `.from_image(…)`",
    );
    said.step(
        run(other().switch("id")),
        RULE,
        "the option `id` of the mount has no value",
        "give it one: `.option(name, value)`",
    );
}

fn beside(said: &mut Said) {
    let help = "leave it out, or use another type";
    for (kind, name) in [
        ("bind", "uid"),
        ("tmpfs", "gid"),
        ("bind", "mode"),
        ("cache", "required"),
        ("secret", "size"),
        ("tmpfs", "sharing"),
        ("ssh", "source"),
    ] {
        let mount = OtherMount::new(kind)
            .option("id", "a")
            .option("target", "/c");
        let message = format!("a mount of type `{kind}` has no option `{name}`");
        let value = match name {
            "required" => "true",
            "sharing" => "locked",
            _ => "1",
        };
        said.step(run(mount.option(name, value)), RULE, &message, help);
    }
    let secret = OtherMount::new("secret").option("id", "a").from_image("b");
    said.step(
        run(secret),
        RULE,
        "a mount of type `secret` has no option `from`",
        help,
    );
    let none = OtherMount::new("secret").switch("ro");
    said.step(
        run(none),
        "secret",
        "the secret has no id",
        "name it: `SecretMount::new(\"token\")`",
    );
    let cache = OtherMount::new("cache")
        .option("env", "A")
        .option("target", "/c");
    said.step(
        run(cache.option("source", "/seed")),
        "cache-source",
        "`source` is `/seed`, but no stage or image is named that has it",
        "say of which stage or image: `.from(&stage)`, `.from_image(…)`",
    );
    let root = OtherMount::new("tmpfs")
        .option("id", "a")
        .option("target", "/");
    said.step(
        run(root),
        "mount-target",
        "nothing can be mounted at `/`",
        "give it a path such as `/root/.cache/pip`",
    );
    let bind = OtherMount::new("bind")
        .option("id", "a")
        .option("target", "/c");
    said.step(
        run(bind.option("source", "[y]")),
        "context-name",
        r"the source `[y]`: the client reads `[` and `\` as a pattern for other names",
        "mount the directory that holds it, or rename the file",
    );
}

fn values(said: &mut Said) {
    let other = || OtherMount::new("$TYPE");
    said.step(
        run(other().option("uid", "x")),
        RULE,
        "`x` is not a valid `uid`",
        "use a decimal number up to 4294967295",
    );
    for name in ["ro", "required"] {
        said.step(
            run(other().option(name, "yes")),
            RULE,
            &format!("`yes` is not a valid `{name}`"),
            "use `true` or `false`",
        );
    }
    said.step(
        run(other().option("size", "much")),
        RULE,
        "`much` is not a valid `size`",
        "use a number of bytes, or one with a unit such as `512m`",
    );
    said.step(
        run(other().option("id", "é")),
        "not-ascii",
        "the id holds `é`, and BuildKit corrupts what is not ASCII in a flag",
        "use ASCII characters, or set an `ARG` to the value and refer to it",
    );
}
