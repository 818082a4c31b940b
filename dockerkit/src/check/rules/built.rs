//! BuildKit's build checks of what stages do.

use super::rules;
use crate::check::sink::Sink;
use crate::check::views::{DirectoryView, ExposedView, NamedView, StartView, UndefinedView};
use crate::help::Help;
use crate::instruction::Instruction;
use crate::shell::Command;
use crate::shown::{Shown, quoted};

rules! {
    #[doc = " `CMD` and `ENTRYPOINT` are lists of words, unless a `SHELL` was chosen: a shell gets the signals that are meant for the program."]
    JSON_ARGS_RECOMMENDED = "JSONArgsRecommended" (Lint, "https://docs.docker.com/reference/build-checks/json-args-recommended/", [Start: json_args_recommended])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").cmd("nc -l 80"))"#,
        says: "JSON arguments recommended for CMD to prevent unintended behavior related to OS signals",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").cmd(["nc", "-l", "80"]))"#
    }
    #[doc = " A stage has one `CMD`, one `ENTRYPOINT` and one `HEALTHCHECK`, of which only the last counts."]
    MULTIPLE_INSTRUCTIONS_DISALLOWED = "MultipleInstructionsDisallowed" (Lint, "https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/", [Start: multiple_instructions_disallowed])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").cmd(["ls"]).cmd(["date"]))"#,
        says: "Multiple CMD instructions should not be used in the same stage because only the last one will be used",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").cmd(["date"]))"#
    }
    #[doc = " The first `WORKDIR` is an absolute path: a relative one depends on where the image's is."]
    WORKDIR_RELATIVE_PATH = "WorkdirRelativePath" (Lint, "https://docs.docker.com/reference/build-checks/workdir-relative-path/", [Directory: workdir_relative_path])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").workdir("app"))"#,
        says: r#"Relative workdir "app" can have unexpected results if the base image changes"#,
        good: r#"Dockerfile::new().stage(Stage::new("alpine").workdir("/srv").workdir("app"))"#
    }
    #[doc = " No `ARG` and no `ENV` is named like a secret, which whoever has the image could read."]
    SECRETS_USED_IN_ARG_OR_ENV = "SecretsUsedInArgOrEnv" (Lint, "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/", [Named: secrets_used_in_arg_or_env])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").arg("NPM_TOKEN"))"#,
        says: r#"Do not use ARG or ENV instructions for sensitive data (ARG "NPM_TOKEN")"#,
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("npm ci").mount(SecretMount::new("npm-token").env("NPM_TOKEN"))))"#
    }
    #[doc = " A variable is set before it is used, in stages that start from nothing: what an image sets is not known."]
    UNDEFINED_VAR = "UndefinedVar" (Lint, "https://docs.docker.com/reference/build-checks/undefined-var/", [Undefined: undefined_var])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("scratch").env("HOME", "/app").workdir("$HOMR/data"))"#,
        says: "Usage of undefined variable '$HOMR' (did you mean $HOME?)",
        good: r#"Dockerfile::new().stage(Stage::new("scratch").env("HOME", "/app").workdir("$HOME/data"))"#
    }
    #[doc = " The author is named by a label, and not by `MAINTAINER`."]
    MAINTAINER_DEPRECATED = "MaintainerDeprecated" (Lint, "https://docs.docker.com/reference/build-checks/maintainer-deprecated/", [Deprecated: maintainer_deprecated])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Maintainer::new("Ada")))"#,
        says: "Maintainer instruction is deprecated in favor of using label",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").label("org.opencontainers.image.authors", "Ada"))"#
    }
    #[doc = " `EXPOSE` says which ports a container listens on, and nothing that they are published as."]
    EXPOSE_INVALID_FORMAT = "ExposeInvalidFormat" (Lint, "https://docs.docker.com/reference/build-checks/expose-invalid-format/", [Exposed: expose_invalid_format])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").expose("8080:80"))"#,
        says: "EXPOSE instruction should not define an IP address or host-port mapping, found '8080:80'",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").expose("80"))"#
    }
    #[doc = " The protocol of a port has no capitals, which BuildKit makes lowercase, with a warning."]
    EXPOSE_PROTO_CASING = "ExposeProtoCasing" (Lint, "https://docs.docker.com/reference/build-checks/expose-proto-casing/", [Exposed: expose_proto_casing])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").env("PORT", "53").expose("$PORT/UDP"))"#,
        says: "Defined protocol '53/UDP' in EXPOSE instruction should be lowercase",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").env("PORT", "53").expose("$PORT/udp"))"#
    }
}

/// Source: `dispatchCmd` and `dispatchEntrypoint` in `frontend/dockerfile/dockerfile2llb/convert.go`.
fn json_args_recommended(view: &StartView<'_>, sink: &mut Sink<'_>) {
    let command = match view.instruction {
        Instruction::Cmd(cmd) => &cmd.command,
        Instruction::Entrypoint(entrypoint) => &entrypoint.command,
        _ => return,
    };
    if view.has_shell || matches!(command, Command::Exec(_)) {
        return;
    }
    let keyword = view.instruction.keyword();
    sink.find(
        format!(
            "JSON arguments recommended for {keyword} to prevent unintended behavior related to OS signals"
        ),
        "give a list of words, `[\"app\", \"--port=80\"]`; or set a `SHELL` in front, if it has to be a shell",
    );
}

/// Source: `validateUsedOnce` in `frontend/dockerfile/dockerfile2llb/validations.go`.
fn multiple_instructions_disallowed(view: &StartView<'_>, sink: &mut Sink<'_>) {
    let Some(next) = &view.next else { return };
    let keyword = view.instruction.keyword();
    sink.find(
        format!(
            "Multiple {keyword} instructions should not be used in the same stage because only the last one will be used"
        ),
        "take it out: another one follows",
    );
    sink.relate(next.clone());
}

