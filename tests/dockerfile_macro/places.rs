//! Where an instruction comes from: the line and column of its keyword.

use dockerkit::{Dockerfile, Origin, Run, dockerfile};

fn place(origin: &Origin) -> String {
    let text = origin.to_string();
    text.rsplit_once("places.rs:")
        .map_or(text.clone(), |(_, place)| place.to_owned())
}

#[test]
fn each_instruction_knows_its_own_place() {
    let start = line!();
    let file: Dockerfile = dockerfile! {
        FROM "debian" AS a;
        RUN "one"; RUN "two";
        @for name in ["x"] {
            ENV A = (name);
        }
        (Run::new("spliced"));
        /// comment
        FROM a;
            WORKDIR
                "/app";
    };
    let places: Vec<_> = file
        .stages
        .iter()
        .flat_map(|stage| {
            std::iter::once(&stage.origin).chain(stage.steps.iter().map(|step| &step.origin))
        })
        .map(place)
        .collect();
    let at = |line: u32, column: u32| format!("{}:{column}", start + line);
    assert_eq!(
        places,
        [
            at(2, 9),
            at(3, 9),
            at(3, 20),
            at(5, 13),
            at(7, 9),
            at(9, 9),
            at(10, 13)
        ]
    );
}

#[test]
fn findings_name_it() {
    let file = dockerfile! {
        FROM "debian";
        RUN --cache=apt "true"; USER "app"; RUN --cache=apt "apt-get update";
    };
    let report = file.check();
    let finding = report.errors().next().unwrap();
    assert!(place(&finding.place.origin).ends_with(":45"), "{finding}");
}
