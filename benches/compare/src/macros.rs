//! The table of compile times: what `dockerfile!` costs beside the builder calls that it stands for.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::{env, fs};

use crate::weight::children;

/// How the same file is said.
#[derive(Clone, Copy)]
enum Form {
    /// Not at all: an empty function.
    Nothing,
    /// Builder calls.
    Builder,
    /// Builder calls, and a constant for each distinct literal that the macro checks.
    Checked,
    Macro,
}

const FORMS: [(Form, &str); 4] = [
    (Form::Nothing, "nothing"),
    (Form::Builder, "builder"),
    (Form::Checked, "builder, literals checked"),
    (Form::Macro, "dockerfile!"),
];

/// What cargo is asked for.
const PROFILES: [(&str, &[&str]); 3] = [
    ("check", &["check"]),
    ("debug", &["build"]),
    ("release", &["build", "--release"]),
];

const ROUNDS: usize = 9;

pub(crate) fn print() {
    let place = env::temp_dir().join(format!("dockerkit-macros-{}", process::id()));
    println!(
        "CPU s of rustc for one crate that holds one file of so many instructions; means of {ROUNDS} rounds."
    );
    println!("×: times as long as the builder calls with the same literals checked.\n");
    for (profile, arguments) in PROFILES {
        println!("{profile:<28} |   10 |     × |  100 |     × | 1,000 |     ×");
        let table = [10, 100, 1_000].map(|size| seconds(&place, arguments, size));
        for (row, (_, name)) in FORMS.iter().enumerate() {
            print!("  {name:<26}");
            for column in &table {
                print!(" | {:.2} | {:>5.2}", column[row], column[row] / column[2]);
            }
            println!();
        }
    }
    println!(
        "\nThe smallest stack, in KiB, on which a function with 1,000 instructions runs; debug profile:"
    );
    for (form, name) in &FORMS[1..] {
        println!("  {name:<26} | {:>5}", smallest_stack(&place, *form));
    }
    let huge = Subject::new(&place, Form::Macro, 16_000);
    huge.cargo(&["check"]);
    println!(
        "\nA macro with 16,000 instructions: {:.1} s to check.",
        huge.timed(&["check"])
    );
    fs::remove_dir_all(&place).expect("the directory can be removed");
}

