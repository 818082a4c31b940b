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
