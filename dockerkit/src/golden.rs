//! Every variant and every field of the model has a golden file in the workspace's `tests/golden`.
//!
//! The matches and destructurings here are exhaustive: what is new does not compile before a file is named for it.

use std::path::Path;

use crate::source::Place;
use crate::{
    AddFiles, Arg, BindMount, CacheIds, CacheMount, Cmd, Command, Comment, CopyFiles, Declaration,
    DefaultShell, Device, Directives, Dockerfile, Entrypoint, Env, Escape, Expose, FileSource,
    Healthcheck, InlineFile, Instruction, Label, Maintainer, Mount, Network, OnBuild, OrArg,
    PackageManager, Port, Preset, Protocol, Run, SecretMount, Security, Sharing, Shell, Source,
    SshMount, Stage, Step, StopSignal, Target, TmpfsMount, User, Volume, Workdir,
};

macro_rules! variants {
    ($type:ty { $($variant:pat => $($file:literal)+,)+ }) => {{
        fn exhaustive(it: &$type) {
            match it {
                $($variant => {})+
            }
        }
        let _: fn(&$type) = exhaustive;
        &[$($($file),+),+][..]
    }};
}

macro_rules! fields {
    ($type:ident { $($field:ident => $($file:literal)+,)+ }) => {{
        fn exhaustive(it: &$type) {
            let $type { $($field: _,)+ } = it;
        }
        let _: fn(&$type) = exhaustive;
        &[$($($file),+),+][..]
    }};
}

#[test]
fn every_variant_and_field_has_a_golden_file() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The published crate has no workspace around it.
    if !package.join("../dockerkit-macros/Cargo.toml").exists() {
        return;
    }
    let directory = package.join("../tests/golden");
    let missing: Vec<_> = [files(), enums(), instructions(), runs(), mounts()]
        .concat()
        .into_iter()
        .flatten()
        .map(|name| (*name).to_owned())
        .chain(PackageManager::ALL.iter().map(|it| format!("preset-{it}")))
        .filter(|name| !directory.join(name).with_extension("Dockerfile").exists())
        .collect();
    assert!(
        missing.is_empty(),
        "missing in {}: {missing:?}",
        directory.display()
    );
}

type Files = Vec<&'static [&'static str]>;

fn enums() -> Files {
    vec![
        variants!(Instruction {
            Instruction::Add(_) => "add",
            Instruction::Arg(_) => "arg",
            Instruction::Cmd(_) => "cmd-exec",
            Instruction::Comment(_) => "comment",
            Instruction::Copy(_) => "copy",
            Instruction::Entrypoint(_) => "entrypoint-exec",
            Instruction::Env(_) => "env",
            Instruction::Expose(_) => "expose-tcp",
            Instruction::Healthcheck(_) => "healthcheck",
            Instruction::Label(_) => "label",
            Instruction::Maintainer(_) => "maintainer",
            Instruction::OnBuild(_) => "onbuild",
            Instruction::Run(_) => "run-shell",
            Instruction::Shell(_) => "shell",
            Instruction::StopSignal(_) => "stop-signal",
            Instruction::User(_) => "user",
            Instruction::Volume(_) => "volume",
            Instruction::Workdir(_) => "workdir",
        }),
        variants!(Mount {
            Mount::Preset(_) => "preset-several",
            Mount::Cache(_) => "mount-cache",
            Mount::Bind(_) => "mount-bind",
            Mount::Tmpfs(_) => "mount-tmpfs",
            Mount::Secret(_) => "mount-secret",
            Mount::Ssh(_) => "mount-ssh",
        }),
        fields!(Preset {
            manager => "preset-several",
            id_suffix => "preset-suffix",
        }),
        fields!(CacheIds {
            prefix => "cache-ids",
            by_platform => "cache-ids",
        }),
        variants!(Command {
            Command::Shell(_) => "run-shell" "run-list" "run-script" "run-continued" "cmd-shell" "cmd-list" "cmd-continued" "entrypoint-shell",
            Command::Script(_) => "run-script-continued",
            Command::Exec(_) => "run-exec" "cmd-exec" "entrypoint-exec" "healthcheck-exec",
        }),
        variants!(FileSource {
            FileSource::Path(_) => "copy" "copy-exact" "copy-pattern",
            FileSource::Inline(_) => "copy-inline" "add-inline",
        }),
        variants!(Source {
            Source::Image(_) => "from-image" "copy-from-image",
            Source::Stage(_) => "from-name-and-stage" "copy-from-stage",
        }),
        variants!(Place {
            Place::Index(_) => "copy-from-number",
            Place::Name(_) => "copy-from-stage",
            // It cannot be written.
            Place::Nowhere => "from-image",
        }),
        variants!(Target {
            Target::Path(_) => "mount-cache",
            Target::Home(_) => "mount-cache-home",
        }),
        variants!(Network {
            Network::Default => "run-network-default",
            Network::None => "run-network-none",
            Network::Host => "run-network-host",
        }),
        variants!(Security {
            Security::Sandbox => "run-security-sandbox",
            Security::Insecure => "run-security-insecure",
        }),
        variants!(Sharing {
            Sharing::Shared => "mount-cache-sharing-shared",
            Sharing::Private => "mount-cache-sharing-private",
            Sharing::Locked => "mount-cache-sharing-locked",
        }),
        variants!(Protocol {
            Protocol::Tcp => "expose-tcp",
            Protocol::Udp => "expose-udp",
            Protocol::Sctp => "expose-sctp",
        }),
        variants!(Escape {
            Escape::Backslash => "directive-syntax",
            Escape::Backtick => "directive-escape",
        }),
        variants!(OrArg<u32> {
            OrArg::Value(_) => "mount-cache-uid",
            OrArg::Text(_) => "mount-cache-gid",
        }),
    ]
}

