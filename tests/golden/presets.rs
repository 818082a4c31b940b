//! The caches of package managers: for root and for another user, before text, a list and a script.

use dockerkit::{Dockerfile, PackageManager, Run, Stage, User};

use super::Case;

fn preset(manager: PackageManager) -> Dockerfile {
    let app = User::new("app").uid(1001).gid(1002).home("/home/app");
    let steps = |stage: Stage| {
        stage
            .push(Run::new("install").cache(manager))
            .push(Run::all(["prepare", "install"]).cache(manager))
            .push(Run::new("set -e\nprepare\ninstall\n").cache(manager))
    };
    let root = steps(Stage::named("root", "example.com/tools:1"));
    let user = Stage::named("user", "example.com/tools:1").user(app);
    Dockerfile::new().stage(root).stage(steps(user))
}

pub(crate) fn cases() -> Vec<Case> {
    let several = Run::new("install")
        .cache(PackageManager::Uv)
        .cache(PackageManager::Pip)
        .cache(PackageManager::Cargo);
    let several = Dockerfile::new().stage(Stage::from_image("example.com/tools:1").push(several));
    vec![
        ("preset-pip", preset(PackageManager::Pip)),
        ("preset-uv", preset(PackageManager::Uv)),
        ("preset-npm", preset(PackageManager::Npm)),
        ("preset-pnpm", preset(PackageManager::Pnpm)),
        ("preset-yarn", preset(PackageManager::Yarn)),
        ("preset-composer", preset(PackageManager::Composer)),
        ("preset-go", preset(PackageManager::Go)),
        ("preset-cargo", preset(PackageManager::Cargo)),
        ("preset-several", several),
    ]
}
