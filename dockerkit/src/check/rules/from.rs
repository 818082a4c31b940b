//! BuildKit's build checks of `FROM`.

use super::rules;
use super::variables::{is_undefined, open_texts};
use crate::check::globals;
use crate::check::sink::Sink;
use crate::check::views::StageView;
use crate::help::Help;
use crate::nearest;
use crate::rule;
use crate::shown::Shown;
use crate::source::Source;
use crate::text::{Modifier, PieceRef, Text};

rules! {
    #[doc = " An argument in `FROM` is declared in front of the first stage: BuildKit takes one that is not as empty."]
    UNDEFINED_ARG_IN_FROM = "UndefinedArgInFrom" (Lint, "https://docs.docker.com/reference/build-checks/undefined-arg-in-from/", [Stage: undefined_arg_in_from])
    {
        bad: r#"Dockerfile::new().arg(Arg::with_default("FLAVOUR", "")).stage(Stage::new("alpine$FLAVOR"))"#,
        says: "FROM argument 'FLAVOR' is not declared (did you mean FLAVOUR?)",
        good: r#"Dockerfile::new().arg(Arg::with_default("FLAVOUR", "")).stage(Stage::new("alpine$FLAVOUR"))"#
    }
    #[doc = " The defaults of arguments make an image's name in `FROM`, so that it can be built without giving any."]
    INVALID_DEFAULT_ARG_IN_FROM = "InvalidDefaultArgInFrom" (Lint, "https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/", [Stage: invalid_default_arg_in_from])
    {
        bad: r#"Dockerfile::new().arg(Arg::new("TAG")).stage(Stage::new("alpine:$TAG"))"#,
        says: "Default value for ARG alpine:$TAG results in empty or invalid base image name",
        good: r#"Dockerfile::new().arg(Arg::with_default("TAG", "3.22")).stage(Stage::new("alpine:$TAG"))"#
    }
    #[doc = " `FROM` does not say that it is for the platform that is built for, as it is anyway."]
    REDUNDANT_TARGET_PLATFORM = "RedundantTargetPlatform" (Lint, "https://docs.docker.com/reference/build-checks/redundant-target-platform/", [Stage: redundant_target_platform])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").platform("$TARGETPLATFORM"))"#,
        says: "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").platform("$BUILDPLATFORM"))"#
    }
    #[doc = " The platform of `FROM` is left to whoever builds, unless the name of the stage says which it is."]
    FROM_PLATFORM_FLAG_CONST_DISALLOWED = "FromPlatformFlagConstDisallowed" (Lint, "https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/", [Stage: from_platform_flag_const_disallowed])
    {
        bad: r#"Dockerfile::new().stage(Stage::named("build", "gcc").platform("linux/amd64"))"#,
        says: r#"FROM --platform flag should not use constant value "linux/amd64""#,
        good: r#"Dockerfile::new().stage(Stage::named("build-amd64", "gcc").platform("linux/amd64"))"#
    }
}

/// Among more names none is suggested: each is compared.
const MOST_NAMES: usize = 1000;

/// Source: `reportUnusedFromArgs` in `frontend/dockerfile/dockerfile2llb/validations.go`.
fn undefined_arg_in_from(view: &StageView<'_>, sink: &mut Sink<'_>) {
    for (field, text) in open_texts(view) {
        let mut seen = Vec::new();
        for name in text.references() {
            if !is_undefined(name, view) || seen.contains(&name) {
                continue;
            }
            seen.push(name);
            let known = globals::names(view.names.file());
            let nearest = if known.len() <= MOST_NAMES {
                nearest::suggested(name, &known)
            } else {
                None
            };
            let nearest = nearest.map(|nearest| format!(" (did you mean {nearest}?)"));
            let nearest = nearest.unwrap_or_default();
            sink.find_in(
                field,
                format!("FROM argument '{name}' is not declared{nearest}"),
                Help::either(
                    format!(
                        "declare it in front of the first stage, with a default: `Arg::with_default(\"{}\", …)`",
                        name.shown()
                    ),
                    format!(
                        "declare it in front of the first stage, with a default: `ARG {}=…`",
                        name.shown()
                    ),
                ),
            );
        }
    }
}

/// Source: `validateBaseImagesWithDefaultArgs` in `frontend/dockerfile/dockerfile2llb/validations.go`.
fn invalid_default_arg_in_from(view: &StageView<'_>, sink: &mut Sink<'_>) {
    let (Some(defaults), Source::Image(image)) = (&view.defaults, &view.stage.source) else {
        return;
    };
    // What is an image's name on one platform may be none on another.
    let is_invalid = |name: &Result<_, _>| {
        let name: Option<&str> = name.as_deref().ok();
        name.is_some_and(|name| rule::image(name).is_some())
    };
    if defaults.iter().all(is_invalid) {
        sink.find_in(
            "image",
            format!("Default value for ARG {image} results in empty or invalid base image name"),
            "give its arguments defaults in front of the first stage that make an image's name",
        );
    }
}

/// Whether it is the platform that is built for, whichever that is.
fn is_target_platform(text: &Text, view: &StageView<'_>) -> bool {
    const NAME: &str = "TARGETPLATFORM";
    let mut pieces = text.pieces();
    let (Some(PieceRef::Reference(reference)), None) = (pieces.next(), pieces.next()) else {
        return false;
    };
    if reference.name != NAME {
        return false;
    }
    match reference.modifier.as_deref() {
        None => true,
        // One that is declared again may be empty, and patterns may take something off.
        Some(Modifier::Word { operator, word }) if !view.scope.declares(NAME) => {
            let refers = word.references().all(|name| name == NAME);
            refers && (!operator.ends_with('+') || is_target_platform(word, view))
        }
        Some(_) => false,
    }
}

/// Source: `reportRedundantTargetPlatform` in `frontend/dockerfile/dockerfile2llb/validations.go`.
fn redundant_target_platform(view: &StageView<'_>, sink: &mut Sink<'_>) {
    let Some(platform) = &view.stage.platform else {
        return;
    };
    if is_target_platform(platform.text(), view) {
        sink.find_in(
            "--platform",
            format!(
                "Setting platform to predefined {platform} in FROM is redundant as this is the default behavior"
            ),
            "leave `--platform` out",
        );
    }
}

/// Source: `reportConstPlatformDisallowed` in `frontend/dockerfile/dockerfile2llb/validations.go`.
fn from_platform_flag_const_disallowed(view: &StageView<'_>, sink: &mut Sink<'_>) {
    let platform = view.stage.platform.as_ref();
    let Some(platform) = platform.and_then(|platform| platform.text().as_literal()) else {
        return;
    };
    if rule::platform(platform).is_some() {
        return;
    }
    let name = view.stage.name.as_ref();
    let name = name.map(|name| name.lowercase()).unwrap_or_default();
    if !rule::names_platform(&name, platform) {
        sink.find_in(
            "--platform",
            format!("FROM --platform flag should not use constant value \"{platform}\""),
            "leave it out and build with `--platform`; or name the stage after it, if it is always this one: `build-amd64`",
        );
    }
}
