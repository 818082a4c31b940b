//! Go and Cargo: what they install is in the program that they build.

use super::{Project, lines};

pub(super) fn go(packages: &[&str], url: &str) -> Project {
    let manifest = format!(
        "module example.test/service\n\ngo 1.21\n\nrequire (\n{})\n",
        lines(packages, "\texample.test/{} v1.0.0")
    );
    // A package's name has neither `-` nor `_`.
    let source = format!(
        "package main\n\nimport (\n{})\n\nfunc main() {{\n{}}}\n",
        lines(packages, "\t{_} \"example.test/{}\""),
        lines(packages, "\t{_}.Check()")
    );
    Project {
        files: vec![
            ("go.mod".to_owned(), manifest),
            ("main.go".to_owned(), source),
        ],
        env: vec![
            ("GOPROXY", url.to_owned()),
            ("GOSUMDB", "off".to_owned()),
            // Writes the missing `go.sum`.
            ("GOFLAGS", "-mod=mod".to_owned()),
        ],
        install: vec![
            "go mod download".to_owned(),
            "go build -o service .".to_owned(),
        ],
        verify: "./service".to_owned(),
    }
}

pub(super) fn cargo(packages: &[&str], url: &str) -> Project {
    let manifest = format!(
        "[package]\nname = \"service\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[dependencies]\n{}",
        lines(packages, "{} = \"1.0\"")
    );
    let source = format!("fn main() {{\n{}}}\n", lines(packages, "    {_}::check();"));
    let settings = format!(
        "[source.crates-io]\nreplace-with = \"loop\"\n[source.loop]\nregistry = \"sparse+{url}/\"\n"
    );
    Project {
        files: vec![
            ("Cargo.toml".to_owned(), manifest),
            ("src/main.rs".to_owned(), source),
            (".cargo/config.toml".to_owned(), settings),
        ],
        env: Vec::new(),
        install: vec!["cargo build".to_owned()],
        verify: "target/debug/service".to_owned(),
    }
}
