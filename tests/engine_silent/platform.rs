//! A stage that runs on the platform of the builder, in files for several targets.

use dockerkit::{CacheIds, CopyFiles, Dockerfile, PackageManager::Go, Stage};

use crate::{
    case::{Case, OWN, step_by_step},
    support::{engine::Engine, services::COMMON},
};

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_runs_on_the_build_platform_is_one_for_all_targets() {
    let engine = Engine::connect();
    let namespace = engine.namespace("silent");
    let mut images = engine.images();
    let builder = Stage::named("build", crate::BASE).platform("$BUILDPLATFORM");
    let case = Case::new("go-build-platform", Go, builder).install(step_by_step);
    let registry = case.registry();
    let mut build = |number, platform: &str| {
        let mut file = Dockerfile::new()
            .without_syntax()
            .cache_ids(CacheIds::new().by_platform());
        let builder = file.begin(case.stage(number));
        file.begin(Stage::new("scratch").push(CopyFiles::new(["/app/service"], "/").from(builder)));
        let built = engine
            .build(file.render().unwrap())
            .arg("BUILDKIT_CACHE_MOUNT_NS", namespace.name())
            .option(format!("--platform={platform}"))
            .keep_layers()
            .run();
        images.add(built.unwrap().image);
        registry.reset()
    };
    let first = build(0, "linux/amd64");
    assert_eq!(first.fetched().count(), COMMON.len() + OWN[0].len());
    // Another service for another target has the same cache.
    let second = build(1, "linux/arm64");
    let fetched: Vec<_> = second.fetched().collect();
    assert_eq!(fetched, registry.paths_of(&OWN[1]), "{second}");
    // The same service for the first target is there already: its stage is the same.
    let third = build(1, "linux/amd64");
    assert!(third.paths.is_empty(), "{third}");
    let directories = engine.cache_mounts_in(namespace.name());
    assert_eq!(directories.len(), Go.row().caches.len(), "{directories:?}");
}
