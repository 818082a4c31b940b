use dockerkit::dockerfile;

fn main() {
    // A flag belongs to its instruction.
    let _ = dockerfile! {
        FROM "rust" AS build;
        RUN --from=build "make";
        COPY --mount=cache("/x") "/a" => "/b";
        COPY --cache=pip "/a" => "/b";
    };
}
