use dockerkit::dockerfile;

fn main() {
    // A value is a literal, or stands in parentheses.
    let _ = dockerfile! {
        FROM "rust";
        WORKDIR name;
        USER app;
        ENV A = name;
        COPY name => "/app/";
        ENV B = $PATH;
        STOPSIGNAL SIGTERM;
        ENV C = ();
    };
}
