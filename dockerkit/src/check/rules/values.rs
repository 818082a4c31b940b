//! Rules of values, wherever they stand.

use super::{docs, rules};
use std::borrow::Cow;
use std::fmt::Display;

use super::commands::{empty_command, shown};
use crate::check::sink::Sink;
use crate::check::views::{CommandView, Form, Holds, Piece, Value, Written};
use crate::help::Help;
use crate::instruction::Instruction;
use crate::lines;
use crate::shown::Shown;
use crate::text::{Malformed, Modifier, PieceRef, Problem, Text, pattern};
use crate::visit::{Empty, Slot};

rules! {
    #[doc = " Nothing that an instruction needs is empty."]
    EMPTY = "empty" (Refused, docs!("#format"), [Value: empty, Command: empty_command])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").run(""))"#,
        says: "the command is empty",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").run("true"))"#
    }
    #[doc = " A flag, and an option of a mount, that is given has a value: BuildKit takes no notice of an empty one."]
    EMPTY_OPTION = "empty-option" (Lint, docs!("#copy---chown---chmod"), [Value: empty_option])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(CopyFiles::new(["a"], "/").chown("")))"#,
        says: "`--chown` is empty, which BuildKit treats as not given",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(CopyFiles::new(["a"], "/").chown("app")))"#
    }
    #[doc = " A newline stands only where an instruction can carry one: in shell text, inline files, and the paths of `COPY`, `ADD` and `VOLUME`."]
    NEWLINE = "newline" (Unwritable, docs!("#format"), [Value: newline])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").env("NOTE", "one\nRUN two"))"#,
        says: "the value of `NOTE` holds a newline, which `ENV` cannot carry",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").env("NOTE", "one RUN two"))"#
    }
    #[doc = " No value holds a NUL character."]
    NUL = "nul" (Unwritable, docs!("#format"), [Value: nul, Command: nul_in_command])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").cmd(["a\0b"]))"#,
        says: r"the word `a\0b` holds a NUL character (or a path that is not Unicode)",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").cmd(["ab"]))"#
    }
    #[doc = " The value of a flag is ASCII: BuildKit reads flags byte by byte and corrupts anything else."]
    NOT_ASCII = "not-ascii" (Unwritable, docs!("#format"), [Value: not_ascii])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/é"))))"#,
        says: "the target holds `é`, and BuildKit corrupts what is not ASCII in a flag",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/e"))))"#
    }
    #[doc = " A path is Unicode: a Dockerfile is UTF-8 text."]
    NOT_UNICODE = "not-unicode" (Unwritable, docs!("#format"), [Piece: not_unicode])
    {
        bad: r#"{ use std::os::unix::ffi::OsStrExt as _; let path = std::path::Path::new(std::ffi::OsStr::from_bytes(b"\xff")); Dockerfile::new().stage(Stage::new("alpine").copy([literal(path)], "/")) }"#,
        says: "a source is the path `\u{fffd}`, which is not Unicode",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").copy([literal(std::path::Path::new("é"))], "/"))"#
    }
    #[doc = " A `${…}` refers to a variable in a form that BuildKit reads."]
    REFERENCE = "reference" (Refused, docs!("#environment-replacement"), [Piece: reference])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").env("SHORT", "${NAME:0:4}"))"#,
        says: "the value of `SHORT` has a reference that BuildKit refuses: `${NAME:0:4}`",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").env("SHORT", "${NAME%%-*}"))"#
    }
    #[doc = " A `${…}` is one that dockerkit can read, and that can be written where it stands."]
    HELD_REFERENCE = "held-reference" (Unwritable, docs!("#environment-replacement"), [Piece: held_reference])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").copy([InlineFile::expanding("f", r"${A/x/\}}")], "/"))"#,
        says: r"the content of `f` has a pattern that cannot be written without quotes: `${A/x/\\}}`",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").env("F", r"${A/x/\}}"))"#
    }
    #[doc = " No line is longer than BuildKit reads, 65,535 bytes; long lines are broken where that changes nothing."]
    LINE_TOO_LONG = "line-too-long" (Unwritable, "https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/parser.go", [Written: line_too_long])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").run(format!("set -e\n# {}\n", "x".repeat(70_000))))"#,
        says: "a line of 70002 bytes is longer than BuildKit reads, which is 65535",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").run(format!("echo {}", "x".repeat(70_000))))"#
    }
}

