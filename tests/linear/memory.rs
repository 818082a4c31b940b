//! How much memory reading takes: a small multiple of the text, however small its instructions are.
//!
//! Each case is a process of its own, and what counts is the most that it ever had, as Linux says. What the model has of an
//! instruction does not depend on its length, so that of the smallest ones it is much more than their text.

#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

use std::env;
use std::fs;
use std::hint::black_box;
use std::process::Command;

use dockerkit::DockerfileText;

/// How large the text is.
const SIZE: usize = 2 << 20;
/// The case that a process is.
const CASE: &str = "DOCKERKIT_MEMORY_CASE";

/// What is repeated, and how many times the text's size reading it may take.
struct Case {
    part: &'static str,
    tree: usize,
    parse: usize,
    check: usize,
}

const fn case(part: &'static str, tree: usize, parse: usize, check: usize) -> Case {
    Case {
        part,
        tree,
        parse,
        check,
    }
}

const CASES: [Case; 10] = [
    // As files are.
    case(
        "RUN apt-get update && apt-get install -y --no-install-recommends curl\n",
        2,
        8,
        12,
    ),
    case(
        "RUN --mount=type=cache,target=/root/.cache/pip \\\n    pip install .\n",
        2,
        16,
        20,
    ),
    case("# A comment of a length that comments have.\n", 2, 8, 8),
    // As nobody writes them.
    case("RUN a\n", 8, 60, 80),
    case("ENV A=b\n", 8, 60, 80),
    case("COPY a b\n", 8, 80, 100),
    case("FROM a\n", 8, 60, 160),
    case("#\n", 12, 90, 90),
    case("\n", 20, 30, 30),
    case("a\n", 24, 32, 32),
];

/// The most memory that this process had so far.
fn most() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kibibytes = line.unwrap().split_whitespace().nth(1).unwrap();
    kibibytes.parse::<usize>().unwrap() * 1024
}

/// Does what a process is asked for, and says how much it took.
#[test]
fn what_a_process_takes() {
    let Ok(asked) = env::var(CASE) else { return };
    let (case, action) = asked.split_once(' ').unwrap();
    let part = CASES[case.parse::<usize>().unwrap()].part;
    let mut text = String::with_capacity(SIZE + part.len() + 7);
    text += "FROM a\n";
    while text.len() < SIZE {
        text += part;
    }
    let text = DockerfileText::new(text);
    let before = most();
    match action {
        "tree" => drop(black_box(text.tree())),
        "parse" => drop(black_box(text.parse())),
        _ => drop(black_box(text.check())),
    }
    println!("it took {} bytes", most() - before);
}

/// How many bytes a case takes.
fn taken(case: usize, action: &str) -> usize {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "memory::what_a_process_takes", "--nocapture"])
        .env(CASE, format!("{case} {action}"))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let (_, rest) = said.split_once("it took ").expect(&said);
    rest.split(' ').next().unwrap().parse().unwrap()
}

#[test]
#[ignore = "takes a while without optimization; CI runs it"]
fn reading_takes_a_small_multiple_of_the_text() {
    let mut wrong = Vec::new();
    for (number, case) in CASES.iter().enumerate() {
        let limits = [
            ("tree", case.tree),
            ("parse", case.parse),
            ("check", case.check),
        ];
        for (action, limit) in limits {
            let taken = taken(number, action);
            let times = format!("{}.{}", taken / SIZE, taken * 10 / SIZE % 10);
            println!("{action:<5} {times:>5} of {limit:>3}  {:?}", case.part);
            if taken > limit * SIZE {
                wrong.push(format!("{action} of {:?}: {times} times", case.part));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
