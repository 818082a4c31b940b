//! How the ids of a file are named.

use dockerkit::{Arg, CacheIds, CacheMount, Dockerfile, OnBuild, PackageManager, Run, Stage};

use super::python;

#[test]
fn a_stage_declares_the_platform_again() {
    let go = || Run::new("go build").cache(PackageManager::Go);
    let platform = Arg::new("TARGETOS")
        .and(Arg::new("TARGETARCH"))
        .and(Arg::new("TARGETVARIANT"));
    let base = Stage::named("base", "golang:1.27")
        .push(platform)
        .push(go());
    let next = Stage::new(&base).push(go());
    let ids = CacheIds::new().by_platform();
    let file = Dockerfile::new().cache_ids(ids).stage(base).stage(next);
    let text = file.render().unwrap();
    assert_eq!(text.matches("ARG TARGETOS").count(), 2, "{text}");
    let (_, next) = text.split_once("FROM base").unwrap();
    assert!(next.starts_with("\nARG TARGETOS"), "{text}");
}

/// What is as it is anyway is not in JSON.
#[test]
fn ids_as_they_are_are_not_in_json() {
    let json = |file: &Dockerfile| serde_json::to_string(file).unwrap();
    let file = || Dockerfile::new().stage(python());
    assert_eq!(json(&file().cache_ids(CacheIds::new())), json(&file()));
    assert!(!json(&file()).contains("cache_ids"));
    assert!(json(&file().cache_ids(CacheIds::new().by_platform())).contains("cache_ids"));
    assert!(json(&file().cache_ids(CacheIds::new().prefix("x/"))).contains("cache_ids"));
}

#[test]
fn a_prefix_is_in_front_of_every_id() {
    let own = Run::new("true")
        .mount(CacheMount::new("/a").id("a"))
        .mount(CacheMount::new("/b"))
        .mount(CacheMount::in_home("c").id("c"));
    let trigger = OnBuild::new(Run::new("true").mount(CacheMount::new("/d").id("d")));
    let file = Dockerfile::new()
        .cache_ids(CacheIds::new().prefix("x/"))
        .stage(python().push(trigger).push(own));
    let text = file.render().unwrap();
    for id in ["id=x/a,", "id=x//b,", "id=x/c,", "id=x/d,"] {
        assert!(text.contains(id), "{text}");
    }
    // Once only.
    assert_eq!(file.resolved().render().unwrap(), text);
    assert_eq!(file.resolved().resolved(), file.resolved());
}

/// Packages of two releases have the same names, and lists of one are removed by the other's update.
#[test]
fn ids_name_the_release_of_the_distribution() {
    let apt = || Run::new("apt-get update").cache(PackageManager::Apt);
    let ids = |stage: Stage| -> Vec<String> {
        let text = Dockerfile::new().stage(stage).render().unwrap();
        let ids = text.match_indices("type=cache,id=").map(|(at, it)| {
            let rest = &text[at + it.len()..];
            rest[..rest.find(',').unwrap()].to_owned()
        });
        ids.collect()
    };
    let both =
        |end: &str| ["apt-cache-shared", "apt-lists-cache-shared"].map(|id| format!("{id}{end}"));
    for (image, end) in [
        ("debian:12", "-bookworm"),
        ("node:22-bookworm-slim", "-bookworm"),
        ("ubuntu:24.04", "-noble"),
        ("python:3.12-slim", "-debian"),
        ("golang", ""),
    ] {
        assert_eq!(ids(Stage::new(image).push(apt())), both(end), "{image}");
    }
    // What a step says itself wins, and what is no package of a distribution has none.
    let own = Run::new("apt-get update").cache(PackageManager::Apt.id_suffix("mine"));
    assert_eq!(ids(Stage::new("debian:12").push(own)), both("-mine"));
    let pip = Run::new("pip install a").cache(PackageManager::Pip);
    assert_eq!(ids(Stage::new("debian:12").push(pip)), ["pip-cache-shared"]);
    // A stage has what it starts from; one that may start from two of them, nothing.
    let base = |name, image| Stage::named(name, image);
    let debian = || base("base-a", "debian:12");
    let text = |stages: [Stage; 2], next: Stage| {
        let [one, other] = stages;
        let file = Dockerfile::new()
            .arg(Arg::new("W"))
            .stage(one)
            .stage(other)
            .stage(next.push(apt()));
        file.render().unwrap()
    };
    for (other, source, end) in [
        ("ubuntu:24.04", "base-$W", ""),
        ("node:22-bookworm", "base-$W", "-bookworm"),
        ("ubuntu:24.04", "debian:$W", "-debian"),
    ] {
        let text = text([debian(), base("base-b", other)], Stage::new(source));
        assert!(
            text.contains(&format!("id=apt-cache-shared{end},")),
            "{text}"
        );
    }
    let text = text([debian(), base("other", "alpine")], Stage::new(&debian()));
    assert!(text.contains("id=apt-cache-shared-bookworm,"), "{text}");
}