/// Nothing that is needed is missing: a value, or all of a list of them.
fn empty(value: &Value<'_>, sink: &mut Sink<'_>) {
    if !value.whole || !value.text.is_empty() {
        return;
    }
    if value.slot == Slot::List {
        let (keyword, what) = (sink.keyword, value.field.what);
        sink.find_in(
            value.field.name(),
            format!("`{keyword}` has no {what}"),
            "give it one, or leave the instruction out",
        );
    } else if value.field.empty == Empty::Missing {
        sink.find_in(
            value.field.name(),
            format!("{} is empty", value.label()),
            "give it a value, or leave it out",
        );
    }
}

/// What is nothing to BuildKit is hardly meant.
fn empty_option(value: &Value<'_>, sink: &mut Sink<'_>) {
    if value.whole && value.text.is_empty() && value.field.empty == Empty::None {
        sink.find_in(
            value.field.name(),
            format!(
                "{} is empty, which BuildKit treats as not given",
                value.label()
            ),
            "give it a value, or leave it out",
        );
    }
}

fn newline(value: &Value<'_>, sink: &mut Sink<'_>) {
    if matches!(value.slot, Slot::Word | Slot::Flag) && value.text.contains('\n') {
        let keyword = sink.keyword;
        sink.find_in(
            value.field.name(),
            format!("{} holds a newline, which `{keyword}` cannot carry", value.label()),
            "take it out; if text of many lines is meant, put it in a file, or have a `RUN` write it",
        );
    }
}

fn nul(value: &Value<'_>, sink: &mut Sink<'_>) {
    if matches!(value.slot, Slot::Word | Slot::Path | Slot::Flag) && value.text.contains('\0') {
        found_nul(value.field.name(), &value.label(), sink);
    }
}

fn nul_in_command(view: &CommandView<'_>, sink: &mut Sink<'_>) {
    if !view.holds.any(Holds::NUL) {
        return;
    }
    match view.form {
        Form::Exec(words) => {
            for word in words.iter().filter(|word| word.contains('\0')) {
                found_nul("command", &format_args!("the word `{}`", shown(word)), sink);
            }
        }
        Form::Script(_) => found_nul("command", &"the command", sink),
        Form::Shell(shell) => {
            for _ in shell.commands.iter().filter(|it| it.text().contains('\0')) {
                found_nul("command", &"the command", sink);
            }
        }
    }
}

fn found_nul(field: &'static str, what: &dyn Display, sink: &mut Sink<'_>) {
    sink.find_in(
        field,
        format!("{what} holds a NUL character (or a path that is not Unicode)"),
        "no program can be given one; take it out",
    );
}

/// A value of ASCII characters, as BuildKit corrupts others in flags.
fn not_ascii(value: &Value<'_>, sink: &mut Sink<'_>) {
    if value.slot != Slot::Flag {
        return;
    }
    if let Some(odd) = value.text.chars().find(|character| !character.is_ascii()) {
        sink.find_in(
            value.field.name(),
            format!(
                "{} holds `{odd}`, and BuildKit corrupts what is not ASCII in a flag",
                value.label()
            ),
            "use ASCII characters, or set an `ARG` to the value and refer to it",
        );
    }
}

fn not_unicode(piece: &Piece<'_>, sink: &mut Sink<'_>) {
    if let PieceRef::NotUnicode(path) = piece.part {
        sink.find_in(
            piece.field.name(),
            format!(
                "{} is the path `{}`, which is not Unicode",
                piece.label(),
                path.shown()
            ),
            "a Dockerfile is UTF-8 text; rename the file",
        );
    }
}

fn reference(piece: &Piece<'_>, sink: &mut Sink<'_>) {
    let (rest, help) = match piece.part {
        PieceRef::Malformed(Malformed {
            text,
            problem: Problem::Refused(why),
        }) => (Cow::Borrowed(&**text), Cow::Borrowed(*why)),
        PieceRef::Reference(reference) => {
            let Some(Modifier::Trim { pattern, .. } | Modifier::Replace { pattern, .. }) =
                reference.modifier.as_deref()
            else {
                return;
            };
            let Some(escape) = pattern::refused(pattern) else {
                return;
            };
            let help = format!(
                "a backslash protects `*`, `?`, `/`, `}}`, `$` and itself in a pattern, and is not taken in `{escape}`"
            );
            (Cow::Owned(reference.to_string()), Cow::Owned(help))
        }
        _ => return,
    };
    if help.ends_with("quote is not closed") {
        // Of what was read.
        return sink.find_in(
            piece.field.name(),
            format!("{}: {help}: `{}`", piece.label(), rest.shown()),
            "close it, or put the escape character in front of it",
        );
    }
    sink.find_in(
        piece.field.name(),
        format!(
            "{} has a reference that BuildKit refuses: `{}`",
            piece.label(),
            rest.shown()
        ),
        Help::either(
            format!("{help}; for a dollar write `\\$`, for an exact value `literal(…)`"),
            format!("{help}; for a dollar write `\\$`"),
        ),
    );
}

