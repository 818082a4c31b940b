//! What BuildKit understands of a file: its own reading, without how things are typed.

use crate::options::{self, Written};
use crate::support::parser::{Expanded, Heredoc, Parsed, ReadOn};
use crate::words;

/// Each instruction, as lines that are equal where the meaning is.
pub(crate) fn of(parsed: &[Parsed]) -> Vec<String> {
    with(parsed, '\\')
}

/// The same, of a parser that does not expand words: this test's own reader of words does.
pub(crate) fn with(parsed: &[Parsed], escape: char) -> Vec<String> {
    let all = parsed.iter().map(|parsed| instruction(parsed, escape));
    all.collect()
}

fn read_here(parsed: &Parsed, escape: char) -> ReadOn {
    let word = |text: &str| {
        vec![
            words::word(text, escape)
                .ok()
                .map(|atoms| match words::text(&atoms) {
                    Some(text) => text.to_owned(),
                    None => format!("{atoms:?}"),
                }),
        ]
    };
    let flag = |flag: &String| {
        let (name, value) = flag.split_once('=').unwrap_or((flag, ""));
        match name {
            "--mount" => {
                let fields = words::csv(value).unwrap_or_default();
                let value =
                    |field: &String| word(field.split_once('=').map_or("", |(_, value)| value));
                fields.iter().map(value).collect()
            }
            _ => vec![word(value)],
        }
    };
    ReadOn {
        words: parsed.values.iter().map(|text| word(text)).collect(),
        flag_words: parsed.flags.iter().map(flag).collect(),
        refused: None,
        refused_expanded: None,
        trigger: parsed.onbuild.clone().map(|inner| Ok(vec![*inner])),
    }
}

fn instruction(parsed: &Parsed, escape: char) -> String {
    // The older parser leaves it as it was typed.
    let parsed = &Parsed {
        name: parsed.name.to_uppercase(),
        ..parsed.clone()
    };
    let name = parsed.name.as_str();
    let here = || read_here(parsed, escape);
    let read_on = &parsed.read_on.clone().unwrap_or_else(here);
    let refused = (
        read_on.refused.is_some(),
        read_on.refused_expanded.is_some(),
    );
    if name == "ONBUILD" {
        return match &read_on.trigger {
            Some(Ok(inner)) => format!("ONBUILD {:?}", with(inner, escape)),
            // The message tells of lines.
            Some(Err(_)) => "ONBUILD something that is refused".to_owned(),
            None => format!("ONBUILD nothing {refused:?}"),
        };
    }
    // BuildKit does not look at the flags of these.
    let ignores_flags = matches!(name, "ARG" | "STOPSIGNAL") || is_none(parsed);
    let flags = if ignores_flags {
        Vec::new()
    } else {
        flags(parsed, read_on)
    };
    format!("{name} {flags:?} {} {refused:?}", operand(parsed, read_on))
}

fn is_none(parsed: &Parsed) -> bool {
    let first = parsed.values.first();
    parsed.name == "HEALTHCHECK" && first.is_some_and(|it| it.eq_ignore_ascii_case("none"))
}

fn without_tabs(content: &str) -> String {
    let lines = content.split_inclusive('\n');
    lines.map(|line| line.trim_start_matches('\t')).collect()
}

fn content(heredoc: &Heredoc) -> String {
    if heredoc.strip_tabs {
        without_tabs(&heredoc.content)
    } else {
        heredoc.content.clone()
    }
}

fn is_heredoc(word: &str) -> bool {
    name(word).is_some()
}

/// The name that a word of a here-document says, with its quotes.
fn name(word: &str) -> Option<&str> {
    let rest = word.trim_start_matches(|it: char| it.is_ascii_digit());
    let name = rest.strip_prefix("<<")?;
    let name = name.strip_prefix('-').unwrap_or(name).trim_start();
    (!name.is_empty() && !name.contains(|it: char| it == '<' || it.is_whitespace())).then_some(name)
}

fn operand(parsed: &Parsed, read_on: &ReadOn) -> String {
    let values = &parsed.values;
    let words = &read_on.words;
    match parsed.name.as_str() {
        "RUN" => {
            let simple = match parsed.heredocs.as_slice() {
                [heredoc] if values.iter().all(|it| is_heredoc(it)) => Some(heredoc),
                _ => None,
            };
            if let Some(heredoc) = simple {
                return format!("script {:?}", content(heredoc));
            }
            let mut text = values.clone();
            for heredoc in &parsed.heredocs {
                text.extend([
                    "\n".to_owned(),
                    heredoc.content.clone(),
                    heredoc.name.clone(),
                ]);
            }
            // In a here-document the text ends with a newline, which is nothing to the shell.
            if parsed.json {
                format!("exec {values:?}")
            } else {
                format!("script {:?}", text.concat() + "\n")
            }
        }
        "CMD" | "ENTRYPOINT" | "SHELL" => format!("{} {values:?}", parsed.json),
        "MAINTAINER" => format!("{values:?}"),
        "HEALTHCHECK" if is_none(parsed) => "none".to_owned(),
        "HEALTHCHECK" => {
            let kind = values.first().map(|it| it.to_uppercase());
            format!("{kind:?} {} {:?}", parsed.json, values.get(1..))
        }
        "FROM" => {
            let name = values.get(2).map(|it| it.to_lowercase());
            format!("{:?} {} {name:?}", words.first(), values.len())
        }
        "EXPOSE" => {
            let mut ports: Vec<_> = words.iter().map(port).collect();
            ports.sort();
            format!("{ports:?}")
        }
        "COPY" | "ADD" => {
            let mut heredocs = parsed.heredocs.iter();
            let sources = values.iter().zip(words).map(|(value, word)| {
                match heredocs.next_if_opened(value) {
                    Some(it) if it.expand => {
                        format!("{} {:?}", it.name, words::content(&content(it)))
                    }
                    Some(it) => format!(
                        "{} {:?}",
                        it.name,
                        Ok::<_, String>(words::literal(&content(it)))
                    ),
                    // No line opens it: an empty file.
                    None if is_heredoc(value) => {
                        let name = name(value).unwrap_or_default().replace(['\'', '"'], "");
                        format!("{name} {:?}", Ok::<_, String>(words::literal("")))
                    }
                    None => format!("{word:?}"),
                }
            });
            sources.collect::<Vec<_>>().join(" ")
        }
        // The name is not expanded.
        "ARG" => {
            let names = values.iter().map(|it| it.split('=').next());
            format!("{:?} {words:?}", names.collect::<Vec<_>>())
        }
        "VOLUME" => {
            let trimmed = |it: &Option<String>| it.as_ref().map(|it| it.trim().to_owned());
            let words = words
                .iter()
                .map(|word| word.iter().map(trimmed).collect::<Vec<_>>());
            format!("{:?}", words.collect::<Vec<_>>())
        }
        _ => format!("{words:?}"),
    }
}

