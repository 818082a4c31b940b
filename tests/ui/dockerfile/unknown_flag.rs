use dockerkit::dockerfile;

fn main() {
    // Flags are methods, and rustc knows those; others are listed.
    let _ = dockerfile! {
        FROM "rust" AS build;
        RUN --cach=uv "uv sync";
        COPY --frm=build "/a" => "/b";
        RUN --privileged "make";
        WORKDIR --link "/app";
        RUN -- "make";
    };
}