fn held_reference(piece: &Piece<'_>, sink: &mut Sink<'_>) {
    let found = match piece.part {
        PieceRef::Malformed(Malformed {
            text,
            problem: Problem::Unread(why),
        }) => {
            let text = text.shown();
            let shown: String = text.chars().take(100).collect();
            let help = format!(
                "{why}; put a part of it in an `ARG`, or braces around the name, and refer to that"
            );
            (format!("a reference that cannot be held: `{shown}`"), help)
        }
        PieceRef::Reference(reference)
            if piece.field.slot == Slot::Body && !pattern::needs_no_quotes(reference) =>
        {
            let shown = reference.to_string();
            let shown = shown.shown();
            let found = format!("a pattern that cannot be written without quotes: `{shown}`");
            (found, "set an `ARG` to it, and refer to that".to_owned())
        }
        _ => return,
    };
    let (found, help) = found;
    sink.find_in(
        piece.field.name(),
        format!("{} has {found}", piece.label()),
        help,
    );
}

fn line_too_long(written: &Written<'_>, sink: &mut Sink<'_>) {
    let longest = |text: &str| text.split('\n').map(str::len).max().unwrap_or_default();
    let length = match written.instruction {
        // A trigger is read as one line when it runs.
        Some(Instruction::OnBuild(_)) => {
            let (line, rest) = lines::joined(&written.text, written.escape.character());
            line.len().max(longest(rest))
        }
        _ => longest(&written.text),
    };
    if length > lines::LIMIT {
        let limit = lines::LIMIT;
        sink.find(
            format!("a line of {length} bytes is longer than BuildKit reads, which is {limit}"),
            "put the text in a file of the build context",
        );
    }
}

/// Text where there are no quotes: variables, and only harmless characters around them. In an operand, which the builder
/// splits at blanks only, the words of references can hold more.
pub(super) fn not_bare(
    what: &str,
    field: &'static str,
    text: &Text,
    operand: bool,
    sink: &mut Sink<'_>,
) {
    // A leading `--` would make it a flag.
    let flag = text
        .leading_literal()
        .is_some_and(|text| text.starts_with("--"));
    if text.as_literal().is_none() && (flag || !is_bare(text, operand)) {
        sink.find_in(
            field,
            format!(
                "{what} is `{}`, which cannot be written there",
                text.to_string().shown()
            ),
            "around `$NAME` use ASCII letters, digits and `.` `_` `-` `/` `:` `@` `+` only",
        );
    }
}

fn is_bare(text: &Text, operand: bool) -> bool {
    text.pieces().all(|piece| match piece {
        PieceRef::Literal(text) => text.bytes().all(is_bare_byte),
        PieceRef::Reference(reference) if operand => reference.words().all(holds_no_blanks),
        PieceRef::Reference(reference) => match reference.modifier.as_deref() {
            None | Some(Modifier::Word { .. }) => reference.words().all(|it| is_bare(it, false)),
            Some(Modifier::Trim { pattern, .. }) => is_bare_pattern(pattern, true),
            Some(Modifier::Replace {
                pattern,
                replacement,
                ..
            }) => is_bare_pattern(pattern, false) && is_bare_pattern(replacement, true),
        },
        // Another rule's.
        PieceRef::Malformed(_) | PieceRef::NotUnicode(_) => true,
    })
}

fn is_bare_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._-/:@+".contains(&byte)
}

fn holds_no_blanks(text: &Text) -> bool {
    text.pieces().all(|piece| match piece {
        PieceRef::Literal(text) => !text.contains(char::is_whitespace),
        PieceRef::Reference(reference) => reference.words().all(holds_no_blanks),
        PieceRef::Malformed(_) | PieceRef::NotUnicode(_) => true,
    })
}

fn is_bare_pattern(text: &Text, slashes: bool) -> bool {
    text.pieces().all(|piece| match piece {
        PieceRef::Literal(text) => text.bytes().all(|byte| {
            (slashes || byte != b'/') && (is_bare_byte(byte) || b"#%*?".contains(&byte))
        }),
        PieceRef::Reference(reference) => reference.modifier.is_none(),
        PieceRef::Malformed(_) | PieceRef::NotUnicode(_) => true,
    })
}
