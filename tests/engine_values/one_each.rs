//! One instruction of each kind in a stage, where an image has one value of each.

use std::{collections::BTreeMap, time::Duration};

use dockerkit::{
    Cmd, Command, DefaultShell, Entrypoint, Expose, Healthcheck, Instruction, Port, Protocol,
    Shell, StopSignal, User, Workdir, literal,
};
use serde_json::json;

use crate::{config::Case, source::Source};

/// One of each in a stage.
pub(crate) fn one_each(source: &mut Source, run: &str, number: usize) -> Case {
    let mut case = Case::new(&format!("one-{number}"), run);

    let directory = source.value(&[], |text| Workdir::new(text).into());
    let base = if number % 3 == 0 { "/" } else { "/w" };
    let path = if number % 3 == 1 {
        literal("/").then(directory.text)
    } else {
        directory.text
    };
    let meant = if number % 3 == 1 {
        format!("/{}", directory.meant)
    } else {
        directory.meant
    };
    case = case
        .push(Workdir::new(base))
        .push(Workdir::new(path))
        .config("WorkingDir", joined(base, &meant));

    let mut shell = vec!["/bin/sh".to_owned(), "-c".to_owned()];
    if number % 2 == 0 {
        shell = source.words();
        case = case
            .push(DefaultShell::new(shell.clone()))
            .config("Shell", shell.clone());
    }
    let (cmd, meant) = command(source, number, &shell, |command| Cmd::new(command).into());
    case = case.push(Cmd::new(cmd)).config("Cmd", meant);
    let (entrypoint, meant) = command(source, number / 2, &shell, |command| {
        Entrypoint::new(command).into()
    });
    case = case
        .push(Entrypoint::new(entrypoint))
        .config("Entrypoint", meant);

    let (check, meant) = if number % 3 == 0 {
        (Healthcheck::none(), json!({ "Test": ["NONE"] }))
    } else {
        let (command, meant) = command(source, number, &["CMD-SHELL".to_owned()], |command| {
            Healthcheck::new(command).into()
        });
        let is_shell = matches!(command, Command::Shell(_));
        let test = if is_shell {
            meant
        } else {
            [vec!["CMD".to_owned()], meant].concat()
        };
        let mut time = || Duration::from_micros(1_000 + source.hostile.below(1_000_000_000) as u64);
        let times = [time(), time(), time(), time()];
        let check = Healthcheck::new(command)
            .interval(times[0])
            .timeout(times[1])
            .start_period(times[2])
            .start_interval(times[3]);
        let nanos = times.map(|time| u64::try_from(time.as_nanos()).unwrap_or_default());
        let meant = json!({
            "Test": test, "Interval": nanos[0], "Timeout": nanos[1], "StartPeriod": nanos[2], "StartInterval": nanos[3], "Retries": number,
        });
        (
            check.retries(u32::try_from(number).unwrap_or_default()),
            meant,
        )
    };
    case = case.push(check).config("Healthcheck", meant);

    let signals = [
        ("SIGQUIT", "SIGQUIT"),
        ("9", "9"),
        ("sigusr1", "sigusr1"),
        ("RTMIN+3", "RTMIN+3"),
        ("${UNSET:-SIGINT}", "SIGINT"),
    ];
    let (signal, meant) = signals[number % signals.len()];
    case = case
        .push(StopSignal::new(signal))
        .config("StopSignal", meant);

    let first = u16::try_from(source.hostile.below(60_000)).unwrap_or_default();
    let ports = [
        Port::tcp(first),
        Port::udp(first + 1),
        Port::range(first + 2, first + 4, Protocol::Sctp),
    ];
    let mut exposed: BTreeMap<_, _> = (2..5)
        .map(|more| (format!("{}/sctp", first + more), json!({})))
        .collect();
    exposed.extend(
        [
            format!("{first}/tcp"),
            format!("{}/udp", first + 1),
            "7/tcp".to_owned(),
        ]
        .map(|port| (port, json!({}))),
    );
    case = case
        .push(Expose::new(ports))
        .push(Expose::new(["${UNSET:-7}"]))
        .config("ExposedPorts", json!(exposed));

    // Last, or the directory would belong to somebody whom the image does not know.
    let user = source.value(&[], |text| User::new(text).into());
    case.push(User::new(user.text)).config("User", user.meant)
}

/// A command in either form, and the words it has to come out as.
fn command(
    source: &mut Source,
    number: usize,
    shell: &[String],
    place: impl Fn(Command) -> Instruction,
) -> (Command, Vec<String>) {
    if number % 2 == 0 {
        let words = source.words();
        return (
            Command::Exec(words.iter().cloned().map(Into::into).collect()),
            words,
        );
    }
    let text = source.plain(&["shell-text", "empty"], |text| {
        place(Command::Shell(Shell::new(text)))
    });
    (
        Command::Shell(Shell::new(text.clone())),
        [shell, &[text]].concat(),
    )
}

/// The directory that a path is: an absolute one as it is, a relative one below the last, cleaned as Go does.
fn joined(base: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}
