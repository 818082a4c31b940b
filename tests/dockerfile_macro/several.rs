//! Where several words may stand, a value may be a list; text and values are joined wherever text stands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use dockerkit::{
    CacheMount, Caches, Cmd, CopyFiles, Dockerfile, Entrypoint, Env, Expose, FileSource, Label,
    PackageManager, Port, Preset, Run, Shell, Stage, StageRef, Steps, User, Volume, dockerfile,
    expand, literal, pattern,
};

use crate::one;

#[test]
fn lists_are_words_of_a_command() {
    let packages = vec![String::from("curl"), String::from("a b")];
    let borrowed: &[&str] = &["-v", "-q"];
    let gpu = true;
    let file = dockerfile! {
        FROM "alpine";
        RUN "apk add " (&packages) " " (borrowed);
        RUN "apk add " (packages) && "uv sync " (gpu.then_some("--extra=gpu"));
        RUN "apk add " (BTreeSet::from([2_u8, 1]));
    };
    let stage = Stage::new("alpine")
        .run("apk add curl 'a b' -v -q")
        .run("apk add curl 'a b' && \\\n    uv sync --extra=gpu")
        .run("apk add 1 2");
    assert_eq!(file.resolved(), one(stage).resolved());
}

#[test]
fn a_list_without_words_leaves_no_blank_and_joins_nothing() {
    let none: Option<&str> = None;
    let empty: [String; 0] = [];
    let nested = vec![None, none];
    let file = dockerfile! {
        FROM "alpine";
        RUN "uv sync " (none);
        RUN "uv sync " (none) " --frozen";
        RUN "uv sync " (none) " " (&empty) " " (&nested) " --frozen";
        RUN (none) " make " (&empty) " " (7) " " (none);
        RUN "cp x " (none) "file";
        RUN "cp x " (none) ("a b");
        RUN "echo 2 " (none) "> b";
        RUN "a & " (none) "& b";
        RUN r"touch my\ " (none) "; echo";
        RUN r"touch my\ " (none) " x";
        RUN "apk add \\\n    " (none);
        RUN "apk add  " (nested) && "b";
        CMD "e " (Some(Vec::<&str>::new()));
    };
    let stage = Stage::new("alpine")
        .run("uv sync")
        .run("uv sync --frozen")
        .run("uv sync --frozen")
        .run("make 7")
        .run("cp x file")
        .run("cp x 'a b'")
        .run("echo 2 > b")
        .run("a & & b")
        .run(r"touch my\ ; echo")
        .run(r"touch my\  x")
        .run("apk add")
        .run("apk add && \\\n    b")
        .cmd("e");
    assert_eq!(file.resolved(), one(stage).resolved());
}

#[test]
fn lists_are_words_of_the_exec_form() {
    let args = ["--port=80".to_owned(), "$HOME".to_owned()];
    let verbose = Some("-v");
    let number = 3;
    let file = dockerfile! {
        FROM "alpine";
        CMD ["app", "--name=" (number), (&args), (verbose), (number) "x" (number)];
        ENTRYPOINT [(args)];
    };
    let stage = Stage::new("alpine")
        .cmd(["app", "--name=3", "--port=80", "$HOME", "-v", "3x3"])
        .entrypoint(["--port=80", "$HOME"]);
    assert_eq!(file, one(stage));
}

#[test]
fn lists_are_sources_ports_and_paths() {
    let files = [PathBuf::from("a.toml"), PathBuf::from("b*.lock")];
    let ports = vec![80_u16, 443];
    let volumes = ["/a$".to_owned()];
    let managers = [PackageManager::Pip, PackageManager::Uv];
    let file = dockerfile! {
        FROM "alpine";
        CACHES (managers), npm, (PackageManager::Apt.id_suffix("x"));
        COPY (&files) => "/app/";
        ADD "*.md", (files), (Some(pattern("*.txt"))) => "/app/";
        COPY ["a", "b"] => "/app/";
        EXPOSE (&ports), 53/udp, (Port::udp(5));
        VOLUME (&volumes), "/$B";
        CACHES (PackageManager::ALL);
    };
    let exact = |name| FileSource::from(literal(name));
    let stage = Stage::new("alpine")
        .push(Caches::new([
            Preset::from(PackageManager::Pip),
            PackageManager::Uv.into(),
            PackageManager::Npm.into(),
            PackageManager::Apt.id_suffix("x"),
        ]))
        .copy([exact("a.toml"), exact("b*.lock")], "/app/")
        .add_files(
            [
                FileSource::from("*.md"),
                exact("a.toml"),
                exact("b*.lock"),
                pattern("*.txt").into(),
            ],
            "/app/",
        )
        .copy(["a", "b"], "/app/")
        .push(Expose::new([
            Port::tcp(80),
            Port::tcp(443),
            Port::udp(53),
            Port::udp(5),
        ]))
        .push(Volume::new([literal("/a$"), expand("/$B")]))
        .caches(PackageManager::ALL);
    assert_eq!(file, one(stage));
}

