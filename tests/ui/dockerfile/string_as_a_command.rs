use dockerkit::dockerfile;

fn main() {
    // A value that is the whole command says what it is.
    let name = String::from("it's");
    let _ = dockerfile! {
        FROM "rust";
        RUN (name);
    };
}
