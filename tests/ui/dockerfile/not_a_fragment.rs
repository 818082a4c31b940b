use dockerkit::dockerfile;

fn main() {
    // A statement in parentheses is an instruction, or some.
    let name = String::from("it's");
    let _ = dockerfile! {
        FROM "rust";
        (name);
        "make";
    };
}
