//! Who reads, and who can write again what was read.

use std::hint::black_box;
use std::panic::catch_unwind;

use dockerfile_parser::Dockerfile as PestFile;
use dockerkit::Dockerfile;
use dockerkit::syntax::Tree;
use dofigen_lib::DockerFile as Lines;

use crate::peers::{self, Peer};

/// A library, as functions of a text.
pub(crate) struct Reader {
    pub(crate) name: &'static str,
    /// Reads it, lets go of what it made, and says whether it is accepted.
    pub(crate) read: fn(&str) -> bool,
    /// Reads and writes it, where there is a writer.
    pub(crate) again: Option<fn(&str) -> Option<String>>,
}

pub(crate) const NEWLINES: Reader = Reader {
    name: "newlines, `memchr`",
    read: |text| {
        let at = memchr::memchr_iter(b'\n', text.as_bytes());
        at.for_each(|it| {
            black_box(it);
        });
        true
    },
    again: None,
};

pub(crate) const LINES: Reader = Reader {
    name: "`str::lines()`",
    read: |text| {
        text.lines().for_each(|it| {
            black_box(it);
        });
        true
    },
    again: None,
};

pub(crate) const TREE: Reader = Reader {
    name: "dockerkit: `Tree::of`",
    read: |text| {
        black_box(Tree::of(text));
        true
    },
    again: None,
};

pub(crate) const PARSE: Reader = Reader {
    name: "dockerkit: `Dockerfile::parse`",
    read: |text| black_box(Dockerfile::parse(text)).is_ok(),
    again: Some(|text| Dockerfile::parse(text).ok()?.render().ok()),
};

pub(crate) const PEERS: [Reader; 4] = [
    Reader {
        name: "containerfile 0.1.0",
        read: |text| black_box(dockerfile::parse(text)).is_ok(),
        again: Some(|text| Some(peers::Containerfile::render(&dockerfile::parse(text).ok()?))),
    },
    Reader {
        name: "dockerfile-parser-rs 3.4.0",
        read: |text| black_box(text.parse::<dockerfile_parser_rs::Dockerfile>()).is_ok(),
        again: Some(|text| Some(peers::DockerfileParserRs::render(&text.parse().ok()?))),
    },
    Reader {
        name: "dofigen 2.10.0-rc.1, lines",
        read: |text| black_box(text.parse::<Lines>()).is_ok(),
        again: Some(|text| Some(peers::Dofigen::render(&text.parse().ok()?))),
    },
    Reader {
        name: "dockerfile-parser 0.9.0",
        read: |text| black_box(PestFile::parse(text)).is_ok(),
        again: None,
    },
];

impl Reader {
    /// Which of the texts it reads. A panic refuses one.
    pub(crate) fn takes(&self, texts: &[&str]) -> Vec<bool> {
        let takes = |text: &&str| catch_unwind(|| (self.read)(text)).unwrap_or(false);
        texts.iter().map(takes).collect()
    }
}
