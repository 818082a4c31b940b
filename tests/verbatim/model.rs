//! Whole files, and what they say.

use std::{collections::BTreeSet, fmt};

use dockerkit::{
    Arg, Comment, Dockerfile, Escape, Image, Instruction, Platform, Source, Stage, StageName,
    StageRef, Step,
};
use proptest::{collection::vec, option::of, prelude::*, sample::select};

use crate::instructions::{Case, any_instruction, arg};
use crate::reading::{Flag, FlagValue, Operand, Read};
use crate::simple::{any_user, blank_line, comment, comment_text};
use crate::strings::{Place, Val, hostile, string, value};
use crate::users::{Runner, Who, leads, settle};
use crate::words;

/// A file, and what each of its instructions says: nothing, if too little is known about who runs it.
#[derive(Clone)]
pub(crate) struct File {
    pub(crate) model: Dockerfile,
    pub(crate) says: Vec<(&'static str, Option<Read>)>,
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // In one line, even where `{:#?}` is asked for.
        write!(f, "{:?}", self.model)
    }
}

#[derive(Clone, Debug)]
struct Base {
    stage: Stage,
    says: Read,
    user: Option<Who>,
}

/// An image that there is only with an argument.
const OPEN_TAG: &str = "alpine:$TAG";

fn base() -> BoxedStrategy<(Source, Vec<words::Atom>)> {
    let tame = select(
        &[
            "alpine",
            "python:3.12-slim",
            "ghcr.io/a/b@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "scratch",
            OPEN_TAG,
            "${BASE:-alpine}",
            "s$N",
            "${A##*/}",
            "s0",
        ][..],
    );
    let odd = select(
        &[
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "[::1]+5000/a",
            "[::1]:5000/a",
        ][..],
    );
    let image = |val: Val| (Source::Image(Image::new(val.text.clone())), val.means());
    // The builder looks for a base in lowercase, which is what it makes of the names of stages.
    let stage = |name: String| {
        let means = words::literal(&name.to_ascii_lowercase());
        (Source::Stage(StageRef::by_name(name)), means)
    };
    prop_oneof![
        30 => tame.prop_map(Val::expand).prop_map(image),
        1 => odd.prop_map(Val::expand).prop_map(image),
        2 => value(Place::Flag).prop_map(image),
        6 => (0..2_usize).prop_map(move |number| stage(format!("s{number}"))),
        2 => select(&ODD_NAMES[..]).prop_map(move |name| stage(name.to_owned())),
        2 => hostile().prop_map(stage),
    ]
    .boxed()
}

fn stage() -> BoxedStrategy<Base> {
    let tame = select(
        &[
            "linux/amd64",
            "$BUILDPLATFORM",
            "linux/arm/v7",
            "linux amd64",
        ][..],
    )
    .prop_map(Val::expand);
    let platform = prop_oneof![4 => Just(None), 3 => tame.prop_map(Some), 1 => value(Place::Flag).prop_map(Some)];
    let user = prop_oneof![4 => Just(None), 1 => any_user().prop_map(Some)];
    let comment = prop_oneof![3 => Just(None), 1 => comment_text().prop_map(Some)];
    (base(), platform, user, comment)
        .prop_map(|((source, mut image), platform, user, comment)| {
            let mut stage = Stage::new(source);
            let mut flags = Vec::new();
            if let Some(platform) = platform {
                flags.push(Flag {
                    name: "platform",
                    value: FlagValue::Word(platform.means()),
                });
                stage = stage.platform(Platform::from(platform.text));
            }
            if let Some(comment) = comment {
                stage = stage.comment_above(Comment::new(comment));
            }
            let user = user.map(|(user, _, who)| {
                stage.base_user = Some(Box::new(user));
                who
            });
            // The builder splits the line at blanks first.
            let words = vec![std::mem::take(&mut image)];
            Base {
                stage,
                says: Read {
                    keyword: "FROM".to_owned(),
                    flags,
                    operand: Operand::Words(words),
                },
                user,
            }
        })
        .boxed()
}

/// Names that no stage can have, that mean something else to BuildKit, or that others have, too.
pub(crate) const ODD_NAMES: [&str; 6] =
    ["Build", "s0", "1st", "context", "scratch", "s1\nRUN evil"];

/// How a stage is named.
#[derive(Clone, Debug)]
enum Naming {
    /// By its number: `s0`, `s1`, ….
    Numbered,
    Unnamed,
    Named(String),
}

impl Naming {
    fn name(self, number: usize) -> Option<StageName> {
        match self {
            Self::Numbered => Some(StageName::from(format!("s{number}"))),
            Self::Unnamed => None,
            Self::Named(name) => Some(StageName::from(name)),
        }
    }
}

