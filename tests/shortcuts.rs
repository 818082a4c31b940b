//! What is written by hand around a preset: what it is written as.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use dockerkit::{
    CopyFiles, Dockerfile, Escape, Manifests, PackageManager, Run, Stage, User, expand, literal,
};

/// The command behind the mounts.
fn command_of(run: Run) -> String {
    let file = Dockerfile::new().stage(Stage::new("debian").push(run));
    let text = file.render().unwrap();
    let lines = text
        .trim_end()
        .lines()
        .skip_while(|it| !it.starts_with("RUN "));
    let command = lines.skip_while(|line| line.contains("--mount="));
    command.collect::<Vec<_>>().join("\n")
}

#[test]
fn packages_are_sorted_quoted_and_named_once() {
    let apt = |names: &[&str]| command_of(Run::install(PackageManager::Apt, names.iter().copied()));
    let command = "    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends";
    assert!(apt(&["git", "curl=8.*", "git"]).ends_with(&format!(
        "; \\\n    apt-get update && \\\n{command} \\\n        'curl=8.*' \\\n        git"
    )));
    assert!(apt(&["x; reboot", "--force-yes"]).ends_with(&format!(
        "{command} -- \\\n        --force-yes \\\n        'x; reboot'"
    )));
    for (manager, lines) in [
        (PackageManager::Apk, &["    apk add --update-cache"][..]),
        (
            PackageManager::Dnf,
            &[
                "    dnf() { command dnf --setopt=keepcache=1 \"$@\"; };",
                "    dnf install -y --setopt=install_weak_deps=0",
            ],
        ),
        (
            PackageManager::Yum,
            &[
                "    yum() { command yum --setopt=keepcache=1 \"$@\"; };",
                "    yum install -y",
            ],
        ),
        (
            PackageManager::Zypper,
            &[
                "    zypper --quiet modifyrepo --all --keep-packages;",
                "    zypper --non-interactive install --no-recommends",
            ],
        ),
        (
            PackageManager::Pacman,
            &[
                "    pacman() { command pacman --cachedir /var/cache/pacman-shared \"$@\"; };",
                "    pacman -Sy --noconfirm --needed",
            ],
        ),
    ] {
        let lines = [lines, &["        curl"]].concat().join(" \\\n");
        assert_eq!(command_of(Run::install(manager, ["curl"])), lines);
    }
}

/// With another escape character the shell joins the lines.
#[test]
fn packages_are_installed_whatever_the_escape_character_is() {
    let run = Run::install(PackageManager::Apt, ["git", "curl"]);
    let file = Dockerfile::new()
        .escape(Escape::Backtick)
        .stage(Stage::new("debian").push(run));
    assert!(file.render().unwrap().ends_with(
        "\napt-get update && \\\n    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \\\n        curl \\\n        git\nEOF\n"
    ));
}

#[test]
fn nothing_to_install_is_refused() {
    for run in [
        Run::install(PackageManager::Apt, Vec::<String>::new()),
        Run::install(PackageManager::Npm, ["left-pad"]),
    ] {
        let report = Dockerfile::new()
            .stage(Stage::new("debian").push(run))
            .check();
        assert_eq!(report.errors().next().unwrap().rule.name, "empty");
    }
}

#[test]
fn what_installs_nothing_needs_no_manifests() {
    assert!(CopyFiles::manifests(PackageManager::Apt).is_empty());
    let lines: Vec<_> = CopyFiles::manifests(PackageManager::YarnBerry)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        lines,
        [
            "COPY package.json yarn.lock .yarnrc.ym[l] ./",
            "COPY .yar[n] ./.yarn/"
        ]
    );
}

#[test]
fn a_user_without_a_uid_is_the_system_s_next() {
    assert_eq!(
        User::new("app").useradd().to_string(),
        "RUN groupadd app && \\\n    useradd --gid app --create-home app"
    );
    assert_eq!(
        User::new("$APP_USER")
            .uid(7)
            .home(expand("/home/$APP_USER"))
            .useradd()
            .to_string(),
        "RUN groupadd --gid 7 \"${APP_USER}\" && \\\n    \
         useradd --uid 7 --gid 7 --create-home --home-dir /home/\"${APP_USER}\" \"${APP_USER}\""
    );
    assert_eq!(
        User::new("-x").useradd().to_string(),
        "RUN groupadd -- -x && \\\n    useradd --gid -x --create-home -- -x"
    );
    let odd = User::new("${APP_USER:-$(reboot)}").useradd();
    let file = Dockerfile::new().stage(Stage::new("debian").push(odd));
    assert!(file.render().is_err());
    assert_eq!(
        User::new("app; reboot").uid(7).adduser().to_string(),
        "RUN addgroup -g 7 'app; reboot' && \\\n    adduser -D -u 7 -G 'app; reboot' 'app; reboot'"
    );
}

fn copied(manifests: impl Into<Manifests>) -> Vec<String> {
    let copies = CopyFiles::manifests(manifests);
    copies.iter().map(ToString::to_string).collect()
}

