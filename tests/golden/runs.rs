//! `RUN` without mounts.

use dockerkit::{Device, Dockerfile, Escape, Network, Run, Security, Stage};

use super::{Case, all, one};

/// Text whose newlines are all continuations, and text that is misread once it is joined.
fn continued() -> [&'static str; 8] {
    [
        "apt-get install a \\\n    # c\n    b && \\\n\n    clean",
        "\n        make \\ \t\n          'in  \\\r\n          quotes'\r\n    ",
        "\\\n    make && \\\n    make install",
        "cat <\\\n<E",
        "\\\n    --version",
        "[ \\\n    \"a\" ]",
        "make \\\\\nmake",
        "make \\\n    install\n# done",
    ]
}

pub(crate) fn cases() -> Vec<Case> {
    let run = || Run::new("make test");
    let device = Device::new("vendor.example/class=a");
    let devices = run().device(device.clone()).device(device.required());
    let labs = Dockerfile::new()
        .syntax("docker/dockerfile:1-labs")
        .stage(Stage::new("alpine:3.20").push(devices));
    let odd = [
        "cat <<X\nx\nX",
        "--version",
        " x",
        "a\\\\",
        "[\"a\"]",
        "EOF\n",
    ];
    vec![
        (
            "run-shell",
            one(Run::new("echo \"$HOME\" ${DIR:-/x} {a,b} 'it' \\$5 # x")),
        ),
        (
            "run-list",
            one(Run::all([
                "apt-get update",
                "apt-get install -y curl",
                "rm -rf /tmp/*",
            ])),
        ),
        ("run-exec", one(Run::new(["echo", "$HOME", "a b"]))),
        (
            "run-script",
            one(Run::new("set -e\n\tcd /x\n\n# not a comment here\nmake\n")),
        ),
        ("run-odd", all(odd.map(Run::new))),
        ("run-continued", all(continued().map(Run::new))),
        (
            "run-continued-backtick",
            all(["copy a `\n  rem b `\n  # c\n\n  d", "make \\\n  install"].map(Run::new))
                .escape(Escape::Backtick),
        ),
        (
            "run-script-continued",
            one(Run::script("make \\\n  install")),
        ),
        ("run-network-default", one(run().network(Network::Default))),
        ("run-network-none", one(run().network(Network::None))),
        ("run-network-host", one(run().network(Network::Host))),
        (
            "run-security-sandbox",
            one(run().security(Security::Sandbox)),
        ),
        (
            "run-security-insecure",
            one(run().security(Security::Insecure)),
        ),
        ("run-device", labs),
    ]
}