/// The time of each form, in turn, so that whatever else the machine does meets all of them.
fn seconds(place: &Path, arguments: &[&str], size: usize) -> [f64; FORMS.len()] {
    let subjects = FORMS.map(|(form, _)| Subject::new(place, form, size));
    // What they depend on is built once.
    for subject in &subjects {
        subject.cargo(arguments);
    }
    let mut sums = [0.0; FORMS.len()];
    for _ in 0..ROUNDS {
        for (sum, subject) in sums.iter_mut().zip(&subjects) {
            *sum += subject.timed(arguments);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a few rounds")]
    sums.map(|sum| sum / ROUNDS as f64)
}

struct Subject {
    crate_: PathBuf,
    target: PathBuf,
}

impl Subject {
    fn new(place: &Path, form: Form, size: usize) -> Self {
        let subject = Self {
            crate_: place.join("crate"),
            target: place.join("target"),
        };
        let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dockerkit");
        let name = format!("{}_{size}", form as u8);
        let subject = Self {
            crate_: subject.crate_.join(&name),
            ..subject
        };
        let manifest = format!(
            "[package]\nname = \"cost_{name}\"\nedition = \"2024\"\n\n[dependencies]\ndockerkit = {{ path = '{}' }}\n\n[workspace]\n",
            library.display()
        );
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
        fs::create_dir_all(subject.crate_.join("src")).expect("a directory can be made");
        fs::write(subject.crate_.join("Cargo.toml"), manifest).expect("it can be written");
        fs::copy(lock, subject.crate_.join("Cargo.lock")).expect("the lock file can be copied");
        fs::write(subject.crate_.join("src/main.rs"), source(form, size))
            .expect("it can be written");
        subject
    }

    fn cargo(&self, arguments: &[&str]) {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .arg("--quiet")
            .args(arguments)
            .current_dir(&self.crate_)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTC_WRAPPER");
        assert!(
            cargo.status().expect("cargo can be started").success(),
            "{cargo:?} fails"
        );
    }

    /// Compiles this crate alone, and says how long it took.
    fn timed(&self, arguments: &[&str]) -> f64 {
        let main = self.crate_.join("src/main.rs");
        let text = fs::read(&main).expect("it can be read");
        fs::write(&main, text).expect("it can be written");
        let before = children();
        self.cargo(arguments);
        children() - before
    }

    fn binary(&self) -> PathBuf {
        let name = self.crate_.file_name().expect("it has a name");
        self.target
            .join(format!("debug/cost_{}", name.to_string_lossy()))
    }
}

/// Runs it on smaller and smaller stacks.
fn smallest_stack(place: &Path, form: Form) -> usize {
    let subject = Subject::new(place, form, 1_000);
    subject.cargo(&["build"]);
    let runs = |size: usize| {
        let mut binary = Command::new(subject.binary());
        binary
            .arg(size.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        binary.status().expect("it can be started").success()
    };
    let (mut fails, mut works) = (0, 4096);
    assert!(runs(works), "4 MiB are not enough");
    while works - fails > 8 {
        let middle = usize::midpoint(fails, works);
        if runs(middle) {
            works = middle;
        } else {
            fails = middle;
        }
    }
    works
}

/// A program that builds the file on a stack of as many KiB as its argument says.
fn source(form: Form, size: usize) -> String {
    let body = match form {
        Form::Nothing => "Dockerfile::new()".to_owned(),
        Form::Builder => builder(size, false),
        Form::Checked => builder(size, true),
        Form::Macro => {
            let mut text = "dockerfile! {\nFROM \"debian:trixie\";\n".to_owned();
            (0..size).for_each(|at| instruction(&mut text, at, true));
            text + "}"
        }
    };
    format!(
        "#![allow(unused_imports)]
use dockerkit::*;

#[inline(never)]
fn file() -> Dockerfile {{
{body}
}}

fn main() {{
    let size: usize = std::env::args().nth(1).and_then(|size| size.parse().ok()).unwrap_or(4096);
    let made = std::thread::Builder::new().stack_size(size * 1024).spawn(file).unwrap();
    println!(\"{{}}\", made.join().unwrap().stages.len());
}}
"
    )
}

fn builder(size: usize, checked: bool) -> String {
    let mut text = String::new();
    if checked {
        text += "const _: Image = Image::from_static(\"debian:trixie\");\n";
        text += "const _: PackageManager = PackageManager::from_static(\"pip\");\n";
        text += "const _: Sharing = Sharing::from_static(\"locked\");\n";
        for at in (0..size.min(250)).step_by(5) {
            let _ = writeln!(
                text,
                "const _: CacheId = CacheId::from_static(\"models-{}\");",
                at % 250
            );
        }
        for at in (2..size.min(250)).step_by(5) {
            let _ = writeln!(
                text,
                "const _: VariableName = VariableName::from_static(\"NAME_{}\");",
                at % 250
            );
        }
    }
    text +=
        "let mut file = Dockerfile::new();\nlet _ = file.begin(Stage::new(\"debian:trixie\"));\n";
    (0..size).for_each(|at| instruction(&mut text, at, false));
    text + "file"
}

/// The instructions, in turn; some literals come again.
fn instruction(text: &mut String, at: usize, dsl: bool) {
    let again = at % 250;
    let line = match (at % 5, dsl) {
        (0, true) => format!(
            "RUN --cache=pip --mount=cache(id = \"models-{again}\", target = \"/models\", uid = 1001, gid = 1001, sharing = locked)
    \"fetch {at}\";"
        ),
        (0, false) => format!(
            "file.add(Run::new(\"fetch {at}\").cache(PackageManager::Pip).mount(CacheMount::new(\"/models\").id(\"models-{again}\")
    .uid(1001).gid(1001).sharing(Sharing::Locked)));"
        ),
        (1, true) => format!("COPY --link \"a{at}\" => \"/b{at}\";"),
        (1, false) => format!("file.add(CopyFiles::new([\"a{at}\"], \"/b{at}\").link());"),
        (2, true) => format!("ENV NAME_{again} = \"value {at}\";"),
        (2, false) => format!("file.add(Env::new(\"NAME_{again}\", \"value {at}\"));"),
        (3, true) => format!("RUN \"make {at}\";"),
        (3, false) => format!("file.add(Run::new(\"make {at}\"));"),
        (_, true) => format!("WORKDIR \"/srv/{at}\";"),
        (_, false) => format!("file.add(Workdir::new(\"/srv/{at}\"));"),
    };
    text.push_str(&line);
    text.push('\n');
}
