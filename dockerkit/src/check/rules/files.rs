//! Rules of `COPY` and `ADD`.

use super::{docs, rules};
use std::borrow::Cow;

use super::{misread, triggered};
use crate::by_name::Names;
use crate::check::sink::Sink;
use crate::check::views::{FilesView, MountView, Written};
use crate::escape::Escape;
use crate::help::Help;
use crate::heredoc::{self, Heredoc};
use crate::instruction::{FileSource, InlineFile, Instruction, Pattern};
use crate::mount::{Key, Kind, Mount};
use crate::rule;
use crate::shown::Shown;
use crate::text::Text;

rules! {
    #[doc = " An inline file can be written: a plain name, which is no line of its content, and no path with whitespace beside it."]
    INLINE_FILE = "inline-file" (Unwritable, docs!("#here-documents"), [Files: inline_file, Written: other_heredocs])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").copy([InlineFile::new("end", "one\nend\n")], "/"))"#,
        says: "a line of the file `end` is its name, where BuildKit would end it",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").copy([InlineFile::new("end.txt", "one\nend\n")], "/"))"#
    }
    #[doc = " No two inline files of one instruction have one name, of which the last is there in the end."]
    INLINE_FILE_TWICE = "inline-file-twice" (Lint, docs!("#here-documents"), [Files: same_names])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").copy([InlineFile::new("f", "1"), InlineFile::new("f", "2")], "/"))"#,
        says: "two inline files are named `f`",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").copy([InlineFile::new("f", "1"), InlineFile::new("g", "2")], "/"))"#
    }
    #[doc = " Permissions are octal or symbolic."]
    CHMOD = "chmod" (Refused, docs!("#copy---chown---chmod"), [Files: chmod])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(CopyFiles::new(["a"], "/").chmod("493")))"#,
        says: "`493` is not a file mode",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(CopyFiles::new(["a"], "/").chmod("0755")))"#
    }
    #[doc = " A checksum belongs to one source that is fetched."]
    CHECKSUM = "checksum" (Refused, docs!("#add---checksum"), [Files: checksum])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(AddFiles::new(["a"], "/").checksum("sha256:0")))"#,
        says: "`--checksum` is for one source that is fetched",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(AddFiles::new(["https://example.com/a"], "/").checksum("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")))"#
    }
    #[doc = " `COPY` copies files; `ADD` fetches."]
    REMOTE_COPY = "remote-copy" (Refused, docs!("#adding-files-from-a-url"), [Files: remote_copy])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").copy(["https://example.com/a"], "/"))"#,
        says: "`COPY` cannot fetch `https://example.com/a`",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").add_files(["https://example.com/a"], "/"))"#
    }
    #[doc = " A pattern of `COPY`, `ADD` and `--exclude` is one that Go's `filepath.Match` reads."]
    PATTERN = "pattern" (Refused, docs!("#pattern-matching"), [Files: pattern])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").copy(["[draft"], "/in/"))"#,
        says: "`[draft` is not a pattern: a `[` has no `]`, or a range no end",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").copy(["[a-z]*"], "/in/"))"#
    }
    #[doc = " A file of the build context has a name by which the client finds it, to send it to the builder."]
    CONTEXT_NAME = "context-name" (Unwritable, docs!("#copy"), [Files: context_name, Mount: context_name_of_mount])
    {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(BindMount::new("/in").source("[draft]"))))"#,
        says: r"the source `[draft]`: the client reads `[` and `\` as a pattern for other names",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").copy([literal("[draft]")], "/in"))"#
    }
}