fn files() -> Files {
    vec![
        fields!(Dockerfile {
            directives => "directive-syntax",
            globals => "globals",
            cache_ids => "cache-ids",
            stages => "from-name-and-stage",
        }),
        fields!(Directives {
            syntax => "directive-syntax" "directive-syntax-none",
            escape => "directive-escape",
            check => "directive-check",
        }),
        fields!(Stage {
            source => "from-image" "from-name-and-stage",
            name => "from-name-and-stage",
            platform => "from-platform",
            base_user => "from-base-user",
            comment => "from-comment",
            steps => "run-shell",
            origin => "from-image",
        }),
        fields!(Step {
            instruction => "run-shell",
            origin => "run-shell",
        }),
        fields!(Comment { text => "comment", }),
        fields!(CopyFiles {
            sources => "copy",
            destination => "copy",
            from => "copy-from-stage" "copy-from-number" "copy-from-image",
            chown => "copy-chown",
            chmod => "copy-chmod",
            link => "copy-link",
            parents => "copy-parents",
            exclude => "copy-exclude",
        }),
        fields!(AddFiles {
            sources => "add",
            destination => "add",
            keep_git_dir => "add-keep-git-dir",
            checksum => "add-checksum",
            chown => "add-chown",
            chmod => "add-chmod",
            link => "add-link",
            unpack => "add-unpack" "add-keep-packed",
            exclude => "add-exclude",
        }),
        fields!(InlineFile {
            name => "copy-inline",
            content => "copy-inline" "copy-inline-expanding",
        }),
    ]
}

fn instructions() -> Files {
    vec![
        fields!(Arg { declarations => "arg", }),
        fields!(Declaration {
            name => "arg",
            default => "arg-default",
        }),
        fields!(Cmd { command => "cmd-exec" "cmd-shell", }),
        fields!(Entrypoint { command => "entrypoint-exec" "entrypoint-shell", }),
        fields!(Env { variables => "env" "env-quoted" "env-expanding", }),
        fields!(Expose { ports => "expose-tcp" "expose-variable", }),
        fields!(Port {
            first => "expose-tcp",
            last => "expose-range",
            protocol => "expose-udp",
        }),
        fields!(Healthcheck {
            command => "healthcheck" "healthcheck-exec" "healthcheck-none",
            interval => "healthcheck-interval",
            timeout => "healthcheck-timeout",
            start_period => "healthcheck-start-period",
            start_interval => "healthcheck-start-interval",
            retries => "healthcheck-retries",
        }),
        fields!(Label { labels => "label", }),
        fields!(Maintainer { author => "maintainer", }),
        fields!(OnBuild { instruction => "onbuild", }),
        fields!(DefaultShell { words => "shell", }),
        fields!(StopSignal { signal => "stop-signal", }),
        fields!(User {
            spec => "user" "user-variable",
            uid => "from-base-user",
            gid => "preset-pip",
            home => "mount-cache-home",
        }),
        fields!(Volume { paths => "volume" "volume-quoted", }),
        fields!(Workdir { path => "workdir" "workdir-quoted", }),
    ]
}

fn runs() -> Files {
    vec![
        fields!(Run {
            command => "run-shell" "run-odd",
            mounts => "mount-several",
            network => "run-network-none",
            security => "run-security-insecure",
            devices => "run-device",
        }),
        fields!(Device {
            name => "run-device",
            required => "run-device",
        }),
        fields!(Shell { commands => "run-list", }),
    ]
}

fn mounts() -> Files {
    vec![
        fields!(CacheMount {
            id => "mount-cache-id",
            target => "mount-cache" "mount-cache-odd",
            sharing => "mount-cache-sharing-locked",
            uid => "mount-cache-uid",
            gid => "mount-cache-gid",
            mode => "mount-cache-mode",
            from => "mount-cache-from-stage" "mount-cache-from-image",
            source => "mount-cache-source",
            read_only => "mount-cache-read-only",
        }),
        fields!(BindMount {
            target => "mount-bind",
            source => "mount-bind-source",
            from => "mount-bind-from-stage" "mount-bind-from-image",
            read_write => "mount-bind-read-write",
        }),
        fields!(TmpfsMount {
            target => "mount-tmpfs",
            size => "mount-tmpfs-size",
        }),
        fields!(SecretMount {
            id => "mount-secret",
            source => "mount-secret-source",
            target => "mount-secret-target",
            env => "mount-secret-env",
            required => "mount-secret-required",
            mode => "mount-secret-mode",
            uid => "mount-secret-uid",
            gid => "mount-secret-gid",
        }),
        fields!(SshMount {
            id => "mount-ssh-id",
            target => "mount-ssh-target",
            required => "mount-ssh-required",
            mode => "mount-ssh-mode",
            uid => "mount-ssh-uid",
            gid => "mount-ssh-gid",
        }),
    ]
}
