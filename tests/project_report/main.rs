//! The report on caches in each of its forms, whatever services and ids are called.
//!
//! `DOCKERKIT_PICTURES` names a directory that the forms of such fleets are written to, to be drawn and looked at.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod hostile;
mod markdown;
mod picture;
mod table;

use dockerkit::{
    CacheMount, CacheReport, Dockerfile, Project, Run, Service, Sharing, Stage, literal,
};
use proptest::prelude::*;

/// Everything that is looked at.
fn look(report: &CacheReport) {
    picture::mermaid(&report.mermaid());
    picture::dot(&report.dot());
    markdown::look(&report.markdown(), report);
    table::look(&report.to_string());
    table::colored(&format!("{report:#}"), &report.to_string());
}

/// Writes its forms to where somebody looks at them.
fn keep(name: &str, report: &CacheReport) {
    let Some(directory) = std::env::var_os("DOCKERKIT_PICTURES") else {
        return;
    };
    for (extension, text) in [
        ("mmd", report.mermaid()),
        ("dot", report.dot()),
        ("md", report.markdown()),
        ("txt", report.to_string()),
    ] {
        let path = std::path::Path::new(&directory).join(format!("{name}.{extension}"));
        std::fs::write(path, text).unwrap();
    }
}

#[test]
fn nothing_in_a_name_is_markup() {
    let report = hostile::project().caches();
    assert!(report.splits.len() > 5);
    look(&report);
    keep("hostile", &report);
}

#[test]
fn a_report_of_nothing_is_one() {
    let report = Project::new().caches();
    look(&report);
    assert_eq!(report.mermaid(), "flowchart LR\n");
    assert_eq!(report.markdown(), "0 services, no cache directory\n");
}

#[test]
fn services_without_caches_are_counted() {
    let plain = |name: &'static str| {
        Service::new(
            name,
            Dockerfile::new().stage(Stage::new("alpine").run("ls")),
        )
    };
    let run = Run::new("ls").mount(CacheMount::new("/c").id("c"));
    let caching = Service::new("c", Dockerfile::new().stage(Stage::new("alpine").push(run)));
    let project = Project::new().service(plain("a")).service(caching);
    let text = project.caches().mermaid();
    assert!(
        text.contains("rest[\"1 service opens no cache\"]"),
        "{text}"
    );
    let project = project.service(plain("b"));
    let report = project.caches();
    look(&report);
    assert!(report.dot().contains("label=\"2 services open no cache\""));
    assert!(!report.mermaid().contains("[\"a\"]"));
}

/// Services that open a cache of their own each, and some of them others together.
fn many(count: usize, ids: impl Fn(usize) -> Vec<String>) -> Project {
    let service = |number| {
        let mounts = ids(number).into_iter().enumerate();
        let run = mounts.fold(Run::new("ls"), |run, (place, id)| {
            run.mount(CacheMount::new(literal(format!("/{place}"))).id(id))
        });
        let file = Dockerfile::new().stage(Stage::new("alpine").push(run));
        Service::new(format!("service-{number}"), file)
    };
    Project::new().services((0..count).map(service))
}

#[test]
fn mermaid_is_not_given_more_than_it_draws() {
    // What only one service opens is left out first.
    let report = many(1000, |it| {
        vec![format!("own-{it}"), format!("shared-{}", it % 10)]
    })
    .caches();
    let text = report.mermaid();
    picture::mermaid(&text);
    keep("many", &report);
    assert!(text.contains("not all is drawn: "), "{text}");
    assert!(
        text.contains("shared-1") && !text.contains("own-1"),
        "{text}"
    );
    // Of one that fits, everything is there.
    let report = many(100, |it| {
        vec![format!("own-{it}"), format!("shared-{}", it % 10)]
    })
    .caches();
    let text = report.mermaid();
    picture::mermaid(&text);
    assert!(text.contains("own-99") && !text.contains("rest"), "{text}");
    // However long the ids are.
    let report = many(300, |it| vec!["\"".repeat(100) + &(it / 2).to_string()]).caches();
    let text = report.mermaid();
    picture::mermaid(&text);
    assert!(text.contains("not all is drawn: "), "{text}");
    // If nothing is shared, there is nothing to see.
    let report = many(1000, |it| vec![format!("own-{it}")]).caches();
    let text = report.mermaid();
    picture::mermaid(&text);
    assert!(
        text.contains("1000 services and 1000 directories more"),
        "{text}"
    );
    // Graphviz draws it all.
    assert_eq!(report.dot().matches(" -- ").count(), 1000);
}

/// Text of what is special somewhere.
fn text() -> impl Strategy<Value = String> {
    let special = proptest::sample::select(vec![
        "\"",
        "\\",
        "\n",
        "`",
        "``",
        "|",
        "<b>",
        "&lt;",
        "#",
        "#35;",
        "%%",
        "$X",
        ";",
        "]",
        ")",
        "}",
        "*",
        "_",
        "~~",
        "--- ",
        "@u",
        "https://x",
        "www.x",
        " ",
        "é",
        "日",
        "\u{200b}",
        "\u{1b}",
        "\t",
        "end",
        "a",
        "b",
        "0",
        "-",
        "!",
        "[",
        "(",
        "{",
        ":",
        "n",
        "\r",
        "\u{2028}",
        "'",
    ]);
    proptest::collection::vec(special, 1..12).prop_map(|it| it.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn names_and_ids_are_themselves(
        names in proptest::collection::vec((text(), text(), text(), any::<(bool, bool)>()), 1..6),
        common in text(),
    ) {
        let services = names.into_iter().map(|(name, stage, id, (owned, locked))| {
            let mut shared = CacheMount::new("/a").id(common.clone());
            if owned {
                shared = shared.uid(1001).gid(1001);
            }
            if locked {
                shared = shared.sharing(Sharing::Locked);
            }
            let run = Run::new("ls").mount(shared).mount(CacheMount::new("/b").id(id));
            Service::new(name, Dockerfile::new().stage(Stage::named(stage, "alpine").push(run)))
        });
        look(&Project::new().services(services).caches());
    }
}
