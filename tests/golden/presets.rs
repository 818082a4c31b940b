//! The caches of package managers: for root and for another user, before text, a list and a script.

use dockerkit::{CacheIds, CacheMount, Dockerfile, PackageManager, Run, Stage, User};

use super::Case;

fn preset(manager: PackageManager) -> Dockerfile {
    let app = User::new("app").uid(1001).gid(1002);
    let user = Stage::named("user", "example.com/tools:1").user(app);
    root_only(manager).stage(steps(user, manager))
}

fn root_only(manager: PackageManager) -> Dockerfile {
    let root = Stage::named("root", "example.com/tools:1");
    Dockerfile::new().stage(steps(root, manager))
}

fn steps(stage: Stage, manager: PackageManager) -> Stage {
    stage
        .push(Run::new("install").cache(manager))
        .push(Run::all(["prepare", "install"]).cache(manager))
        .push(Run::new("set -e\nprepare\ninstall\n").cache(manager))
}

pub(crate) fn cases() -> Vec<Case> {
    let several = Run::new("install")
        .cache(PackageManager::Uv)
        .cache(PackageManager::Pip)
        .cache(PackageManager::Cargo);
    let several = Dockerfile::new().stage(Stage::new("example.com/tools:1").push(several));
    let suffix = Run::new("npm ci").cache(PackageManager::Npm.id_suffix("web-$RELEASE"));
    let suffix = Stage::new("node:22").arg("RELEASE").push(suffix);
    let go = || Run::new("go build").cache(PackageManager::Go);
    let own = CacheMount::new("/models").id("models");
    let named = Stage::named("build", "golang:1.27")
        .push(go())
        .push(go().mount(own).mount(CacheMount::new("/unnamed")));
    let ids = Dockerfile::new()
        .cache_ids(CacheIds::new().prefix("s/4711-").by_platform())
        .stage(named)
        .stage(Stage::new("golang:1.27").arg("TARGETARCH").push(go()));
    let mut cases = vec![
        ("cache-ids", ids),
        ("preset-suffix", Dockerfile::new().stage(suffix)),
        ("preset-several", several),
    ];
    cases.extend(PackageManager::ALL.iter().map(|manager| {
        let name: &'static str = format!("preset-{manager}").leak();
        let file = if manager.row().needs_root {
            root_only(*manager)
        } else {
            preset(*manager)
        };
        (name, file)
    }));
    cases
}
