//! Every place where a literal value can stand, and exactly which values it takes.

use dockerkit::{
    AddFiles, Arg, BindMount, CacheMount, Cmd, Comment, CopyFiles, DefaultShell, Device,
    Entrypoint, Env, Healthcheck, InlineFile, Instruction, Label, Maintainer, OnBuild, OtherMount,
    Run, SecretMount, SshMount, TmpfsMount, User, Volume, Workdir, literal,
};

use crate::given;

pub(crate) struct Taker {
    pub(crate) name: &'static str,
    pub(crate) put: fn(String) -> Instruction,
    pub(crate) takes: fn(&str) -> bool,
}

fn no_nul(value: &str) -> bool {
    !value.contains('\0')
}

fn word(value: &str) -> bool {
    no_nul(value) && !value.contains('\n')
}

fn filled(value: &str) -> bool {
    word(value) && !value.is_empty()
}

fn path(value: &str) -> bool {
    no_nul(value) && !value.is_empty()
}

fn flag(value: &str) -> bool {
    word(value) && value.is_ascii()
}

fn filled_flag(value: &str) -> bool {
    filled(value) && value.is_ascii()
}

fn run(mount: impl Into<dockerkit::Mount>) -> Instruction {
    Run::new("make").mount(mount).into()
}

/// Whether the client can be asked for a file of this name: what is not ASCII is sent encoded.
fn sent(value: &str) -> bool {
    !value.is_ascii() || !value.contains(|it: char| it.is_ascii_control())
}

/// Whether a path of the build context, read as the client's pattern, matches itself.
fn matches_itself(value: &str) -> bool {
    let parts: Vec<_> = value
        .split('/')
        .filter(|part| !["", "."].contains(part))
        .collect();
    let (starts, ends) = match parts.as_slice() {
        parts if parts.contains(&"..") => (parts, parts),
        [] => (parts.as_slice(), parts.as_slice()),
        parts => (&parts[..1], &parts[parts.len() - 1..]),
    };
    let is_pattern = value.contains(['[', '\\'])
        || value.contains("**")
        || (value.contains(['^', '{']) && value.contains(['*', '?', ']']));
    !is_pattern
        && starts
            .iter()
            .all(|part| !part.starts_with('!') && part.trim_start() == *part)
        && ends.iter().all(|part| part.trim_end() == *part)
}

/// A path that does not lead back to `/`.
fn below(value: &str) -> String {
    format!("/c{}", value.replace("..", ""))
}

