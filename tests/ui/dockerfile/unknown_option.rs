use dockerkit::dockerfile;

fn main() {
    // Options are methods, and rustc knows those; others are listed.
    let _ = dockerfile! {
        FROM "rust";
        RUN --mount=cache(target = "/x", sharng = locked) "make";
        RUN --mount=cache(target = "/x", owner = "me") "make";
        RUN --mount=cache(targt = "/x") "make";
    };
}
