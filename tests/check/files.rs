//! `COPY` and `ADD`.

use dockerkit::{AddFiles, CopyFiles, FileSource, InlineFile, literal, pattern};

use super::Said;

pub(crate) fn all(said: &mut Said) {
    inline(said);
    values(said);
    flags(said);
    patterns(said);
}

#[test]
fn copies_are_looked_at() {
    all(&mut Said::default());
}

fn patterns(said: &mut Said) {
    let help = "close it as in `[a-z]`; for the exact name of a file write `literal(…)`";
    let close = "a `[` has no `]`, or a range no end";
    for (text, problem) in [
        ("[a", close),
        ("[a-]", close),
        ("[]a]", close),
        ("a\\", "nothing follows its `\\`"),
    ] {
        let message = format!("`{}` is not a pattern: {problem}", crate::shown(text));
        said.step(
            CopyFiles::new([pattern(text)], "/x/"),
            "pattern",
            &message,
            help,
        );
        said.step(AddFiles::new([text], "/x/"), "pattern", &message, help);
        said.step(
            CopyFiles::new(["a"], "/x/").exclude(text),
            "pattern",
            &message,
            help,
        );
    }
    let message = "`!` is not a pattern: it excepts nothing";
    said.step(
        CopyFiles::new(["a"], "/x/").exclude("!"),
        "pattern",
        message,
        help,
    );
    for copy in [
        CopyFiles::new(["[a-z]*", "[^a]", "\\[", "$A["], "/x/")
            .exclude("!a")
            .exclude("[a]"),
        CopyFiles::new([literal("[a"), literal("a\\b"), literal("[]")], "/x/"),
    ] {
        let file = dockerkit::Dockerfile::new().stage(dockerkit::Stage::new("a").push(copy));
        assert_eq!(file.check().to_string(), "");
    }
}

fn inline(said: &mut Said) {
    let rule = "inline-file";
    let file = || InlineFile::new("f", "a");
    let blank =
        "copy the inline file to a path without whitespace, or in an instruction of its own";
    said.step(
        CopyFiles::file(file(), "/my files/"),
        rule,
        "the path `/my files/` holds whitespace, which cannot be written beside an inline file",
        blank,
    );
    let sources = || [FileSource::from(literal("a b")), file().into()];
    let message = "the path `a b` holds whitespace, which cannot be written beside an inline file";
    said.step(CopyFiles::new(sources(), "/"), rule, message, blank);
    said.step(AddFiles::new(sources(), "/"), rule, message, blank);
    said.warned(
        CopyFiles::new([file(), file()], "/"),
        "inline-file-twice",
        "two inline files are named `f`",
        "give them different names: only the last one is there in the end",
    );
    for name in ["a b", "a/b", "a\nRUN evil", "<a"] {
        let message = format!(
            "`{}`: the name of an inline file may hold no whitespace, `<` or `/`",
            crate::shown(name)
        );
        said.step(
            CopyFiles::file(InlineFile::new(name, "x"), "/"),
            rule,
            &message,
            "give it a plain file name",
        );
    }
    let message = "`a'$`: the name of an inline file may hold no `'` beside `\"`, `$` or `\\`";
    said.step(
        CopyFiles::file(InlineFile::new("a'$", "x"), "/"),
        rule,
        message,
        "give it a plain file name",
    );
    for name in [".", ".."] {
        let message =
            format!("`{name}`: the name of an inline file must not be empty, `.` or `..`");
        said.step(
            CopyFiles::file(InlineFile::new(name, "x"), "/"),
            rule,
            &message,
            "give it a plain file name",
        );
    }
    let message = "a line of the file `f` is its name, where BuildKit would end it";
    let help = "give it another name, or copy it from the build context";
    said.step(
        CopyFiles::file(InlineFile::new("$f", "a\n$f\n"), "/"),
        rule,
        "a line of the file `$f` is its name, where BuildKit would end it",
        help,
    );
    for content in ["f", "f\n", "a\nf\nb", "a\nf\r\r\n"] {
        said.step(
            CopyFiles::file(InlineFile::new("f", content), "/"),
            rule,
            message,
            help,
        );
        said.step(
            CopyFiles::file(InlineFile::expanding("f", format_text(content)), "/"),
            rule,
            message,
            help,
        );
    }
    for content in [" f", "f ", "ff", "a f", "F"] {
        let copy = CopyFiles::file(InlineFile::new("f", content), "/");
        assert!(!copy.to_string().starts_with('!'), "{content:?}");
    }
}

