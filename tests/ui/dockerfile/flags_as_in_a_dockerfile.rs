use dockerkit::dockerfile;

fn main() {
    // Values of flags, and options of mounts, that are written otherwise.
    let _ = dockerfile! {
        FROM --platform "linux/amd64" "rust" AS build;
        FROM "alpine";
        COPY --from "nginx" "/a" => "/b";
        COPY --chmod=+x "a" => "b";
        COPY -from=build "/a" => "/b";
        COPY --from=("nginx") "/a" => "/b";
        HEALTHCHECK interval=5m CMD "true";
        COPY --link true "a" => "b";
        HEALTHCHECK --interval 5m CMD "true";
        RUN --network host "make";
        RUN --cache=[pip, uv] "make";
        RUN --cache="pip,uv" "make";
        RUN --cache=apt("trixie") "make";
        RUN --mount=type=bind,source=a,target=b "make";
        RUN --mount=cache["/x"] "make";
        RUN --mount=cache target="/x" "make";
        RUN --mount=cache(/x) "make";
        RUN --mount=secret(token) "make";
        RUN --mount=secret,id=token "make";
        RUN --mount=cache("/x", locked) "make";
        RUN --mount=cache("/x"; id = "x") "make";
        RUN --mount=ssh("default") "make";
        RUN --mount=cache(target: "/x") "make";
        RUN --mount=cache("/x", uid = "app") "make";
        RUN --mount=cache("/x" "make");
        RUN --mount=bind(".", "/src") "make";
        CACHES [pip, npm];
    };
}
