//! Other languages.

use crate::presets::row::{Cache, Evidence, Install, Row};

pub(crate) static COMPOSER: Row = Row {
    caches: &[Cache::at("composer-cache-shared", "/tmp/cache")
        .exports(&["COMPOSER_CACHE_DIR=/tmp/cache"])
        .locked()],
    usual: &["/root/.composer", "/root/.cache/composer"],
    fills: &[
        "composer install",
        "composer update",
        "composer require",
        "composer create-project",
        "composer global require",
        "composer global install",
        "composer global update",
    ],
    uses: &["composer remove", "composer reinstall"],
    valued: &["-d", "--working-dir"],
    defeats: &["--no-cache", "composer clear-cache", "composer clearcache"],
    manifests: (&["composer.json", "composer.lock"], &[]),
    secrets: &[("auth.json", "auth.json")],
    evidence: Evidence::Measured(
        "composer 2.10.3: the second service took all that the first had from the cache; 80 builds, four at once, none failed; without the lock 0 of 120 did",
    ),
    ..Row::NEW
};

pub(crate) static GO: Row = Row {
    caches: &[
        Cache::at("go-cache-shared", "/go/pkg/mod").exports(&["GOMODCACHE=/go/pkg/mod"]),
        Cache::at("go-build-cache-shared", "/var/cache/go-build")
            .root("/root/.cache/go-build")
            .exports(&["GOCACHE=/var/cache/go-build"])
            .native(),
    ],
    fills: &[
        "go build",
        "go install",
        "go mod download",
        "go test",
        "go run",
        "go get",
        "go mod tidy",
        "go mod vendor",
        "go generate",
        "go vet",
        "go list",
        "go work sync",
    ],
    uses: &[
        "go tool",
        "go mod verify",
        "go mod graph",
        "go mod why",
        "go work vendor",
    ],
    valued: &["-C"],
    defeats: &["go clean -modcache", "go clean -cache"],
    manifests: (&["go.mod", "go.sum"], &["go.work", "go.work.sum"]),
    left_behind: Some("the sources of the modules: every step that compiles needs the mount"),
    evidence: Evidence::Measured(
        "go 1.27.3: the second service took all that the first had from the cache; 80 builds, four at once, none failed",
    ),
    ..Row::NEW
};

pub(crate) static CARGO: Row = Row {
    caches: &[Cache::at("cargo-home-cache-shared", "/var/cache/cargo")
        .exports(&["CARGO_HOME=/var/cache/cargo"])],
    usual: &["/usr/local/cargo/registry", "/usr/local/cargo/git"],
    fills: &[
        "cargo build",
        "cargo b",
        "cargo fetch",
        "cargo install",
        "cargo test",
        "cargo t",
        "cargo run",
        "cargo r",
        "cargo check",
        "cargo c",
        "cargo bench",
        "cargo doc",
        "cargo clippy",
        "cargo rustc",
        "cargo update",
        "cargo add",
        "cargo vendor",
        "cargo metadata",
        "cargo chef cook",
        "cargo auditable build",
        "cargo zigbuild",
        "cargo nextest",
        "cargo leptos",
        "cargo build-sbf",
        "cargo component build",
        "cargo ndk",
        "cargo publish",
    ],
    uses: &["cargo package", "cargo tree", "cargo fix"],
    valued: &[
        "--config",
        "-C",
        "--color",
        "-Z",
        "--target-dir",
        "--manifest-path",
    ],
    manifests: (&["Cargo.toml", "Cargo.lock"], &[]),
    left_behind: Some(
        "the sources of the crates: every step that compiles needs the mount; and what `cargo install` installs without `--root`",
    ),
    installs: &[
        Install::new("cargo install", "give it `--root /usr/local`")
            .unless("--root")
            .unless_set("CARGO_INSTALL_ROOT"),
        Install::new("rustup-init", "install Rust in a step without this cache"),
    ],
    evidence: Evidence::Measured(
        "cargo 1.97.1: the second service took all that the first had from the cache; 80 builds, four at once, none failed",
    ),
    ..Row::NEW
};

pub(crate) static BUNDLER: Row = Row {
    caches: &[Cache::at("bundler-cache-shared", "/var/cache/bundler")
        .exports(&["BUNDLE_USER_CACHE=/var/cache/bundler"])
        .locked()],
    // Without it the cache holds the index only.
    exports: &["BUNDLE_GLOBAL_GEM_CACHE=true"],
    usual: &["/usr/local/bundle/cache", "/root/.bundle/cache"],
    fills: &[
        "bundle install",
        "bundle",
        "bundle update",
        "bundle add",
        "bundle package",
        "bundle cache",
        "bundle lock",
    ],
    uses: &["bundle check"],
    valued: &["--gemfile", "--retry"],
    manifests: (&["Gemfile", "Gemfile.lock"], &[".ruby-version"]),
    evidence: Evidence::Measured(
        "bundler 4.0.22: the second service took all that the first had from the cache; 80 builds, four at once, none failed; without the lock 1 of 20 did",
    ),
    ..Row::NEW
};

