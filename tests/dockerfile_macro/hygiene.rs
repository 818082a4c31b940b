//! The macro works wherever it stands, whatever names mean there.

/// Everything that an expansion could mean by accident is something else.
#[expect(dead_code, reason = "they only stand in the way")]
mod shadowed {
    use dockerkit::dockerfile;

    struct Dockerfile;
    struct Stage;
    struct Run;
    struct Text;
    struct String;
    struct Vec;
    struct Shell;
    struct Some;
    struct None;
    struct Ok;
    type Result = ();
    mod std {}
    mod core {}
    mod dockerkit_shadow {}
    const NAME: &str = "mine";
    fn splice() {}
    fn expand() {}
    fn file() {}

    pub(super) fn made() -> dockerkit::Dockerfile {
        let file = 1;
        let stage_build = 2;
        let build = 3;
        dockerfile! {
            FROM "rust:" (stage_build) AS build;
            ENV A = (file), B = (build), NAME = (NAME);
            RUN --cache=cargo "make " (NAME);
            CMD ["a", (file)];
            HEALTHCHECK --interval=30s CMD "true";
            VOLUME "/a", (NAME);
            EXPOSE 80, (81_u16);
            FROM build;
            COPY --from=build "a", (NAME) => "b";
        }
    }
}

/// Nothing is imported, not even `Into`.
#[no_implicit_prelude]
mod without_prelude {
    pub(super) fn made() -> ::dockerkit::Dockerfile {
        ::dockerkit::dockerfile! {
            # escape = "`";
            ARG VERSION = "1";
            /// comment
            FROM --platform="linux/amd64" "rust:" ("1") AS build;
            USER ("app"); WORKDIR "/srv/" (1);
            @for name in ["A", "B"] { ENV (name) = "1"; }
            @if true { RUN --mount=cache(target = "/x", sharing = locked, uid = 1) "make " ("x") && "b"; }
            @match 1 { 1 => { EXPOSE 80, (81_u16); } _ => {} }
            COPY "a", ("b"), <<"c" "x\n" => "/";
            CMD ["a", (1)];
            RUN (["a", "b"]);
            HEALTHCHECK --interval=1m30s --retries=3 CMD "true";
            FROM build;
            COPY --from=build "a" => "b";
            (::dockerkit::Run::new("x"));
        }
    }
}

/// `dockerfile!` is called what the caller likes.
mod renamed {
    pub(super) use dockerkit::dockerfile as image;
}

/// Expressions come from other macros, too.
macro_rules! service {
    ($name:ident, $base:expr, $port:literal, $words:expr) => {
        dockerkit::dockerfile! {
            FROM $base AS $name;
            EXPOSE $port;
            CMD [$words];
            RUN "echo " $words;
            WORKDIR $base;
        }
    };
}

#[test]
fn shadowed_names_do_not_matter() {
    let text = shadowed::made().render().unwrap();
    assert!(
        text.contains("FROM rust:2 AS build\nENV A=1 \\\n    B=3 \\\n    NAME=mine\n"),
        "{text}"
    );
    assert!(without_prelude::made().render().is_ok());
    assert!(renamed::image! { FROM "debian"; }.render().is_ok());
}

/// A stage may be called what no variable of Rust's can be, or is.
#[test]
fn stages_have_the_names_that_they_have() {
    let file = dockerkit::dockerfile! {
        FROM "debian" AS final;
        FROM final AS gen;
        FROM gen AS self;
        FROM self AS file;
        FROM file AS a-b;
        FROM a-b AS a_b;
        FROM a_b AS C;
        FROM C AS "d.e";
        COPY --from=final "a" => "b";
    };
    let text = file.render().unwrap();
    assert!(
        text.ends_with("FROM c AS d.e\nCOPY --from=final a b\n"),
        "{text}"
    );
}

#[test]
fn other_macros_can_write_it() {
    let file = service!(app, "debian", 8080, String::from("x y").as_str());
    let stage = dockerkit::Stage::named("app", "debian")
        .expose(8080)
        .cmd(["x y"])
        .run(dockerkit::Shell::new("echo ").arg("x y"))
        .workdir(dockerkit::literal("debian"));
    assert_eq!(file, crate::one(stage));
}

#[test]
fn it_is_an_expression_like_others() {
    fn text(file: &dockerkit::Dockerfile) -> String {
        file.render().unwrap()
    }
    let inline = text(&dockerkit::dockerfile! { FROM "debian"; });
    let made = || dockerkit::dockerfile!(FROM "debian";);
    assert_eq!(inline, text(&made()));
    let nested = dockerkit::dockerfile! {
        (dockerkit::dockerfile! { FROM "debian"; RUN "make"; }.stages.remove(0));
        RUN "make install";
    };
    assert_eq!(nested.stages[0].steps.len(), 2);
}
