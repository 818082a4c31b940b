use dockerkit::dockerfile;

fn main() {
    // A stage is misspelt.
    let _ = dockerfile! {
        FROM "rust" AS build-amd64;
        FROM buld-amd64 AS test;
        COPY --from=build-amd46 "/app" => "/app";
    };
}
