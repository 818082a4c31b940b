//! What a `RUN` runs and what it is given, as the step itself sees it.

use std::path::PathBuf;

use dockerkit::{
    BindMount, CacheMount, CopyFiles, DefaultShell, Dockerfile, Escape, Run, Shell, Stage,
    TmpfsMount, Workdir, literal,
};

use crate::{
    BASE,
    source::{SET, Source, Value},
    support::{engine::Exported, hostile::Hostile, scratch::Scratch},
};

/// How many steps a stage has: no more than the engine's file system has layers.
const STEPS: usize = 40;

/// A file to be built with a context, and what its steps have to have seen.
pub(crate) struct Steps {
    pub(crate) file: Dockerfile,
    pub(crate) context: Scratch,
    /// By stage: what is written there, each ended by NUL.
    said: Vec<(String, Vec<String>)>,
    /// By file: the mount points that are there.
    mounted: Vec<(String, Vec<String>)>,
    /// The ids of cache mounts.
    pub(crate) ids: Vec<String>,
    last: Stage,
}

impl Steps {
    fn new(file: Dockerfile) -> Self {
        Self {
            file,
            context: Scratch::new(),
            said: Vec::new(),
            mounted: Vec::new(),
            ids: Vec::new(),
            last: Stage::new("scratch"),
        }
    }

    /// A stage that writes to `/out`.
    fn add(&mut self, stage: Stage) {
        let stage = self.file.begin(stage);
        self.last = std::mem::replace(&mut self.last, Stage::new("scratch"))
            .push(CopyFiles::new(["/out/"], literal(format!("/{stage}/"))).from(&stage));
    }

    fn finish(mut self) -> Self {
        self.file.begin(self.last.clone());
        self
    }

    pub(crate) fn compare(&self, built: &Exported, wrong: &mut Vec<String>) {
        for (stage, meant) in &self.said {
            let said = built.text(format!("{stage}/said"));
            let said: Vec<_> = said.split_terminator('\0').map(settled).collect();
            if said.len() != meant.len() {
                wrong.push(format!(
                    "{stage}: {} words instead of {}",
                    said.len(),
                    meant.len()
                ));
            }
            for (said, meant) in said.iter().zip(meant.iter().map(|meant| settled(meant))) {
                if *said != meant {
                    wrong.push(format!("{stage}: {said:?} instead of {meant:?}"));
                }
            }
        }
        for (file, meant) in &self.mounted {
            let points = mount_points(&built.text(file));
            let missing = meant.iter().filter(|path| !points.contains(path));
            wrong.extend(missing.map(|path| format!("{file}: no mount at {path:?}")));
        }
    }
}

/// A text without what makes no difference to the shell: the empty lines around it, and the newlines between the
/// commands of a list.
fn settled(text: &str) -> String {
    let text = text.trim_end_matches('\n');
    let text = match text.strip_prefix('\n') {
        Some(text) => text.trim_start(),
        None => text,
    };
    text.replace(" && \\\n    ", " &&     ")
}

/// A stage with the variables that texts refer to.
fn stage(name: impl Into<String>) -> Stage {
    Stage::named(name.into(), BASE)
        .env("SET", literal(SET))
        .env("EMPTY", "")
}

/// A stage in which every step appends its text, or its words, to `/out/said` instead of running it.
fn recording(name: String) -> Stage {
    let record = "printf '%s\\0' \"$@\" >> /out/said";
    stage(name)
        .workdir("/out")
        .push(DefaultShell::new(["/bin/sh", "-c", record, "sh"]))
}

/// Texts for the shell, of one line, of many, and lists of them; and words of the exec form.
pub(crate) fn texts(source: &mut Source, start: Dockerfile) -> Steps {
    let mut steps = Steps::new(start);
    // Longer than a line can be, and not longer than a step can be given. In a heredoc no line can be longer.
    let long = format!("x{}x", source.hostile.pieces(40_000).replace('<', ""));
    let stage = recording("long".to_owned()).push(Run::new(long.clone()));
    steps.said.push(("long".to_owned(), vec![long]));
    steps.add(stage);
    for part in 0..2 {
        let mut stage = recording(format!("texts{part}"));
        let mut said = Vec::new();
        for number in 0..STEPS {
            let line = |source: &mut Source| {
                source.plain(&["empty", "shell-text"], |text| Run::new(text).into())
            };
            let (run, meant) = match number % 4 {
                0 => {
                    let text = line(source);
                    (Run::new(text.clone()), vec![text])
                }
                1 => {
                    let text = script(source);
                    (Run::new(text.clone()), vec![text])
                }
                2 => {
                    let mut list = Vec::new();
                    while list.len() < 3 {
                        let text = source.plain(&["empty", "shell-text"], |text| {
                            Run::all(["x".to_owned(), text]).into()
                        });
                        // What may be grouped is run, in `lists`.
                        if !text.contains([';', '&', '|']) {
                            list.push(text);
                        }
                    }
                    let text = list.join(" &&     ");
                    (Run::all(list), vec![text])
                }
                _ => {
                    let words = source.words();
                    let shell = ["/bin/sh", "-c", "printf '%s\\0' \"$@\" >> /out/said", "sh"];
                    let all = shell.into_iter().map(str::to_owned).chain(words.clone());
                    (Run::new(all.collect::<Vec<_>>()), words)
                }
            };
            // As a heredoc a text ends with a newline; as a script it is a program of its own.
            if !meant[0].starts_with("#!") && source.is_good(&["shell-text"], run.clone().into()) {
                stage = stage.push(run);
                said.extend(meant);
            }
        }
        steps.said.push((format!("texts{part}"), said));
        steps.add(stage);
    }
    steps.finish()
}

