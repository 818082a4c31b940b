use dockerkit::CopyFiles;

fn main() {
    // A stage is referred to by a handle; an image is said: `.from_image("nginx")`.
    let _ = CopyFiles::new(["/a"], "/b").from("nginx");
}
