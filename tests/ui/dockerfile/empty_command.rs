use dockerkit::dockerfile;

fn main() {
    // There is something to do.
    let _ = dockerfile! {
        FROM "rust";
        RUN;
        RUN "";
        CMD [];
        RUN "make" && ;
        ENTRYPOINT;
    };
}
