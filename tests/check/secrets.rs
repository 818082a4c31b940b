//! Secrets that would stay in a cache.

use dockerkit::{Dockerfile, PackageManager, Run, SecretMount, Stage};

use super::Said;
use super::left::{found, warns};

const RULE: &str = "secret-in-cache";

pub(crate) fn all(said: &mut Said) {
    written(said);
    mounted(said);
}

#[test]
fn secrets_are_looked_at() {
    all(&mut Said::default());
}

const MOUNTS: &str = "--mount=type=secret,id=s,env=TOKEN --mount=type=secret,id=f --mount=type=cache,target=/root/.m2";

fn written(said: &mut Said) {
    let help = "let the program read the secret where it is mounted, or write it to a directory in memory: `--mount=type=tmpfs,…`";
    let step = |command: &str| format!("FROM a\nWORKDIR /root\nRUN {MOUNTS} {command}\n");
    for (command, secret) in [
        ("echo $TOKEN > /root/.m2/x", "s"),
        ("echo \"a=${TOKEN:-x}\" >> .m2/x", "s"),
        ("cat /run/secrets/f > ~/.m2/x && mvn", "f"),
        ("cat < /run/secrets/f > $HOME/.m2/x", "f"),
        (
            "T=\"$(cat /run/secrets/f)\" && printf 'a %s' \"$T\" > ${HOME}/.m2/x",
            "f",
        ),
        ("export T=$TOKEN; cd .m2 && echo $T > x", "s"),
        ("cp /run/secrets/f /root/.m2/x", "f"),
        ("install -m 600 /run/secrets/f /root/.m2/x", "f"),
        ("cat /run/secrets/f | tee /root/.m2/x", "f"),
        ("sed \"s/T/$TOKEN/\" in > /root/.m2/x", "s"),
        ("<<X\ncat > /root/.m2/x <<E\na=$TOKEN\nE\nX", "s"),
    ] {
        let message = format!(
            "the secret `{secret}` is written to `/root/.m2/x`, and stays in the cache at `/root/.m2` for every build that mounts it"
        );
        warns(said, RULE, &step(command), &message, help, [3, 0]);
    }
    let npm = "FROM a\nRUN --mount=type=secret,id=s,env=T --mount=type=cache,target=/root npm config set //r/:_authToken=$T\n";
    let message = "the secret `s` is written to `/root/.npmrc`, and stays in the cache at `/root` for every build that mounts it";
    warns(said, RULE, npm, message, help, [2, 0]);
    let npm = npm.replace("target=/root ", "target=/root/.npm ");
    let message = "the secret `s` is written to `/root/.npm/_logs`, and stays in the cache at `/root/.npm` for every build that mounts it";
    warns(said, RULE, &npm, message, help, [2, 0]);
    for fine in [
        "echo $TOKENS > /root/.m2/x",
        "echo '$' TOKEN > /root/.m2/x",
        "echo $TOKEN > /root/x",
        "echo $TOKEN > $X/.m2/x",
        "echo $TOKEN > /root/.m2/x; mvn; rm /root/.m2/x",
        "curl -H \"Authorization: $TOKEN\" https://x > /root/.m2/x",
        "mvn -s /run/secrets/f package > /root/.m2/log",
        "ln -s /run/secrets/f /root/.m2/x",
        "cp /root/.m2/y /root/.m2/x && cat /run/secrets/f",
        "cat /run/secrets/f | mvn && echo a | tee /root/.m2/x",
        "<<X\ncat > /root/.m2/x <<'E'\na=$TOKEN\nE\nX",
        "npm config set //r/:_authToken=$TOKEN",
    ] {
        assert_eq!(found(&step(fine), RULE), [], "{fine}");
    }
    // The home that the preset gives to cargo is the cache.
    let cargo = |command: &'static str| {
        let run = Run::new(command).mount(SecretMount::new("s").env("TOKEN"));
        let run = run.cache(PackageManager::Cargo);
        let report = Dockerfile::new()
            .stage(Stage::new("rust").push(run))
            .check();
        report
            .findings
            .into_iter()
            .map(|it| it.message)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        cargo("cargo login $TOKEN && cargo build"),
        [
            "the secret `s` is written to `/var/cache/cargo/credentials.toml`, and stays in the cache at `/var/cache/cargo` for \
          every build that mounts it"
        ]
    );
    assert_eq!(
        cargo("CARGO_REGISTRY_TOKEN=$TOKEN cargo build"),
        [] as [&str; 0]
    );
}

fn mounted(said: &mut Said) {
    let help = "mount the secret elsewhere, and name its file to the program; or mount the cache at a directory below";
    let text = "FROM a\nRUN --mount=type=cache,target=/root/.m2 --mount=type=secret,id=s,target=/root/.m2/settings.xml make\n";
    let message = "the secret `s` is mounted in the cache at `/root/.m2`, where an empty file `/root/.m2/settings.xml` stays";
    warns(said, RULE, text, message, help, [2, 0]);
    for fine in [
        "FROM a\nRUN --mount=type=cache,target=/root/.m2/repository --mount=type=secret,id=s,target=/root/.m2/settings.xml make\n",
        "FROM a\nRUN --mount=type=cache,target=/root/.m2 --mount=type=secret,id=s make\n",
        "FROM a\nRUN --mount=type=cache,target=/run/x --mount=type=secret,id=s,env=T make\n",
    ] {
        assert_eq!(found(fine, RULE), [], "{fine}");
    }
}
