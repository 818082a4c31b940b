//! What lies in a cache and is taken for a part of the image, and what a cache hides.

use dockerkit::{DockerfileText, Finding, Level, Place, Report};

use super::Said;

pub(crate) fn all(said: &mut Said) {
    left(said);
    hidden(said);
}

#[test]
fn what_caches_keep_is_looked_at() {
    all(&mut Said::default());
}

/// What is found by a rule in a text.
pub(crate) fn found(text: &str, rule: &str) -> Vec<Finding> {
    let Report { findings, .. } = DockerfileText::new(text).check();
    findings
        .into_iter()
        .filter(|it| it.rule.name == rule)
        .collect()
}

#[track_caller]
pub(crate) fn warns(
    said: &mut Said,
    rule: &'static str,
    text: &str,
    message: &str,
    help: &str,
    lines: [usize; 2],
) {
    let found = found(text, rule);
    let [finding] = found.as_slice() else {
        panic!("not one finding: {found:#?}\n{text}")
    };
    assert_eq!(
        (finding.message.as_str(), finding.help.as_str()),
        (message, help),
        "{text}"
    );
    assert_eq!(finding.level, Level::Warning);
    let line = |place: &Place| {
        place
            .origin
            .line_and_column()
            .map_or(0, |(line, _)| line as usize)
    };
    let related = finding.related.as_ref().map_or(0, line);
    assert_eq!([line(&finding.place), related], lines, "{text}");
    said.0.insert(finding.rule.name);
}

const COPY: &str = "copy it to another directory in the step that makes it, and take it from there";

const BUILD: &str = "FROM rust:1 AS build\nRUN apt-get install -y clang && rustup target add x\nWORKDIR /src\nCOPY . .\n\
                     RUN --mount=type=cache,target=/src/target cargo build --release\n";

fn left(said: &mut Said) {
    let rule = "left-in-cache";
    let path = "`/src/target/release/app`";
    let of = |taken: &str, of: &str| {
        format!(
            "{taken}, and a step has left it in the cache at `/src/target`, which is no part of {of}"
        )
    };
    let copied = of(&format!("{path} is copied"), "the stage");
    for copy in [
        "FROM debian\nCOPY --from=build /src/target/release/app /app",
        "FROM debian\nCOPY --from=0 src/./target/release/app /app",
        "FROM build AS more\nRUN echo\nFROM debian\nCOPY --from=more /src/target/release/app /app",
    ] {
        let line = 5 + copy.lines().count();
        warns(
            said,
            rule,
            &format!("{BUILD}{copy}\n"),
            &copied,
            COPY,
            [line, 5],
        );
    }
    let mounted = of(&format!("{path} is mounted"), "the stage");
    let text = format!(
        "{BUILD}FROM debian\nRUN --mount=from=build,source=/src/target/release/app,target=/x /x\n"
    );
    warns(said, rule, &text, &mounted, COPY, [7, 5]);
    let started = of(&format!("{path} is started"), "the image");
    for start in [
        "CMD [\"target/release/app\"]",
        "ENTRYPOINT [\"/src/target/release/app\", \"-v\"]",
    ] {
        warns(
            said,
            rule,
            &format!("{BUILD}{start}\n"),
            &started,
            COPY,
            [6, 5],
        );
    }
    let read = of(&format!("the step needs {path}"), "the image");
    let help = format!("mount the cache in this step, too; or {COPY}");
    for run in [
        "cp target/release/app /usr/local/bin/",
        "./target/release/app --version",
        "cd target && strip release/app",
        "mkdir -p /out && mv /src/target/release/app /out",
        "echo && sh -c 'cat < target/release/app'",
    ] {
        warns(
            said,
            rule,
            &format!("{BUILD}RUN {run}\n"),
            &read,
            &help,
            [6, 5],
        );
    }
    let text = format!("{BUILD}FROM build\nRUN cp -r target/release/app /\n");
    warns(said, rule, &text, &read, &help, [7, 5]);

    for fine in [
        // It was copied out of the cache.
        "FROM debian\nCOPY --from=build /out/app /app",
        "FROM debian\nCOPY --from=build /src/targets /app",
        "FROM debian\nCOPY --from=build /src /src",
        // Another step may have built it where nothing was mounted.
        "RUN cargo build --release\nFROM debian\nCOPY --from=build /src/target/release/app /app",
        "RUN make\nRUN cp target/release/app /app",
        "RUN ./more.sh\nFROM debian\nCOPY --from=build /src/target/release/app /app",
        "RUN echo a > target/release/app\nFROM debian\nCOPY --from=build /src/target/release/app /app",
        "RUN cp /app target/release/app\nFROM debian\nCOPY --from=build /src/target/release/app /app",
        "RUN cp /app target/$X\nFROM debian\nCOPY --from=build /src/target/release/app /app",
        "COPY app target/release/app\nFROM debian\nCOPY --from=build /src/target/release/app /app",
        "ONBUILD RUN make\nFROM build\nCMD [\"/src/target/release/app\"]",
        // It is mounted there, too, or made in the same step.
        "RUN --mount=type=cache,target=/src/target cp target/release/app /app",
        "RUN --mount=type=cache,target=/src cp target/release/app /app",
        "RUN cargo build --release && cp target/release/app /app",
        "RUN mkdir -p target/release && cp /x target/release/app && cp target/release/app /app",
        // Nobody knows where, or whether.
        "RUN cd $X && cp target/release/app /app",
        "RUN if [ -e target/release/app ]; then cp target/release/app /app; fi",
        "RUN cp $DIR/target/release/app /app",
        "RUN rm -rf target && mkdir target",
        "WORKDIR $ELSEWHERE\nRUN cp target/release/app /app",
        "SHELL [\"pwsh\", \"-c\"]\nRUN cp target/release/app /app",
    ] {
        let text = format!("{BUILD}{fine}\n");
        assert_eq!(found(&text, rule), [], "{text}");
    }
    for fine in [
        // What may be in the image.
        "FROM a AS b\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\nFROM c\nCOPY --from=b /var/lib/apt /x\n",
        // Which may be the stage that has written it.
        "FROM a AS base-x\nRUN make\nFROM base-$X AS b\nWORKDIR /src\nRUN --mount=type=cache,target=/src/t make\nFROM c\n\
         COPY --from=b /src/t/x /x\n",
    ] {
        assert_eq!(found(fine, rule), [], "{fine}");
    }
}

