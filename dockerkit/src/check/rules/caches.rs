//! Rules of caches: what they need, and what defeats them.

use super::{docs, rules};
use crate::check::same_id::SameId;
use crate::check::sink::Sink;
use crate::commands::Unknown;
use crate::help::Help;
use crate::instruction::Instruction;
use crate::resolve::{Given, Instead, Problem};
use crate::shown::Shown;
use crate::text::Text;
use crate::user::User;

rules! {
    #[doc = " What a cache needs to know about the user of a step is known."]
    UNKNOWN_USER = "unknown-user" (Unwritable, docs!("#run---mounttypecache"), [Problem: unknown_user, Instruction: relative_home])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("node").user("node").push(Run::new("npm ci").cache(PackageManager::Npm)))"#,
        says: "the cache `npm-cache-shared` needs the uid of the user `node`",
        good: r#"Dockerfile::new().stage(Stage::new("node").user(User::new("node").uid(1000)).push(Run::new("npm ci").cache(PackageManager::Npm)))"#
    }
    #[doc = " A package manager that works for root only is run by root."]
    NEEDS_ROOT = "needs-root" (Refused, docs!("#user"), [Problem: needs_root])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("debian").user("1001").push(Run::new("apt-get update").cache(PackageManager::Apt)))"#,
        says: "apt works for root only, and the step runs as `1001`",
        good: r#"Dockerfile::new().stage(Stage::new("debian").push(Run::new("apt-get update").cache(PackageManager::Apt)).user("1001"))"#
    }
    #[doc = " A preset's caches are mounted where Linux runs: their directories are those of Linux."]
    NEEDS_LINUX = "needs-linux" (Refused, docs!("#run---mounttypecache"), [Problem: needs_linux])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("mcr.microsoft.com/windows/servercore:ltsc2022").push(Run::new("pip install .").cache(PackageManager::Pip)))"#,
        says: "the cache of pip is mounted at a directory of Linux, and the stage may run on Windows",
        good: r#"Dockerfile::new().stage(Stage::new("python").push(Run::new("pip install .").cache(PackageManager::Pip)))"#
    }
    #[doc = " Mounts of one cache id name one sharing mode, owner and base."]
    MIXED_CACHE = "mixed-cache" (Lint, docs!("#run---mounttypecache"), [SameId: mixed_cache])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("python").push(Run::new("pip install a").cache(PackageManager::Pip)).push(Run::new("make").mount(CacheMount::new("/c").id("pip-cache-shared").sharing(Sharing::Locked))))"#,
        says: "the cache `pip-cache-shared` is `locked` here and `shared` in another step",
        good: r#"Dockerfile::new().stage(Stage::new("python").push(Run::new("pip install a").cache(PackageManager::Pip)).push(Run::new("make").mount(CacheMount::new("/c").id("pip-cache-shared").sharing(Sharing::Shared))))"#
    }
    #[doc = " No step locks one cache twice, which some builders wait for for ever."]
    LOCKED_TWICE = "locked-twice" (Lint, docs!("#run---mounttypecache"), [SameId: locked_twice])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("debian").push(Run::new("ls").mount(CacheMount::new("/a").id("c").sharing(Sharing::Locked)).mount(CacheMount::new("/b").id("c").sharing(Sharing::Locked))))"#,
        says: "the step locks the cache `c` twice",
        good: r#"Dockerfile::new().stage(Stage::new("debian").push(Run::new("ls").mount(CacheMount::new("/a").id("a").sharing(Sharing::Locked)).mount(CacheMount::new("/b").id("b").sharing(Sharing::Locked))))"#
    }
    #[doc = " A step that runs a package manager whose caches are asked for can have them."]
    CACHE_LEFT_OUT = "cache-left-out" (Lint, docs!("#run---mounttypecache"), [Given: cache_left_out])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("uv").caches([PackageManager::Uv]).run(["uv", "sync"]))"#,
        says: "the step runs uv without its cache: the cache of uv puts `export UV_LINK_MODE=copy` in front of the command, and this is the exec form",
        good: r#"Dockerfile::new().stage(Stage::new("uv").caches([PackageManager::Uv]).run("uv sync"))"#
    }
    #[doc = " Where caches are asked for, it is known which package managers a step runs."]
    UNKNOWN_COMMANDS = "unknown-commands" (Lint, docs!("#run---mounttypecache"), [Given: unknown_commands])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("python").caches([PackageManager::Pip]).run("./install.sh"))"#,
        says: "the step runs the script `./install.sh`, and which caches that needs is not known",
        good: r#"Dockerfile::new().stage(Stage::new("python").caches([PackageManager::Pip]).run("pip install ."))"#
    }
    #[doc = " A preset that puts shell text in front of the command has shell text to put it in front of."]
    PRESET_NEEDS_SHELL = "preset-needs-shell" (Unwritable, docs!("#shell-form"), [Problem: preset_needs_shell])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("uv").push(Run::new(["uv", "sync"]).cache(PackageManager::Uv)))"#,
        says: "the cache of uv puts `export UV_LINK_MODE=copy` in front of the command, and this is the exec form",
        good: r#"Dockerfile::new().stage(Stage::new("uv").push(Run::new("uv sync").cache(PackageManager::Uv)))"#
    }
}

