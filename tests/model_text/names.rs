//! Names beyond ASCII end where BuildKit's lexer ends them.

use std::fmt::Write;

use dockerkit::Text;

use crate::support::parser::Parser;

#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
fn names_beyond_ascii_end_where_the_frontend_ends_them() {
    let is_asked = |it: &char| !it.is_ascii() && (it.is_alphanumeric() || u32::from(*it) < 0x3000);
    // What cannot be told is not read; what the parser splits words at is not asked.
    let characters: Vec<char> = ('\u{80}'..=char::MAX)
        .filter(|it| is_asked(it) && !it.is_numeric() && !it.is_whitespace())
        .collect();
    let mut parser = Parser::frontend();
    let mut letters = 0;
    let files: Vec<String> = characters
        .chunks(1000)
        .map(|chunk| {
            let mut text = "FROM scratch\nENV".to_owned();
            for character in chunk {
                write!(text, " A=$A{character}").unwrap();
            }
            text
        })
        .collect();
    for (chunk, read) in characters.chunks(1000).zip(parser.parse_many(&files)) {
        let read = read.unwrap();
        let words = &read[1].read_on.as_ref().unwrap().words;
        assert_eq!(words.len(), 2 * chunk.len());
        for (character, value) in chunk.iter().zip(words.iter().skip(1).step_by(2)) {
            let text = dockerkit::expand(format!("$A{character}"));
            let name = text.references().next().unwrap().to_owned();
            let is_letter = name != "A";
            assert_eq!(
                value[0].as_deref() == Some(""),
                is_letter,
                "U+{:04X}",
                u32::from(*character)
            );
            letters += usize::from(is_letter);
        }
    }
    println!("{} characters, {letters} letters", characters.len());
    assert!(letters > 100_000 && letters < characters.len());
    assert_eq!(Text::from("$A\u{903}").references().next(), Some("A"));
}
