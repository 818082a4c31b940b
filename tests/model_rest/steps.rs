//! Ports, health checks and flags that BuildKit takes.

use std::time::Duration;

use dockerkit::{AddFiles, CopyFiles, Expose, Healthcheck, Instruction, literal};

use crate::support::engine::Engine;
use crate::support::scratch::Scratch;
use crate::{found, with};

/// The last line that is written for a step, and what is found.
fn written(step: impl Into<Instruction>) -> (String, Vec<&'static str>) {
    let file = with([step.into()]);
    let text = file.render().unwrap();
    let resolved = file.resolved();
    assert_eq!(resolved.render().unwrap(), text);
    assert_eq!(resolved.resolved(), resolved);
    (text.lines().last().unwrap().to_owned(), found(&file))
}

/// What is published, and what BuildKit takes of it.
const MAPPED: [(&str, &str); 8] = [
    ("127.0.0.1:80:80", "80/tcp"),
    ("[::1]:80:81", "81/tcp"),
    ("::1:80:82/udp", "82/udp"),
    (":83", "83/tcp"),
    ("::84", "84/tcp"),
    ("1.2.3.4::85/sctp", "85/sctp"),
    ("1-3:86", "86/tcp"),
    ("[1.2.3.4]:1:87/", "87/tcp"),
];

/// What it refuses.
const UNMAPPED: [&str; 6] = [
    "80/foo",
    "[::1%lo]:1:2",
    "localhost:80:80",
    "80:",
    "1-2:1-3",
    "80:80/foo",
];

#[test]
fn ports_that_are_published() {
    for (port, _) in MAPPED {
        let (line, rules) = written(Expose::new([port]));
        assert_eq!(line, format!("EXPOSE {port}"));
        // BuildKit says nothing where nothing is before the colons.
        let said: &[&str] = if [":83", "::84"].contains(&port) {
            &[]
        } else {
            &["ExposeInvalidFormat"]
        };
        assert_eq!(rules, said, "{port}");
    }
    for port in UNMAPPED {
        assert_eq!(found(&with([Expose::new([port])])), ["port"], "{port}");
    }
}

#[test]
fn protocols_with_capitals() {
    let (line, rules) = written(Expose::new(["127.0.0.1:80:80/UDP", "80$P/Tcp"]));
    assert_eq!(line, "EXPOSE 127.0.0.1:80:80/UDP 80$P/Tcp");
    assert_eq!(
        rules,
        [
            "ExposeInvalidFormat",
            "ExposeProtoCasing",
            "ExposeProtoCasing"
        ]
    );
    // A port by itself has one form.
    assert_eq!(
        written(Expose::new(["53/UDP"])),
        ("EXPOSE 53/udp".to_owned(), vec![])
    );
}

#[test]
fn health_checks_of_nothing_with_options() {
    let options = Healthcheck::none()
        .interval(Duration::from_nanos(1))
        .retries(u32::MAX);
    let (line, rules) = written(options.clone());
    assert_eq!(line, "HEALTHCHECK NONE");
    assert_eq!(rules, ["healthcheck-option"]);
    assert_eq!(
        with([options]).resolved(),
        with([Healthcheck::none()]).resolved()
    );
}

#[test]
fn flags_that_are_empty() {
    let copy = CopyFiles::new(["a"], "/").chown("").chmod("");
    assert_eq!(
        written(copy),
        ("COPY a /".to_owned(), vec!["empty-option"; 2])
    );
    let add = AddFiles::new(["a"], "/").checksum(literal(String::new()));
    assert_eq!(written(add), ("ADD a /".to_owned(), vec!["empty-option"]));
}

/// The engine takes the ports that are taken, and refuses the others.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn the_engine_takes_these_ports() {
    let engine = Engine::connect();
    let context = Scratch::new();
    let all = with([Expose::new(MAPPED.map(|(port, _)| port))]);
    let name = "dockerkit-test/model-rest:ports";
    let built = engine.build(all.render().unwrap()).context(context.path());
    built.tag(name).run().unwrap();
    let image = engine.inspect(name);
    engine.remove_image(name);
    let exposed = image["Config"]["ExposedPorts"].as_object().unwrap();
    let ports: Vec<_> = exposed.keys().map(String::as_str).collect();
    assert_eq!(ports, MAPPED.map(|(_, port)| port));
    for port in UNMAPPED {
        let text = format!("FROM scratch\nEXPOSE {port}\n");
        assert!(
            engine.build(text).context(context.path()).run().is_err(),
            "{port}"
        );
    }
}
