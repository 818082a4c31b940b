//! Short forms: each is read, and the shortest is written.

use std::time::Duration;

use dockerkit::{
    Arg, BindMount, BlankLine, CacheMount, Caches, Cmd, Comment, CopyFiles, DefaultShell, Device,
    Entrypoint, Env, Expose, Healthcheck, InlineFile, Instruction, Label, Mode, Mount, Network,
    OnBuild, OrArg, OtherMount, PackageManager, Port, Preset, Protocol, Run, SecretMount, Security,
    Sharing, Shell, SshMount, StopSignal, TmpfsMount, User, Volume, Workdir, literal,
};
use serde_json::{Value, json};

use super::{against, with};

/// All of them are read as the instruction, and it is written as the first.
#[track_caller]
fn forms<const N: usize>(instruction: impl Into<Instruction>, forms: [Value; N]) {
    let instruction = instruction.into();
    assert_eq!(serde_json::to_value(&instruction).unwrap(), forms[0]);
    for form in forms {
        let read: Instruction = serde_json::from_value(form.clone()).unwrap();
        assert_eq!(read, instruction, "{form}");
        assert_eq!(against(&with(&form)), [""; 0], "{form}");
    }
}

#[track_caller]
fn mounts<const N: usize>(mount: impl Into<Mount>, all: [Value; N]) {
    let run = Run::new("make").mount(mount);
    forms(
        run,
        all.map(|mount| json!({"run": {"command": "make", "mounts": mount}})),
    );
}

#[test]
fn commands() {
    forms(
        Run::new("make"),
        [
            json!({"run": "make"}),
            json!({"run": {"command": "make"}}),
            json!({"run": {"shell": "make"}}),
        ],
    );
    forms(
        Run::new("true"),
        [json!({"run": "true"}), json!({"run": true})],
    );
    forms(
        Run::new(["make", "-j"]),
        [
            json!({"run": ["make", "-j"]}),
            json!({"run": {"exec": ["make", "-j"]}}),
        ],
    );
    forms(
        Run::new(["sleep", "5"]),
        [json!({"run": ["sleep", "5"]}), json!({"run": ["sleep", 5]})],
    );
    let all = json!({"run": {"shell": ["make", "make install"]}});
    forms(
        Run::all(["make", "make install"]),
        [
            all,
            json!({"run": {"command": {"shell": ["make", "make install"]}}}),
        ],
    );
    forms(Run::script("make"), [json!({"run": {"script": "make"}})]);
    let value = Run::new(Shell::new("echo ").arg("it's"));
    forms(
        value,
        [json!({"run": {"shell": [["echo ", {"value": "it's"}]]}})],
    );
    let full = Run::new("make")
        .network(Network::None)
        .security(Security::Insecure);
    let full = full.device("a").device(Device::new("b").required());
    let devices = json!(["a", {"name": "b", "required": true}]);
    forms(
        full,
        [
            json!({"run": {"command": "make", "network": "none", "security": "insecure", "devices": devices}}),
        ],
    );
    forms(Cmd::new("exec app"), [json!({"cmd": "exec app"})]);
    forms(Cmd::new(["app"]), [json!({"cmd": ["app"]})]);
    forms(Entrypoint::new(["app"]), [json!({"entrypoint": ["app"]})]);
    forms(DefaultShell::new(["bash"]), [json!({"shell": ["bash"]})]);
}

