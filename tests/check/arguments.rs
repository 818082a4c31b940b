//! Arguments of the file, in `FROM` and in stages.

use dockerkit::{Arg, CacheMount, Dockerfile, Env, Level, OnBuild, Run, Stage, StageRef, expand};

use super::{
    Said,
    stages::{alpine, file},
};

pub(crate) fn all(said: &mut Said) {
    arguments(said);
}

#[test]
fn arguments_are_looked_at() {
    all(&mut Said::default());
}

/// What stands in front of the first stage is known in `FROM`, and in a stage that declares it.
fn arguments(said: &mut Said) {
    let help = |name: &str| {
        format!(
            "declare it in front of the first stage, with a default: `Arg::with_default(\"{name}\", …)`"
        )
    };
    let argument = || Arg::with_default("V", "1");
    for (stage, name) in [
        (Stage::new("alpine$FLAVOR"), "FLAVOR"),
        (Stage::new("alpine$V"), "V"),
        (Stage::new("alpine:${V:-3}${V}"), "V"),
        (Stage::new("alpine:3${V:+x}"), "V"),
        (Stage::new("${A:-x$V}"), "V"),
        (alpine().platform("linux$V"), "V"),
        // The builder does not know it there.
        (Stage::new("alpine$HTTP_PROXY"), "HTTP_PROXY"),
    ] {
        let stage = stage.arg("V");
        said.only(
            &Dockerfile::new().arg(Arg::new("A")).stage(stage),
            Level::Warning,
            "UndefinedArgInFrom",
            &match name {
                "V" => "FROM argument 'V' is not declared (did you mean A?)".to_owned(),
                name => format!("FROM argument '{name}' is not declared"),
            },
            &help(name),
        );
    }
    let tag =
        "an image's tag is up to 128 letters, digits, `_`, `.` and `-`, the first no `.` or `-`";
    let nothing = "an image reference must not be empty";
    let asks = "it asks for a value";
    let part = "a platform is `os/arch` or `os/arch/variant`: `linux/arm64`, `linux/arm/v7`";
    for (stage, text, is, why) in [
        (Stage::new("alpine:$V"), "alpine:$V", "`alpine:`", tag),
        (Stage::new("$V"), "$V", "``", nothing),
        (Stage::new("${V:+alpine}"), "${V:+alpine}", "``", nothing),
        (Stage::new("${V:-a:$V}"), "${V:-a:$V}", "`a:`", tag),
        (alpine().platform("linux/$V"), "linux/$V", "`linux/`", part),
        (Stage::new("a:${V:?}"), "a:${V:?}", "refused", asks),
        (Stage::new("a:${V?no}"), "a:${V?no}", "refused", asks),
    ] {
        let report = file(stage).check();
        let mut errors = report.errors();
        let error = errors.next().unwrap();
        assert_eq!(
            error.message,
            format!(
                "`{text}` is {is}, because `$V` {}: {why}",
                "is declared nowhere in front of the first stage"
            )
        );
        assert_eq!(
            error.help,
            "declare it there, with a default: `Arg::with_default(\"V\", …)`"
        );
        assert_eq!((error.rule.name, errors.next()), ("empty-argument", None));
        said.0.insert(error.rule.name);
        // BuildKit says that, too, before it fails.
        let warnings: Vec<_> = report.warnings().map(|it| it.rule.name).collect();
        let expected: &[&str] = match is {
            "`linux/`" | "refused" => &["UndefinedArgInFrom"],
            _ => &["UndefinedArgInFrom", "InvalidDefaultArgInFrom"],
        };
        assert_eq!(warnings, expected, "{text}");
    }
    let clean = |file: Dockerfile| assert_eq!(file.check().to_string(), "");
    clean(
        Dockerfile::new()
            .arg(argument())
            .stage(Stage::new("alpine:$V")),
    );
    clean(file(Stage::new("$TARGETSTAGE").platform("$BUILDPLATFORM")));

    // Each of an instruction sees those in front of it.
    clean(
        Dockerfile::new()
            .arg(argument())
            .stage(alpine().push(Arg::new("V").and(Arg::with_default("W", "$V")))),
    );

    let message = "`$V` is declared in front of the first stage only, and so is empty here";
    let help = "declare it in the stage, too: `ARG V`";
    let base = || Stage::named("base", "alpine");
    let of_base = || Stage::new(StageRef::by_name("base"));
    let global = || Dockerfile::new().arg(argument());
    let uses = |stage: Stage| stage.env("X", expand("${V}-$V"));
    for file in [
        global().stage(uses(alpine())),
        global().stage(alpine().workdir(expand("/$V"))),
        global().stage(alpine().copy([expand("$V/a")], "/b")),
        global().stage(alpine().push(Run::new("make").mount(CacheMount::new(expand("/c/$V"))))),
        global().stage(alpine().arg_with_default("W", expand("$V"))),
        // It is declared too late, or in another stage.
        global().stage(uses(alpine()).arg("V")),
        global().stage(alpine().arg("V")).stage(uses(alpine())),
    ] {
        said.only(&file, Level::Warning, "global-argument", message, help);
    }
    clean(global().stage(uses(alpine().arg("V"))));
    clean(global().stage(uses(alpine().env("V", "2"))));
    clean(global().stage(base().arg("V")).stage(uses(of_base())));
    // Nobody knows what these say.
    clean(Dockerfile::new().stage(uses(alpine())));
    clean(global().stage(uses(Stage::new("alpine:$V"))));
    clean(global().stage(alpine().push(OnBuild::new(Env::new("X", expand("$V"))))));
    // A shell's own.
    clean(global().stage(alpine().run("echo $V")));
}
