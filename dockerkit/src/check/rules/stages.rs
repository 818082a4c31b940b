//! Rules of stages, and of what refers to them.

use super::values::not_bare;
use super::{docs, rules};
use crate::check::sink::Sink;
use crate::check::views::{Found, ReferenceView, StageView};
use crate::help::Help;
use crate::name::{Image, StageName};
use crate::nearest::{self, nearest};
use crate::place::Place;
use crate::rule;
use crate::shown::{Shown, quoted};
use crate::source::{Handle, Source};
use crate::stage_names::By;

rules! {
    #[doc = " A stage that is referred to exists."]
    UNKNOWN_STAGE = "unknown-stage" (Refused, docs!("#from"), [Reference: unknown_stage])
    {
        bad: r#"Dockerfile::new().stage(Stage::named("build", "gcc")).stage(Stage::new(StageRef::by_name("biuld")))"#,
        says: "no stage is named `biuld`",
        good: r#"{ let build = Stage::named("build", "gcc"); let last = Stage::new(&build); Dockerfile::new().stage(build).stage(last) }"#
    }
    #[doc = " A stage that is referred to comes before."]
    LATER_STAGE = "later-stage" (Refused, docs!("#from"), [Reference: later_stage])
    {
        bad: r#"{ let build = Stage::named("build", "gcc"); Dockerfile::new().stage(Stage::new(&build)).stage(build) }"#,
        says: "the stage `build` comes later",
        good: r#"{ let build = Stage::named("build", "gcc"); let last = Stage::new(&build); Dockerfile::new().stage(build).stage(last) }"#
    }
    #[doc = " No two stages have one name, of which the builder takes the last."]
    DUPLICATE_STAGE_NAME = "DuplicateStageName" (Lint, "https://docs.docker.com/reference/build-checks/duplicate-stage-name/", [Stage: duplicate_stage])
    {
        bad: r#"Dockerfile::new().stage(Stage::named("build", "gcc")).stage(Stage::named("build", "alpine"))"#,
        says: r#"Duplicate stage name "build", stage names should be unique"#,
        good: r#"Dockerfile::new().stage(Stage::named("build", "gcc")).stage(Stage::named("runtime", "alpine"))"#
    }
    #[doc = " Only `COPY --from` can refer to a stage by its number: a base and a mount need a name, and one that means it."]
    STAGE_BY_NUMBER = "stage-by-number" (Refused, docs!("#from"), [Reference: stage_by_number])
    {
        bad: r#"{ let mut file = Dockerfile::new(); let base = file.begin(Stage::new("gcc")); file.begin(Stage::new(base)); file }"#,
        says: "FROM refers to a stage by its number, and only `COPY --from` can",
        good: r#"{ let mut file = Dockerfile::new(); let base = file.begin(Stage::named("base", "gcc")); file.begin(Stage::new(base)); file }"#
    }
    #[doc = " A stage name is one that BuildKit takes."]
    STAGE_NAME = "stage-name" (Refused, docs!("#from"), [Stage: stage_name, Reference: stage_name_in_reference])
    {
        bad: r#"Dockerfile::new().stage(Stage::named("1st", "gcc"))"#,
        says: "`1st`: a stage name must start with a letter from `a` to `z`",
        good: r#"Dockerfile::new().stage(Stage::named("first", "gcc"))"#
    }
    #[doc = " A stage name has no capitals, which BuildKit makes lowercase, with a warning."]
    STAGE_NAME_CASING = "StageNameCasing" (Lint, "https://docs.docker.com/reference/build-checks/stage-name-casing/", [Stage: stage_name_casing])
    {
        bad: r#"Dockerfile::new().stage(Stage::named("Build", "gcc"))"#,
        says: "Stage name 'Build' should be lowercase",
        good: r#"Dockerfile::new().stage(Stage::named("build", "gcc"))"#
    }
    #[doc = " A stage is not named `scratch` or `context`, which mean something else to BuildKit unless a stage has that name."]
    RESERVED_STAGE_NAME = "ReservedStageName" (Lint, "https://docs.docker.com/reference/build-checks/reserved-stage-name/", [Stage: reserved_stage_name])
    {
        bad: r#"Dockerfile::new().stage(Stage::named("scratch", "alpine"))"#,
        says: r#"Stage name should not use the same name as reserved stage "scratch""#,
        good: r#"Dockerfile::new().stage(Stage::named("empty", "alpine"))"#
    }
    #[doc = " A platform is `os/arch` or `os/arch/variant`."]
    PLATFORM = "platform" (Refused, docs!("#from"), [Stage: platform])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").platform("linux amd64"))"#,
        says: "`linux amd64`: a platform is `os/arch` or `os/arch/variant` in plain letters and digits",
        good: r#"Dockerfile::new().stage(Stage::named("amd64", "alpine").platform("linux/amd64"))"#
    }
    #[doc = " An image reference is one that BuildKit can read."]
    IMAGE = "image-reference" (Refused, docs!("#from"), [Reference: image])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("my image"))"#,
        says: "`my image`: an image reference may hold only ASCII letters, digits and `.` `_` `-` `/` `:` `@` `+`",
        good: r#"Dockerfile::new().stage(Stage::new("my-image:1.0"))"#
    }
    #[doc = " What is meant as an image is not the name of a stage, which the builder would take instead."]
    IMAGE_IS_STAGE = "image-is-stage" (Unwritable, docs!("#copy---from"), [Reference: image_is_stage])
    {
        bad: r#"Dockerfile::new().stage(Stage::named("nginx", "alpine")).stage(Stage::new("nginx"))"#,
        says: "`nginx` is meant as an image, and is the name of a stage of this Dockerfile",
        good: r#"Dockerfile::new().stage(Stage::named("nginx", "alpine")).stage(Stage::new("docker.io/library/nginx"))"#
    }
    #[doc = " What is copied from or mounted is not an image whose name is nearly that of a stage."]
    IMAGE_NEAR_STAGE = "image-near-stage" (Lint, docs!("#copy---from"), [Reference: image_near_stage])
    {
        bad: r#"Dockerfile::new().stage(Stage::named("build", "gcc")).stage(Stage::new("alpine").push(CopyFiles::new(["/app"], "/").from_image("biuld")))"#,
        says: "`biuld` is an image, as no stage has that name",
        good: r#"{ let build = Stage::named("build", "gcc"); let last = Stage::new("alpine").push(CopyFiles::new(["/app"], "/").from(&build)); Dockerfile::new().stage(build).stage(last) }"#
    }
    #[doc = " Nothing is expanded in the `from` of `COPY` and mounts."]
    IMAGE_WITH_VARIABLE = "image-with-variable" (Refused, docs!("#copy---from"), [Reference: image_with_variable])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(CopyFiles::new(["/uv"], "/bin/").from_image("uv:$VERSION")))"#,
        says: "nothing is expanded in `from`, which is `uv:$VERSION`",
        good: r#"{ let uv = Stage::named("uv", "uv:$VERSION"); let last = Stage::new("alpine").push(CopyFiles::new(["/uv"], "/bin/").from(&uv)); Dockerfile::new().arg(Arg::with_default("VERSION", "1")).stage(uv).stage(last) }"#
    }
}