trait Opened<'a> {
    fn next_if_opened(&mut self, word: &str) -> Option<&'a Heredoc>;
}

impl<'a, I: Iterator<Item = &'a Heredoc>> Opened<'a> for I {
    fn next_if_opened(&mut self, word: &str) -> Option<&'a Heredoc> {
        is_heredoc(word).then(|| self.next()).flatten()
    }
}

fn port(word: &Expanded) -> Vec<Option<String>> {
    let port = |text: &String| {
        let (range, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
        let protocol = if protocol.is_empty() { "tcp" } else { protocol };
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        match (first.parse::<u16>(), last.parse::<u16>()) {
            (Ok(first), Ok(last)) => format!("{first}-{last}/{}", protocol.to_ascii_lowercase()),
            _ => text.clone(),
        }
    };
    word.iter().map(|text| text.as_ref().map(port)).collect()
}

/// The flags that say something, in the order of their names.
fn flags(parsed: &Parsed, read_on: &ReadOn) -> Vec<String> {
    let mut all = Vec::new();
    for (flag, expanded) in parsed.flags.iter().zip(&read_on.flag_words) {
        let (name, value) = flag.split_once('=').unwrap_or((flag, "true"));
        let shown = match name {
            "--mount" => mount(value, expanded),
            "--link" | "--parents" | "--keep-git-dir" if value.eq_ignore_ascii_case("false") => {
                continue;
            }
            "--link" | "--parents" | "--keep-git-dir" | "--unpack" => value.to_ascii_lowercase(),
            "--interval" | "--timeout" | "--start-period" | "--start-interval" => {
                if value.is_empty() {
                    continue;
                }
                format!("{:?}", words::duration(value.trim_start_matches('+')))
            }
            "--retries" if value.is_empty() => continue,
            "--retries" => value
                .trim_start_matches('+')
                .trim_start_matches('0')
                .to_owned(),
            "--device" => device(value),
            "--exclude" | "--network" | "--security" | "--from" => value.to_owned(),
            _ => {
                let nothing = |word: &Expanded| word.iter().all(|it| it.as_deref() == Some(""));
                if expanded.iter().all(nothing) {
                    continue;
                }
                format!("{expanded:?}")
            }
        };
        if name == "--from" && shown.is_empty() {
            continue;
        }
        all.push(format!("{name}={shown}"));
    }
    all.sort_by_key(|it| it.split('=').next().unwrap_or_default().to_owned());
    all
}

fn device(value: &str) -> String {
    let fields = words::csv(value).unwrap_or_default();
    let mut required = false;
    let mut name = None;
    for field in &fields {
        match field.split_once('=') {
            Some((key, value)) if key.eq_ignore_ascii_case("required") => {
                required = ["1", "t", "T", "TRUE", "true", "True"].contains(&value);
            }
            None if field.eq_ignore_ascii_case("required") => required = true,
            Some((key, value)) if key.eq_ignore_ascii_case("name") => name = Some(value.to_owned()),
            _ => name = Some(field.clone()),
        }
    }
    format!("{name:?} {required}")
}

/// The options of a mount in each environment.
fn mount(value: &str, expanded: &[Expanded]) -> String {
    let Ok(fields) = words::csv(value) else {
        return format!("no line of CSV: {value}");
    };
    let environments = expanded.first().map_or(0, Vec::len);
    let options = (0..environments).map(|environment| {
        let written = fields.iter().zip(expanded).map(|(field, word)| {
            let (key, has_value) = match field.split_once('=') {
                Some((key, _)) => (key, true),
                None => (field.as_str(), false),
            };
            // What cannot be expanded is refused; `from` is not expanded.
            let word = match field.split_once('=') {
                Some((_, raw)) if key.eq_ignore_ascii_case("from") => Some(raw.to_owned()),
                _ => word.get(environment).cloned().flatten(),
            };
            let value = match word {
                Some(text) => words::literal(&text),
                None => words::literal("\u{0}refused"),
            };
            (key.to_owned(), has_value.then_some(value))
        });
        let written: Vec<Written> = written.collect();
        let typed = written
            .iter()
            .any(|(key, _)| key.eq_ignore_ascii_case("type"));
        let bind = (!typed).then(|| ("type".to_owned(), Some(words::literal("bind"))));
        let mut fields = options::canonical(bind.into_iter().chain(written));
        if fields
            .get("from")
            .is_some_and(|from| from.as_ref().is_some_and(Vec::is_empty))
        {
            fields.remove("from");
        }
        format!("{fields:?}")
    });
    options.collect::<Vec<_>>().join(" | ")
}
