//! The test support itself: what it hands to other tests is what it says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    fmt::Write as _,
    io::{Read, Write as _},
    net::TcpStream,
    process::Command,
    time::{Duration, UNIX_EPOCH},
};

mod support;

use support::{
    engine::{Bake, Engine, Target},
    index::{Index, Kind, Wheel, date},
    parser::{Heredoc, Parser},
    scratch::{Scratch, unique},
};

/// One request on a connection of its own: status line and headers, then the body.
fn request(url: &str, method: &str, headers: &str) -> (String, Vec<u8>) {
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "{method} /{path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap()
        + 4;
    let body = answer.split_off(end);
    (String::from_utf8(answer).unwrap(), body)
}

#[test]
fn dates_are_those_of_the_calendar() {
    for (seconds, expected) in [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    ] {
        assert_eq!(date(UNIX_EPOCH + Duration::from_secs(seconds)), expected);
    }
}

#[test]
fn an_index_serves_valid_wheels_and_counts_them() {
    let wheel = Wheel::new("alpha-beta", "1.2")
        .payload(100_000)
        .requires("gamma>=2");
    let index = Index::serve([wheel.clone()]);
    let file = index.url().replace("/simple/", &wheel.path());

    let (head, page) = request(&format!("{}alpha-beta", index.url()), "GET", "");
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(
        String::from_utf8(page)
            .unwrap()
            .contains(&format!("href=\"{}\"", wheel.path()))
    );
    let (head, body) = request(&file, "HEAD", "");
    assert!(
        head.contains(&format!("Content-Length: {}\r\n", wheel.len())),
        "{head}"
    );
    assert_eq!(body, b"");
    let (head, body) = request(&file, "GET", "Range: bytes=10-19\r\n");
    assert!(head.starts_with("HTTP/1.1 206 "), "{head}");
    assert_eq!(body, wheel.bytes()[10..20]);
    let (head, body) = request(&file, "GET", "");
    assert!(
        head.contains("Cache-Control: max-age=365000000, immutable\r\n"),
        "{head}"
    );
    assert_eq!(body, wheel.bytes());
    request(&format!("{file}.missing"), "GET", "");

    let traffic = index.reset();
    assert_eq!(traffic.packages().requests, 3);
    assert_eq!(traffic.packages().bytes, wheel.len() + 10);
    assert_eq!(traffic.path(&wheel.path()), traffic.packages());
    assert_eq!(traffic.fetched().collect::<Vec<_>>(), [wheel.path()]);
    assert_eq!(traffic.pages().requests, 1);
    assert_eq!(traffic.of(Kind::Missing).requests, 1);
    assert_eq!(index.traffic().packages().requests, 0);

    // Python's own reader is the judge of the archive: it checks structure and sums.
    let scratch = Scratch::new();
    let path = scratch.write(wheel.file_name(), &body);
    let read =
        "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), *z.namelist())";
    let output = Command::new("python3")
        .args(["-c", read])
        .arg(path)
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "None alpha_beta/__init__.py alpha_beta/payload.bin alpha_beta-1.2.dist-info/METADATA \
         alpha_beta-1.2.dist-info/WHEEL alpha_beta-1.2.dist-info/RECORD\n",
        "{output:?}"
    );
}

