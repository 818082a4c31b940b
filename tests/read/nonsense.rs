//! Texts that nobody would write: both accept or both refuse, and read the same.

use std::collections::{BTreeMap, BTreeSet};
use std::env;

use dockerkit::{Dockerfile, DockerfileText};

use crate::support::parser::{Parsed, Parser};
use crate::{corpus, meaning};

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
        usize::try_from((self.0 >> 11) % limit.max(1) as u64).unwrap()
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

/// What is put in: what means something to some layer.
const PARTS: [&str; 64] = [
    "\"",
    "'",
    "\\",
    "\\\n",
    "`",
    "$",
    "${",
    "}",
    "$A",
    "${A:-b}",
    "${A#x*}",
    "${A/b/c}",
    "=",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\n\n",
    "#",
    "# escape=`\n",
    "# syntax=a\n",
    "<<",
    "<<EOF",
    "<<-'E'",
    "\nEOF\n",
    "\nE\n",
    "[",
    "]",
    "[\"a\", \"b\"]",
    "[1]",
    ",",
    "--",
    "--from=0 ",
    "--mount=type=cache,target=/c ",
    "--mount=type=secret,id=a ",
    "--link ",
    "--x ",
    "--chown=a:b ",
    "AS ",
    "FROM a\n",
    "FROM a AS b\n",
    "RUN ",
    "COPY ",
    "ENV ",
    "ONBUILD ",
    "HEALTHCHECK ",
    "CMD ",
    "NONE",
    "USER ",
    "LABEL ",
    "EXPOSE 80/TCP ",
    "SHELL ",
    "\u{feff}",
    "\u{a0}",
    "é",
    "\u{2028}",
    "\u{0}",
    "\x0b",
    "\x0c",
    ":",
    "/",
    ";",
    "\u{85}",
    "~",
];

const KEYWORDS: [&str; 18] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// A place between characters.
fn place(text: &str, random: &mut Random) -> usize {
    let at = random.below(text.len() + 1);
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// A part of a real file, with a few mistakes.
pub(crate) fn mutated(real: &str, random: &mut Random) -> String {
    let lines: Vec<&str> = real.split_inclusive('\n').collect();
    let start = random.below(lines.len());
    let count = 1 + random.below(12);
    let mut text: String = lines.iter().skip(start).take(count).copied().collect();
    if random.below(3) > 0 {
        text.insert_str(0, "FROM a\n");
    }
    for _ in 0..random.below(4) {
        match random.below(7) {
            0 => {
                let (one, other) = (place(&text, random), place(&text, random));
                text.replace_range(one.min(other)..one.max(other), "");
            }
            1 => {
                let mut lines: Vec<_> = text.split_inclusive('\n').map(str::to_owned).collect();
                if !lines.is_empty() {
                    let line = lines[random.below(lines.len())].clone();
                    lines.insert(random.below(lines.len() + 1), line);
                }
                text = lines.concat();
            }
            2 => {
                let one = place(&text, random);
                let end = text[one..]
                    .chars()
                    .next()
                    .map_or(one, |it| one + it.len_utf8());
                text.replace_range(one..end, "");
            }
            _ => {
                let at = place(&text, random);
                text.insert_str(at, random.pick(&PARTS));
            }
        }
    }
    text
}

/// Words put together.
fn made(random: &mut Random) -> String {
    let mut text = String::new();
    if random.below(4) > 0 {
        text.push_str("FROM a\n");
    }
    for _ in 0..=random.below(4) {
        text.push_str(random.pick(&KEYWORDS));
        text.push(' ');
        for _ in 0..random.below(7) {
            match random.below(3) {
                0 => text.push_str(
                    random.pick(&["a", "b=c", "/d", "e f", "80", "\"g h\"", "1s", "x:y"]),
                ),
                _ => text.push_str(random.pick(&PARTS)),
            }
            if random.below(3) == 0 {
                text.push(' ');
            }
        }
        text.push('\n');
    }
    text
}

/// Why BuildKit refuses what it read.
fn refused(found: &Result<Vec<Parsed>, String>) -> Option<String> {
    let found = match found {
        Ok(found) => found,
        Err(error) => return Some(error.clone()),
    };
    let mut stages = false;
    for instruction in found {
        let read_on = instruction.read_on.as_ref().unwrap();
        if let Some(refused) = &read_on.refused {
            return Some(refused.clone());
        }
        stages |= instruction.name == "FROM";
        // All bases are looked at, whatever is built; what an argument makes of them is another question.
        let nothing = |word: &Vec<Option<String>>| word.iter().all(|it| it.as_deref() == Some(""));
        let given = instruction.values.first();
        if given.is_some_and(|it| !it.contains('$'))
            && instruction.name == "FROM"
            && read_on.words.first().is_some_and(nothing)
        {
            return Some("base name should not be blank".to_owned());
        }
        if !stages && instruction.name != "ARG" {
            return Some("no build stage in current context".to_owned());
        }
    }
    None
}

/// What is known to be read otherwise, and why.
fn known(text: &str, theirs: Option<&str>, ours: Option<&str>) -> Option<&'static str> {
    // A comment where a command should be.
    if ours.is_some_and(|ours| ours.contains("begins with `#!`")) {
        return Some("an interpreter without a script");
    }
    // The frontend reads mounts without expanding them; what is refused here it refuses then.
    if ours.is_some_and(|ours| {
        ours.contains("where its type does not have it")
            || ours.contains("of the mount is there twice")
            || ours.contains("the mount has two types")
    }) {
        return Some("options of mounts");
    }
    // The builder expands the value of an argument, in front of which it drops one; the test has the whole word expanded.
    if text.contains("=\u{feff}") {
        return Some("a byte order mark in front of a value");
    }
    if text.contains('\u{0}') && theirs.is_some() != ours.is_some() {
        return Some("NUL");
    }
    None
}

