//! Secrets that stay in a cache.

use std::fs;

use dockerkit::{
    CacheMount, CopyFiles, Dockerfile, Env, Instruction, PackageManager, Run, SecretMount, Stage,
    StageRef, literal,
};

use crate::support::{
    engine::Engine,
    registry::{Format, Registry},
    scratch::Scratch,
    services,
};
use crate::{BUSYBOX, MANAGERS, broken, build};

const SECRET: &str = "s3cr3t-of-the-rules";

/// A step with the cache and a secret; and one behind it that mounts the cache alone, and looks what is in it.
fn file(image: &'static str, run: Run, cache: CacheMount) -> Dockerfile {
    let mut look = cache;
    look.target = CacheMount::new("/look").target;
    // It has to come behind the other.
    let after = CopyFiles::new(["/done"], "/").from(StageRef::by_name("writes"));
    let look = Run::new("mkdir /out && find /look -type f -size -2k -exec cat {} + > /out/all; find /look -type f > /out/names")
        .mount(look);
    Dockerfile::new()
        .stage(Stage::named("writes", image).push(run).run("touch /done"))
        .stage(Stage::named("reads", BUSYBOX).push(after).push(look))
        .stage(
            Stage::new("scratch")
                .push(CopyFiles::new(["/out/"], "/").from(StageRef::by_name("reads"))),
        )
}

fn by_hand(command: &'static str, secret: SecretMount) -> Dockerfile {
    let cache = CacheMount::new("/root/.m2/x/").id("secrets");
    let run = Run::new(command).mount(cache.clone()).mount(secret);
    file(BUSYBOX, run, cache)
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn what_is_written_into_a_cache_is_there_for_others() {
    let engine = Engine::connect();
    let scratch = Scratch::new();
    let given = scratch.path().join("given");
    fs::write(&given, SECRET).unwrap();
    let env = || SecretMount::new("s").env("TOKEN");
    let of_file = || SecretMount::new("s");
    let registry = Registry::serve(Format::Cargo, services::all());
    let index = literal(format!("sparse+{}/", registry.url()));
    let cargo = |command: &'static str| {
        let run = Run::new(command).cache(PackageManager::Cargo).mount(env());
        let cache = CacheMount::new("/var/cache/cargo").id("cargo-home-cache-shared");
        let mut file = file(MANAGERS, run, cache);
        let index = Instruction::from(Env::new("CARGO_REGISTRIES_LOOP_INDEX", index.clone()));
        file.stages[0].steps.insert(0, index.into());
        file
    };
    let npm = |command: &'static str, target: &'static str| {
        let cache = CacheMount::new(target).id("npm-home");
        let run = Run::new(command).mount(cache.clone()).mount(env());
        file(MANAGERS, run, cache)
    };
    for [bad, good] in [
        [
            by_hand("echo $TOKEN > /root/.m2/x/y", env()),
            by_hand("echo $TOKEN > /dev/null", env()),
        ],
        [
            by_hand(
                "T=\"$(cat /run/secrets/s)\"; printf 'a %s' \"$T\" > ~/.m2/x/y",
                of_file(),
            ),
            by_hand(
                "T=\"$(cat /run/secrets/s)\"; printf 'a %s' \"$T\" > ~/.m2/y",
                of_file(),
            ),
        ],
        [
            by_hand("cp /run/secrets/s /root/.m2/x/", of_file()),
            by_hand("ln -s /run/secrets/s /root/.m2/x/link", of_file()),
        ],
        [
            by_hand(
                "cat /run/secrets/s | tee /root/.m2/x/y > /dev/null",
                of_file(),
            ),
            by_hand(
                "cat /run/secrets/s > /root/.m2/x/y && rm /root/.m2/x/y",
                of_file(),
            ),
        ],
        [
            by_hand("cat > /root/.m2/x/y <<E\n$TOKEN\nE\n", env()),
            by_hand("cat > /root/.m2/x/y <<'E'\n$TOKEN\nE\n", env()),
        ],
        [
            cargo("cargo login --registry loop $TOKEN"),
            cargo("CARGO_REGISTRY_TOKEN=$TOKEN cargo --version"),
        ],
        [
            npm(
                "npm config set //registry.example/:_authToken=$TOKEN",
                "/root",
            ),
            npm(
                "echo \"//registry.example/:_authToken=$TOKEN\" > ~/.npmrc",
                "/root/.npm",
            ),
        ],
        // It writes its words into the log, which is in its cache.
        [
            npm(
                "npm config set //registry.example/:_authToken=$TOKEN",
                "/root/.npm",
            ),
            npm(
                "npm config set //registry.example/:_authToken='${TOKEN}'",
                "/root/.npm",
            ),
        ],
    ] {
        assert_eq!(broken(&bad), ["secret-in-cache"]);
        assert!(!broken(&good).contains(&"secret-in-cache"));
        for (file, stays) in [(&bad, true), (&good, false)] {
            let namespace = engine.namespace("rules");
            let exported = build(&engine, file, &namespace)
                .secret("s", &given)
                .export()
                .unwrap();
            let all = String::from_utf8_lossy(&exported.read("all")).into_owned();
            assert_eq!(
                all.contains(SECRET),
                stays,
                "{}: {all}",
                file.clone().without_syntax()
            );
        }
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_secret_that_is_mounted_in_a_cache_leaves_an_empty_file() {
    let engine = Engine::connect();
    let scratch = Scratch::new();
    let given = scratch.path().join("given");
    fs::write(&given, SECRET).unwrap();
    for (to, stays) in [
        ("/root/.m2/x/settings.xml", true),
        ("/root/.m2/settings.xml", false),
    ] {
        let file = by_hand("ls", SecretMount::new("s").target(literal(to.to_owned())));
        assert_eq!(broken(&file).contains(&"secret-in-cache"), stays);
        let namespace = engine.namespace("rules");
        let exported = build(&engine, &file, &namespace)
            .secret("s", &given)
            .export()
            .unwrap();
        assert_eq!(exported.text("all"), "");
        assert_eq!(exported.text("names").contains("settings.xml"), stays);
    }
}
