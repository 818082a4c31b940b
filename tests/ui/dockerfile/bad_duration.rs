use dockerkit::dockerfile;

fn main() {
    // A duration has units.
    let _ = dockerfile! {
        FROM "rust";
        HEALTHCHECK --interval=30 CMD "true";
        HEALTHCHECK --timeout="1 minute" CMD "true";
    };
}
