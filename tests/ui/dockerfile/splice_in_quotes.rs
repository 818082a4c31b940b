use dockerkit::dockerfile;

fn main() {
    // A value is quoted by itself.
    let name = String::from("it's");
    let _ = dockerfile! {
        FROM "rust";
        RUN "echo \"hello " (name) "\"";
        RUN "echo 'hello " (name) "'";
        RUN "echo ${x:-" (name) "}";
        RUN "make # " (name);
    };
}
