use dockerkit::dockerfile;

fn main() {
    // What a block defines is not visible behind it.
    let _ = dockerfile! {
        @if cfg!(unix) {
            FROM "rust" AS build;
        }
        FROM "alpine";
        COPY --from=build "/app" => "/app";
    };
}
