use dockerkit::dockerfile;

fn main() {
    // The names of the presets are known.
    let _ = dockerfile! {
        FROM "python";
        RUN --cache=uvv "uv sync";
        RUN --cache="pi" "pip install x";
    };
}
