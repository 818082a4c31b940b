//! Rules of mounts.

use super::{docs, rules};
use crate::check::sink::Sink;
use crate::check::views::{MountView, Value};
use crate::mount::{Mount, Target};
use crate::rule;
use crate::text::Text;
use crate::visit;

rules! {
    #[doc = " A mount has a target where something can be mounted."]
    MOUNT_TARGET = "mount-target" (Refused, docs!("#run---mount"), [Mount: mount_target])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("~/.cache"))))"#,
        says: "`~` in the target `~/.cache` is not expanded",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::in_home(".cache"))))"#
    }
    #[doc = " The options of a mount are values that BuildKit reads."]
    MOUNT_OPTION = "mount-option" (Refused, docs!("#run---mount"), [Value: mount_option, Mount: size])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").sharing("lock"))))"#,
        says: "`lock` is no `sharing`",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").sharing(Sharing::Locked))))"#
    }
    #[doc = " A cache id is ASCII text, and not empty."]
    CACHE_ID = "cache-id" (Unwritable, docs!("#run---mounttypecache"), [Value: cache_id])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").id(""))))"#,
        says: "``: a cache id must not be empty, which BuildKit takes for no id at all",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").id("c"))))"#
    }
    #[doc = " A cache that begins with a directory says of which stage or image."]
    CACHE_SOURCE = "cache-source" (Refused, docs!("#run---mounttypecache"), [Mount: cache_source])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").source("/seed"))))"#,
        says: "the cache begins with `/seed` of nothing",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").from_image("seed:1").source("/seed"))))"#
    }
    #[doc = " A secret is named once."]
    SECRET = "secret" (Refused, docs!("#run---mounttypesecret"), [Mount: secret])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount({ let mut it = SecretMount::new("a"); it.id = None; it })))"#,
        says: "the secret has no id",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(SecretMount::new("a"))))"#
    }
}

const TARGET_HELP: &str = "give it a path such as `/root/.cache/pip`";

fn mount_target(view: &MountView<'_>, sink: &mut Sink<'_>) {
    let target = match view.mount {
        Mount::Cache(mount) => match &mount.target {
            Target::Path(path) => path,
            Target::Home(_) => return,
        },
        Mount::Bind(mount) => &mount.target,
        Mount::Tmpfs(mount) => &mount.target,
        Mount::Preset(_) | Mount::Secret(_) | Mount::Ssh(_) => return,
    };
    if target.as_literal().is_some_and(is_plainly_below_root) {
        return;
    }
    let start = target.leading_literal().unwrap_or_default();
    if target.is_empty() {
        sink.find_in("target", "the mount has no target", TARGET_HELP);
    } else if target.as_literal().is_some_and(rule::is_root) {
        sink.find_in(
            "target",
            format!("nothing can be mounted at `{target}`"),
            TARGET_HELP,
        );
    } else if leads_to_root(target, view.depth) {
        sink.find_in(
            "target",
            format!("nothing can be mounted at `{target}`, which is `/` from the working directory of this step"),
            TARGET_HELP,
        );
    } else if start == "~" || start.starts_with("~/") {
        sink.find_in(
            "target",
            format!("`~` in the target `{target}` is not expanded"),
            "use `CacheMount::in_home(…)` for the home directory of whoever the stage runs as",
        );
    }
}

/// Whether it is one of the many that need no closer look.
fn is_plainly_below_root(path: &str) -> bool {
    matches!(path.as_bytes(), [b'/', first, ..] if !matches!(first, b'/' | b'.'))
        && !path.as_bytes().windows(2).any(|two| two == b"..")
}

/// Whether a relative target is `/`, taken from the working directory.
fn leads_to_root(target: &Text, depth: Option<usize>) -> bool {
    match (depth, target.as_literal()) {
        (Some(from), Some(target)) => !target.starts_with('/') && rule::depth(from, target) == 0,
        _ => false,
    }
}

/// Fixed text where a number or a word of a closed set is needed.
fn mount_option(value: &Value<'_>, sink: &mut Sink<'_>) {
    let field = value.field;
    if value.whole && !field.known.is_empty() {
        sink.find_in(
            field.name(),
            format!("`{}` is no `{}`", value.text.escape_debug(), field.name()),
            format!("use {}", field.known),
        );
    }
}

fn size(view: &MountView<'_>, sink: &mut Sink<'_>) {
    let Mount::Tmpfs(mount) = view.mount else {
        return;
    };
    let size = mount.size.as_ref().and_then(Text::as_literal);
    if let Some(size) = size.filter(|size| !rule::is_size(size)) {
        sink.find_in(
            "size",
            format!("`{}` is no `size`", size.escape_debug()),
            "use a decimal number of bytes, or one with a unit such as `512m`",
        );
    }
}

fn cache_id(value: &Value<'_>, sink: &mut Sink<'_>) {
    if !value.whole || value.field.what != visit::CACHE_ID {
        return;
    }
    if let Some(problem) = rule::cache_id(value.text) {
        sink.find_in(
            "id",
            format!("`{}`: {problem}", value.text.escape_debug()),
            "use a name such as `pip-cache-shared`, or leave the id out",
        );
    }
}

fn cache_source(view: &MountView<'_>, sink: &mut Sink<'_>) {
    let Mount::Cache(mount) = view.mount else {
        return;
    };
    let (Some(source), None) = (&mount.source, &mount.from) else {
        return;
    };
    let root = source
        .as_literal()
        .is_some_and(|path| rule::is_root(&format!("/{path}")));
    if !root {
        sink.find_in(
            "source",
            format!("the cache begins with `{source}` of nothing"),
            "say of which stage or image: `.from(&stage)`, `.from_image(…)`",
        );
    }
}

fn secret(view: &MountView<'_>, sink: &mut Sink<'_>) {
    let Mount::Secret(mount) = view.mount else {
        return;
    };
    if mount.id.is_none() && mount.source.is_none() && mount.target.is_none() {
        sink.find_in(
            "id",
            "the secret has no id",
            "name it: `SecretMount::new(\"token\")`",
        );
    }
    if mount.id.is_some() && mount.source.is_some() {
        sink.find_in(
            "source",
            "the secret has both an id and a source",
            "leave out the source, which is the old name of the id",
        );
    }
}
