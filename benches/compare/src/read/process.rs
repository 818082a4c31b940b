//! Parsers that are no Rust: a process that keeps the texts, so that neither its start nor their way there is measured.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running parser. It ends with its input.
pub(crate) struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    made_by: &'static str,
}

impl Process {
    /// PyPI's `dockerfile`: BuildKit's parser, and Python objects of what it finds.
    pub(crate) fn python() -> Self {
        let mut command = named("DOCKERKIT_PARSER", ".ci/parser");
        command.args(["-I", "-X", "utf8", "-c", include_str!("official.py")]);
        Self::start(command, ".ci/parser")
    }

    /// BuildKit's parser and its instructions, of the engine's version.
    pub(crate) fn frontend() -> Self {
        let mut command = named("DOCKERKIT_FRONTEND", ".ci/frontend");
        command.arg("time");
        Self::start(command, ".ci/frontend")
    }

    fn start(mut command: Command, made_by: &'static str) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}; run `{made_by}` again"));
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("stdout is piped"));
        Self {
            child,
            input,
            output,
            made_by,
        }
    }

    /// Gives it texts, and says which of them it reads.
    pub(crate) fn keep(&mut self, texts: &[&str]) -> Vec<bool> {
        let list = serde_json::Value::from(texts.to_vec());
        let answer = self.ask(&format!("{list}\n"));
        serde_json::from_str(&answer).unwrap_or_else(|error| {
            panic!(
                "{error}: {answer}; is it an older one? run `{}` again",
                self.made_by
            )
        })
    }

    /// Has all texts that it keeps read.
    pub(crate) fn read(&mut self) {
        let answer = self.ask("\n");
        assert_eq!(answer, "\n", "another answer than was asked for");
    }

    fn ask(&mut self, line: &str) -> String {
        let input = self.input.as_mut().expect("only dropping closes the input");
        input
            .write_all(line.as_bytes())
            .expect("the parser takes it");
        let mut answer = String::new();
        let length = self
            .output
            .read_line(&mut answer)
            .expect("the parser answers in UTF-8");
        assert!(
            length > 0,
            "the parser ended early; its reason is on stderr"
        );
        answer
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

fn named(variable: &str, made_by: &str) -> Command {
    let program = env::var_os(variable).unwrap_or_else(|| {
        panic!("run `{made_by}` and export the line that it prints, {variable}=…")
    });
    Command::new(program)
}
