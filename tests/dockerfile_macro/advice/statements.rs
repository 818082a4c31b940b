//! Statements, commands and values.

use dockerkit::{Run, Shell, Steps, dockerfile};

use super::{Row, rows};

const MAKE: &str = "all";
const SIGTERM: u8 = 15;

struct Given {
    steps: Steps,
}

fn tools() -> Steps {
    dockerfile! { RUN "tools"; }
}

fn image(name: &str) -> String {
    format!("image-{name}")
}

#[rustfmt::skip]
#[allow(clippy::too_many_lines, reason = "a table")]
pub(super) fn rows() -> Vec<Row> {
    let steps = dockerfile! { RUN "steps"; };
    let given = Given { steps: dockerfile! { RUN "given"; } };
    let (name, odd, version, token) = ("name", "it's", "1.2", "other");
    let (app, ready, files, variant) = (1002, true, ["a"], Some("some"));
    rows! {
        // Statements.
        r#"an instruction is written as in a Dockerfile, `RUN "make";`, and a value that is one in parentheses"#
            => { RUN "make"; (tools()); } => "RUN make\nRUN tools";
        "did you mean `RUN`?" => { RUN "make"; } => "RUN make";
        "write `RUN`" => { RUN "make"; } => "RUN make";
        "the instructions are `FROM`, `RUN`, `COPY`, `ENV`, `ARG`, `WORKDIR`, `USER`, `CMD`, `ENTRYPOINT`, `EXPOSE`, `LABEL`, `ADD`, `VOLUME`, `HEALTHCHECK`, `SHELL`, `STOPSIGNAL` and `ONBUILD`"
            => { RUN "compile x"; } => "RUN compile x";
        "end each statement with `;`" => { WORKDIR "/app"; COPY "a" => "b"; } => "WORKDIR /app\nCOPY a b";
        "end that statement with `;`, or take this out" => file { FROM "rust" AS test; } => "FROM rust AS test";
        "take the `;` before it out, or this `&&`" => { RUN "make" && "install"; } => "RUN make && \\\n    install";
        "take the `;` before it out, or this `&&`" => { RUN "make"; RUN "install"; } => "RUN make\nRUN install";
        "take the `;` out" => { @for file in ["a"] { COPY (file) => "/"; } } => "COPY a /";
        "take this out" => { RUN "make"; } => "RUN make";
        "write `;` for it: in the arms of `@match`, too, statements end with that"
            => { @match 1 { 1 => RUN "a"; _ => RUN "b"; } } => "RUN a";
        r#"write it as in a Dockerfile: `RUN "make";`"# => { RUN "make"; } => "RUN make";
        "write a value in parentheses, `(steps.clone());`: it goes into the file"
            => { (steps.clone()); } => "RUN steps";
        "write a value that is one, or several, in parentheses: `(steps);`" => { (steps); } => "RUN steps";
        "write a value that is one, or several, in parentheses: `(given.steps);`" => { (given.steps); } => "RUN given";
        "write a value that is one, or several, in parentheses: `(tools());`" => { (tools()); } => "RUN tools";
        r#"write what is done while the file is made as `@let () = println!("{name}");`"#
            => { @let () = println!("{name}"); RUN "make"; } => "RUN make";
        // What is Rust's.
        "a block ends with its `}`: take this out" => { @if ready { RUN "make"; } } => "RUN make";
        "write `@else if ready { … }`" => { @if !ready { RUN "a"; } @else if ready { RUN "b"; } } => "RUN b";
        "write `@let name = value;`" => { @let name = "a"; ENV A = (name); } => "ENV A=a";
        "write `pattern => { … }`" => { @match name { "a" => { RUN "a"; } _ => RUN "b"; } } => "RUN b";
        "behind `@` stands `if`, `for`, `match`, `let` or `blank`"
            => { RUN "a"; @blank; @for file in ["b"] { RUN (Shell::new(file)); } } => "RUN a\n\nRUN b";
        "did you mean `@else if`?" => { @if !ready { RUN "a"; } @else if ready { RUN "b"; } } => "RUN b";
        "did you mean `@else`?" => { @if !ready { RUN "a"; } @else { RUN "c"; } } => "RUN c";
        "did you mean `@for`?" => { @for file in ["a"] { COPY (file) => "/"; } } => "COPY a /";
        "did you mean `@let`?" => { @let file = "a"; COPY (file) => "/"; } => "COPY a /";
        "end `@let` with `;`" => { @let port = 80; EXPOSE (port); } => "EXPOSE 80";
        "write it right behind the `}` of `@if … { … }`" => { @if !ready { RUN "y"; } @else { RUN "x"; } } => "RUN x";
        "write `@for file in files { … }`" => { @for file in files { COPY (file) => "/"; } } => "COPY a /";
        "write `@if ready { … }`" => { @if ready { RUN "make"; } } => "RUN make";
        "write `@match variant { Some(name) => { … } None => { … } }`"
            => { @match variant { Some(name) => { RUN (Shell::new(name)); } None => { RUN "none"; } } } => "RUN some";
        "write a Rust expression: `(version)`" => { ENV C = (version); } => "ENV C=1.2";
        "write a Rust expression in parentheses: `(&name)`" => { WORKDIR (&name); } => "WORKDIR name";
        r#"write a Rust expression in parentheses: `(String::from("x"))`"#
            => { ENV A = (String::from("x")); } => "ENV A=x";
        r#"write a Rust expression in parentheses: `(format!("x-{}", name))`"#
            => file { FROM (format!("x-{}", name)) AS made; } => "FROM x-name AS made";
        "write a Rust expression in parentheses: `(image(name))`" => file { FROM (image(name)); } => "FROM image-name";
        // Directives and comments.
        r#"a directive is `# syntax = "docker/dockerfile:1";`, and a comment `/// text`"#
            => file { # syntax = "docker/dockerfile:1";
        /// text
        FROM "rust"; } => "# syntax=docker/dockerfile:1\n\n# text\nFROM rust";
        "write `/// text`"
            => { /// a comment
        RUN "make"; } => "# a comment\nRUN make";
        "write it where the instructions are put into a Dockerfile"
            => file { # syntax = "docker/dockerfile:1.7"; FROM "rust"; (tools()); }
            => "# syntax=docker/dockerfile:1.7\n\nFROM rust\nRUN tools";
        "a comment is `/// text`, and what depends on `cfg` goes into `@if cfg!(…) { … }`"
            => { /// text
        @if cfg!(test) { RUN "make"; } } => "# text\nRUN make";
        "did you mean `syntax`? a comment is `/// text`"
            => file { # syntax = "docker/dockerfile:1.7"; FROM "rust"; } => "# syntax=docker/dockerfile:1.7";
        "the directives are `syntax`, `escape` and `check`; a comment is `/// text`"
            => file { /// the build stage
        FROM "rust"; } => "# the build stage\nFROM rust";
        r#"write `# escape = "`";`"# => file { # escape = "`"; FROM "rust"; } => "# escape=`";
        r#"write `# syntax = "docker/dockerfile:1.7";`"#
            => file { # syntax = "docker/dockerfile:1.7"; FROM "rust"; } => "# syntax=docker/dockerfile:1.7";
        "write directives first: the builder takes later ones for comments"
            => file { # syntax = "docker/dockerfile:1.7"; FROM "rust"; RUN "make"; }
            => "# syntax=docker/dockerfile:1.7";
        "write `//`, which stays in the source, or put it above the instruction"
            => { /// here
        RUN "make"
            // not here
            && "make install"; } => "# here\nRUN make && \\\n    make install";
        // Commands.
        r#"it is the whole statement: write `(Run::new("make"));`"# => { (Run::new("make")); } => "RUN make";
        r#"write `RUN (Shell::new("make"));`"# => { RUN (Shell::new("make")); } => "RUN make";
        "end that statement with `;`, or write this in the string" => { RUN "make / install"; } => "RUN make / install";
        r#"put it into a variable of the shell before: `"x=" (value) "; echo $((1 + x))"`"#
            => { RUN "x=" (app) "; echo $((1 + x))"; } => "RUN x=1002; echo $((1 + x))";
        "separate words by `,`" => { RUN ["make", "install"]; } => "RUN [\"make\", \"install\"]";
        "take the backslash out: a value is quoted by itself" => { RUN "make " (odd); } => "RUN make 'it'\\''s'";
        "write `$(…)` for the backquotes: in that a value is quoted by itself"
            => { RUN "echo $(date " (odd) ")"; } => "RUN echo $(date 'it'\\''s')";
        r#"write `["python", "-m", "app"]`"# => { RUN ["python", "-m", "app"]; } => "RUN [\"python\", \"-m\", \"app\"]";
        r#"write its words: `RUN ["make"];`"# => { RUN ["make"]; } => "RUN [\"make\"]";
        r#"write its words: `SHELL ["/bin/bash", "-c"];`"#
            => { SHELL ["/bin/bash", "-c"]; } => "SHELL [\"/bin/bash\", \"-c\"]";
        "close them before the value and open them behind it: a value is quoted by itself"
            => { RUN "echo \"hello \"" (odd) "\"\""; } => "RUN echo \"hello \"'it'\\''s'\"\"";
        "end the comment's line before the value, or take both out" => { RUN "make # all"; } => "RUN make # all";
        r#"put it into a variable of the shell before: `"x=" (value) "; echo ${y:-$x}"`"#
            => { RUN "x=" (odd) "; echo ${y:-$x}"; } => "RUN x='it'\\''s'; echo ${y:-$x}";
        r#"put the value between strings, `"…" (name) "…"`; if the braces are meant, write `(Shell::new("…"))`"#
            => { RUN "pip install " (name) " -v"; } => "RUN pip install name -v";
        r#"put the value between strings, `"…" (name) "…"`; if the braces are meant, write `(Shell::new("…"))`"#
            => { RUN (Shell::new("pip install {name}")); } => "RUN pip install {name}";
        r#"write `CMD "app";`"# => { CMD "app"; } => "CMD app";
        r##"write `CMD "…";`, or `r#"…"#` where it holds quotes or backslashes"##
            => { CMD "python -m app"; } => "CMD python -m app";
        r#"write `CMD (vec!["app"]);`"# => { CMD (vec!["app"]); } => "CMD [\"app\"]";
        r##"write `RUN "…";`, or `r#"…"#` where it holds quotes or backslashes"##
            => { RUN r#"apt-get "update""#; } => "RUN apt-get \"update\"";
        r#"write `RUN (Shell::new(format!("make {name}")));`"#
            => { RUN (Shell::new(format!("make {name}"))); } => "RUN make name";
        r##"write `RUN r#"…"#;`: text of several lines becomes a here-document by itself"##
            => { RUN r#"
            apt-get update
            apt-get upgrade
        "#; } => "RUN <<EOF\napt-get update\napt-get upgrade\nEOF";
        "write a value of the program in parentheses, `(MAKE)`, and text in the string"
            => { RUN "make" "install " (MAKE); } => "all";
        "write a value of the program in parentheses, `(name)`, and text in the string"
            => { RUN "echo " (name); } => "RUN echo name";
        "write all words in the brackets, or end that statement with `;`"
            => { RUN ["make", "install"]; } => "RUN [\"make\", \"install\"]";
        r#"write it in the string: `RUN "echo $HOME";`"# => { RUN "echo $HOME"; } => "RUN echo $HOME";
        r#"write several commands as `RUN "a" && "b";`, and words as `RUN ["a", "b"];`"#
            => { RUN "make" && "install"; RUN ["make", "install"]; } => "install\nRUN [\"make\", \"install\"]";
        r#"write strings and values side by side, each value in its own: `"a " (b)`"#
            => { RUN "make " (name); } => "RUN make name";
        r#"write text and values side by side, without a `+`: `"echo " (name)`"#
            => { RUN "echo " (name); } => "RUN echo name";
        r#"write text and values side by side, without a `+`: `"--port=" (port)`"#
            => { CMD ["app", "--name=" (name)]; } => "CMD [\"app\", \"--name=name\"]";
        "write the first command, or take the `&&` out" => { RUN "make"; } => "RUN make";
        "write the next command, or take the `&&` out" => { RUN "make" && "install"; } => "RUN make && \\\n    install";
        r#"write the whole command in one string: `RUN "a || b";`"# => { RUN "a || b"; } => "RUN a || b";
        r#"write what it does: `ENTRYPOINT "make";`"# => { ENTRYPOINT "make"; } => "ENTRYPOINT make";
        r#"write what it does: `RUN "make";`"# => { RUN "make"; } => "RUN make";
        r#"write `HEALTHCHECK CMD "curl -f http://localhost/";`, or `HEALTHCHECK NONE;`"#
            => { HEALTHCHECK CMD "curl -f http://localhost/"; } => "HEALTHCHECK CMD curl -f http://localhost/";
        r#"write `HEALTHCHECK CMD "curl -f http://localhost/";`, or `HEALTHCHECK NONE;`"#
            => { HEALTHCHECK NONE; } => "HEALTHCHECK NONE";
        "write `NONE`" => { HEALTHCHECK NONE; } => "HEALTHCHECK NONE";
        r#"write `ONBUILD COPY "." => "/app";`"# => { ONBUILD COPY "." => "/app"; } => "ONBUILD COPY . /app";
        r#"write what the next stage does: `ONBUILD RUN "make";`"# => { ONBUILD RUN "make"; } => "ONBUILD RUN make";
        r#"write `SHELL ["/bin/bash", "-o", "pipefail", "-c"];`"#
            => { SHELL ["/bin/bash", "-o", "pipefail", "-c"]; }
            => "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]";
        // Copies.
        "separate sources by `,`" => { COPY "src", "lib" => "/app/"; } => "COPY src lib /app/";
        r#"what is last is the destination: `COPY "a", "b" => "/app/";`"#
            => { COPY "a", "b" => "/app/"; } => "COPY a b /app/";
        r#"write `ADD "src" => "/app/";`"#
            => { ADD "https://example.com/x.tar.gz" => "/app/"; } => "ADD https://example.com/x.tar.gz /app/";
        r#"write `COPY "Cargo.toml", "Cargo.lock" => "./";`"#
            => { COPY "Cargo.toml", "Cargo.lock" => "./"; } => "COPY Cargo.toml Cargo.lock ./";
        r#"write `COPY "a", "b" => "/app/";`"# => { COPY "a", "b" => "/app/"; } => "COPY a b /app/";
        r#"write `COPY "src" => "/app/";`"# => { COPY "src" => "/app/"; } => "COPY src /app/";
        r#"write `COPY "src" => "lib";`"# => { COPY "src" => "lib"; } => "COPY src lib";
        r##"write `COPY <<"app.conf" r#"…"# => "/etc/app/";`"##
            => { COPY <<"app.conf" r#"a = "1""# => "/etc/app/"; } => "a = \"1\"";
        // Values.
        r#"write all of it in one string: `"80/tcp"`"# => { EXPOSE "80/tcp"; } => "EXPOSE 80";
        "write `80/tcp` or `80/udp`" => { EXPOSE 80/udp; } => "EXPOSE 80/udp";
        r#"write `ARG VERSION = "1.0";`"# => { ARG VERSION = "1.0"; } => "ARG VERSION=1.0";
        "write `EXPOSE 8080, 53/udp;`" => { EXPOSE 8080, 53/udp; } => "EXPOSE 8080 53/udp";
        r#"write `LABEL maintainer = "…";`"# => { LABEL maintainer = "me"; } => "LABEL maintainer=me";
        r#"write `LABEL org.opencontainers.image.title = "app";`"#
            => { LABEL org.opencontainers.image.title = "app"; } => "LABEL org.opencontainers.image.title=app";
        r#"write `STOPSIGNAL "SIGTERM";`"# => { STOPSIGNAL "SIGTERM"; } => "STOPSIGNAL SIGTERM";
        r#"write `USER "1001";` or `USER (app);`"# => { USER "1001"; } => "USER 1001";
        r#"write `USER "1001";` or `USER (app);`"# => { USER (app); } => "USER 1002";
        r#"write `VOLUME "/data";`"# => { VOLUME "/data"; } => "VOLUME /data";
        r#"write `WORKDIR "/app";`"# => { WORKDIR "/app"; } => "WORKDIR /app";
        "write a value of the program, `(value)`, or do it in a `RUN`" => { WORKDIR (version); } => "WORKDIR 1.2";
        "write a value of the program, `(value)`, or do it in a `RUN`" => { RUN "pwd"; } => "RUN pwd";
        r#"write the reference in a string: `"$NAME"`, `"${NAME:-…}"`"#
            => { WORKDIR "${NAME:-/app}"; } => "WORKDIR ${NAME:-/app}";
        "separate names and their values by `,`" => { ENV A = "1", B = "2"; } => "ENV A=1 \\\n    B=2";
        "separate paths by `,`" => { VOLUME "/a", "/b"; } => "VOLUME /a /b";
        "separate ports by `,`" => { EXPOSE 80, 443; } => "EXPOSE 80 443";
        "`WORKDIR` takes one value: end that statement with `;`, or take this out" => { WORKDIR "/a"; } => "WORKDIR /a";
        r#"write `"com.example/title"`"# => { LABEL "com.example/title" = "app"; } => "LABEL com.example/title=app";
        r#"write `(format!("…{name}…"))`; if the braces are meant, put the string in parentheses"#
            => { WORKDIR (format!("/srv/{name}")); } => "WORKDIR /srv/name";
        r#"write `(format!("…{name}…"))`; if the braces are meant, put the string in parentheses"#
            => { WORKDIR ("/srv/{name}"); } => "WORKDIR \"/srv/{name}\"";
        r#"write `ENV RUST_LOG = "info";`"# => { ENV RUST_LOG = "info"; } => "ENV RUST_LOG=info";
        r#"write `USER "1001:1001";`"# => { USER "1001:1001"; } => "USER 1001:1001";
        "write a range as `8000-8010`" => { EXPOSE 8000-8010; } => "EXPOSE 8000-8010";
        "write a whole number from 0 to 65535" => { EXPOSE 65535; } => "EXPOSE 65535";
        r#"write all of it in one string, `"http://…"`: otherwise `//` begins a comment"#
            => { ENV PROXY = "http://proxy:3128"; } => "ENV PROXY=http://proxy:3128";
        r#"write each as one: `VOLUME "/data", "/var/log";`"#
            => { VOLUME "/data", "/var/log"; } => "VOLUME /data /var/log";
        r#"write text and values side by side, without a `+`: `"/srv/" (name)`"#
            => { WORKDIR "/a/" (name); } => "WORKDIR /a/name";
        r#"write text as `"$HOME/bin"`"# => { ENV BIN = "$HOME/bin"; } => "ENV BIN=$HOME/bin";
        r#"write text as `"${NB_UID:-1}"`"# => { USER "${NB_UID:-1}"; } => "USER ${NB_UID:-1}";
        r#"write text as `"${VERSION:-1}"`"# => { ARG TAG = "${VERSION:-1}"; } => "ARG TAG=${VERSION:-1}";
        r#"write text as `"+x"`"# => { COPY --chmod="+x" "a" => "b"; } => "COPY --chmod=+x a b";
        r#"write text as `"--port"`"#
            => { ENTRYPOINT ["app", "--port", 80]; } => "ENTRYPOINT [\"app\", \"--port\", \"80\"]";
        r#"write text as `"/app"`"# => { WORKDIR "/app"; } => "WORKDIR /app";
        r#"write text as `"/app/bin:$PATH"`"# => { ENV PATH = "/app/bin:$PATH"; } => "ENV PATH=/app/bin:$PATH";
        r#"write text as `"/x"`"# => { RUN --mount=cache("/x") "make"; } => "target=/x";
        r#"write text as `"1001:1001"`"# => { USER "1001:1001"; } => "USER 1001:1001";
        r#"write text as `"SIGTERM"`, and a Rust expression as `(SIGTERM)`"#
            => { STOPSIGNAL "SIGTERM"; } => "STOPSIGNAL SIGTERM";
        r#"write text as `"SIGTERM"`, and a Rust expression as `(SIGTERM)`"#
            => { STOPSIGNAL (SIGTERM); } => "STOPSIGNAL 15";
        r#"write text as `"app"`, and a Rust expression as `(app)`"# => { USER "app"; } => "USER app";
        r#"write text as `"app"`, and a Rust expression as `(app)`"# => { USER (app); } => "USER 1002";
        r#"write text as `"good morning"`"# => { ENV HELLO = "good morning"; } => "ENV HELLO=\"good morning\"";
        r#"write text as `"name"`, and a Rust expression as `(name)`"#
            => { WORKDIR "name"; COPY (name) => "/app/"; } => "WORKDIR name\nCOPY name /app/";
        r#"write text as `"root:root"`"# => { COPY --chown="root:root" "a" => "/"; } => "COPY --chown=root:root a /";
        r#"write text as `"token"`, and a Rust expression as `(token)`"#
            => { RUN --mount=secret("token") "make"; } => "type=secret,id=token";
        r#"write text as `"token"`, and a Rust expression as `(token)`"#
            => { RUN --mount=secret((token)) "make"; } => "type=secret,id=other";
        r#"write text in double quotes: `"…"`"# => { ENV C = "c"; } => "ENV C=c";
        "write the port of the container alone: `EXPOSE 8080;`" => { EXPOSE 80; } => "EXPOSE 80";
        "write what belongs together in one string, or `,` and the next name"
            => { ENV A = "$B c", D = "e"; } => "ENV A=\"$B c\" \\\n    D=e";
    }
}
