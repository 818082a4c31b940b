//! Rules of caches that are mounted where their managers do not look, or where an image's settings empty them.

use super::rules;
use crate::check::elsewhere::{Elsewhere, Where};
use crate::check::emptied::Emptied;
use crate::check::sink::Sink;
use crate::help::Help;
use crate::shown::Shown;

rules! {
    #[doc = " A cache is mounted where its package manager looks for it."]
    CACHE_ELSEWHERE = "cache-elsewhere" (Lint, "https://docs.docker.com/build/cache/optimize/#use-cache-mounts", [Elsewhere: cache_elsewhere])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("python:3.12").env("PIP_CACHE_DIR", "/opt/pip").push(Run::new("pip install .").mount(CacheMount::new("/root/.cache/pip"))))"#,
        says: "pip looks in `/opt/pip`, as `PIP_CACHE_DIR` says, and the step mounts its cache at `/root/.cache/pip`",
        good: r#"Dockerfile::new().stage(Stage::new("python:3.12").env("PIP_CACHE_DIR", "/opt/pip").push(Run::new("pip install .").mount(CacheMount::new("/opt/pip"))))"#
    }
    #[doc = " A cache keeps what a step stores in it: Docker's images of Debian and Ubuntu delete each package once apt has installed it."]
    EMPTIED_CACHE = "emptied-cache" (Lint, "https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages", [Emptied: emptied_cache])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("debian:trixie").push(Run::new("apt-get update && apt-get install -y curl").mount(CacheMount::new("/var/cache/apt").id("apt").sharing(Sharing::Locked))))"#,
        says: "`apt-get install` stores its packages in the cache at `/var/cache/apt`, and `docker-clean`, which the image has in its settings of apt, deletes them there",
        good: r#"Dockerfile::new().stage(Stage::new("debian:trixie").push(Run::new("rm -f /etc/apt/apt.conf.d/docker-clean; apt-get update && apt-get install -y curl").mount(CacheMount::new("/var/cache/apt").id("apt").sharing(Sharing::Locked))))"#
    }
}

fn emptied_cache(view: &Emptied, sink: &mut Sink<'_>) {
    let Emptied { command, target } = view;
    let help = "delete that file in front of it: `rm -f /etc/apt/apt.conf.d/docker-clean`";
    sink.find_in(
        "--mount",
        format!(
            "`{}` stores its packages in the cache at `{}`, and `docker-clean`, which the image has in its settings of apt, deletes them \
             there",
            command.shown(),
            target.shown()
        ),
        Help::either(
            format!("{help}; or leave it to the preset: `.cache(PackageManager::Apt)`"),
            help,
        ),
    );
}

fn cache_elsewhere(view: &Elsewhere, sink: &mut Sink<'_>) {
    let Elsewhere {
        manager,
        target,
        looks,
        variable,
    } = view;
    let target = target.shown();
    let preset = format!("leave it to the preset: `.cache(PackageManager::{manager:?})`");
    let (message, help) = match looks {
        Where::At(place) => {
            let says = variable.map_or(String::new(), |it| format!(", as `{it}` says"));
            (
                format!(
                    "{manager} looks in `{}`{says}, and the step mounts its cache at `{target}`",
                    place.shown()
                ),
                format!("mount it at `{}`", place.shown()),
            )
        }
        Where::HomeOf(user) => (
            format!(
                "{manager} looks in the home directory of `{}`, and the step mounts its cache at `{target}`",
                user.shown()
            ),
            "mount it in that directory, or tell the manager where it is".to_owned(),
        ),
        Where::OnlyMetadata => (
            format!("{manager} keeps its packages elsewhere than in the cache at `{target}`"),
            "name its store, and mount that: `npm_config_store_dir` up to pnpm 10, `pnpm_config_store_dir` in pnpm 12"
                .to_owned(),
        ),
    };
    sink.find_in(
        "--mount",
        message,
        Help::either(format!("{help}; or {preset}"), help),
    );
}