fn stage_name(view: &StageView<'_>, sink: &mut Sink<'_>) {
    if let Some(name) = &view.stage.name {
        bad_name(name, sink);
    }
}

/// A reference to a stage that has such a name.
fn stage_name_in_reference(view: &ReferenceView<'_>, sink: &mut Sink<'_>) {
    let (Source::Stage(stage), Found::Earlier) = (view.source, view.found) else {
        return;
    };
    let name = match &stage.0 {
        Handle::Name(name) => Some(name),
        // Its name is written.
        Handle::Index(index) if view.by != By::Copy => {
            let stage = view.names.stage(*index);
            stage.and_then(|stage| stage.name.as_ref())
        }
        Handle::Index(_) | Handle::Nowhere => None,
    };
    if let Some(name) = name {
        bad_name(name, sink);
    }
}

fn bad_name(name: &StageName, sink: &mut Sink<'_>) {
    if let Some(problem) = rule::stage_name(name.as_str()) {
        sink.find(
            format!("`{}`: {problem}", name.as_str().shown()),
            "use a name such as `build` or `build-amd64`",
        );
    }
}

fn stage_name_casing(view: &StageView<'_>, sink: &mut Sink<'_>) {
    let Some(name) = &view.stage.name else { return };
    if name.as_str() != name.lowercase() && rule::stage_name(name.as_str()).is_none() {
        sink.find(
            format!("Stage name '{name}' should be lowercase"),
            format!("name it `{}`", name.lowercase()),
        );
    }
}

