//! From the parser's words to what they mean: BuildKit's instructions, and their expansion.

use crate::lexer::{Expanded, Lexer};
use crate::meaning::Read;
use crate::mount;
use crate::parser::{Heredoc, Parsed};

/// What an instruction means.
///
/// # Errors
///
/// Where BuildKit would refuse it.
pub fn instruction(parsed: &Parsed, lexer: &Lexer) -> Result<Read, String> {
    let mut read = Read {
        keyword: parsed.name.to_uppercase(),
        facts: Vec::new(),
        mounts: Vec::new(),
        inner: None,
    };
    flags(parsed, lexer, &mut read)?;
    heredocs(parsed)?;
    let values = &parsed.values;
    let expanded = |value: &String| lexer.word(value);
    let mut facts: Vec<(&str, Expanded)> = Vec::new();
    match read.keyword.as_str() {
        "FROM" => match values.as_slice() {
            [image] => facts.push(("image", expanded(image))),
            [image, by, name] if by.eq_ignore_ascii_case("as") => {
                facts.push(("image", expanded(image)));
                facts.push(("name", Ok(name.clone())));
            }
            other => return Err(format!("FROM has the words {other:?}")),
        },
        "ENV" | "LABEL" => {
            for pair in values.chunks(2) {
                facts.push(("name", expanded(&pair[0])));
                facts.push((
                    "value",
                    pair.get(1).map_or(Err("no value".to_owned()), expanded),
                ));
            }
        }
        "ARG" => {
            for word in values {
                let (name, default) = match word.split_once('=') {
                    Some((name, default)) => (name.to_owned(), Some(default.to_owned())),
                    None => (word.clone(), None),
                };
                facts.push(("name", expanded(&name)));
                facts.extend(default.map(|it| ("default", expanded(&it))));
            }
        }
        "CMD" | "ENTRYPOINT" => command(values, parsed.json, &mut facts),
        "RUN" => run(parsed, &mut facts)?,
        "HEALTHCHECK" => {
            let (kind, rest) = values.split_first().ok_or("nothing after HEALTHCHECK")?;
            facts.push(("kind", Ok(kind.to_uppercase())));
            command(rest, parsed.json, &mut facts);
        }
        "SHELL" if parsed.json => command(values, true, &mut facts),
        "SHELL" => return Err("SHELL is no JSON array".to_owned()),
        "MAINTAINER" => facts.push(("author", Ok(one(values)?.clone()))),
        "STOPSIGNAL" => facts.push(("signal", expanded(one(values)?))),
        "USER" => facts.push(("user", expanded(one(values)?))),
        "WORKDIR" => facts.push(("path", expanded(one(values)?))),
        "VOLUME" => facts.extend(values.iter().map(|it| ("path", lexer.word(it.trim())))),
        "EXPOSE" => expose(values, lexer, &mut facts),
        "COPY" | "ADD" => files(parsed, lexer, &mut facts)?,
        "ONBUILD" => {
            let inner = parsed.onbuild.as_ref().ok_or("nothing after ONBUILD")?;
            read.inner = Some(Box::new(instruction(inner, lexer)?));
        }
        other => return Err(format!("there is no instruction {other:?}")),
    }
    read.facts.extend(
        facts
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value)),
    );
    Ok(read)
}

/// Whether today's BuildKit sees the same heredocs. The older parser keeps the text before `${NAME:-word}` in the word it
/// is part of, and so does not see what `${X:- \<<E}` opens; this package's lexer does.
fn heredocs(parsed: &Parsed) -> Result<(), String> {
    let can = ["RUN", "COPY", "ADD"].contains(&parsed.name.to_uppercase().as_str()) && !parsed.json;
    if !can || !parsed.original.contains("<<") {
        return Ok(());
    }
    let mut lexer = Lexer::new('\\');
    (lexer.raw_quotes, lexer.raw_escapes) = (true, true);
    let words = lexer
        .without_variables(&parsed.original)
        .unwrap_or_default();
    let opened: Vec<String> = words.iter().filter_map(|word| opens(word)).collect();
    let found: Vec<&String> = parsed.heredocs.iter().map(|it| &it.name).collect();
    if opened.iter().ne(found.iter().copied()) {
        return Err(format!(
            "opens the heredocs {opened:?}, and {found:?} are there"
        ));
    }
    Ok(())
}

