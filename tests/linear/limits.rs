//! Texts that are too large, too long or too deep: they are read, or refused with words that can be read.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::thread;

use dockerkit::{Dockerfile, DockerfileText};

use super::read::walk;

const DEEP: usize = 100_000;

/// A stack on which nothing goes deep.
const STACK: usize = 256 * 1024;

/// What a text is refused for, or what is found in it; all on a small stack.
fn said(text: String) -> String {
    let run = move || {
        walk(&text);
        match Dockerfile::parse(&text) {
            Err(error) => error.to_string(),
            Ok(file) => {
                let report = DockerfileText::new(text).check();
                assert_eq!(file.render().is_ok(), report.is_ok());
                report.to_string()
            }
        }
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(run).unwrap();
    thread.join().unwrap()
}

/// Parts on lines of their own.
fn deep(before: &str, open: &str, inner: &str, close: &str) -> String {
    let [open, close] = [open, close].map(|part| format!("{part}\\\n").repeat(DEEP));
    format!("FROM a\n{before}{open}{inner}{close}\n")
}

#[test]
fn a_line_may_be_as_long_as_the_builder_reads() {
    let file = |length: usize| format!("FROM a\nRUN {}\n", "a".repeat(length - 4));
    assert_eq!(said(file(65_535)), "");
    assert!(said(file(65_536)).contains("the line is longer than 65535 bytes"));
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn a_line_of_ten_mebibytes_is_refused() {
    for before in ["RUN ", "# ", "ENV A=", "COPY <<E /\n", "", "ENV ", "RUN --"] {
        let text = format!("FROM a\n{before}{}\n", "a".repeat(10 << 20));
        let said = said(text);
        let error = ": the line is longer than 65535 bytes; break it with the escape character";
        assert!(said.contains(error), "{said}");
        assert!(said.len() < 3_000, "{} bytes", said.len());
    }
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn references_in_each_other() {
    let error = "its words stand in each other more than 32 deep";
    for before in ["ENV A=", "USER ", "FROM "] {
        let said = said(deep(before, "${A:-", "x", "}"));
        assert!(said.contains(error), "{before}: {said}");
    }
    let parts = [["${A:-", "}"], ["\"${A:-", "}\""], ["${A:-", ""]];
    for [open, close] in parts {
        for before in [
            "COPY a ",
            "RUN --mount=type=cache,target=",
            "ONBUILD ENV A=",
        ] {
            assert!(!said(deep(before, open, "x", close)).is_empty());
        }
        // On one line.
        for before in ["ENV A=", "RUN cat <<A"] {
            let [open, close] = [open, close].map(|part| part.repeat(7_000));
            let said = said(format!("FROM a\n{before}{open}x{close}\n"));
            assert!(before.starts_with("RUN") || !said.is_empty());
        }
    }
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn arrays_and_objects_in_each_other() {
    for [open, close] in [["[", "]"], ["[", ""], ["[{\"a\":", "}]"], ["[[],", "]"]] {
        for before in [
            "CMD ",
            "COPY ",
            "SHELL ",
            "ONBUILD RUN ",
            "HEALTHCHECK CMD ",
        ] {
            assert!(!said(deep(before, open, "", close)).is_empty());
        }
    }
    let text = format!("FROM a\nCMD {}{}\n", "[".repeat(9_999), "]".repeat(9_999));
    assert!(said(text).contains("an array in JSON holds something else than strings"));
}

#[test]
fn triggers_in_each_other() {
    let error = "`ONBUILD` is none of the instructions of a trigger";
    assert!(said(deep("", "ONBUILD ", "RUN a", "")).contains(error));
    let triggers = "ONBUILD ".repeat(8_000);
    assert!(said(format!("FROM a\n{triggers}RUN a\n")).contains(error));
    assert_eq!(said(format!("FROM a\nRUN {triggers}\n")), "");
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn text_of_the_shell_in_itself() {
    for open in ["$(", "`", "{ ( ", "case a in a) ", "<<E ", "\"$("] {
        let _ = said(deep("RUN ", open, "x", ""));
    }
}

#[test]
fn a_here_document_that_is_not_ended_takes_all_behind_it() {
    let text = format!("FROM a\n{}", "RUN cat <<E\n".repeat(10_000));
    let said = said(text);
    assert!(said.starts_with("the Dockerfile cannot be read: 1 error\n"));
    assert!(
        said.contains("Dockerfile:2:1: the here-document is not ended"),
        "{said}"
    );
}

/// A hundred thousand instructions of a kibibyte each.
#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn a_file_of_a_hundred_mebibytes() {
    let part = format!("RUN echo {} \\\n  && make\n", "a".repeat(1_000));
    let mut text = "FROM a\n".to_owned();
    while text.len() < 100 << 20 {
        text += &part;
    }
    let file = Dockerfile::parse(&text).unwrap();
    assert_eq!(file.render().unwrap(), text);
    assert!(file.check().is_ok());
}
