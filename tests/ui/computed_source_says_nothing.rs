use dockerkit::Stage;

fn main() {
    let file = String::from("notes [draft].md");
    let _ = Stage::from_image("alpine").copy([file], "/docs/");
}
