//! The nearest known word, for suggestions.

/// The word that is nearest to `word`, if one is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = near_enough(word);
    let mut found: Option<(usize, &str)> = None;
    for candidate in known {
        // The lengths say enough of most words.
        if candidate.len().abs_diff(word.len()) > most {
            continue;
        }
        let (word, other) = differing(word.as_bytes(), candidate.as_bytes());
        let distance = distance(word, other);
        if distance <= found.map_or(most, |(fewest, _)| fewest.saturating_sub(1)) {
            found = Some((distance, candidate));
        }
    }
    found.map(|(_, candidate)| candidate)
}

/// Whether one letter is put in, taken out or another one, or two stand in the other order.
pub(crate) fn is_one_edit(one: &str, other: &str) -> bool {
    let (one, other) = differing(one.as_bytes(), other.as_bytes());
    distance(one, other) == 1
}

/// The word that BuildKit suggests: the first of those that are nearest, with at most two characters put in, taken out or
/// replaced.
///
/// Source: `Search` in `util/suggest/error.go`.
pub(crate) fn suggested<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word: Vec<char> = word.chars().collect();
    let mut found = None;
    let mut most = 2;
    for candidate in known {
        // It is nearer than the one before; of those that are as near the first one counts.
        if let Some(mistakes) = mistakes(&word, candidate, most) {
            found = Some(*candidate);
            match mistakes.checked_sub(1) {
                Some(fewer) => most = fewer,
                None => break,
            }
        }
    }
    found
}

/// How many characters differ, if they are no more than so many, of which there are few.
fn mistakes(word: &[char], candidate: &str, most: usize) -> Option<usize> {
    // A character takes four bytes at most.
    if candidate.len() > (word.len() + most) * 4 || candidate.len() + most < word.len() {
        return None;
    }
    let candidate: Vec<char> = candidate.chars().collect();
    if candidate.len().abs_diff(word.len()) > most {
        return None;
    }
    fewest(word, &candidate, most)
}

/// Tries each way to make the words one, of which there are few, as few mistakes are allowed.
fn fewest(mut one: &[char], mut other: &[char], most: usize) -> Option<usize> {
    loop {
        match (one, other) {
            ([first, one_rest @ ..], [second, other_rest @ ..]) if first == second => {
                (one, other) = (one_rest, other_rest);
            }
            ([], rest) | (rest, []) => return (rest.len() <= most).then_some(rest.len()),
            ([_, one_rest @ ..], [_, other_rest @ ..]) => {
                let fewer = most.checked_sub(1)?;
                let ways = [(one_rest, other_rest), (one_rest, other), (one, other_rest)];
                let tried = ways.map(|(one, other)| fewest(one, other, fewer));
                return tried.into_iter().flatten().min().map(|fewest| fewest + 1);
            }
        }
    }
}

/// Whether the words are one, when the program is compiled.
pub(crate) const fn same(one: &str, other: &str) -> bool {
    distance(one.as_bytes(), other.as_bytes()) == 0
}

/// Whether `word` may be `known` with so many mistakes, when the program is compiled.
pub(crate) const fn near(word: &str, known: &str, mistakes: usize) -> bool {
    mistakes <= near_enough(word) && distance(word.as_bytes(), known.as_bytes()) == mistakes
}

const fn near_enough(word: &str) -> usize {
    1 + word.len() / 4
}

/// What is left of two words without what they begin and end with alike.
fn differing<'a>(one: &'a [u8], other: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let alike = |pairs: &mut dyn Iterator<Item = (&u8, &u8)>| {
        pairs.take_while(|(one, other)| one == other).count()
    };
    let start = alike(&mut one.iter().zip(other));
    let (_, one) = one.split_at_checked(start).unwrap_or_default();
    let (_, other) = other.split_at_checked(start).unwrap_or_default();
    let end = alike(&mut one.iter().rev().zip(other.iter().rev()));
    let short = |word: &'a [u8]| word.get(..word.len() - end).unwrap_or_default();
    (short(one), short(other))
}

/// How many bytes have to be put in, taken out, replaced or swapped with their neighbour. A long word is like nothing.
#[expect(
    clippy::indexing_slicing,
    reason = "a `const fn` cannot iterate; each index is below the length"
)]
const fn distance(from: &[u8], to: &[u8]) -> usize {
    const MOST: usize = 64;
    if from.len() >= MOST || to.len() >= MOST {
        return usize::MAX;
    }
    let mut before = [0; MOST];
    let mut last = [0; MOST];
    let mut column = 0;
    while column <= to.len() {
        last[column] = column;
        column += 1;
    }
    let mut row = 1;
    while row <= from.len() {
        let mut current = [row; MOST];
        column = 1;
        while column <= to.len() {
            let mut best = last[column - 1] + (from[row - 1] != to[column - 1]) as usize;
            if last[column] + 1 < best {
                best = last[column] + 1;
            }
            if current[column - 1] + 1 < best {
                best = current[column - 1] + 1;
            }
            let swapped = row > 1
                && column > 1
                && from[row - 1] == to[column - 2]
                && from[row - 2] == to[column - 1];
            if swapped && before[column - 2] + 1 < best {
                best = before[column - 2] + 1;
            }
            current[column] = best;
            column += 1;
        }
        before = last;
        last = current;
        row += 1;
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_suggested() {
        let stages = ["build", "build-amd64", "runtime"];
        assert_eq!(nearest("biuld", stages), Some("build"));
        assert_eq!(nearest("buld-amd64", stages), Some("build-amd64"));
        assert_eq!(nearest("build-amd6", stages), Some("build-amd64"));
        assert_eq!(nearest("buildd", stages), Some("build"));
        assert_eq!(nearest("rutnime", stages), Some("runtime"));
        assert_eq!(nearest("nginx", stages), None);
        assert_eq!(nearest("", stages), None);
    }

    #[test]
    fn buildkit_suggests_the_first_of_the_nearest_words() {
        let known = ["PATH", "GOPATH", "VERSION", "UID", "GID"];
        for (word, expected) in [
            ("PAHT", Some("PATH")),
            ("PTH", Some("PATH")),
            ("GOPTH", Some("GOPATH")),
            ("VERSIONS", Some("VERSION")),
            ("RVESOIN", None),
            ("XID", Some("UID")),
            ("GIDD", Some("GID")),
            ("PID", Some("UID")),
            ("path", None),
            ("PATHÉÉ", Some("PATH")),
            ("", None),
        ] {
            assert_eq!(suggested(word, &known), expected, "{word}");
        }
        assert_eq!(suggested("é", &["abc", "ab", "a", "b"]), Some("a"));
        assert_eq!(suggested(&"x".repeat(100_000), &known), None);
    }

    #[test]
    fn a_near_word_is_near_for_the_compiler_too() {
        const NEAR: bool = near("uvv", "uv", 1) && near("yran", "yarn", 1) && near("pi", "pip", 1);
        const FAR: bool = near("make", "npm", 2) || near("p", "npm", 2);
        const { assert!(NEAR && !FAR) };
        assert!(!near(&"x".repeat(100), "npm", 1));
        assert!(same("uv", "uv") && !same("uv", "vu") && !same("", "uv"));
    }
}
