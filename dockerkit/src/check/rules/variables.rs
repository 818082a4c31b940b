//! Rules of the names of variables and labels.

use super::{docs, rules};
use crate::check::sink::Sink;
use crate::check::views::Value;
use crate::instruction::Instruction;
use crate::name::VariableName;
use crate::rule;
use crate::shown::Shown;
use crate::visit::{self, Field};

rules! {
    #[doc = " The name of a variable is one that BuildKit reads as it is; `ARG` takes less than `ENV`."]
    VARIABLE_NAME = "variable-name" (Unwritable, docs!("#env"), [Value: variable_name, Instruction: expanding_name])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").arg("A B"))"#,
        says: "`A B`: the name of an argument may hold no whitespace, quote or escape character",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").env("A B", "1"))"#
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
    let mut found = |name: &VariableName, problem: &str, help: &str| {
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
