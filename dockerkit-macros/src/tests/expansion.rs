//! What an expansion looks like: what a person could have written.

use proc_macro2::TokenStream;

use super::{lowered, read};

#[track_caller]
fn becomes(input: &str, output: &str) {
    let output = format!("{{ {output} }}");
    let lines = |tokens: TokenStream| {
        let text: String = tokens
            .to_string()
            .chars()
            .filter(|it| !it.is_whitespace())
            .collect();
        text.replace(';', ";\n").replace(",)", ")")
    };
    assert_eq!(lines(lowered(read(input))), lines(read(&output)));
}

#[test]
fn instructions_become_calls_of_the_builder() {
    becomes(
        r#"
        # escape = "`";
        ARG VERSION = "1";
        FROM (image) AS build-amd64;
        USER (app);
        WORKDIR "/app/" (name);
        COPY "pyproject.toml", "uv.lock" => "./";
        RUN --cache=uv "uv sync --frozen";
        RUN --mount=cache(id = "models", target = "/models", uid = 1001, sharing = locked)
            "fetch-models --to /models " (model) && "b";
        FROM "python:3.12-slim";
        COPY --from=build-amd64 --chown="1001:1001" "/app/.venv" => "/app/.venv";
        CMD ["python", "-m", "app"];
        "#,
        r#"
        #[allow(dead_code, non_snake_case)]
        const _: () = {
            struct Stages { build: dockerkit::StageRef }
            fn uses(stages: Stages) { let _ = &stages.build; let _ = &stages; }
        };
        #[allow(unused_mut)]
        let mut file = dockerkit::Dockerfile::new().escape(dockerkit::Escape::from_static("`"));
        file.add(dockerkit::__words::ARG::with_default("VERSION", "1"));
        #[allow(unused_variables)]
        let stage_build_amd64 = file.begin(<dockerkit::__words::FROM>::named("build-amd64", dockerkit::splice::<dockerkit::Source>(image)));
        file.add(dockerkit::splice::<dockerkit::User>(app));
        file.add(dockerkit::__words::WORKDIR::new(dockerkit::expand("/app/").then(dockerkit::splice::<dockerkit::Text>(name))));
        file.add(dockerkit::__words::COPY::new(["pyproject.toml", "uv.lock"], "./"));
        file.add(dockerkit::__words::RUN::new("uv sync --frozen").cache(dockerkit::__words::package_manager::uv));
        file.add(dockerkit::__words::RUN::new(dockerkit::Shell::new("fetch-models --to /models ").arg(model).and("b"))
                .mount(
                    dockerkit::CacheMount::new("/models")
                        .id("models")
                        .uid(1001)
                        .sharing(dockerkit::__words::sharing::locked)
                )
        );
        let _ = file.begin(<dockerkit::__words::FROM>::new("python:3.12-slim"));
        file.add(dockerkit::__words::COPY::new(["/app/.venv"], "/app/.venv").from(&stage_build_amd64).chown("1001:1001")
        );
        file.add(dockerkit::__words::CMD::new(["python", "-m", "app"]));
        const _: dockerkit::Escape = <dockerkit::Escape>::from_static("`");
        const _: dockerkit::VariableName = <dockerkit::VariableName>::from_static("VERSION");
        const _: dockerkit::StageName = <dockerkit::StageName>::from_static("build-amd64");
        const _: dockerkit::CacheId = <dockerkit::CacheId>::from_static("models");
        const _: dockerkit::Image = <dockerkit::Image>::from_static("python:3.12-slim");
        file
        "#,
    );
}

#[test]
fn constructs_are_rust() {
    becomes(
        r#"
        FROM "a";
        @for name in names { ENV (name) = "1"; }
        @if let Some(x) = y { RUN "a"; } @else if z { RUN "b"; } @else { (more); }
        @match x { 1 | 2 => { RUN "c"; } _ => RUN "d"; }
        @let a = b + 1;
        "#,
        r#"
        #[allow(unused_mut)]
        let mut file = dockerkit::Dockerfile::new();
        let _ = file.begin(<dockerkit::__words::FROM>::new("a"));
        for name in names { file.add(dockerkit::__words::ENV::new(dockerkit::splice::<dockerkit::VariableName>(name), "1")); }
        if let Some(x) = y { file.add(dockerkit::__words::RUN::new("a")); }
        else if z { file.add(dockerkit::__words::RUN::new("b")); }
        else { file.splice(more); }
        match x {
            1 | 2 => { file.add(dockerkit::__words::RUN::new("c")); }
            _ => { file.add(dockerkit::__words::RUN::new("d")); }
        }
        let a = b + 1;
        const _: dockerkit::Image = <dockerkit::Image>::from_static("a");
        file
        "#,
    );
}

