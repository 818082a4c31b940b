//! Rules of mounts.

use super::{docs, rules};
use crate::check::sink::Sink;
use crate::check::views::{MountView, Together, Value};
use crate::help::Help;
use crate::mount::{Key, Kind, Mount, OtherMount, Target};
use crate::nearest::nearest;
use crate::rule;
use crate::shown::Shown;
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
    #[doc = " The target of a secret or a socket is a path: nothing expands `~` in it."]
    HOME_IN_TARGET = "home-in-target" (Lint, docs!("#run---mounttypesecret"), [Mount: home_in_target])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("node").push(Run::new("npm ci").mount(SecretMount::new("npmrc").target("~/.npmrc"))))"#,
        says: "`~` in the target `~/.npmrc` is not expanded",
        good: r#"Dockerfile::new().stage(Stage::new("node").push(Run::new("npm ci").mount(SecretMount::new("npmrc").target("/root/.npmrc"))))"#
    }
    #[doc = " A cache has a target: without one it takes the place of the working directory."]
    CACHE_WITHOUT_TARGET = "cache-without-target" (Lint, docs!("#run---mounttypecache"), [Mount: without_target])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("python:3.12").workdir("/app").push(Run::new("pip install .").mount(CacheMount::new(""))))"#,
        says: "the cache has no target, so it is mounted over the working directory",
        good: r#"Dockerfile::new().stage(Stage::new("python:3.12").workdir("/app").push(Run::new("pip install .").mount(CacheMount::new("/root/.cache/pip"))))"#
    }
    #[doc = " No two mounts of a step have one target, where only the last one is seen."]
    SAME_TARGET = "same-target" (Lint, docs!("#run---mount"), [Together: same_target])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("python:3.12").push(Run::new("pip install .").mount(CacheMount::new("/root/.cache/pip")).cache(PackageManager::Pip)))"#,
        says: "another mount of this step has the target `/root/.cache/pip`, too",
        good: r#"Dockerfile::new().stage(Stage::new("python:3.12").push(Run::new("pip install .").cache(PackageManager::Pip)))"#
    }
    #[doc = " The options of a mount are values that BuildKit reads."]
    MOUNT_OPTION = "mount-option" (Refused, docs!("#run---mount"), [Value: mount_option, Mount: size, Mount: other])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").sharing("lock"))))"#,
        says: "`lock` is not a valid `sharing`",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").sharing(Sharing::Locked))))"#
    }
    #[doc = " A cache id is ASCII text of one line."]
    CACHE_ID = "cache-id" (Unwritable, docs!("#run---mounttypecache"), [Value: cache_id])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").id("é"))))"#,
        says: "`é`: a cache id must be ASCII: BuildKit corrupts other characters in a flag",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").id("c"))))"#
    }
    #[doc = " A cache that begins with a directory says of which stage or image."]
    CACHE_SOURCE = "cache-source" (Refused, docs!("#run---mounttypecache"), [Mount: cache_source])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").source("/seed"))))"#,
        says: "`source` is `/seed`, but no stage or image is named that has it",
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

/// A file can stand anywhere but there.
fn not_root(target: &Text, sink: &mut Sink<'_>) {
    if target.as_literal() == Some("/") {
        sink.find_in(
            "target",
            "nothing can be mounted at `/`",
            "give it the path of a file, such as `/run/secrets/token`",
        );
    }
}

fn mount_target(view: &MountView<'_>, sink: &mut Sink<'_>) {
    let target = match view.mount {
        Mount::Cache(mount) => match &mount.target {
            Target::Path(path) => path,
            Target::Home(_) => return,
        },
        Mount::Bind(mount) => &mount.target,
        Mount::Tmpfs(mount) => &mount.target,
        Mount::Other(mount) => match (mount.kind(), mount.value(Key::Target)) {
            (Some(Kind::Cache | Kind::Bind | Kind::Tmpfs), Some(target)) => target,
            (Some(Kind::Secret | Kind::Ssh), Some(target)) => return not_root(target, sink),
            _ => return,
        },
        Mount::Secret(mount) => return mount.target.iter().for_each(|it| not_root(it, sink)),
        Mount::Ssh(mount) => return mount.target.iter().for_each(|it| not_root(it, sink)),
        Mount::Preset(_) => return,
    };
    if target.as_literal().is_some_and(is_plainly_below_root) {
        return;
    }
    if target.is_empty() {
        if view.depth == Some(0) {
            sink.find_in(
                "target",
                "the mount has no target, and the working directory of this step is `/`",
                TARGET_HELP,
            );
        }
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
    } else if begins_at_home(target) {
        sink.find_in(
            "target",
            format!("`~` in the target `{target}` is not expanded"),
            Help::either(
                "use `CacheMount::in_home(…)` for the home directory of whoever the stage runs as",
                "write the path in full, such as `/root/.cache/pip`",
            ),
        );
    }
}