#[test]
fn pairs_are_variables_and_labels() {
    let settings = BTreeMap::from([("A", String::from("$1")), ("B", String::from("b c"))]);
    let file = dockerfile! {
        FROM "alpine";
        ENV (&settings);
        ENV X = "1", (settings), Y = "2";
        LABEL (vec![("k", 1)]), "a" = "b";
        LABEL (Some(("k.$", "v")));
    };
    let stage = Stage::new("alpine")
        .push(Env::new("A", literal("$1")).and("B", "b c"))
        .push(
            Env::new("X", "1")
                .and("A", literal("$1"))
                .and("B", "b c")
                .and("Y", "2"),
        )
        .push(Label::new("k", "1").and("a", "b"))
        .push(Label::new(literal("k.$"), "v"));
    assert_eq!(file, one(stage));
}

#[test]
fn texts_and_values_are_joined_wherever_text_stands() {
    let (name, version) = ("it's $x*", "3.20");
    let file = dockerfile! {
        FROM "alpine:" (version) AS base;
        FROM (version) "-slim";
        COPY "/a/*/" (name) => "/b/" (name);
        COPY (version) "/x", "y" => "/";
        ENV A = (version) "-$B";
        USER "app-" (version);
        WORKDIR "/srv/" (version);
    };
    let mut built = Dockerfile::new();
    built.begin(Stage::named(
        "base",
        expand("alpine:").then(literal(version)),
    ));
    built.begin(Stage::new(literal("3.20-slim")));
    for step in Stage::new("x")
        .copy(
            pattern("/a/*/").then(literal(name)),
            expand("/b/").then(literal(name)),
        )
        .copy(["./3.20/x", "y"], "/")
        .env("A", literal("3.20").then("-$B"))
        .user("app-3.20")
        .workdir("/srv/3.20")
        .steps
    {
        built.add(step.instruction);
    }
    assert_eq!(file, built);
    let copy = r#"COPY ["/a/*/it\\'s \\$x[\\\\*]", "/b/it\\'s \\$x*"]"#;
    assert!(file.render().unwrap().contains(copy), "{file}");
}

#[test]
fn an_address_goes_on_as_it_is_and_a_name_stays_a_file() {
    let (query, url, odd) = ("a[1]?x=*", "https://h/a?b", "user@h");
    let file = dockerfile! {
        FROM "alpine";
        ADD "https://h/" (query) => "/x";
        ADD (url) "/z*" => "/x";
        ADD (odd) ":x" => "/x";
        COPY (odd) ".tar", "a/" (odd) => "/x/";
    };
    let stage = Stage::new("alpine")
        .add_files(expand("https://h/a[1]?x=*"), "/x")
        .add_files(expand("https://h/a?b/z*"), "/x")
        .add_files("./user@h:x", "/x")
        .copy(["./user@h.tar", "a/user@h"], "/x/");
    assert_eq!(file.to_string(), one(stage).to_string());
}

#[test]
fn references_are_written_as_in_a_dockerfile() {
    let file = dockerfile! {
        ARG NB_UID = 1000, BASE = "x";
        FROM --platform=$BUILDPLATFORM $BASE AS build;
        ARG NB_UID;
        USER ${NB_UID};
        ENV PREFIX = $HOME;
        RUN --mount=cache(target = "/x", uid = $NB_UID, sharing = $MODE, readonly = $RO) "make";
        COPY --chown=$NB_UID "a" => $HOME;
    };
    for line in [
        "FROM --platform=$BUILDPLATFORM $BASE AS build",
        "USER ${NB_UID}",
        "ENV PREFIX=$HOME",
        "RUN --mount=type=cache,target=/x,sharing=$MODE,uid=$NB_UID,ro=$RO \\\n    make",
        "COPY --chown=$NB_UID a $HOME",
    ] {
        assert!(file.to_string().contains(line), "{line}\n{file}");
    }
}

#[test]
fn an_empty_array_takes_the_command_of_the_base_away() {
    let file = dockerfile! {
        FROM "alpine";
        ENTRYPOINT [];
        CMD [];
    };
    let stage = Stage::new("alpine")
        .push(Entrypoint::none())
        .push(Cmd::none());
    assert_eq!(file, one(stage));
    assert!(file.render().unwrap().ends_with("ENTRYPOINT []\nCMD []\n"));
}

