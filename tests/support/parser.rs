//! The official Dockerfile parser: BuildKit's own, as it is in the engine (`frontend.go`), and an older one, in PyPI's
//! `dockerfile` (`parser.py`).

use std::{
    env,
    io::{BufRead, BufReader, BufWriter, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
};

use serde_json::Value;

/// How many files travel in one line. A batch keeps both sides busy; its size hardly matters.
const BATCH: usize = 256;

/// A word after expansion, in each of the frontend's environments; `None` where the builder refuses it.
pub type Expanded = Vec<Option<String>>;

/// A running parser, good for any number of files.
#[derive(Debug)]
pub struct Parser {
    child: Child,
    /// `None` only while dropping, which ends the program.
    input: Option<BufWriter<ChildStdin>>,
    output: BufReader<ChildStdout>,
}

/// An instruction as the parser reads it. Its words are raw: quotes and escapes are still in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The keyword in capitals: `RUN`.
    pub name: String,
    /// Flags as written, without their outer quotes: `--mount=type=cache,target=/c`.
    pub flags: Vec<String>,
    /// Words of the operand; one for the whole text of a shell form; name and value in turn for `ENV` and `LABEL`.
    pub values: Vec<String>,
    /// Whether the operand was read as a JSON array.
    pub json: bool,
    /// The logical line: continuations joined.
    pub original: String,
    /// First line in the file, from 1.
    pub start_line: u64,
    /// Last line in the file, heredocs included.
    pub end_line: u64,
    /// Heredocs in the order of their words.
    pub heredocs: Vec<Heredoc>,
    /// The instruction inside an `ONBUILD`, with its own flags and heredocs, which the outer one lacks.
    pub onbuild: Option<Box<Parsed>>,
    /// What only the engine's frontend says, which reads on.
    pub read_on: Option<ReadOn>,
}

/// What BuildKit makes of an instruction's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOn {
    /// The values, expanded.
    pub words: Vec<Expanded>,
    /// The flags' values, expanded; of each field, where they are CSV.
    pub flag_words: Vec<Vec<Expanded>>,
    /// Why the builder refuses the instruction.
    pub refused: Option<String>,
    /// Why it refuses what becomes of the instruction in the first environment.
    pub refused_expanded: Option<String>,
    /// What the instruction inside an `ONBUILD` is where it runs.
    pub trigger: Option<Result<Vec<Parsed>, String>>,
}

/// A heredoc of `RUN`, `COPY` or `ADD`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heredoc {
    /// The word that ends it, without quotes.
    pub name: String,
    /// The number before `<<`, 0 if there is none.
    pub descriptor: u64,
    /// The lines between, as written: tabs are not stripped, variables not expanded.
    pub content: String,
    /// Whether it was opened by `<<-`.
    pub strip_tabs: bool,
    /// Whether variables in it are expanded, which a quoted word turns off.
    pub expand: bool,
}

impl Parser {
    /// Starts the parser in the Python that `DOCKERKIT_PARSER` names.
    ///
    /// # Panics
    ///
    /// Without that variable, or if that Python does not start: a test that needs the parser fails without it.
    #[track_caller]
    pub fn start() -> Self {
        let python = env::var_os("DOCKERKIT_PARSER").unwrap_or_else(|| {
            panic!(
                "this test needs the official Dockerfile parser; run `.ci/parser` and export the line it prints, DOCKERKIT_PARSER=…"
            )
        });
        let mut command = Command::new(&python);
        command.args(["-I", "-X", "utf8", "-c", include_str!("parser.py")]);
        Self::spawn(command, ".ci/parser")
    }

    /// Starts BuildKit's frontend, of the engine's version, which `DOCKERKIT_FRONTEND` names.
    ///
    /// # Panics
    ///
    /// Without that variable, or if the program does not start: a test that needs the frontend fails without it.
    #[track_caller]
    pub fn frontend() -> Self {
        let program = env::var_os("DOCKERKIT_FRONTEND").unwrap_or_else(|| {
            panic!(
                "this test needs BuildKit's frontend; run `.ci/frontend` and export the line it prints, DOCKERKIT_FRONTEND=…"
            )
        });
        Self::spawn(Command::new(program), ".ci/frontend")
    }

