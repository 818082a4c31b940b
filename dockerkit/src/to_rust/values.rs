//! The values of the model, as expressions of the builder.

use crate::instruction::{Comment, FileSource, InlineFile, Pattern, Port, Protocol};
use crate::mode::Mode;
use crate::or_arg::{Notation, OrArg};
use crate::presets::{PackageManager, Preset};
use crate::sharing::Sharing;
use crate::shell::{Command, Shell};
use crate::shell_text::{Part, ShellText};
use crate::text::{PieceRef, Text};
use crate::user::User;

use super::layout::Expr;

/// How a text is said.
pub(super) enum Said {
    /// As the author's, which expands.
    Author(String),
    /// As the exact value.
    Exact(String),
    /// In parts, of which each expands.
    Parts(Vec<String>),
}

/// `Comment::new("…")`
pub(super) fn comment(comment: &Comment) -> Expr {
    let written = Expr::call("Comment::new", [Expr::text(&comment.text)]);
    if comment.checks {
        written.then("with_checks", [])
    } else {
        written
    }
}

/// The shortest way to say a text.
pub(super) fn said(text: &Text) -> Said {
    let reads = |source: &str| Text::parse(source.to_owned().into()) == *text;
    if let Some(value) = text.as_literal() {
        if reads(value) {
            return Said::Author(value.to_owned());
        }
        let shown = text.to_string();
        // `literal()` takes nine characters.
        return if shown.len() < value.len() + 9 && reads(&shown) {
            Said::Author(shown)
        } else {
            Said::Exact(value.to_owned())
        };
    }
    let shown = text.to_string();
    if reads(&shown) {
        return Said::Author(shown);
    }
    // A backslash in front of a reference would make that a dollar.
    let mut parts = vec![String::new()];
    for piece in text.pieces() {
        if let Some(last) = parts.last_mut() {
            last.push_str(&piece.to_string());
        }
        if matches!(piece, PieceRef::Literal(text) if text.ends_with('\\')) {
            parts.push(String::new());
        }
    }
    Said::Parts(parts)
}

/// What can stand where text does.
pub(super) fn text(text: &Text) -> Expr {
    match said(text) {
        Said::Author(text) => Expr::text(&text),
        _ => whole(text),
    }
}

/// The same, as a `Text` in any case.
pub(super) fn whole(text: &Text) -> Expr {
    match said(text) {
        Said::Author(source) => match text.as_literal() {
            Some(value) => Expr::call("literal", [Expr::text(value)]),
            None => Expr::call("expand", [Expr::text(&source)]),
        },
        Said::Exact(value) => Expr::call("literal", [Expr::text(&value)]),
        Said::Parts(parts) => {
            let mut parts = parts.iter();
            let first = parts.next().map_or("", String::as_str);
            let first = Expr::call("expand", [Expr::text(first)]);
            parts.fold(first, |all, part| all.then("then", [Expr::text(part)]))
        }
    }
}

/// Several texts, which are of one type.
pub(super) fn texts<'t>(all: impl Iterator<Item = &'t Text> + Clone) -> Vec<Expr> {
    let author = |text: &Text| matches!(said(text), Said::Author(_));
    let alike = all.clone().all(author);
    all.map(|it| if alike { text(it) } else { whole(it) })
        .collect()
}

/// Words, of which there may be none.
pub(super) fn words<W: AsRef<str>>(words: &[W]) -> Expr {
    if words.is_empty() {
        return Expr::call("Vec::<String>::new", []);
    }
    Expr::Array(words.iter().map(|it| Expr::text(it.as_ref())).collect())
}

/// A known value, or text.
pub(super) fn or_arg<T: Notation>(value: &OrArg<T>, known: impl FnOnce(T) -> Expr) -> Expr {
    match value.meaning() {
        Ok(value) => known(value),
        Err(other) => text(other),
    }
}

pub(super) fn id(id: &OrArg<u32>) -> Expr {
    or_arg(id, |number| Expr::word(number.to_string()))
}

pub(super) fn mode(mode: &OrArg<Mode>) -> Expr {
    or_arg(mode, |Mode(mode)| Expr::word(format!("0o{mode:03o}")))
}

pub(super) fn sharing(sharing: &OrArg<Sharing>) -> Expr {
    or_arg(sharing, |sharing| {
        Expr::word(match sharing {
            Sharing::Shared => "Sharing::Shared",
            Sharing::Private => "Sharing::Private",
            Sharing::Locked => "Sharing::Locked",
        })
    })
}

/// Ports, which are of one type.
pub(super) fn ports(ports: &[OrArg<Port>]) -> Vec<Expr> {
    let number = |port: &OrArg<Port>| match port.meaning() {
        Ok(port) if port.first == port.last && port.protocol == Protocol::Tcp => Some(port.first),
        _ => None,
    };
    if ports.iter().all(|port| number(port).is_some()) {
        let numbers = ports.iter().filter_map(number);
        return numbers.map(|it| Expr::word(it.to_string())).collect();
    }
    let is_text = |port: &OrArg<Port>| match port.meaning() {
        Ok(_) => true,
        Err(text) => matches!(said(text), Said::Author(_)),
    };
    let alike = ports.iter().all(is_text);
    let port = |port: &OrArg<Port>| match port.meaning() {
        Ok(port) if alike => Expr::text(&port.to_string()),
        Ok(port) => Expr::call("literal", [Expr::text(&port.to_string())]),
        Err(it) if alike => text(it),
        Err(it) => whole(it),
    };
    ports.iter().map(port).collect()
}

