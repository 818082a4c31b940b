//! Here-documents: many of them, and bodies that hold many of their words.

use dockerkit::{AddFiles, CopyFiles, Dockerfile, FileSource, InlineFile, Run, Stage};

use super::{all, linear};

fn inline(count: usize) -> impl Iterator<Item = FileSource> {
    (0..count).map(|at| FileSource::from(InlineFile::new(format!("file-{at}"), "text\n")))
}

#[test]
fn inline_files_in_one_copy() {
    let file = |count| {
        Dockerfile::new().stage(Stage::new("alpine").push(CopyFiles::new(inline(count), "/")))
    };
    linear(300, file, all);
    let file = |count| {
        Dockerfile::new().stage(Stage::new("alpine").push(AddFiles::new(inline(count), "/")))
    };
    linear(300, file, all);
}

#[test]
fn a_body_that_holds_the_words_of_here_documents() {
    let body = |count| -> String {
        let words = (2..count).map(|at| format!("EOF{at}\n"));
        ["set -e\nEOF\n".to_owned()]
            .into_iter()
            .chain(words)
            .collect()
    };
    let file = |count| Dockerfile::new().stage(Stage::new("alpine").push(Run::new(body(count))));
    // From 4,096 bytes on a line is looked at as it is written: both sizes are beyond that.
    linear(1_000, file, all);
    // Words that only begin so.
    let file = |count: usize| {
        let body = format!("set -e\n{}", "EOFEOFEOF\n".repeat(count));
        Dockerfile::new().stage(Stage::new("alpine").push(Run::new(body)))
    };
    linear(1_000, file, all);
}
