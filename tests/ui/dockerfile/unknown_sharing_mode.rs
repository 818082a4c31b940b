use dockerkit::dockerfile;

fn main() {
    // There are three.
    let _ = dockerfile! {
        FROM "rust";
        RUN --mount=cache(target = "/x", sharing = lockd) "make";
    };
}
