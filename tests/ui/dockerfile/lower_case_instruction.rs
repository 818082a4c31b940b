use dockerkit::dockerfile;

fn main() {
    // Instructions are written in capitals.
    let _ = dockerfile! {
        from "alpine" as build;
        Run "make";
    };
}
