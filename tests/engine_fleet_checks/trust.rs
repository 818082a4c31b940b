//! Who writes to a cache decides what others build.

use dockerkit::{
    CacheIds, CopyFiles, Dockerfile, InlineFile, PackageManager, Project, Run, Service, Stage,
    literal,
};

use crate::{
    Builds, judged,
    support::{
        engine::Engine,
        registry::{Format, Registry},
        services,
    },
};

/// Go compiles what is in its module cache, and looks at no checksum once it is unpacked.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_service_plants_code_that_another_one_compiles() {
    let engine = Engine::connect();
    let registry = Registry::serve(Format::Go, [("alpha", 10_000)]);
    let file = |extra: Option<&'static str>| -> Dockerfile {
        let recipe = services::manager("go").project(&["alpha"], &registry.url());
        let mut stage = Stage::new("dockerkit-test/managers:1").workdir("/app");
        for (name, value) in recipe.env {
            stage = stage.env(name, literal(value));
        }
        for (path, content) in recipe.files {
            let file = InlineFile::new(path, content);
            stage = stage.push(CopyFiles::file(file, "/app/"));
        }
        let install = recipe.install.into_iter();
        let extra = extra.map(str::to_owned);
        let install = install.chain(extra).chain([recipe.verify]);
        crate::file(stage.push(Run::all(install))).caches([PackageManager::Go])
    };
    let plants = "for source in $(find \"$(go env GOMODCACHE)\"/example.test/ -name '*.go'); do \
                  chmod -R u+w \"$(dirname \"$source\")\"; \
                  echo 'func init() { println(\"plan\" + \"ted\") }' >> \"$source\"; done";
    let project = |ids: CacheIds| {
        let fork = file(Some(plants)).cache_ids(ids);
        Project::new()
            .service(Service::new("web", file(None)).trust("team"))
            .service(Service::new("fork", fork).trust("contributors"))
    };
    let (bad, good) = (
        project(CacheIds::new()),
        project(CacheIds::new().prefix("fork-")),
    );
    judged("shared-across-trust", &bad, &good);
    for (project, planted) in [(bad, true), (good, false)] {
        let builds = Builds::of(&engine, project);
        assert!(!builds.bake(&["web"]).contains("planted"));
        builds.bake(&["fork"]);
        let said = builds.bake(&["web"]);
        assert_eq!(said.contains("planted"), planted, "{said}");
    }
}