fn unknown_user(problem: &Problem, sink: &mut Sink<'_>) {
    if let Problem::Uid { .. } | Problem::Home { .. } | Problem::User { .. } = problem {
        let (message, help) = described(problem);
        sink.find_in("--mount", message, help);
    }
}

fn needs_root(problem: &Problem, sink: &mut Sink<'_>) {
    if let Problem::Root { .. } = problem {
        let (message, help) = described(problem);
        sink.find_in("--mount", message, help);
    }
}

fn needs_linux(problem: &Problem, sink: &mut Sink<'_>) {
    if let Problem::Windows { .. } = problem {
        let (message, help) = described(problem);
        sink.find_in("--mount", message, help);
    }
}

fn preset_needs_shell(problem: &Problem, sink: &mut Sink<'_>) {
    if let Problem::Lead { .. } = problem {
        let (message, help) = described(problem);
        sink.find(message, help);
    }
}

fn mixed_cache(same: &SameId<'_>, sink: &mut Sink<'_>) {
    let SameId {
        id, now, before, ..
    } = same;
    // What presets do for several users is meant.
    if !now.by_hand && !before.by_hand {
        return;
    }
    let elsewhere = if same.in_one_step {
        "by another mount of the step"
    } else {
        "in another step"
    };
    if let (Some(own), Some(other)) = (now.sharing, before.sharing) {
        if own != other {
            sink.find_in(
                "--mount",
                format!(
                    "the cache `{}` is `{own}` here and `{other}` {elsewhere}",
                    id.shown()
                ),
                "name the same sharing mode everywhere, or the lock holds for some of them only",
            );
            sink.relate(before.place.clone());
        }
    }
    if let (Some(own), Some(other)) = (&now.base, &before.base) {
        if own != other {
            sink.find_in(
                "--mount",
                format!(
                    "the cache `{}` is {} here and {} {elsewhere}: two directories under one id",
                    id.shown(),
                    own.made(),
                    other.made()
                ),
                "name the same `uid`, `gid` and `mode`, or give it an id of its own",
            );
            sink.relate(before.place.clone());
        }
    }
}

fn locked_twice(same: &SameId<'_>, sink: &mut Sink<'_>) {
    if same.locked_twice {
        sink.find_in(
            "--mount",
            format!("the step locks the cache `{}` twice", same.id.shown()),
            "mount it once, or give the mounts ids of their own: some builders wait for the first one for ever",
        );
    }
}

fn cache_left_out(given: &Given<'_>, sink: &mut Sink<'_>) {
    for (manager, problems) in &given.left_out {
        for problem in problems {
            let (why, help) = described(problem);
            sink.find_in(
                "--mount",
                format!("the step runs {manager} without its cache: {why}"),
                help,
            );
        }
    }
}

fn unknown_commands(given: &Given<'_>, sink: &mut Sink<'_>) {
    if let Some(shell) = given.unread {
        let name = match shell.name() {
            "" => "a shell that is not known".to_owned(),
            name => format!("the shell `{}`, whose text is not read", name.shown()),
        };
        sink.find_in(
            "command",
            format!("the step is for {name}, and which caches it needs is not known"),
            add_cache(),
        );
        return;
    }
    if given.has_own || !given.presets.is_empty() {
        return;
    }
    let mut told: Vec<&str> = Vec::new();
    for unknown in &given.commands.unknown {
        let (what, name) = match unknown {
            Unknown::Script(name) => ("the script", name.as_str()),
            Unknown::Variable(name) => ("what the variable names,", name.as_str()),
            Unknown::Input(name) => ("what is fed to", name.as_str()),
            Unknown::Task(_) | Unknown::Deep => continue,
        };
        if told.contains(&name) || matches!(name, "$@" | "$*") {
            continue;
        }
        told.push(name);
        sink.find_in(
            "command",
            format!(
                "the step runs {what} `{}`, and which caches that needs is not known",
                name.shown()
            ),
            add_cache(),
        );
    }
}

