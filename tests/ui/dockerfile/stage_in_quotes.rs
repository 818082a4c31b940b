use dockerkit::dockerfile;

fn main() {
    // A string is an image.
    let _ = dockerfile! {
        FROM "rust" AS build;
        FROM "build" AS test;
        COPY --from="build" "/a" => "/b";
    };
}
