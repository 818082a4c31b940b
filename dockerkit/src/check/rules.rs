//! The rules: each with its name, what it is about, and a file that breaks it and one that keeps it.
//!
//! These examples are what the documentation shows and what the tests run.

/// A rule that [`Dockerfile::check`](crate::Dockerfile::check) knows.
///
/// ```
/// use dockerkit::rules;
///
/// assert_eq!(rules::UNKNOWN_STAGE.name, "unknown-stage");
/// assert!(rules::ALL.iter().all(|rule| !rule.summary.is_empty()));
/// ```
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// Its name, by which findings name it.
    pub name: &'static str,
    /// What it is about, in a sentence.
    pub summary: &'static str,
    /// Rust that builds a file that breaks it.
    pub bad: &'static str,
    /// Rust that builds a file that keeps it.
    pub good: &'static str,
}

macro_rules! rules {
    ($(#[doc = $summary:literal] $id:ident = $name:literal { bad: $bad:literal, says: $says:literal, good: $good:literal })*) => {
        $(
            #[doc = $summary]
            #[doc = concat!(
                "\n\n# Bad\n\n```\nuse dockerkit::*;\n\nlet file = ", $bad, ";\nlet report = file.check();\n",
                "let found = report.findings.iter().find(|it| it.rule.name == \"", $name, "\").expect(\"a finding\");\n",
                "assert_eq!(found.message, r#\"", $says, "\"#);\n```\n",
                "\n# Good\n\n```\nuse dockerkit::*;\n\nlet file = ", $good, ";\nassert_eq!(file.check().to_string(), \"\");\n```\n",
            )]
            pub static $id: Rule = Rule { name: $name, summary: $summary, bad: $bad, good: $good };
        )*

        /// All of them.
        pub static ALL: &[&Rule] = &[$(&$id),*];
    };
}

