//! Files whose steps mount caches, and use what was left in them.

use std::fmt::Write as _;
use std::hint::black_box;

use dockerkit::DockerfileText;

use super::linear;

fn check(text: &str) {
    black_box(DockerfileText::new(text.to_owned()).check());
}

#[track_caller]
fn grows(size: usize, before: &'static str, line: impl Fn(&mut String, usize)) {
    let text = |size: usize| {
        let mut text = before.to_owned();
        (0..size).for_each(|number| line(&mut text, number));
        text
    };
    linear(size, text, |text| check(text));
}

const BUILD: &str =
    "FROM a AS build\nWORKDIR /src\nRUN --mount=type=cache,target=/src/target make\n";

#[test]
fn steps_that_mount_and_copy() {
    grows(300, BUILD, |text, number| {
        write!(
            text,
            "COPY a /c{number}/x\nRUN --mount=type=cache,target=/c{number} make\nRUN cp target/x /y{number}\n"
        )
        .unwrap();
    });
    grows(300, BUILD, |text, number| {
        write!(
            text,
            "COPY a /c/x{number}\nRUN --mount=type=cache,target=/d{number} --mount=type=cache,target=/d make\n"
        )
        .unwrap();
    });
}

#[test]
fn copies_of_what_was_left() {
    grows(300, "FROM a AS build\n", |text, number| {
        writeln!(text, "RUN --mount=type=cache,target=/c/{number} echo").unwrap();
        writeln!(text, "RUN --mount=from=build,source=/c/{number}/x echo").unwrap();
        writeln!(text, "COPY --from=build /c/{number}/x /c/x").unwrap();
    });
    grows(300, BUILD, |text, number| {
        writeln!(
            text,
            "FROM a\nCOPY --from=build /src/target/{number} /x\nRUN make"
        )
        .unwrap();
    });
}

#[test]
fn stages_on_stages_that_mount() {
    grows(300, "FROM a AS s0\n", |text, number| {
        writeln!(
            text,
            "RUN --mount=type=cache,target=/c{number} echo\nRUN cp /c{number}/x /\nFROM s{number} AS s{}\n\
             COPY --from=s{number} /c0/x /c{number}/x",
            number + 1
        )
        .unwrap();
    });
}

#[test]
fn locks_of_many_steps() {
    grows(100, "FROM a\n", |text, number| {
        text.push_str("RUN ");
        for lock in 0..20 {
            let target = if number % 2 == 0 { lock } else { 20 - lock };
            write!(
                text,
                "--mount=type=cache,sharing=locked,id=i{},target=/t{target:02} ",
                number / 2 * 10 + lock
            )
            .unwrap();
        }
        text.push_str("make\n");
    });
}

#[test]
fn commands_of_one_step() {
    grows(
        500,
        "FROM a\nWORKDIR /src\nRUN --mount=type=cache,target=/src/t make\nRUN true",
        |text, number| {
            write!(
                text,
                " && \\\n mkdir -p /m{number} && cp /m{number}/t t/x{number} && cat t/y{number}"
            )
            .unwrap();
        },
    );
    grows(
        500,
        "FROM a\nWORKDIR /src\nRUN --mount=type=cache,target=/src/t make\nRUN true",
        |text, number| {
            write!(text, " && \\\n cat x/t/y{number}").unwrap();
        },
    );
    grows(
        500,
        "FROM a\nWORKDIR /src\nRUN --mount=type=cache,target=/src/t make\nRUN true",
        |text, number| {
            write!(text, " && \\\n mkdir -p /m{number}/t && cat /m{number}/t/y").unwrap();
        },
    );
    let deep = |size: usize| {
        let path = "/d".repeat(size);
        format!(
            "FROM a AS b\nRUN --mount=type=cache,target={path} make\nFROM a\nCOPY --from=b {path}/x /x\n"
        )
    };
    linear(500, deep, |text| check(text));
}

#[test]
fn secrets_and_places_of_caches() {
    let before = "FROM python:3\nENV PIP_CACHE_DIR=/p\nRUN --mount=type=secret,id=s,env=T --mount=type=cache,target=/root/.cache/pip true";
    grows(500, before, |text, number| {
        write!(
            text,
            " && \\\n V{number}=$T && echo $V{number} > /root/.cache/pip/{number}"
        )
        .unwrap();
    });
    grows(500, before, |text, number| {
        write!(
            text,
            " && \\\n echo $T > /root/.cache/pip/{number} && rm /root/.cache/pip/{number}"
        )
        .unwrap();
    });
    grows(
        300,
        "FROM python:3\nENV PIP_CACHE_DIR=/p\n",
        |text, number| {
            writeln!(
                text,
                "RUN --mount=type=cache,target=/root/.cache/pip pip install {number}"
            )
            .unwrap();
        },
    );
    grows(
        200,
        "FROM python:3 AS s0\nENV PIP_CACHE_DIR=/p\n",
        |text, number| {
            writeln!(
            text,
            "RUN --mount=type=cache,target=/root/.cache/pip pip install {number}\nFROM s{number} AS s{}",
            number + 1
        )
        .unwrap();
        },
    );
    let mounts = |size: usize| {
        let mut text = String::from("FROM python:3\nENV PIP_CACHE_DIR=/p\nRUN");
        for number in 0..size {
            write!(
                text,
                " --mount=type=cache,target=/c{number} --mount=type=secret,id=s{number}"
            )
            .unwrap();
        }
        text + " pip install a && echo $T > /c0/x\n"
    };
    linear(300, mounts, |text| check(text));
}