#[test]
#[ignore = "needs the official parser that .ci/parser installs"]
fn the_parser_tells_everything_it_reads() {
    let mut parser = Parser::start();
    let file = parser
        .parse("FROM a\nRUN --network=none <<-EOF cat 3<<\"B\"\n\tx\0 $y\nEOF\nz\nB\nENV é=\"\u{1}\0 \u{2028}\" b=2\nCMD [\"\\u0000\"]\n")
        .unwrap();
    assert_eq!(
        file.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
        ["FROM", "RUN", "ENV", "CMD"]
    );
    let [_, run, env, cmd] = &file[..] else {
        unreachable!()
    };
    assert_eq!((run.start_line, run.end_line), (2, 6));
    assert_eq!(run.flags, ["--network=none"]);
    assert_eq!(run.values, ["<<-EOF cat 3<<\"B\""]);
    let heredoc = |name: &str, descriptor, content: &str, strip_tabs, expand| Heredoc {
        name: name.to_owned(),
        descriptor,
        content: content.to_owned(),
        strip_tabs,
        expand,
    };
    assert_eq!(
        run.heredocs,
        [
            heredoc("EOF", 0, "\tx\0 $y\n", true, true),
            heredoc("B", 3, "z\n", false, false)
        ]
    );
    assert_eq!(env.values, ["é", "\"\u{1}\0 \u{2028}\"", "b", "2"]);
    assert_eq!(
        (cmd.json, &cmd.values[..], cmd.original.as_str()),
        (true, &["\0".to_owned()][..], "CMD [\"\\u0000\"]")
    );

    let file = parser
        .parse("# escape=`\nFROM a\nONBUILD COPY --link <<a `\n /x\nfoo\na\n")
        .unwrap();
    let inner = file[1].onbuild.as_deref().unwrap();
    assert_eq!(
        (inner.name.as_str(), inner.start_line, inner.end_line),
        ("COPY", 3, 6)
    );
    assert_eq!(
        (&inner.flags[..], &inner.values[..]),
        (
            &["--link".to_owned()][..],
            &["<<a".to_owned(), "/x".to_owned()][..]
        )
    );
    assert_eq!(inner.heredocs, [heredoc("a", 0, "foo\n", false, true)]);

    assert_eq!(
        parser.parse("RUN <<EOF\nx"),
        Err("unterminated heredoc".to_owned())
    );
    assert_eq!(
        parser.parse("# nothing\n"),
        Err("file with no instructions".to_owned())
    );
}

