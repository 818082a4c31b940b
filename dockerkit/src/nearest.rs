//! The nearest known word, for suggestions.

/// The word that is nearest to `word`, if one is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = near_enough(word);
    // The lengths say enough of most words.
    known
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= most)
        .map(|candidate| {
            let (word, other) = differing(word.as_bytes(), candidate.as_bytes());
            (distance(word, other), candidate)
        })
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
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
    fn a_near_word_is_near_for_the_compiler_too() {
        const NEAR: bool = near("uvv", "uv", 1) && near("yran", "yarn", 1) && near("pi", "pip", 1);
        const FAR: bool = near("make", "npm", 2) || near("p", "npm", 2);
        const { assert!(NEAR && !FAR) };
        assert!(!near(&"x".repeat(100), "npm", 1));
        assert!(same("uv", "uv") && !same("uv", "vu") && !same("", "uv"));
    }
}
