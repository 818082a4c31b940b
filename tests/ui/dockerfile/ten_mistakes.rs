use dockerkit::dockerfile;

fn main() {
    // All of them at once, and the macro still gives a Dockerfile.
    let model = String::from("base");
    let file = dockerfile! {
        FROM "Python:3.12" AS build;                                    // an image in capitals
        RNU "make";                                                     // no such instruction
        RUN --cach=uv "uv sync";                                        // no such flag
        RUN --mount=cache(id = "x") "make";                             // no target
        RUN --mount=cache(target = "/x", sharing = lockd) "make";       // no such mode
        RUN "echo \"" (model) "\"";                                     // a value in quotes
        ENV "A=B" = "1";                                                // no name of a variable
        WORKDIR "/app"                                                  // no `;`
        COPY --from=biuld "/a" => "/b";                                 // no such stage
        EXPOSE 65536;                                                   // no port
    };
    file.no_such_method();
}
