use dockerkit::dockerfile;

fn main() {
    // Rust would take it apart.
    let _ = dockerfile! {
        FROM "rust";
        RUN apt-get update;
        CMD python -m app;
        RUN <<EOF;
    };
}
