//! Paths and contents of `COPY` and `ADD`, as the files of a stage show them.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use dockerkit::{
    AddFiles, CopyFiles, Dockerfile, Escape, FileSource, InlineFile, Stage, Text, literal, pattern,
};

use crate::{
    BASE,
    source::{SET, Source, Value},
    support::{engine::Exported, scratch::Scratch},
};

/// A file to be built with a context, and the files that have to come out of it.
pub(crate) struct Files {
    pub(crate) file: Dockerfile,
    pub(crate) context: Scratch,
    pub(crate) expected: BTreeMap<PathBuf, String>,
}

impl Files {
    /// Compares all files with those that were meant.
    pub(crate) fn compare(&self, built: &Exported, wrong: &mut Vec<String>) {
        let found: BTreeSet<_> = built.files().into_iter().collect();
        let more = found
            .iter()
            .filter(|path| !self.expected.contains_key(*path));
        wrong.extend(more.map(|path| format!("there should be no {}", shown(path))));
        for (path, content) in &self.expected {
            if !found.contains(path) {
                wrong.push(format!("there is no {}, with {content:.200?}", shown(path)));
            } else if built.read(path) != content.as_bytes() {
                let read = String::from_utf8_lossy(&built.read(path)).into_owned();
                wrong.push(format!(
                    "{} holds {read:.400?} instead of {content:.400?}",
                    shown(path)
                ));
            }
        }
    }
}

/// A path with its odd characters escaped.
fn shown(path: &Path) -> String {
    format!("{:?}", path.to_string_lossy())
}

/// A stage with the variables that texts refer to.
fn stage(name: impl Into<String>) -> Stage {
    Stage::named(name.into(), BASE)
        .env("SET", literal(SET))
        .env("EMPTY", "")
}

pub(crate) fn files(source: &mut Source, start: Dockerfile) -> Files {
    let mut files = Files {
        file: start,
        context: Scratch::new(),
        expected: BTreeMap::new(),
    };
    let parts = [
        sources(source, &mut files),
        destinations(source, &mut files),
        inline(source, &mut files),
        patterns(&mut files),
        excluded(source, &mut files),
    ];
    let mut last = Stage::new("scratch");
    for stage in parts.into_iter().flatten() {
        let handle = files.file.begin(stage);
        last = last.push(CopyFiles::new(["/out/"], "/").from(handle));
    }
    files.file.begin(last);
    files
}

/// Exact names of the context, each beside files that it would match as a pattern.
fn sources(source: &mut Source, files: &mut Files) -> Vec<Stage> {
    let mut names = BTreeSet::new();
    while names.len() < 250 {
        names.insert(source.plain_name(&["context-name"], |name| {
            CopyFiles::new([literal(name)], "/out/").into()
        }));
    }
    for (number, name) in names.iter().enumerate() {
        files
            .context
            .write(PathBuf::from("exact").join(name), number.to_string());
        for directory in ["copied", "added"] {
            files
                .expected
                .insert(PathBuf::from(directory).join(name), number.to_string());
        }
    }
    for name in names
        .iter()
        .filter(|name| name.contains(['*', '?', '[', '\\']))
    {
        let others = [
            name.replace('*', "any"),
            name.replace('?', "1"),
            name.replace("[a-z]", "b"),
            name.replace('\\', ""),
        ];
        for other in others.iter().filter(|other| {
            !names.contains(*other) && !other.is_empty() && *other != "." && *other != ".."
        }) {
            files
                .context
                .write(PathBuf::from("exact").join(other), "decoy");
        }
    }
    // All at once, but those that would have the builder read the rest of the line twice.
    let (alone, together): (Vec<_>, Vec<_>) = names.iter().partition(|name| name.contains("<<"));
    let (mut copied, mut added) = (stage("copied"), stage("added"));
    for some in alone.chunks(1).chain([together.as_slice()]) {
        let exact = || some.iter().map(|name| literal(format!("exact/{name}")));
        copied = copied.push(CopyFiles::new(exact(), "/out/copied/"));
        added = added.push(AddFiles::new(exact(), "/out/added/"));
    }
    vec![copied, added]
}

/// Destinations, of a file and of a directory, absolute and relative.
fn destinations(source: &mut Source, files: &mut Files) -> Vec<Stage> {
    files.context.write("file", "x");
    let mut stages = Vec::new();
    for part in 0..4 {
        let mut stage =
            stage(format!("destinations{part}")).workdir(literal(format!("/out/to{part}")));
        let below = PathBuf::from(format!("to{part}"));
        for number in 0..40 {
            let Value { text, meant } =
                source.name(&[], |text| CopyFiles::new(["file"], text).into());
            let copy = |to: Text| CopyFiles::new(["file"], to);
            let (copy, path) = match number % 4 {
                0 => (copy(text), below.join(&meant)),
                1 => (
                    copy(literal(format!("/out/to{part}/")).then(text)),
                    below.join(&meant),
                ),
                2 => (copy(text.then("/")), below.join(&meant).join("file")),
                _ => (
                    copy(literal("a\"b c/").then(text)),
                    below.join("a\"b c").join(&meant),
                ),
            };
            // What is a file for one cannot be a directory for another.
            let taken = files
                .expected
                .keys()
                .any(|other| other.starts_with(&path) || path.starts_with(other));
            if !taken {
                stage = stage.push(copy);
                files.expected.insert(path, "x".to_owned());
            }
        }
        stages.push(stage);
    }
    stages
}

