use dockerkit::dockerfile;

fn main() {
    // An instruction is misspelt.
    let _ = dockerfile! {
        FROM "alpine";
        RNU "make";
        COMPILE "x";
    };
}
