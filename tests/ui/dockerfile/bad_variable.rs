use dockerkit::dockerfile;

fn main() {
    // Rules for names are the library's.
    let _ = dockerfile! {
        FROM "rust";
        ENV "A=B" = "1";
        ARG "" = "1";
        ENV RUST_LOG "info";
        ENV = "x";
    };
}