#[test]
fn manifests_may_be_anywhere_and_missing() {
    let of = Manifests::of;
    for (manifests, expected) in [
        (
            of(PackageManager::Npm).directory("web/app"),
            &["COPY web/app/package.json web/app/package-lock.json ./"][..],
        ),
        (
            of(PackageManager::Composer)
                .optional("composer.lock")
                .target("/srv"),
            &["COPY composer.json composer.loc[k] /srv/"],
        ),
        (
            of(PackageManager::Poetry).directory("api/").target("api/"),
            &["COPY api/pyproject.toml api/poetry.lock api/poetry.tom[l] api/"],
        ),
        (
            of(PackageManager::Npm)
                .optional(".npmrc")
                .file("*.json")
                .optional("x*"),
            &["COPY package.json package-lock.json .npmr[c] *.json x* ./"],
        ),
        (
            of(PackageManager::YarnBerry)
                .directory("web")
                .target("$APP"),
            &[
                "COPY web/package.json web/yarn.lock web/.yarnrc.ym[l] $APP/",
                "COPY web/.yar[n] $APP/.yarn/",
            ],
        ),
        (
            of(PackageManager::Uv).directory(literal("a [b]")),
            &[r#"COPY ["a [[]b]/pyproject.toml", "a [[]b]/uv.lock", "./"]"#],
        ),
    ] {
        assert_eq!(copied(manifests.clone()), expected);
        let bound = Run::new("make").bind_manifests(manifests).to_string();
        // Patterns, and what may be missing, are not mounted.
        assert!(!bound.contains(['*']) && !bound.contains("[n]"), "{bound}");
        assert!(
            !bound.contains(".npmrc") && !bound.contains("[l]"),
            "{bound}"
        );
    }
    for name in ["a]", "a^", "a-"] {
        let copies = CopyFiles::manifests(of(PackageManager::Go).optional(name));
        let file = Dockerfile::new().stage(Stage::new("golang").extend(copies));
        assert_eq!(file.check().to_string(), "");
    }
    let uv = of(PackageManager::Uv)
        .directory("api")
        .target("/srv")
        .optional("uv.lock");
    assert_eq!(
        Run::new("uv sync").bind_manifests(uv).to_string(),
        "RUN --mount=type=bind,source=api/pyproject.toml,target=/srv/pyproject.toml \\\n    uv sync"
    );
}

/// What usually holds a token is in no layer.
#[test]
fn tokens_are_secrets_and_never_copied() {
    let tokens = [
        ".npmrc",
        "nuget.config",
        "pip.conf",
        "auth.json",
        ".netrc",
        "credentials",
    ];
    for manager in PackageManager::ALL {
        let (needed, perhaps) = manager.row().manifests;
        for file in needed.iter().chain(perhaps) {
            assert!(!tokens.contains(file), "{manager}: {file}");
        }
        let run = Run::new("make").config_secrets(*manager);
        assert_eq!(run.mounts.len(), manager.row().secrets.len(), "{manager}");
    }
    let pip = Manifests::of(PackageManager::Pip).target("api");
    let pip = Run::new("make").config_secrets(pip).to_string();
    assert!(pip.contains("id=pip.conf,target=/etc/pip.conf "), "{pip}");
    let npm = Run::new("npm ci").config_secrets(PackageManager::Npm);
    let stage = Stage::new("node:22")
        .user(User::new("app").uid(1001))
        .push(npm);
    let text = Dockerfile::new().stage(stage).render().unwrap();
    assert!(
        text.contains("type=secret,id=npmrc,target=.npmrc,uid=1001 \\\n    npm ci"),
        "{text}"
    );
}

#[test]
fn users_are_made_with_options() {
    let app = User::new("app").uid(1001).home("/srv");
    let new = || {
        app.create()
            .system()
            .no_home()
            .shell("/sbin/nologin")
            .groups(["video", "$EXTRA"])
    };
    assert_eq!(
        new().useradd().to_string(),
        "RUN groupadd --system --gid 1001 app && \\\n    \
         useradd --system --uid 1001 --gid 1001 --no-create-home --home-dir /srv --shell /sbin/nologin --groups \
         video,\"${EXTRA}\" app"
    );
    assert_eq!(
        new().adduser().to_string(),
        "RUN addgroup -S -g 1001 app && \\\n    \
         adduser -D -S -u 1001 -G app -H -h /srv -s /sbin/nologin app && \\\n    \
         addgroup app video && \\\n    addgroup app \"${EXTRA}\""
    );
    let named = User::new("$NAME:web").uid(3);
    assert_eq!(
        named.useradd().to_string(),
        "RUN groupadd --gid 3 web && \\\n    useradd --uid 3 --gid 3 --create-home \"${NAME}\""
    );
    assert_eq!(app.create().useradd(), app.useradd());
    assert_eq!(app.create().adduser(), app.adduser());
}
