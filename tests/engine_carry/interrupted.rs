//! What is interrupted loses nothing, and is never taken for whole.

use std::{
    fs,
    time::{Duration, Instant},
};

use dockerkit::{CacheMount, CacheStore};

use crate::{
    carrier::{Carrier, assert_same},
    support::engine::Second,
};

/// So many megabytes in each of two directories, so that there is time to interrupt.
fn fill(each: usize) -> String {
    format!(
        "mkdir -p some more; for i in $(seq 1 {each}); do dd if=/dev/urandom of=some/$i bs=1M count=1 2>/dev/null; \
         dd if=/dev/urandom of=more/$i bs=1M count=1 2>/dev/null; done; echo whole > .state"
    )
}

/// The moments at which something is interrupted that takes so long when it is not, until it ends by itself.
fn moments(whole: Duration) -> impl Iterator<Item = Duration> {
    let every = (whole / 12).max(Duration::from_millis(20));
    (1..200).map(move |step| every * step)
}

/// How long it takes.
fn time(done: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    done();
    begun.elapsed()
}

fn cache() -> Carrier {
    let mount = CacheMount::new("/root/.cache/x").id("interrupted");
    Carrier::new(CacheStore::directory("saved"), &[mount])
}

/// What is listed of one entry of a cache.
fn below(contents: &[String], entry: &str) -> Vec<String> {
    let path = format!("./{entry}");
    let lines = contents.iter().filter(|line| line.contains(&path));
    lines.cloned().collect()
}