fn naming() -> BoxedStrategy<Naming> {
    let odd = select(&ODD_NAMES[..]).prop_map(str::to_owned);
    prop_oneof![
        20 => Just(Naming::Numbered),
        4 => Just(Naming::Unnamed),
        1 => odd.prop_map(Naming::Named),
        1 => hostile().prop_map(Naming::Named),
    ]
    .boxed()
}

fn directive(tame: &'static [&'static str]) -> BoxedStrategy<Option<String>> {
    prop_oneof![
        8 => select(tame).prop_map(|text| Some(text.to_owned())),
        12 => Just(None),
        1 => hostile().prop_map(Some),
        1 => string(Place::Word).prop_map(Some),
    ]
    .boxed()
}

pub(crate) fn file() -> BoxedStrategy<File> {
    let syntax = directive(&[
        "docker/dockerfile:1",
        "docker/dockerfile:1-labs",
        "docker/dockerfile:1.7",
        "example.com/frontend",
    ]);
    let odd_check = select(&["x", "error=maybe", "skip=a;skip=b"][..]);
    let check = directive(&[
        "error=true",
        "skip=all;error=true",
        "skip=JSONArgsRecommended, StageNameCasing",
    ]);
    let check = prop_oneof![30 => check, 1 => odd_check.prop_map(|it| Some(it.to_owned()))];
    let escape = prop_oneof![5 => Just(Escape::Backslash), 2 => Just(Escape::Backtick)];
    let globals = prop_oneof![
        8 => vec(prop_oneof![2 => arg(), 2 => comment(), 1 => blank_line()], 0..4),
        1 => vec(any_instruction(), 1..2),
    ];
    let stages = prop_oneof![
        40 => vec((stage(), naming(), vec(any_instruction(), 0..3)), 1..2),
        40 => vec((stage(), naming(), vec(any_instruction(), 0..6)), 1..4),
        1 => Just(Vec::new()),
    ];
    (of(syntax), escape, check, globals, stages)
        .prop_map(|(syntax, escape, check, globals, stages)| {
            let mut file = Dockerfile::new().escape(escape);
            if let Some(syntax) = syntax {
                file.directives.syntax = syntax.map(Into::into);
            }
            file.directives.check = check.map(Into::into);
            let mut says = Vec::new();
            let refers = |(base, _, _): &(Base, Naming, Vec<Case>)| match &base.stage.source {
                Source::Image(image) => image.text().to_string() == OPEN_TAG,
                _ => false,
            };
            // Nobody else may declare it, and then there is no such image.
            let declared = stages.iter().any(refers).then(|| {
                let pairs = vec![(words::literal("TAG"), None)];
                Case::plain(Arg::new("TAG"), Operand::Pairs(pairs))
            });
            for case in declared.into_iter().chain(globals) {
                says.extend(
                    case.says
                        .map(|it| (case.instruction.keyword(), says_of(&it, &Runner::root()))),
                );
                file.globals.push(Step::from(case.instruction));
            }
            let mut ends: Vec<(Option<StageName>, Runner)> = Vec::new();
            for (number, (base, naming, steps)) in stages.into_iter().enumerate() {
                let name = naming.name(number);
                let (stage, end, read) = build(base, name.clone(), steps, &ends);
                says.extend(read);
                ends.push((name, end));
                file = file.stage(stage);
            }
            File { model: file, says }
        })
        .boxed()
}

