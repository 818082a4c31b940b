//! The walk, the writing and the golden files hold each other to account.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, time::Duration};

use super::*;
use crate::escape::Escape;
use crate::instruction::{
    Arg, Cmd, Device, Entrypoint, Env, Expose, InlineFile, Label, Network, OnBuild, Protocol,
    Security, StopSignal, Volume, Workdir,
};
use crate::mode::Mode;
use crate::mount::{BindMount, CacheMount, Mount, OtherMount, SecretMount, SshMount, TmpfsMount};
use crate::name::Image;
use crate::presets::PackageManager;
use crate::render;
use crate::sharing::Sharing;
use crate::user::User;

/// Every flag of every instruction and every option of every mount is in a golden file, and so is every word of a
/// closed set.
#[test]
fn every_field_is_in_a_golden_file() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The published crate has no workspace around it.
    if !package.join("../dockerkit-macros/Cargo.toml").exists() {
        return;
    }
    let directory = fs::read_dir(package.join("../tests/golden")).unwrap();
    let texts: Vec<String> = directory
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "Dockerfile"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let written = |what: &str| texts.iter().any(|text| text.contains(what));
    let mut missing: Vec<String> = Vec::new();
    for field in FLAGS {
        if !written(field.written) {
            missing.push(field.written.to_owned());
        }
    }
    for (mount, fields) in mounts::fields() {
        let lines = || texts.iter().flat_map(|text| text.lines());
        let kind = format!("--mount=type={mount}");
        for field in fields {
            if !lines().any(|line| line.contains(&kind) && line.contains(field.written)) {
                missing.push(format!("{kind}{}", field.written));
            }
        }
    }
    let words = [
        "--network=default",
        "--network=none",
        "--network=host",
        "--security=sandbox",
        "--security=insecure",
        "sharing=shared",
        "sharing=private",
        "sharing=locked",
        "/udp",
        "/sctp",
        "# escape=`",
        ",required",
        ",required=$",
        "--mount=type=$TYPE",
        "--unpack=false",
        "HEALTHCHECK NONE",
        "<<EOF",
        "COPY [\"",
        "CMD [\"",
        "SHELL [\"",
    ];
    missing.extend(
        words
            .iter()
            .filter(|it| !written(it))
            .map(|it| (*it).to_owned()),
    );
    for manager in PackageManager::ALL {
        let name = format!("preset-{manager}.Dockerfile");
        if !package.join("../tests/golden").join(&name).exists() {
            missing.push(name);
        }
    }
    assert_eq!(missing, [""; 0]);
}

/// What a visitor is shown, as it is written.
#[derive(Default)]
struct Shown(Vec<String>);

impl<'a> Visitor<'a> for Shown {
    fn text(&mut self, field: &'static Field, text: &'a Text) {
        self.0.push(format!("{}{text}", field.written));
    }

    fn raw(&mut self, field: &'static Field, text: &'a str) {
        self.0.push(format!("{}{text}", field.written));
    }

    fn set(&mut self, field: &'static Field) {
        self.0.push(field.written.to_owned());
    }

    fn source(&mut self, field: &'static Field, source: &'a Source) {
        self.0.push(format!("{}{source}", field.written));
    }

    fn command(&mut self, _: &'static Field, command: &'a Command) {
        match command {
            Command::Exec(words) => self.0.extend(words.iter().map(ToString::to_string)),
            Command::Script(text) => self.0.push(text.to_string()),
            Command::Shell(shell) => self
                .0
                .extend(shell.commands.iter().map(ToString::to_string)),
        }
    }

