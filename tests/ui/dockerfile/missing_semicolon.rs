use dockerkit::dockerfile;

fn main() {
    // Each statement ends.
    let _ = dockerfile! {
        FROM "rust"
        WORKDIR "/app"
        COPY "a" => "b"
        @if cfg!(unix) { RUN "make" }
        RUN "make" "install" MAKE;
        CMD ["make"]
    };
}
