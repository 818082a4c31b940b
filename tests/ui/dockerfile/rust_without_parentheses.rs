use dockerkit::dockerfile;

fn main() {
    // Values that are called, and constructs that are other languages'.
    let name = String::from("x");
    let _ = dockerfile! {
        FROM image(name);
        WORKDIR &name;
        RUN format!("make {name}");
        RUN Run::new("make");
        RUN Shell::new("make");
        tools();
        steps;
        &steps;
        given.steps;
        @endif;
        CMD vec!["app"];
        ENV A = String::from("x");
        println!("{name}");
        @RUN "make";
        @if cfg!(unix) { RUN "a"; }
        @elif cfg!(windows) { RUN "b"; }
        else { RUN "c"; }
        @match 1 { 1 => RUN "a", _ => RUN "b"; }
        @let port = 80
        EXPOSE (port);
        @for file of ["a"] { COPY (file) => "/"; }
        @for file in ["a"]; { COPY (file) => "/"; }
    };
}
