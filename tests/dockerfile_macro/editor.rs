//! What editors look up: the words of closed sets by their own names.

use dockerkit::{Caches, Dockerfile, PackageManager, dockerfile};

/// The macro knows them, and the library's name for each means what it says.
#[test]
fn every_manager_is_known_by_its_name() {
    let file: Dockerfile = dockerfile! {
        CACHES pip, uv, poetry, pdm, pipenv, npm, pnpm, yarn, yarn-berry, bun, composer, go, cargo, bundler, apt, ccache,
            sccache, apk, dnf, yum, zypper, pacman, maven, gradle, sbt, nuget, mix, conda, mamba, deno, dart, swift, cabal,
            stack;
    };
    let mut other = Dockerfile::new();
    other.add(Caches::new(PackageManager::ALL.iter().copied()));
    assert_eq!(file, other);
    let words = include_str!("../../dockerkit-macros/src/words.rs");
    for manager in PackageManager::ALL {
        let name = manager.as_str();
        assert!(
            name.contains('-') || words.contains(&format!("\"{name}\"")),
            "{name}"
        );
    }
}

#[test]
fn other_words_are_known_by_their_names() {
    let file = dockerfile! {
        FROM "alpine";
        RUN --network=default --security=sandbox "a";
        RUN --network=none --security=insecure "b";
        RUN --network=host "c";
        RUN --mount=cache("/a", sharing = shared) --mount=cache("/b", sharing = private)
            --mount=cache("/c", sharing = locked) --mount=cache("/d", sharing = LOCKED) "d";
    };
    let text = file.to_string();
    for word in [
        "--network=default --security=sandbox",
        "--network=none --security=insecure",
        "--network=host",
        "target=/a,sharing=shared",
        "target=/b,sharing=private",
        "target=/c,sharing=locked",
        "target=/d,sharing=locked",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
}