pub(crate) static NUGET: Row = Row {
    // NuGet locks each package in its scratch directory, by the path that the package goes to: inside the mount, at one
    // path for everybody, builds see each other's locks. NuGet before 6.2 does not know the variable.
    caches: &[Cache::at("nuget-cache-shared", "/var/cache/nuget")
        .exports(&[
            "NUGET_PACKAGES=/var/cache/nuget",
            "NUGET_SCRATCH=/var/cache/nuget/.scratch",
        ])
        .usual("/root/.nuget/packages")],
    fills: &[
        "dotnet restore",
        "dotnet build",
        "dotnet publish",
        "dotnet test",
        "dotnet run",
        "dotnet pack",
        "dotnet add",
        "dotnet tool install",
        "dotnet tool restore",
        "dotnet tool update",
        "dotnet msbuild",
        "dotnet watch",
        "nuget restore",
        "nuget install",
    ],
    uses: &["dotnet ef", "dotnet format"],
    defeats: &[
        "nuget locals all --clear",
        "nuget locals temp --clear",
        "--packages",
    ],
    manifests: (&["*.csproj"], &["packages.lock.json", "*.props"]),
    secrets: &[("nuget.config", "nuget.config")],
    left_behind: Some("the packages: every step that compiles needs the mount"),
    evidence: Evidence::Documented(
        "https://learn.microsoft.com/nuget/consume-packages/managing-the-global-packages-and-cache-folders",
    ),
    ..Row::NEW
};

pub(crate) static MIX: Row = Row {
    caches: &[Cache::at("mix-cache-shared", "/var/cache/hex")
        .exports(&["HEX_HOME=/var/cache/hex"])
        .usual("/root/.hex")
        .locked()],
    fills: &[
        "mix deps.get",
        "mix deps.update",
        "mix hex.info",
        "mix archive.install",
    ],
    manifests: (&["mix.exs", "mix.lock"], &[]),
    evidence: Evidence::Documented("https://hexdocs.pm/hex/Mix.Tasks.Hex.Config.html"),
    ..Row::NEW
};

pub(crate) static DART: Row = Row {
    caches: &[Cache::at("dart-cache-shared", "/var/cache/pub")
        .exports(&["PUB_CACHE=/var/cache/pub"])
        .usual("/root/.pub-cache")
        .locked()],
    fills: &[
        "dart pub get",
        "dart pub upgrade",
        "dart pub add",
        "dart pub global activate",
        "flutter pub get",
        "flutter pub upgrade",
        "pub get",
    ],
    uses: &[
        "dart run",
        "dart compile",
        "dart test",
        "dart analyze",
        "flutter build",
        "flutter test",
        "flutter run",
    ],
    valued: &["-d", "--device-id"],
    defeats: &["pub cache clean"],
    manifests: (&["pubspec.yaml", "pubspec.lock"], &[]),
    left_behind: Some(
        "the packages: every step that compiles or runs the program from source needs the mount",
    ),
    installs: &[Install::new(
        "dart pub global activate",
        "activate it in a step without this cache",
    )],
    evidence: Evidence::Documented("https://dart.dev/tools/pub/environment-variables"),
    ..Row::NEW
};

pub(crate) static SWIFT: Row = Row {
    caches: &[
        Cache::at("swift-cache-shared", "/var/cache/swift/org.swift.swiftpm")
            .exports(&["XDG_CACHE_HOME=/var/cache/swift"])
            .usual("/root/.cache/org.swift.swiftpm")
            .locked(),
    ],
    fills: &[
        "swift build",
        "swift package resolve",
        "swift package update",
        "swift test",
        "swift run",
    ],
    valued: &["--package-path", "--scratch-path", "--build-path"],
    defeats: &["--disable-dependency-cache", "swift package purge-cache"],
    manifests: (&["Package.swift", "Package.resolved"], &[]),
    evidence: Evidence::Documented(
        "https://docs.swift.org/swiftpm/documentation/packagemanagerdocs/packagepurgecache",
    ),
    ..Row::NEW
};

pub(crate) static CABAL: Row = Row {
    caches: &[Cache::at("cabal-cache-shared", "/var/cache/cabal")
        .exports(&["CABAL_DIR=/var/cache/cabal"])
        .locked()
        .native()],
    fills: &[
        "cabal update",
        "cabal build",
        "cabal install",
        "cabal test",
        "cabal run",
        "cabal fetch",
        "cabal new-build",
        "cabal new-install",
        "cabal v2-build",
        "cabal v2-install",
        "cabal v2-update",
    ],
    uses: &["cabal exec", "cabal repl", "cabal configure"],
    valued: &["--config-file", "--store-dir"],
    manifests: (&["*.cabal"], &["cabal.project", "cabal.project.freeze"]),
    left_behind: Some(
        "the compiled packages, and what `cabal install` installs without `--installdir` and `--install-method=copy`",
    ),
    installs: &[Install::new(
        "cabal install",
        "give it `--installdir /usr/local/bin --install-method=copy`",
    )
    .unless("--installdir")],
    evidence: Evidence::Documented("https://cabal.readthedocs.io/en/stable/config.html"),
    ..Row::NEW
};

pub(crate) static STACK: Row = Row {
    caches: &[Cache::at("stack-cache-shared", "/var/cache/stack")
        .exports(&["STACK_ROOT=/var/cache/stack"])
        .locked()
        .native()],
    fills: &[
        "stack setup",
        "stack build",
        "stack install",
        "stack test",
        "stack update",
        "stack upgrade",
    ],
    uses: &["stack exec", "stack runghc", "stack ghc"],
    valued: &[
        "--resolver",
        "--stack-yaml",
        "--stack-root",
        "--work-dir",
        "--system-ghc",
    ],
    manifests: (
        &["stack.yaml"],
        &["stack.yaml.lock", "*.cabal", "package.yaml"],
    ),
    left_behind: Some(
        "GHC and the compiled packages: copy programs out with `--copy-bins --local-bin-path`",
    ),
    evidence: Evidence::Documented("https://docs.haskellstack.org/en/stable/topics/stack_root/"),
    ..Row::NEW
};