#[test]
fn a_preset_has_options() {
    let suffix = "trixie";
    let file = dockerfile! {
        FROM "debian";
        RUN --cache=apt(suffix = "trixie") "apt-get update";
        RUN --cache=apt(suffix = (suffix)) --cache=pip (Shell::new("make"));
        CACHES apt(suffix = "trixie"), pip;
    };
    let apt = || PackageManager::Apt.id_suffix("trixie");
    let stage = Stage::new("debian")
        .push(Run::new("apt-get update").cache(apt()))
        .push(Run::new("make").cache(apt()).cache(PackageManager::Pip))
        .caches([apt(), PackageManager::Pip.into()]);
    assert_eq!(file.resolved(), one(stage).resolved());
}

#[test]
fn what_lists_values_only_is_no_line_where_there_are_none() {
    let (files, pairs): (Vec<String>, BTreeMap<String, String>) = Default::default();
    let file = dockerfile! {
        FROM "alpine";
        ENV (&pairs);
        LABEL (&pairs), (pairs);
        EXPOSE (None::<u16>);
        VOLUME (&files);
        COPY (&files) => "/app/";
        ADD (&files), (None::<String>) => "/app/";
        CMD ["app", (files)];
    };
    assert_eq!(file, one(Stage::new("alpine").cmd(["app"])));
}

/// Steps that several stages have.
fn tools(debug: bool) -> Steps {
    dockerfile! {
        ENV TOOLS = "/opt";
        @if debug { RUN "apk add gdb"; }
        COPY --from=build "/a" => "/b";
    }
}

#[test]
fn a_macro_without_from_is_a_fragment() {
    let file = dockerfile! {
        FROM "alpine" AS build;
        FROM "alpine";
        (tools(true));
        RUN "make";
    };
    let built = Dockerfile::new()
        .stage(Stage::named("build", "alpine"))
        .stage(
            Stage::new("alpine")
                .env("TOOLS", "/opt")
                .run("apk add gdb")
                .push(CopyFiles::new("/a", "/b").from(StageRef::by_name("build")))
                .run("make"),
        );
    assert_eq!(file, built);
    assert_eq!(Stage::new("alpine").extend(tools(false)).steps.len(), 2);
    // A step comes from where it is written.
    let steps = tools(true);
    let lines: Vec<_> = steps
        .steps
        .iter()
        .map(|step| step.origin.line_and_column().unwrap())
        .collect();
    assert_eq!(
        lines.iter().map(|(_, column)| *column).collect::<Vec<_>>(),
        [9, 21, 9]
    );
    assert_eq!(lines[2].0 - lines[0].0, 2);
    assert_eq!(
        file.stages[1].steps[0].origin.line_and_column(),
        Some(lines[0])
    );
}

#[test]
fn a_fragment_may_be_made_of_fragments() {
    let steps: Steps = dockerfile! {
        WORKDIR "/app";
        (tools(false));
        @for name in ["a", "b"] { ENV (name) = "1"; }
        (Run::new("x"));
        ENV (BTreeMap::from([("C", "2")]));
    };
    let keywords: Vec<_> = steps
        .steps
        .iter()
        .map(|it| it.instruction.keyword())
        .collect();
    assert_eq!(
        keywords,
        ["WORKDIR", "ENV", "COPY", "ENV", "ENV", "RUN", "ENV"]
    );
}

#[test]
fn a_stage_that_a_value_brings_is_known_by_its_name() {
    fn base() -> Stage {
        Stage::named("base", "alpine").run("make")
    }
    let file = dockerfile! {
        (base());
        FROM base AS next;
        COPY --from=base "/a" => "/b";
    };
    assert!(
        file.render()
            .unwrap()
            .contains("FROM base AS next\nCOPY --from=base /a /b\n")
    );
    let wrong = dockerfile! {
        (base());
        FROM bsae;
    };
    assert!(
        wrong
            .check()
            .to_string()
            .contains("no stage is named `bsae`")
    );
}

#[test]
fn mixed_instructions_are_added_at_once() {
    let app = User::new("app").uid(1001);
    let stage = Stage::new("alpine").extend((
        dockerkit::Comment::new("x"),
        Run::new("y"),
        [Env::new("A", "1")],
        None::<Run>,
        CopyFiles::new("a", "/b").chown(&app),
        tools(false),
    ));
    assert_eq!(stage.steps.len(), 6);
    let file = dockerfile! {
        FROM "alpine";
        (dockerkit::Comment::new("x"), Run::new("y"));
        COPY --chown=(&app) "a" => "/b";
    };
    assert_eq!(file.stages[0].steps.len(), 3);
    assert!(
        file.render()
            .unwrap()
            .ends_with("COPY --chown=1001:1001 a /b\n")
    );
}

#[test]
fn a_mount_takes_references_and_joined_text() {
    let name = "x";
    let file = dockerfile! {
        FROM "alpine";
        RUN --mount=cache(id = "a-" (name), target = (name) "/b") "make";
    };
    let mount = CacheMount::new("x/b").id(literal("a-x"));
    assert_eq!(
        file,
        one(Stage::new("alpine").push(Run::new("make").mount(mount)))
    );
}
