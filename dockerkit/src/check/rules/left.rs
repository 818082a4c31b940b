//! Rules of what lies in a cache, and is no part of the image; and of what a cache hides.

use super::{docs, rules};
use crate::check::layers::Hidden;
use crate::check::sink::Sink;
use crate::check::views::{HiddenView, LeftView, Taken};
use crate::shown::Shown;

rules! {
    #[doc = " What is copied out of a stage, or used in a later step, was not left in a cache."]
    LEFT_IN_CACHE = "left-in-cache" (Lint, docs!("#run---mounttypecache"), [Left: left_in_cache])
    {
        bad: r#"Dockerfile::new().stage(Stage::named("build", "rust:1").workdir("/src").copy(["."], ".").push(Run::new("cargo build --release").mount(CacheMount::new("/src/target")))).stage(Stage::new("debian").push(CopyFiles::new(["/src/target/release/app"], "/app").from(StageRef::by_name("build"))))"#,
        says: "`/src/target/release/app` is copied, and a step has left it in the cache at `/src/target`, which is no part of the stage",
        good: r#"Dockerfile::new().stage(Stage::named("build", "rust:1").workdir("/src").copy(["."], ".").push(Run::new("cargo build --release && cp target/release/app /app").mount(CacheMount::new("/src/target")))).stage(Stage::new("debian").push(CopyFiles::new(["/app"], "/app").from(StageRef::by_name("build"))))"#
    }
    #[doc = " A cache is not mounted over what `COPY` or `ADD` have written, nor over the working directory."]
    HIDDEN_BY_CACHE = "hidden-by-cache" (Lint, docs!("#run---mounttypecache"), [Hidden: hidden_by_cache])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").copy(["models/"], "/cache/models/").push(Run::new("convert /cache/models").mount(CacheMount::new("/cache"))))"#,
        says: "the cache at `/cache` hides `/cache/models`, which a step before it has written",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").copy(["models/"], "/models/").push(Run::new("convert /models").mount(CacheMount::new("/cache"))))"#
    }
}

fn left_in_cache(view: &LeftView, sink: &mut Sink<'_>) {
    let (path, target) = (view.path.shown(), view.target.shown());
    let taken = match view.how {
        Taken::Copied => format!("`{path}` is copied"),
        Taken::Mounted => format!("`{path}` is mounted"),
        Taken::Read => format!("the step needs `{path}`"),
        Taken::Started => format!("`{path}` is started"),
    };
    let of = match view.how {
        Taken::Copied | Taken::Mounted => "the stage",
        Taken::Read | Taken::Started => "the image",
    };
    let message = format!(
        "{taken}, and a step has left it in the cache at `{target}`, which is no part of {of}"
    );
    let copy = "copy it to another directory in the step that makes it, and take it from there";
    let help = match view.how {
        Taken::Read => format!("mount the cache in this step, too; or {copy}"),
        Taken::Copied | Taken::Mounted | Taken::Started => copy.to_owned(),
    };
    sink.find(message, help);
    if let Some(place) = &view.place {
        sink.relate(place.clone());
    }
}

fn hidden_by_cache(view: &HiddenView, sink: &mut Sink<'_>) {
    let target = view.target.shown();
    match &view.hidden {
        Hidden::Copied { path, .. } => sink.find_in(
            "--mount",
            format!(
                "the cache at `{target}` hides `{}`, which a step before it has written",
                path.shown()
            ),
            "mount the cache elsewhere, or write to another directory",
        ),
        Hidden::Directory(path) => sink.find_in(
            "--mount",
            format!(
                "the cache at `{target}` hides the working directory `{}`, and keeps what the step writes there",
                path.shown()
            ),
            "mount it at the directory where the program keeps its cache",
        ),
    }
    if let Some(place) = &view.place {
        sink.relate(place.clone());
    }
}
