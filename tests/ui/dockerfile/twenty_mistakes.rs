use dockerkit::dockerfile;

fn main() {
    // One message for each, and none for what follows from it.
    let name = String::from("x");
    let _ = dockerfile! {
        FROM alpine:3.20                                                // no quotes, and no `;`
        RUN apk add curl;                                               // no quotes
        FROM format!("x-{}", name) AS made;                             // no parentheses
        FROM made;
        RUN "echo " name;                                               // no parentheses
        RUN "a" || "b";                                                 // two strings
        for file in ["a"] { COPY (file) => "/"; }                       // no `@`
        @foreach file in ["a"] { COPY (file) => "/"; }                  // no such construct
        let file = "a";                                                 // no `@`
        RUN --mount=cache(target = "/x", sharing = lock) "make";        // no such word
        RUN --cache=pipp "make";                                        // no such manager
        RUN --network=nowhere "make";                                   // no such word
        ENV A = "1" B = "2";                                            // no comma
        COPY --chown=root:root "a" => "/";                              // no quotes
        RUN --cache=pip,uv "make";                                      // two managers in one flag
        RUN --cache=apt(sufix = "x") "apt-get update";                  // no such option
        USER ${NB_UID:-1};                                              // more than a name
        COPY --from=mde "/a" => "/b";                                   // no such stage
        EXPOSE 70000;                                                   // no such port
        HEALTHCHECK --interval=soon CMD "x";                            // no duration
        WORKDIR name;                                                   // no parentheses
        RUN --mount=caches("/x") "make";                                // no such mount
        SHELL "bash";                                                   // no array
    };
}