type Says = (&'static str, Option<Read>);

fn build(
    base: Base,
    name: Option<StageName>,
    steps: Vec<Case>,
    ends: &[(Option<StageName>, Runner)],
) -> (Stage, Runner, Vec<Says>) {
    let Base {
        mut stage,
        says: mut from,
        user,
    } = base;
    let mut runner = match &stage.source {
        Source::Image(image) => match image.text().as_literal() {
            Some(literal) if literal.contains('$') => Runner::root(),
            _ => Runner::of_image(&image.text().to_string()),
        },
        Source::Stage(earlier) => {
            let earlier = earlier.to_string();
            let is_it = |name: &StageName| name.as_str().eq_ignore_ascii_case(&earlier);
            // Of several of one name the builder takes the last.
            let end = ends
                .iter()
                .rev()
                .find(|(name, _)| name.as_ref().is_some_and(is_it));
            end.map_or_else(Runner::root, |(_, end)| end.clone())
        }
        _ => Runner::root(),
    };
    if let Some(user) = user {
        runner.who = user;
    }
    if let (Some(name), Operand::Words(words)) = (&name, &mut from.operand) {
        words.extend([words::literal("AS"), words::literal(name.as_str())]);
    }
    stage.name = name;
    let mut says = vec![("FROM", Some(from))];
    let (mut triggered, mut triggered_move) = (None, false);
    for mut case in steps {
        if let Some(read) = &mut case.says {
            by_name(read, ends);
        }
        says.extend(
            case.says
                .map(|it| (case.instruction.keyword(), says_of(&it, &runner))),
        );
        if let Some(user) = case.user {
            runner.who = user;
        }
        triggered = case.triggered_user.or(triggered);
        match &case.instruction {
            Instruction::OnBuild(trigger) => triggered_move |= moves(&trigger.instruction),
            own => runner.moved |= moves(own),
        }
        stage.steps.push(Step::from(case.instruction));
    }
    let end = Runner {
        who: triggered.unwrap_or(runner.who),
        moved: runner.moved || triggered_move,
        release: runner.release,
    };
    (stage, end, says)
}

/// Whether it may set any variable: its name is not known.
fn moves(instruction: &Instruction) -> bool {
    match instruction {
        Instruction::Env(env) => env
            .variables
            .iter()
            .any(|(name, _)| name.as_literal().is_none()),
        _ => false,
    }
}

/// Mounts refer to stages by name only: what was given by number is written so.
fn by_name(read: &mut Read, ends: &[(Option<StageName>, Runner)]) {
    for flag in &mut read.flags {
        let (FlagValue::Mount(fields)
        | FlagValue::Owned(fields)
        | FlagValue::PerhapsOwned(fields)
        | FlagValue::Home { fields, .. }) = &mut flag.value
        else {
            continue;
        };
        let Some(Some(from)) = fields.get_mut("from") else {
            continue;
        };
        let number = words::text(from).and_then(|text| text.parse::<usize>().ok());
        if let Some((Some(name), _)) = number.and_then(|number| ends.get(number)) {
            *from = words::literal(&name.as_str().to_ascii_lowercase());
        }
    }
}

/// What it says when that user runs it.
fn says_of(read: &Read, runner: &Runner) -> Option<Read> {
    let (mut flags, mut seen) = (Vec::new(), BTreeSet::new());
    let mut of_presets = Vec::new();
    for flag in &read.flags {
        let from = flags.len();
        flags.extend(settle(flag, runner, &mut seen)?);
        if let FlagValue::Preset(_) = flag.value {
            of_presets.extend(from..flags.len());
        }
    }
    order_locks(&mut flags, of_presets);
    let operand = match &read.operand {
        Operand::Trigger(inner) => {
            // Whoever runs it is of another file.
            let mut inner = inner.clone();
            for flag in &mut inner.flags {
                if let FlagValue::Owned(fields) | FlagValue::PerhapsOwned(fields) = &flag.value {
                    flag.value = FlagValue::Mount(fields.clone());
                }
            }
            Operand::Trigger(Box::new(says_of(&inner, runner)?))
        }
        Operand::Commands {
            presets, commands, ..
        } => Operand::Commands {
            presets: Vec::new(),
            leads: leads(presets, runner),
            commands: commands.clone(),
        },
        other => other.clone(),
    };
    Some(Read {
        keyword: read.keyword.clone(),
        flags,
        operand,
    })
}

/// The locked mounts of presets stand in the order of their targets, in the places that they have.
fn order_locks(flags: &mut [Flag], of_presets: Vec<usize>) {
    let target = |flag: &Flag| match &flag.value {
        FlagValue::Mount(fields) => {
            let text = |key: &str| fields.get(key)?.as_ref().and_then(|it| words::text(it));
            (text("sharing") == Some("locked")).then(|| text("target").unwrap_or("").to_owned())
        }
        _ => None,
    };
    let places: Vec<usize> = of_presets
        .into_iter()
        .filter(|at| target(&flags[*at]).is_some())
        .collect();
    // Where one is not known, it is not known which stands where.
    if flags.iter().any(|flag| flag.value == FlagValue::Unsettled) {
        for at in places {
            flags[at].value = FlagValue::Unsettled;
        }
        return;
    }
    let mut locked: Vec<Flag> = places.iter().map(|at| flags[*at].clone()).collect();
    locked.sort_by_key(target);
    for (at, flag) in places.into_iter().zip(locked) {
        flags[at] = flag;
    }
}

/// The same file, put together in place.
pub(crate) fn in_place(model: &Dockerfile) -> Dockerfile {
    let mut file = Dockerfile::new();
    file.directives = model.directives.clone();
    for step in &model.globals {
        file.add(step.instruction.clone());
    }
    for stage in &model.stages {
        let mut start = stage.clone();
        let steps: Vec<Step> = std::mem::take(&mut start.steps);
        file.begin(start);
        for step in steps {
            file.add(Instruction::from(step));
        }
    }
    file
}
