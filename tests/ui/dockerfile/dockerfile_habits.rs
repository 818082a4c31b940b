use dockerkit::dockerfile;

fn main() {
    // As it is written in a Dockerfile.
    let _ = dockerfile! {
        # syntax=docker/dockerfile:1.7;
        # the build stage
        FROM "rust" AS build;
        FROM "alpine" As test;
        COPY ["Cargo.toml", "Cargo.lock", "./"];
        COPY package.json package-lock.json ./;
        COPY "a" "b" "/app/";
        COPY <<EOF /etc/motd;
        COPY --from=build /app /app;
        ADD https://example.com/x.tar.gz /x
        ENV RUST_LOG info;
        ENV HELLO=good morning;
        ENV PROXY=http://proxy:3128
        ENV BIN = $HOME/bin;
        ARG TAG=${VERSION:-1};
        ARG A B;
        LABEL com.example/title = "app";
        EXPOSE 8080:80;
        VOLUME /data /var/log;
        HEALTHCHECK none;
        HEALTHCHECK curl localhost;
        CMD app;
        RUN "make" && make install;
        ENTRYPOINT ["app", --port, 80];
        ONBUILD ONBUILD RUN "make";
        USER "app":"app";
    };
}
