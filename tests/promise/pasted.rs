//! Shell text that is pasted from a Dockerfile means what it meant there.

use std::process::Command;

use dockerkit::{Cmd, Entrypoint, Escape, Healthcheck, OnBuild, PackageManager, Run, Stage};

use crate::{file, refused, refused_with, written};

/// What a shell prints of what BuildKit gives it: the body of the here-document, or the lines joined.
fn prints(run: Run) -> String {
    let text = written(run);
    let text = text.strip_prefix("RUN ").unwrap();
    let given = match text.strip_prefix("<<EOF\n") {
        Some(body) => body.strip_suffix("EOF").unwrap().to_owned(),
        None => text
            .lines()
            .enumerate()
            .filter(|(at, line)| *at == 0 || !line.trim_start().starts_with('#'))
            .map(|(_, line)| line.strip_suffix('\\').unwrap_or(line))
            .collect(),
    };
    let output = Command::new("sh").args(["-c", &given]).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// What follows a comment between continued lines was lost, with exit status 0.
#[test]
fn a_comment_between_continued_lines_loses_nothing() {
    let pasted = "echo install a \\\n    # c\n    b && echo clean";
    assert_eq!(prints(Run::new(pasted)), "install a b\nclean\n");
    assert_eq!(written(Run::new(pasted)), format!("RUN {pasted}"));
    let whole = "echo '1\\\n# 2\n3' && \\\n\n  # 4\n  echo a\\\n\\\nb\n";
    assert_eq!(prints(Run::new(whole)), "13\nab\n");
}

#[test]
fn continued_text_is_written_as_it_was_typed() {
    let text = "apt-get update && \\\n  # it's small\n\n  apt-get install \\\n      curl";
    assert_eq!(written(Run::new(text)), format!("RUN {text}"));
    assert_eq!(
        written(OnBuild::new(Run::new(text))),
        format!("ONBUILD RUN {text}")
    );
    assert_eq!(written(Cmd::new(text)), format!("CMD {text}"));
    assert_eq!(written(Entrypoint::new(text)), format!("ENTRYPOINT {text}"));
    assert_eq!(
        written(Healthcheck::new(text)),
        format!("HEALTHCHECK CMD {text}")
    );
    let run = Run::all([text, "b || c \\\n  # d\n  || e", "f"]);
    assert_eq!(
        written(run),
        format!("RUN {text} && \\\n    {{ b || c \\\n  # d\n  || e; }} && \\\n    f")
    );
    let run = Run::new(text).cache(PackageManager::Uv);
    assert!(written(run).ends_with(&format!("\n    export UV_LINK_MODE=copy; \\\n    {text}")));
}

/// Whether newlines are continuations depends on the file's escape character, which is known last.
#[test]
fn the_escape_character_decides() {
    let [slash, tick] = ["make \\\n  install", "make `\n  install"];
    for (text, escape, line) in [
        (slash, Escape::Backslash, true),
        (slash, Escape::Backtick, false),
        (tick, Escape::Backslash, false),
        (tick, Escape::Backtick, true),
    ] {
        let rendered = file(Run::new(text)).escape(escape).render().unwrap();
        assert_eq!(rendered.ends_with(&format!("RUN {text}\n")), line);
        assert_eq!(rendered.contains("RUN <<EOF"), !line);
    }
    // What the shell continues can be a script.
    let packages = Run::all(["true", slash]);
    assert!(
        file(packages)
            .escape(Escape::Backtick)
            .render()
            .unwrap()
            .ends_with("RUN <<EOF\ntrue && \\\n    make \\\n  install\nEOF\n")
    );
    assert_eq!(
        refused_with(Escape::Backtick, Run::all(["true", "a \\\n# c\nb"])),
        "shell-text"
    );
}

#[test]
fn what_is_misread_when_it_is_joined_is_a_script_of_one_line() {
    for (text, line) in [
        ("cat <\\\n<E", "cat <<E"),
        ("cat \\\n<<E", "cat <<E"),
        ("\\\n  --version", "--version"),
        ("[ \\\n\"a\" ]", "[ \"a\" ]"),
        ("echo 'a\\\nb' <<E", "echo 'ab' <<E"),
    ] {
        assert_eq!(written(Run::new(text)), format!("RUN <<EOF\n{line}\nEOF"));
    }
}

#[test]
fn what_takes_in_the_next_instruction_is_refused() {
    for text in [
        "a \\\n",
        "a \\\n# c",
        "a \\\n# c\n",
        "a \\\n\n",
        "a && \\\n b \\",
    ] {
        let last = format!("{text}\nRUN b");
        assert_eq!(refused(Run::new(text)), "shell-text", "{last}");
        assert_eq!(refused(OnBuild::new(Run::new(text))), "shell-text");
        assert_eq!(refused(Cmd::new(text)), "shell-text");
        assert_eq!(refused(Run::all([text, "b"])), "shell-text");
        assert_eq!(
            refused(Run::new(text).cache(PackageManager::Uv)),
            "shell-text"
        );
    }
    // Finished, so that what follows is no part of it.
    assert_eq!(
        written(Run::new("a \\\nb\n# c")),
        "RUN <<EOF\na \\\nb\n# c\nEOF"
    );
    assert_eq!(refused(Run::new("echo a # b \\\n && make")), "shell-text");
    assert!(file(Run::new("echo a \\\n b # c")).render().is_ok());
    assert!(file(Run::script("echo a # b \\\n && make")).check().is_ok());
}

#[test]
fn a_script_is_one_though_its_newlines_are_continuations() {
    let text = "make \\\n  install";
    let script = || Run::script(text);
    assert_eq!(written(script()), "RUN <<EOF\nmake \\\n  install\nEOF");
    assert_ne!(script(), Run::new(text));
    assert_eq!(
        file(script()).resolved(),
        file(Run::script(format!("{text}\n"))).resolved()
    );
    assert_eq!(
        file(Run::script("a\nb")).resolved(),
        file(Run::new("a\nb")).resolved()
    );
    assert!(
        written(script().cache(PackageManager::Uv))
            .ends_with(" <<EOF\nexport UV_LINK_MODE=copy\nmake \\\n  install\nEOF")
    );
}

/// What renders to the same text is the same once it is resolved.
#[test]
fn lists_and_leads_are_one_text() {
    let same = |one: Run, other: Run| {
        let file = |run| dockerkit::Dockerfile::new().stage(Stage::new("a").push(run));
        let (one, other) = (file(one), file(other));
        assert_eq!(one.render().unwrap(), other.render().unwrap());
        assert_eq!(one.resolved(), other.resolved());
        assert_eq!(one.resolved().resolved(), one.resolved());
        assert_eq!(one.resolved().render().unwrap(), one.render().unwrap());
    };
    same(Run::all(["a", "b"]), Run::new("a && \\\n    b"));
    same(
        Run::all(["a", "b || c"]),
        Run::new("a && \\\n    { b || c; }"),
    );
    same(Run::new("\n a \\ \r\n b\n"), Run::new("a \\\n b"));
    same(Run::new("cat <\\\n<E"), Run::script("cat <<E\n"));
    let long = "x".repeat(70_000);
    let run = Run::all(["a".to_owned(), format!("b {long}"), long.clone()]);
    let mut whole = String::from("a && \\\n    b ");
    whole += &long;
    same(run, Run::new(whole + " && \\\n    " + &long));
}

/// What stands behind `RUN` in a Dockerfile, with the here-document around it, was a here-document in one: an empty command.
#[test]
fn a_here_document_is_the_script_in_it() {
    for (text, script) in [
        ("<<EOF\nset -e\necho a\nEOF", "set -e\necho a\n"),
        ("<<EOF  \nset -e\necho a\nEOF\n\n", "set -e\necho a\n"),
        ("<<-\"E\"\n\tset -e\n\t\techo a\n\tE\n", "set -e\necho a\n"),
        (
            "<<E\n#!/bin/sh -e\necho <<A\nA\nE",
            "#!/bin/sh -e\necho <<A\nA\n",
        ),
    ] {
        let (pasted, given) = (file(Run::new(text)), file(Run::script(script)));
        assert_eq!(pasted.render().unwrap(), given.render().unwrap(), "{text}");
        assert_eq!(pasted.resolved(), given.resolved(), "{text}");
        assert_eq!(pasted.check().to_string(), "", "{text}");
        let cached = |run: Run| file(run.cache(PackageManager::Uv));
        let (pasted, given) = (cached(Run::new(text)), cached(Run::script(script)));
        let messages = |file: &dockerkit::Dockerfile| {
            let findings = file.check().findings.into_iter();
            findings.map(|it| it.message).collect::<Vec<_>>()
        };
        assert_eq!(messages(&pasted), messages(&given), "{text}");
        if !script.starts_with("#!") {
            assert_eq!(pasted.render().unwrap(), given.render().unwrap(), "{text}");
        }
    }
    assert_eq!(
        written(Run::new("<<EOF\nset -e\necho a\nEOF")),
        "RUN <<EOF\nset -e\necho a\nEOF"
    );
    // Other commands read theirs.
    let text = "cat <<A\nb\nA\n";
    assert_eq!(written(Run::new(text)), "RUN cat <<A\nb\nA");
    let text = "cat <<A\nb\nA\ncat c\n";
    assert_eq!(written(Run::new(text)), format!("RUN <<EOF\n{text}EOF"));
}
