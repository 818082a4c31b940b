use dockerkit::dockerfile;

fn main() {
    // A flag has a value, or has none.
    let _ = dockerfile! {
        FROM --platform "rust";
        COPY --chown "/a" => "/b";
        COPY --link=maybe "/a" => "/b";
        COPY --chown="1" --chown="2" "/a" => "/b";
    };
}
