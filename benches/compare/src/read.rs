//! The table of reading: how fast, and what of a file's meaning is kept.

mod files;
mod kept;
mod process;
mod readers;

use std::cell::RefCell;
use std::hint::black_box;
use std::panic;

use dockerkit::Dockerfile;
use files::File;
use kept::Kept;
use process::Process;
use readers::{LINES, NEWLINES, PARSE, PEERS, Reader, TREE};

use crate::rows::{self, Row};
use crate::support::parser::Parser;

const COUNT: u32 = 100_000;

/// A line of the table.
enum Subject {
    Reader(Reader),
    /// Cloning the model that dockerkit reads.
    Clone,
    Process(&'static str, RefCell<Process>),
}

/// How fast somebody reads those files that it takes.
struct Cell {
    takes: usize,
    nanoseconds: f64,
    megabytes: f64,
    to_newlines: f64,
    to_parse: f64,
    once: bool,
}

pub(crate) fn print() {
    let mut frontend = Parser::frontend();
    let (real, all) = files::real(&mut frontend);
    let mixed = files::mixed(&mut frontend, COUNT);
    let subjects = subjects();
    // Some peers panic; that they refuse a file is said in the table.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| ()));
    let taken = [&real, &mixed].map(|files| {
        let taken = subjects.iter().map(|subject| subject.takes(files));
        taken.collect::<Vec<_>>()
    });
    let kept: Vec<Option<Kept>> = subjects
        .iter()
        .zip(&taken[0])
        .map(|(subject, taken)| match subject {
            Subject::Reader(Reader {
                again: Some(again), ..
            }) => Some(kept::count(&mut frontend, &select(&real, taken), *again)),
            _ => None,
        })
        .collect();
    panic::set_hook(hook);
    drop(frontend);

    println!("ns: nanoseconds an instruction. MB/s: of the text that is read.");
    println!(
        "×nl, ×parse: times as long as finding the newlines, as dockerkit's parse, of the same files in the same round; medians."
    );
    println!("reads: of the files that BuildKit accepts; the times are of these.");
    println!("keeps: of the same files, how many mean the same to BuildKit when written again.");
    println!("*: measured once, as it takes so long.\n");
    let real_cells = measure(&real, &subjects, &taken[0]);
    let mixed_cells = measure(&mixed, &subjects, &taken[1]);
    let instructions: u32 = real.iter().map(File::instructions).sum();
    println!(
        "{:30} | {:^49} | {:^33}",
        "",
        format!(
            "{} of {all} real files, {instructions} instructions",
            real.len()
        ),
        "100,000 mixed instructions"
    );
    let head = format!("{:>8} {:>6} {:>8} {:>7} ", "ns", "MB/s", "×nl", "×parse");
    println!(
        "{:30} | {:>6} {:>6}   {head} | {head}",
        "", "reads", "keeps"
    );
    for (at, subject) in subjects.iter().enumerate() {
        let keeps = kept[at].as_ref().map(|kept| kept.same.to_string());
        let reads = real_cells[at].as_ref().map_or(0, |cell| cell.takes);
        println!(
            "{:30} | {reads:>6} {:>6}   {} | {}",
            subject.name(),
            keeps.as_deref().unwrap_or("n/a"),
            shown(real_cells[at].as_ref()),
            shown(mixed_cells[at].as_ref()),
        );
    }
    println!();
    for (subject, kept) in subjects.iter().zip(&kept) {
        if let Some(Kept {
            different,
            blanks,
            broken,
            unwritten,
            ..
        }) = kept
        {
            println!(
                "{}: {blanks} have other blanks when written again, {different} mean something else, {broken} BuildKit refuses, {unwritten} are not written",
                subject.name()
            );
        }
    }
}

fn shown(cell: Option<&Cell>) -> String {
    let Some(Cell {
        nanoseconds,
        megabytes,
        to_newlines,
        to_parse,
        once,
        ..
    }) = cell
    else {
        return format!("{:^33}", "refuses it");
    };
    let mark = if *once { "*" } else { " " };
    format!("{nanoseconds:>8.1} {megabytes:>6.1} {to_newlines:>8.1} {to_parse:>7.3}{mark}")
}

fn subjects() -> Vec<Subject> {
    let own = [NEWLINES, LINES, TREE, PARSE].map(Subject::Reader);
    let official = [
        ("BuildKit's own, Go", Process::frontend()),
        ("dockerfile 3.4.0, Python", Process::python()),
    ];
    own.into_iter()
        .chain([Subject::Clone])
        .chain(PEERS.map(Subject::Reader))
        .chain(official.map(|(name, process)| Subject::Process(name, process.into())))
        .collect()
}

impl Subject {
    fn name(&self) -> &'static str {
        match self {
            Self::Reader(reader) => reader.name,
            Self::Clone => "dockerkit: clone of the model",
            Self::Process(name, _) => name,
        }
    }