fn one(values: &[String]) -> Result<&String, String> {
    match values {
        [one] => Ok(one),
        other => Err(format!("one word is needed, and there are {other:?}")),
    }
}

fn command(values: &[String], json: bool, facts: &mut Vec<(&str, Expanded)>) {
    let name = if json { "word" } else { "shell" };
    facts.extend(values.iter().map(|it| (name, Ok(it.clone()))));
}

fn flags(parsed: &Parsed, lexer: &Lexer, read: &mut Read) -> Result<(), String> {
    let mut facts = Vec::new();
    for flag in &parsed.flags {
        let (name, value) = flag.split_once('=').unwrap_or((flag, "true"));
        let name = name
            .strip_prefix("--")
            .ok_or_else(|| format!("{flag:?} is no flag"))?;
        let known: &[&str] = match read.keyword.as_str() {
            "FROM" => &["platform"],
            "RUN" => &["mount", "network", "security", "device"],
            "COPY" => &["from", "chown", "chmod", "link", "parents", "exclude"],
            "ADD" => &[
                "keep-git-dir",
                "checksum",
                "chown",
                "chmod",
                "link",
                "unpack",
                "exclude",
            ],
            "HEALTHCHECK" => &[
                "interval",
                "timeout",
                "start-period",
                "start-interval",
                "retries",
            ],
            _ => &[],
        };
        if !known.contains(&name) {
            return Err(format!("{} has no flag {flag:?}", read.keyword));
        }
        match name {
            "mount" => {
                read.mounts.push(mount::read(value, lexer)?);
                continue;
            }
            "device" => facts.push((name, Ok(mount::device(value)?))),
            "platform" | "chown" | "chmod" | "checksum" => facts.push((name, lexer.word(value))),
            "interval" | "timeout" | "start-period" | "start-interval" => {
                facts.push((name, Ok(duration(value)?.to_string())));
            }
            _ => facts.push((name, Ok(value.to_owned()))),
        }
        if facts.iter().filter(|(it, _)| *it == name).count() > 1
            && !matches!(name, "device" | "exclude")
        {
            return Err(format!("{flag:?} is there twice"));
        }
    }
    facts.sort_by_key(|(name, _)| *name);
    read.facts.extend(
        facts
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value)),
    );
    Ok(())
}

