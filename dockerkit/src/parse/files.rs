//! `COPY` and `ADD`.
//!
//! Source: `parseSourcesAndDest` in `frontend/dockerfile/instructions/parse.go`.

use std::borrow::Cow;
use std::collections::HashMap;

use super::command::{others, without_tabs};
use super::flags::{Flag, Kind};
use super::names::Names;
use super::{Lines, Reading, Refused};
use crate::heredoc;
use crate::instruction::{AddFiles, CopyFiles, FileSource, InlineFile, Instruction, Pattern};
use crate::name::Image;
use crate::source::{Source, StageRef};
use crate::syntax::Body;
use crate::syntax::json::{self, Read};
use crate::syntax::words;
use crate::text::word::word;
use crate::text::{self, Text};

struct Files {
    sources: Vec<FileSource>,
    destination: Text,
}

fn files(reading: &Reading<'_>, lines: &Lines<'_>, keyword: &str) -> Result<Files, Refused> {
    let operand = reading.operand();
    match json::strings(operand) {
        Read::Strings(found) => {
            let words = found.iter().map(|(word, _)| &**word);
            files_of(words, reading, lines, keyword)
        }
        Read::Others => Err(others(reading)),
        Read::No => {
            let words = operand.split(words::BLANKS).filter(|word| !word.is_empty());
            files_of(words, reading, lines, keyword)
        }
    }
}

fn files_of<'w>(
    mut words: impl DoubleEndedIterator<Item = &'w str>,
    reading: &Reading<'_>,
    lines: &Lines<'_>,
    keyword: &str,
) -> Result<Files, Refused> {
    let destination = words.next_back();
    let mut words = words.peekable();
    let Some(destination) = destination.filter(|_| words.peek().is_some()) else {
        let (message, help) = match destination {
            None => (
                "says neither a source nor a destination",
                "put both behind the keyword",
            ),
            Some(_) => (
                "says a source, but no destination",
                "put it behind the source",
            ),
        };
        return Err(Refused::new(
            reading.whole(),
            format!("`{keyword}` {message}"),
            help,
        ));
    };
    if heredoc::of_word(destination).is_some() {
        let help = "put a path behind it";
        return Err(Refused::new(
            reading.operand.clone(),
            "the destination is a here-document",
            help,
        ));
    }
    // By their words; of each the last one first.
    let mut bodies: HashMap<&str, Vec<&Body>> = HashMap::new();
    for body in lines.instruction.bodies().iter().rev() {
        bodies.entry(&body.opened.word).or_default().push(body);
    }
    let source = |source: &str| {
        let Some(opened) = heredoc::of_word(source) else {
            return FileSource::Path(Pattern::of(word(source, reading.escape())));
        };
        // Of several with one name each has its own, of which BuildKit takes the last.
        let body = bodies.get_mut(&*opened.word).and_then(Vec::pop);
        let content = body.and_then(|body| lines.text.get(body.content.clone()));
        let content = content.unwrap_or_default();
        let content = if opened.strips_tabs {
            without_tabs(content)
        } else {
            Cow::Borrowed(content)
        };
        FileSource::Inline(InlineFile {
            name: opened.word.into(),
            content: if opened.expands {
                text::word::body(&content)
            } else {
                Text::new_literal(content.into_owned())
            },
        })
    };
    Ok(Files {
        sources: words.map(source).collect(),
        destination: word(destination, reading.escape()),
    })
}

/// The text of a flag, unless it is empty, which is none.
fn flag_text(flag: &Flag<'_>, escape: char) -> Option<Text> {
    Some(word(flag.value(), escape)).filter(|text| !text.is_empty())
}

const COPY_FLAGS: [(&str, Kind); 6] = [
    ("chown", Kind::Value),
    ("from", Kind::Value),
    ("chmod", Kind::Value),
    ("link", Kind::Switch),
    ("exclude", Kind::Values),
    ("parents", Kind::Switch),
];

pub(super) fn copy(
    reading: &Reading<'_>,
    lines: &Lines<'_>,
    names: &Names,
) -> Result<Instruction, Refused> {
    let Files {
        sources,
        destination,
    } = files(reading, lines, "COPY")?;
    let mut copy = CopyFiles::new(sources, destination);
    for flag in reading.flags.known(&COPY_FLAGS)? {
        match flag.name() {
            "chown" => copy.chown = flag_text(flag, reading.escape()),
            "chmod" => copy.chmod = flag_text(flag, reading.escape()),
            "link" => copy.link = flag.is_on(),
            "parents" => copy.parents = flag.is_on(),
            "from" => copy.from = from(flag.value(), reading.escape(), names),
            _ => copy.exclude.push(flag.value().to_owned().into()),
        }
    }
    Ok(copy.into())
}

/// A stage by its number, or else what is an image until all stages are known.
fn from(value: &str, escape: char, names: &Names) -> Option<Source> {
    if value.is_empty() {
        return None;
    }
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    let is_number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    let number = digits
        .parse()
        .ok()
        .filter(|number| is_number && (!value.starts_with('-') || *number == 0));
    Some(if let Some(number) = number {
        StageRef::by_number(number).into()
    } else {
        names.asked.set(true);
        Image::from(word(value, escape)).into()
    })
}

const ADD_FLAGS: [(&str, Kind); 7] = [
    ("chown", Kind::Value),
    ("chmod", Kind::Value),
    ("link", Kind::Switch),
    ("keep-git-dir", Kind::Switch),
    ("checksum", Kind::Value),
    ("unpack", Kind::Switch),
    ("exclude", Kind::Values),
];

pub(super) fn add(reading: &Reading<'_>, lines: &Lines<'_>) -> Result<Instruction, Refused> {
    let Files {
        sources,
        destination,
    } = files(reading, lines, "ADD")?;
    let mut add = AddFiles::new(sources, destination);
    for flag in reading.flags.known(&ADD_FLAGS)? {
        match flag.name() {
            "chown" => add.chown = flag_text(flag, reading.escape()),
            "chmod" => add.chmod = flag_text(flag, reading.escape()),
            "checksum" => add.checksum = flag_text(flag, reading.escape()),
            "link" => add.link = flag.is_on(),
            "keep-git-dir" => add.keep_git_dir = flag.is_on(),
            "unpack" => add.unpack = Some(flag.is_on()),
            _ => add.exclude.push(flag.value().to_owned().into()),
        }
    }
    Ok(add.into())
}
