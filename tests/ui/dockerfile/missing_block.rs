use dockerkit::dockerfile;

fn main() {
    // Constructs have blocks.
    let _ = dockerfile! {
        FROM "rust";
        @if cfg!(unix) RUN "make";
        @for file in ["a"];
        @match 1;
        @else { RUN "x"; }
        @while true { RUN "x"; }
        @;
    };
}
