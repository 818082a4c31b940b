use dockerkit::dockerfile;

fn main() {
    // A mount has a place.
    let _ = dockerfile! {
        FROM "rust";
        RUN --mount=cache(id = "x") "make";
        RUN --mount=secret(env = "x") "make";
        RUN --mount=tmpfs "make";
    };
}