fn reserved_stage_name(view: &StageView<'_>, sink: &mut Sink<'_>) {
    let Some(name) = &view.stage.name else { return };
    let name = name.lowercase();
    if rule::is_reserved(&name) {
        sink.find(
            format!(
                "Stage name should not use the same name as reserved stage {}",
                quoted(&name)
            ),
            "give it another name: this one means something else wherever no stage has it",
        );
    }
}

fn duplicate_stage(view: &StageView<'_>, sink: &mut Sink<'_>) {
    let Some(name) = &view.stage.name else { return };
    if !view.names.are_doubled() {
        return;
    }
    let first = view.names.first(name.as_str());
    if let Some(first) = first.filter(|first| *first < view.index) {
        let name = quoted(&name.lowercase());
        sink.find(
            format!("Duplicate stage name {name}, stage names should be unique"),
            "give each its own name: the builder takes the last one of them",
        );
        if let Some(stage) = view.names.stage(first) {
            sink.relate(Place::of_stage(stage, first));
        }
    }
}

fn platform(view: &StageView<'_>, sink: &mut Sink<'_>) {
    let Some(platform) = &view.stage.platform else {
        return;
    };
    match platform.text().as_literal().and_then(rule::platform) {
        Some(problem) => sink.find_in(
            "--platform",
            format!("`{platform}`: {problem}"),
            "write `linux/arm64` or `$BUILDPLATFORM`",
        ),
        None => not_bare("the platform", "--platform", platform.text(), false, sink),
    }
}

fn image(view: &ReferenceView<'_>, sink: &mut Sink<'_>) {
    let Source::Image(image) = view.source else {
        return;
    };
    match image.text().as_literal().and_then(rule::image) {
        Some(problem) => sink.find(
            format!("`{}`: {problem}", image.to_string().shown()),
            "use a reference such as `python:3.12-slim`",
        ),
        None => not_bare("the image", "image", image.text(), true, sink),
    }
}

fn image_is_stage(view: &ReferenceView<'_>, sink: &mut Sink<'_>) {
    let Source::Image(image) = view.source else {
        return;
    };
    let text = image.text().as_literal();
    let named = text.and_then(|text| view.names.first(text));
    let taken = match view.by {
        By::From => named.is_some_and(|first| first < view.index),
        // A trigger may run in a stage of this file; and a number is a stage's.
        By::Copy => named.is_some() || text.is_some_and(|text| text.parse::<i64>().is_ok()),
        By::Mount => named.is_some(),
    };
    if taken {
        let help = if text.is_some_and(|text| rule::is_reserved(&text.to_ascii_lowercase())) {
            "give the stage another name"
        } else {
            "refer to the stage itself (`&stage`), or write the image with its registry: `docker.io/library/…`"
        };
        sink.find(
            format!(
                "`{image}` is meant as an image, and is the name of a stage of this Dockerfile"
            ),
            help,
        );
    }
}

fn image_near_stage(view: &ReferenceView<'_>, sink: &mut Sink<'_>) {
    let (Source::Image(image), By::Copy | By::Mount) = (view.source, view.by) else {
        return;
    };
    let Some(text) = image.text().as_literal() else {
        return;
    };
    // With a tag or a registry it can be nothing else.
    if text.contains([':', '/', '@', '.']) || view.names.first(text).is_some() {
        return;
    }
    // Enough of them, and no more work for a file of very many.
    let stages = view.names.file().stages.iter().take(view.index);
    let known = stages.rev().take(100).filter_map(|it| it.name.as_ref());
    let mut known = known.map(StageName::as_str);
    if let Some(nearest) = known.find(|name| is_misspelt(text, name)) {
        sink.find(
            format!("`{}` is an image, as no stage has that name", text.shown()),
            format!("did you mean the stage `{nearest}`? An image is told from one by its tag: `{}:latest`", text.shown()),
        );
    }
}

/// Whether a name is rather one that is misspelt than another one: a letter is wrong, or two stand in the other order.
fn is_misspelt(text: &str, name: &str) -> bool {
    /// Images of so few letters that a stage may be named nearly like them.
    const IMAGES: [&str; 8] = [
        "bash", "caddy", "deno", "nginx", "node", "redis", "ruby", "rust",
    ];
    text.len() >= 4
        && !text.bytes().all(|byte| byte.is_ascii_digit())
        && !IMAGES.contains(&text)
        && !text.starts_with(name)
        && !name.starts_with(text)
        && nearest::is_one_edit(text, name)
}