#[derive(Debug, Default)]
struct Counts {
    accepted: usize,
    refused: usize,
    written: usize,
    known: BTreeMap<&'static str, usize>,
    /// What is read and not written, by what forbids it.
    unwritten: BTreeMap<&'static str, usize>,
}

fn compare(cases: usize, seed: u64) {
    const BATCH: usize = 500;
    let files = corpus::all();
    let mut random = Random::new(seed);
    let mut frontend = Parser::frontend();
    let mut counts = Counts::default();
    let mut bad = Vec::new();
    for _ in 0..cases.div_ceil(BATCH) {
        let texts: Vec<_> = (0..BATCH)
            .map(|_| {
                if random.below(3) == 0 {
                    return made(&mut random);
                }
                let file = random.below(files.len());
                mutated(&files[file].text, &mut random)
            })
            .collect();
        let read: Vec<_> = texts.iter().map(|text| Dockerfile::parse(text)).collect();
        let written: Vec<_> = read
            .iter()
            .map(|read| read.as_ref().ok().and_then(|file| file.render().ok()))
            .collect();
        let shown: Vec<_> = written
            .iter()
            .map(|text| text.as_deref().unwrap_or("FROM a\n"))
            .collect();
        let theirs = frontend.parse_many(&texts);
        let again = frontend.parse_many(&shown);
        for (index, text) in texts.iter().enumerate() {
            let why = refused(&theirs[index]);
            let ours = read[index].as_ref().err().map(ToString::to_string);
            if let Some(known) = known(text, why.as_deref(), ours.as_deref()) {
                *counts.known.entry(known).or_default() += 1;
                continue;
            }
            if why.is_some() != ours.is_some() {
                bad.push(format!("{text:?}\n  BuildKit: {why:?}\n  here: {ours:?}"));
                continue;
            }
            if why.is_some() {
                counts.refused += 1;
                continue;
            }
            counts.accepted += 1;
            if written[index].is_none() {
                let report = read[index].as_ref().unwrap().check();
                for rule in report
                    .errors()
                    .map(|it| it.rule.name)
                    .collect::<BTreeSet<_>>()
                {
                    *counts.unwritten.entry(rule).or_default() += 1;
                }
                continue;
            }
            counts.written += 1;
            let original = meaning::of(theirs[index].as_ref().unwrap());
            match &again[index] {
                Err(error) => bad.push(format!("{text:?}\n  written: {}\n  {error}", shown[index])),
                Ok(again) => {
                    let again = meaning::of(again);
                    if again != original {
                        let pairs = original.iter().zip(&again);
                        let first = pairs.into_iter().find(|(one, other)| one != other);
                        bad.push(format!(
                            "{text:?}\n  written: {:?}\n  {first:?}",
                            shown[index]
                        ));
                    }
                }
            }
        }
        if bad.len() > 40 {
            break;
        }
    }
    println!("{counts:?}");
    assert!(
        bad.is_empty(),
        "{} of {cases}:\n{}",
        bad.len(),
        bad.join("\n")
    );
    assert!(
        counts.accepted * 8 > cases && counts.written * 16 > cases,
        "{counts:?}"
    );
}

/// `DOCKERKIT_CASES` and `DOCKERKIT_SEED` ask for more texts and for others.
#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
fn nonsense_is_read_as_buildkit_reads_it() {
    let number = |name, default| match env::var(name) {
        Ok(text) => text.parse().expect("a number"),
        Err(_) => default,
    };
    compare(
        usize::try_from(number("DOCKERKIT_CASES", 5_000)).unwrap(),
        number("DOCKERKIT_SEED", 0x9e37_79b9),
    );
}

