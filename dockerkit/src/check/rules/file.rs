//! Rules of the file as a whole.

use super::{docs, rules};
use crate::check::levels;
use crate::check::sink::Sink;
use crate::check::views::Value;
use crate::dockerfile::Dockerfile;
use crate::instruction::Instruction;
use crate::rule;
use crate::visit::Slot;

rules! {
    #[doc = " A Dockerfile has at least one stage."]
    NO_STAGE = "no-stage" (Refused, docs!("#from"), [File: no_stage])
    {
        bad: "Dockerfile::new()",
        says: "the Dockerfile has no stage",
        good: r#"Dockerfile::new().stage(Stage::new("alpine"))"#
    }
    #[doc = " Only `ARG` and comments stand before the first stage."]
    BEFORE_FIRST_STAGE = "before-first-stage" (Refused, docs!("#format"), [Global: before_first_stage])
    {
        bad: r#"{ let mut file = Dockerfile::new(); file.add(Run::new("make")); file }"#,
        says: "`RUN` stands before the first stage",
        good: r#"{ let mut file = Dockerfile::new(); file.begin(Stage::new("gcc")); file.add(Run::new("make")); file }"#
    }
    #[doc = " A parser directive is one that BuildKit reads: the image of a frontend, and options of the build checks."]
    DIRECTIVE = "directive" (Unwritable, docs!("#parser-directives"), [File: directive])
    {
        bad: r#"Dockerfile::new().syntax("docker/dockerfile:1\nFROM x").stage(Stage::new("alpine"))"#,
        says: r"the directive `syntax` cannot be `docker/dockerfile:1\nFROM x`: it holds a line break or NUL",
        good: r#"Dockerfile::new().syntax("docker/dockerfile:1.7").stage(Stage::new("alpine"))"#
    }
    #[doc = " The frontend that a file names has everything the file uses."]
    NEWER_THAN_SYNTAX = "newer-than-syntax" (Refused, docs!("#syntax"), [])
    {
        bad: r#"Dockerfile::new().syntax("docker/dockerfile:1.3").stage(Stage::new("alpine").push(CopyFiles::new(["a"], "/").link()))"#,
        says: "`--link` needs the syntax 1.4",
        good: r#"Dockerfile::new().syntax("docker/dockerfile:1.4").stage(Stage::new("alpine").push(CopyFiles::new(["a"], "/").link()))"#
    }
    #[doc = " A prefix of cache ids is one that hosts take."]
    CACHE_PREFIX = "cache-prefix" (Refused, docs!("#run---mounttypecache"), [File: cache_prefix])
    {
        bad: r#"Dockerfile::new().cache_ids(CacheIds::new().prefix("team a,")).stage(Stage::new("alpine"))"#,
        says: "`team a,`: a prefix of cache ids may hold only ASCII letters, digits and `.` `_` `-` `/` `:`",
        good: r#"Dockerfile::new().cache_ids(CacheIds::new().prefix("team-a/")).stage(Stage::new("alpine"))"#
    }
    #[doc = " A level is set for a rule that there is, and that is a lint."]
    RULE_LEVEL = "rule-level" (Lint, "https://docs.docker.com/build/checks/", [File: rule_level, Value: rule_level_of_step])
    {
        bad: r#"Dockerfile::new().level("script-go-on", Level::Off).stage(Stage::new("alpine"))"#,
        says: "no rule is named `script-go-on`",
        good: r#"Dockerfile::new().level("script-goes-on", Level::Off).stage(Stage::new("alpine"))"#
    }
}

fn no_stage(file: &Dockerfile, sink: &mut Sink<'_>) {
    if file.stages.is_empty() {
        sink.find("the Dockerfile has no stage", "add one: `Stage::new(…)`");
    }
}

fn before_first_stage(instruction: &Instruction, sink: &mut Sink<'_>) {
    if !matches!(instruction, Instruction::Arg(_) | Instruction::Comment(_)) {
        sink.find(
            format!("`{}` stands before the first stage", instruction.keyword()),
            "add a stage first; only `ARG` and comments may stand before it",
        );
    }
}

fn directive(file: &Dockerfile, sink: &mut Sink<'_>) {
    let directives = &file.directives;
    let problems = [
        (
            "syntax",
            directives.syntax.as_deref(),
            rule::frontend as fn(&str) -> rule::Verdict,
            "it is the image of a frontend, such as `docker/dockerfile:1`",
        ),
        (
            "check",
            directives.check.as_deref(),
            rule::build_checks,
            "it is such as `skip=all` or `skip=JSONArgsRecommended;error=true`",
        ),
    ];
    for (name, value, rule, help) in problems {
        let problem = value.and_then(|value| Some((value, rule(value)?)));
        if let Some((value, problem)) = problem {
            let value = value.escape_debug();
            sink.find_in(
                name,
                format!("the directive `{name}` cannot be `{value}`: {problem}"),
                help,
            );
        }
    }
}

fn cache_prefix(file: &Dockerfile, sink: &mut Sink<'_>) {
    let Some(prefix) = &file.cache_ids.prefix else {
        return;
    };
    if let Some(problem) = rule::cache_prefix(prefix.as_str()) {
        sink.find(
            format!("`{}`: {problem}", prefix.as_str().escape_debug()),
            "use a name such as `team-a/`, or what your host asks for, such as `s/4711-`",
        );
    }
}

fn rule_level(file: &Dockerfile, sink: &mut Sink<'_>) {
    let problems = file
        .levels
        .iter()
        .filter_map(|(name, _)| levels::problem(name));
    for problem in problems {
        sink.find(problem, LEVEL_HELP);
    }
}

fn rule_level_of_step(value: &Value<'_>, sink: &mut Sink<'_>) {
    if value.slot != Slot::Comment {
        return;
    }
    for setting in levels::settings_in(value.text).flat_map(levels::settings) {
        match setting {
            Err(setting) => sink.find(
                format!("`{}` sets no level", setting.escape_debug()),
                "write `skip=`, `warning=` or `error=` and the names of rules",
            ),
            Ok((_, names)) => {
                for problem in names.filter_map(levels::problem) {
                    sink.find(problem, LEVEL_HELP);
                }
            }
        }
    }
}

const LEVEL_HELP: &str = "use the name of a rule that is a lint, as findings show it in brackets";