    fn words(&mut self, _: &'static Field, words: &'a [Cow<'static, str>]) {
        self.0.extend(words.iter().map(ToString::to_string));
    }
}

/// Mounts whose switches are text, and one that is text as a whole.
fn switches() -> Run {
    let other = OtherMount::new("$K76")
        .from_image("k77")
        .option("id", "k78")
        .option("uid", "$K79")
        .switch("ro")
        .option("required", "$K80");
    let mounts = [
        Mount::from(CacheMount::new("/k65").read_only_if("$K66")),
        CacheMount::new("/k67").read_write_if("$K68").into(),
        BindMount::new("/k69").read_write_if("$K70").into(),
        BindMount::new("/k71").read_only_if("$K72").into(),
        TmpfsMount::new("/k81").read_only_if("$K82").into(),
        TmpfsMount::new("/k83").read_write_if("$K84").into(),
        SecretMount::new("k73").required_if("$K74").into(),
        SshMount::new().required_if("$K75").into(),
        other.into(),
    ];
    mounts.into_iter().fold(Run::new("k85"), Run::mount)
}

/// One instruction of each kind, with every field set to something that is written as it is.
fn all() -> Vec<Instruction> {
    let second = Duration::from_secs(1);
    let cache = CacheMount::new("/k01")
        .id("k02")
        .sharing(Sharing::Locked)
        .uid("$K03")
        .gid("$K04")
        .mode("$K05")
        .from_image("k06")
        .source("k07")
        .read_only();
    let bind = BindMount::new("/k08")
        .source("k09")
        .from_image("k10")
        .read_write();
    let secret = SecretMount::new("k11")
        .target("k12")
        .env("K13")
        .required()
        .mode("$K14")
        .uid("$K15")
        .gid("$K16");
    let ssh = SshMount::new()
        .id("k17")
        .target("k18")
        .required()
        .mode(Mode(0o600))
        .uid(1)
        .gid("$K19");
    let run = [
        Mount::from(cache),
        bind.into(),
        TmpfsMount::new("/k20").size("21").read_only().into(),
        secret.into(),
        ssh.into(),
    ];
    let run = run
        .into_iter()
        .fold(Run::new("k22"), Run::mount)
        .network(Network::None)
        .security(Security::Insecure);
    let copy = CopyFiles::new(["k23", "k24"], "k25")
        .from(Image::new("k26"))
        .chown("k27")
        .chmod("0755")
        .link()
        .parents()
        .exclude("k28");
    let add = AddFiles::new(["https://k29"], "k30")
        .keep_git_dir()
        .checksum("k31")
        .chown("k32")
        .chmod("0700")
        .link()
        .unpack()
        .exclude("k33");
    let healthcheck = Healthcheck::new(["k34", "k35"])
        .interval(second)
        .timeout(second)
        .start_period(second)
        .start_interval(second)
        .retries(3);
    vec![
        run.clone().into(),
        Run::new(["k36", "k37"]).device(Device::new("k38")).into(),
        copy.clone().into(),
        add.into(),
        CopyFiles::file(InlineFile::new("k39", "k40"), "k41").into(),
        healthcheck.into(),
        Arg::with_default("K42", "k43").into(),
        Env::new("K44", "k45").and("K46", "k47").into(),
        Label::new("k48", "k49").into(),
        Expose::new(["$K50", "$K51"]).into(),
        Cmd::new(["k52", "k53"]).into(),
        Entrypoint::new("k54").into(),
        crate::instruction::DefaultShell::new(["k55"]).into(),
        crate::instruction::Comment::new("k56").into(),
        crate::instruction::Maintainer::new("k57").into(),
        StopSignal::new("9").into(),
        User::new("k58").into(),
        Volume::new(["k59", "k60"]).into(),
        Workdir::new("k61").into(),
        OnBuild::text("k64 k65").into(),
        switches().into(),
        OnBuild::new(run).into(),
        OnBuild::new(copy).into(),
    ]
}

/// What is written in front of values, and the values, come in the text in the order of the walk; and every marker
/// in the text is one that the walk shows.
#[test]
fn what_is_written_is_what_is_visited() {
    for instruction in all() {
        let text = render::alone(&instruction, Escape::Backslash);
        let mut shown = Shown::default();
        instruction.visit(&mut shown);
        let (mut rest, mut missing) = (text.as_str(), Vec::new());
        // The content of a here-document comes behind the line.
        let inline = matches!(&instruction, Instruction::Copy(copy) if copy.sources.iter().any(|it| matches!(it, FileSource::Inline(_))));
        for part in shown.0 {
            let place = if inline {
                text.find(&part)
            } else {
                rest.find(&part)
            };
            match place {
                Some(at) if inline => assert!(at < text.len()),
                Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
                None => missing.push(part),
            }
        }
        assert_eq!(missing, [""; 0], "{text}");
        let left = |text: &str| {
            let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
            text.to_ascii_lowercase()
                .as_bytes()
                .windows(3)
                .any(|it| it.first() == Some(&b'k') && is_digit(it.get(1)) && is_digit(it.get(2)))
        };
        assert!(inline || !left(rest), "{text}: {rest}");
    }
    let stage = Stage::named("k62", "k63").platform("k64");
    let mut shown = Shown::default();
    stage.visit_from(&mut shown);
    assert_eq!(shown.0, ["--platform=k64", "k63", "k62"]);
    assert_eq!(
        render::from(&stage, &[], Escape::Backslash),
        "FROM --platform=k64 k63 AS k62\n"
    );
    assert_eq!(Protocol::default(), Protocol::Tcp);
}

/// What a trigger that is text can begin with is what instructions begin with.
#[test]
fn keywords_are_those_of_instructions() {
    use crate::rule;

    let instructions = all();
    let keywords: BTreeSet<_> = instructions.iter().map(Instruction::keyword).collect();
    let (known, others): (Vec<&str>, Vec<&str>) = keywords
        .into_iter()
        .partition(|keyword| rule::trigger_keyword(keyword).is_some());
    assert_eq!(others, ["#"]);
    // `FROM` begins a stage.
    assert_eq!(known.len() + 1, rule::KEYWORDS.len());
    assert_eq!(rule::trigger_keyword("From a"), Some("from"));
}
