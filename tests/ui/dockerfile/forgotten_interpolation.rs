use dockerkit::dockerfile;

fn main() {
    // Nothing is interpolated in strings.
    let _ = dockerfile! {
        FROM "rust:{name}";
        RUN "pip install {name}";
        COPY "{name}.conf" => "/etc/{name}/";
        WORKDIR "/srv/{name}";
    };
}
