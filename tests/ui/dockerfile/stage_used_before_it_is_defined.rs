use dockerkit::dockerfile;

fn main() {
    // A stage uses those above it.
    let _ = dockerfile! {
        FROM "alpine" AS runtime;
        COPY --from=build "/app" => "/app";
        FROM "rust" AS build;
    };
}