/// A user, or what it is called.
pub(super) fn user(user: &User) -> Expr {
    if *user == User::root() {
        return Expr::call("User::root", []);
    }
    if user.uid.is_none() && user.gid.is_none() && user.home.is_none() {
        return text(&user.spec);
    }
    let mut expr = Expr::call("User::new", [text(&user.spec)]);
    if let Some(uid) = &user.uid {
        expr = expr.then("uid", [id(uid)]);
    }
    if let Some(gid) = &user.gid {
        expr = expr.then("gid", [id(gid)]);
    }
    if let Some(home) = &user.home {
        expr = expr.then("home", [text(home)]);
    }
    expr
}

/// The sources of a copy.
pub(super) fn sources(sources: &[FileSource]) -> Expr {
    match sources {
        [] => Expr::call("Vec::<FileSource>::new", []),
        [source] => file_source(source),
        several => {
            let plain = |source: &FileSource| matches!(source, FileSource::Path(path) if matches!(said(path.text()), Said::Author(_)));
            let inline = |source: &FileSource| matches!(source, FileSource::Inline(_));
            let alike = several.iter().all(plain) || several.iter().all(inline);
            let item = |source: &FileSource| {
                let source = file_source(source);
                if alike {
                    source
                } else {
                    Expr::call("FileSource::from", [source])
                }
            };
            Expr::Array(several.iter().map(item).collect())
        }
    }
}

fn file_source(source: &FileSource) -> Expr {
    match source {
        FileSource::Path(path) => match said(path.text()) {
            Said::Author(path) => Expr::text(&path),
            _ => pattern(path),
        },
        FileSource::Inline(file) => inline(file),
    }
}

/// A pattern that no text by itself says.
pub(super) fn pattern(pattern: &Pattern) -> Expr {
    let parts = match said(pattern.text()) {
        Said::Parts(parts) => parts,
        Said::Author(path) => vec![path],
        // As the author would write it.
        Said::Exact(_) => vec![pattern.text().to_string()],
    };
    let mut parts = parts.iter();
    let first = parts.next().map_or("", String::as_str);
    let first = Expr::call("pattern", [Expr::text(first)]);
    parts.fold(first, |all, part| all.then("then", [Expr::text(part)]))
}

pub(super) fn inline(file: &InlineFile) -> Expr {
    let name = Expr::text(&file.name);
    match file.content.as_literal() {
        Some(content) => Expr::call("InlineFile::new", [name, Expr::text(content)]),
        None => Expr::call("InlineFile::expanding", [name, text(&file.content)]),
    }
}

/// A command, but for a script.
pub(super) fn command(command: &Command) -> Expr {
    match command {
        Command::Exec(all) => words(all),
        Command::Shell(all) => shell(all),
        Command::Script(text) => Expr::call("Command::script", [shell_text(text)]),
    }
}

/// Commands, or the one text that there is.
pub(super) fn shell(shell: &Shell) -> Expr {
    match shell.commands.as_slice() {
        [] => Expr::call("Shell::default", []),
        [text] => shell_text(text),
        [first, others @ ..] => {
            let first = as_shell(first);
            others
                .iter()
                .fold(first, |all, text| all.then("and", [shell_text(text)]))
        }
    }
}

/// Shell text, as text where it has no values.
pub(super) fn shell_text(text: &ShellText) -> Expr {
    match text.as_text() {
        Some(text) => Expr::text(text),
        None => as_shell(text),
    }
}

pub(super) fn as_shell(text: &ShellText) -> Expr {
    let mut all = None;
    for part in text.parts() {
        all = Some(match (all, part) {
            (None, Part::Text(text)) => Expr::call("Shell::new", [Expr::text(text)]),
            (all, part) => {
                let all = all.unwrap_or_else(|| Expr::call("Shell::default", []));
                match part {
                    Part::Text(text) => all.then("text", [Expr::text(text)]),
                    Part::Value(value) => all.then("arg", [Expr::text(value)]),
                    Part::Values(values) => all.then("arg", [words(values)]),
                }
            }
        });
    }
    all.unwrap_or_else(|| Expr::call("Shell::default", []))
}

/// A manager's caches.
pub(super) fn preset(preset: &Preset) -> Expr {
    let manager = manager(preset.manager);
    match &preset.id_suffix {
        Some(suffix) => manager.then("id_suffix", [text(suffix.text())]),
        None => manager,
    }
}

pub(super) fn presets(presets: &[Preset]) -> Expr {
    if is_all(presets) {
        return Expr::word("PackageManager::ALL");
    }
    if presets.is_empty() {
        return Expr::call("Vec::<PackageManager>::new", []);
    }
    let suffixed = |preset: &Preset| preset.id_suffix.is_some();
    let alike = presets.iter().all(suffixed) || !presets.iter().any(suffixed);
    let item = |it: &Preset| {
        if alike || suffixed(it) {
            preset(it)
        } else {
            Expr::call("Preset::from", [preset(it)])
        }
    };
    Expr::Array(presets.iter().map(item).collect())
}

/// Whether they are those of all managers.
pub(super) fn is_all(presets: &[Preset]) -> bool {
    let all = PackageManager::ALL.iter();
    presets.len() == PackageManager::ALL.len()
        && presets
            .iter()
            .zip(all)
            .all(|(preset, manager)| *preset == Preset::from(*manager))
}

/// `PackageManager::YarnBerry`
pub(super) fn manager(manager: PackageManager) -> Expr {
    Expr::word(format!("PackageManager::{manager:?}"))
}
