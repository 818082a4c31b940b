use dockerkit::dockerfile;

fn main() {
    // Rules for names are the library's.
    let _ = dockerfile! {
        FROM "rust" AS "a/b";
        FROM "rust" AS "1st";
        FROM "rust" AS;
    };
}
