//! Text for the shell that was pasted from a Dockerfile, in all places.

use std::fmt::Write as _;

use dockerkit::{
    Cmd, Command, Dockerfile, Entrypoint, Escape, Healthcheck, Instruction, OnBuild,
    PackageManager, Run, Shell, Stage,
};
use proptest::{prelude::*, strategy::ValueTree};

use crate::given::{continued, given, is_cut, listed, with_documents};
use crate::support::parser::{Parsed, Parser};
use crate::typed::text;
use crate::{number, runner};

#[derive(Default, Debug)]
struct Count {
    refused: usize,
    lines: usize,
    scripts: usize,
    documents: usize,
    pastes: usize,
}

/// Where a text is put, and what stands in front of it there.
fn places(text: &str) -> Vec<(Instruction, &'static str)> {
    let owned = || text.to_owned();
    let list = || Shell::new(owned()).and("z");
    vec![
        (Run::new(owned()).into(), ""),
        (OnBuild::new(Run::new(owned())).into(), ""),
        (
            Run::new(owned())
                .mount(dockerkit::TmpfsMount::new("/t"))
                .into(),
            "",
        ),
        (
            Run::new(owned()).cache(PackageManager::Uv).into(),
            "export UV_LINK_MODE=copy",
        ),
        (Run::new(list()).into(), ""),
        (Run::script(owned()).into(), ""),
        (Cmd::new(owned()).into(), ""),
        (Entrypoint::new(list()).into(), ""),
        (Healthcheck::new(owned()).into(), ""),
    ]
}

/// How shell text stands in a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    Line,
    Script,
    /// A line with here-documents of its own.
    Documents,
}

/// What the shell is given of the second of three instructions.
///
/// Source: `dispatchRun` in `frontend/dockerfile/dockerfile2llb/convert.go`.
fn shell_text(found: &[Parsed], next: &str) -> Result<(String, Form), String> {
    let [from, it, last] = found else {
        return Err(format!("{} instructions", found.len()));
    };
    if from.name != "FROM" || last.name != "RUN" || last.values != [next] {
        return Err("other instructions".to_owned());
    }
    let it = it.onbuild.as_deref().unwrap_or(it);
    if it.json || it.flags.iter().any(|flag| !flag.starts_with("--mount=")) {
        return Err("the exec form or flags".to_owned());
    }
    match (it.heredocs.as_slice(), it.values.as_slice()) {
        ([], [text]) => Ok((text.clone(), Form::Line)),
        ([], [cmd, text]) if cmd == "CMD" => Ok((text.clone(), Form::Line)),
        ([script], [word]) if *word == format!("<<{}", script.name) => {
            Ok((script.content.clone(), Form::Script))
        }
        (documents, [line]) if it.name == "RUN" => {
            let text = documents.iter().fold(line.clone(), |text, document| {
                format!("{text}\n{}{}", document.content, document.name)
            });
            Ok((text, Form::Documents))
        }
        _ => Err("other here-documents".to_owned()),
    }
}

