//! Random files over a tiny alphabet, so that different models of one text meet.

use dockerkit::{
    Arg, BlankLine, CacheIds, Caches, Comment, Dockerfile, Escape, Image, Instruction,
    PackageManager, Source, Stage, StageRef, User,
};

use crate::steps;

/// A generator of numbers: xorshift.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number below a limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % limit as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub(crate) fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    pub(crate) fn maybe<T>(&mut self, one_in: usize, make: fn(&mut Self) -> T) -> Option<T> {
        self.one_in(one_in).then(|| make(self))
    }

    /// One or more, hardly ever many.
    pub(crate) fn several<T>(&mut self, most: usize, make: fn(&mut Self) -> T) -> Vec<T> {
        let more = if self.one_in(3) { self.below(most) } else { 0 };
        (0..=more).map(|_| make(self)).collect()
    }
}

type Make<T> = fn(&mut Random) -> T;

/// What files are made of.
pub(crate) const KINDS: &[(&str, Make<Dockerfile>)] = &[
    ("comments", comments),
    ("values", |random| of_steps(random, steps::value)),
    ("files", |random| of_steps(random, steps::files)),
    ("mounts", |random| of_steps(random, steps::mounts)),
    ("shell", |random| of_steps(random, steps::shell)),
    ("shells", shells),
    ("others", |random| of_steps(random, steps::other)),
    ("presets", presets),
    ("stages", stages),
    ("mixed", mixed),
];

fn file(random: &mut Random) -> Dockerfile {
    let file = Dockerfile::new().without_syntax();
    match random.below(8) {
        0 => file.syntax("docker/dockerfile:1"),
        1 => file.escape(Escape::Backtick),
        2 => file.check_directive("error=true"),
        _ => file,
    }
}

pub(crate) fn comment(random: &mut Random) -> Comment {
    const LINES: [&str; 10] = [
        "a",
        "a ",
        "",
        " ",
        " a",
        "a\r",
        "syntax=x",
        "check=skip=all",
        "check = x \t",
        "Escape=b",
    ];
    let lines = random.several(2, |random| random.pick(&LINES));
    Comment::new(lines.join("\n"))
}

fn comments(random: &mut Random) -> Dockerfile {
    let mut file = file(random);
    let something = |random: &mut Random| match random.below(8) {
        0 => Arg::new("A").into(),
        3 => caches(random),
        1 | 2 => BlankLine.into(),
        _ => Instruction::from(comment(random)),
    };
    if random.one_in(2) {
        random
            .several(2, something)
            .into_iter()
            .for_each(|step| file.add(step));
    }
    for _ in 0..=random.below(2) {
        let mut stage = Stage::new("a");
        stage.comment = random.maybe(2, comment);
        file = file.stage(stage);
        if random.one_in(2) {
            random
                .several(2, something)
                .into_iter()
                .for_each(|step| file.add(step));
        }
    }
    file
}

fn of_steps(random: &mut Random, make: Make<Instruction>) -> Dockerfile {
    let file = match random.below(6) {
        0 => Dockerfile::new().without_syntax().escape(Escape::Backtick),
        _ => Dockerfile::new().without_syntax(),
    };
    let mut stage = Stage::new("a");
    for step in random.several(2, make) {
        stage.add(step);
    }
    file.stage(stage)
}

/// Stages whose shells are said, inherited, or those of the image.
fn shells(random: &mut Random) -> Dockerfile {
    const IMAGES: [&str; 3] = ["a", "mcr.microsoft.com/windows/nanoserver", "$A"];
    let mut file = Dockerfile::new().without_syntax();
    file.add(Arg::new("A"));
    let mut base = Stage::named("b", random.pick(&IMAGES));
    if random.one_in(6) {
        base = base.platform("windows/amd64");
    }
    let base = file.begin(base);
    if random.one_in(2) {
        file.add(steps::default_shell(random));
    }
    file.add(steps::shell(random));
    let next = match random.below(3) {
        0 => Stage::new(&base),
        1 => Stage::new(random.pick(&IMAGES)),
        _ => return file,
    };
    file.begin(next);
    file.add(steps::shell(random));
    file
}

