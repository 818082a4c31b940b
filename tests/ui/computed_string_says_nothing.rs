use dockerkit::Stage;

fn main() {
    let token = String::from("pa$$word");
    let _ = Stage::new("alpine").env("TOKEN", token);
}