pub(crate) const ALL: &[Taker] = &[
    Taker {
        name: "ENV value",
        put: |it| Env::new("A", literal(it)).into(),
        takes: word,
    },
    Taker {
        name: "ARG default",
        put: |it| Arg::with_default("A", literal(it)).into(),
        takes: word,
    },
    Taker {
        name: "ENV name",
        put: |it| Env::new(it, "a").into(),
        takes: |it| filled(it) && !it.contains('='),
    },
    Taker {
        name: "ARG name",
        put: |it| Arg::new(it).into(),
        takes: |it| {
            let odd = |character: char| character.is_whitespace() || "\"'\\=$".contains(character);
            // The builder drops a byte order mark in front, and takes `--` for a flag.
            filled(it) && !it.contains(odd) && !it.starts_with("--") && !it.starts_with('\u{feff}')
        },
    },
    Taker {
        name: "LABEL value",
        put: |it| Label::new("a", literal(it)).into(),
        takes: word,
    },
    Taker {
        name: "LABEL key",
        put: |it| Label::new(literal(it), "a").into(),
        takes: |it| filled(it) && !it.contains('='),
    },
    Taker {
        name: "WORKDIR",
        put: |it| Workdir::new(literal(it)).into(),
        takes: filled,
    },
    Taker {
        name: "USER",
        put: |it| User::new(literal(it)).into(),
        takes: filled,
    },
    Taker {
        name: "ONBUILD USER",
        put: |it| OnBuild::new(User::new(literal(it))).into(),
        takes: filled,
    },
    Taker {
        name: "VOLUME",
        put: |it| Volume::new([literal(it)]).into(),
        takes: path,
    },
    Taker {
        name: "COPY source",
        put: |it| CopyFiles::new([literal(format!("a{it}"))], "/").into(),
        takes: |it| no_nul(it) && sent(it),
    },
    Taker {
        name: "COPY destination",
        put: |it| CopyFiles::new(["a"], literal(it)).into(),
        takes: path,
    },
    Taker {
        name: "COPY --chown",
        put: |it| CopyFiles::new(["a"], "/").chown(literal(it)).into(),
        takes: flag,
    },
    Taker {
        name: "COPY --exclude",
        put: |it| CopyFiles::new(["a"], "/").exclude(it).into(),
        takes: |it| filled_flag(it) && excludes(it),
    },
    Taker {
        name: "ADD source",
        put: |it| AddFiles::new([literal(it)], "/").into(),
        takes: |it| {
            let fetched = it.starts_with("http://") || it.starts_with("https://");
            path(it) && (fetched || sent(it))
        },
    },
    Taker {
        name: "ADD destination",
        put: |it| AddFiles::new(["a"], literal(it)).into(),
        takes: path,
    },
    Taker {
        name: "COPY content",
        put: |it| CopyFiles::file(InlineFile::new("name.of.it", it), "/").into(),
        takes: |it| {
            !it.split('\n')
                .any(|line| line.trim_end_matches('\r') == "name.of.it")
        },
    },
    Taker {
        name: "COPY beside content",
        put: |it| {
            let mut copy = CopyFiles::file(InlineFile::new("name.of.it", "a"), "/");
            copy.sources.insert(0, literal(format!("a{it}")).into());
            copy.into()
        },
        // Blanks beyond ASCII split no words.
        takes: |it| word(it) && sent(it) && !it.contains(['\t', '\x0b', '\x0c', '\r', ' ']),
    },
    Taker {
        name: "CMD word",
        put: |it| Cmd::new([it]).into(),
        takes: no_nul,
    },
    Taker {
        name: "ENTRYPOINT word",
        put: |it| Entrypoint::new(["a".to_owned(), it]).into(),
        takes: no_nul,
    },
    Taker {
        name: "HEALTHCHECK word",
        put: |it| Healthcheck::new([it]).into(),
        takes: no_nul,
    },
    Taker {
        name: "SHELL word",
        put: |it| DefaultShell::new([it]).into(),
        takes: no_nul,
    },
    Taker {
        name: "RUN word",
        put: |it| Run::new([it]).into(),
        takes: no_nul,
    },
    Taker {
        name: "RUN text",
        put: |it| {
            if given::may_swallow(&it, '\\') {
                Run::script(it).into()
            } else {
                Run::new(it).into()
            }
        },
        takes: |it| {
            // The newline behind a script would be escaped.
            let backslashes = it.len() - it.trim_end_matches('\\').len();
            let dangles = !given::may_swallow(it, '\\') && given::dangles(it, '\\');
            no_nul(it) && !it.trim().is_empty() && backslashes % 2 == 0 && !dangles
        },
    },
    Taker {
        name: "cache id",
        put: |it| run(CacheMount::new("/c").id(literal(it))),
        takes: flag,
    },
    Taker {
        name: "cache target",
        put: |it| run(CacheMount::new(literal(below(&it)))),
        takes: flag,
    },
    Taker {
        name: "cache source",
        put: |it| run(CacheMount::new("/c").from_image("a").source(literal(it))),
        takes: flag,
    },
    Taker {
        name: "bind source",
        put: |it| run(BindMount::new("/c").source(literal(it))),
        takes: |it| flag(it) && sent(it) && matches_itself(it),
    },
    Taker {
        name: "tmpfs target",
        put: |it| run(TmpfsMount::new(literal(below(&it)))),
        takes: flag,
    },
    Taker {
        name: "secret id",
        put: |it| run(SecretMount::new(literal(it))),
        takes: filled_flag,
    },
    Taker {
        name: "secret target",
        put: |it| run(SecretMount::new("a").target(literal(it))),
        takes: |it| flag(it) && it != "/",
    },
    Taker {
        name: "secret env",
        put: |it| run(SecretMount::new("a").env(literal(it))),
        takes: filled_flag,
    },
    Taker {
        name: "ssh id",
        put: |it| run(SshMount::new().id(literal(it))),
        takes: flag,
    },
    Taker {
        name: "option of another mount",
        put: |it| run(OtherMount::new("$A").option("id", literal(it))),
        takes: flag,
    },
    Taker {
        name: "device",
        put: |it| Run::new("make").device(Device::new(it)).into(),
        takes: filled_flag,
    },
    Taker {
        name: "comment",
        put: |it| Comment::new(it).into(),
        takes: |_| true,
    },
    Taker {
        name: "MAINTAINER",
        put: |it| Maintainer::new(it).into(),
        takes: |it| filled(it) && it.trim() == it && !it.starts_with("--") && !it.ends_with('\\'),
    },
];

/// A pattern as the documentation of Go's `filepath.Match` describes it, with `!` in front of what stays.
fn excludes(it: &str) -> bool {
    let pattern = it.strip_prefix('!').unwrap_or(it);
    it != "!" && is_pattern(&pattern.chars().collect::<Vec<_>>())
}

fn is_pattern(pattern: &[char]) -> bool {
    match pattern {
        [] => true,
        ['\\', rest @ ..] => rest.split_first().is_some_and(|(_, rest)| is_pattern(rest)),
        ['[', '^', rest @ ..] | ['[', rest @ ..] => ranges(rest, false),
        [_, rest @ ..] => is_pattern(rest),
    }
}

/// `{ lo [ '-' hi ] } ']'`, of which there is at least one.
fn ranges(class: &[char], any: bool) -> bool {
    let end = |class: &[char]| match class {
        [] | ['-' | ']', ..] => None,
        ['\\', _, rest @ ..] | [_, rest @ ..] if class != ['\\'] => Some(rest.to_vec()),
        _ => None,
    };
    if let (true, [']', rest @ ..]) = (any, class) {
        return is_pattern(rest);
    }
    match end(class).as_deref() {
        None | Some([]) => false,
        Some(['-', rest @ ..]) => end(rest).is_some_and(|rest| ranges(&rest, true)),
        Some(rest) => ranges(rest, true),
    }
}
