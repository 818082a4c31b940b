//! Texts that are long or deep: they are read in linear time, on a small stack, or refused with a reason.

use std::fmt::Write as _;
use std::thread;
use std::time::{Duration, Instant};

use dockerkit::syntax::Tree;
use dockerkit::{Dockerfile, DockerfileText};

/// As much as a thread of a server may have.
const STACK: usize = 256 * 1024;

/// Reads it, and everything that is made of it; how long that took.
fn read(text: String) -> Duration {
    let work = move || {
        let start = Instant::now();
        let tree = Tree::of(&text);
        let whole: usize = tree.nodes().map(|node| node.range().len()).sum();
        assert_eq!(whole, text.len());
        let text = DockerfileText::new(text);
        match text.parse() {
            Ok(file) => drop(file.render()),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        drop(text.check());
        start.elapsed()
    };
    let thread = thread::Builder::new()
        .stack_size(STACK)
        .spawn(work)
        .unwrap();
    thread.join().unwrap()
}

/// Eight times as much takes eight times as long, give or take a busy machine.
fn is_linear(name: &str, make: impl Fn(usize) -> String, count: usize) {
    // The best of several, as others use the machine, too.
    let best = |count: usize| (0..3).map(|_| read(make(count))).min().unwrap();
    let (small, large) = (best(count / 8), best(count));
    assert!(
        large < small * 8 * 4 + Duration::from_millis(50),
        "{name}: {small:?} for an eighth, {large:?} for all"
    );
}

fn repeated(before: &str, part: &str, after: &str) -> impl Fn(usize) -> String {
    move |count| format!("{before}{}{after}", part.repeat(count))
}

#[test]
fn long_files_are_read_in_linear_time() {
    let numbered = |count: usize, line: fn(usize) -> String| {
        let mut text = String::from("FROM a\n");
        (0..count).for_each(|number| text.write_str(&line(number)).unwrap());
        text
    };
    is_linear(
        "instructions",
        |count| numbered(count, |it| format!("ENV A{it}=b\n")),
        40_000,
    );
    is_linear(
        "here-documents",
        |count| numbered(count, |it| format!("RUN <<E\nmake {it}\nE\n")),
        10_000,
    );
    is_linear(
        "stages",
        |count| {
            numbered(count, |it| {
                format!("FROM a AS s{it}\nCOPY --from=s{it} a b\n")
            })
        },
        4_000,
    );
    is_linear(
        "comments",
        repeated("FROM a\n", "# b\n", "RUN c\n"),
        100_000,
    );
    is_linear(
        "continuations",
        repeated("FROM a\nRUN a", " \\\n b", "\n"),
        100_000,
    );
    is_linear("words", repeated("FROM a\nENV", " A=b \\\n", "\n"), 20_000);
    is_linear(
        "flags",
        repeated("FROM a\nRUN", " --mount=type=cache,target=/c \\\n", " a\n"),
        4_000,
    );
    is_linear(
        "options that are wrong",
        |count| {
            let options = (0..count).map(|it| format!(",\\\nfo{it}=1"));
            let options: String = options.collect();
            format!("FROM a\nRUN --mount=type=cache,target=/x{options} b\n")
        },
        4_000,
    );
    is_linear(
        "caches of one step",
        |count| {
            let mounts = (0..count).map(|it| {
                format!(" --mount=type=cache,id=i{it},target=/x{it},sharing=locked \\\n")
            });
            let mounts: String = mounts.collect();
            format!("FROM a\nRUN{mounts} b\n")
        },
        8_000,
    );
    is_linear(
        "here-documents of one line",
        |count| {
            let words = (0..count)
                .map(|it| format!(" <<A{it} \\\n"))
                .collect::<Vec<_>>()
                .concat();
            let bodies = (0..count)
                .map(|it| format!("b\nA{it}\n"))
                .collect::<Vec<_>>()
                .concat();
            format!("FROM a\nCOPY{words} /c/\n{bodies}")
        },
        4_000,
    );
    is_linear(
        "errors",
        |count| numbered(count, |it| format!("RNU {it}\n")),
        10_000,
    );
}

#[test]
fn what_is_deep_takes_no_stack() {
    read(format!("FROM a\nENV A={}\n", "${A:-".repeat(12_000)));
    read(format!(
        "FROM a\nENV A={}{}\n",
        "${A:-".repeat(10_000),
        "}".repeat(10_000)
    ));
    read(format!("FROM a\nCMD {}\n", "[".repeat(60_000)));
    read(format!("FROM a\nRUN {}\n", "ONBUILD ".repeat(8_000)));
    read(format!("FROM a\n{}RUN b\n", "ONBUILD ".repeat(8_000)));
    read(format!("FROM a\nRUN cat <<A{}\n", "${A:-".repeat(12_000)));
}

#[test]
fn a_long_line_is_refused_as_the_builder_refuses_it() {
    let line = |length: usize| format!("FROM a\nRUN {}\n", "b".repeat(length - 4));
    assert!(Dockerfile::parse(&line(65_535)).is_ok());
    let error = Dockerfile::parse(&line(65_536)).unwrap_err();
    assert!(
        error.to_string().contains("longer than 65535 bytes"),
        "{error}"
    );
    let long = Dockerfile::parse(&line(10 << 20)).unwrap_err();
    // Of the line only what is around its beginning is shown.
    assert!(long.to_string().len() < 1_000);
    // Nor is more shown of a word that is refused.
    for before in ["", "ENV ", "RUN --"] {
        let text = format!("FROM a\n{before}{}\n", "b".repeat(60_000));
        let long = Dockerfile::parse(&text).unwrap_err();
        assert!(long.to_string().len() < 1_500, "{long}");
    }
}

/// What is no Dockerfile has a mistake in each line, and a report of them all would be larger than the file.
#[test]
fn of_very_many_mistakes_the_first_are_told() {
    let text = format!("FROM a\n{}", "nonsense\n".repeat(5_000));
    let error = Dockerfile::parse(&text).unwrap_err();
    let findings = &error.report().unwrap().findings;
    assert_eq!(findings.len(), 1_001);
    assert_eq!(
        findings[999].place.origin.line_and_column(),
        Some((1_001, 1))
    );
    let last = &findings[1_000];
    assert_eq!(last.message, "there are 4000 more errors");
    assert_eq!(last.place.origin.line_and_column(), Some((5_002, 1)));
}
