//! Random values.

use std::time::Duration;

use dockerkit::{
    BindMount, CacheMount, Image, InlineFile, Mode, Mount, OrArg, OtherMount, PackageManager, Port,
    Preset, Protocol, SecretMount, Sharing, Source, SshMount, StageRef, Switch, Target, Text,
    TmpfsMount, expand, literal,
};

use crate::make::Random;

pub(crate) fn text(random: &mut Random) -> Text {
    let mut text = match random.below(8) {
        0 => literal(""),
        1 => literal("é"),
        _ => literal("a"),
    };
    let pieces = random.pick(&[0, 0, 1, 1, 2, 3]);
    for _ in 0..pieces {
        text = match random.below(28) {
            0 => text.then("$A"),
            1 => text.then("${A}"),
            2 => text.then("${A}b"),
            3 => text.then("$A$A"),
            4 => text.then("$A").then("b"),
            5 => text.then(expand("${A:-$A}")),
            6 => text.then(expand("${A:-").then("")),
            7 => text.then(expand("${A:-${A}b}b")),
            8 => text.then(literal("_")),
            9 => text.then(literal("é")),
            10 => text.then(literal("$")),
            11 => text.then(literal(" ")),
            12 => text.then("${A#b}"),
            13 => text.then(literal("\\")),
            14 => text.then(random.pick(&["$1", "${1}", "$@", "${@}", "$$"])),
            15 => text
                .then(random.pick(&["$1", "${1}b", "$@"]))
                .then(literal("1")),
            16 => text.then(random.pick(&["$é", "${é}", "${é}b"])),
            17 => text.then(random.pick(&["5$", "$", "$ "])),
            18 => text.then(random.pick(&["${A##b}", "${A%$A}", "${A#${A:-b}}"])),
            19 => text.then(random.pick(&["${A/b/}", "${A//b/$A}", r"${A/\//b}"])),
            20 => text.then(random.pick(&["${A/b/'}", "${A#b c}", r"${A#\$}", r"${A#\}}"])),
            21 => text.then(expand(random.pick(&["${A:-$}", r"${A:-\$}", "${A:-$1}"]))),
            _ => text.then("b"),
        };
    }
    text
}

/// Text that can be empty.
pub(crate) fn optional(random: &mut Random) -> Text {
    match random.below(4) {
        0 => literal(""),
        1 => "b".into(),
        _ => text(random),
    }
}

pub(crate) fn number(random: &mut Random) -> OrArg<u32> {
    match random.below(6) {
        0 => OrArg::Value(1),
        1 => OrArg::Text(literal("1")),
        2 => OrArg::Text(expand("01")),
        3 => "1".into(),
        4 => OrArg::Text(literal("x")),
        _ => OrArg::Text(text(random)),
    }
}

pub(crate) fn mode(random: &mut Random) -> OrArg<Mode> {
    match random.below(6) {
        0 => OrArg::Value(Mode(0o755)),
        1 => OrArg::Text(literal("755")),
        2 => OrArg::Text(literal("0755")),
        3 => "0755".into(),
        _ => OrArg::Text(text(random)),
    }
}

/// A switch that is off, mostly.
fn flag(random: &mut Random) -> OrArg<bool> {
    match random.below(12) {
        0 => true.into(),
        1 => OrArg::Text(literal("true")),
        2 => OrArg::Text(literal("T")),
        3 => OrArg::Text(literal("false")),
        4 => OrArg::Text(text(random)),
        _ => false.into(),
    }
}

fn switch(random: &mut Random) -> Switch {
    match flag(random) {
        OrArg::Value(on) => Switch::Value(on),
        OrArg::Text(text) if random.one_in(2) => Switch::If(text),
        OrArg::Text(text) => Switch::Unless(text),
    }
}

pub(crate) fn sharing(random: &mut Random) -> OrArg<Sharing> {
    match random.below(6) {
        0 => Sharing::Shared.into(),
        1 => OrArg::Text(literal("shared")),
        2 => OrArg::Text(literal("SHARED")),
        3 => OrArg::Value(Sharing::Locked),
        4 => "locked".into(),
        _ => OrArg::Text(text(random)),
    }
}

pub(crate) fn port(random: &mut Random) -> OrArg<Port> {
    match random.below(9) {
        0 => 80.into(),
        1 => OrArg::Text(literal("80")),
        2 => OrArg::Text(literal("80/TCP")),
        3 => OrArg::Text(literal("080/")),
        4 => OrArg::Value(Port::range(80, 80, Protocol::Tcp)),
        5 => OrArg::Text(literal("80-80")),
        6 => OrArg::Text(literal("80:80")),
        7 => OrArg::Value(Port::udp(80)),
        _ => OrArg::Text(text(random)),
    }
}

pub(crate) fn duration(random: &mut Random) -> Duration {
    random.pick(&[
        Duration::from_secs(60),
        Duration::from_millis(60_001),
        Duration::from_secs(61),
    ])
}

pub(crate) fn source(random: &mut Random) -> Source {
    match random.below(4) {
        0 => Source::Stage(StageRef::by_name("a")),
        1 => Source::Image(Image::new("b")),
        2 => Source::Image(Image::new("x")),
        _ => Source::Image(Image::new("$A")),
    }
}

