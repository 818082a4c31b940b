use dockerkit::{
    CacheId, CacheMount, CopyFiles, Dockerfile, Env, PackageManager, Run, Sharing, Stage, literal,
};

use super::Peer;
use crate::content::{CACHES, IMAGE, Step};

pub(crate) struct Dockerkit;

impl Peer for Dockerkit {
    const NAME: &'static str = "dockerkit";
    const RENDER: &'static str = "check, render";
    type Model = Dockerfile;

    fn build(steps: &[Step]) -> Option<Dockerfile> {
        let mut file = Dockerfile::new().without_syntax();
        let mut last = file.begin(Stage::new(IMAGE));
        for step in steps {
            match step {
                Step::Stage { name, base: None } => {
                    last = file.begin(Stage::named(name.clone(), IMAGE));
                }
                Step::Stage {
                    name,
                    base: Some(_),
                } => {
                    last = file.begin(Stage::named(name.clone(), last));
                }
                Step::Run(command) => file.add(Run::new(command.clone())),
                Step::Exec { program, argument } => {
                    file.add(Run::new([program.clone(), argument.raw.clone()]));
                }
                Step::Cached(command) => {
                    let mounts = CACHES.map(|(id, target)| {
                        let mount = CacheMount::new(literal(target));
                        mount.id(CacheId::from(id)).sharing(Sharing::Shared)
                    });
                    file.add(
                        mounts
                            .into_iter()
                            .fold(Run::new(command.clone()), Run::mount),
                    );
                }
                Step::Env { name, value } => {
                    file.add(Env::new(name.clone(), literal(&value.raw)));
                }
                Step::Copy { from, to } => {
                    file.add(CopyFiles::new([literal(&from.raw)], literal(&to.raw)));
                }
            }
        }
        Some(file)
    }

    fn render(model: &Dockerfile) -> String {
        model.render().expect("nothing is wrong with it")
    }
}

/// The mounts as presets, which are resolved while the file is checked and rendered.
pub(crate) struct DockerkitPresets;

impl Peer for DockerkitPresets {
    const NAME: &'static str = "dockerkit, presets";
    const RENDER: &'static str = "check, render";
    type Model = Dockerfile;

    fn build(steps: &[Step]) -> Option<Dockerfile> {
        let mut file = Dockerfile::new().without_syntax();
        file.begin(Stage::new(IMAGE));
        for step in steps {
            let Step::Cached(command) = step else {
                return None;
            };
            let run = Run::new(command.clone());
            file.add(run.cache(PackageManager::Pip).cache(PackageManager::Npm));
        }
        Some(file)
    }

    fn render(model: &Dockerfile) -> String {
        Dockerkit::render(model)
    }
}
