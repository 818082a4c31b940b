use dockerkit::dockerfile;

fn main() {
    // Only `ARG` and comments stand before the first stage.
    let _ = dockerfile! {
        /// a comment
        ARG VERSION = "1";
        RUN "make";
        FROM "alpine";
    };
}
