//! The rules that [`Dockerfile::check`](crate::Dockerfile::check) knows: each with its name, what it is about, and a
//! file that breaks it and one that keeps it.

mod built;
mod cache_use;
mod caches;
mod commands;
mod defeats;
mod elsewhere;
mod file;
mod files;
mod fleet;
mod from;
mod instructions;
mod left;
mod mounts;
mod owners;
mod secrets;
#[cfg(feature = "project")]
mod services;
mod sharing;
mod shells;
mod stages;
#[cfg(feature = "parse")]
mod typing;
mod values;
mod variables;

pub use built::{
    EXPOSE_INVALID_FORMAT, EXPOSE_PROTO_CASING, JSON_ARGS_RECOMMENDED, MAINTAINER_DEPRECATED,
    MULTIPLE_INSTRUCTIONS_DISALLOWED, SECRETS_USED_IN_ARG_OR_ENV, UNDEFINED_VAR,
    WORKDIR_RELATIVE_PATH,
};
pub use cache_use::{MISSING_CACHE, NO_SUCH_MANAGER, OTHER_CACHE, OTHER_USER, UNUSED_CACHE};
pub use caches::{
    CACHE_LEFT_OUT, LOCKED_TWICE, MIXED_CACHE, NEEDS_LINUX, NEEDS_ROOT, PRESET_NEEDS_SHELL,
    UNKNOWN_COMMANDS, UNKNOWN_USER,
};
pub use commands::{
    BLANK_IN_PROGRAM, CARRIAGE_RETURN, CUT_BY_COMMENT, INSTRUCTION_IN_COMMAND, LATE_SHEBANG,
    SCRIPT_GOES_ON, SHELL_TEXT,
};
pub use defeats::{CACHE_DEFEATED, INSTALLED_IN_CACHE};
pub use elsewhere::{CACHE_ELSEWHERE, EMPTIED_CACHE};
pub use file::{
    BEFORE_FIRST_STAGE, CACHE_PREFIX, DIRECTIVE, GENERATED_MARK, NEWER_THAN_SYNTAX, NO_STAGE,
    RULE_LEVEL, UNREAD_CHECKS,
};
pub use files::{
    CHECKSUM, CHMOD, CONTEXT_NAME, INLINE_FILE, INLINE_FILE_TWICE, PATTERN, REMOTE_COPY,
};
pub use fleet::{
    ID_PREFIX, ID_WITHOUT_PLATFORM, ID_WITHOUT_RELEASE, MIXED_CONTENT, MIXED_SHARING, NO_CACHE,
    OTHER_ID, SHARED_ACROSS_TRUST, SHARED_OUTPUT, SPLIT_CACHE,
};
pub use from::{
    FROM_PLATFORM_FLAG_CONST_DISALLOWED, INVALID_DEFAULT_ARG_IN_FROM, REDUNDANT_TARGET_PLATFORM,
    UNDEFINED_ARG_IN_FROM,
};
pub use instructions::{
    HEALTHCHECK, HEALTHCHECK_OPTION, MAINTAINER, ONBUILD, PORT, SIGNAL, UNKNOWN_TRIGGER,
};
pub use left::{HIDDEN_BY_CACHE, LEFT_IN_CACHE};
pub use mounts::{
    CACHE_ID, CACHE_SOURCE, CACHE_WITHOUT_TARGET, HOME_IN_TARGET, MOUNT_OPTION, MOUNT_TARGET,
    SAME_TARGET, SECRET,
};
pub use owners::{CACHE_OWNER, SECRET_OWNER};
pub use secrets::SECRET_IN_CACHE;
#[cfg(feature = "project")]
pub use services::{
    CONTEXT_OUTSIDE, DUPLICATE_SERVICE, NO_SERVICE, SERVICE_CASING, SERVICE_IMAGE, SERVICE_NAME,
    SERVICE_PATH, SERVICE_SECRET, SERVICE_VALUE, TWO_DOCKERFILES, TWO_SECRETS, UNKNOWN_SERVICE,
    UNKNOWN_TARGET,
};
pub use sharing::{LOCK_ORDER, UNSAFE_SHARING};
pub use shells::{SHELL_LIST, SHELL_VALUE, VALUE_IN_WORD};
pub use stages::{
    DUPLICATE_STAGE_NAME, IMAGE, IMAGE_IS_STAGE, IMAGE_NEAR_STAGE, IMAGE_WITH_VARIABLE,
    LATER_STAGE, PLATFORM, RESERVED_STAGE_NAME, STAGE_BY_NUMBER, STAGE_NAME, STAGE_NAME_CASING,
    UNKNOWN_STAGE,
};
#[cfg(feature = "parse")]
pub(crate) use typing::look as look_at_typing;
#[cfg(feature = "parse")]
pub use typing::{
    CONSISTENT_INSTRUCTION_CASING, FROM_AS_CASING, INVALID_DEFINITION_DESCRIPTION,
    LEGACY_KEY_VALUE_FORMAT, NO_EMPTY_CONTINUATION, UNREADABLE,
};
pub use values::{
    EMPTY, EMPTY_OPTION, HELD_REFERENCE, LINE_TOO_LONG, NEWLINE, NOT_ASCII, NOT_UNICODE, NUL,
    REFERENCE,
};
pub use variables::{EMPTY_ARGUMENT, GLOBAL_ARGUMENT, LABEL_KEY, VARIABLE_NAME};