#[test]
fn values_that_may_be_several_are_lists_of_what_the_place_wants() {
    becomes(
        r#"
        CMD ["app", "--name=" (name), (more)];
        COPY "a/" (file), (files) => "/b/";
        EXPOSE (ports);
        ENV A = "1", (pairs);
        RUN --cache=apt(suffix = "trixie") "apt-get update " (options);
        "#,
        r#"
        #[allow(unused_mut)]
        let mut file = dockerkit::Steps::new();
        file.add(dockerkit::__words::CMD::new(<[_]>::concat(&[
            <::std::vec::Vec<_> as ::core::convert::From<_>>::from([<::std::string::String as ::core::convert::From<_>>::from("app")]),
            <::std::vec::Vec<_> as ::core::convert::From<_>>::from([
                <[_]>::concat(&[<::std::string::String as ::core::convert::From<_>>::from("--name="), dockerkit::splice::<::std::string::String>(name)])
            ]),
            dockerkit::splice::<::std::vec::Vec<::std::string::String>>(more)
        ])));
        file.add(dockerkit::__words::COPY::new(<[_]>::concat(&[
            <::std::vec::Vec<_> as ::core::convert::From<_>>::from([
                <dockerkit::FileSource as ::core::convert::From<_>>::from(dockerkit::pattern("a/").then(dockerkit::splice::<dockerkit::PatternPart>(file)))
            ]),
            dockerkit::splice::<::std::vec::Vec<dockerkit::FileSource>>(files)
        ]), "/b/"));
        file.splice(dockerkit::unless_empty(dockerkit::__words::EXPOSE::new(
            dockerkit::splice::<::std::vec::Vec<dockerkit::OrArg<dockerkit::Port>>>(ports)
        )));
        file.add(
            dockerkit::__words::ENV::new("A", "1").and_all(dockerkit::splice::<dockerkit::Env>(pairs)));
        file.add(
            dockerkit::__words::RUN::new(dockerkit::Shell::new("apt-get update ").arg(options))
                .cache(dockerkit::Preset::from(dockerkit::__words::package_manager::apt).id_suffix("trixie")));
        const _: dockerkit::VariableName = <dockerkit::VariableName>::from_static("A");
        const _: dockerkit::CacheId = <dockerkit::CacheId>::from_static("trixie");
        file
        "#,
    );
}

#[test]
fn equal_literals_are_looked_at_once() {
    let text = lowered(read(
        r#"FROM "a"; FROM "a"; FROM "b:$TAG"; ENV A = "1"; ENV A = "2";"#,
    ))
    .to_string();
    assert_eq!(text.matches("const _").count(), 2, "{text}");
}

/// Each stage by a word of its own, the whole name where it is one.
#[test]
fn an_editor_finds_stages_by_their_names() {
    let text = lowered(read(
        r#"
        FROM "a" AS build-amd64; FROM build-amd64 AS build-arm64; FROM "a" AS build; FROM build AS final;
        FROM "a" AS "quoted"; FROM quoted AS self; FROM self AS a.b; FROM a.b AS a-b; FROM a-b; FROM final; FROM nothing;
        "#,
    ));
    let text: String = text.to_string().chars().filter(|it| *it != ' ').collect();
    let kind = ":dockerkit::StageRef";
    let fields =
        ["amd64", "arm64", "build", "r#final", "quoted", "a"].map(|it| format!("{it}{kind}"));
    assert!(
        text.contains(&format!("structStages{{{}", fields.join(","))),
        "{text}"
    );
    let uses = ["amd64", "build", "quoted", "a", "b", "r#final"];
    let uses = uses.map(|it| format!("let_=&stages.{it};"));
    assert!(
        text.contains(&format!("{{{}let_=&stages;", uses.concat())),
        "{text}"
    );
}

#[test]
fn names_that_look_alike_have_variables_of_their_own() {
    let text = lowered(read(
        r#"FROM "a" AS a-b; FROM "a" AS a_b; FROM "a" AS a.b; FROM a-b AS x; FROM a_b AS y; FROM a.b AS z;"#,
    ));
    let text = text.to_string();
    assert!(text.contains("named (\"x\" , & stage_a_b)"), "{text}");
    assert!(text.contains("named (\"z\" , & stage_a_b__)"), "{text}");
    assert!(text.contains("named (\"y\" , & stage_a_b_)"), "{text}");
}
