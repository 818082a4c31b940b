use dockerkit::dockerfile;

fn main() {
    // What is left over.
    let name = "x";
    let _ = dockerfile! {
        FROM "rust" build;
        FROM "rust" AS test again;
        FROM "rust", "alpine";
        FROM "rust":"1.90";
        RUN "make" --network=none;
        RUN "make", "install";
        RUN "echo " + name;
        RUN "echo" $HOME;
        RUN ["make"] "install";
        RUN "make"; && "install";
        RUN && "make";
        RUN ("make" "install");
        (RUN "make");
        RUN: "make";
        CMD ["app", "--name=" + name];
        EXPOSE 80..90;
        COPY "a" => "b", "c";
        ENV A = "$B" "c";
        ENV PATH = "/x":$PATH;
        EXPOSE "80"/tcp;
        WORKDIR "/a", "/b";
        WORKDIR "/a/" + name;
        ENV A => "1";
        ENV B: "2";
        ENV C = 'c';
        CACHES pip npm;
    };
}
