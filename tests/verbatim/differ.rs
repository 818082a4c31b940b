//! Whether what was read is what was meant.

use crate::reading::{FlagValue, Operand, Read, Source};
use crate::words::{self, Atom};

impl Source {
    /// Whether a source that was read is this one.
    fn is(&self, found: &Self) -> bool {
        match (self, found) {
            (Self::Exact(meant), Self::Path(found)) => {
                let remote = matches!(meant.first(), Some(Atom::Text(text)) if is_remote(text));
                let mut name = unglobbed(found);
                // A name that looks like an address, such as `user@host:path`, is one of this directory.
                if let Some(Atom::Text(text)) = name.as_mut().and_then(|name| name.first_mut()) {
                    let here =
                        matches!(meant.first(), Some(Atom::Text(text)) if text.starts_with("./"));
                    if let (false, Some(rest)) = (here, text.strip_prefix("./")) {
                        *text = rest.to_owned();
                    }
                }
                name.as_ref() == Some(meant) || (remote && meant == found)
            }
            (
                Self::Inline { name, content },
                Self::Inline {
                    name: found,
                    content: text,
                },
            ) => {
                // A newline is added where there is none.
                let mut ended = content.clone();
                if !ended.is_empty() {
                    words::push(&mut ended, '\n');
                }
                let ends = matches!(content.last(), Some(Atom::Text(text)) if text.ends_with('\n'));
                name == found && (content == text || (!ends && ended == *text))
            }
            (meant, found) => meant == found,
        }
    }
}

/// Whether a text can be an address: BuildKit reads schemes in any case.
fn is_remote(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["http://", "https://", "git://", "git@", "ssh://"]
        .into_iter()
        .any(|scheme| text.starts_with(scheme))
}

/// The one name that a pattern of Go's `filepath.Match` matches.
fn unglobbed(atoms: &[Atom]) -> Option<Vec<Atom>> {
    let mut names = Vec::new();
    for atom in atoms {
        let Atom::Text(text) = atom else {
            names.push(atom.clone());
            continue;
        };
        let mut rest = text.chars();
        while let Some(character) = rest.next() {
            match character {
                '*' | '?' | '\\' => return None,
                '[' => {
                    let only = rest.next().filter(|only| !['^', ']', '-'].contains(only))?;
                    words::push(&mut names, if only == '\\' { rest.next()? } else { only });
                    rest.next().filter(|end| *end == ']')?;
                }
                other => words::push(&mut names, other),
            }
        }
    }
    Some(names)
}

/// Whether the shell runs these commands when it is given that text.
fn runs(text: &str, lead: &[String], commands: &[String]) -> bool {
    let mut rest = text;
    for part in lead {
        let after = rest.strip_prefix(part.as_str());
        let Some(after) =
            after.and_then(|it| it.strip_prefix(";     ").or_else(|| it.strip_prefix('\n')))
        else {
            return false;
        };
        rest = after;
    }
    let [command] = commands else {
        // In a heredoc the shell joins the lines.
        let joined = rest.replace("\\\n", "");
        let mut rest = joined.as_str();
        for (at, command) in commands.iter().enumerate() {
            let after = if at == 0 {
                Some(rest)
            } else {
                rest.strip_prefix(" &&     ")
            };
            // Blanks in front of a command are nothing to any shell.
            let blanks = [' ', '\t'];
            let whole = command;
            let mut command = command.trim_start_matches(blanks);
            if at + 1 == commands.len() {
                // And at the end of everything.
                command = command.trim_end_matches(blanks);
            }
            let after = after.map(|it| it.trim_start_matches(blanks));
            // Where its operators would reach further it is a group; whether it is in time, `engine_values` runs.
            let written = [
                command.to_owned(),
                format!("{{ {command}; }}"),
                format!("{{ {command} }}"),
                format!("{{ {whole}; }}"),
                format!("{{ {whole} }}"),
            ];
            let mut written = written.iter();
            let Some(after) =
                after.and_then(|it| written.find_map(|text| it.strip_prefix(text.as_str())))
            else {
                return false;
            };
            rest = after;
        }
        return rest.trim_start_matches([' ', '\t']).is_empty() || rest == "\n";
    };
    // Nor are blanks in front of it, where something stands before them on the line.
    if !lead.is_empty() && rest.trim_start_matches([' ', '\t']) == command {
        return true;
    }
    // A newline at the end is nothing to it.
    rest == command
        || Some(rest) == command.strip_suffix('\n')
        || (!command.ends_with('\n') && rest.strip_suffix('\n') == Some(command))
}

/// Whether the builder would fetch a source, whose scheme counts in any case.
fn is_fetched(source: &Source) -> bool {
    let Source::Path(path) = source else {
        return false;
    };
    let Some(text) = words::text(path) else {
        return false;
    };
    let lower = text.to_ascii_lowercase();
    let is = |scheme: &str| lower.starts_with(&format!("{scheme}://"));
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    let repository = path.matches('/').count() > 2 && path.strip_suffix(".git").is_some();
    let word = |text: &str, more: &str| {
        let is = |it: char| it.is_ascii_alphanumeric() || more.contains(it);
        !text.is_empty() && text.chars().all(is)
    };
    let host = text
        .split_once('@')
        .and_then(|(user, rest)| Some((user, rest.split_once(':')?.0)));
    is("git")
        || is("ssh")
        || text.starts_with("http://")
        || text.starts_with("https://")
        || (is("http") || is("https")) && repository
        || host.is_some_and(|(user, host)| word(user, "-_") && word(host, "-."))
}

/// Why what was read is not what was meant.
pub(crate) fn differ(meant: &Read, found: &Read) -> Option<String> {
    if let ("COPY", Operand::Files { sources, .. }) = (found.keyword.as_str(), &found.operand) {
        if sources.iter().any(is_fetched) {
            return Some("a source, which `COPY` cannot fetch,".to_owned());
        }
    }
    if meant.keyword != found.keyword || meant.flags.len() != found.flags.len() {
        return Some("the keyword or the number of flags".to_owned());
    }
    for (meant, found) in meant.flags.iter().zip(&found.flags) {
        let open = match (&meant.value, &found.value) {
            (FlagValue::Unsettled, FlagValue::Mount(_)) => true,
            (FlagValue::PerhapsOwned(meant), FlagValue::Mount(found)) => {
                let mut without = meant.clone();
                without.remove("uid");
                let mut anybodys = found.clone();
                if !meant.contains_key("uid") {
                    anybodys.remove("uid");
                }
                anybodys == *meant || *found == without
            }
            _ => false,
        };
        if meant.name != found.name || (meant.value != found.value && !open) {
            return Some(format!("the flag --{}", meant.name));
        }
    }
    let same = match (&meant.operand, &found.operand) {
        (Operand::Trigger(meant), Operand::Trigger(found)) => return differ(meant, found),
        (
            Operand::Commands {
                leads, commands, ..
            },
            Operand::Shell(text),
        ) => leads.iter().any(|lead| runs(text, lead, commands)),
        (
            Operand::Files {
                sources,
                destination,
            },
            Operand::Files {
                sources: found,
                destination: to,
            },
        ) => {
            destination == to
                && sources.len() == found.len()
                && sources
                    .iter()
                    .zip(found)
                    .all(|(meant, found)| meant.is(found))
        }
        (meant, found) => meant == found,
    };
    (!same).then(|| "the operand".to_owned())
}
