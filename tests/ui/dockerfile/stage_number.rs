use dockerkit::dockerfile;

fn main() {
    // Stages can be counted, those above.
    let _ = dockerfile! {
        FROM "rust";
        FROM "alpine";
        COPY --from=0 "/app" => "/app";
        COPY --from=1 "/app" => "/app";
    };
}