fn pattern(files: &FilesView<'_>, sink: &mut Sink<'_>) {
    let sources = paths(files).filter(|path| !path.is_remote());
    let sources = sources.filter_map(|path| Some(("source", path.text().as_literal()?)));
    let is_for_windows = sink.escape == Escape::Backtick;
    let exclude = files.exclude.iter().map(|it| ("--exclude", it.as_ref()));
    for (field, text) in sources.chain(exclude) {
        let problem = match text.strip_prefix('!') {
            Some("") if field == "--exclude" => Some("it excepts nothing"),
            Some(rest) if field == "--exclude" => rule::pattern(rest),
            _ => rule::pattern(text),
        };
        // Where a backslash is no escape character, it is the separator of paths.
        let problem = problem.filter(|_| !(text.ends_with('\\') && is_for_windows));
        if let Some(problem) = problem {
            sink.find_in(
                field,
                format!("`{}` is not a pattern: {problem}", text.shown()),
                Help::either(
                    "close it as in `[a-z]`; for the exact name of a file write `literal(…)`",
                    "close it as in `[a-z]`; in the exact name of a file put a backslash in front of `[`, `*`, `?` and backslashes",
                ),
            );
        }
    }
}

/// Names that mean something else: what the client cannot be asked for.
fn context_name(files: &FilesView<'_>, sink: &mut Sink<'_>) {
    if !files.sends {
        return;
    }
    for path in paths(files).filter(|path| !path.is_remote()) {
        if rule::is_unsendable(&path.text().literals()) {
            sink.find_in(
                "source",
                format!(
                    "the source `{}`: the client cannot ask for a control character",
                    path.text().to_string().shown()
                ),
                "rename the file, or copy the directory that holds it",
            );
        }
    }
}

fn context_name_of_mount(view: &MountView<'_>, sink: &mut Sink<'_>) {
    let (source, from) = match view.mount {
        Mount::Bind(mount) => (mount.source.as_ref(), &mount.from),
        Mount::Other(mount) if mount.kind() == Some(Kind::Bind) => {
            (mount.value(Key::Source), &mount.from)
        }
        _ => return,
    };
    let (Some(source), None) = (source, from) else {
        return;
    };
    if let Some(problem) = rule::unfindable(&source.literals()) {
        sink.find_in(
            "source",
            format!("the source `{}`: {problem}", source.to_string().shown()),
            "mount the directory that holds it, or rename the file",
        );
    }
}

fn remote_copy(files: &FilesView<'_>, sink: &mut Sink<'_>) {
    if files.fetches {
        return;
    }
    for path in paths(files).filter(|path| path.is_remote()) {
        sink.find_in(
            "source",
            format!("`COPY` cannot fetch `{}`", path.text()),
            Help::either(
                "use `ADD`: `AddFiles::new([…], …)`; or begin the path of a file with `./`",
                "use `ADD`, or begin the path of a file with `./`",
            ),
        );
    }
}

fn paths<'a>(files: &FilesView<'a>) -> impl Iterator<Item = &'a Pattern> {
    files.sources.iter().filter_map(|source| match source {
        FileSource::Path(path) => Some(path),
        FileSource::Inline(_) => None,
    })
}

fn inline_file(files: &FilesView<'_>, sink: &mut Sink<'_>) {
    if !files.inline {
        return;
    }
    if holds_blank(files.destination) {
        blank_beside_inline(files.destination, sink);
    }
    for source in files.sources {
        match source {
            FileSource::Path(path) if holds_blank(path.text()) => {
                blank_beside_inline(path.text(), sink);
            }
            FileSource::Path(_) => {}
            FileSource::Inline(file) => {
                inline(file, sink);
            }
        }
    }
}

/// Two files of one name: BuildKit makes both of the content of the last.
fn same_names(files: &FilesView<'_>, sink: &mut Sink<'_>) {
    if !files.inline {
        return;
    }
    let mut names = Names::default();
    for source in files.sources {
        match source {
            FileSource::Inline(file) if !names.add(&file.name) => sink.find(
                format!("two inline files are named `{}`", file.name.shown()),
                "give them different names: only the last one is there in the end",
            ),
            FileSource::Inline(_) | FileSource::Path(_) => {}
        }
    }
}

/// Whether BuildKit would split or trim it.
fn holds_blank(path: &Text) -> bool {
    let path = path.to_string();
    path.contains(['\t', '\x0b', '\x0c', '\r', ' ']) || path.trim() != path
}

