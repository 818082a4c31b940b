//! The `dockerfile!` macro, and its documentation.

/// A [`Dockerfile`](crate::Dockerfile) written in Rust that reads like a Dockerfile.
///
/// Keywords and flags are those of a Dockerfile; text stands in Rust strings and values of the program in parentheses.
/// What is wrong is a compile error on the very word: all of it at once.
///
/// ```
/// use dockerkit::{User, dockerfile};
///
/// let image = String::from("python:3.12-slim");
/// let app = User::new("app").uid(1001);
/// let model = "big model";
/// let debug = true;
/// let file = dockerfile! {
///     FROM (image) AS build;
///     USER (&app);
///     WORKDIR "/app";
///     COPY "pyproject.toml", "uv.lock" => "./";
///     RUN --cache=uv "uv sync --frozen --extra gpu";
///     RUN --mount=cache(id = "models", target = "/models", uid = 1001, gid = 1001, sharing = locked)
///         "fetch-models --to /models " (model) && "touch /app/ready";
///     @for file in ["a.conf", "b.conf"] { COPY (file) => "/etc/app/"; }
///     @if debug { ENV RUST_LOG = "debug"; }
///
///     FROM "python:3.12-slim";
///     COPY --from=build --chown="1001:1001" "/app/.venv" => "/app/.venv";
///     CMD ["/app/.venv/bin/python", "-m", "app"];
/// };
/// assert_eq!(
///     file.render()?,
///     "\
/// ## syntax=docker/dockerfile:1
///
/// FROM python:3.12-slim AS build
/// USER app
/// WORKDIR /app
/// COPY pyproject.toml uv.lock ./
/// RUN --mount=type=cache,id=uv-cache-shared,target=/var/cache/uv,sharing=shared,uid=1001,gid=1001 \\
///     export UV_CACHE_DIR=/var/cache/uv; \\
///     export UV_LINK_MODE=copy; \\
///     uv sync --frozen --extra gpu
/// RUN --mount=type=cache,id=models,target=/models,sharing=locked,uid=1001,gid=1001 \\
///     fetch-models --to /models 'big model' && \\
///     touch /app/ready
/// COPY a.conf /etc/app/
/// COPY b.conf /etc/app/
/// ENV RUST_LOG=debug
///
/// FROM python:3.12-slim
/// COPY --from=build --chown=1001:1001 /app/.venv /app/.venv
/// CMD [\"/app/.venv/bin/python\", \"-m\", \"app\"]
/// ",
/// );
/// # Ok::<(), dockerkit::Error>(())
/// ```
///
/// # Statements
///
/// Each ends with `;`.
///
/// | in the macro | in the Dockerfile |
/// | --- | --- |
/// | `FROM "alpine" AS build;` `FROM build;` `FROM scratch;` | an image, a stage, nothing |
/// | `RUN "make" && "make install";` | commands, one a line |
/// | `RUN ["make", "all"];` `CMD …;` `ENTRYPOINT …;` | the exec form, in all three |
/// | `COPY "a", "b" => "/c/";` `ADD …;` | sources and destination |
/// | `COPY <<"app.conf" r#"…"# => "/etc/";` | a here-document; in `<<app.conf`, `$NAME` is expanded |
/// | `ENV A = "1", B = "2";` `ARG A, B = "1";` `LABEL a.b = "c";` | names and values |
/// | `EXPOSE 80, 53/udp, 8000-8010;` `VOLUME "/a", "/b";` | lists |
/// | `USER "app";` `WORKDIR "/app";` `STOPSIGNAL "SIGINT";` | one value |
/// | `SHELL ["bash", "-c"];` | words |
/// | `HEALTHCHECK --interval=1m30s CMD "…";` `HEALTHCHECK NONE;` | |
/// | `ONBUILD RUN "make";` `ONBUILD "setup --fast";` | an instruction, or any text |
/// | `/// text` | a comment, above a `FROM` the stage's; `//` stays in the source |
/// | `# syntax = "docker/dockerfile:1.7";` | a parser directive: also `escape`, `check`, and `# syntax = none;` |
/// | `@blank;` | an empty line |
/// | `CACHES pip, npm;` `CACHES all;` | no line: the [caches](crate::Caches) that later steps mount by what they run |
/// | `(value);` | whatever is a [`Fragment`](crate::Fragment): an instruction, several, a whole stage |
/// | `ENV (pairs);` `LABEL (pairs);` | a map, or any pairs of a name and its value |
///
/// Names (of stages, variables, labels) are written as they are, with `-`, `.` and words of Rust in them, or as strings.
///
/// # Text and values
///
/// A string is the author's text, verbatim: in shell text nothing is special, and elsewhere `$NAME` is expanded when the
/// image is built. One that starts with a newline loses the indentation that its lines have in common, as with
/// `indoc!`. Shell text of several lines stays as it was typed where all its newlines are
/// continuations, and becomes a here-document by itself where they are not. Numbers and `true` are text, too.
///
/// `(value)` takes any Rust expression and is quoted for where it lands, exactly: a word for the shell, a word of the
/// Dockerfile, a JSON string. A type that says what it is goes in as it says: [`expand("…")`](crate::expand) expands,
/// [`Shell::new("…")`](crate::Shell) is shell text, [`pattern("*.md")`](crate::pattern) a pattern; see
/// [`Splice`](crate::Splice). Strings and values can stand side by side: `RUN "pip install " (package) " -v"`,
/// `WORKDIR "/srv/" (name)`, `CMD ["app", "--port=" (port)]`. (Behind a flag they cannot: there the next word is the
/// instruction's.) `$NAME` and `${NAME}` are text without quotes, too: `FROM --platform=$BUILDPLATFORM $BASE;`.
///
/// Where several words may stand, a value may be a list, and stand for any number of them: a `Vec`, an array, a slice, a
/// `BTreeSet` or an `Option`, in shell text, in arrays, as sources of `COPY`, ports, paths and caches. Words of shell text
/// have a blank between them, and a list without any takes a blank along that would be left over: the one behind it, or at the
/// end those in front. An instruction that lists values only is left out where there are none, but for `CACHES`, which then
/// asks for none.
///
/// ```
/// use std::collections::BTreeMap;
/// use dockerkit::dockerfile;
///
/// let packages = ["curl", "git"];
/// let (gpu, debug) = (false, Some("--debug"));
/// let files = vec![String::from("a.conf"), String::from("b.conf")];
/// let settings = BTreeMap::from([("LANG", "C.UTF-8"), ("TZ", "UTC")]);
/// let file = dockerfile! {
///     FROM "alpine";
///     RUN "apk add " (packages);
///     RUN "uv sync " (gpu.then_some("--extra=gpu")) && "make";
///     COPY (files) => "/etc/app/";
///     ENV (settings);
///     CMD ["app", "--port=" (8080), (debug)];
/// };
/// assert!(file.render()?.ends_with(
///     "\
/// RUN apk add curl git
/// RUN uv sync && \\
///     make
/// COPY a.conf b.conf /etc/app/
/// ENV LANG=C.UTF-8 \\
///     TZ=UTC
/// CMD [\"app\", \"--port=8080\", \"--debug\"]
/// ",
/// ));
/// # Ok::<(), dockerkit::Error>(())
/// ```
///
/// ```
/// use dockerkit::{Shell, dockerfile, expand};
///
/// let name = "it's $HOME";
/// let file = dockerfile! {
///     FROM "alpine";
///     RUN "echo " (name) " " (Shell::new("$HOME"));
///     ENV A = (name), B = (expand("$PATH"));
///     CMD ["echo", (name)];
/// };
/// let text = file.render()?;
/// assert!(text.contains(r"RUN echo 'it'\''s $HOME' $HOME"));
/// assert!(text.contains(r#"CMD ["echo", "it's $HOME"]"#));
/// # Ok::<(), dockerkit::Error>(())
/// ```
///
/// # Flags and mounts
///
/// Flags are methods of the builder, with `-` for `_`: `--link`, `--chmod=0755`, `--keep-git-dir`. Beside Docker's there
/// are `RUN --cache=pip` and `RUN --cache=apt(suffix = "trixie")` for the caches of a
/// [`PackageManager`](crate::PackageManager), and `FROM --base-user="app"` for
/// [`Stage::base_user`](crate::Stage::base_user). A value behind a flag is a literal, a word or `(value)`.
///
/// | mount | options |
/// | --- | --- |
/// | `--mount=cache("/x")` | `id` `target` `sharing` `uid` `gid` `mode` `from` `source` `readonly` |
/// | `--mount=bind("/x", source = "x")` | `target` `source` `from` `readwrite` |
/// | `--mount=tmpfs("/x", size = 64m)` | `target` `size` |
/// | `--mount=secret("token", env = "TOKEN")` | `id` `target` `env` `required` `mode` `uid` `gid` |
/// | `--mount=ssh` | `id` `target` `required` `mode` `uid` `gid` |
/// | `--mount=(mount)` | any [`Mount`](crate::Mount) |
///
/// What stands first without a name is the target, or a secret's id. A cache's target `"~/x"` is in the
/// [home directory](crate::CacheMount::in_home) of whoever runs the step.
///
/// # Stages
///
/// `--from=build` and `FROM build` are stages above (`--from=0` too, where they can be counted), `--from="nginx"` is an
/// image, `--from=(handle)` either. A name that is computed, `AS (name)`, is referred to by a handle. What a block defines
/// is known only in there; behind a block that opens a stage the next statement opens one, too. A stage that a value brings
/// in, `(base());`, is known by its name below it; `check` finds out whether it is there.
///
/// # Pieces
///
/// Without `FROM`, and beginning with an instruction of a stage, it is [`Steps`](crate::Steps): what a function gives, and
/// what is put in by `(tools());`, or by [`Stage::extend`](crate::Stage::extend). A stage by its name is then one of the file
/// that it is put into.
///
/// # Rust in it
///
/// `@if`, `@else if`, `@else`, `@for … in …`, `@match` and `@let …;` are Rust's, with statements in their braces; arms of
/// `@match` may be one statement. `?`, `return` and `.await` in values mean what they mean around the macro. What only
/// chooses a value is a value: `FROM (if gpu { "nvidia/cuda:12.6.3-base-ubuntu24.04" } else { "ubuntu:24.04" }) AS base;`.
///
/// # Errors
///
/// The macro reports what is not written rightly, and names that fit nothing; rustc reports flags and options that the
/// builder does not have; the words of a closed set, image references, names and ids are looked at when the crate is
/// compiled. What only the whole shows is found by [`Dockerfile::check`](crate::Dockerfile::check), as with the builder.
///
/// ```compile_fail
/// dockerkit::dockerfile! { FROM "Alpine"; RNU "make"; };
/// ```
///
/// # In an editor
///
/// rust-analyzer says what keywords, flags, options, words and values are and goes to where they are defined, finds and
/// renames the uses of a stage, and completes keywords, flags, kinds of mounts and their options, package managers and other
/// words of closed sets, and the stages above. What it puts in for `-` is `_`: `--keep_git_dir`; a stage whose name has `-`
/// or `.` in it, it knows by one word of the name.
///
/// # What it becomes
///
/// One call of [`Dockerfile::begin`](crate::Dockerfile::begin), [`add`](crate::Dockerfile::add) or
/// [`splice`](crate::Dockerfile::splice) for each statement, in order; a file that is written both ways is the same value.
/// Each instruction's [`Origin`](crate::Origin) is its keyword's line and column.
#[macro_export]
macro_rules! dockerfile {
    ($($tokens:tt)*) => {
        $crate::__dockerfile! { $crate $($tokens)* }
    };
}
