use dockerkit::dockerfile;

fn main() {
    // Directives come first.
    let _ = dockerfile! {
        FROM "rust";
        # syntax = "docker/dockerfile:1";
        # sintax = "docker/dockerfile:1";
        # escape;
        #[allow(unused)]
        RUN "make";
    };
}
