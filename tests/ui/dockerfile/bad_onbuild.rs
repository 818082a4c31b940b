use dockerkit::dockerfile;

fn main() {
    // Instructions that are kept for later.
    let _ = dockerfile! {
        FROM "rust";
        ONBUILD FROM "alpine";
        ONBUILD;
        ONBUILD "make";
        HEALTHCHECK "curl";
        SHELL "bash";
    };
}
