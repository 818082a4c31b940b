use dockerkit::Stage;

fn main() {
    let token = String::from("pa$$word");
    let _ = Stage::from_image("alpine").env("TOKEN", token);
}