/// Contents that stand in the file, exact and expanding, many in one instruction.
fn inline(source: &mut Source, files: &mut Files) -> Vec<Stage> {
    let mut contents = vec![
        (literal(""), String::new()),
        (literal("\n"), "\n".to_owned()),
        (literal("\n\na"), "\n\na\n".to_owned()),
        (
            literal("EOF\n EOF\nEOF\r\n"),
            "EOF\n EOF\nEOF\r\n".to_owned(),
        ),
        (literal("\ta\n\t\tb\n"), "\ta\n\t\tb\n".to_owned()),
        (
            literal("a\\\n# b\nc\\\n\nd `\ne"),
            "a\\\n# b\nc\\\n\nd `\ne\n".to_owned(),
        ),
        (literal("<<x\nx\n<<y"), "<<x\nx\n<<y\n".to_owned()),
        (literal("a\0b"), "a\0b\n".to_owned()),
        (literal("$SET\n").then("$SET\n"), format!("$SET\n{SET}\n")),
    ];
    while contents.len() < 150 {
        let mut content = (literal(""), String::new());
        for _ in 0..=source.hostile.below(5) {
            let Value { text, meant } = source.value(&[], |text| {
                CopyFiles::file(InlineFile::expanding("f", text), "/").into()
            });
            content = (
                content.0.then(text).then(literal("\n")),
                content.1 + &meant + "\n",
            );
        }
        if source.hostile.below(2) == 0 {
            content = (literal(content.1.trim_end_matches('\n')), content.1);
        }
        contents.push(content);
    }
    let mut stage = stage("inline");
    for (part, some) in contents.chunks(15).enumerate() {
        let name = |number: usize| format!("f{part}-{number}.cfg");
        let sources = some
            .iter()
            .enumerate()
            .map(|(number, (text, _))| InlineFile::expanding(name(number), text));
        stage = stage.push(CopyFiles::new(sources.collect::<Vec<_>>(), "/out/inline/"));
        for (number, (_, meant)) in some.iter().enumerate() {
            files
                .expected
                .insert(PathBuf::from("inline").join(name(number)), meant.clone());
        }
    }
    // A file beside one of the context, and paths that need an escape where no quotes can stand.
    if source.escape == Escape::Backslash {
        let both: [FileSource; 2] = [
            InlineFile::new("here", "$SET").into(),
            literal("odd/it's$\"*\\").into(),
        ];
        files.context.write("odd/it's$\"*\\", "odd");
        stage = stage.push(CopyFiles::new(both, literal("/out/\"$both'/")));
        for (name, content) in [("here", "$SET\n"), ("it's$\"*\\", "odd")] {
            let path = PathBuf::from("\"$both'").join(name);
            files.expected.insert(path, content.to_owned());
        }
    }
    vec![stage]
}

/// Patterns match what they say.
fn patterns(files: &mut Files) -> Vec<Stage> {
    for name in [
        "a.py", "b.py", "c d.py", "x.txt", "[x].txt", "*.md", "z.md", "$SET",
    ] {
        files
            .context
            .write(PathBuf::from("matched").join(name), name);
    }
    let computed = "matched/?.py".to_owned();
    let cases = [
        (
            "star",
            pattern("matched/*.py"),
            &["a.py", "b.py", "c d.py"][..],
        ),
        ("one", pattern(computed), &["a.py", "b.py"]),
        ("blank", pattern("matched/c *"), &["c d.py"]),
        ("set", pattern("matched/[^a].py"), &["b.py"]),
        ("range", pattern("matched/[a-c].py"), &["a.py", "b.py"]),
        ("bracket", pattern("matched/[[]x*"), &["[x].txt"]),
        (
            "variable",
            pattern("matched/${UNSET:-*.txt}"),
            &["x.txt", "[x].txt"],
        ),
        ("dollar", pattern("matched/\\$SET"), &["$SET"]),
    ];
    let mut stage = stage("patterns");
    for (name, pattern, matched) in cases {
        stage = stage.push(CopyFiles::new(
            [pattern],
            literal(format!("/out/patterns/{name}/")),
        ));
        let below = PathBuf::from("patterns").join(name);
        files.expected.extend(
            matched
                .iter()
                .map(|name| (below.join(name), (*name).to_owned())),
        );
    }
    vec![stage]
}

/// `--exclude`, in which nothing is expanded, and which is a flag: ASCII.
fn excluded(source: &mut Source, files: &mut Files) -> Vec<Stage> {
    let mut copy = CopyFiles::new(["excluded/"], "/out/excluded/");
    let mut names = BTreeSet::new();
    while names.len() < 60 {
        let name = source.plain(&["not-ascii", "pattern"], |name| {
            CopyFiles::new(["."], "/").exclude(name).into()
        });
        // What is special in a pattern, and blanks at the ends, which are cut off.
        let odd = name.contains(['*', '?', '[', ']', '\\', '^', '/', '!'])
            || name.trim() != name
            || name == ".";
        if !odd && name.is_ascii() && names.insert(name.clone()) {
            files
                .context
                .write(PathBuf::from("excluded").join(&name), "out");
            copy = copy.exclude(name);
        }
    }
    files.context.write("excluded/kept", "in");
    files
        .expected
        .insert("excluded/kept".into(), "in".to_owned());
    vec![stage("excluded").push(copy)]
}
