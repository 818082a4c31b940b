use dockerkit::dockerfile;

fn main() {
    // A copy has a destination.
    let _ = dockerfile! {
        FROM "rust";
        COPY "src" "/app/";
        COPY "src", "lib";
        ADD;
        COPY "src" "lib" => "/app/";
        VOLUME "/a" "/b";
        EXPOSE 80 443;
    };
}