#[test]
#[ignore = "needs the official parser that .ci/parser installs"]
fn the_parser_reads_thousands_of_files_at_once() {
    // More in each direction than any pipe holds.
    let files: Vec<_> = (0..20_000)
        .map(|number| format!("FROM a\nRUN {}{number}\n", "x".repeat(number % 1000)))
        .collect();
    let answers = Parser::start().parse_many(&files);
    for (number, answer) in answers.iter().enumerate() {
        let file = answer.as_ref().unwrap();
        assert_eq!(
            file[1].values,
            [format!("{}{number}", "x".repeat(number % 1000))]
        );
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn the_engine_builds_exports_and_inspects() {
    let engine = Engine::connect();
    let name = unique("smoke");
    let context = Scratch::new();
    context.write("from/context", "as it is");
    let dockerfile = format!(
        "FROM dockerkit-test/busybox:1 AS run\nARG WORD\nUSER appuser\nCOPY from /from\nWORKDIR /home/appuser\n\
         RUN --mount=type=cache,id={name},target=/c,uid=1001,gid=1001 echo \"$WORD\" >> /c/words; cat /c/words; cp /c/words ~\n\
         LABEL word=$WORD\n\
         FROM scratch\nCOPY --from=run /home/appuser/words /from/context /\n"
    );
    let service = || engine.build(&dockerfile).context(context.path());

    let built = service()
        .target("run")
        .arg("WORD", "one")
        .tag(&name)
        .run()
        .unwrap();
    assert_eq!(built.printed(), ["one"], "{}", built.log);
    assert_eq!(
        engine.inspect(&built.image)["Config"]["Labels"]["word"],
        "one"
    );
    assert_eq!(engine.inspect(&name)["Id"], *built.image);
    let exported = service().arg("WORD", "two").export().unwrap();
    assert_eq!(exported.text("/words"), "one\ntwo\n");
    assert_eq!(exported.text("context"), "as it is");
    assert_eq!(exported.files().len(), 2);

    let [record] = &engine.cache_mounts_of(&name)[..] else {
        panic!("one directory: {:?}", engine.cache_mounts())
    };
    assert_eq!((record.target.as_str(), record.parents.len()), ("/c", 1));
    engine.remove_cache_mounts([name.as_str()]);
    assert_eq!(
        service()
            .arg("WORD", "three")
            .export()
            .unwrap()
            .text("words"),
        "three\n"
    );
    engine.remove_cache_mounts([name.as_str()]);

    let kept = || {
        let again = service().target("run").arg("WORD", &name);
        again.keep_layers().run().unwrap()
    };
    assert_eq!(kept().printed(), [name.as_str()]);
    assert_eq!(kept().printed(), [""; 0]);
    engine.remove_cache_mounts([name.as_str()]);

    let failed = service()
        .arg("WORD", "four")
        .target("nowhere")
        .run()
        .unwrap_err();
    assert!(
        failed
            .log
            .contains("target stage \"nowhere\" could not be found"),
        "{failed:?}"
    );
    engine.remove_image(&name);
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn the_engine_checks_a_file_against_bases_of_any_name() {
    let engine = Engine::connect();
    let base = format!("ghcr.io/{}:0.9", unique("made-up"));
    engine.tag("dockerkit-test/busybox:1", &base);
    assert!(
        engine
            .build(format!(
                "FROM {base} AS good\nCOPY --from={base} /bin/sh /x\n"
            ))
            .check()
            .is_clean()
    );
    let checked = engine.build(format!("FROM {base} AS Bad\n")).check();
    assert_eq!(
        checked
            .warnings
            .iter()
            .map(|one| (one.rule.as_str(), one.line))
            .collect::<Vec<_>>(),
        [("StageNameCasing", 1)]
    );
    assert_eq!(checked.error, None);
    assert!(
        engine
            .build("FROM scratch\nNONSENSE\n")
            .check()
            .error
            .unwrap()
            .contains("unknown instruction: NONSENSE")
    );
    engine.remove_image(&base);
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn the_engine_bakes_many_targets_at_once() {
    let engine = Engine::connect();
    let mut dockerfile = String::new();
    for number in 0..20 {
        let _ = writeln!(
            dockerfile,
            "FROM dockerkit-test/busybox:1 AS case{number}\nARG WORD\nENV WORD=$WORD\nRUN true {number}"
        );
    }
    let words: Vec<_> = (0..20)
        .map(|number| format!("${{x}} %{{y}} $z {number}"))
        .collect();
    let targets = words.iter().enumerate().map(|(number, word)| {
        Target::new(format!("t{number}"), &dockerfile)
            .stage(format!("case{number}"))
            .arg("WORD", word)
    });
    let baked = targets.fold(engine.bake(), Bake::target).run().unwrap();
    let images: Vec<_> = (0..20)
        .map(|number| baked.images[&format!("t{number}")].as_str())
        .collect();
    for (image, word) in engine.inspect_all(images).iter().zip(&words) {
        let environment = image["Config"]["Env"].as_array().unwrap();
        assert!(
            environment.contains(&format!("WORD={word}").into()),
            "{environment:?}"
        );
    }
}

/// Two services of five shared packages and one of their own, each built once with the same cache mount: what the
/// first has fetched the second does not fetch.
fn shares(manager: &str, target: &str, install: &str) {
    let engine = Engine::connect();
    let wheel = |name: &str| Wheel::new(name, "1.0").payload(200_000);
    let shared = ["a1", "a2", "a3", "a4", "a5"];
    let index = Index::serve(
        shared
            .iter()
            .chain(&["own-one", "own-two"])
            .map(|name| wheel(name)),
    );
    let id = unique(manager);
    let install = install.replace("URL", &index.url());
    let build = |own: &str| {
        let packages = shared.join(" ");
        let dockerfile = format!(
            "FROM dockerkit-test/python:1\nRUN --mount=type=cache,id={id},target={target} {install} {packages} {own} && python3 -c 'import a1, {}'\n",
            own.replace('-', "_")
        );
        engine.build(dockerfile).run().unwrap();
        index.reset()
    };
    let first = build("own-one");
    let size = index.wheel("a1").len();
    assert_eq!(
        first.packages().bytes,
        shared.len() as u64 * size + index.wheel("own-one").len(),
        "{first}"
    );
    let second = build("own-two");
    assert_eq!(
        second.fetched().collect::<Vec<_>>(),
        [index.wheel("own-two").path()],
        "{second}"
    );
    assert_eq!(
        second.packages().bytes,
        index.wheel("own-two").len(),
        "{second}"
    );
    engine.remove_cache_mounts([id.as_str()]);
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn pip_fetches_nothing_twice() {
    shares(
        "pip",
        "/root/.cache/pip",
        "pip install --index-url URL --trusted-host 127.0.0.1",
    );
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn uv_fetches_nothing_twice() {
    shares(
        "uv",
        "/root/.cache/uv",
        "UV_LINK_MODE=copy uv pip install --system --break-system-packages --index-url URL",
    );
}
