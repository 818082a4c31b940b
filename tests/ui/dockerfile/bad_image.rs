use dockerkit::dockerfile;

fn main() {
    // Rules for images are the library's.
    let _ = dockerfile! {
        FROM "Rust";
        FROM "rust:";
        COPY --from="a b" "/a" => "/b";
        FROM --platform="linux/" "rust";
        FROM $BASE;
        FROM;
    };
}