/// Whether the shell is given this text, and its normal form is one.
fn read_back(
    file: &Dockerfile,
    at: usize,
    (text, lead): (&str, &str),
    escape: char,
    found: &Result<Vec<Parsed>, String>,
    count: &mut Count,
) -> Result<(), String> {
    let found = found.as_ref().map_err(Clone::clone)?;
    let (read, form) = shell_text(found, "next")?;
    let is_script = form == Form::Script;
    let typed = at == 5;
    let several = at == 4 || at == 7;
    let wanted = match (typed, several) {
        (true, _) => text.to_owned(),
        (false, true) => listed(text, escape),
        (false, false) if form == Form::Documents => with_documents(text, escape),
        (false, false) => given(text, escape),
    };
    if several {
        // Blanks in front of a command are nothing to the shell.
        let blanks = |text: &str| {
            let words = text.split([' ', '\t']).filter(|word| !word.is_empty());
            words.collect::<Vec<_>>().join(" ")
        };
        let read = blanks(&read.replace("\\\n", ""));
        let read = read.strip_suffix('\n').unwrap_or(&read);
        let wanted = [
            format!("{wanted} && z"),
            format!("{{ {wanted} }} && z"),
            format!("{{ {wanted}; }} && z"),
        ];
        if !wanted.iter().any(|it| blanks(it) == read) {
            return Err(format!("a list is read as {read:?}"));
        }
    } else {
        let lead = match (lead, is_script) {
            ("", _) => String::new(),
            (lead, true) => format!("{lead}\n"),
            (lead, false) => format!("{lead}; "),
        };
        // Blanks in front of a command are nothing to the shell.
        let rest = read.strip_prefix(lead.as_str());
        let rest = rest.map(|it| {
            if is_script {
                it
            } else {
                it.trim_start_matches([' ', '\t'])
            }
        });
        let is = |rest: &str| {
            rest == wanted || is_script && rest.strip_suffix('\n') == Some(wanted.as_str())
        };
        if !rest.is_some_and(is) {
            return Err(format!("{wanted:?} is read as {read:?}"));
        }
    }
    *(match form {
        Form::Line => &mut count.lines,
        Form::Script => &mut count.scripts,
        Form::Documents => &mut count.documents,
    }) += 1;
    let resolved = file.resolved();
    if resolved.resolved() != resolved || resolved.render().ok() != file.render().ok() {
        return Err(format!("the normal form is none: {resolved:?}"));
    }
    let Instruction::Run(run) = &resolved.stages[0].steps[0].instruction else {
        return Ok(());
    };
    // What is read from the file is the normal form.
    let form = match (&run.command, form) {
        (Command::Script(body), Form::Script) => *body == *read,
        (Command::Shell(shell), Form::Line | Form::Documents) => shell.commands.len() == 1,
        _ => false,
    };
    if form {
        Ok(())
    } else {
        Err(format!("it is resolved to {:?}", run.command))
    }
}

/// Nothing that is pasted means something else, and nothing that is typed is misread.
#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
#[expect(clippy::print_stdout, reason = "the figures")]
fn shell_text_is_read_as_it_was_typed() {
    const BATCH: usize = 250;
    let mut parser = Parser::frontend();
    let cases = usize::try_from(number("DOCKERKIT_CASES", 100_000)).unwrap();
    let mut runner = runner(number("DOCKERKIT_SEED", 1), 1);
    let strategy = (text(), any::<bool>());
    let mut count = Count::default();
    for batch in 0..cases.div_ceil(BATCH) {
        let (mut meant, mut texts) = (Vec::new(), Vec::new());
        for number in 0..BATCH {
            let (text, tick) = strategy.new_tree(&mut runner).unwrap().current();
            let (escape, character) = if tick {
                (Escape::Backtick, '`')
            } else {
                (Escape::Backslash, '\\')
            };
            let all = places(&text);
            let at = (batch * BATCH + number) % all.len();
            let (instruction, lead) = all.into_iter().nth(at).unwrap();
            let stage = Stage::new("a").push(instruction).run("next");
            let file = Dockerfile::new()
                .without_syntax()
                .escape(escape)
                .stage(stage);
            if let Ok(text) = file.render() {
                texts.push(text);
            } else {
                texts.push(String::from("FROM a\n"));
                count.refused += 1;
            }
            let directive = if tick { "# escape=`\n" } else { "" };
            let mut pasted = format!("{directive}FROM a\n");
            write!(pasted, "RUN {text}\nRUN next\n").unwrap();
            texts.push(pasted);
            meant.push((file, at, text, lead, character));
        }
        let found = parser.parse_many(&texts);
        for ((file, at, text, lead, escape), found) in meant.iter().zip(found.chunks(2)) {
            if file.check().is_ok() {
                read_back(file, *at, (text, lead), *escape, &found[0], &mut count).unwrap_or_else(
                    |error| panic!("{error}\nplace {at}, escape {escape}, typed {text:?}\n{file}"),
                );
            }
            // What BuildKit reads of it where it is pasted is what the shell is given, but for the ends.
            let pasted = found[1]
                .as_ref()
                .ok()
                .and_then(|it| shell_text(it, "next").ok());
            let Some((pasted, Form::Line)) = pasted else {
                continue;
            };
            let given = given(text, *escape);
            // A flag of a Dockerfile is text here.
            let is_flag = given.trim_start().starts_with("--");
            if !is_flag && (continued(text, *escape).is_some() || !text.contains('\n')) {
                assert_eq!(given.trim(), pasted, "pasted {text:?}, escape {escape}");
                count.pastes += usize::from(text.contains('\n') && !is_cut(&given));
            }
        }
    }
    println!("{cases} texts: {count:?}");
    assert!(count.refused < cases / 2, "{count:?}");
    assert!(
        count.lines > cases / 10 && count.scripts > cases / 10,
        "{count:?}"
    );
    assert!(count.pastes > cases / 20, "{count:?}");
    assert!(count.documents > cases / 200, "{count:?}");
}

