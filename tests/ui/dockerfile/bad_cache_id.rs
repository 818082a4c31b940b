use dockerkit::dockerfile;

fn main() {
    // Rules for ids are the library's.
    let _ = dockerfile! {
        FROM "rust";
        RUN --mount=cache(id = "modèles", target = "/x") "make";
        RUN --mount=cache(id = "a\nb", target = "/x") "make";
    };
}
