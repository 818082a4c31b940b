use dockerkit::dockerfile;

fn main() {
    // There are two escape characters.
    let _ = dockerfile! {
        # escape = "/";
        FROM "rust";
    };
}
