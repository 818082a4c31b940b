//! Words that are known, and the one that was meant.

use std::mem;

/// The instructions.
pub(crate) const INSTRUCTIONS: [&str; 19] = [
    "FROM",
    "RUN",
    "COPY",
    "ENV",
    "ARG",
    "WORKDIR",
    "USER",
    "CMD",
    "ENTRYPOINT",
    "EXPOSE",
    "LABEL",
    "ADD",
    "VOLUME",
    "HEALTHCHECK",
    "SHELL",
    "STOPSIGNAL",
    "ONBUILD",
    "MAINTAINER",
    "CACHES",
];

/// A closed set of words: how messages call one, the module of the library that has each by its name, and all of them.
pub(crate) struct Closed {
    pub(crate) what: &'static str,
    pub(crate) module: &'static str,
    pub(crate) words: &'static [&'static str],
}

/// The closed set that a type of the library is.
pub(crate) fn closed(kind: &str) -> Option<Closed> {
    let set = |what, module, words| Closed {
        what,
        module,
        words,
    };
    Some(match kind {
        "Sharing" => set("sharing mode", "sharing", &SHARING),
        "Network" => set("network", "network", &["default", "none", "host"]),
        "Security" => set("security mode", "security", &["sandbox", "insecure"]),
        "PackageManager" => set("package manager", "package_manager", &MANAGERS),
        _ => return None,
    })
}

pub(crate) const SHARING: [&str; 3] = ["shared", "private", "locked"];

const MANAGERS: [&str; 34] = [
    "pip",
    "uv",
    "poetry",
    "pdm",
    "pipenv",
    "npm",
    "pnpm",
    "yarn",
    "yarn-berry",
    "bun",
    "composer",
    "go",
    "cargo",
    "bundler",
    "apt",
    "ccache",
    "sccache",
    "apk",
    "dnf",
    "yum",
    "zypper",
    "pacman",
    "maven",
    "gradle",
    "sbt",
    "nuget",
    "mix",
    "conda",
    "mamba",
    "deno",
    "dart",
    "swift",
    "cabal",
    "stack",
];

/// Whether one word of a set is no misspelling of another: it may mean the contrary.
pub(crate) fn is_guessed(kind: &str) -> bool {
    kind != "Security"
}

/// The keyword of the instruction that a type of the library is.
pub(crate) fn keyword(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "Stage" => "FROM",
        "Run" => "RUN",
        "CopyFiles" => "COPY",
        "AddFiles" => "ADD",
        "Env" => "ENV",
        "Arg" => "ARG",
        "Workdir" => "WORKDIR",
        "User" => "USER",
        "Cmd" => "CMD",
        "Entrypoint" => "ENTRYPOINT",
        "Expose" => "EXPOSE",
        "Label" => "LABEL",
        "Volume" => "VOLUME",
        "Healthcheck" => "HEALTHCHECK",
        "DefaultShell" => "SHELL",
        "StopSignal" => "STOPSIGNAL",
        "OnBuild" => "ONBUILD",
        "Caches" => "CACHES",
        _ => return None,
    })
}

/// Whether it is what rust-analyzer puts in at the cursor, newer and older ones, and what has been typed of a word.
pub(crate) fn is_typed(word: &str) -> bool {
    word.contains("raCompletionMarker") || word.contains("intellijRulezz")
}

/// The word that is nearest to `word`, if one is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let near_enough = 1 + word.chars().count() / 4;
    let mut nearest = None;
    let mut least = near_enough + 1;
    for candidate in known {
        let distance = distance(word, candidate);
        if distance < least {
            least = distance;
            nearest = Some(*candidate);
        }
    }
    nearest
}

/// A number that is not greater than `most`.
pub(crate) fn number(text: &str, most: u64) -> Option<u64> {
    let number = text.parse().ok()?;
    if number > most { None } else { Some(number) }
}

/// Whether it starts with a digit, as a stage's number does.
pub(crate) fn is_number(word: &str) -> bool {
    word.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// Whether it is the start of one of them.
pub(crate) fn are_begun(known: &[&str], start: &str) -> bool {
    for word in known {
        if word.starts_with(start) {
            return true;
        }
    }
    false
}

/// How many characters have to be put in, taken out or replaced; a swapped pair counts as one.
fn distance(from: &str, to: &str) -> usize {
    let (from, to) = (characters(from), characters(to));
    // The row above, the one above that, which a swap starts from, and what they are about.
    let mut last = vec![0];
    for _ in &to {
        last.push(last.len());
    }
    let mut before = Vec::new();
    let mut character_before = None;
    for character in &from {
        let mut current = vec![at(&last, 0) + 1];
        let mut other_before = None;
        for other in &to {
            let column = current.len();
            let replaced = at(&last, column - 1) + usize::from(character != other);
            let mut steps = replaced
                .min(at(&last, column) + 1)
                .min(at(&current, column - 1) + 1);
            if character_before == Some(other) && other_before == Some(character) {
                steps = steps.min(at(&before, column - 2) + 1);
            }
            current.push(steps);
            other_before = Some(other);
        }
        before = mem::replace(&mut last, current);
        character_before = Some(character);
    }
    at(&last, to.len())
}

/// The first characters of a word: none that is known is longer.
fn characters(text: &str) -> Vec<char> {
    let mut characters = Vec::new();
    for character in text.chars() {
        if characters.len() == 64 {
            break;
        }
        characters.push(character);
    }
    characters
}

fn at(row: &[usize], column: usize) -> usize {
    row.get(column).copied().unwrap_or_default()
}

/// `` `a`, `b` and `c` ``
pub(crate) fn listed(words: &[&str]) -> String {
    listed_as("", words)
}

/// The same with something before each word.
pub(crate) fn listed_as(prefix: &str, words: &[&str]) -> String {
    let mut listed = String::new();
    let mut left = words.len();
    for word in words {
        listed += match left {
            _ if listed.is_empty() => "`",
            1 => " and `",
            _ => ", `",
        };
        listed += prefix;
        listed += word;
        listed.push('`');
        left -= 1;
    }
    listed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_suggested() {
        assert_eq!(nearest("RNU", &INSTRUCTIONS), Some("RUN"));
        assert_eq!(nearest("WORKDIRR", &INSTRUCTIONS), Some("WORKDIR"));
        assert_eq!(nearest("COMPILE", &INSTRUCTIONS), None);
        assert_eq!(listed(&["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