fn blank_beside_inline(path: &Text, sink: &mut Sink<'_>) {
    sink.find(
        format!(
            "the path `{path}` holds whitespace, which cannot be written beside an inline file"
        ),
        "copy the inline file to a path without whitespace, or in an instruction of its own",
    );
}

fn inline(file: &InlineFile, sink: &mut Sink<'_>) {
    if let Some(problem) = rule::heredoc_name(&file.name, file.content.as_literal().is_some()) {
        sink.find(
            format!("`{}`: {problem}", file.name.shown()),
            "give it a plain file name",
        );
    }
    // What is expanded is no line of its own here.
    let body = match file.content.as_literal() {
        Some(body) => Cow::Borrowed(body),
        None => Cow::Owned(file.content.to_string()),
    };
    if heredoc::ends(&file.name, &body) {
        sink.find(
            format!(
                "a line of the file `{}` is its name, where BuildKit would end it",
                file.name
            ),
            "give it another name, or copy it from the build context",
        );
    }
}

fn other_heredocs(written: &Written<'_>, sink: &mut Sink<'_>) {
    let instruction = written.instruction.map(triggered);
    let sources = match instruction {
        Some(Instruction::Copy(copy)) => &copy.sources,
        Some(Instruction::Add(add)) => &add.sources,
        _ => return,
    };
    let files = sources.iter().filter_map(|source| match source {
        FileSource::Inline(file) => Some(Heredoc {
            word: file.name.to_string(),
            expands: file.content.as_literal().is_none(),
            strips_tabs: false,
        }),
        FileSource::Path(_) => None,
    });
    let meant: Vec<_> = files.collect();
    // Without any, the line has no `<`, or is JSON.
    if !meant.is_empty() {
        misread(written, &meant, sink);
    }
}

fn chmod(files: &FilesView<'_>, sink: &mut Sink<'_>) {
    let literal = files.chmod.and_then(Text::as_literal);
    if let Some(mode) = literal.filter(|mode| !mode.is_empty() && !rule::is_file_mode(mode)) {
        sink.find_in(
            "--chmod",
            format!("`{}` is not a file mode", mode.shown()),
            "use octal digits up to `7777`, or letters such as `u=rwX,go=rX`",
        );
    }
}

fn checksum(files: &FilesView<'_>, sink: &mut Sink<'_>) {
    let Some(checksum) = files.checksum.filter(|it| !it.is_empty()) else {
        return;
    };
    let remote = match files.sources {
        [FileSource::Path(path)] => path.is_remote() || path.text().leading_literal().is_none(),
        _ => false,
    };
    if !remote {
        return sink.find_in(
            "--checksum",
            "`--checksum` is for one source that is fetched",
            "give it exactly one address, `https://…` or a Git repository",
        );
    }
    let (Some(digest), Some(address)) = (checksum.as_literal(), remote_address(files.sources))
    else {
        return;
    };
    let http = address.starts_with("http");
    let whole = paths(files).any(|path| path.text().as_literal() == Some(address));
    let repository =
        !http || address.contains(".git#") || (whole && address.strip_suffix(".git").is_some());
    // Whether any other `.git` makes it a repository is left to the builder.
    if http && !address.contains(".git") && !rule::is_digest(digest) {
        sink.find_in(
            "--checksum",
            format!("`{}` is not a digest", digest.shown()),
            "use `sha256:` and 64 lowercase hexadecimal digits",
        );
    }
    let commit = digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    if repository && !commit {
        sink.find_in(
            "--checksum",
            format!("`{}` is not a commit", digest.shown()),
            "use the hexadecimal digits of a commit of that repository",
        );
    }
}

/// The address of the only source, as far as it is fixed.
fn remote_address(sources: &[FileSource]) -> Option<&str> {
    match sources {
        [FileSource::Path(path)] if path.is_remote() => path.text().leading_literal(),
        _ => None,
    }
}