#[test]
fn variables() {
    let two = Env::new("B", "$A").and("A", 4);
    forms(
        two,
        [
            json!({"env": {"B": "$A", "A": "4"}}),
            json!({"env": {"B": "$A", "A": 4}}),
            json!({"env": [["B", "$A"], ["A", 4]]}),
            json!({"env": [{"B": "$A"}, {"A": 4}]}),
        ],
    );
    let kept: Instruction = serde_json::from_str(r#"{"env": {"B": "1", "A": true}}"#).unwrap();
    assert_eq!(kept, Env::new("B", 1).and("A", true).into());
    assert_eq!(
        serde_json::to_string(&kept).unwrap(),
        r#"{"env":{"B":"1","A":"true"}}"#
    );
    forms(
        Env::new("A", "1").and("A", "2"),
        [json!({"env": [["A", "1"], ["A", "2"]]})],
    );
    forms(Label::new("a b", "c"), [json!({"label": {"a b": "c"}})]);
    forms(
        Arg::new("A"),
        [
            json!({"arg": "A"}),
            json!({"arg": ["A"]}),
            json!({"arg": {"A": null}}),
        ],
    );
    forms(
        Arg::with_default("A", 1),
        [
            json!({"arg": {"A": "1"}}),
            json!({"arg": [{"A": 1}]}),
            json!({"arg": [["A", 1]]}),
        ],
    );
    let several = Arg::new("A").and(Arg::with_default("B", "$A"));
    forms(
        several,
        [
            json!({"arg": ["A", ["B", "$A"]]}),
            json!({"arg": ["A", {"B": "$A"}]}),
            json!({"arg": {"A": null, "B": "$A"}}),
        ],
    );
    forms(Arg::new("A=B"), [json!({"arg": [["A=B"]]})]);
}

#[test]
fn health_checks() {
    let seconds = Duration::from_secs;
    forms(
        Healthcheck::none(),
        [
            json!({"healthcheck": "none"}),
            json!({"healthcheck": "NONE"}),
        ],
    );
    forms(
        Healthcheck::new("true"),
        [
            json!({"healthcheck": "true"}),
            json!({"healthcheck": {"command": "true"}}),
        ],
    );
    forms(
        Healthcheck::new("none"),
        [json!({"healthcheck": {"shell": "none"}})],
    );
    for (duration, written, read) in [
        (seconds(30), "30s", json!(30)),
        (seconds(90), "1m30s", json!("90s")),
        (seconds(3600), "1h", json!("60m")),
        (Duration::from_millis(1500), "1s500ms", json!("1.5s")),
        (Duration::ZERO, "0s", json!(0)),
        (Duration::new(1, 1_001), "1s1us1ns", json!("1s1µs1ns")),
    ] {
        let check = Healthcheck::new("true").interval(duration).retries(3);
        let form = |interval| json!({"healthcheck": {"command": "true", "interval": interval, "retries": 3}});
        forms(check, [form(json!(written)), form(read)]);
    }
    let longest = Healthcheck::new("true").timeout(Duration::MAX);
    let data = serde_json::to_string(&longest).unwrap();
    assert_eq!(serde_json::from_str::<Healthcheck>(&data).unwrap(), longest);
}

#[test]
fn words() {
    forms(
        Expose::new([80]),
        [
            json!({"expose": 80}),
            json!({"expose": [80]}),
            json!({"expose": "80/tcp"}),
        ],
    );
    let ports: [OrArg<Port>; 3] = [80.into(), Port::udp(53).into(), "$PORT".into()];
    forms(
        Expose::new(ports),
        [
            json!({"expose": [80, "53/udp", "$PORT"]}),
            json!({"expose": ["80", "53/UDP", "$PORT"]}),
        ],
    );
    let range = Port::range(8000, 8010, Protocol::Udp);
    forms(Expose::new([range]), [json!({"expose": "8000-8010/udp"})]);
    forms(Expose::new(["8080:80"]), [json!({"expose": "8080:80"})]);
    let backwards = json!({"expose": {"first": 2, "last": 1, "protocol": "tcp"}});
    forms(Expose::new([Port::range(2, 1, Protocol::Tcp)]), [backwards]);
    forms(
        Volume::new(["/data"]),
        [json!({"volume": "/data"}), json!({"volume": ["/data"]})],
    );
    forms(
        Volume::new(["/data", "$LOGS"]),
        [json!({"volume": ["/data", "$LOGS"]})],
    );
    forms(Workdir::new("/srv/$APP"), [json!({"workdir": "/srv/$APP"})]);
    forms(
        Workdir::new(literal("/5$/$a")),
        [
            json!({"workdir": r"/5\$/\$a"}),
            json!({"workdir": [{"literal": "/5$/$a"}]}),
        ],
    );
    forms(
        StopSignal::new(9),
        [json!({"stopsignal": "9"}), json!({"stopsignal": 9})],
    );
    forms(
        User::new(1001),
        [
            json!({"user": "1001"}),
            json!({"user": 1001}),
            json!({"user": {"name": "1001"}}),
        ],
    );
    let app = User::new("app").uid(1001).gid("$GID").home("/home/app");
    forms(
        app,
        [json!({"user": {"name": "app", "uid": 1001, "gid": "$GID", "home": "/home/app"}})],
    );
    forms(Comment::new("a\nb"), [json!({"comment": "a\nb"})]);
    forms(
        BlankLine,
        [json!("blank-line"), json!({"blank-line": null})],
    );
    forms(
        Caches::new([PackageManager::Pip]),
        [json!({"caches": "pip"}), json!({"caches": ["pip"]})],
    );
    forms(
        OnBuild::new(Run::new("make")),
        [json!({"onbuild": {"run": "make"}})],
    );
    forms(
        OnBuild::new(BlankLine),
        [json!({"onbuild": {"blank-line": null}})],
    );
    forms(
        OnBuild::text("setup --fast"),
        [
            json!({"onbuild": "setup --fast"}),
            json!({"onbuild": {"trigger": "setup --fast"}}),
        ],
    );
}

#[test]
fn files() {
    let to = "/app/";
    forms(
        CopyFiles::new(["a"], to),
        [
            json!({"copy": {"sources": "a", "destination": "/app/"}}),
            json!({"copy": {"sources": ["a"], "destination": "/app/"}}),
        ],
    );
    let full = CopyFiles::new(["a", "b"], to)
        .from_image("alpine:3")
        .chmod("0755")
        .link()
        .exclude("c");
    let written = json!({"copy": {
        "sources": ["a", "b"], "destination": "/app/", "from": "alpine:3", "chmod": "0755", "link": true, "exclude": "c",
    }});
    let read = json!({"copy": {
        "sources": [{"path": "a"}, "b"], "destination": "/app/", "from": {"image": "alpine:3"}, "chmod": "0755", "link": true,
        "exclude": ["c"], "chown": null,
    }});
    forms(full, [written, read]);
    let inline = CopyFiles::file(InlineFile::new("a", "b\n"), "/");
    let source = json!({"inline": {"name": "a", "content": "b\n"}});
    forms(
        inline,
        [json!({"copy": {"sources": source, "destination": "/"}})],
    );
}

#[test]
fn kinds_of_mounts() {
    mounts(
        PackageManager::Pip,
        [
            json!("pip"),
            json!({"preset": "pip"}),
            json!({"preset": {"manager": "pip"}}),
        ],
    );
    let suffixed = Preset::from(PackageManager::Pip).id_suffix("a");
    mounts(
        suffixed,
        [json!({"preset": {"manager": "pip", "id_suffix": "a"}})],
    );
    mounts(
        CacheMount::new("/c"),
        [
            json!({"cache": "/c"}),
            json!({"cache": {"target": "/c"}}),
            json!({"cache": {"target": {"path": "/c"}}}),
        ],
    );
    mounts(
        CacheMount::in_home("c"),
        [
            json!({"cache": {"home": "c"}}),
            json!({"cache": {"target": {"home": "c"}}}),
        ],
    );
    let full = CacheMount::new("/c")
        .id("a")
        .sharing(Sharing::Locked)
        .uid(1)
        .gid("$GID")
        .mode(Mode(0o755))
        .read_only();
    let written = json!({"cache": {
        "id": "a", "target": "/c", "sharing": "locked", "uid": 1, "gid": "$GID", "mode": "0755", "read_only": true,
    }});
    let read = json!({"cache": {
        "target": "/c", "id": "a", "sharing": "locked", "uid": "1", "gid": "$GID", "mode": "755", "read_only": "true",
    }});
    mounts(full, [written, read]);
    mounts(
        CacheMount::new("/c").sharing("$MODE"),
        [json!({"cache": {"target": "/c", "sharing": "$MODE"}})],
    );
    mounts(
        CacheMount::new("/c").read_write_if("$RW"),
        [json!({"cache": {"target": "/c", "read_only": {"unless": "$RW"}}})],
    );
    mounts(
        BindMount::new("a").source("a"),
        [json!({"bind": {"target": "a", "source": "a"}})],
    );
    mounts(TmpfsMount::new("/t"), [json!({"tmpfs": "/t"})]);
    mounts(
        TmpfsMount::new("/t").size(1024),
        [
            json!({"tmpfs": {"target": "/t", "size": "1024"}}),
            json!({"tmpfs": {"target": "/t", "size": 1024}}),
        ],
    );
    mounts(
        SecretMount::new("a"),
        [
            json!({"secret": "a"}),
            json!({"secret": {"id": "a", "required": false}}),
        ],
    );
    mounts(
        SecretMount::new("a").required_if("$R"),
        [json!({"secret": {"id": "a", "required": "$R"}})],
    );
    mounts(SshMount::new(), [json!({"ssh": {}}), json!({"ssh": null})]);
    mounts(SshMount::new().id("a"), [json!({"ssh": "a"})]);
    let other = OtherMount::new("$T")
        .option("target", "/c")
        .option("id", "a");
    mounts(
        other,
        [json!({"other": {"type": "$T", "options": {"target": "/c", "id": "a"}}})],
    );
    let other = OtherMount::new("$T").option("target", "/c").switch("ro");
    mounts(
        other,
        [
            json!({"other": {"type": "$T", "options": [["target", "/c"], "ro"]}}),
            json!({"other": {"type": "$T", "options": {"target": "/c", "ro": null}}}),
        ],
    );
}

/// What `check` refuses is data, too.
#[test]
fn what_is_wrong_is_kept() {
    let mut mount = CacheMount::new("/c");
    mount.uid = Some(OrArg::Text(literal("x")));
    mount.mode = Some(OrArg::Text(literal("x")));
    mount.sharing = Some(OrArg::Text(literal("lokced")));
    let wrong = |text: &str| json!([{ "literal": text }]);
    mounts(
        mount,
        [
            json!({"cache": {"target": "/c", "uid": wrong("x"), "mode": wrong("x"), "sharing": wrong("lokced")}}),
        ],
    );
}

#[test]
fn lists_in_shell_text() {
    let list = |values: &[&str]| Run::new(Shell::new("apk add ").arg(values));
    forms(
        list(&["curl", "a b"]),
        [json!({"run": {"shell": [["apk add ", {"values": ["curl", "a b"]}]]}})],
    );
    forms(
        list(&[]),
        [json!({"run": {"shell": [["apk add ", {"values": []}]]}})],
    );
}
