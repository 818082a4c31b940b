use dockerkit::dockerfile;

fn main() {
    // A mount has one place.
    let _ = dockerfile! {
        FROM "rust";
        RUN --mount=cache("/a", target = "/b") "make";
        RUN --mount=cache(target = "/a", dst = "/b") "make";
        RUN --mount=cache(target = "/a", id = "x", id = "y") "make";
    };
}
