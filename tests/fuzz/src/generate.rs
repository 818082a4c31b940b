//! Bytes to a whole file.

use crate::spec::{Command, File, Files, From, Part, Port, Source, Stage, Step, Syntax, Value};
use crate::strings::{Choice, Place};

/// The file that these bytes stand for; any bytes stand for one.
pub fn file(bytes: &[u8]) -> File {
    let mut choice = Choice::new(bytes);
    let c = &mut choice;
    let mut file = File {
        backtick: c.one_in(4),
        syntax: match c.below(8) {
            0..=4 => Syntax::Without,
            5 | 6 => Syntax::Default,
            _ => Syntax::Of(c.tame(
                &["docker/dockerfile:1", "d", "docker/dockerfile:1.20-labs"],
                Place::Line,
            )),
        },
        check: c.maybe(16, |c| c.tame(&["skip=all", "error=true"], Place::Line)),
        prefix: c.maybe(16, |c| c.tame(&["s/1-", "t:"], Place::Line)),
        ..File::default()
    };
    while c.one_in(4) && file.globals.len() < 3 {
        let global = if c.one_in(2) { comment(c) } else { arg(c) };
        file.globals.push(global);
    }
    let count = 1 + c.of(&[0, 0, 0, 1, 1, 2]);
    for at in 0..count {
        let stage = stage(c, at, &file);
        file.stages.push(stage);
    }
    declare(&mut file);
    file
}

/// Declares the arguments that images and platforms of the list refer to: most are nothing without them.
fn declare(file: &mut File) {
    let refers = |name: &str| {
        let [plain, braced] = [format!("${name}"), format!("${{{name}")];
        file.stages.iter().any(|stage| {
            let texts = [Some(&stage.image), stage.platform.as_ref()];
            let mut texts = texts.into_iter().flatten();
            texts.any(|text| text.contains(&plain) || text.contains(&braced))
        })
    };
    let names = ["A", "B", "C"].into_iter().filter(|name| refers(name));
    let names: Vec<_> = names.map(|name| (name.to_owned(), None)).collect();
    if !names.is_empty() {
        file.globals.insert(0, Step::Arg(names));
    }
}

fn stage(c: &mut Choice<'_>, at: usize, file: &File) -> Stage {
    let names: Vec<String> = file
        .stages
        .iter()
        .filter_map(|it| it.name.clone())
        .collect();
    let has_name = c.one_in(2);
    let name = has_name.then(|| {
        if c.one_in(16) {
            c.text(Place::Line)
        } else {
            format!("s{at}-x.y_z")
        }
    });
    let count = 1 + c.below(8);
    Stage {
        name,
        image: c.tame(
            &["alpine", "i:$A", "r.io/i@sha256:0", "${B:-x}", "scratch"],
            Place::Line,
        ),
        platform: c.maybe(16, |c| {
            c.tame(&["linux/amd64", "$A", "${C:-linux}/x"], Place::Line)
        }),
        comment: c.maybe(8, |c| c.text(Place::Body)),
        steps: (0..count).map(|_| step(c, &names, true)).collect(),
    }
}

/// A value, of one part or several.
pub fn value(c: &mut Choice<'_>, place: Place) -> Value {
    let count = c.of(&[1, 1, 1, 2, 3]);
    let part = |c: &mut Choice<'_>| match c.below(3) {
        0 => Part::Expand(c.author(place)),
        _ => Part::Literal(c.text(place)),
    };
    Value((0..count).map(|_| part(c)).collect())
}

fn comment(c: &mut Choice<'_>) -> Step {
    if c.one_in(4) {
        let key = c.of(&[
            "escape", "syntax", "Check", " escape", "\tSYNTAX", "!/bin/sh",
        ]);
        let rest = c.of(&["=`", " = d/f:1", "=skip=all", "=\\", ""]);
        return Step::Comment(format!("{key}{rest}"));
    }
    Step::Comment(c.text(Place::Body))
}

fn variable(c: &mut Choice<'_>) -> String {
    c.tame(&["A", "B", "C", "a.b", "A-1", "_", "1", "é"], Place::Line)
}

fn arg(c: &mut Choice<'_>) -> Step {
    Step::Arg(c.some(3, |c| (variable(c), c.maybe(2, |c| value(c, Place::Line)))))
}

/// The words of a `SHELL`: of one that reads what `sh` does, if there are several.
fn shell(c: &mut Choice<'_>) -> Vec<String> {
    let mut words = c.some(3, |c| c.text(Place::Shell));
    if words.len() > 1 {
        "/bin/bash".clone_into(&mut words[0]);
    }
    words
}

