//! Rules of caches: what they need, and what defeats them.

use super::{docs, rules};
use crate::check::sink::Sink;
use crate::instruction::Instruction;
use crate::resolve::{Instead, Problem};
use crate::shown::Shown;
use crate::text::Text;

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
    #[doc = " A preset that puts shell text in front of the command has shell text to put it in front of."]
    PRESET_NEEDS_SHELL = "preset-needs-shell" (Unwritable, docs!("#shell-form"), [Problem: preset_needs_shell])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("uv").push(Run::new(["uv", "sync"]).cache(PackageManager::Uv)))"#,
        says: "the cache of uv puts `export UV_LINK_MODE=copy` in front of the command, and this is the exec form",
        good: r#"Dockerfile::new().stage(Stage::new("uv").push(Run::new("uv sync").cache(PackageManager::Uv)))"#
    }
}

fn unknown_user(problem: &Problem, sink: &mut Sink<'_>) {
    match problem {
        Problem::Uid { user, mount } => sink.find_in(
            "--mount",
            format!("the cache `{mount}` needs the uid of the user `{user}`"),
            format!("give it: `User::new(\"{user}\").uid(1001)`"),
        ),
        Problem::Home { user, mount } => sink.find_in(
            "--mount",
            format!("the cache `{mount}` needs the home directory of the user `{user}`"),
            format!("give it: `User::new(\"{user}\").home(\"/home/…\")`"),
        ),
        Problem::User { mount } => sink.find_in(
            "--mount",
            format!("the cache `{mount}` needs to know who the stage runs as, and its base may be one of several stages"),
            "say it: `.base_user(User::new(…))`, or set `USER` first",
        ),
        Problem::Root { .. } | Problem::Trigger | Problem::Lead { .. } => {}
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

fn needs_root(problem: &Problem, sink: &mut Sink<'_>) {
    if let Problem::Root { manager, user } = problem {
        sink.find_in(
            "--mount",
            format!("{manager} works for root only, and the step runs as `{user}`"),
            "put the step before `USER`, or write `.user(User::root())` in front of it and the user again after it",
        );
    }
}

fn preset_needs_shell(problem: &Problem, sink: &mut Sink<'_>) {
    let Problem::Lead {
        manager,
        lead,
        instead,
    } = problem
    else {
        return;
    };
    let (what, help) = match instead {
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
    };
    sink.find(
        format!("the cache of {manager} puts `{lead}` in front of the command, and this is {what}"),
        help,
    );
}
