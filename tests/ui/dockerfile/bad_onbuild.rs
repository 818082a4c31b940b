use dockerkit::dockerfile;

fn main() {
    // Instructions that are kept for later.
    let _ = dockerfile! {
        FROM "rust";
        ONBUILD FROM "alpine";
        ONBUILD;
        HEALTHCHECK "curl";
        SHELL "bash";
    };
}
