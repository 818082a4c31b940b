//! How the instructions of a file are typed.

use std::borrow::Cow;

use crate::check::{self, Finding, Sink, Typed};
use crate::dockerfile::Dockerfile;
use crate::instruction::Instruction;
use crate::name::StageName;
use crate::origin::Origin;
use crate::place::Part;
use crate::stage::Step;
use crate::syntax::{self, Node, Tree};

/// The findings about how a file is typed, which was read from that tree.
pub(crate) fn findings(tree: &Tree<'_>, file: &Dockerfile) -> Vec<Finding> {
    let majority = Majority::of(tree);
    let places = places(file);
    let mut sink = Sink::new(file.directives.escape, &file.levels);
    sink.set_directive(file.directives.build_checks());
    // What BuildKit keeps of the comments, up to an empty one.
    let mut comments = Vec::new();
    for node in tree.nodes() {
        match node {
            Node::Comment(range) => {
                let line = tree.text().get(range).unwrap_or_default();
                // It cuts the first character off, whatever that is.
                let cut = line.char_indices().nth(1).map_or(line.len(), |(at, _)| at);
                let comment = line.get(cut..).unwrap_or_default().trim();
                if comment.is_empty() {
                    comments.clear();
                    sink.step_ends();
                } else {
                    sink.comment(comment);
                    comments.push(comment);
                }
            }
            Node::Instruction(instruction) => {
                let start = instruction.range().start;
                let found = places.binary_search_by_key(&start, |place| place.start);
                if let Some(place) = found.ok().and_then(|it| places.get(it)) {
                    let stage = place.stage.and_then(|it| Some((it, file.stages.get(it)?)));
                    sink.stage_begins(stage.map_or(check::StageName::None, |(index, stage)| {
                        check::StageName::of(stage, index)
                    }));
                    sink.at(place.part, place.keyword, place.origin);
                    look(&instruction, place, &majority, &comments, &mut sink);
                }
                sink.step_ends();
                comments.clear();
            }
            Node::ByteOrderMark(_) | Node::Directive(_) | Node::Blank(_) => {}
        }
    }
    sink.findings
}

/// An instruction of the model, by where it begins in the text.
struct Placed<'f> {
    start: usize,
    stage: Option<usize>,
    part: Part,
    keyword: &'static str,
    origin: &'f Origin,
    /// The stage or the arguments that it names, as BuildKit keeps them.
    names: Vec<Cow<'f, str>>,
}

fn places(file: &Dockerfile) -> Vec<Placed<'_>> {
    let mut all = Vec::new();
    for (index, step) in file.globals.iter().enumerate() {
        all.extend(placed(step, None, Part::Global(index)));
    }
    for (index, stage) in file.stages.iter().enumerate() {
        let name = stage.name.as_ref();
        all.extend(stage.origin.bytes().map(|bytes| Placed {
            start: bytes.start,
            stage: Some(index),
            part: Part::Stage(index),
            keyword: "FROM",
            origin: &stage.origin,
            names: name.map(StageName::lowercase).into_iter().collect(),
        }));
        for (number, step) in stage.steps.iter().enumerate() {
            let part = Part::Step {
                stage: index,
                step: number,
            };
            all.extend(placed(step, Some(index), part));
        }
    }
    all
}

fn placed(step: &Step, stage: Option<usize>, part: Part) -> Option<Placed<'_>> {
    let instruction = &step.instruction;
    if instruction.is_blank() || matches!(instruction, Instruction::Comment(_)) {
        return None;
    }
    let names = match instruction {
        Instruction::Arg(arg) => {
            let names = arg
                .declarations
                .iter()
                .filter_map(|it| it.name.as_literal());
            names.map(Cow::Borrowed).collect()
        }
        _ => Vec::new(),
    };
    Some(Placed {
        start: step.origin.bytes()?.start,
        stage,
        part,
        keyword: instruction.keyword(),
        origin: &step.origin,
        names,
    })
}

/// How most keywords of the stages are typed.
struct Majority {
    lower: bool,
}

impl Majority {
    fn of(tree: &Tree<'_>) -> Self {
        let (mut lower, mut upper, mut stages) = (0_usize, 0_usize, false);
        for instruction in tree.instructions() {
            let keyword = instruction.keyword();
            let keyword = keyword.text();
            let small = keyword.to_lowercase();
            stages |= small == "from";
            if !stages {
                continue;
            }
            if keyword == small {
                lower += 1;
            } else if keyword == keyword.to_uppercase() {
                upper += 1;
            }
        }
        Self {
            lower: lower > upper,
        }
    }

    /// How a keyword should be typed, if it is not.
    fn other(&self, keyword: &str) -> Option<&'static str> {
        match self.lower {
            true if keyword != keyword.to_lowercase() => Some("lowercase"),
            false if keyword != keyword.to_uppercase() => Some("uppercase"),
            _ => None,
        }
    }
}

fn look(
    instruction: &syntax::Instruction<'_, '_>,
    place: &Placed<'_>,
    majority: &Majority,
    comments: &[&str],
    sink: &mut Sink<'_>,
) {
    let keyword = instruction.keyword();
    let words = instruction.words();
    let between = match words.as_slice() {
        [_, between, _] if place.keyword == "FROM" => Some(between.text()),
        _ => None,
    };
    let legacy = matches!(place.keyword, "ENV" | "LABEL")
        && words
            .first()
            .is_some_and(|first| !first.text().contains('='));
    // What stands in front of the first stage has another casing for nothing.
    let casing = place.stage.and_then(|_| majority.other(keyword.text()));
    let names: Vec<_> = place.names.iter().map(AsRef::as_ref).collect();
    let typed = Typed {
        keyword: keyword.text(),
        instruction: place.keyword,
        casing,
        empty_line: instruction.empty_lines().next().is_some(),
        legacy,
        between,
        comments,
        names: &names,
    };
    check::look_at_typing(&typed, sink);
}