/// Go's durations, in nanoseconds.
fn duration(text: &str) -> Result<u128, String> {
    let wrong = || format!("{text:?} is not a duration");
    let mut rest = text;
    let mut sum = 0;
    while !rest.is_empty() {
        let digits = rest
            .find(|it: char| !it.is_ascii_digit() && it != '.')
            .ok_or_else(wrong)?;
        let (number, after) = rest.split_at(digits);
        let unit = after
            .find(|it: char| it.is_ascii_digit())
            .unwrap_or(after.len());
        let scale: u128 = match &after[..unit] {
            "h" => 3_600_000_000_000,
            "m" => 60_000_000_000,
            "s" => 1_000_000_000,
            "ms" => 1_000_000,
            "us" | "µs" => 1000,
            "ns" => 1,
            _ => return Err(wrong()),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        sum += whole.parse::<u128>().map_err(|_| wrong())? * scale;
        let mut part = scale;
        for digit in fraction.bytes() {
            part /= 10;
            sum += u128::from(digit - b'0') * part;
        }
        rest = &after[unit..];
    }
    Ok(sum)
}

fn expose(values: &[String], lexer: &Lexer, facts: &mut Vec<(&str, Expanded)>) {
    for value in values {
        match lexer.words(value) {
            Ok(words) if words.is_empty() => facts.push(("port", Ok(String::new()))),
            Ok(words) => facts.extend(words.into_iter().map(|it| ("port", Ok(port(&it))))),
            Err(why) => facts.push(("port", Err(why))),
        }
    }
    facts.sort_by_key(|(_, port)| port.clone().unwrap_or_default());
}

/// A port in one form.
pub(crate) fn port(text: &str) -> String {
    let (ports, protocol) = text.split_once('/').unwrap_or((text, ""));
    let number = |text: &str| {
        text.parse::<u16>()
            .map_or(text.to_owned(), |it| it.to_string())
    };
    let ports = match ports.split_once('-') {
        Some((first, last)) if number(first) == number(last) => number(first),
        Some((first, last)) => format!("{}-{}", number(first), number(last)),
        None => number(ports),
    };
    match protocol.to_lowercase().as_str() {
        "" | "tcp" => ports,
        protocol => format!("{ports}/{protocol}"),
    }
}

fn content(heredoc: &Heredoc) -> String {
    if !heredoc.strip_tabs {
        return heredoc.content.clone();
    }
    heredoc
        .content
        .split_inclusive('\n')
        .map(|line| line.trim_start_matches('\t'))
        .collect()
}

/// What the shell gets: the text, or the one heredoc that it consists of.
fn run(parsed: &Parsed, facts: &mut Vec<(&str, Expanded)>) -> Result<(), String> {
    match (parsed.values.as_slice(), parsed.heredocs.as_slice()) {
        (values, []) => command(values, parsed.json, facts),
        ([text], [only]) if opens(text).as_deref() == Some(&only.name) => {
            facts.push(("shell", Ok(content(only))));
        }
        (values, heredocs) => {
            let names: Vec<_> = heredocs.iter().map(|it| &it.name).collect();
            return Err(format!("the heredocs {names:?} are opened in {values:?}"));
        }
    }
    Ok(())
}

/// The word that ends the heredoc that this word opens, if it does.
pub fn opens(word: &str) -> Option<String> {
    let rest = word
        .trim_start_matches(|it: char| it.is_ascii_digit())
        .strip_prefix("<<")?;
    let rest = rest
        .strip_prefix('-')
        .unwrap_or(rest)
        .trim_start_matches([' ', '\t', '\n', '\u{c}', '\r']);
    if rest.contains('<') || rest.is_empty() {
        return None;
    }
    // Whatever the file says, here a backslash escapes.
    let mut lexer = Lexer::new('\\');
    let words = lexer.without_variables(rest).ok()?;
    lexer.raw_quotes = true;
    let raw = lexer.without_variables(rest).ok()?;
    match words.as_slice() {
        [word] if raw.len() == 1 => Some(word.clone()),
        _ => None,
    }
}

fn files(parsed: &Parsed, lexer: &Lexer, facts: &mut Vec<(&str, Expanded)>) -> Result<(), String> {
    let Some((to, sources)) = parsed.values.split_last().filter(|(_, it)| !it.is_empty()) else {
        return Err(format!("{} has the words {:?}", parsed.name, parsed.values));
    };
    if opens(to).is_some() {
        return Err("a heredoc as the destination".to_owned());
    }
    for source in sources {
        let Some(name) = opens(source) else {
            facts.push(("source", lexer.word(source)));
            continue;
        };
        // Of two with one name BuildKit takes the last one.
        let heredoc = parsed.heredocs.iter().rfind(|it| it.name == name);
        let text = match heredoc {
            None => Ok(String::new()),
            Some(heredoc) if heredoc.expand => {
                let mut lexer = Lexer::new('\\');
                lexer.plain_quotes = true;
                lexer.word(&content(heredoc))
            }
            Some(heredoc) => Ok(content(heredoc)),
        };
        facts.push(("file", Ok(name)));
        facts.push(("content", text));
    }
    let opened = sources.iter().filter(|it| opens(it).is_some()).count();
    if opened != parsed.heredocs.len() {
        return Err(format!(
            "{} heredocs, and {opened} files",
            parsed.heredocs.len()
        ));
    }
    facts.push(("to", lexer.word(to)));
    Ok(())
}
