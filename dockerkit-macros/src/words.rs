//! Words that are known, and the one that was meant.

use std::{iter, mem};

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
        "Sharing" => set("sharing mode", "sharing", &["shared", "private", "locked"]),
        "Network" => set("network", "network", &["default", "none", "host"]),
        "Security" => set("security mode", "security", &["sandbox", "insecure"]),
        "PackageManager" => set("package manager", "package_manager", &MANAGERS),
        _ => return None,
    })
}

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
    known
        .iter()
        .map(|candidate| (distance(word, candidate), *candidate))
        .filter(|(distance, _)| *distance <= near_enough)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many characters have to be put in, taken out or replaced; a swapped pair counts as one.
fn distance(from: &str, to: &str) -> usize {
    let from: Vec<char> = from.chars().take(64).collect();
    let to: Vec<char> = to.chars().take(64).collect();
    let mut before = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let mut character_before = None;
    for (row, character) in from.iter().enumerate() {
        let mut left = row + 1;
        let mut current = vec![left];
        let mut other_before = None;
        // Of the row above, what stands at the corner and over each; of the one above that, what a swap starts from.
        let starts = iter::once(None)
            .chain(before.iter().map(Some))
            .chain(iter::repeat(None));
        for ((other, pair), start) in to.iter().zip(last.windows(2)).zip(starts) {
            let [corner, over] = pair else { break };
            left = (over + 1)
                .min(left + 1)
                .min(corner + usize::from(character != other));
            let swapped = character_before == Some(other) && other_before == Some(character);
            if let (true, Some(start)) = (swapped, start) {
                left = left.min(start + 1);
            }
            current.push(left);
            other_before = Some(other);
        }
        before = mem::replace(&mut last, current);
        character_before = Some(character);
    }
    last.last().copied().unwrap_or_default()
}

/// `` `a`, `b` and `c` ``
pub(crate) fn listed(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
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
