//! Values are quoted for where they land, and an explicit type goes in as it says.

use std::path::{Path, PathBuf};

use dockerkit::{
    CacheMount, Cmd, Command, CopyFiles, Env, Expose, Image, Label, Port, Run, Sharing, Shell,
    Stage, StopSignal, User, Volume, Workdir, dockerfile, expand, literal, pattern,
};

use crate::one;

const ODD: &str = "a $b 'c' \"d\" \\e*";

#[test]
fn in_words_values_are_exact() {
    let owned = String::from(ODD);
    let path = PathBuf::from(ODD);
    let file = dockerfile! {
        FROM "debian";
        WORKDIR (owned.as_str());
        WORKDIR (&path);
        WORKDIR "/srv/$APP/" (&owned) "/x";
        ENV A = (&owned), B = (expand("$A:x")), C = ('c'), D = (true);
        LABEL (ODD) = (ODD);
        VOLUME "/data", (ODD);
        STOPSIGNAL (15);
        COPY (&owned), "*.txt", (pattern("*.md")), (Path::new(ODD)) => (&owned);
        COPY --chown=(&owned) --exclude=("*.md".to_owned()) "a" => "b";
        RUN --mount=cache(target = (&owned)) --mount=bind(target = "/x" (1), source = (&path)) "make";
    };
    let exact = || literal(ODD);
    let stage = Stage::new("debian")
        .push(Workdir::new(exact()))
        .push(Workdir::new(exact()))
        .push(Workdir::new(expand("/srv/$APP/").then(exact()).then("/x")))
        .push(
            Env::new("A", exact())
                .and("B", "$A:x")
                .and("C", "c")
                .and("D", true),
        )
        .push(Label::new(exact(), exact()))
        .push(Volume::new([literal("/data"), exact()]))
        .push(StopSignal::new(15))
        .push(CopyFiles::new(
            [
                exact().into(),
                dockerkit::FileSource::from("*.txt"),
                pattern("*.md").into(),
                exact().into(),
            ],
            exact(),
        ))
        .push(CopyFiles::new(["a"], "b").chown(exact()).exclude("*.md"))
        .push(
            Run::new("make")
                .mount(CacheMount::new(exact()))
                .mount(dockerkit::BindMount::new("/x1").source(exact())),
        );
    assert_eq!(file, one(stage));
}

#[test]
fn borrowed_strings_are_values_everywhere() {
    fn made(images: &[String], name: &str) -> dockerkit::Dockerfile {
        let texts = [name, "0750", "80", "locked"].map(String::from);
        let [_, mode, port, sharing] = texts.each_ref().map(String::as_str);
        dockerfile! {
            @for image in images {
                FROM --platform=(name) (image) AS (name);
                ENV (name) = (name);
                RUN --mount=cache(id = (name), target = (name)) "make";
                COPY --exclude=(image) <<(name) (image), (name) => (image);
                FROM (image.as_str());
                COPY --chmod=(mode) "a" => "b";
                EXPOSE (port), 81;
                RUN --mount=cache(target = "/x", uid = (port), sharing = (sharing), mode = (mode)) "make";
            }
        }
    }
    let image = "alpine".to_owned();
    let stage = Stage::named("linux", "alpine")
        .platform("linux")
        .env("linux", "linux")
        .push(Run::new("make").mount(CacheMount::new("linux").id("linux")))
        .push(
            CopyFiles::new(
                [
                    dockerkit::FileSource::from(dockerkit::InlineFile::new("linux", "alpine")),
                    "linux".into(),
                ],
                "alpine",
            )
            .exclude("alpine"),
        );
    let mount = CacheMount::new("/x")
        .uid(80)
        .sharing(Sharing::Locked)
        .mode(0o750);
    let last = Stage::new("alpine")
        .push(CopyFiles::new(["a"], "b").chmod(0o750))
        .push(Expose::new(["80", "81"]))
        .push(Run::new("make").mount(mount));
    let built = one(stage).stage(last);
    assert_eq!(made(&[image], "linux"), built);
}

#[test]
fn in_shell_text_values_are_quoted() {
    let flags = Shell::new("--a \"$HOME\"");
    let file = dockerfile! {
        FROM "debian";
        RUN "echo " (ODD) " >> x" && (7) && "b";
        RUN "make " (flags.clone()) " all";
        RUN (flags.clone());
        RUN (vec!["make", "all"]);
        CMD (["a", "b"]);
        CMD (Command::Shell(flags.clone()));
    };
    let stage = Stage::new("debian")
        .push(Run::new(
            Shell::new("echo ")
                .arg(ODD)
                .text(" >> x")
                .and(Shell::default().arg(7))
                .and("b"),
        ))
        .run("make --a \"$HOME\" all")
        .push(Run::new(flags.clone()))
        .push(Run::new(["make", "all"]))
        .push(Cmd::new(["a", "b"]))
        .push(Cmd::new(flags));
    assert_eq!(file, one(stage));
    assert_eq!(
        file.stages[0].steps[0].instruction.to_string(),
        "RUN echo 'a $b '\\''c'\\'' \"d\" \\e*' >> x && \\\n    7 && \\\n    b"
    );
}

#[test]
fn in_the_exec_form_values_are_words() {
    let file = dockerfile! {
        FROM "debian";
        RUN ["echo", (ODD), (7), (Path::new("/x"))];
        SHELL ["bash", (ODD)];
    };
    let stage = Stage::new("debian")
        .push(Run::new(["echo", ODD, "7", "/x"]))
        .push(dockerkit::DefaultShell::new(["bash", ODD]));
    assert_eq!(file, one(stage));
}

#[test]
fn names_images_and_ports_take_values() {
    let tag = String::from("3.12");
    let app = User::new("app").uid(1001);
    let file = dockerfile! {
        FROM --platform=("linux/amd64".to_owned()) (format!("python:{tag}")) AS ("base".to_owned());
        USER (&app);
        USER (app.clone());
        USER (&tag);
        USER (1001);
        ENV ("A".to_owned()) = "1";
        EXPOSE (8080), (Port::udp(53)), ("9".to_owned());
        FROM --base-user=(&app) (Image::new("nginx"));
        FROM "python:" (&tag) "-slim";
        COPY --from=(Image::new(format!("node:{tag}"))) "/a" => "/b";
        COPY --chown="1" (&tag) => "/b";
    };
    let base = Stage::named("base", "python:3.12")
        .platform("linux/amd64")
        .user(&app)
        .user(&app)
        .user("3.12")
        .user(1001)
        .env("A", "1")
        .push(Expose::new(["8080", "53/udp", "9"]));
    let nginx = Stage::new("nginx").base_user(&app);
    let slim = Stage::new("python:3.12-slim")
        .push(CopyFiles::new(["/a"], "/b").from_image("node:3.12"))
        .push(CopyFiles::new(["3.12"], "/b").chown("1"));
    assert_eq!(
        file,
        dockerkit::Dockerfile::new()
            .stage(base)
            .stage(nginx)
            .stage(slim)
    );
}
