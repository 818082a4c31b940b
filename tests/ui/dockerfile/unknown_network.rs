use dockerkit::dockerfile;

fn main() {
    // Closed sets of words are known.
    let _ = dockerfile! {
        FROM "rust";
        RUN --network=hots "make";
        RUN --security=secure "make";
    };
}
