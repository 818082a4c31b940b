//! What `check` says: each message with its way out and its place.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

#[path = "check/arguments.rs"]
mod arguments;
#[path = "check/built.rs"]
mod built;
#[path = "check/caches.rs"]
mod caches;
#[path = "check/commands.rs"]
mod commands;
#[path = "check/defeats.rs"]
mod defeats;
#[path = "check/elsewhere.rs"]
mod elsewhere;
#[path = "check/files.rs"]
mod files;
#[path = "check/fleet.rs"]
mod fleet;
#[path = "check/fleet_files.rs"]
mod fleet_files;
#[path = "check/judged.rs"]
mod judged;
#[path = "check/left.rs"]
mod left;
#[path = "check/levels.rs"]
mod levels;
#[path = "check/mount_text.rs"]
mod mount_text;
#[path = "check/mounts.rs"]
mod mounts;
#[path = "check/nested.rs"]
mod nested;
#[path = "check/places.rs"]
mod places;
#[path = "check/project_values.rs"]
mod project_values;
#[path = "check/secrets.rs"]
mod secrets;
#[path = "check/seen.rs"]
mod seen;
#[path = "check/services.rs"]
mod services;
#[path = "check/sharing.rs"]
mod sharing;
#[path = "check/shells.rs"]
mod shells;
#[path = "check/stages.rs"]
mod stages;
#[path = "check/syntax.rs"]
mod syntax;
#[path = "check/typing.rs"]
mod typing;
#[path = "check/users.rs"]
mod users;
#[path = "check/values.rs"]
mod values;
#[path = "check/whole.rs"]
mod whole;

use std::{collections::BTreeSet, panic::Location};

use dockerkit::{Dockerfile, Finding, Instruction, Level, Stage, rules};

/// A value as messages show it.
fn shown(text: &str) -> String {
    text.escape_debug()
        .to_string()
        .replace("\\'", "'")
        .replace("\\\"", "\"")
}

/// The rules that were broken.
#[derive(Debug, Default)]
struct Said(BTreeSet<&'static str>);

impl Said {
    /// A stage with this instruction has this one error.
    #[track_caller]
    fn step(&mut self, instruction: impl Into<Instruction>, rule: &str, message: &str, help: &str) {
        let instruction = instruction.into();
        let keyword = instruction.keyword();
        let file = Dockerfile::new().stage(Stage::named("build", "alpine").push(instruction));
        let finding = self.only(&file, Level::Error, rule, message, help);
        assert_eq!(
            (finding.place.stage.as_deref(), finding.place.instruction),
            (Some("build"), Some(keyword))
        );
        assert_eq!(
            finding.place.origin.to_string(),
            Location::caller().to_string()
        );
        let flag = finding.place.field.filter(|field| field.starts_with("--"));
        let flag = flag.map_or(String::new(), |flag| format!(" {flag}"));
        let place = format!(
            "(stage `build`, {keyword}{flag}, at {})",
            Location::caller()
        );
        assert!(finding.to_string().ends_with(&place), "{finding}");
    }

    /// A stage with this instruction has this one warning.
    #[track_caller]
    fn warned(
        &mut self,
        instruction: impl Into<Instruction>,
        rule: &str,
        message: &str,
        help: &str,
    ) {
        let stage = Stage::named("build", "alpine").push(instruction);
        let file = Dockerfile::new().stage(stage);
        self.only(&file, Level::Warning, rule, message, help);
    }

    /// A file has this one error, in this instruction of this stage.
    #[track_caller]
    fn file(&mut self, file: &Dockerfile, place: (Option<&str>, Option<&str>), said: [&str; 3]) {
        let [rule, message, help] = said;
        let finding = self.only(file, Level::Error, rule, message, help);
        assert_eq!(
            (finding.place.stage.as_deref(), finding.place.instruction),
            place
        );
    }

    #[track_caller]
    fn only(
        &mut self,
        file: &Dockerfile,
        level: Level,
        rule: &str,
        message: &str,
        help: &str,
    ) -> Finding {
        let report = file.check();
        let [finding] = report.findings.as_slice() else {
            panic!("not one finding:\n{report}")
        };
        assert_eq!(finding.message, message);
        assert_eq!(finding.help, help);
        assert_eq!((finding.rule.name, finding.level), (rule, level));
        let line = format!("{level}[{rule}]: ");
        assert!(finding.to_string().starts_with(&line), "{finding}");
        assert_eq!(file.render().is_ok(), level == Level::Warning);
        self.0.insert(finding.rule.name);
        finding.clone()
    }
}

#[test]
fn every_rule_is_broken_by_a_test() {
    let mut said = Said::default();
    for group in [
        caches::all,
        defeats::all,
        commands::all,
        files::all,
        fleet::all,
        project_values::all,
        elsewhere::all,
        elsewhere::emptied,
        left::all,
        levels::all,
        mounts::all,
        mount_text::all,
        secrets::all,
        sharing::all,
        services::all,
        shells::all,
        stages::all,
        typing::all,
        arguments::all,
        built::all,
        syntax::all,
        users::all,
        values::all,
        whole::all,
    ] {
        group(&mut said);
    }
    let all: BTreeSet<_> = rules::all().map(|rule| rule.name).collect();
    assert_eq!(said.0, all);
    assert_eq!(all.len(), rules::all().count(), "two rules have one name");
}
