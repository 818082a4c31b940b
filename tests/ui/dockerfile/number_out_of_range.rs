use dockerkit::dockerfile;

fn main() {
    // Ids of users have 32 bits, ports 16.
    let _ = dockerfile! {
        FROM "rust";
        RUN --mount=cache(target = "/x", uid = 4294967296) "make";
        RUN --mount=cache(target = "/x", uid = -1) "make";
        RUN --mount=cache(target = "/x", uid = app) "make";
        EXPOSE 65536;
        EXPOSE 80-99999/tcp;
        HEALTHCHECK --retries=1.5 CMD "true";
    };
}