/// Whether an archive is as long as its name says.
fn is_whole(path: &std::path::Path) -> bool {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let size: u64 = name.rsplit('.').next().unwrap().parse().unwrap();
    fs::metadata(path).unwrap().len() == size
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_save_that_is_interrupted_leaves_what_was_saved() {
    let (second, carrier) = (Second::connect(), cache());
    second.empty();
    carrier.step(second, &fill(75));
    let filled = carrier.contents(second);
    let whole = time(|| drop(carrier.save(second).unwrap()));
    let [first] = &carrier.archives()[..] else {
        panic!("{:?}", carrier.archives())
    };
    assert!(is_whole(first));

    let mut cut_off = 0;
    let mut interrupted = 0;
    for after in moments(whole) {
        let was = carrier.interrupt(second, "caches-save", after);
        assert!(is_whole(first), "after {after:?}");
        interrupted += usize::from(was);
        // Others of them may be whole: the client was killed when all of it was there.
        let (whole, cut): (Vec<_>, Vec<_>) = carrier
            .archives()
            .into_iter()
            .partition(|path| is_whole(path));
        cut_off += cut.len();
        for path in whole.iter().filter(|path| *path != first).chain(&cut) {
            fs::remove_file(path).unwrap();
        }
        if !was {
            break;
        }
    }
    assert!(
        interrupted > 3 && cut_off > 0,
        "{cut_off} of {interrupted} were cut off"
    );
    // The cache itself was only read.
    assert_same(&carrier.contents(second), &filled);

    // Later ones that were cut off where it hurts most: at nothing, between two entries, where `tar` sees nothing wrong, and within one.
    let bytes = fs::read(first).unwrap();
    let entries = carrier.path().join("saved");
    let boundary = bytes
        .chunks(512)
        .position(|block| block.starts_with(b"./some/") && block[257..].starts_with(b"ustar"))
        .unwrap()
        * 512;
    for (number, length) in [0, boundary, bytes.len() / 2, bytes.len() - 1]
        .into_iter()
        .enumerate()
    {
        let name = format!("interrupted.2999010{number}T000000Z.{}.tar", bytes.len());
        fs::write(entries.join(name), &bytes[..length]).unwrap();
    }
    // What the client left while it wrote, and what has nothing to do with it.
    fs::write(entries.join(".tmp.123"), &bytes[..1000]).unwrap();
    fs::write(
        entries.join("interrupted-too.29990101T000000Z.3.tar"),
        "abc",
    )
    .unwrap();
    second.empty();
    let said = carrier.load(second).unwrap();
    assert_eq!(
        said.matches(" is cut off; its save was interrupted")
            .count(),
        4,
        "{said}"
    );
    assert_same(&carrier.contents(second), &filled);
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_push_that_is_interrupted_leaves_what_was_pushed() {
    let second = Second::connect();
    let registry = second.registry();
    let mount = CacheMount::new("/root/.cache/x").id("interrupted");
    let repository = format!("{}/c", registry.address());
    let carrier = Carrier::new(CacheStore::registry(repository), &[mount]);
    second.empty();
    // What is pushed is compressed, and takes its time.
    carrier.step(second, &fill(20));
    let filled = carrier.contents(second);
    let whole = time(|| drop(carrier.save(second).unwrap()));
    let mut interrupted = 0;
    for after in moments(whole) {
        let was = carrier.interrupt(second, "caches-save", after);
        interrupted += usize::from(was);
        second.remove_cache_mounts(["interrupted"]);
        carrier.load(second).unwrap();
        assert_same(&carrier.contents(second), &filled);
        if !was {
            break;
        }
    }
    assert!(interrupted > 1, "{interrupted}");
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_load_that_is_interrupted_is_done_again() {
    let (second, carrier) = (Second::connect(), cache());
    second.empty();
    carrier.step(second, &fill(75));
    let filled = carrier.contents(second);
    carrier.save(second).unwrap();
    // The first one sends the archive; those behind it do not.
    let whole = [(), ()].map(|()| {
        second.remove_cache_mounts(["interrupted"]);
        time(|| drop(carrier.load(second).unwrap()))
    });
    let [_, whole] = whole;

    let (mut interrupted, mut half) = (0, 0);
    for after in moments(whole) {
        second.remove_cache_mounts(["interrupted"]);
        let was = carrier.interrupt(second, "caches-load", after);
        interrupted += usize::from(was);
        // Nothing of an entry, or all of it, for whoever knows nothing of the load; and all entries, unless the rest of them is
        // about to be put into place.
        let seen = carrier.step(second, "ls -A");
        let is_there = |name: &str| seen.iter().any(|it| it == name);
        half += usize::from(is_there(".dockerkit-load"));
        let contents = carrier.contents(second);
        for entry in ["some", "more", ".state"] {
            if is_there(entry) {
                assert_same(&below(&contents, entry), &below(&filled, entry));
            }
        }
        let begun = ["some", "more", ".state"].into_iter().any(is_there);
        assert!(
            !begun || is_there(".dockerkit-loaded") || contents == filled,
            "after {after:?}: {seen:?}"
        );
        carrier.load(second).unwrap();
        assert_same(&carrier.contents(second), &filled);
        if !was {
            break;
        }
    }
    assert!(
        interrupted > 3 && half > 0,
        "{half} of {interrupted} were half done"
    );
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn a_service_may_run_between_an_interrupted_load_and_the_next() {
    let (second, carrier) = (Second::connect(), cache());
    let state = |command| {
        second.remove_cache_mounts(["interrupted"]);
        carrier.step(second, command);
    };
    second.empty();
    carrier.step(second, "mkdir some more; echo saved > some/a; echo saved > more/b; echo saved > .state; ln -s nowhere link");
    let filled = carrier.contents(second);
    carrier.save(second).unwrap();

    // It was being unpacked, and a service came: what is left of the load goes, what the service has stays, and nothing is added.
    state(
        "mkdir -p .dockerkit-load/some some; echo half > .dockerkit-load/some/a; echo new > some/c",
    );
    assert!(carrier.load(second).unwrap().contains("is not empty"));
    assert_eq!(
        carrier.step(second, "find . -type f; ls -A"),
        ["./some/c", "some"]
    );

    // It was being put into place. All of it comes, but for what the service has, which is newer.
    state(
        "mkdir -p .dockerkit-loaded/some .dockerkit-loaded/more some; cd .dockerkit-loaded; echo saved > some/a; echo saved > more/b; \
           echo saved > .state; ln -s nowhere link; echo new > ../some/c",
    );
    assert!(carrier.load(second).unwrap().contains("is not empty"));
    assert_eq!(
        carrier.step(second, "find . ! -type d | sort"),
        ["./.state", "./link", "./more/b", "./some/c"]
    );

    // The same without a service, and finished by a save.
    state(
        "mkdir -p .dockerkit-loaded/more some; echo saved > some/a; cd .dockerkit-loaded; echo saved > more/b; echo saved > .state; \
           ln -s nowhere link",
    );
    carrier.save(second).unwrap();
    let listed = |lines: Vec<String>| -> Vec<String> {
        lines
            .into_iter()
            .filter(|line| line.contains("0:0"))
            .collect()
    };
    assert_eq!(listed(carrier.contents(second)), listed(filled));
}