/// A text of many lines, some of which look like the end of one.
fn script(source: &mut Source) -> String {
    let ends = [
        "EOF", "EOF2", " EOF", "EOF ", "\tEOF", "", "\\", "#!/bin/x", "EOF\r",
    ];
    let lines = 2 + source.hostile.below(4);
    let line = |hostile: &mut Hostile| match hostile.below(3) {
        0 => ends[hostile.below(ends.len())].to_owned(),
        _ => hostile.text(),
    };
    let text: Vec<_> = (0..lines).map(|_| line(&mut source.hostile)).collect();
    source.made += 1;
    format!("x\n{}\n", text.join("\n"))
}

/// Values that are quoted into text for the shell, which runs it.
pub(crate) fn arguments(source: &mut Source, start: Dockerfile) -> Steps {
    let mut steps = Steps::new(start);
    let mut said = Vec::new();
    let mut stage = stage("arguments").workdir("/out");
    for number in 0..STEPS {
        let mut command = Shell::new("printf '%s\\0'");
        let mut values = Vec::new();
        for word in 0..10 {
            let mut value = source.plain(&[], |text| Run::new(Shell::new("x ").arg(text)).into());
            if number % 2 == 0 && word % 4 == 1 {
                // Lines of its own, also where the builder would take one for a comment or an end.
                value = [
                    value,
                    "# x".to_owned(),
                    "EOF".to_owned(),
                    source.hostile.text(),
                ]
                .join("\n");
            }
            command = command.text(" ").arg(&value);
            values.push(value);
        }
        command = command.text(" >> said");
        if number % 4 == 1 {
            command = Shell::new("true").and(command).and("true");
        }
        let run = Run::new(command);
        if source.is_good(&[], run.clone().into()) {
            stage = stage.push(run);
            said.extend(values);
        }
    }
    steps.said.push(("arguments".to_owned(), said));
    steps.add(stage);
    steps.finish()
}

/// Mount targets, sources and ids.
pub(crate) fn mounts(source: &mut Source, start: Dockerfile) -> Steps {
    let mut steps = Steps::new(start);
    let directory = steps.context.path().join("bound");
    let mut stage = stage("mounts").workdir("/out");
    // With the other character hardly a flag is written that needs one.
    let count = if source.escape == Escape::Backslash {
        STEPS
    } else {
        STEPS / 4
    };
    for number in 0..count {
        let mut run = Run::new(format!("cat /proc/self/mountinfo > /out/{number}"));
        let (mut points, mut ids) = (Vec::new(), Vec::new());
        for place in 0..6 {
            let Value { text, meant } = source.name(&["mount-target"], |text| {
                Run::new("x").mount(TmpfsMount::new(text)).into()
            });
            let (target, point) = match place {
                0 => (literal("/m/").then(text), format!("/m/{meant}")),
                1 => (
                    literal("/").then(text).then("//./x/"),
                    format!("/{meant}/x"),
                ),
                // From the working directory.
                _ => (text, format!("/out/in/{meant}")),
            };
            if points.contains(&point) {
                continue;
            }
            points.push(point);
            run = match place {
                2 => {
                    let id = source.value(&["cache-id"], |id| {
                        Run::new("x").mount(CacheMount::new("/x").id(id)).into()
                    });
                    ids.push(id.meant);
                    run.mount(CacheMount::new(target).id(id.text))
                }
                3 => {
                    let name = source.plain_name(&["context-name"], |name| {
                        Run::new("x")
                            .mount(BindMount::new("/x").source(literal(name)))
                            .into()
                    });
                    steps.context.write(directory.join(&name).join("here"), "");
                    run.mount(BindMount::new(target).source(literal(format!("bound/{name}"))))
                }
                _ => run.mount(TmpfsMount::new(target)),
            };
        }
        if source.is_good(&[], run.clone().into()) {
            stage = stage.push(Workdir::new("/out/in")).push(run);
            steps.mounted.push((format!("mounts/{number}"), points));
            steps.ids.extend(ids);
        }
    }
    steps.add(stage);
    sources(source, &mut steps);
    steps.finish()
}

/// Files of the context by names, bound and read.
fn sources(source: &mut Source, steps: &mut Steps) {
    let mut stage = stage("sources").workdir("/out");
    let mut said = Vec::new();
    for number in 0..10 {
        let mut contents = Vec::new();
        let mut run = Run::new(format!(
            ": {number}; cat /f0 /f1 /f2 /f3 /f4 /f5 /f6 /f7 >> /out/said"
        ));
        for mount in 0..8 {
            let name = source.plain_name(&["context-name"], |name| {
                Run::new("x")
                    .mount(BindMount::new("/x").source(literal(name)))
                    .into()
            });
            let content = format!("{number} {mount} {name}");
            let path = PathBuf::from(format!("files{number}{mount}")).join(&name);
            steps.context.write(&path, format!("{content}\0"));
            contents.push(content);
            run = run.mount(BindMount::new(literal(format!("/f{mount}"))).source(literal(path)));
        }
        if source.is_good(&[], run.clone().into()) {
            stage = stage.push(run);
            said.extend(contents);
        }
    }
    steps.said.push(("sources".to_owned(), said));
    steps.add(stage);
}

/// The mount points in `/proc/self/mountinfo`, where odd characters are octal.
fn mount_points(info: &str) -> Vec<String> {
    let decoded = |field: &str| {
        let mut parts = field.split('\\');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| {
            let code = part
                .get(..3)
                .and_then(|code| u8::from_str_radix(code, 8).ok());
            text + &char::from(code.unwrap_or(b'?')).to_string() + part.get(3..).unwrap_or_default()
        })
    };
    info.split('\n')
        .filter_map(|line| line.split(' ').nth(4))
        .map(decoded)
        .collect()
}
