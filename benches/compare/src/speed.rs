//! The table of speeds.

use std::hint::black_box;

use crate::content::{self, Mix, Step};
use crate::peers::{
    Containerfile, DockerfileBuilder, DockerfileParserRs, Dockerkit, DockerkitPresets, Dofigen,
    Peer,
};
use crate::rows::{self, Row};

const COUNTS: [(u32, &str); 3] = [(10, "10"), (1_000, "1,000"), (100_000, "100,000")];
const MEMCPY: &str = "memcpy of the same text";
const WRITE: &str = "`write!` of escaped values";
const RENDER: &str = "dockerkit: render what is checked";

/// What the table says of a row and a number of instructions.
struct Cell {
    nanoseconds: f64,
    megabytes: f64,
    to_memcpy: f64,
    to_write: f64,
    same_values: bool,
}

pub(crate) fn print() {
    println!("ns: nanoseconds an instruction. MB/s: of the text that is written.");
    println!("×mem, ×write: times as long as memcpy, as `write!`, in the same round; medians.");
    println!("growth: ns at 100,000 instructions to ns at 1,000.");
    println!("≠: it writes other values than it was given.\n");
    for mix in Mix::ALL {
        let columns = COUNTS.map(|(count, _)| measure(mix, count));
        print_mix(mix, &columns);
    }
}

fn print_mix(mix: Mix, columns: &[Vec<(String, Cell)>; 3]) {
    println!("{}", mix.name());
    print!("{:42}", "");
    for (_, count) in COUNTS {
        print!(" | {:^29}", format!("{count} instructions"));
    }
    print!("\n{:42}", "");
    for _ in COUNTS {
        print!(" | {:>7} {:>7} {:>6} {:>6}", "ns", "MB/s", "×mem", "×write");
    }
    println!(" | growth");
    for (at, (name, _)) in columns[0].iter().enumerate() {
        let cells = [0, 1, 2].map(|column: usize| &columns[column][at].1);
        print!(
            "{}{name:40}",
            if cells[2].same_values { "  " } else { "≠ " }
        );
        for cell in cells {
            let Cell {
                nanoseconds,
                megabytes,
                to_memcpy,
                to_write,
                ..
            } = cell;
            print!(" | {nanoseconds:>7.1} {megabytes:>7.0} {to_memcpy:>6.1} {to_write:>6.2}");
        }
        println!(" | {:>6.2}", cells[2].nanoseconds / cells[1].nanoseconds);
    }
    let lead = columns.each_ref().map(|column| lead(column));
    println!(
        "  the fastest peer's render takes {} times as long as dockerkit's\n",
        lead.join(", ")
    );
}

/// How many times as long as dockerkit the fastest peer takes to render.
fn lead(column: &[(String, Cell)]) -> String {
    let of = |(_, cell): &(String, Cell)| cell.to_write;
    let own = column.iter().find(|(name, _)| name == RENDER).map(of);
    let peers = column
        .iter()
        .filter(|(name, _)| name.ends_with(": render"))
        .map(of);
    format!(
        "{:.2}",
        peers.fold(f64::INFINITY, f64::min) / own.unwrap_or(f64::NAN)
    )
}

fn measure(mix: Mix, count: u32) -> Vec<(String, Cell)> {
    let steps = mix.steps(count as usize);
    let mut expected = String::new();
    content::write(&steps, &mut expected).expect("a string takes it");
    let file = Dockerkit::build(&steps).expect("it has everything");
    let checked = file.checked().expect("nothing is wrong with it");

    let mut rows = vec![
        Row::new(MEMCPY, |out| {
            out.clear();
            out.push_str(black_box(&expected));
        }),
        Row::new(WRITE, |out| {
            out.clear();
            content::write(&steps, out).expect("a string takes it");
        }),
        Row::new(RENDER, |out| {
            *out = checked.render();
        }),
    ];
    peer::<Dockerkit>(&steps, &mut rows);
    peer::<DockerkitPresets>(&steps, &mut rows);
    peer::<Containerfile>(&steps, &mut rows);
    peer::<DockerfileParserRs>(&steps, &mut rows);
    peer::<DockerfileBuilder>(&steps, &mut rows);
    peer::<Dofigen>(&steps, &mut rows);

    rows::measure(&mut rows);
    rows.iter()
        .map(|row| (row.name.clone(), cell(row, &rows[0], &rows[1], mix, count)))
        .collect()
}

/// Its rows: from a model, and from the values.
fn peer<'a, P: Peer<Model: 'a>>(steps: &'a [Step], rows: &mut Vec<Row<'a>>) {
    let Some(model) = P::build(steps) else { return };
    rows.push(Row::new(
        format!("{}: {}", P::NAME, P::RENDER),
        move |out| {
            *out = P::render(&model);
        },
    ));
    rows.push(Row::new(
        format!("{}: build, {}", P::NAME, P::RENDER),
        move |out| {
            *out = P::build(black_box(steps)).map_or_else(String::new, |model| P::render(&model));
        },
    ));
}

fn cell(row: &Row<'_>, memcpy: &Row<'_>, write: &Row<'_>, mix: Mix, count: u32) -> Cell {
    assert_eq!(
        content::instructions(&row.out),
        count as usize + 1,
        "{}: another number of instructions",
        row.name
    );
    if row.name.starts_with("dockerkit") {
        assert!(row.out == memcpy.out, "{}: another text", row.name);
    }
    let same_values = if mix == Mix::Quoted {
        row.out == memcpy.out
    } else {
        content::unquoted(&row.out) == content::unquoted(&memcpy.out)
    };
    let seconds = row.seconds();
    let bytes = u32::try_from(row.out.len()).expect("no text is that long");
    Cell {
        nanoseconds: seconds * 1e9 / f64::from(count),
        megabytes: f64::from(bytes) / seconds / 1e6,
        to_memcpy: row.to(memcpy),
        to_write: row.to(write),
        same_values,
    }
}
