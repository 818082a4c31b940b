use dockerkit::dockerfile;

fn main() {
    // An option belongs to its kind of mount.
    let _ = dockerfile! {
        FROM "rust";
        RUN --mount=bind(target = "/x", sharing = locked) "make";
        RUN --mount=tmpfs(target = "/x", uid = 1001) "make";
    };
}
