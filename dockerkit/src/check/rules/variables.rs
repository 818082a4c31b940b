//! Rules of the names of variables and labels.

use super::{docs, rules};
use crate::check::globals::PREDEFINED;
use crate::check::sink::Sink;
use crate::check::views::{GlobalArgument, StageView, Value};
use crate::help::Help;
use crate::instruction::Instruction;
use crate::name::VariableName;
use crate::rule;
use crate::shown::Shown;
use crate::source::Source;
use crate::stage_names::By;
use crate::text::{Modifier, PieceRef, Text};
use crate::visit::{self, Field};

rules! {
    #[doc = " The name of a variable is one that BuildKit reads as it is; `ARG` takes less than `ENV`."]
    VARIABLE_NAME = "variable-name" (Unwritable, docs!("#env"), [Value: variable_name, Instruction: expanding_name])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").arg("A B"))"#,
        says: "`A B`: the name of an argument may hold no whitespace, quote or escape character",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").env("A B", "1"))"#
    }
    #[doc = " `FROM` names an image, and a platform if it has one, where arguments that are declared nowhere are empty."]
    EMPTY_ARGUMENT = "empty-argument" (Refused, docs!("#understand-how-arg-and-from-interact"), [Stage: empty_argument])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine:$RELEASE"))"#,
        says: "`alpine:$RELEASE` is `alpine:`, because `$RELEASE` is declared nowhere in front of the first stage: an image's tag is up to 128 letters, digits, `_`, `.` and `-`, the first no `.` or `-`",
        good: r#"Dockerfile::new().arg(Arg::with_default("RELEASE", "3.22")).stage(Stage::new("alpine:$RELEASE"))"#
    }
    #[doc = " An argument that is declared in front of the first stage is declared in the stages whose values refer to it, too: elsewhere it is empty, unless the image sets it."]
    GLOBAL_ARGUMENT = "global-argument" (Lint, docs!("#understand-how-arg-and-from-interact"), [GlobalArgument: global_argument])
    {
        bad: r#"Dockerfile::new().arg(Arg::with_default("RELEASE", "1")).stage(Stage::new("alpine").label("release", expand("$RELEASE")))"#,
        says: "`$RELEASE` is declared in front of the first stage only, and so is empty here",
        good: r#"Dockerfile::new().arg(Arg::with_default("RELEASE", "1")).stage(Stage::new("alpine").arg("RELEASE").label("release", expand("$RELEASE")))"#
    }
    #[doc = " The key of a label does not hold `=`."]
    LABEL_KEY = "label-key" (Unwritable, docs!("#label"), [Instruction: label_key])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").label("a=b", "1"))"#,
        says: "the key `a=b` holds `=`, where BuildKit ends it",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").label("a.b", "1"))"#
    }
}

fn variable_name(value: &Value<'_>, sink: &mut Sink<'_>) {
    let is = |field: &'static Field| std::ptr::eq(value.field, field);
    let problem = if is(&visit::VARIABLE_NAME) {
        rule::variable_name(value.text)
    } else if is(&visit::ARGUMENT_NAME) {
        rule::argument_name(value.text, sink.escape.character())
    } else {
        None
    };
    if let Some(problem) = problem {
        sink.find_in(
            "name",
            format!("`{}`: {problem}", value.text.shown()),
            "use letters, digits and `_`",
        );
    }
}

/// Names in which references stand.
fn expanding_name(instruction: &Instruction, sink: &mut Sink<'_>) {
    let mut found = |name: &VariableName, problem: &str, help: &'static str| {
        if name.as_literal().is_none() {
            let shown = name.to_string();
            sink.find_in("name", format!("`{}`: {problem}", shown.shown()), help);
        }
    };
    match instruction {
        Instruction::Env(env) => {
            let names = env.variables.iter().map(|(name, _)| name);
            for name in names.filter(|name| name.to_string().contains('=')) {
                found(name, rule::NO_EQUALS_SIGN, "use a name without `=`");
            }
        }
        Instruction::Arg(arg) => {
            for declaration in &arg.declarations {
                found(
                    &declaration.name,
                    rule::NO_REFERENCE,
                    "use letters, digits and `_`",
                );
            }
        }
        _ => {}
    }
}

/// Whether nobody says what an argument in `FROM` is.
pub(super) fn is_undefined(name: &str, view: &StageView<'_>) -> bool {
    !PREDEFINED.contains(&name) && !view.scope.declares(name)
}

