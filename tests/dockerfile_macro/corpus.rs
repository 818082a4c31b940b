//! The constructs of real files: the official parser reads in ours what a person meant, and they are all there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::real::constructs;
use crate::support::parser::{Parsed, Parser};

/// Compares what the official parser reads in each of ours and in what a person wrote.
pub(crate) fn compare() {
    let mut parser = Parser::start();
    for construct in constructs() {
        let what = construct.what;
        let meant = parser.parse(construct.written).unwrap();
        let rendered = construct.dsl.render().unwrap();
        let found = parser.parse(&rendered).unwrap();
        let [meant, found] = [meant, found].map(|all| all.iter().map(said).collect::<Vec<_>>());
        for (meant, found) in meant.iter().zip(&found) {
            assert_eq!(meant, found, "{what}");
        }
        assert_eq!(meant.len(), found.len(), "{what}");
    }
}

/// What an instruction says, however it is written.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    name: String,
    flags: BTreeSet<String>,
    values: Vec<String>,
    files: Vec<(String, bool)>,
    onbuild: Option<Box<Said>>,
}

fn said(parsed: &Parsed) -> Said {
    let shell =
        ["RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"].contains(&parsed.name.as_str()) && !parsed.json;
    let value = |value: &String| {
        if !parsed.heredocs.is_empty() && value.contains("<<") {
            return "<<".to_owned();
        }
        if shell {
            // Where a line is continued, and how far it is indented, does not matter.
            return value.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        if parsed.json {
            value.clone()
        } else {
            unquoted(value)
        }
    };
    Said {
        name: parsed.name.clone(),
        flags: parsed.flags.iter().map(|flag| flag_said(flag)).collect(),
        values: parsed.values.iter().map(value).collect(),
        files: parsed
            .heredocs
            .iter()
            // The shell expands in a script, whatever the quotes; and where nothing can be expanded they do not matter.
            .map(|file| {
                let expands =
                    file.expand && parsed.name != "RUN" && file.content.contains(['$', '\\']);
                // A line with a here-document of its own is what a script would hold.
                let line = parsed.values.iter().filter(|_| parsed.name == "RUN");
                let line = line.filter(|line| !line.starts_with("<<"));
                let content = line.fold(file.content.clone(), |content, line| {
                    format!("{line}\n{content}{}\n", file.name)
                });
                (content, expands)
            })
            .collect(),
        onbuild: parsed.onbuild.as_ref().map(|inner| Box::new(said(inner))),
    }
}

/// Without the quotes and backslashes that protect.
fn unquoted(value: &str) -> String {
    let mut text = String::new();
    let mut rest = value.chars();
    while let Some(character) = rest.next() {
        match character {
            '"' | '\'' => {}
            '\\' => text.extend(rest.next()),
            other => text.push(other),
        }
    }
    text
}

/// A flag, with what BuildKit adds by itself.
fn flag_said(flag: &str) -> String {
    let flag = unquoted(flag);
    let Some(options) = flag.strip_prefix("--mount=") else {
        return match flag.split_once('=') {
            Some((name, "true")) => name.to_owned(),
            _ if flag.starts_with("--chmod=") => flag.replace("=0", "="),
            _ => flag,
        };
    };
    let mut fields = mount_fields(options);
    fields
        .entry("type".to_owned())
        .or_insert_with(|| "bind".to_owned());
    if fields.get("type").is_some_and(|kind| kind == "bind") {
        fields.remove("readonly");
    }
    format!("--mount={fields:?}")
}

fn mount_fields(options: &str) -> BTreeMap<String, String> {
    let field = |option: &str| {
        let (name, value) = option.split_once('=').unwrap_or((option, "true"));
        let name = match name {
            "dst" | "destination" => "target",
            "src" => "source",
            "rw" => "readwrite",
            "ro" => "readonly",
            other => other,
        };
        (name.to_owned(), value.to_owned())
    };
    options.split(',').map(field).collect()
}

/// The things that an instruction does.
fn keys(parsed: &Parsed) -> BTreeSet<String> {
    let name = &parsed.name;
    let mut keys = BTreeSet::from([name.clone()]);
    for flag in &parsed.flags {
        let flag = unquoted(flag);
        let Some(options) = flag.strip_prefix("--mount=") else {
            let flag = flag.split('=').next().unwrap_or_default();
            keys.insert(format!("{name} {flag}"));
            continue;
        };
        let fields = mount_fields(options);
        let kind = fields.get("type").map_or("bind", String::as_str);
        let names = fields.keys().filter(|name| *name != "type");
        keys.extend(names.map(|name| format!("mount {kind} {name}")));
        keys.insert(format!("mount {kind}"));
    }
    for file in &parsed.heredocs {
        let tabs = if file.strip_tabs { "<<-" } else { "<<" };
        let expands = if file.expand { "" } else { " quoted" };
        keys.insert(format!("{name} {tabs}{expands}"));
    }
    if parsed.json {
        keys.insert(format!("{name} []"));
    }
    // The shell's own references are text.
    if name != "RUN" {
        let text = parsed.values.join(" ");
        for sign in [":-", ":+", "#", "%", "/"] {
            let braced = text
                .split("${")
                .skip(1)
                .filter_map(|rest| rest.split('}').next());
            if braced.into_iter().any(|inside| inside.contains(sign)) && !parsed.json {
                keys.insert(format!("${{…{sign}…}}"));
            }
        }
    }
    if let Some(inner) = &parsed.onbuild {
        keys.extend(self::keys(inner));
    }
    keys
}

/// What the macro says otherwise, and why that is enough.
const OTHERWISE: &[(&str, &str)] = &[
    (
        "RUN <<-",
        "tabs are taken away when the program is compiled",
    ),
    (
        "RUN << quoted",
        "the shell expands in a script, whatever the quotes",
    ),
    ("MAINTAINER", "deprecated; `LABEL maintainer = …`"),
];

/// Looks in real files for what is not among ours.
pub(crate) fn look() {
    const REPOSITORIES: [&str; 4] = [
        "jim60105/docker-whisperX",
        "remsky/Kokoro-FastAPI",
        "moby/buildkit",
        "docker/buildx",
    ];
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/dockerfiles.jsonl");
    let corpus =
        fs::read_to_string(&corpus).unwrap_or_else(|error| panic!("{}: {error}", corpus.display()));
    let mut parser = Parser::start();
    let mut here = BTreeSet::new();
    for construct in constructs() {
        here.extend(
            parser
                .parse(construct.written)
                .unwrap()
                .iter()
                .flat_map(keys),
        );
    }
    let mut missing: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut files = 0;
    for line in corpus.lines() {
        let file: serde_json::Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| file[name].as_str().unwrap_or_default().to_owned();
        let refused = file["reference"]["error"].is_string();
        // The parser's own test data does what nobody does.
        let data = field("path").contains("/parser/testfile");
        if refused || data || !REPOSITORIES.contains(&field("repository").as_str()) {
            continue;
        }
        files += 1;
        for key in parser.parse(&field("text")).unwrap().iter().flat_map(keys) {
            let otherwise = OTHERWISE.iter().any(|(known, _)| *known == key);
            if !here.contains(&key) && !otherwise {
                let place = format!("{} {}", field("repository"), field("path"));
                missing.entry(key).or_default().insert(place);
            }
        }
    }
    println!("{files} files, {} constructs", here.len());
    assert!(
        files > 20,
        "the corpus has only {files} files of these repositories"
    );
    assert!(missing.is_empty(), "{missing:#?}");
}
