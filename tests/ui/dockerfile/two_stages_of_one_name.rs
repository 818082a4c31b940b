use dockerkit::dockerfile;

fn main() {
    // Stages are found by their names.
    let _ = dockerfile! {
        FROM "rust" AS build;
        FROM "node" AS build;
    };
}