/// What of a stage's `FROM` refers to arguments.
pub(super) fn open_texts<'a>(
    view: &StageView<'a>,
) -> impl Iterator<Item = (&'static str, &'a Text)> {
    let image = match &view.stage.source {
        Source::Image(image) => Some(("image", image.text())),
        Source::Stage(_) => None,
    };
    let platform = view.stage.platform.as_ref();
    let platform = platform.map(|platform| ("--platform", platform.text()));
    let texts = image.into_iter().chain(platform);
    texts.filter(|(_, text)| text.as_literal().is_none())
}

/// The text with nothing for arguments that are declared nowhere; nothing if others are in it.
fn filled(text: &Text, view: &StageView<'_>) -> Option<String> {
    text.pieces().try_fold(String::new(), |filled, piece| {
        let more = match piece {
            PieceRef::Literal(text) => text.to_owned(),
            PieceRef::Reference(reference) if is_undefined(&reference.name, view) => {
                match reference.modifier.as_deref() {
                    None => String::new(),
                    Some(Modifier::Word { operator, word }) => match *operator {
                        "-" | ":-" => self::filled(word, view)?,
                        "+" | ":+" => String::new(),
                        _ => return None,
                    },
                    Some(_) => return None,
                }
            }
            _ => return None,
        };
        Some(filled + &more)
    })
}

/// What is wrong with `FROM` where such arguments are empty, and what it is then.
fn emptied(field: &str, text: &Text, view: &StageView<'_>) -> Option<(String, &'static str)> {
    let asks = |piece: PieceRef<'_>| match piece {
        PieceRef::Reference(reference) => match reference.modifier.as_deref() {
            Some(Modifier::Word { operator, .. }) => {
                matches!(*operator, "?" | ":?") && is_undefined(&reference.name, view)
            }
            _ => false,
        },
        _ => false,
    };
    if text.pieces().any(asks) {
        return Some(("refused".to_owned(), "it asks for a value"));
    }
    let filled = filled(text, view)?;
    let problem = match field {
        "image" if view.names.taken(&filled, By::From, view.index).is_some() => None,
        "image" => rule::image(&filled),
        _ => rule::platform(&filled),
    };
    problem.map(|problem| (format!("`{}`", filled.shown()), problem))
}

/// The first argument that is nothing there, or asks for a value.
fn missing<'a>(text: &'a Text, view: &StageView<'_>) -> Option<&'a str> {
    let is_nothing = |piece: PieceRef<'a>| match piece {
        PieceRef::Reference(reference) if is_undefined(&reference.name, view) => {
            let has_word = matches!(
                reference.modifier.as_deref(),
                Some(Modifier::Word { operator: "-" | ":-", word }) if !word.is_empty()
            );
            (!has_word).then_some(&*reference.name)
        }
        _ => None,
    };
    let mut others = text.references().filter(|name| is_undefined(name, view));
    text.pieces().find_map(is_nothing).or_else(|| others.next())
}

fn empty_argument(view: &StageView<'_>, sink: &mut Sink<'_>) {
    for (field, text) in open_texts(view) {
        let Some((filled, problem)) = emptied(field, text, view) else {
            continue;
        };
        let name = missing(text, view).unwrap_or_default().shown();
        sink.find_in(
            field,
            format!(
                "`{}` is {filled}, because `${name}` is declared nowhere in front of the first stage: {problem}",
                text.to_string().shown(),
            ),
            Help::either(
                format!("declare it there, with a default: `Arg::with_default(\"{name}\", …)`"),
                format!("declare it there, with a default: `ARG {name}=…`"),
            ),
        );
    }
}

fn global_argument(view: &GlobalArgument<'_>, sink: &mut Sink<'_>) {
    let name = view.name.shown();
    sink.find_in(
        view.field.name(),
        format!("`${name}` is declared in front of the first stage only, and so is empty here"),
        format!("declare it in the stage, too: `ARG {name}`"),
    );
}

fn label_key(instruction: &Instruction, sink: &mut Sink<'_>) {
    let Instruction::Label(label) = instruction else {
        return;
    };
    for (key, _) in &label.labels {
        if key.to_string().contains('=') {
            sink.find_in(
                "key",
                format!("the key `{key}` holds `=`, where BuildKit ends it"),
                "use a key without `=`",
            );
        }
    }
}
