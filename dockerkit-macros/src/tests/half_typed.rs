//! What an editor sees while somebody types: everything that is there already.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::{flat, lowered, read};

/// Whole statements around the one that is being typed.
const BEFORE: &str = "FROM \"rust\" AS build; FROM \"debian\"; WORKDIR \"/before\";";
const AFTER: &str = "COPY --from=build \"/a\" => \"/after\"; EXPOSE 8080;";

/// What is typed so far.
const BROKEN: &[&str] = &[
    "RUN",
    "RUN;",
    "RUN --;",
    "RUN --ca;",
    "RUN --cache;",
    "RUN --cache=;",
    "RUN --cache=u \"x\";",
    "RUN --mount=;",
    "RUN --mount=cache;",
    "RUN --mount=cache();",
    "RUN --mount=cache(id) \"x\";",
    "RUN --mount=cache(id = ) \"x\";",
    "RUN --mount=cache(target = \"/x\", sh) \"x\";",
    "RUN --mount=cache(, , =) \"x\";",
    "RUN \"make\" &&;",
    "RUN \"echo \\\"\" (x);",
    "RUN make;",
    "RUN <<EOF;",
    "COPY;",
    "COPY \"a\";",
    "COPY \"a\" =>;",
    "COPY \"a\" => ;",
    "COPY <<;",
    "COPY <<\"a\";",
    "COPY --from= \"a\" => \"b\";",
    "COPY --from=biuld \"a\" => \"b\";",
    "ENV;",
    "ENV A;",
    "ENV A =;",
    "ARG;",
    "LABEL a.;",
    "WORKDIR;",
    "WORKDIR ();",
    "USER app;",
    "EXPOSE;",
    "EXPOSE 80/;",
    "EXPOSE 99999;",
    "HEALTHCHECK;",
    "HEALTHCHECK --interval= CMD \"x\";",
    "ONBUILD;",
    "ONBUILD ONBUILD;",
    "SHELL;",
    "@",
    "@;",
    "@i;",
    "@if;",
    "@if x;",
    "@if x { RUN }",
    "@if x { } @else",
    "@for;",
    "@for x in;",
    "@match x;",
    "@match x { A };",
    "@match x { A => };",
    "@let;",
    "@if { RUN \"x\"; }",
    "@for { RUN \"x\"; }",
    "@for x in { RUN \"x\"; }",
    "@for in x { RUN \"x\"; }",
    "@match { _ => {} }",
    "(;)",
    "();",
    "W;",
    "work;",
    "RN \"x\";",
    ";",
    "#;",
    "# syn;",
    "FROM;",
    "FROM --platform;",
    "FROM \"a\" AS;",
    "FROM a;",
    "FROM \"a\" AS build;",
    "\"x\";",
    "=> \"x\";",
    "[];",
    "{}",
    "RUN --mount=cache(mod = 1, target = \"/x\") \"x\";",
    "RUN --as=1 \"x\";",
    "VOLUME [];",
    "VOLUME [\"a\" \"b\"];",
    "RUN --mount=secret,id=x \"x\";",
    "RUN --mount=cache[\"/x\"] \"x\";",
    "RUN --mount=cache(/x) \"x\";",
    "RUN --mount=cache(\"/x\" \"x\");",
    "RUN --cache=[pip, uv] \"x\";",
    "RUN --network host \"x\";",
    "RUN -network=host \"x\";",
    "RUN \"a\" && make;",
    "RUN \"a\"; && \"b\";",
    "RUN (\"a\" \"b\");",
    "COPY a b;",
    "COPY [\"a\", \"b\"];",
    "COPY --chown=$USER:$USER \"a\" => \"b\";",
    "COPY <<EOF /x;",
    "ENV A => \"1\";",
    "ENV A = x y;",
    "ENV A = $HOME/bin;",
    "ENV A = vec![\"x\"];",
    "LABEL a/b = \"c\";",
    "EXPOSE 80:80;",
    "EXPOSE 80 443;",
    "HEALTHCHECK none;",
    "CMD [\"a\", --b];",
    "# the next stage",
    "@elif x { RUN \"x\"; }",
    "@if x { RUN \"x\"; } else { RUN \"y\"; }",
    "@for x of y { COPY (x) => \"/\"; }",
    "@for x in y; { RUN \"x\"; }",
    "@let x = y",
    "tools();",
    "&steps;",
    "(RUN \"x\");",
];

