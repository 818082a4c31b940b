//! The table of weights: what it costs to depend on a crate from a build script.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::time::Instant;
use std::{env, fs};

use crate::rows::median;

/// An empty crate with something as its build dependency.
struct Subject {
    name: &'static str,
    dependency: String,
    /// How often it is built.
    times: usize,
    /// Where the empty crate is.
    place: PathBuf,
    dependencies: usize,
    cpu: Vec<f64>,
    wall: Vec<f64>,
}

/// The ticks a second in which Linux counts processor time for programs.
const TICKS: f64 = 100.0;

pub(crate) fn print() {
    let place = env::temp_dir().join(format!("dockerkit-weight-{}", process::id()));
    let mut subjects = subjects(&place);
    subjects.iter_mut().for_each(Subject::prepare);
    // In turn, so that whatever else the machine does meets all of them.
    for round in 0..3 {
        let due = subjects.iter_mut().filter(|it| round < it.times);
        due.for_each(Subject::build);
    }
    fs::remove_dir_all(&place).expect("the directory can be removed");

    println!("An empty crate with the library as build dependency; debug profile, one job.");
    println!("CPU s: user and system time of `cargo build`. Medians.\n");
    let empty = "";
    println!("{empty:42} | dependencies |    CPU s |   wall s | builds");
    for Subject {
        name,
        times,
        dependencies,
        cpu,
        wall,
        ..
    } in subjects
    {
        let (cpu, wall) = (median(cpu.into_iter()), median(wall.into_iter()));
        println!("{name:42} | {dependencies:>12} | {cpu:>8.2} | {wall:>8.2} | {times:>6}");
    }
}

fn subjects(place: &Path) -> Vec<Subject> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = fs::read_to_string(manifest.join("Cargo.toml")).expect("the manifest can be read");
    // The peers stand in the manifest as they are compared.
    let peer = |name: &str| {
        let line = own
            .lines()
            .find(|line| line.starts_with(&format!("{name} = ")));
        line.expect("a dependency").to_owned()
    };
    let dockerkit = manifest.join("../../dockerkit").display().to_string();
    let dockerkit = |more: &str| format!("dockerkit = {{ path = '{dockerkit}'{more} }}");
    let macros = manifest
        .join("../../dockerkit-macros")
        .display()
        .to_string();
    let macros = format!("dockerkit-macros = {{ path = '{macros}' }}");
    // It derives with serde without asking for that feature.
    let dofigen = peer("dofigen") + "\nserde = { version = \"1\", features = [\"derive\"] }";
    [
        ("(nothing)", String::new(), 3),
        ("dockerkit, with its macro", dockerkit(""), 3),
        (
            "dockerkit, without default features",
            dockerkit(", default-features = false"),
            3,
        ),
        (
            "dockerkit, with its macro and `parse`",
            dockerkit(", features = ['parse']"),
            3,
        ),
        ("dockerkit-macros alone", macros, 3),
        (
            "maud_macros alone, for comparison",
            "maud_macros = \"=0.27.0\"".to_owned(),
            3,
        ),
        ("containerfile", peer("containerfile"), 3),
        ("dockerfile-parser-rs", peer("dockerfile-parser-rs"), 3),
        ("dockerfile-parser", peer("dockerfile-parser"), 3),
        ("dockerfile_builder", peer("dockerfile_builder"), 3),
        ("dofigen, without default features", dofigen, 1),
    ]
    .into_iter()
    .enumerate()
    .map(|(at, (name, dependency, times))| Subject {
        name,
        dependency,
        times,
        place: place.join(at.to_string()),
        dependencies: 0,
        cpu: Vec::new(),
        wall: Vec::new(),
    })
    .collect()
}

impl Subject {
    /// Makes the empty crate, with the versions that are compared, and fetches what it needs.
    fn prepare(&mut self) {
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
        let head = "[package]\nname = \"empty\"\nedition = \"2024\"\n\n[workspace]\n";
        let manifest = format!("{head}\n[build-dependencies]\n{}\n", self.dependency);
        let files = [
            ("Cargo.toml", &*manifest),
            ("build.rs", "fn main() {}\n"),
            ("src/lib.rs", ""),
        ];
        fs::create_dir_all(self.place.join("src")).expect("a directory can be made");
        for (name, text) in files {
            fs::write(self.place.join(name), text).expect("it can be written");
        }
        fs::copy(lock, self.place.join("Cargo.lock")).expect("the lock file can be copied");
        self.run(&["fetch"]);
        self.dependencies = self.count();
    }

    fn build(&mut self) {
        let (start, before) = (Instant::now(), children());
        self.run(&["build", "--offline", "--jobs=1"]);
        self.cpu.push(children() - before);
        self.wall.push(start.elapsed().as_secs_f64());
        fs::remove_dir_all(self.place.join("target")).expect("the directory can be removed");
    }

    /// How many packages are built for it.
    fn count(&self) -> usize {
        let tree = [
            "tree",
            "--offline",
            "--edges=normal,build",
            "--prefix=none",
            "--format={p}",
        ];
        let text = self.run(&tree);
        let packages = text.lines().map(|line| line.trim_end_matches(" (*)"));
        // Without the empty crate.
        packages.collect::<BTreeSet<_>>().len() - 1
    }

    /// Runs cargo as it builds what comes from a registry: without incremental data and lints.
    fn run(&self, arguments: &[&str]) -> String {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .arg("--quiet")
            .args(arguments)
            .current_dir(&self.place)
            .stderr(Stdio::inherit());
        cargo.env("CARGO_TARGET_DIR", self.place.join("target"));
        cargo
            .env("CARGO_INCREMENTAL", "0")
            .env("RUSTFLAGS", "--cap-lints=allow");
        let output = cargo
            .env_remove("RUSTC_WRAPPER")
            .output()
            .expect("cargo can be started");
        assert!(output.status.success(), "{cargo:?} fails");
        String::from_utf8(output.stdout).expect("it writes text")
    }
}

/// The processor time of all processes that were waited for, theirs included.
pub(crate) fn children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("this runs on Linux");
    // The name of the program, in parentheses, may hold blanks; then fields 3, 4, … stand.
    let (_, fields) = stat
        .rsplit_once(") ")
        .expect("the name stands in parentheses");
    let ticks = |field: usize| {
        let text = fields.split(' ').nth(field - 3).expect("a field");
        text.parse::<f64>().expect("a number")
    };
    (ticks(16) + ticks(17)) / TICKS
}