pub(crate) fn inline(random: &mut Random) -> InlineFile {
    const CONTENTS: [&str; 6] = ["", "x", "x\n", "x\n\n", "\n", "x\r\n"];
    const EXPANDING: [&str; 6] = ["$A", "${A}", "$A\n", "x$A", "${A}\nx", "x\n"];
    let name = random.pick(&["f", "g"]);
    match random.below(3) {
        0 => InlineFile::new(name, random.pick(&CONTENTS)),
        1 => InlineFile::expanding(name, random.pick(&EXPANDING)),
        _ => InlineFile::expanding(name, text(random).then(random.pick(&CONTENTS))),
    }
}

fn target(random: &mut Random) -> Target {
    match random.below(5) {
        0 => Target::Home("b".into()),
        1 => Target::Path("/root/b".into()),
        2 => Target::Path(text(random)),
        _ => Target::Path("/b".into()),
    }
}

fn cache(random: &mut Random) -> CacheMount {
    let mut mount = CacheMount::new("/b");
    mount.target = target(random);
    mount.id = random.maybe(2, |random| text(random).into());
    mount.sharing = random.maybe(3, sharing);
    mount.uid = random.maybe(4, number);
    mount.gid = random.maybe(4, number);
    mount.mode = random.maybe(4, mode);
    mount.from = random.maybe(8, source);
    mount.source = random.maybe(8, optional);
    mount.read_only = switch(random);
    mount
}

fn bind(random: &mut Random) -> BindMount {
    let mut mount = BindMount::new(optional(random));
    mount.source = random.maybe(2, optional);
    mount.from = random.maybe(2, source);
    mount.read_write = switch(random);
    mount
}

fn tmpfs(random: &mut Random) -> TmpfsMount {
    let mut mount = TmpfsMount::new(text(random));
    mount.size = random.maybe(2, |random| match random.below(3) {
        0 => literal(1),
        1 => "1".into(),
        _ => text(random),
    });
    mount.read_only = switch(random);
    mount
}

fn secret(random: &mut Random) -> SecretMount {
    let mut mount = SecretMount::new("b");
    mount.id = random.maybe(2, optional);
    mount.source = random.maybe(4, optional);
    mount.target = random.maybe(4, optional);
    mount.env = random.maybe(4, optional);
    mount.required = flag(random);
    mount.mode = random.maybe(3, mode);
    mount.uid = random.maybe(3, number);
    mount.gid = random.maybe(3, number);
    mount
}

fn ssh(random: &mut Random) -> SshMount {
    let mut mount = SshMount::new();
    mount.id = random.maybe(2, optional);
    mount.target = random.maybe(4, text);
    mount.required = flag(random);
    mount.mode = random.maybe(3, mode);
    mount.uid = random.maybe(3, number);
    mount.gid = random.maybe(3, number);
    mount
}

/// A mount as text, which mostly is one of the others.
fn other(random: &mut Random) -> OtherMount {
    let kinds = [
        "cache", "cache", "bind", "tmpfs", "secret", "SSH", "$A", "x",
    ];
    let mut mount = OtherMount::new(random.pick(&kinds));
    mount.from = random.maybe(8, source);
    for _ in 0..random.below(4) {
        let (name, value) = match random.below(12) {
            0 => ("uid", literal("1")),
            1 => ("GID", literal("01")),
            2 => ("mode", literal("755")),
            3 => ("sharing", literal("LOCKED")),
            4 => ("source", optional(random)),
            5 => ("env", optional(random)),
            6 => ("size", literal("1")),
            7 => (
                random.pick(&["ro", "rw", "readonly", "required"]),
                literal("1"),
            ),
            8 => {
                mount = mount.switch(random.pick(&["ro", "rw", "readwrite", "required"]));
                continue;
            }
            9 => ("id", optional(random)),
            _ => (random.pick(&["target", "dst"]), literal("/b")),
        };
        mount = mount.option(name, value);
    }
    mount
}

pub(crate) fn mount(random: &mut Random) -> Mount {
    match random.below(8) {
        7 => other(random).into(),
        0 => bind(random).into(),
        1 => tmpfs(random).into(),
        2 => secret(random).into(),
        3 => ssh(random).into(),
        _ => cache(random).into(),
    }
}

/// A preset, or a mount as a preset makes it.
pub(crate) fn preset(random: &mut Random) -> Mount {
    use PackageManager::{Apt, Dnf, Go, Npm, Pip, Uv, Yum};
    let by_hand = |id: &'static str, target: Target, sharing: Sharing| {
        let mut mount = CacheMount::new("").id(id).sharing(sharing);
        mount.target = target;
        mount
    };
    let pip = |target| by_hand("pip-cache-shared", target, Sharing::Shared);
    let path = |path: &'static str| Target::Path(path.into());
    match random.below(12) {
        0 => pip(path("/root/.cache/pip")).into(),
        1 => pip(Target::Home(".cache/pip".into())).into(),
        2 => pip(path("/var/cache/pip")).uid(1).gid("1").into(),
        3 => by_hand(
            "p/pip-cache-shared",
            path("/root/.cache/pip"),
            Sharing::Shared,
        )
        .into(),
        4 => {
            let mut preset = Preset::from(random.pick(&[Pip, Npm, Go]));
            preset.id_suffix = random.maybe(2, |random| Box::new(text(random).into()));
            preset.into()
        }
        _ => random.pick(&[Pip, Npm, Go, Uv, Apt, Dnf, Yum]).into(),
    }
}