fn step(c: &mut Choice<'_>, stages: &[String], outer: bool) -> Step {
    match c.below(26) {
        0..=5 => Step::Run(crate::generate_run::run(c, stages)),
        6..=8 => Step::Copy(files(c, stages)),
        9 | 10 => Step::Add(files(c, stages)),
        11 => arg(c),
        12 => Step::Cmd(command(c)),
        13 => Step::Entrypoint(command(c)),
        14 => Step::Env(c.some(3, |c| (variable(c), value(c, Place::Line)))),
        15 => Step::Label(c.some(3, |c| (value(c, Place::Line), value(c, Place::Line)))),
        16 => Step::Expose(c.some(3, port)),
        17 => healthcheck(c),
        18 => Step::Shell(shell(c)),
        19 => Step::StopSignal(Value(vec![if c.one_in(4) {
            Part::Expand(c.author(Place::Line))
        } else {
            Part::Literal(c.tame(&["SIGTERM", "9", "quit"], Place::Line))
        }])),
        20 => Step::User(
            if c.one_in(2) {
                value(c, Place::Line)
            } else {
                Value(vec![Part::Literal(c.word())])
            },
            c.maybe(2, |c| c.of(&[1001, 0, u32::MAX])),
        ),
        21 => Step::Volume(c.some(2, |c| value(c, Place::Path))),
        22 => Step::Workdir(value(c, Place::Path)),
        23 => comment(c),
        24 if outer => Step::OnBuild(Box::new(step(c, stages, false))),
        24 => Step::OnBuild(Box::new(Step::Workdir(value(c, Place::Path)))),
        _ => Step::Maintainer(c.text(Place::Line)),
    }
}

/// A command in one of the three ways.
pub fn command(c: &mut Choice<'_>) -> Command {
    match c.below(4) {
        0 | 1 => Command::Text(c.text(Place::Shell)),
        2 => match c.some(4, |c| c.text(Place::Shell)) {
            one if one.len() == 1 => Command::Values(one),
            all => Command::All(all),
        },
        _ => Command::Exec(c.some(3, |c| c.text(Place::Shell))),
    }
}

fn port(c: &mut Choice<'_>) -> Port {
    let protocol = c.of(&["", "/udp", "/sctp"]);
    match c.below(4) {
        0 => Port::Known(80, 80, protocol),
        1 => Port::Known(8000, c.of(&[8001, 65535, 1]), protocol),
        2 => Port::Text(c.author(Place::Line)),
        _ => Port::Text(format!(
            "{}{protocol}",
            c.of(&["$D1", "${C:-80}", "080", "\\$", "1-2"])
        )),
    }
}

fn healthcheck(c: &mut Choice<'_>) -> Step {
    let command = (!c.one_in(8)).then(|| command(c));
    let mut times = [None; 4];
    for time in &mut times {
        *time = c.maybe(4, |c| {
            c.of(&[
                1_000_000,
                90_000_000_000,
                5,
                0,
                3_600_000_000_000,
                1_500_000_001,
                u64::MAX,
            ])
        });
    }
    Step::Healthcheck(command, times, c.maybe(4, |c| c.of(&[3, 0, u32::MAX])))
}

/// Where files come from.
pub fn origin(c: &mut Choice<'_>, stages: &[String]) -> From {
    if stages.is_empty() || c.one_in(2) {
        From::Image(c.tame(&["nginx", "r.io:5000/a/b:c", "i@sha256:0"], Place::Line))
    } else {
        From::Stage(stages[c.below(stages.len())].clone())
    }
}

fn files(c: &mut Choice<'_>, stages: &[String]) -> Files {
    let source = |c: &mut Choice<'_>| match c.below(4) {
        0 => Source::Pattern(c.author(Place::Path)),
        1 | 2 => Source::Name(value(c, Place::Path)),
        _ => {
            let name = if c.one_in(4) {
                c.text(Place::Path)
            } else {
                c.word()
            };
            let content = if c.one_in(3) {
                Value(vec![Part::Expand(c.author(Place::Body))])
            } else {
                Value(vec![Part::Literal(c.text(Place::Body))])
            };
            Source::Inline(name, content)
        }
    };
    Files {
        sources: c.some(3, source),
        to: if c.one_in(3) {
            value(c, Place::Path)
        } else {
            Value(vec![Part::Literal("/d/".to_owned())])
        },
        from: c.maybe(4, |c| origin(c, stages)),
        chown: c.maybe(6, |c| value(c, Place::Line)),
        chmod: c.maybe(6, |c| {
            Value(vec![Part::Expand(
                c.of(&["0755", "a+x", "$A", "u=rw,g=r", "${C:-7}", "\\<<E"])
                    .to_owned(),
            )])
        }),
        link: c.one_in(6),
        other: c.one_in(8),
        exclude: c
            .maybe(6, |c| c.some(2, |c| c.text(Place::Path)))
            .unwrap_or_default(),
        unpack: c.maybe(8, |c| c.one_in(2)),
    }
}