#[test]
fn what_is_whole_is_there() {
    for broken in BROKEN {
        let text = lowered(read(&format!("{BEFORE} {broken} {AFTER}"))).to_string();
        assert!(
            text.starts_with('{') && text.ends_with("file }"),
            "{broken}"
        );
        for whole in [
            "named (\"build\" , \"rust\")",
            "file . add (dockerkit :: __words :: WORKDIR :: new (\"/before\")) ;",
            "file . add (dockerkit :: __words :: EXPOSE :: new ([\"8080\"])) ;",
        ] {
            assert!(text.contains(whole), "{broken}: {whole} is not in {text}");
        }
        // `RUN` and the like without a `;` take the next keyword for their text.
        if broken.ends_with([';', '}']) {
            assert!(text.contains("[\"/a\"] , \"/after\""), "{broken}: {text}");
        }
        // What the library knows is found when the expansion is compiled.
        let rustc = text.contains("from_static (\"u\")") || text.contains(". sh ()");
        assert!(
            text.contains("compile_error") || rustc,
            "{broken} has no mistake: {text}"
        );
    }
}

#[test]
fn tokens_keep_their_places() {
    let whole = "
        # check = \"skip=all\";
        FROM --platform=\"linux/amd64\" \"rust\" AS build-amd64;
        RUN --cache=uv --mount=cache(id = \"x\", target = \"/x\", sharing = locked) \"make \" (name) && \"b\";
        FROM \"debian\";
        COPY --from=build-amd64 --link \"a\", <<\"b\" \"c\" => \"/d\";
        ENV A = \"1\", B.c = 2;
        @if cfg!(unix) { USER (me); }
        HEALTHCHECK --interval=1m30s --retries=3 CMD [\"true\"];
        RUN --ca --netwrk=none \"x\";
        RUN --mount=cache(target = \"/x\", sharng = locked) \"x\";
    ";
    let input = read(whole);
    let places: Vec<_> = flat(lowered(input.clone()))
        .iter()
        .map(|token| (token.span().start(), token.to_string()))
        .collect();
    for token in flat(input) {
        let text = token.to_string();
        // Words that only join others, and what belongs to a name that is written in pieces.
        let structure = match &token {
            TokenTree::Punct(_) | TokenTree::Group(_) => true,
            TokenTree::Ident(_) => [
                "AS", "CMD", "cfg", "unix", "amd64", "c", "mount", "target", "platform",
            ]
            .contains(&&*text),
            TokenTree::Literal(_) => text == "2",
        };
        let start = token.span().start();
        let kept = places.iter().any(|(place, _)| *place == start);
        assert!(kept || structure, "{text} at {start:?} is lost");
    }
    // What completes and explains: methods of the builder, at the word that was typed.
    for word in ["cache", "link", "ca", "netwrk", "sharng", "interval"] {
        let written = [" ", "="].map(|after| whole.find(&format!("{word}{after}")));
        let at = written.into_iter().flatten().min().unwrap();
        let line = 1 + whole[..at].matches('\n').count();
        let column = at - whole[..at].rfind('\n').unwrap() - 1;
        let here = |place: &proc_macro2::LineColumn| (place.line, place.column) == (line, column);
        let found = places
            .iter()
            .any(|(place, text)| text == word && here(place));
        assert!(found, "no method `{word}` at {line}:{column}");
    }
}

#[test]
fn an_unknown_method_is_all_that_is_wrong() {
    let text = lowered(read(&format!("{BEFORE} RUN --ca=uv \"x\"; {AFTER}"))).to_string();
    assert!(
        text.contains(". ca (\"uv\")") && !text.contains("compile_error"),
        "{text}"
    );
}

/// Groups of one kind inside of another do not confuse it.
#[test]
fn invisible_groups_are_seen_through() {
    let group = |text: &str| -> TokenStream {
        TokenTree::from(proc_macro2::Group::new(Delimiter::None, read(text))).into()
    };
    let mut input = read("FROM");
    input.extend(group("\"rust\""));
    input.extend(read("AS"));
    input.extend(group("build"));
    input.extend(read("; ENV A ="));
    input.extend(group("1 + 1"));
    input.extend(read("; EXPOSE"));
    input.extend(group("80"));
    input.extend(read(";"));
    let text = lowered(input).to_string();
    assert!(!text.contains("compile_error"), "{text}");
    assert!(text.contains("splice"), "{text}");
}

/// The signs that an expression of another macro starts with are its own.
#[test]
fn a_double_negation_from_another_macro_is_a_value() {
    for form in [
        "CMD [\"a\", VALUE];",
        "CMD [VALUE];",
        "EXPOSE VALUE;",
        "ENV A = VALUE;",
    ] {
        let tokens = read(&format!("FROM \"rust\"; {form}"));
        let text = lowered(with_value(tokens)).to_string();
        assert!(text.contains("- - x"), "{form} {text}");
        assert!(!text.contains("compile_error"), "{form} {text}");
    }
}

/// `--x`, as another macro puts it in, for `VALUE`.
fn with_value(tokens: TokenStream) -> TokenStream {
    let value = |token| match token {
        TokenTree::Ident(word) if word == "VALUE" => {
            proc_macro2::Group::new(Delimiter::None, read("- - x")).into()
        }
        TokenTree::Group(group) => {
            proc_macro2::Group::new(group.delimiter(), with_value(group.stream())).into()
        }
        other => other,
    };
    tokens.into_iter().map(value).collect()
}