/// Caches that are asked for, which are no line.
pub(crate) fn caches(random: &mut Random) -> Instruction {
    const ASKED: [&[PackageManager]; 4] = [
        &[],
        &[PackageManager::Pip],
        &[PackageManager::Uv, PackageManager::Pip],
        PackageManager::ALL,
    ];
    Caches::new(random.pick(&ASKED)).into()
}

fn presets(random: &mut Random) -> Dockerfile {
    let mut file = Dockerfile::new().without_syntax();
    if random.one_in(4) {
        file.add(caches(random));
    }
    if random.one_in(3) {
        let mut ids = CacheIds::new();
        ids.by_platform = random.one_in(2);
        ids.locked = random.one_in(3);
        ids.prefix = random.one_in(2).then(|| "p/".into());
        file = file.cache_ids(ids);
    }
    let mut base = Stage::named("a", "x");
    base.base_user = random.maybe(4, user).map(Box::new);
    for step in random.several(2, steps::around_presets) {
        base.add(step);
    }
    file = file.stage(base);
    if random.one_in(3) {
        let mut next = Stage::new(random.pick(&["a", "y", "${A}"]));
        if random.one_in(2) {
            next.source = Source::Stage(StageRef::by_name("a"));
        }
        for step in random.several(2, steps::around_presets) {
            next.add(step);
        }
        file = file.stage(next);
    }
    file
}

pub(crate) fn user(random: &mut Random) -> User {
    match random.below(9) {
        0 => User::root(),
        1 => User::new("root"),
        2 => User::new("b").uid(1),
        3 => User::new("b").uid(1).gid(1).home("/b"),
        4 => User::new("1"),
        // What is said of them is something else than what they are called.
        5 => User::new("1").uid(0),
        6 => User::new("root:1").uid(1).gid(0),
        7 => User::new("b:1").gid("$A"),
        _ => User::new("b"),
    }
}

fn stages(random: &mut Random) -> Dockerfile {
    const NAMES: [&str; 3] = ["a", "A", "b"];
    let mut file = Dockerfile::new().without_syntax();
    for number in 0..=random.below(3) {
        let source = match random.below(if number == 0 { 3 } else { 6 }) {
            0 => Source::Image(Image::new("x")),
            1 => Source::Image(Image::new("${A}b")),
            2 => Source::Image(Image::new(crate::parts::text(random))),
            _ => Source::Stage(StageRef::by_name(random.pick(&NAMES))),
        };
        let mut stage = Stage::new(source);
        stage.name = if number == 0 {
            Some(random.pick(&NAMES).into())
        } else {
            random.maybe(3, |random| random.pick(&NAMES).into())
        };
        stage.platform = random.maybe(6, |random| crate::parts::text(random).into());
        stage.base_user = random.maybe(6, user).map(Box::new);
        stage.comment = random.maybe(6, comment);
        if random.one_in(3) {
            stage.add(user(random));
        }
        let handle = file.begin(stage);
        if random.one_in(4) {
            let from = match random.below(3) {
                0 => handle,
                1 => StageRef::by_name(random.pick(&NAMES)),
                _ => file.begin(Stage::new("x")),
            };
            file.begin(Stage::new("y"));
            file.add(dockerkit::CopyFiles::new(["a"], "b").from(from));
        }
    }
    file
}

fn mixed(random: &mut Random) -> Dockerfile {
    fn any(random: &mut Random) -> Instruction {
        const KINDS: [Make<Instruction>; 9] = [
            steps::value,
            steps::files,
            steps::mounts,
            steps::shell,
            steps::other,
            steps::around_presets,
            |random| comment(random).into(),
            |_| BlankLine.into(),
            caches,
        ];
        random.pick(&KINDS)(random)
    }
    let mut file = file(random);
    if random.one_in(4) {
        file.add(comment(random));
    }
    for _ in 0..=random.below(2) {
        let mut stage = Stage::new("a");
        stage.comment = random.maybe(4, comment);
        file.begin(stage);
        for _ in 0..=random.below(3) {
            file.add(any(random));
        }
    }
    file
}
