use dockerkit::dockerfile;

fn main() {
    // Rust finds this before the macro is asked.
    let _ = dockerfile! {
        FROM "rust";
        @if cfg!(unix) {
            RUN "make";
    };
}
