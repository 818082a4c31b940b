//! The instructions of a few words, and what they say.

use std::time::Duration;

use dockerkit::{
    BlankLine, Cmd, Comment, DefaultShell, Entrypoint, Expose, Healthcheck, Maintainer, OnBuild,
    OrArg, Port, Protocol, StopSignal, User, Volume, Workdir,
};
use proptest::{collection::vec, option::of, prelude::*, sample::select};

use crate::instructions::{Case, any_command, arg};
use crate::reading::{Flag, FlagValue, Operand, Read, port};
use crate::strings::{Place, Val, hostile, string, value};
use crate::users::Who;
use crate::words;

pub(crate) fn cmd() -> BoxedStrategy<Case> {
    any_command(false)
        .prop_map(|(command, operand)| Case::plain(Cmd::new(command), operand))
        .boxed()
}

pub(crate) fn entrypoint() -> BoxedStrategy<Case> {
    any_command(false)
        .prop_map(|(command, operand)| Case::plain(Entrypoint::new(command), operand))
        .boxed()
}

pub(crate) fn shell() -> BoxedStrategy<Case> {
    let tame = select(&["/bin/bash -ec", "sh -c", "cmd /S"][..])
        .prop_map(|words| words.split(' ').map(str::to_owned).collect::<Vec<_>>());
    prop_oneof![tame, vec(string(Place::Word), 0..4)]
        .prop_map(|words| Case::plain(DefaultShell::new(words.clone()), Operand::Exec(words)))
        .boxed()
}

pub(crate) fn comment() -> BoxedStrategy<Case> {
    comment_text()
        .prop_map(|text| Case {
            instruction: Comment::new(text).into(),
            says: None,
            user: None,
            triggered_user: None,
        })
        .boxed()
}

/// An empty line.
pub(crate) fn blank_line() -> BoxedStrategy<Case> {
    let case = Case {
        instruction: BlankLine.into(),
        says: None,
        user: None,
        triggered_user: None,
    };
    Just(case).boxed()
}

pub(crate) fn comment_text() -> BoxedStrategy<String> {
    let directives = select(
        &[
            "syntax=evil",
            " escape = `",
            "check=skip=all\nsyntax=evil",
            "\u{a0}Syntax=x",
            "escape=\\",
        ][..],
    );
    prop_oneof![1 => directives.prop_map(str::to_owned), 3 => hostile(), 1 => string(Place::Word)]
        .boxed()
}

pub(crate) fn healthcheck() -> BoxedStrategy<Case> {
    const TIMES: [Duration; 9] = [
        Duration::ZERO,
        Duration::from_millis(1),
        Duration::from_secs(30),
        Duration::from_secs(90),
        Duration::new(3723, 4_005_006),
        Duration::from_micros(1500),
        Duration::from_nanos(0x7fff_ffff_ffff_ffff),
        Duration::from_nanos(999_999),
        Duration::from_secs(u64::MAX),
    ];
    let times = vec(
        of(prop_oneof![8 => select(&TIMES[..7]), 1 => select(&TIMES[7..])]),
        4,
    );
    let retries = of(select(&[0, 3, 2_147_483_647, u32::MAX][..]));
    let command = prop_oneof![5 => any_command(false).prop_map(Some), 1 => Just(None)];
    let options = prop_oneof![1 => Just((vec![None; 4], None)), 2 => (times, retries)];
    (command, options)
        .prop_map(|(command, (times, retries))| {
            let mut check = Healthcheck::none();
            let mut operand = Operand::Nothing;
            if let Some((command, says)) = command {
                check = Healthcheck::new(command);
                operand = says;
            }
            let mut flags = Vec::new();
            let fields = [
                &mut check.interval,
                &mut check.timeout,
                &mut check.start_period,
                &mut check.start_interval,
            ];
            for ((field, name), time) in fields
                .into_iter()
                .zip(["interval", "timeout", "start-period", "start-interval"])
                .zip(times)
            {
                *field = time;
                flags.extend(time.map(|time| Flag {
                    name,
                    value: FlagValue::Time(time.as_nanos()),
                }));
            }
            check.retries = retries;
            flags.extend(retries.map(|number| Flag {
                name: "retries",
                value: FlagValue::Raw(number.to_string()),
            }));
            if check.command.is_none() {
                // Where there is nothing to run they do nothing.
                flags.clear();
            }
            Case::new(check, flags, operand)
        })
        .boxed()
}

pub(crate) fn expose() -> BoxedStrategy<Case> {
    let protocols = select(&[Protocol::Tcp, Protocol::Udp, Protocol::Sctp][..]);
    let known = (
        0..=u16::MAX,
        prop_oneof![5 => Just(0), 1 => 0..3000_u16, 1 => Just(u16::MAX)],
        protocols,
    )
        .prop_map(|(first, more, protocol)| {
            let last = first.wrapping_add(more);
            let name = format!("{protocol:?}").to_lowercase();
            (
                OrArg::Value(Port::range(first, last, protocol)),
                words::literal(&format!("{first}-{last}/{name}")),
            )
        });
    let tame = select(
        &[
            "80",
            "443/tcp",
            "53/UDP",
            "8000-8010",
            "$PORT",
            "${PORT:-80}/udp",
            "80${PORT:-80}",
            "$A${B:+1}",
            "${B:-${A:-1}}0",
            "080",
            "1/",
            "80-80",
            "127.0.0.1:80:80",
            "[::1]:80:81/UDP",
            "::1:8080-8082:80/tcp",
            ":80",
            "$PORT/UDP",
            "80/foo",
        ][..],
    );
    let text = prop_oneof![6 => tame.prop_map(Val::expand), 1 => value(Place::Word)]
        .prop_map(|val| (OrArg::Text(val.text.clone()), port(val.means())));
    vec(prop_oneof![known.boxed(), text.boxed()], 1..4)
        .prop_map(|ports| {
            let (ports, says): (Vec<_>, _) = ports.into_iter().unzip();
            Case::plain(Expose::new::<OrArg<Port>>(ports), Operand::Words(says))
        })
        .boxed()
}