/// Source: `dispatchWorkdir` in `frontend/dockerfile/dockerfile2llb/convert.go`.
fn workdir_relative_path(view: &DirectoryView<'_>, sink: &mut Sink<'_>) {
    // On Windows those with a drive are absolute, too.
    let is_absolute = match view.path.as_bytes() {
        [b'/' | b'\\', ..] => true,
        [drive, b':', ..] => drive.is_ascii_alphabetic(),
        _ => false,
    };
    if !is_absolute {
        sink.find_in(
            "path",
            format!(
                "Relative workdir {} can have unexpected results if the base image changes",
                quoted(view.path)
            ),
            "give the whole path, which begins with `/`",
        );
    }
}

/// Whether a word makes a name one of a secret: it is all of it, or all between two `_`.
#[inline]
fn is_secret_word(word: &[u8]) -> bool {
    // By their lengths, which differ from those of most words.
    let known: &[&str] = match word.len() {
        3 => &["key"],
        4 => &["auth"],
        5 => &["pword", "token"],
        6 => &["apikey", "passwd", "secret"],
        8 => &["password"],
        10 => &["credential"],
        11 => &["credentials"],
        _ => return false,
    };
    is_one_of(word, known)
}

fn is_one_of(word: &[u8], known: &[&str]) -> bool {
    let mut known = known.iter().map(|known| known.as_bytes());
    known.any(|known| word.eq_ignore_ascii_case(known))
}

/// Source: `getSecretsRegex` in `frontend/dockerfile/dockerfile2llb/validations.go`.
fn is_secret(name: &str) -> bool {
    let words = || name.as_bytes().split(|byte| *byte == b'_');
    words().any(is_secret_word)
        && !words().any(|word| is_one_of(word, &["public", "file", "version"]))
}

fn secrets_used_in_arg_or_env(view: &NamedView<'_>, sink: &mut Sink<'_>) {
    if is_secret(view.name) {
        let keyword = view.keyword;
        sink.find_in(
            "name",
            format!(
                "Do not use ARG or ENV instructions for sensitive data ({keyword} {})",
                quoted(view.name)
            ),
            Help::either(
                "mount it where it is needed: `Run::mount(SecretMount::new(…))`",
                "mount it where it is needed: `RUN --mount=type=secret,id=…`",
            ),
        );
    }
}

/// Source: `reportUnmatchedVariables` in `frontend/dockerfile/dockerfile2llb/validations.go`.
fn undefined_var(view: &UndefinedView<'_>, sink: &mut Sink<'_>) {
    let name = view.name;
    let nearest = view.nearest.map(|it| format!(" (did you mean ${it}?)"));
    let nearest = nearest.unwrap_or_default();
    let shown = name.shown();
    let help = if view.is_global {
        format!(
            "declare it in the stage, too: `ARG {shown}`; it is declared in front of the first stage only"
        )
    } else {
        format!("set it in front of this: `ENV {shown}=…` or `ARG {shown}`")
    };
    sink.find_in(
        view.field.name(),
        format!("Usage of undefined variable '${name}'{nearest}"),
        help,
    );
}

fn maintainer_deprecated(instruction: &Instruction, sink: &mut Sink<'_>) {
    if matches!(instruction, Instruction::Maintainer(_)) {
        sink.find(
            "Maintainer instruction is deprecated in favor of using label",
            "say it with the label `org.opencontainers.image.authors`",
        );
    }
}

/// The address, the port of the host, and the port of the container.
///
/// Source: `splitParts` in `frontend/dockerfile/dockerfile2llb/convert_expose.go`.
fn parts(port: &str) -> (&str, &str, &str) {
    let Some((before, container)) = port.rsplit_once(':') else {
        return ("", "", port);
    };
    let (address, host) = before.rsplit_once(':').unwrap_or(("", before));
    (address, host, container)
}

/// The protocol of a port, if BuildKit reads that.
fn protocol(container: &str) -> Option<&str> {
    let (port, protocol) = container.split_once('/').unwrap_or((container, ""));
    let mut known = ["", "tcp", "udp", "sctp"].into_iter();
    let is_known = known.any(|known| protocol.eq_ignore_ascii_case(known));
    (is_known && !port.is_empty()).then_some(protocol)
}

fn expose_invalid_format(view: &ExposedView<'_>, sink: &mut Sink<'_>) {
    let expanded = view.expanded.as_deref().unwrap_or_default();
    for port in expanded.split_whitespace() {
        let (address, host, container) = parts(port);
        if (address, host) != ("", "") && protocol(container).is_some() {
            sink.find_in(
                "port",
                format!(
                    "EXPOSE instruction should not define an IP address or host-port mapping, found '{port}'"
                ),
                "write the container's port alone, and publish it where the container is started",
            );
        }
    }
}

fn expose_proto_casing(view: &ExposedView<'_>, sink: &mut Sink<'_>) {
    let has_capitals = |protocol: &str| protocol.contains(|it: char| it.is_ascii_uppercase());
    let mut find = |port: &str| {
        sink.find_in(
            "port",
            format!("Defined protocol '{port}' in EXPOSE instruction should be lowercase"),
            "write the protocol in lowercase",
        );
    };
    let Some(expanded) = &view.expanded else {
        // Whatever the port is.
        let end = view.written.trailing_literal().unwrap_or_default();
        let protocol = end.rsplit_once('/').map(|(_, protocol)| protocol);
        if protocol.is_some_and(has_capitals) {
            find(&view.written.to_string());
        }
        return;
    };
    for port in expanded.split_whitespace() {
        let (_, _, container) = parts(port);
        if protocol(container).is_some_and(has_capitals) {
            find(port);
        }
    }
}