fn add_cache() -> Help {
    Help::either(
        "if it runs a package manager, add its cache to the step: `.cache(…)`",
        "if it runs a package manager, mount its cache in the step, too",
    )
}

/// What helps where a command runs as somebody else than its step.
pub(super) fn as_that_user() -> Help {
    Help::either(
        "let the step run as that user: `.user(…)` in front of it, and the user again after it",
        "let the step run as that user: `USER` in front of it, and the user again after it",
    )
}

/// How the uid of a user is said.
pub(super) fn uid_of(user: &str) -> Help {
    match User::image_of(user) {
        // The number may be what the variable stands for.
        None if user.contains('$') => {
            let (uid, gid) = match user.split_once(':') {
                Some((uid, gid)) => (uid, format!(".gid(\"{gid}\")")),
                None => (user, String::new()),
            };
            Help::either(
                format!(
                    "give it, if the variable is a number: `User::new(\"{user}\").uid(\"{uid}\"){gid}`"
                ),
                format!("give it, if the variable is a number: `uid={uid}`"),
            )
        }
        Some((image, says, uid)) => {
            let what = "give the number that `useradd` gives it, or the image: in one made from";
            Help::either(
                format!("{what} `{image}` it is `{says}`"),
                format!("{what} `{image}` it is `uid={uid}`"),
            )
        }
        None => Help::either(
            format!(
                "give the number that `useradd` or the image gives it: `User::new(\"{user}\").uid(…)`"
            ),
            "give the number that `useradd` or the image gives it: `uid=…`",
        ),
    }
}

/// What the problem is, and what helps.
fn described(problem: &Problem) -> (String, Help) {
    match problem {
        Problem::Uid { user, mount } => (
            format!("the cache `{mount}` needs the uid of the user `{user}`"),
            uid_of(user),
        ),
        Problem::Home { user, mount } => (
            format!("the cache `{mount}` needs the home directory of the user `{user}`"),
            format!("give it: `User::new(\"{user}\").home(\"/home/…\")`").into(),
        ),
        Problem::User { mount } => (
            format!(
                "the cache `{mount}` needs to know who the stage runs as, and its base may be one of several stages"
            ),
            "say it: `.base_user(User::new(…))`, or set `USER` first".into(),
        ),
        Problem::Windows { manager } => (
            format!("the cache of {manager} is mounted at a directory of Linux, and the stage may run on Windows"),
            "name the directory that it has there: `CacheMount::new(…).id(…)`".into(),
        ),
        Problem::Root { manager, user } => (
            format!("{manager} works for root only, and the step runs as `{user}`"),
            "put the step before `USER`, or write `.user(User::root())` in front of it and the user again after it"
                .into(),
        ),
        Problem::OtherUser { command } => (
            format!("`{command}` runs as somebody else than the step, for whom its cache would be made"),
            as_that_user(),
        ),
        // They have rules of their own.
        Problem::Value { .. } | Problem::Unlisted { .. } => (String::new(), String::new().into()),
        Problem::Trigger => (
            "a cache in `ONBUILD` cannot follow the user, who is that of another Dockerfile".to_owned(),
            "name its directory and owner: `CacheMount::new(…).id(…).uid(…).gid(…)`".into(),
        ),
        Problem::Lead {
            manager,
            lead,
            instead,
        } => {
            let (what, help) = instead_of_shell(lead, instead);
            let what = format!(
                "the cache of {manager} puts `{lead}` in front of the command, and this is {what}"
            );
            (what, help.into())
        }
    }
}

fn instead_of_shell(lead: &str, instead: &Instead) -> (String, String) {
    match instead {
        Instead::Exec => (
            "the exec form".to_owned(),
            "write the command as text".to_owned(),
        ),
        Instead::Script => (
            "a script with `#!`".to_owned(),
            format!(
                "for a shell, take `#!` off; for another program, put the script in a file and run it by \
                 name, or set what `{lead}` sets yourself and add the mounts with `CacheMount`"
            ),
        ),
        Instead::Shell(shell) => (
            format!("for the shell `{shell}`"),
            format!("do what `{lead}` does in that shell and add the mounts with `CacheMount`"),
        ),
    }
}

fn relative_home(instruction: &Instruction, sink: &mut Sink<'_>) {
    let Instruction::User(user) = instruction else {
        return;
    };
    let home = user.home.as_ref().and_then(Text::as_literal);
    if let Some(home) = home.filter(|home| !home.starts_with('/')) {
        sink.find(
            format!(
                "the home directory `{}` is not an absolute path",
                home.shown()
            ),
            "give it as `/home/appuser`",
        );
    }
}