fn hidden(said: &mut Said) {
    let rule = "hidden-by-cache";
    let help = "mount the cache elsewhere, or write to another directory";
    let run = "RUN --mount=type=cache,target=/cache make\n";
    for (text, path, line) in [
        (
            format!("FROM a\nCOPY m /cache/m/\n{run}{run}"),
            "/cache/m",
            2,
        ),
        (format!("FROM a\nADD m /cache\n{run}"), "/cache", 2),
        (
            format!("FROM a\nWORKDIR /\nCOPY m cache/\n{run}"),
            "/cache",
            3,
        ),
        (
            format!("FROM a AS b\nCOPY <<E /cache/m\nE\nFROM b\n{run}"),
            "/cache/m",
            2,
        ),
        (
            format!("FROM a\n{run}COPY m /cache/m\n{run}"),
            "/cache/m",
            3,
        ),
    ] {
        let message =
            format!("the cache at `/cache` hides `{path}`, which a step before it has written");
        let lines = text.matches('\n').count();
        let at = if text.matches("RUN").count() == 2 && line == 2 {
            lines - 1
        } else {
            lines
        };
        warns(said, rule, &text, &message, help, [at, line]);
    }
    let help = "mount it at the directory where the program keeps its cache";
    for (text, path, target) in [
        (
            "FROM a\nWORKDIR /app\nRUN --mount=type=cache,target=/app make\n",
            "/app",
            "/app",
        ),
        (
            "FROM a\nWORKDIR /app/x\nRUN --mount=type=cache,target=/app/ make\n",
            "/app/x",
            "/app",
        ),
        (
            "FROM a\nWORKDIR /app\nRUN --mount=type=cache,target=. make\n",
            "/app",
            "/app",
        ),
    ] {
        let message = format!(
            "the cache at `{target}` hides the working directory `{path}`, and keeps what the step writes there"
        );
        warns(said, rule, text, &message, help, [3, 0]);
    }
    for fine in [
        format!("FROM a\nWORKDIR /\n{run}"),
        format!("FROM a\nCOPY m /cache-m\nCOPY . /\n{run}"),
        format!("FROM a\n{run}COPY m /cache/m\n"),
        format!("FROM a\nCOPY m $X/cache/m\n{run}"),
        format!("FROM a\nCOPY m cache\n{run}"),
        format!("FROM a AS b\nCOPY m /cache/m\nFROM a\n{run}"),
    ] {
        assert_eq!(found(&fine, rule), [], "{fine}");
    }
}
