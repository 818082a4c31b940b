use dockerkit::dockerfile;

fn main() {
    // Which stage would it belong to?
    let _ = dockerfile! {
        FROM "rust" AS build;
        @if cfg!(unix) {
            FROM "alpine";
        }
        RUN "make";
    };
}
