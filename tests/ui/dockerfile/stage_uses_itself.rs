use dockerkit::dockerfile;

fn main() {
    // A stage is no source for itself.
    let _ = dockerfile! {
        FROM "rust" AS build;
        COPY --from=build "/app" => "/app";
        FROM test AS test;
    };
}