fn image_with_variable(view: &ReferenceView<'_>, sink: &mut Sink<'_>) {
    let Source::Image(image) = view.source else {
        return;
    };
    if view.by != By::From && image.text().as_literal().is_none() {
        sink.find(
            format!("nothing is expanded in `from`, which is `{image}`"),
            Help::either(
                "give a stage that starts from it, `Stage::named(…, \"image:$TAG\")`, and refer to that",
                "give a stage that starts from it, `FROM image:$TAG AS name`, and refer to that",
            ),
        );
    }
}

fn stage_by_number(view: &ReferenceView<'_>, sink: &mut Sink<'_>) {
    let is_number = |image: &Image| {
        let text = image.text().as_literal();
        text.is_some_and(|text| text.parse::<i64>().is_ok() && view.names.first(text).is_none())
    };
    let is_numbered =
        matches!(view.source, Source::Image(image) if view.by == By::Mount && is_number(image));
    if view.found == Found::Numbered || is_numbered {
        let what = if view.by == By::From {
            "FROM"
        } else {
            "a mount"
        };
        sink.find(
            format!("{what} refers to a stage by its number, and only `COPY --from` can"),
            Help::either(
                "name the stage: `Stage::named(…)`",
                "name the stage: `FROM … AS name`",
            ),
        );
    }
    let Found::Hidden(taken) = view.found else {
        return;
    };
    let what = if view.by == By::From {
        "`FROM`"
    } else {
        "a mount"
    };
    let name = view.names.stage(taken).map(|stage| stage.called(taken));
    sink.find(
        format!(
            "{what} cannot refer to this stage `{}`: another one has its name, which the builder takes",
            name.unwrap_or_default()
        ),
        "give each its own name",
    );
    if let Some(stage) = view.names.stage(taken) {
        sink.relate(Place::of_stage(stage, taken));
    }
}

fn later_stage(view: &ReferenceView<'_>, sink: &mut Sink<'_>) {
    let stage = view.source;
    let message = match view.found {
        Found::Itself => format!("the stage `{stage}` refers to itself"),
        Found::Later => format!("the stage `{stage}` comes later"),
        _ => return,
    };
    let help = match view.source {
        Source::Stage(stage) if matches!(stage.0, Handle::Index(_)) => {
            "refer to a stage before this one: the first one is number 0"
        }
        _ if view.found == Found::Itself => "refer to another one, before this one",
        _ => "move it before this one",
    };
    sink.find(message, help);
    let later = match view.source {
        Source::Stage(stage) if view.found == Found::Later => view.names.first(&stage.to_string()),
        _ => None,
    };
    if let Some((index, stage)) = later.and_then(|index| Some((index, view.names.stage(index)?))) {
        sink.relate(Place::of_stage(stage, index));
    }
}

/// So many names of stages are listed.
const SHOWN: usize = 8;

fn unknown_stage(view: &ReferenceView<'_>, sink: &mut Sink<'_>) {
    let (Source::Stage(stage), Found::Nothing) = (view.source, view.found) else {
        return;
    };
    let known = view.names.before(view.index);
    let help = match (&stage.0, nearest(&stage.to_string(), known.iter().copied())) {
        (Handle::Nowhere, _) => {
            "name it: `Stage::named(…)`, or add it with `Dockerfile::begin`".to_owned()
        }
        (Handle::Index(_), _) => match view.index {
            0 => "no stage stands before this one".to_owned(),
            count => format!("the stages before this one are 0 to {}", count - 1),
        },
        _ if stage.1.is_not_yet() => {
            "add it before the one that refers to it: `.stage(…)`, or `begin`".to_owned()
        }
        (_, Some(nearest)) => format!("did you mean `{nearest}`?"),
        (_, None) => match known.as_slice() {
            [] => "no stage before this one has a name".to_owned(),
            names => {
                let (shown, rest) = names.split_at(names.len().min(SHOWN));
                let rest = match rest.len() {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                format!("before this one there are `{}`{rest}", shown.join("`, `"))
            }
        },
    };
    let message = match &stage.0 {
        Handle::Name(name) if stage.1.is_not_yet() => {
            format!("the stage `{}` was not added", name.as_str().shown())
        }
        Handle::Name(name) => {
            format!("no stage is named `{}`", name.as_str().shown())
        }
        Handle::Index(number) => format!("there is no stage number {number}"),
        Handle::Nowhere => "the stage has no name to refer to it by".to_owned(),
    };
    sink.find(message, help);
}
