use dockerkit::dockerfile;

fn main() {
    // Half a statement.
    let name = "x";
    let _ = dockerfile! {
        # ;
        FROM --base-user "alpine";
        ARG;
        ARG VERSION "1.0";
        CACHES;
        EXPOSE;
        EXPOSE 80/;
        LABEL = "app";
        MAINTAINER;
        SHELL;
        SHELL [];
        SHELL ["/bin/bash", "-c"];
        STOPSIGNAL;
        USER;
        VOLUME;
        WORKDIR;
        WORKDIR $(pwd);
        WORKDIR $;
        COPY <<-EOF "x" => "/x";
        COPY --chmod "a" => "b";
        HEALTHCHECK --retries CMD "true";
        HEALTHCHECK --start_period=5s CMD "true";
        RUN [];
        RUN ["make" "install"];
        RUN ["make", , "install"];
        RUN "make";;
        RUN "make" / "install";
        RUN "make \\" (name);
        RUN "echo `date " (name) "`";
        RUN "echo $((1 + " (name) "))";
        RUN --cache "make";
        RUN --mount "make";
        RUN --mount=ssh=default "make";
        RUN --mount=cache("/x" id = "x") "make";
        RUN --mount=cache("/x", = 5) "make";
        RUN --mount=cache("/x", sharing) "make";
        RUN --mount=cache("/x", uid) "make";
        //! a comment
        @let;
        @if cfg!(unix) { RUN "a"; } @else if { RUN "b"; }
        @match { _ => RUN "make"; }
        @match name { "a" -> RUN "a"; _ => RUN "b"; }
    };
    let _ = dockerfile! {
        # syntax = "docker/dockerfile:1.7";
        RUN "make";
    };
}