/// Who wrote a Dockerfile is told in its words, whatever is wrong with it.
#[test]
fn nobody_who_wrote_a_dockerfile_is_told_in_rust() {
    let files = corpus::all();
    let mut random = Random::new(7);
    let mut texts: Vec<String> = files.iter().map(|file| file.text.clone()).collect();
    for _ in 0..3_000 {
        texts.push(made(&mut random));
        texts.push(mutated(&files[random.below(files.len())].text, &mut random));
    }
    texts.extend(BROKEN.map(|lines| format!("FROM python:3.12 AS build\n{lines}\n")));
    texts.extend(
        BROKEN.map(|lines| format!("# syntax=docker/dockerfile:1.0\nFROM a\nUSER app\n{lines}\n")),
    );
    let mut rules = BTreeSet::new();
    for text in &texts {
        for finding in &DockerfileText::new(text).check().findings {
            // An option of apt's.
            let help = &finding
                .help
                .replace("Binary::apt::APT::", "")
                .replace("Dir::Cache", "");
            rules.insert(finding.rule.name);
            let method = help.split("`.").skip(1).any(|it| {
                let name = it.trim_start_matches(|it: char| it.is_ascii_lowercase() || it == '_');
                name.len() < it.len() && name.starts_with('(')
            });
            let is_rust = ["::", "literal(", "pattern(", "PackageManager"];
            assert!(
                !method && !is_rust.iter().any(|it| help.contains(it)),
                "{finding}"
            );
        }
    }
    // Most rules that a text can break are.
    assert!(rules.len() > 60, "{} {rules:?}", rules.len());
}

/// What breaks rules that chance does not.
const BROKEN: [&str; 34] = [
    "RUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir a",
    "RUN --mount=type=cache,id=a,target=/c,uid=1 a\nRUN --mount=type=cache,id=a,target=/c,sharing=locked a",
    "RUN --mount=type=cache,id=a,target=/c,sharing=locked --mount=type=cache,id=a,target=/d,sharing=locked a",
    "RUN --mount=type=cache,target=/root/.cache/pip make",
    "RUN --mount=type=cache,target=/root/.cache/pip su app -c 'pip install a'",
    "RUN pip install a\nRUN --mount=type=cache,target=/root/.cache/pip pip install b\nRUN npm ci && pip install c",
    "RUN --mount=type=cache,target=/root/.cache/pip npm ci",
    "RUN --mount=type=cache,id=p,target=/root/.npm apt-get install a",
    "RUN --mount=type=cache,target=/c,source=/d a",
    "RUN --mount=type=cache,target=~/.cache a",
    "RUN --mount=type=cache,target=/ a",
    "RUN --mount=type=secret,id=a,src=b,target=~/c a",
    "RUN --mount=type=secret,id=a a",
    "RUN --mount=type=secret a",
    "RUN --mount=type=$A,target=/c,ro,id a",
    "RUN --mount=type=tmpfs,target=/c,size=x a",
    "RUN --mount=from=0,target=/c a",
    "RUN --mount=from=$A,target=/c a",
    "COPY --from=build a b\nCOPY --from=9 a b\nCOPY --from=biuld a b",
    "COPY https://a/b /\nCOPY --chmod=999 a b\nADD --checksum=sha256:0 a b",
    "COPY [\"[a\", \"b\"]\nCOPY <<E /a\n$B\nE",
    "FROM later\nFROM a AS later\nFROM a AS scratch\nFROM a AS Later",
    "FROM --platform=x/y/z/w a\nFROM --platform=linux/amd64 a\nFROM --platform=$TARGETPLATFORM a\nFROM $A:$B",
    "RUN <<E\na\r\nb\r\nE\nRUN <<E\na \\\n # b\nc\nE\nRUN <<E\n\n#!/bin/python\nE",
    "RUN RUN a\nRUN --Network=none a\nRUN [\"apk update\", \"a\"]\nRUN [\"a\"",
    "HEALTHCHECK --interval=1s --retries=0 CMD a\nHEALTHCHECK NONE\nHEALTHCHECK CMD b",
    "CMD a\nCMD b\nENTRYPOINT a\nSTOPSIGNAL x\nEXPOSE a 1/x 80/TCP",
    "ONBUILD RNU a\nONBUILD COPY --from=build a b\nONBUILD RUN --mount=type=cache,target=/root/.cache/pip pip install a",
    "SHELL [\"powershell\"]\nRUN a\nRUN --mount=type=cache,target=/root/.cache/pip pip install a",
    "ENV API_TOKEN=a\nARG PASSWORD\nENV A ${B:x}\nLABEL a=b=c \"d=e\"=f",
    "WORKDIR a\nENV \"A=b\"=c\nARG $A\nUSER a:b:c\nUSER 99999999999",
    "COPY --chown=\u{fc} a b\nENV A=\"${B\nLABEL x='",
    "RUN --security=insecure --network=none a\nRUN --device=a a\nCOPY --link --parents a b\nADD --keep-git-dir a b",
    "# dockerkit: skip=NoSuchRule\nRUN a\n# check=skip=all\nRUN b\n# Generated by dockerkit from Rust code; do not edit\nCMD",
];