    fn takes(&self, files: &[File]) -> Vec<bool> {
        let texts: Vec<&str> = files.iter().map(|file| &*file.text).collect();
        match self {
            Self::Reader(reader) => reader.takes(&texts),
            Self::Clone => PARSE.takes(&texts),
            Self::Process(_, process) => process.borrow_mut().keep(&texts),
        }
    }

    fn row<'a>(&'a self, files: &[&'a File]) -> Row<'a> {
        match self {
            Self::Reader(reader) => row(reader, files),
            Self::Clone => {
                let models: Vec<Dockerfile> = files
                    .iter()
                    .map(|file| Dockerfile::parse(&file.text).expect("it takes the file"))
                    .collect();
                Row::new(self.name(), move |_| {
                    for model in &models {
                        black_box(model.clone());
                    }
                })
            }
            Self::Process(name, process) => {
                let texts: Vec<&str> = files.iter().map(|file| &*file.text).collect();
                process.borrow_mut().keep(&texts);
                Row::new(*name, |_| process.borrow_mut().read())
            }
        }
    }
}

fn row<'a>(reader: &Reader, files: &[&'a File]) -> Row<'a> {
    let (read, files) = (reader.read, files.to_vec());
    Row::new(reader.name, move |_| {
        for file in &files {
            black_box(read(black_box(&file.text)));
        }
    })
}

fn select<'a>(files: &'a [File], taken: &[bool]) -> Vec<&'a File> {
    let pairs = files.iter().zip(taken);
    pairs
        .filter_map(|(file, taken)| taken.then_some(file))
        .collect()
}

/// Each subject's figures, `None` for one that takes no file.
fn measure(files: &[File], subjects: &[Subject], taken: &[Vec<bool>]) -> Vec<Option<Cell>> {
    // Whoever takes only a part of the files is compared with what the newlines and dockerkit's parse take for these.
    let mut sets: Vec<&Vec<bool>> = Vec::new();
    let mut rows = Vec::new();
    for set in taken {
        if set.contains(&true) && !sets.contains(&set) {
            sets.push(set);
            let files = select(files, set);
            rows.extend([row(&NEWLINES, &files), row(&PARSE, &files)]);
        }
    }
    // Of each subject: which files, and the row.
    let places: Vec<Option<(usize, usize)>> = subjects
        .iter()
        .zip(taken)
        .map(|(subject, set)| {
            let at = sets.iter().position(|it| *it == set)?;
            let place = match subject.name() {
                name if name == NEWLINES.name => 2 * at,
                name if name == PARSE.name => 2 * at + 1,
                _ => {
                    rows.push(subject.row(&select(files, set)));
                    rows.len() - 1
                }
            };
            Some((at, place))
        })
        .collect();
    rows::measure(&mut rows);
    let cell = |(at, place): (usize, usize)| {
        let files = select(files, sets[at]);
        let instructions: u32 = files.iter().map(|file| file.instructions()).sum();
        let bytes: usize = files.iter().map(|file| file.text.len()).sum();
        let bytes = u32::try_from(bytes).expect("no text is that long");
        let row = &rows[place];
        let seconds = row.seconds();
        Cell {
            takes: files.len(),
            nanoseconds: seconds * 1e9 / f64::from(instructions),
            megabytes: f64::from(bytes) / seconds / 1e6,
            to_newlines: row.to(&rows[2 * at]),
            to_parse: row.to(&rows[2 * at + 1]),
            once: row.once(),
        }
    };
    places.into_iter().map(|place| place.map(cell)).collect()
}
