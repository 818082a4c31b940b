//! `COPY` and `ADD`, and what they say.

use std::borrow::Cow;

use dockerkit::{AddFiles, CopyFiles, FileSource, InlineFile, pattern};
use proptest::{
    collection::vec,
    option::{of, weighted},
    prelude::*,
    sample::select,
};

use crate::instructions::{Case, from};
use crate::reading::{Flag, FlagValue, Operand, Source};
use crate::strings::{Place, Val, authored, exact, hostile, string, value};

/// A source of files beside others, some of which may be inline.
fn path(place: Place) -> BoxedStrategy<(FileSource, Source)> {
    let tame = select(
        &[
            "a",
            "src/*.py",
            "[a-z]?",
            "https://example.com/x y",
            "$DIR/a",
            "#a",
            "--x",
            "--",
            "[1]",
            "a;b|c&(d)",
        ][..],
    );
    let author =
        prop_oneof![3 => tame.prop_map(str::to_owned), 1 => authored(place)].prop_map(|text| {
            (
                FileSource::from(pattern(text.clone())),
                Source::Path(Val::expand(&text).means()),
            )
        });
    let addresses = select(
        &[
            "HTTPS://h/x.git",
            "HTTPS://h/x",
            "SSH://h/x",
            "Git://h/x",
            "u@h:p",
            "git@h:x",
        ][..],
    );
    let named = prop_oneof![20 => value(place), 1 => addresses.prop_map(Val::literal)];
    let named = named.prop_map(|val| {
        (
            FileSource::from(val.text.clone()),
            Source::Exact(val.means()),
        )
    });
    prop_oneof![author, named].boxed()
}

type Sourced = (FileSource, Source);

fn beside((mut paths, files): (Vec<Sourced>, Vec<Sourced>)) -> Vec<Sourced> {
    paths.extend(files);
    paths
}

/// A name that is longer than a line can be, with something behind it that may have to be escaped.
fn folded() -> BoxedStrategy<Sourced> {
    (
        65_500..65_540_usize,
        select(&["\"", "'", "`", "\\", "$", "x"][..]),
    )
        .prop_map(|(length, end)| {
            let name = Val::literal(&("x".repeat(length) + end + "y"));
            (
                FileSource::from(name.text.clone()),
                Source::Exact(name.means()),
            )
        })
        .boxed()
}

fn inline() -> BoxedStrategy<(FileSource, Source)> {
    let name = prop_oneof![
        9 => select(&["f", "nginx.conf", "EOF", "a.b-c", "3", "x@y+z", "-a", "a$b", "a`b", "a\\b", "it's", "a\"b", "f", "\u{feff}a", "[a]*"][..]).prop_map(str::to_owned),
        1 => hostile(),
    ];
    let content = prop_oneof![2 => exact(Place::Body), 1 => value(Place::Body)];
    (name, content)
        .prop_map(|(name, content)| {
            let file = match content.text.as_literal() {
                Some(text) => InlineFile::new(name.clone(), text.to_owned()),
                None => InlineFile::expanding(name.clone(), &content.text),
            };
            (
                FileSource::from(file),
                Source::Inline {
                    name,
                    content: content.means(),
                },
            )
        })
        .boxed()
}

#[derive(Clone, Debug)]
struct Files {
    sources: Vec<(FileSource, Source)>,
    destination: Val,
    chown: Option<Val>,
    chmod: Option<Val>,
    link: bool,
    exclude: Vec<String>,
}

fn files() -> BoxedStrategy<Files> {
    let sources = prop_oneof![
        32 => vec(path(Place::Word), 1..4),
        12 => (vec(path(Place::FlagBesideHeredoc), 0..2), vec(inline(), 1..3)).prop_map(beside),
        1 => (vec(folded(), 1), vec(inline(), 1..2)).prop_map(beside),
        4 => vec(path(Place::Word), 0..2),
    ];
    let destination = |place| prop_oneof![1 => select(&["/app/", "./", "$DIR/"][..]).prop_map(Val::expand), 1 => value(place)];
    let destination = prop_oneof![
        destination(Place::Word),
        destination(Place::FlagBesideHeredoc)
    ];
    let flag = || value(Place::FlagBesideHeredoc);
    let chown = prop_oneof![6 => Just(None), 1 => select(&["app", "1001:1001", "$U:$G"][..]).prop_map(|it| Some(Val::expand(it))), 1 => flag().prop_map(Some)];
    let chmod = prop_oneof![
        6 => Just(None),
        2 => select(&["0755", "u=rwX,go=rX", "$MODE", "a+x"][..]).prop_map(|mode| Some(Val::expand(mode))),
        1 => flag().prop_map(Some),
    ];
    let exclude = prop_oneof![5 => Just(Vec::new()), 1 => vec(string(Place::Flag), 1..3)];
    (sources, destination, chown, chmod, any::<bool>(), exclude)
        .prop_map(|(sources, destination, chown, chmod, link, exclude)| {
            // The official parser is older than patterns in `${…}`.
            let heredoc = sources
                .iter()
                .any(|(_, source)| matches!(source, Source::Inline { .. }));
            let old = heredoc
                && ["#", "%", "/"]
                    .iter()
                    .any(|it| destination.text.to_string().contains(it));
            let destination = if old {
                Val::literal("/d/")
            } else {
                destination
            };
            Files {
                sources,
                destination,
                chown,
                chmod,
                link,
                exclude,
            }
        })
        .boxed()
}

