//! What comes through another macro may have lost which signs stood together, as in rust-analyzer: `--` is two `-` then.

use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};

use super::{lowered, read};

/// The same tokens, none of which belongs to the next. (A lifetime is one token for everybody.)
fn apart(tokens: TokenStream) -> TokenStream {
    let token = |token| match token {
        TokenTree::Group(group) => {
            let mut inside = Group::new(group.delimiter(), apart(group.stream()));
            inside.set_span(group.span());
            inside.into()
        }
        TokenTree::Punct(punct) if punct.as_char() != '\'' => {
            let mut alone = Punct::new(punct.as_char(), Spacing::Alone);
            alone.set_span(punct.span());
            alone.into()
        }
        other => other,
    };
    tokens.into_iter().map(token).collect()
}

/// What is in the braces of each `dockerfile!`, wherever it stands.
fn macros(tokens: TokenStream, found: &mut Vec<TokenStream>) {
    let mut before = [None, None];
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            let called = before == [Some("dockerfile".to_owned()), Some("!".to_owned())];
            if called && group.delimiter() == Delimiter::Brace {
                found.push(group.stream());
            }
            macros(group.stream(), found);
        }
        before.rotate_left(1);
        before[1] = Some(token.to_string());
    }
}

/// The Rust in documentation: a file of its own for each block.
fn blocks(text: &str) -> Vec<String> {
    let lines = text
        .lines()
        .map(|line| line.trim_start().trim_start_matches("///"));
    let lines: Vec<_> = lines
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    let text = lines.join("\n");
    let blocks = text.split("\n```").skip(1).step_by(2);
    let rust = blocks.filter_map(|block| {
        let (language, code) = block.split_once('\n')?;
        let hidden = |line: &str| line.strip_prefix("# ").unwrap_or(line).to_owned();
        let code: Vec<_> = code.lines().map(hidden).collect();
        ["", "rust", "no_run"]
            .contains(&language)
            .then(|| code.join("\n"))
    });
    rust.collect()
}

fn whole(input: TokenStream) -> String {
    let text = lowered(input).to_string();
    text.chars().filter(|it| !it.is_whitespace()).collect()
}

#[test]
fn signs_that_stand_apart_mean_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = |path: &str| {
        let path = root.join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let mut sources = vec![
        text("examples/whisperx_kokoro_macro.rs"),
        text("examples/build-script-macro/build.rs"),
    ];
    sources.extend(blocks(&text("README.md")));
    sources.extend(blocks(&text("dockerkit/src/macros.rs")));
    let mut directories = vec![root.join("tests/dockerfile_macro")];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else {
                sources.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut found = Vec::new();
    for source in &sources {
        macros(read(source), &mut found);
    }
    assert!(found.len() > 50, "only {} macros are found", found.len());
    for input in found {
        let together = whole(input.clone());
        assert_eq!(whole(apart(input.clone())), together, "{input}");
    }
}

#[test]
fn a_forgotten_comma_is_seen_all_the_same() {
    for text in [
        "FROM \"a\"; COPY \"b\" \"c\" => \"d\";",
        "FROM \"a\"; COPY \"b\" => \"c\" \"d\";",
        "FROM \"a\"; COPY \"b\" \"c\";",
    ] {
        assert_eq!(whole(apart(read(text))), whole(read(text)), "{text}");
    }
}