    #[track_caller]
    fn spawn(mut command: Command, made_by: &str) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "cannot start the parser {}: {error}; run `{made_by}` again",
                    Path::new(command.get_program()).display()
                )
            });
        let input = child.stdin.take().map(BufWriter::new);
        let output = child
            .stdout
            .take()
            .map(BufReader::new)
            .expect("stdout is piped");
        Self {
            child,
            input,
            output,
        }
    }

    /// The instructions of one file, or the parser's own message why it is none.
    #[track_caller]
    pub fn parse(&mut self, text: &str) -> Result<Vec<Parsed>, String> {
        self.parse_many(&[text]).remove(0)
    }

    /// The same for many files at once, far quicker than one at a time.
    ///
    /// # Panics
    ///
    /// If the program ends early; its reason is on stderr.
    #[track_caller]
    pub fn parse_many<T: AsRef<str> + Sync>(
        &mut self,
        texts: &[T],
    ) -> Vec<Result<Vec<Parsed>, String>> {
        let Self { input, output, .. } = self;
        let input = input.as_mut().expect("only dropping closes the input");
        // Questions are written beside the reading of answers, so that neither pipe can fill up and stop both.
        let answers = thread::scope(|scope| {
            scope.spawn(move || {
                for batch in texts.chunks(BATCH) {
                    let line = Value::from(batch.iter().map(AsRef::as_ref).collect::<Vec<_>>());
                    // A program that ended is noticed, and reported, by the reading side.
                    if writeln!(input, "{line}")
                        .and_then(|()| input.flush())
                        .is_err()
                    {
                        return;
                    }
                }
            });
            let mut answers = Vec::with_capacity(texts.len());
            let mut line = String::new();
            for _ in texts.chunks(BATCH) {
                line.clear();
                output
                    .read_line(&mut line)
                    .expect("the parser's answers are UTF-8");
                match serde_json::from_str(&line) {
                    Ok(Value::Array(batch)) => answers.extend(batch),
                    _ => return None,
                }
            }
            Some(answers)
        });
        let answers = answers.expect("the parser ended early; its reason is on stderr");
        assert_eq!(
            answers.len(),
            texts.len(),
            "the parser answers each file once"
        );
        answers.iter().map(outcome).collect()
    }
}

impl Drop for Parser {
    fn drop(&mut self) {
        // Its loop ends with its input.
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

fn outcome(answer: &Value) -> Result<Vec<Parsed>, String> {
    match &answer["instructions"] {
        Value::Array(instructions) => Ok(instructions.iter().map(parsed).collect()),
        _ => Err(text(&answer["error"])),
    }
}

fn parsed(value: &Value) -> Parsed {
    Parsed {
        name: text(&value["name"]),
        flags: texts(&value["flags"]),
        values: texts(&value["values"]),
        json: flag(&value["json"]),
        original: text(&value["original"]),
        start_line: number(&value["start_line"]),
        end_line: number(&value["end_line"]),
        heredocs: array(&value["heredocs"]).iter().map(heredoc).collect(),
        onbuild: Some(&value["onbuild"])
            .filter(|inner| !inner.is_null())
            .map(|inner| Box::new(parsed(inner))),
        read_on: Some(value)
            .filter(|value| value.get("words").is_some())
            .map(read_on),
    }
}

fn read_on(value: &Value) -> ReadOn {
    let reason = |value: &Value| (!value.is_null()).then(|| text(value));
    ReadOn {
        words: array(&value["words"]).iter().map(expanded).collect(),
        flag_words: array(&value["flag_words"])
            .iter()
            // What is no line of CSV has no fields.
            .map(|fields| match fields {
                Value::Null => Vec::new(),
                fields => array(fields).iter().map(expanded).collect(),
            })
            .collect(),
        refused: reason(&value["refused"]),
        refused_expanded: reason(&value["refused_expanded"]),
        trigger: value.get("trigger").map(outcome),
    }
}

fn expanded(value: &Value) -> Expanded {
    array(value)
        .iter()
        .map(|value| (!value.is_null()).then(|| text(value)))
        .collect()
}

fn heredoc(value: &Value) -> Heredoc {
    Heredoc {
        name: text(&value["name"]),
        descriptor: number(&value["descriptor"]),
        content: text(&value["content"]),
        strip_tabs: flag(&value["strip_tabs"]),
        expand: flag(&value["expand"]),
    }
}

fn array(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("the parser sends a list, not {value}"))
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("the parser sends a string, not {value}"))
        .to_owned()
}

fn texts(value: &Value) -> Vec<String> {
    array(value).iter().map(text).collect()
}

fn number(value: &Value) -> u64 {
    value
        .as_u64()
        .unwrap_or_else(|| panic!("the parser sends a number, not {value}"))
}

fn flag(value: &Value) -> bool {
    value
        .as_bool()
        .unwrap_or_else(|| panic!("the parser sends true or false, not {value}"))
}