pub(crate) fn volume() -> BoxedStrategy<Case> {
    vec(value(Place::Word), 1..4)
        .prop_map(|paths| {
            let says = paths.iter().map(Val::means).collect();
            Case::plain(
                Volume::new(paths.into_iter().map(|path| path.text)),
                Operand::Words(says),
            )
        })
        .boxed()
}

pub(crate) fn workdir() -> BoxedStrategy<Case> {
    value(Place::Word)
        .prop_map(|path| Case::plain(Workdir::new(&path.text), Operand::Words(vec![path.means()])))
        .boxed()
}

pub(crate) fn stop_signal() -> BoxedStrategy<Case> {
    let tame = select(&["SIGQUIT", "quit", "9", "$SIGNAL", "SIGRTMIN+3", "SIGNOPE"][..])
        .prop_map(Val::expand);
    prop_oneof![3 => tame, 1 => value(Place::Word)]
        .prop_map(|signal| {
            Case::plain(
                StopSignal::new(&signal.text),
                Operand::Words(vec![signal.means()]),
            )
        })
        .boxed()
}

pub(crate) fn maintainer() -> BoxedStrategy<Case> {
    let tame = select(&["Ada <ada@example.com>", "[\"a\"]", "é #x \"", "a\\b"][..])
        .prop_map(str::to_owned);
    prop_oneof![1 => tame, 1 => string(Place::Word)]
        .prop_map(|author| Case::plain(Maintainer::new(author.clone()), Operand::Line(author)))
        .boxed()
}

/// A user, and who that is.
pub(crate) fn any_user() -> BoxedStrategy<(User, Vec<words::Atom>, Who)> {
    let ids = select(
        &[
            (None, None),
            (Some(1001), None),
            (Some(1001), Some(7)),
            (Some(0), None),
            (None, Some(7)),
        ][..],
    );
    let home = prop_oneof![
        1 => Just(None),
        2 => select(&["/home/app", "/home/app/", "/home/$USER", "/home/it's, \"x\""][..]).prop_map(|home| Some(Val::expand(home))),
        1 => value(Place::FlagBesideHeredoc).prop_map(Some),
    ];
    let spec = prop_oneof![
        4 => select(&["root", "0", "app", "1001", "1001:7", "app:staff", "0:0", "$APP", "app:7"][..]).prop_map(Val::expand),
        1 => value(Place::Word),
    ];
    (spec, ids, home)
        .prop_map(|(spec, (uid, gid), home)| {
            let mut user = User::new(&spec.text);
            (user.uid, user.gid) = (uid.map(OrArg::Value), gid.map(OrArg::Value));
            let means = spec.means();
            let (name, group) =
                match words::text(&means).map(|text| text.split_once(':').ok_or(text)) {
                    Some(Ok((name, group))) => (Some(name), Some(group)),
                    Some(Err(name)) => (Some(name), None),
                    None => (None, None),
                };
            let number = |name: &str| {
                if name == "root" {
                    Some(0)
                } else {
                    name.parse().ok()
                }
            };
            // What is written says more than what is said of it.
            let uid = name.and_then(number).or(uid);
            let written = group.and_then(number).or(gid);
            let gid = written.or(if group.is_some() { None } else { uid });
            let root = (uid == Some(0)).then(|| words::literal("/root"));
            let who = Who::User {
                uid,
                gid,
                home: home.as_ref().map(Val::means).or(root),
            };
            if let Some(home) = home {
                user = user.home(home.text);
            }
            (user, means, who)
        })
        .boxed()
}

pub(crate) fn user() -> BoxedStrategy<Case> {
    any_user()
        .prop_map(|(user, spec, who)| Case {
            user: Some(who),
            ..Case::plain(user, Operand::Words(vec![spec]))
        })
        .boxed()
}

pub(crate) fn onbuild(inner: BoxedStrategy<Case>) -> BoxedStrategy<Case> {
    inner
        .prop_map(|inner| {
            let nothing = Read {
                keyword: "nothing".to_owned(),
                flags: Vec::new(),
                operand: Operand::Nothing,
            };
            Case {
                triggered_user: inner.user,
                ..Case::plain(
                    OnBuild::new(inner.instruction),
                    Operand::Trigger(Box::new(inner.says.unwrap_or(nothing))),
                )
            }
        })
        .boxed()
}

/// A trigger that is text.
pub(crate) fn onbuild_text() -> BoxedStrategy<Case> {
    let keyword = select(
        &[
            "",
            "x ",
            "RUN ",
            "run ",
            "ENV ",
            "env A=",
            "LABEL a ",
            "copy --x ",
            "HEALTHCHECK CMD ",
            "FROM ",
            "onbuild ",
            "VOLUME\t",
            "cmd [",
            "shell",
            "--",
            "run [1",
        ][..],
    );
    let text = prop_oneof![1 => hostile(), 3 => string(Place::Word), 1 => Just(String::new())];
    (keyword, text)
        .prop_map(|(keyword, text)| {
            let text = keyword.to_owned() + &text;
            Case::plain(OnBuild::text(text.clone()), Operand::Text(text))
        })
        .boxed()
}

/// What `ONBUILD` cannot hold.
pub(crate) fn odd_trigger() -> BoxedStrategy<Case> {
    prop_oneof![comment(), maintainer(), onbuild(arg())].boxed()
}
