//! `RUN` without mounts.

use dockerkit::{Device, Dockerfile, Network, Run, Security, Stage};

use super::{Case, all, one};

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