fn without_target(view: &MountView<'_>, sink: &mut Sink<'_>) {
    let target = match view.mount {
        Mount::Cache(mount) => match &mount.target {
            Target::Path(path) => Some(path),
            Target::Home(_) => return,
        },
        // An option that is misspelt may be meant for it.
        Mount::Other(mount) if mount.kind() == Some(Kind::Cache) => {
            let mut options = mount.options.iter();
            if options.any(|option| Key::read(&option.name).is_none()) {
                return;
            }
            mount.value(Key::Target)
        }
        _ => return,
    };
    // At `/` it is an error.
    if target.is_none_or(Text::is_empty) && view.depth != Some(0) {
        sink.find_in(
            "target",
            "the cache has no target, so it is mounted over the working directory",
            "give it the directory where the program keeps its files, such as `/root/.cache/pip`",
        );
    }
}

/// Where a mount is, if that is an absolute path.
fn target_of(mount: &Mount) -> Option<&str> {
    let target = match mount {
        Mount::Cache(mount) => match &mount.target {
            Target::Path(path) => path,
            Target::Home(_) => return None,
        },
        Mount::Bind(mount) => &mount.target,
        Mount::Tmpfs(mount) => &mount.target,
        Mount::Other(mount) => mount.value(Key::Target)?,
        // One that is not there is left out, so that another one is seen.
        Mount::Secret(_) | Mount::Ssh(_) | Mount::Preset(_) => return None,
    };
    let target = target.as_literal().filter(|path| path.starts_with('/'))?;
    Some(target.trim_end_matches('/')).filter(|target| !target.is_empty())
}

fn same_target(view: &Together<'_>, sink: &mut Sink<'_>) {
    /// Nobody mounts more, and a text that does takes no time for it.
    const LOOKED_AT: usize = 32;
    let Some(target) = target_of(view.mount) else {
        return;
    };
    let mut before = view.before.iter().rev().take(LOOKED_AT);
    if before.any(|mount| target_of(mount) == Some(target)) {
        sink.find_in(
            "target",
            format!(
                "another mount of this step has the target `{}`, too",
                target.shown()
            ),
            "take one of them out: the step sees the last one only",
        );
    }
}

/// Caches have a target for that, and an error.
fn home_in_target(view: &MountView<'_>, sink: &mut Sink<'_>) {
    let target = match view.mount {
        Mount::Secret(mount) => mount.target.as_ref(),
        Mount::Ssh(mount) => mount.target.as_ref(),
        Mount::Other(mount) => match mount.kind() {
            Some(Kind::Secret | Kind::Ssh) => mount.value(Key::Target),
            _ => None,
        },
        Mount::Bind(_) | Mount::Cache(_) | Mount::Preset(_) | Mount::Tmpfs(_) => None,
    };
    if let Some(target) = target.filter(|it| begins_at_home(it)) {
        sink.find_in(
            "target",
            format!("`~` in the target `{target}` is not expanded"),
            format!(
                "write the path in full: `/root{}`",
                target.to_string().trim_start_matches('~').shown()
            ),
        );
    }
}

/// Whether a shell would take the home directory for its beginning.
fn begins_at_home(target: &Text) -> bool {
    let start = target.leading_literal().unwrap_or_default();
    start == "~" || start.starts_with("~/")
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
            format!("`{}` is not a valid `{}`", value.text.shown(), field.name()),
            format!("use {}", field.known),
        );
    }
}

fn size(view: &MountView<'_>, sink: &mut Sink<'_>) {
    let size = match view.mount {
        Mount::Tmpfs(mount) => mount.size.as_ref(),
        Mount::Other(mount) => mount.value(Key::Size),
        _ => return,
    };
    let size = size.and_then(Text::as_literal);
    if let Some(size) = size.filter(|size| !rule::is_size(size)) {
        sink.find_in(
            "size",
            format!("`{}` is not a valid `size`", size.shown()),
            "use a number of bytes, or one with a unit such as `512m`",
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
            format!("`{}`: {problem}", value.text.shown()),
            "use a name such as `pip-cache-shared`, or leave the id out",
        );
    }
}

fn cache_source(view: &MountView<'_>, sink: &mut Sink<'_>) {
    let (source, from) = match view.mount {
        Mount::Cache(mount) => (mount.source.as_ref(), &mount.from),
        Mount::Other(mount) if mount.kind() == Some(Kind::Cache) => {
            (mount.value(Key::Source), &mount.from)
        }
        _ => return,
    };
    let (Some(source), None) = (source, from) else {
        return;
    };
    let root = source
        .as_literal()
        .is_some_and(|path| rule::is_root(&format!("/{path}")));
    if !root {
        sink.find_in(
            "source",
            format!("`source` is `{source}`, but no stage or image is named that has it"),
            Help::either(
                "say of which stage or image: `.from(&stage)`, `.from_image(…)`",
                "say of which stage or image: `from=…`",
            ),
        );
    }
}

