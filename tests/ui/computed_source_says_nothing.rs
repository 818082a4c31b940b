use dockerkit::Stage;

fn main() {
    let file = String::from("notes [draft].md");
    let _ = Stage::new("alpine").copy([file], "/docs/");
}
