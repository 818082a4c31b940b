//! Files whose words are as wide as they happen to be: what they take of a line decides how their source is laid out.

use dockerkit::{
    AddFiles, Arg, BindMount, CacheMount, Cmd, Comment, CopyFiles, DefaultShell, Device,
    Dockerfile, Env, Expose, Healthcheck, InlineFile, Instruction, Label, Mode, Mount, Network,
    OnBuild, PackageManager, Run, SecretMount, Sharing, Shell, SshMount, Stage, TmpfsMount, User,
    Volume, Workdir, literal, pattern,
};

use crate::make::Random;

/// A word, mostly short.
fn word(random: &mut Random) -> String {
    let most = random.pick(&[4, 12, 12, 30, 60, 110]);
    let length = 1 + random.below(most);
    (0..length)
        .map(|at| if at % 7 == 6 { '-' } else { 'a' })
        .collect::<String>()
        + "b"
}

fn path(random: &mut Random) -> String {
    format!("/{}", word(random))
}

fn words(random: &mut Random) -> Vec<String> {
    random.several(12, word)
}

/// Shell text, of several lines now and then.
fn command(random: &mut Random) -> String {
    let parts = random.several(6, word);
    let joint = random.pick(&[
        " ",
        " ",
        " ",
        " && \\\n    ",
        " \\\n",
        "\n",
        " \"x\" ",
        "'\\\\'",
    ]);
    parts.join(joint)
}

fn mount(random: &mut Random) -> Mount {
    match random.below(6) {
        0 => {
            let mut mount = BindMount::new(literal(path(random)));
            mount.source = random.maybe(2, |random| literal(word(random)));
            if random.one_in(3) {
                mount = mount.from_image(word(random)).read_write();
            }
            mount.into()
        }
        1 => TmpfsMount::new(literal(path(random))).size("64m").into(),
        2 => SecretMount::new(literal(word(random)))
            .env("TOKEN")
            .required()
            .into(),
        3 => SshMount::new().into(),
        _ => {
            let mut mount = CacheMount::new(literal(path(random)));
            mount.id = random.maybe(2, |random| word(random).into());
            if random.one_in(2) {
                mount = mount.sharing(Sharing::Locked);
            }
            if random.one_in(3) {
                mount = mount.uid(1001).gid(1001).mode(0o750);
            }
            mount.into()
        }
    }
}

fn run(random: &mut Random) -> Run {
    let mut run = match random.below(5) {
        0 => Run::new(words(random)),
        1 => Run::all(random.several(3, word)),
        2 => Run::script(command(random)),
        _ => Run::new(command(random)),
    };
    for _ in 0..random.below(4) {
        run = run.mount(mount(random));
    }
    for _ in 0..random.below(3) {
        run = run.cache(random.pick(PackageManager::ALL));
    }
    if random.one_in(6) {
        run = run.network(Network::None);
    }
    if random.one_in(6) {
        run = run.device(Device::new(word(random)).required());
    }
    run
}

fn text(random: &mut Random) -> dockerkit::Text {
    match random.below(4) {
        0 => dockerkit::expand(format!("{}$A", word(random))),
        1 => literal("\\").then("$A").then(literal(word(random))),
        _ => literal(word(random)),
    }
}

fn copy(random: &mut Random) -> CopyFiles {
    let mut copy = match random.below(5) {
        0 => CopyFiles::file(InlineFile::new("f", command(random)), literal(path(random))),
        1 => CopyFiles::new(
            random.several(5, |random| pattern(word(random))),
            literal(path(random) + "/"),
        ),
        _ => CopyFiles::new(literal(word(random)), text(random)),
    };
    copy.link = random.one_in(4);
    copy.chown = random.maybe(3, text);
    if random.one_in(4) {
        copy = copy.chmod(Mode(0o755)).exclude(word(random));
    }
    if random.one_in(4) {
        copy = copy.from_image(word(random));
    }
    copy
}

fn user(random: &mut Random) -> User {
    let user = User::new(literal(word(random)));
    match random.below(3) {
        0 => user,
        1 => user.uid(1001),
        _ => user.uid(1001).gid(1002).home(literal(path(random))),
    }
}

fn step(random: &mut Random) -> Instruction {
    match random.below(18) {
        0..=4 => run(random).into(),
        5..=7 => copy(random).into(),
        8 => random
            .several(4, |random| ("NAME", text(random)))
            .into_iter()
            .collect::<Env>()
            .into(),
        9 => Label::new(literal(word(random)), text(random)).into(),
        10 => Arg::new(word(random))
            .and(Arg::with_default("A", text(random)))
            .into(),
        11 => Cmd::new(words(random)).into(),
        12 => Healthcheck::new(command(random).replace('\n', " "))
            .interval(90)
            .retries(3)
            .into(),
        13 => Workdir::new(literal(path(random))).into(),
        14 => user(random).into(),
        15 => match random.below(4) {
            0 => Volume::new(random.several(4, |random| literal(path(random)))).into(),
            1 => Expose::new(random.several(20, |random| {
                u16::try_from(random.below(50_000) + 1).unwrap()
            }))
            .into(),
            2 => DefaultShell::new(["/bin/bash", "-euo", "pipefail", "-c"]).into(),
            _ => AddFiles::new(literal(word(random)), literal(path(random)))
                .link()
                .into(),
        },
        16 => OnBuild::new(run(random)).into(),
        _ => Comment::new(command(random)).into(),
    }
}

pub(crate) fn file(random: &mut Random) -> Dockerfile {
    let mut file = Dockerfile::new();
    file.add(Arg::new("A"));
    for _ in 0..=random.below(3) {
        let image = word(random);
        let mut stage = if random.one_in(2) {
            Stage::named(format!("b{}", word(random)), image)
        } else {
            Stage::new(image)
        };
        if random.one_in(4) {
            stage = stage.platform("$BUILDPLATFORM");
        }
        stage.base_user = random.maybe(6, user).map(Box::new);
        let handle = file.begin(stage);
        for _ in 0..=random.below(6) {
            file.add(step(random));
        }
        if random.one_in(2) {
            file.begin(
                Stage::new(&handle).run(
                    Shell::new(command(random))
                        .arg(word(random))
                        .arg(words(random)),
                ),
            );
            file.add(CopyFiles::new("/a", "/b").from(handle));
        }
    }
    file
}