impl Files {
    fn flags(&self) -> Vec<Flag> {
        let mut flags = Vec::new();
        for (name, value) in [("chown", &self.chown), ("chmod", &self.chmod)] {
            // An empty one is none.
            let value = value.as_ref().filter(|value| !value.text.is_empty());
            flags.extend(value.map(|value| Flag {
                name,
                value: FlagValue::Word(value.means()),
            }));
        }
        flags.extend(self.link.then_some(Flag {
            name: "link",
            value: FlagValue::Set,
        }));
        flags.extend(self.exclude.iter().map(|it| Flag {
            name: "exclude",
            value: FlagValue::Raw(it.clone()),
        }));
        flags
    }

    fn parts(self) -> (Vec<FileSource>, Operand) {
        let (sources, says) = self.sources.into_iter().unzip();
        (
            sources,
            Operand::Files {
                sources: says,
                destination: self.destination.means(),
            },
        )
    }
}

pub(crate) fn copy() -> BoxedStrategy<Case> {
    (files(), weighted(0.3, from()), any::<bool>())
        .prop_map(|(files, from, parents)| {
            let mut copy = CopyFiles::new([""; 0], &files.destination.text);
            let mut flags = files.flags();
            (copy.chown, copy.chmod) = (
                files.chown.clone().map(|it| it.text),
                files.chmod.clone().map(|it| it.text),
            );
            copy.link = files.link;
            copy.exclude = files.exclude.iter().cloned().map(Cow::Owned).collect();
            if let Some(from) = from {
                copy.from = Some(from.source);
                flags.push(Flag {
                    name: "from",
                    value: FlagValue::Raw(from.means),
                });
            }
            if parents {
                copy = copy.parents();
                flags.push(Flag {
                    name: "parents",
                    value: FlagValue::Set,
                });
            }
            let (sources, operand) = files.parts();
            copy.sources = sources;
            Case::new(copy, flags, operand)
        })
        .boxed()
}

pub(crate) fn add() -> BoxedStrategy<Case> {
    let checksum = prop_oneof![
        8 => Just(None),
        1 => select(&["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "$SUM", "sha256:0"][..]).prop_map(|sum| Some(Val::expand(sum))),
        1 => value(Place::FlagBesideHeredoc).prop_map(Some),
    ];
    (files(), checksum, any::<bool>(), of(any::<bool>()))
        .prop_map(|(mut files, checksum, keep_git_dir, unpack)| {
            if checksum.is_some() {
                let url = Val::literal("https://example.com/a b$.tar");
                files.sources = vec![(
                    FileSource::from(url.text.clone()),
                    Source::Exact(url.means()),
                )];
            }
            let mut add = AddFiles::new([""; 0], &files.destination.text);
            let mut flags = files.flags();
            (add.chown, add.chmod) = (
                files.chown.clone().map(|it| it.text),
                files.chmod.clone().map(|it| it.text),
            );
            add.link = files.link;
            add.exclude = files.exclude.iter().cloned().map(Cow::Owned).collect();
            if let Some(checksum) = checksum {
                let given = !checksum.text.is_empty();
                flags.extend(given.then(|| Flag {
                    name: "checksum",
                    value: FlagValue::Word(checksum.means()),
                }));
                add = add.checksum(checksum.text);
            }
            if keep_git_dir {
                add = add.keep_git_dir();
                flags.push(Flag {
                    name: "keep-git-dir",
                    value: FlagValue::Set,
                });
            }
            if let Some(unpack) = unpack {
                add = if unpack {
                    add.unpack()
                } else {
                    add.keep_packed()
                };
                flags.push(Flag {
                    name: "unpack",
                    value: if unpack {
                        FlagValue::Set
                    } else {
                        FlagValue::Raw("false".to_owned())
                    },
                });
            }
            let (sources, operand) = files.parts();
            add.sources = sources;
            Case::new(add, flags, operand)
        })
        .boxed()
}