rules! {
    #[doc = " A Dockerfile has at least one stage."]
    NO_STAGE = "no-stage" {
        bad: "Dockerfile::new()",
        says: "the Dockerfile has no stage",
        good: r#"Dockerfile::new().stage(Stage::new("alpine"))"#
    }
    #[doc = " Only `ARG` and comments stand before the first stage."]
    BEFORE_FIRST_STAGE = "before-first-stage" {
        bad: r#"{ let mut file = Dockerfile::new(); file.add(Run::new("make")); file }"#,
        says: "`RUN` stands before the first stage",
        good: r#"{ let mut file = Dockerfile::new(); file.begin(Stage::new("gcc")); file.add(Run::new("make")); file }"#
    }
    #[doc = " A parser directive is one that BuildKit reads: the image of a frontend, and options of the build checks."]
    DIRECTIVE = "directive" {
        bad: r#"Dockerfile::new().syntax("docker/dockerfile:1\nFROM x").stage(Stage::new("alpine"))"#,
        says: r"the directive `syntax` cannot be `docker/dockerfile:1\nFROM x`: it holds a line break or NUL",
        good: r#"Dockerfile::new().syntax("docker/dockerfile:1.7").stage(Stage::new("alpine"))"#
    }
    #[doc = " A stage that is referred to exists."]
    UNKNOWN_STAGE = "unknown-stage" {
        bad: r#"Dockerfile::new().stage(Stage::named("build", "gcc")).stage(Stage::new(StageRef::by_name("biuld")))"#,
        says: "no stage is named `biuld`",
        good: r#"{ let build = Stage::named("build", "gcc"); let last = Stage::new(&build); Dockerfile::new().stage(build).stage(last) }"#
    }
    #[doc = " A stage that is referred to comes before."]
    LATER_STAGE = "later-stage" {
        bad: r#"{ let build = Stage::named("build", "gcc"); Dockerfile::new().stage(Stage::new(&build)).stage(build) }"#,
        says: "the stage `build` comes later",
        good: r#"{ let build = Stage::named("build", "gcc"); let last = Stage::new(&build); Dockerfile::new().stage(build).stage(last) }"#
    }
    #[doc = " No two stages have one name."]
    DUPLICATE_STAGE = "duplicate-stage" {
        bad: r#"Dockerfile::new().stage(Stage::named("build", "gcc")).stage(Stage::named("build", "alpine"))"#,
        says: "two stages are named `build`",
        good: r#"Dockerfile::new().stage(Stage::named("build", "gcc")).stage(Stage::named("runtime", "alpine"))"#
    }
    #[doc = " Only `COPY --from` can refer to a stage by its number: a base and a mount need a name."]
    STAGE_BY_NUMBER = "stage-by-number" {
        bad: r#"{ let mut file = Dockerfile::new(); let base = file.begin(Stage::new("gcc")); file.begin(Stage::new(base)); file }"#,
        says: "FROM refers to a stage by its number, and only `COPY --from` can",
        good: r#"{ let mut file = Dockerfile::new(); let base = file.begin(Stage::named("base", "gcc")); file.begin(Stage::new(base)); file }"#
    }
    #[doc = " A stage name is one that BuildKit takes."]
    STAGE_NAME = "stage-name" {
        bad: r#"Dockerfile::new().stage(Stage::named("1st", "gcc"))"#,
        says: "`1st`: a stage name must start with a letter from `a` to `z`",
        good: r#"Dockerfile::new().stage(Stage::named("first", "gcc"))"#
    }
    #[doc = " A stage name has no capitals, which BuildKit makes lowercase, with a warning."]
    STAGE_NAME_CASING = "stage-name-casing" {
        bad: r#"Dockerfile::new().stage(Stage::named("Build", "gcc"))"#,
        says: "the stage name `Build` has capitals, which BuildKit makes lowercase",
        good: r#"Dockerfile::new().stage(Stage::named("build", "gcc"))"#
    }
    #[doc = " An image reference is one that BuildKit can read."]
    IMAGE = "image-reference" {
        bad: r#"Dockerfile::new().stage(Stage::new("my image"))"#,
        says: "`my image`: an image reference may hold only ASCII letters, digits and `.` `_` `-` `/` `:` `@` `+`",
        good: r#"Dockerfile::new().stage(Stage::new("my-image:1.0"))"#
    }
    #[doc = " What is meant as an image is not the name of a stage, which the builder would take instead."]
    IMAGE_IS_STAGE = "image-is-stage" {
        bad: r#"Dockerfile::new().stage(Stage::named("nginx", "alpine")).stage(Stage::new("nginx"))"#,
        says: "`nginx` is meant as an image, and is the name of a stage of this Dockerfile",
        good: r#"Dockerfile::new().stage(Stage::named("nginx", "alpine")).stage(Stage::new("docker.io/library/nginx"))"#
    }
    #[doc = " Nothing is expanded in the `from` of `COPY` and mounts."]
    IMAGE_WITH_VARIABLE = "image-with-variable" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(CopyFiles::new(["/uv"], "/bin/").from_image("uv:$VERSION")))"#,
        says: "nothing is expanded in `from`, which is `uv:$VERSION`",
        good: r#"{ let uv = Stage::named("uv", "uv:$VERSION"); let last = Stage::new("alpine").push(CopyFiles::new(["/uv"], "/bin/").from(&uv)); Dockerfile::new().arg(Arg::with_default("VERSION", "1")).stage(uv).stage(last) }"#
    }
    #[doc = " A platform is `os/arch` or `os/arch/variant`."]
    PLATFORM = "platform" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").platform("linux amd64"))"#,
        says: "`linux amd64`: a platform is `os/arch` or `os/arch/variant` in plain letters and digits",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").platform("linux/amd64"))"#
    }
    #[doc = " The name of a variable is one that BuildKit reads as it is; `ARG` takes less than `ENV`."]
    VARIABLE_NAME = "variable-name" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").arg("A B"))"#,
        says: "`A B`: the name of an argument may hold no blank, quote or escape character",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").env("A B", "1"))"#
    }
    #[doc = " The key of a label does not hold `=`."]
    LABEL_KEY = "label-key" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").label("a=b", "1"))"#,
        says: "the key `a=b` holds `=`, where BuildKit ends it",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").label("a.b", "1"))"#
    }
    #[doc = " A line break stands only where an instruction can carry one: in shell text, inline files, and the paths of `COPY`, `ADD` and `VOLUME`."]
    LINE_BREAK = "line-break" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").env("NOTE", "one\nRUN two"))"#,
        says: "the value of `NOTE` holds a line break, which `ENV` cannot carry",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").env("NOTE", "one RUN two"))"#
    }
    #[doc = " No value holds a NUL character."]
    NUL = "nul" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").cmd(["a\0b"]))"#,
        says: r"the word `a\0b` holds a NUL character (or a path that is not Unicode)",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").cmd(["ab"]))"#
    }
    #[doc = " The value of a flag is ASCII: BuildKit reads flags byte by byte and corrupts anything else."]
    NOT_ASCII = "not-ascii" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/é"))))"#,
        says: "the target holds `é`, and BuildKit corrupts what is not ASCII in a flag",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/e"))))"#
    }
    #[doc = " A path is Unicode: a Dockerfile is UTF-8 text."]
    NOT_UNICODE = "not-unicode" {
        bad: r#"{ use std::os::unix::ffi::OsStrExt as _; let path = std::path::Path::new(std::ffi::OsStr::from_bytes(b"\xff")); Dockerfile::new().stage(Stage::new("alpine").copy([literal(path)], "/")) }"#,
        says: "a source is the path `\u{fffd}`, which is not Unicode",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").copy([literal(std::path::Path::new("é"))], "/"))"#
    }
    #[doc = " A `$` refers to a variable in a form that BuildKit reads, or is `\\$`."]
    REFERENCE = "reference" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").env("PRICE", "5$"))"#,
        says: "the value of `PRICE` has a `$` that refers to nothing: `$`",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").env("PRICE", r"5\$"))"#
    }
    #[doc = " No line is longer than BuildKit reads, 65,535 bytes; long lines are broken where that changes nothing."]
    LINE_TOO_LONG = "line-too-long" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").run(format!("set -e\n# {}\n", "x".repeat(70_000))))"#,
        says: "a line of 70002 bytes is longer than BuildKit reads, which is 65535",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").run(format!("echo {}", "x".repeat(70_000))))"#
    }
    #[doc = " Nothing that an instruction needs is empty."]
    EMPTY = "empty" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").run(""))"#,
        says: "the command is empty",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").run("true"))"#
    }
    #[doc = " Shell text is read as shell text where it stands."]
    SHELL_TEXT = "shell-text" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").cmd("one\ntwo"))"#,
        says: r"the command `one\ntwo` has a line break",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").cmd("one && two"))"#
    }
    #[doc = " A script stops at the first command that fails."]
    SCRIPT_GOES_ON = "script-goes-on" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").run("make\nmake install\n"))"#,
        says: "the script goes on after a command that failed",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").run("set -e\nmake\nmake install\n"))"#
    }
    #[doc = " No comment stands between the continued lines of a script, where it ends the command."]
    CUT_BY_COMMENT = "cut-by-comment" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").run("set -e\napk add curl \\\n  # for the build\n  git\nmake\n"))"#,
        says: "a comment stands between the continued lines of a script, where it ends the command",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").run("apk add curl \\\n  # for the build\n  git"))"#
    }
    #[doc = " An inline file can be written: a plain name, which is no line of its content, and no path with blanks beside it."]
    INLINE_FILE = "inline-file" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").copy([InlineFile::new("end", "one\nend\n")], "/"))"#,
        says: "a line of the file `end` is its name, where BuildKit would end it",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").copy([InlineFile::new("end.txt", "one\nend\n")], "/"))"#
    }
    #[doc = " A mount has a target where something can be mounted."]
    MOUNT_TARGET = "mount-target" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("~/.cache"))))"#,
        says: "`~` in the target `~/.cache` is not expanded",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::in_home(".cache"))))"#
    }
    #[doc = " The options of a mount are values that BuildKit reads."]
    MOUNT_OPTION = "mount-option" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").sharing("lock"))))"#,
        says: "`lock` is no `sharing`",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").sharing(Sharing::Locked))))"#
    }
    #[doc = " A cache id is ASCII text, and not empty."]
    CACHE_ID = "cache-id" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").id(""))))"#,
        says: "``: a cache id must not be empty, which BuildKit takes for no id at all",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").id("c"))))"#
    }
    #[doc = " A cache that begins with a directory says of which stage or image."]
    CACHE_SOURCE = "cache-source" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").source("/seed"))))"#,
        says: "the cache begins with `/seed` of nothing",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(CacheMount::new("/c").from_image("seed:1").source("/seed"))))"#
    }
    #[doc = " A secret is named once."]
    SECRET = "secret" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount({ let mut it = SecretMount::new("a"); it.id = None; it })))"#,
        says: "the secret has no id",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(SecretMount::new("a"))))"#
    }
    #[doc = " What a cache needs to know about the user of a step is known."]
    UNKNOWN_USER = "unknown-user" {
        bad: r#"Dockerfile::new().stage(Stage::new("node").user("node").push(Run::new("npm ci").cache(PackageManager::Npm)))"#,
        says: "the cache `npm-cache-shared` needs the uid of the user `node`",
        good: r#"Dockerfile::new().stage(Stage::new("node").user(User::new("node").uid(1000)).push(Run::new("npm ci").cache(PackageManager::Npm)))"#
    }
    #[doc = " A package manager that works for root only is run by root."]
    NEEDS_ROOT = "needs-root" {
        bad: r#"Dockerfile::new().stage(Stage::new("debian").user("1001").push(Run::new("apt-get update").cache(PackageManager::Apt)))"#,
        says: "apt works for root only, and the step runs as `1001`",
        good: r#"Dockerfile::new().stage(Stage::new("debian").push(Run::new("apt-get update").cache(PackageManager::Apt)).user("1001"))"#
    }
    #[doc = " Nothing in a step defeats a cache that it mounts."]
    CACHE_DEFEATED = "cache-defeated" {
        bad: r#"Dockerfile::new().stage(Stage::new("python").push(Run::new("pip install --no-cache-dir .").cache(PackageManager::Pip)))"#,
        says: "`--no-cache-dir` defeats the cache of pip, which this step mounts",
        good: r#"Dockerfile::new().stage(Stage::new("python").push(Run::new("pip install .").cache(PackageManager::Pip)))"#
    }
    #[doc = " A prefix of cache ids is one that hosts take."]
    CACHE_PREFIX = "cache-prefix" {
        bad: r#"Dockerfile::new().cache_ids(CacheIds::new().prefix("team a,")).stage(Stage::new("alpine"))"#,
        says: "`team a,`: a prefix of cache ids may hold only ASCII letters, digits and `.` `_` `-` `/` `:`",
        good: r#"Dockerfile::new().cache_ids(CacheIds::new().prefix("team-a/")).stage(Stage::new("alpine"))"#
    }
    #[doc = " A preset that puts shell text in front of the command has shell text to put it in front of."]
    PRESET_NEEDS_SHELL = "preset-needs-shell" {
        bad: r#"Dockerfile::new().stage(Stage::new("uv").push(Run::new(["uv", "sync"]).cache(PackageManager::Uv)))"#,
        says: "the cache of uv puts `export UV_LINK_MODE=copy` in front of the command, and this is the exec form",
        good: r#"Dockerfile::new().stage(Stage::new("uv").push(Run::new("uv sync").cache(PackageManager::Uv)))"#
    }
    #[doc = " `ONBUILD` holds an instruction that can be carried out in another Dockerfile."]
    ONBUILD = "onbuild" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(OnBuild::new(OnBuild::new(Run::new("ls")))))"#,
        says: "`ONBUILD` cannot hold `ONBUILD`",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(OnBuild::new(Run::new("ls"))))"#
    }
    #[doc = " The options of a health check are in range."]
    HEALTHCHECK = "healthcheck" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Healthcheck::new("true").interval(std::time::Duration::from_nanos(5))))"#,
        says: "the time 5ns is out of range",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Healthcheck::new("true").interval(std::time::Duration::from_secs(5))))"#
    }
    #[doc = " A port is a number or a range of numbers, with a protocol that Docker knows, and nothing it is published as."]
    PORT = "port" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").expose("http"))"#,
        says: "`http` is no port",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").expose("80/tcp"))"#
    }
    #[doc = " A stop signal is one that the engine knows."]
    SIGNAL = "signal" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(StopSignal::new("SIGSTOPP")))"#,
        says: "`SIGSTOPP` is no signal",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(StopSignal::new("SIGTERM")))"#
    }
    #[doc = " Permissions are octal or symbolic."]
    CHMOD = "chmod" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(CopyFiles::new(["a"], "/").chmod("493")))"#,
        says: "`493` are no permissions",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(CopyFiles::new(["a"], "/").chmod("0755")))"#
    }
    #[doc = " A checksum belongs to one source that is fetched."]
    CHECKSUM = "checksum" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(AddFiles::new(["a"], "/").checksum("sha256:0")))"#,
        says: "`--checksum` is for one source that is fetched",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(AddFiles::new(["https://example.com/a"], "/").checksum("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")))"#
    }
    #[doc = " `COPY` copies files; `ADD` fetches."]
    REMOTE_COPY = "remote-copy" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").copy(["https://example.com/a"], "/"))"#,
        says: "`COPY` cannot fetch `https://example.com/a`",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").add_files(["https://example.com/a"], "/"))"#
    }
    #[doc = " A file of the build context has a name by which the client finds it, to send it to the builder."]
    CONTEXT_NAME = "context-name" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Run::new("ls").mount(BindMount::new("/in").source("[draft]"))))"#,
        says: r"the source `[draft]`: the client reads `[` and `\` as a pattern for other names",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").copy([literal("[draft]")], "/in"))"#
    }
    #[doc = " An author's name can be written after `MAINTAINER`."]
    MAINTAINER = "maintainer" {
        bad: r#"Dockerfile::new().stage(Stage::new("alpine").push(Maintainer::new("Ada\\")))"#,
        says: r"the author `Ada\\` cannot be written",
        good: r#"Dockerfile::new().stage(Stage::new("alpine").push(Maintainer::new("Ada")))"#
    }
    #[doc = " The frontend that a file names has everything the file uses."]
    NEWER_THAN_SYNTAX = "newer-than-syntax" {
        bad: r#"Dockerfile::new().syntax("docker/dockerfile:1.3").stage(Stage::new("alpine").push(CopyFiles::new(["a"], "/").link()))"#,
        says: "`--link` needs the syntax 1.4",
        good: r#"Dockerfile::new().syntax("docker/dockerfile:1.4").stage(Stage::new("alpine").push(CopyFiles::new(["a"], "/").link()))"#
    }
}
