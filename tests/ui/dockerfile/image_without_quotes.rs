use dockerkit::dockerfile;

fn main() {
    // A bare word is a stage.
    let _ = dockerfile! {
        FROM "alpine" AS runtime;
        COPY --from=nginx "/a" => "/b";
        FROM alpine;
    };
}
