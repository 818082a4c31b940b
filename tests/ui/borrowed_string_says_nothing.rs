use dockerkit::Stage;

fn stage(name: &str, value: &str) -> Stage {
    Stage::new("alpine").env(name, value).copy(value, "/app/")
}

fn main() {
    let text = String::from("x");
    let _ = stage(&text, &text);
    let _ = Stage::new("alpine").env("A", text.as_str());
}
