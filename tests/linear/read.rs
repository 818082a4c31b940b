//! Texts that are read: of everything that a file may have, a hundred thousand.

use std::hint::black_box;

use dockerkit::syntax::Tree;
use dockerkit::{Dockerfile, DockerfileText};

use super::{LARGER, linear};

/// A hundred thousand of the larger one.
const MANY: usize = 100_000 / LARGER;

/// All that a tree can be asked for.
pub(super) fn walk(text: &str) {
    let tree = Tree::of(text);
    for it in tree.instructions() {
        black_box((it.keyword(), it.words(), it.operand()));
        let fields = it.flags().iter().map(|flag| flag.fields().len()).sum();
        let lines = it.comments().count() + it.continuations().count() + it.empty_lines().count();
        black_box::<usize>(fields);
        black_box(lines + it.heredocs().count());
    }
}

/// Reads, checks and shows a text.
fn read(text: &str) {
    walk(text);
    match Dockerfile::parse(text) {
        Ok(file) => drop(black_box(file)),
        Err(error) => drop(black_box(error.to_string())),
    }
    let report = DockerfileText::new(text).check();
    black_box(report.to_string());
}

/// So many parts between others.
fn parts(before: &str, count: usize, part: impl Fn(usize) -> String, after: &str) -> String {
    let mut text = before.to_owned();
    for number in 0..count {
        text += &part(number);
    }
    text + after
}

#[track_caller]
fn grows(before: &str, part: impl Fn(usize) -> String, after: &str) {
    linear(
        MANY,
        |count| parts(before, count, &part, after),
        |text| read(text),
    );
}

/// The same of less: this many of the larger one.
#[track_caller]
fn some(many: usize, make: impl Fn(usize) -> String) {
    linear(many / LARGER, make, |text| read(text));
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn instructions() {
    grows("FROM a\n", |_| "RUN make\n".to_owned(), "");
    grows("FROM a\n", |at| format!("ENV A{at}=$A{at}\n"), "");
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn instructions_that_are_refused() {
    grows("FROM a\n", |at| format!("RUM{at} make\n"), "");
    grows("# escape=`\n", |_| "# syntax=a\n".to_owned(), "FROM a\n");
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn here_documents_of_one_instruction() {
    let file = |before: &'static str, word: fn(usize) -> String| {
        move |count: usize| {
            let opened = parts(before, count, |at| format!("<<{} \\\n", word(at)), "/d/\n");
            parts(&opened, count, |at| format!("x\n{}\n", word(at)), "")
        }
    };
    some(10_000, file("FROM a\nCOPY ", |at| format!("E{at}")));
    some(10_000, file("FROM a\nCOPY ", |_| "E".to_owned()));
    some(10_000, file("FROM a\nONBUILD ADD ", |at| format!("E{at}")));
    some(10_000, file("FROM a\nRUN cat ", |at| format!("E{at}")));
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn here_documents_of_many_instructions() {
    let each = |count| parts("FROM a\n", count, |_| "RUN <<E\nx\nE\n".to_owned(), "");
    some(10_000, each);
    let open = |count| parts("FROM a\n", count, |_| "RUN a <<E\n".to_owned(), "");
    some(10_000, open);
}

/// BuildKit takes no line that is so long; it is read and shown once, not for each word.
#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn here_documents_of_one_line_that_are_not_ended() {
    some(10_000, |count| {
        let line = parts("FROM a\nRUN cat", count, |at| format!(" <<E{at}"), "\n");
        parts(&line, count, |_| "x\n".to_owned(), "")
    });
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn lines_of_one_instruction() {
    grows("FROM a\nRUN a", |_| " \\\n && b".to_owned(), "\n");
    grows("FROM a\nCOPY a", |_| " \\\n <b".to_owned(), "\n");
    grows("FROM a\nRUN a \\\n", |_| "# x\n\n".to_owned(), " b\n");
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn flags_of_one_instruction() {
    let mount = |at| format!("--mount=type=cache,target=/c{at} \\\n");
    grows("FROM a\nRUN ", mount, "a\n");
    grows("FROM a\nCOPY ", |_| "--exclude=a \\\n".to_owned(), "a b\n");
    grows("FROM a\nRUN ", |_| "--network=none \\\n".to_owned(), "a\n");
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn options_of_one_mount() {
    let options = |at| format!(",\\\ntarget=/c{at}");
    grows("FROM a\nRUN --mount=type=cache", options, " a\n");
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn words() {
    grows("FROM a\nENV", |at| format!(" \\\nA{at}=b"), "\n");
    grows("FROM a\nARG", |at| format!(" \\\nA{at}=b"), "\n");
    grows("FROM a\nCMD [\"a\"", |_| ",\\\n\"b\"".to_owned(), "]\n");
    grows("FROM a\nENV A=", |_| "$a${b#c}\\\n".to_owned(), "\n");
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn comments_and_empty_lines() {
    grows("", |_| "# a\n".to_owned(), "FROM a\n");
    grows("FROM a\n", |_| "# a\n\n".to_owned(), "");
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn quotes_that_are_not_closed() {
    grows("FROM a\nENV ", |_| "A=\"b \\\n".to_owned(), "\n");
    grows("FROM a\n", |_| "ENV A=\"b\n".to_owned(), "");
    let flag = |_| "a ' \\\n".to_owned();
    grows("FROM a\nRUN --mount=\"", flag, "\n");
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn stages_that_copy_from_each_other() {
    let stage = |at: usize| {
        let before = at.saturating_sub(1);
        format!("FROM a AS s{at}\nCOPY --from=s{before} a b\n")
    };
    grows("FROM a AS s\n", stage, "");
    grows("FROM a AS s\n", |at| format!("FROM s{at}\n"), "");
}

/// The last stage copies from all of them.
#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn stages_from_which_one_copies() {
    linear(
        MANY,
        |count| {
            let stages = parts("", count, |at| format!("FROM a AS s{at}\n"), "FROM a\n");
            parts(&stages, count, |at| format!("COPY --from=s{at} a b\n"), "")
        },
        |text| read(text),
    );
}
