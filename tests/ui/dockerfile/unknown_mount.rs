use dockerkit::dockerfile;

fn main() {
    // There are five kinds.
    let _ = dockerfile! {
        FROM "rust";
        RUN --mount=cahce(target = "/x") "make";
        RUN --mount=type=cache,target=/x "make";
        RUN --mount=volume(target = "/x") "make";
        RUN --mount= "make";
    };
}