fn secret(view: &MountView<'_>, sink: &mut Sink<'_>) {
    let [id, source, target] = match view.mount {
        Mount::Secret(mount) => [&mount.id, &mount.source, &mount.target].map(Option::as_ref),
        Mount::Other(mount) if mount.kind() == Some(Kind::Secret) => {
            [Key::Id, Key::Source, Key::Target].map(|key| mount.value(key))
        }
        _ => return,
    };
    let is_there = |value: Option<&Text>| value.is_some_and(|value| !value.is_empty());
    if ![id, source, target].into_iter().any(is_there) {
        sink.find_in(
            "id",
            "the secret has no id",
            Help::either(
                "name it: `SecretMount::new(\"token\")`",
                "name it: `id=token`",
            ),
        );
    }
    if is_there(id) && is_there(source) {
        sink.find_in(
            "source",
            "the secret has both an id and a source",
            "leave out the source, which is the old name of the id",
        );
    }
}

const KINDS: &str = "use `bind`, `cache`, `tmpfs`, `secret` or `ssh`";

/// A mount that is given as text.
fn other(view: &MountView<'_>, sink: &mut Sink<'_>) {
    let Mount::Other(mount) = view.mount else {
        return;
    };
    let options = mount.options.iter();
    let named: Vec<_> = options.filter(|it| is_named(&it.name, sink)).collect();
    if view.foreign {
        return;
    }
    let kind = mount.kind();
    if let (Some(text), None) = (mount.kind.as_literal(), kind) {
        let text = text.shown();
        sink.find_in("type", format!("`{text}` is not a mount type"), KINDS);
    }
    for option in named {
        known(&option.name, option.value.is_some(), sink);
    }
    if let Some(kind) = kind {
        beside(kind, mount, sink);
    }
}

/// Whether the name of an option can be written, and has no place of its own.
fn is_named(name: &str, sink: &mut Sink<'_>) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if name.is_empty() {
        sink.find_in(
            "option",
            "an option of the mount has no name",
            "take the comma out that stands at an end or twice, or the blank behind it, which ends the mount",
        );
    } else if !name.bytes().all(is_plain) {
        sink.find_in(
            "option",
            format!("a mount has no option `{}`", name.shown()),
            "use letters, digits and `-` `_` `.`",
        );
    } else if name.eq_ignore_ascii_case("type") {
        sink.find_in(
            "option",
            "`type` is not an option, but what is written first",
            Help::either("give it to `OtherMount::new(…)`", "take one of them out"),
        );
    } else if name.eq_ignore_ascii_case("from") {
        sink.find_in(
            "option",
            "`from` is a stage or an image, and no text",
            Help::either(
                "use `.from(&stage)`, `.from_image(…)`",
                "give it a value: `from=…`",
            ),
        );
    } else {
        return true;
    }
    false
}

/// An option is one that BuildKit knows, with a value if it needs one.
fn known(name: &str, has_value: bool, sink: &mut Sink<'_>) {
    match Key::read(name) {
        Some(key) if has_value || key.is_switch() => {}
        Some(_) => sink.find_in(
            "option",
            format!("the option `{name}` of the mount has no value"),
            Help::either(
                "give it one: `.option(name, value)`",
                format!("give it one: `{name}=…`"),
            ),
        ),
        None => {
            let lower = name.to_ascii_lowercase();
            if let (Some(kind), false) = (Kind::read(name), has_value) {
                let help = format!("did you mean `type={}`?", kind.as_str());
                return sink.find_in("option", format!("a mount has no option `{name}`"), help);
            }
            let near = nearest(&lower, Key::ALL.map(|(known, _)| known));
            let help = near.map_or_else(
                || {
                    let names = Key::ALL.map(|(name, _)| format!("`{name}`")).join(", ");
                    format!("BuildKit knows {names}")
                },
                |near| format!("did you mean `{near}`?"),
            );
            sink.find_in(
                "option",
                format!("a mount has no option `{}`", name.shown()),
                help,
            );
        }
    }
}

/// Options that BuildKit refuses beside a type.
fn beside(kind: Kind, mount: &OtherMount, sink: &mut Sink<'_>) {
    let from = mount.from.is_some() && kind == Kind::Secret;
    let refused = mount.options.iter().filter_map(|option| {
        let key = Key::read(&option.name)?;
        // Nothing is what it takes of what it does not take.
        let is_none = key == Key::Source && option.value.as_ref().is_some_and(Text::is_empty);
        (!kind.takes(key) && !is_none).then_some(option.name.as_ref())
    });
    for name in refused.chain(from.then_some("from")) {
        sink.find_in(
            "option",
            format!("a mount of type `{}` has no option `{name}`", kind.as_str()),
            "leave it out, or use another type",
        );
    }
}