pub(super) use commands::script_of;

use super::rule::{Rule, docs, rules};
use super::sink::Sink;
use super::views::Written;
use crate::escape::Escape;
use crate::heredoc::{self, Heredoc};
use crate::instruction::Instruction;
use crate::lines;

/// All of them.
///
/// ```
/// use dockerkit::rules;
///
/// assert!(rules::all().any(|rule| rule.name == "unknown-stage"));
/// ```
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let rows = [
        file::ROWS,
        stages::ROWS,
        from::ROWS,
        variables::ROWS,
        values::ROWS,
        commands::ROWS,
        shells::ROWS,
        files::ROWS,
        mounts::ROWS,
        owners::ROWS,
        defeats::ROWS,
        cache_use::ROWS,
        caches::ROWS,
        fleet::ROWS,
        sharing::ROWS,
        left::ROWS,
        elsewhere::ROWS,
        secrets::ROWS,
        instructions::ROWS,
        built::ROWS,
        #[cfg(feature = "project")]
        services::ROWS,
        #[cfg(feature = "parse")]
        typing::ROWS,
    ];
    rows.into_iter().flatten().copied()
}

/// The rule of that name.
///
/// ```
/// use dockerkit::rules;
///
/// assert_eq!(rules::find("unknown-stage"), Some(&rules::UNKNOWN_STAGE));
/// assert_eq!(rules::find("unknown-rule"), None);
/// ```
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name == name)
}

/// The instruction itself, or the one that a trigger holds.
fn triggered(instruction: &Instruction) -> &Instruction {
    match instruction {
        Instruction::OnBuild(trigger) => &trigger.instruction,
        other => other,
    }
}

/// The line must open the here-documents that were meant, and no other.
fn misread(written: &Written<'_>, meant: &[Heredoc], sink: &mut Sink<'_>) {
    let (line, _) = lines::joined(&written.text, written.escape.character());
    if written.sound && !heredoc::opens(&line, meant) {
        let keyword = sink.keyword;
        sink.find(
            format!("BuildKit would find other here-documents in this `{keyword}` than were meant"),
            "take `<<` and quotes out of its values, or set an `ARG` to them and refer to it",
        );
    }
}

fn needs_escape(line: &str, escape: Escape) -> bool {
    line.contains(['\\', escape.character()])
}

fn read_with_backslash(sink: &mut Sink<'_>) {
    let keyword = sink.keyword;
    sink.find(
        format!("BuildKit also reads this `{keyword}` with `\\` as the escape character, which changes its values"),
        "use the default escape character, or simpler values",
    );
}