fn values(said: &mut Said) {
    let help =
        "`${` is not closed by `}`; for a dollar write `\\$`, for an exact value `literal(…)`";
    let message = |what: &str| format!("{what} has a reference that BuildKit refuses: `${{`");
    let inline = |content: &'static str| CopyFiles::file(InlineFile::expanding("f", content), "/");
    said.step(
        inline("a ${"),
        "reference",
        &message("the content of `f`"),
        help,
    );
    let copy = || CopyFiles::new(["a"], "/");
    said.step(
        copy().chown("5${"),
        "reference",
        &message("`--chown`"),
        help,
    );
    said.step(
        copy().chmod("5${"),
        "reference",
        &message("`--chmod`"),
        help,
    );
    said.step(
        CopyFiles::new(["${"], "/"),
        "reference",
        &message("a source"),
        help,
    );
    said.step(
        CopyFiles::new(["a"], "${"),
        "reference",
        &message("the destination"),
        help,
    );
    let add = AddFiles::new(["https://example.com/a"], "/").checksum("${");
    said.step(add, "reference", &message("`--checksum`"), help);
    said.step(
        inline(r"${A/x/\}}"),
        "held-reference",
        r"the content of `f` has a pattern that cannot be written without quotes: `${A/x/\\}}`",
        "set an `ARG` to it, and refer to that",
    );
}

/// The content with a variable behind it.
fn format_text(content: &'static str) -> dockerkit::Text {
    literal(content).then("\n$A")
}

fn flags(said: &mut Said) {
    let copy = || CopyFiles::new(["a"], "/");
    let help = "give it a value, or leave it out";
    for (flag, copy) in [("--chown", copy().chown("")), ("--chmod", copy().chmod(""))] {
        let message = format!("`{flag}` is empty, which BuildKit treats as not given");
        said.warned(copy, "empty-option", &message, help);
    }
    said.step(copy().exclude(""), "empty", "`--exclude` is empty", help);
    let help = "use octal digits up to `7777`, or letters such as `u=rwX,go=rX`";
    for mode in ["493", "10000", "rwx", "u+q", "0o755", "0755,+x"] {
        let message = format!("`{mode}` is not a file mode");
        said.step(copy().chmod(mode), "chmod", &message, help);
        said.step(
            AddFiles::new(["a"], "/").chmod(mode),
            "chmod",
            &message,
            help,
        );
    }
    for address in [
        "https://example.com/a",
        "http://example.com/a",
        "git@example.com:a.git",
        "ssh://example.com/a",
        "SSH://example.com/a",
        "Git://example.com/$A",
        "HTTPS://example.com/a.git",
        "u@h:p",
        "github.com/a?b",
    ] {
        let message = format!("`COPY` cannot fetch `{address}`");
        said.step(
            CopyFiles::new([address], "/"),
            "remote-copy",
            &message,
            "use `ADD`: `AddFiles::new([…], …)`; or begin the path of a file with `./`",
        );
    }
    for name in ["HTTPS://example.com/a", "u@h:p", "git@x", "github.com/a?b"] {
        let copy = CopyFiles::new([literal(name)], "/").to_string();
        assert!(!copy.starts_with('!'), "{copy}");
    }
    let message = "the source `a\\tb`: the client cannot ask for a control character";
    let help = "rename the file, or copy the directory that holds it";
    let name = || literal("a\tb");
    said.step(CopyFiles::new([name()], "/"), "context-name", message, help);
    said.step(AddFiles::new([name()], "/"), "context-name", message, help);
    for copy in [
        CopyFiles::new([name()], "/").from_image("alpine"),
        CopyFiles::new([literal("é\tb")], "/"),
    ] {
        assert!(!copy.to_string().starts_with('!'), "{copy}");
    }
    let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    for sources in [
        &["a"][..],
        &["https://example.com/a", "https://example.com/b"],
    ] {
        said.step(
            AddFiles::new(sources.iter().copied(), "/").checksum(digest),
            "checksum",
            "`--checksum` is for one source that is fetched",
            "give it exactly one address, `https://…` or a Git repository",
        );
    }
    for checksum in ["sha256:0", "app", "md5:e3b0c44298fc1c149afbf4c8996fb924"] {
        let message = format!("`{checksum}` is not a digest");
        said.step(
            AddFiles::new(["https://example.com/a"], "/").checksum(checksum),
            "checksum",
            &message,
            "use `sha256:` and 64 lowercase hexadecimal digits",
        );
    }
    for address in [
        "git@example.com:a.git",
        "https://example.com/a.git#v1",
        "https://example.com/a.git",
    ] {
        let add = |checksum: &'static str| AddFiles::new([address], "/").checksum(checksum);
        said.step(
            add("sha256:0"),
            "checksum",
            "`sha256:0` is not a commit",
            "use the hexadecimal digits of a commit of that repository",
        );
        let shown = add("00FFaa").to_string();
        assert!(shown.starts_with("ADD --checksum=00FFaa "), "{shown}");
    }
}
