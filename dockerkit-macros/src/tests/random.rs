//! Whatever the input, the macro gives an expression and does not panic.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use proptest::prelude::*;

use super::{lowered, read};

/// Words and signs that mean something to the macro, and some that do not.
const WORDS: &[&str] = &[
    "FROM",
    "RUN",
    "COPY",
    "ADD",
    "ENV",
    "ARG",
    "LABEL",
    "CMD",
    "ENTRYPOINT",
    "EXPOSE",
    "VOLUME",
    "USER",
    "WORKDIR",
    "HEALTHCHECK",
    "ONBUILD",
    "SHELL",
    "STOPSIGNAL",
    "NONE",
    "AS",
    "run",
    "RNU",
    "if",
    "for",
    "in",
    "match",
    "let",
    "else",
    "true",
    "cache",
    "bind",
    "ssh",
    "secret",
    "tmpfs",
    "mount",
    "target",
    "id",
    "from",
    "link",
    "mod",
    "type",
    "r#type",
    "_",
    "build",
    "build",
    "0",
    "1",
    "80",
    "65536",
    "1m30s",
    "1.5",
    "0755",
    "0o755",
    "99999999999",
    "\"\"",
    "\"a\"",
    "\"$A\"",
    "\"{name}\"",
    "\"it's\"",
    "\"~/x\"",
    "\"\\n  a\\n b\"",
    "r#\"x\"#",
    "b\"x\"",
    "'c'",
    "'life",
    "c\"x\"",
    "é",
    "=",
    "=",
    ";",
    ";",
    ";",
    ",",
    "@",
    "#",
    "--",
    "--",
    "=>",
    "<<",
    "&&",
    "-",
    "/",
    ".",
    "$",
    "!",
    "::",
    "doc",
    "raCompletionMarker",
    "caraCompletionMarker",
    "&",
    ":",
    "*",
    "+",
    "$A",
    "${A}",
    "CACHES",
    "pip",
    "suffix",
    "locked",
    "elif",
    "end",
    "\"pip,uv\"",
];

fn tokens() -> impl Strategy<Value = TokenStream> {
    let word = prop::sample::select(WORDS).prop_map(read);
    let level = |inner: BoxedStrategy<TokenStream>| {
        let delimiter = prop::sample::select(vec![
            Delimiter::Parenthesis,
            Delimiter::Brace,
            Delimiter::Bracket,
            Delimiter::None,
        ]);
        let group = (delimiter, prop::collection::vec(inner.clone(), 0..6)).prop_map(
            |(delimiter, inside)| {
                TokenTree::from(Group::new(delimiter, inside.into_iter().collect())).into()
            },
        );
        prop_oneof![4 => inner, 1 => group].boxed()
    };
    let leaf = word.boxed();
    let tree = level(level(level(leaf)));
    prop::collection::vec(tree, 0..40).prop_map(|tokens| tokens.into_iter().collect())
}

/// A macro in which much is said.
const WHOLE: &str = "
    # syntax = \"docker/dockerfile:1\"; # escape = \"`\";
    ARG V = \"1\";
    /// comment
    FROM --platform=\"linux/amd64\" (image) AS build-amd64;
    USER (app); WORKDIR \"/app/\" (name);
    COPY --from=base --link --chmod=0755 \"a\", (b), <<\"c\" r#\"d\"# => \"./\";
    RUN --cache=uv --mount=cache(id = \"m\", target = \"/m\", uid = 1001, sharing = locked) \"x \" (y) && \"z\";
    RUN --mount=secret(\"t\", env = \"T\", required) --network=none [\"a\", (b)];
    @for x in &xs { @if let Some(y) = x { ENV A = (y), B.c = 1; } @else { FROM \"b\" AS two; } }
    @match x { 1 | 2 => { RUN \"a\"; } _ => RUN \"b\"; }
    @let z = 1;
    FROM build-amd64 AS last;
    HEALTHCHECK --interval=1m30s CMD \"x\"; EXPOSE 80, 53/udp, 1-2; VOLUME [\"/a\"];
    LABEL a.b = \"c\"; ONBUILD RUN \"x\"; SHELL [\"a\"]; STOPSIGNAL 9; (more);
";

/// Takes tokens out, doubles them or moves them, at any depth.
fn mutated(input: TokenStream, changes: &mut impl Iterator<Item = u8>) -> TokenStream {
    let mut output: Vec<TokenTree> = Vec::new();
    for token in input {
        let token = match token {
            TokenTree::Group(group) => {
                let inside = mutated(group.stream(), changes);
                Group::new(group.delimiter(), inside).into()
            }
            other => other,
        };
        match changes.next().unwrap_or(u8::MAX) {
            0..=4 => {}
            5..=8 => output.extend([token.clone(), token]),
            9..=12 => output.insert(output.len().saturating_sub(1), token),
            13..=14 => output.insert(0, token),
            15 => output.push(Group::new(Delimiter::Parenthesis, token.into()).into()),
            _ => output.push(token),
        }
    }
    output.into_iter().collect()
}

/// An expression: a block that ends with the file.
fn expression(tokens: TokenStream) -> Result<(), TestCaseError> {
    let lowered = lowered(tokens);
    let mut tokens = lowered.into_iter();
    let Some(TokenTree::Group(block)) = tokens.next() else {
        return Err(TestCaseError::fail("no block"));
    };
    prop_assert!(tokens.next().is_none());
    let last = block
        .stream()
        .into_iter()
        .last()
        .map(|token| token.to_string());
    prop_assert!(last.is_some_and(|last| last == "file" || last == "()" || last.ends_with(')')));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn any_tokens(tokens in tokens()) {
        expression(tokens)?;
    }

    #[test]
    fn a_whole_macro_with_changes(changes in prop::collection::vec(any::<u8>(), 400)) {
        expression(mutated(read(WHOLE), &mut changes.into_iter()))?;
    }
}
