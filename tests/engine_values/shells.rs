//! Values in text for several shells, in every form that a command has.

use dockerkit::{CopyFiles, DefaultShell, Dockerfile, OnBuild, Run, Shell, Stage, literal};

use crate::{
    BASE,
    source::Source,
    support::{engine::Exported, hostile::Hostile},
};

/// An image with dash and bash.
const DEBIAN: &str = "dockerkit-test/python:1";

/// How many steps a stage has, and how many values each of them.
const STEPS: usize = 35;
const VALUES: usize = 8;

/// A file whose steps print values, and what each stage has to have printed.
pub(crate) struct Shells {
    pub(crate) file: Dockerfile,
    said: Vec<(&'static str, Vec<String>)>,
}

pub(crate) fn shells(source: &mut Source, start: &Dockerfile) -> Shells {
    let mut file = start.clone();
    let mut said = Vec::new();
    let mut last = Stage::new("scratch");
    for (name, image, words) in [
        ("ash", BASE, &[][..]),
        ("dash", DEBIAN, &["/bin/dash", "-ec"]),
        ("bash", DEBIAN, &["/bin/bash", "-euo", "pipefail", "-c"]),
        ("env", DEBIAN, &["/usr/bin/env", "bash", "-c"]),
    ] {
        let mut stage = Stage::named(name, image).workdir("/out");
        if !words.is_empty() {
            stage = stage.push(DefaultShell::new(words.iter().copied()));
        }
        let mut all = Vec::new();
        for number in 0..STEPS {
            let values: Vec<_> = (0..VALUES).map(|at| value(source, at)).collect();
            let step = Stage::new(image)
                .extend(stage.steps.clone())
                .push(run(number, &values));
            let report = start.clone().stage(step).check();
            // Only what looks like a here-document where the builder looks for one is refused.
            if let Some(error) = report.errors().next() {
                assert_eq!(error.rule.name, "shell-text", "{error}");
                continue;
            }
            stage = stage.push(run(number, &values));
            all.extend(values);
        }
        assert!(all.len() > STEPS * VALUES * 3 / 4, "{} values", all.len());
        let trigger = value(source, 1);
        let command = Shell::new("printf '%s\\0' ").arg(&trigger).text(" >> said");
        stage = stage.push(OnBuild::new(Run::new(command)));
        all.push(trigger);
        let stage = file.begin(stage);
        let child = file.begin(Stage::named(format!("{name}-child"), &stage));
        last = last.push(CopyFiles::new(["/out/said"], literal(format!("/{name}"))).from(&child));
        said.push((name, all));
    }
    file.begin(last);
    Shells { file, said }
}

/// Every second one has many lines.
fn value(source: &mut Source, at: usize) -> String {
    let text = |hostile: &mut Hostile| hostile.text();
    source.made += 1;
    if at % 2 == 0 {
        return text(&mut source.hostile);
    }
    let ends = [
        "\n", "\\\n", "`\n", "\n# ", "\nEOF\n", "\n\t", " \\ \n", "\r\n",
    ];
    let end = ends[source.hostile.below(ends.len())];
    [text(&mut source.hostile), text(&mut source.hostile)].join(end)
}

/// A step that prints values, in one of the forms.
fn run(number: usize, values: &[String]) -> Run {
    // Each by itself, all of them as a list, or each with lists without words around it.
    let none = None::<&str>;
    let put = |start: Shell, joint: &str| {
        let each = |command: Shell, value| command.text(joint).arg(value);
        let among = |command: Shell, value: &String| {
            command
                .text(joint)
                .arg(none)
                .text(joint)
                .arg(Some(value))
                .text(" ")
                .arg(none)
        };
        let command = match number / 7 % 3 {
            0 => values.iter().fold(start, each),
            1 => start.text(joint).arg(values),
            _ => values.iter().fold(start, among),
        };
        command.text(" >> said")
    };
    let line = || put(Shell::new("printf '%s\\0'"), " ");
    match number % 7 {
        0 => Run::new(line()),
        1 => Run::new(Shell::new("true").and(line()).and("true || false")),
        2 => Run::script(Shell::new("set -e\n").arg(line()).text("\n")),
        3 => Run::new(Shell::new("#!/bin/sh -e\n").arg(line()).text("\n")),
        4 => Run::new(Shell::new("<<END\n").arg(line()).text("\nEND\n")),
        5 => Run::new(put(Shell::new("printf '%s\\0'"), " \\\n  ")),
        _ => Run::script(Shell::new("true").and(line()).and("true")),
    }
}

impl Shells {
    pub(crate) fn compare(&self, built: &Exported, wrong: &mut Vec<String>) {
        for (stage, meant) in &self.said {
            let said = built.text(stage);
            let said: Vec<_> = said.split_terminator('\0').collect();
            if said.len() != meant.len() {
                let found = said.len();
                wrong.push(format!("{stage}: {found} instead of {}", meant.len()));
            }
            let pairs = said.iter().zip(meant).filter(|(said, meant)| said != meant);
            wrong.extend(
                pairs.map(|(said, meant)| format!("{stage}: {said:?} instead of {meant:?}")),
            );
        }
    }
}
