//! The nearest known word, for suggestions.

/// The word that is nearest to `word`, if one is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near_enough = 1 + word.chars().count() / 4;
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= near_enough)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many characters have to be put in, taken out, replaced or swapped with their neighbour.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (
        from.chars().take(64).collect(),
        to.chars().take(64).collect(),
    );
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for row in 1..=from.len() {
        let mut current = vec![row; to.len() + 1];
        for column in 1..=to.len() {
            let differs = usize::from(from[row - 1] != to[column - 1]);
            let mut best = (last[column] + 1)
                .min(current[column - 1] + 1)
                .min(last[column - 1] + differs);
            let swapped = row > 1
                && column > 1
                && from[row - 1] == to[column - 2]
                && from[row - 2] == to[column - 1];
            if swapped {
                best = best.min(before[column - 2] + 1);
            }
            current[column] = best;
        }
        before = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or_default()
}

/// Whether the words are one.
pub(crate) const fn same(one: &str, other: &str) -> bool {
    const_distance(one.as_bytes(), other.as_bytes()) == 0
}

/// Whether `word` may be `known` with so many mistakes, when the program is compiled.
pub(crate) const fn near(word: &str, known: &str, mistakes: usize) -> bool {
    mistakes <= 1 + word.len() / 4 && const_distance(word.as_bytes(), known.as_bytes()) == mistakes
}

/// How many bytes differ; a long word differs from everything.
const fn const_distance(from: &[u8], to: &[u8]) -> usize {
    const MOST: usize = 24;
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
            if row > 1
                && column > 1
                && from[row - 1] == to[column - 2]
                && from[row - 2] == to[column - 1]
                && before[column - 2] + 1 < best
            {
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
        assert_eq!(nearest("nginx", stages), None);
        assert_eq!(nearest("", stages), None);
    }

    #[test]
    fn a_near_word_is_near_for_the_compiler_too() {
        for (word, known) in [
            ("uvv", "uv"),
            ("pi", "pip"),
            ("yran", "yarn"),
            ("carggo", "cargo"),
            ("uv", "uv"),
        ] {
            assert_eq!(
                distance(word, known),
                const_distance(word.as_bytes(), known.as_bytes())
            );
        }
        assert!(near("pi", "pip", 1) && !near("pi", "pip", 2) && !near("p", "npm", 2));
        assert!(!near(&"x".repeat(100), "npm", 1));
        assert!(same("uv", "uv") && !same("uv", "vu") && !same("", "uv"));
    }
}