/// Each `RUN` of real files, pasted, means what it meant there, and is written as it was typed.
#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds, and the corpus"]
#[expect(clippy::print_stdout, reason = "the figures")]
fn every_run_of_real_files_is_taken_as_it_was_typed() {
    let corpus = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/corpus/dockerfiles.jsonl"
    );
    let corpus = std::fs::read_to_string(corpus).unwrap();
    let mut parser = Parser::frontend();
    let (mut runs, mut commented, mut refused) = (0, 0, Vec::new());
    for line in corpus.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        let source = entry["text"].as_str().unwrap();
        let Ok(found) = parser.parse(source) else {
            continue;
        };
        let mut directives = source
            .lines()
            .take_while(|line| line.starts_with('#') && line.contains('='));
        let tick = directives.any(|line| line.replace(' ', "") == "#escape=`");
        let escape = if tick {
            Escape::Backtick
        } else {
            Escape::Backslash
        };
        let lines: Vec<_> = source.split('\n').collect();
        for run in found {
            if run.name != "RUN" || run.json || !run.flags.is_empty() || !run.heredocs.is_empty() {
                continue;
            }
            let at = |line: u64| usize::try_from(line).unwrap();
            let typed = lines[at(run.start_line) - 1..at(run.end_line)].join("\n");
            let typed = typed.trim().get(3..).unwrap().to_owned();
            let step = Run::new(typed.trim_start_matches([' ', '\t']).to_owned());
            let file = Dockerfile::new()
                .without_syntax()
                .escape(escape)
                .stage(Stage::new("a").push(step));
            let text = match file.render() {
                Ok(text) => text,
                Err(error) => {
                    refused.push(format!("{error}\n{typed}"));
                    continue;
                }
            };
            let read = parser.parse(&text).unwrap();
            assert_eq!(read[1].values, run.values, "{typed}\n{text}");
            let lines = typed
                .trim()
                .lines()
                .map(|line| line.trim_end_matches([' ', '\t', '\r']));
            let is_typed = lines
                .zip(text.lines().skip_while(|it| !it.starts_with("RUN")))
                .skip(1);
            for (typed, written) in is_typed {
                let comment = written.trim_start().starts_with('#');
                assert!(comment || typed == written.trim_end(), "{typed}\n{text}");
            }
            runs += 1;
            commented += usize::from(
                typed
                    .lines()
                    .skip(1)
                    .any(|line| line.trim_start().starts_with('#')),
            );
        }
    }
    println!(
        "{runs} RUNs, {commented} of them with comments between their lines; refused: {refused:#?}"
    );
    assert!(runs > 700 && commented > 30, "{runs} {commented}");
    assert!(refused.len() < 2, "{refused:#?}");
}
