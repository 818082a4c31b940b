//! Which directory a cache mount opens, row by row of the table: what `CacheMount::directory()` says is what the engine
//! does.
//!
//! One build opens every mount of a long list and leaves a mark in it; a second build opens all of them again and lists
//! the marks. Two mounts open one directory if and only if one finds the mark of the other, so that a list of n mounts
//! proves n² pairs.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod openings;
#[path = "../support/mod.rs"]
mod support;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use dockerkit::{
    CacheDirectory, CacheMount, CopyFiles, Dockerfile, Instruction, Mount, Run, Sharing, Shell,
    Stage,
};
use openings::{Opening, openings};
use support::{engine::Engine, scratch::unique};
use table::TABLE;

const BASE: &str = "dockerkit-test/busybox:1";

/// A file that does this in each of the mounts, one after another: a builder splits an id that is used in different
/// modes at the same time.
fn file(openings: &[(usize, &Opening)], act: impl Fn(usize, &Opening) -> Shell) -> Dockerfile {
    let mut file = Dockerfile::new().without_syntax();
    file.begin(Stage::named("files", BASE).workdir("/etc/of-the-stage"));
    // A stage is no deeper than the engine's file system is.
    let mut before = None;
    for (part, some) in openings.chunks(40).enumerate() {
        let mut stage = Stage::named(format!("part{part}"), BASE).run("mkdir -m 777 /seen");
        if let Some(before) = &before {
            stage = stage.push(CopyFiles::new(["/seen"], "/seen").from(before));
        }
        for (name, value) in [
            ("NAME", "r"),
            ("NOTHING", ""),
            ("WHERE", "/c"),
            ("HOW", "locked"),
            ("OWNER", "1001"),
        ] {
            stage = stage.arg_with_default(name, value);
        }
        for (number, opening) in some {
            let mut mount = opening.mount.clone();
            if let Mount::Cache(cache) = &mut mount {
                // Refused; and what it means to the builder is a row of the table.
                if cache.id.as_ref().is_some_and(|id| id.text().is_empty()) {
                    cache.id = Some("EMPTY".into());
                }
            }
            stage = stage.user(&opening.user).workdir(opening.workdir);
            stage = stage.push(Run::new(act(*number, opening)).mount(mount));
        }
        before = Some(file.begin(stage));
    }
    file.begin(Stage::new("scratch").push(CopyFiles::new(["/seen/"], "/").from(before.unwrap())));
    file
}

/// What dockerkit says of each mount, in the file that says who it is resolved for.
fn directories(openings: &[(usize, &Opening)], file: &Dockerfile) -> Vec<Option<CacheDirectory>> {
    let resolved = file.resolved();
    let steps = resolved.stages.iter().flat_map(|stage| &stage.steps);
    let mounts = steps.filter_map(|step| match &step.instruction {
        Instruction::Run(run) => run.mounts.first(),
        _ => None,
    });
    let found = mounts
        .zip(openings)
        .map(|(mount, (_, opening))| match (&opening.mount, mount) {
            (Mount::Cache(asked), _)
                if asked.id.as_ref().is_some_and(|id| id.text().is_empty()) =>
            {
                asked.directory()
            }
            (_, Mount::Cache(cache)) => cache.directory(),
            _ => panic!("{} is no cache", opening.name),
        });
    let found = found.collect::<Vec<_>>();
    assert_eq!(found.len(), openings.len());
    found
}

/// The marks that each mount holds, by the numbers of the mounts.
type Marks = BTreeMap<usize, BTreeSet<usize>>;

/// Opens every mount, twice: in a build that leaves marks, and in one that lists them.
fn open(
    engine: &Engine,
    own: &str,
    openings: &[Opening],
    verdicts: &mut [Option<CacheDirectory>],
) -> Marks {
    let mut by_namespace: BTreeMap<String, Vec<(usize, &Opening)>> = BTreeMap::new();
    for (number, opening) in openings.iter().enumerate() {
        by_namespace
            .entry(format!("{own}{}", opening.namespace))
            .or_default()
            .push((number, opening));
    }
    let build = |act: &dyn Fn(usize, &Opening) -> Shell| {
        by_namespace
            .iter()
            .map(|(namespace, some)| {
                let file = file(some, act);
                let text = file.render().unwrap().replace("id=EMPTY,", "id=,");
                let built = engine
                    .build(text)
                    .arg("BUILDKIT_CACHE_MOUNT_NS", namespace)
                    .export()
                    .unwrap();
                (file, namespace, some, built)
            })
            .collect::<Vec<_>>()
    };
    build(&|number, opening| {
        if opening.read_only {
            Shell::new("true")
        } else {
            Shell::new("touch ").arg(format!("{}/mark-{number}", opening.at))
        }
    });
    let mut marks = Marks::new();
    for (file, namespace, some, built) in
        build(&|number, opening| Shell::new(format!("ls -A {} > /seen/{number}", opening.at)))
    {
        for ((number, _), directory) in some.iter().zip(directories(some, &file)) {
            verdicts[*number] = directory.map(|it| it.in_namespace(namespace));
            let names = built.text(number.to_string());
            marks.insert(
                *number,
                names
                    .lines()
                    .filter_map(|name| name.strip_prefix("mark-")?.parse().ok())
                    .collect(),
            );
        }
    }
    marks
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn equal_directories_are_one_and_unequal_ones_are_not() {
    let engine = Engine::connect();
    let own = engine.namespace("directory");
    let other_name = unique("busybox");
    let openings = openings(&other_name);
    let mut images = engine.images();
    images.tag(BASE, &other_name);
    let mut verdicts = vec![None; openings.len()];
    let marks = open(&engine, own.name(), &openings, &mut verdicts);

    let mut wrong = Vec::new();
    let mut pairs = [0; 2];
    for (one, opening) in openings.iter().enumerate() {
        assert!(
            opening.read_only || marks[&one].contains(&one),
            "{} keeps nothing",
            opening.name
        );
        for (two, other) in openings.iter().enumerate() {
            let (Some(a), Some(b)) = (&verdicts[one], &verdicts[two]) else {
                continue;
            };
            if other.read_only {
                continue;
            }
            let same = marks[&one].contains(&two);
            pairs[usize::from(same)] += 1;
            if (a == b) != same {
                wrong.push(format!(
                    "`{}` and `{}` are one: {same}, but {a:?} and {b:?}",
                    opening.name, other.name
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "dockerkit is wrong about {} pairs:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(
        pairs[0] > 2_000 && pairs[1] > 200,
        "few pairs are compared: {pairs:?}"
    );

    let find = |name| {
        openings
            .iter()
            .position(|it| it.name == name)
            .unwrap_or_else(|| panic!("no opening {name}"))
    };
    for (one, two, same, known) in TABLE {
        let (a, b) = (find(*one), find(*two));
        let met = marks[&a].contains(&b) || marks[&b].contains(&a);
        assert_eq!(
            met, *same,
            "`{one}` and `{two}`: the table is wrong about the engine"
        );
        let verdict = verdicts[a]
            .as_ref()
            .zip(verdicts[b].as_ref())
            .map(|(a, b)| a == b);
        assert_eq!(
            verdict,
            known.then_some(*same),
            "`{one}` and `{two}`: dockerkit says of them that they are one"
        );
    }

    // The builder's own list names them as dockerkit does.
    let listed: BTreeSet<_> = engine
        .cache_mounts_in(own.name())
        .into_iter()
        .map(|record| record.key)
        .collect();
    for directory in verdicts.iter().flatten() {
        assert!(
            listed.contains(&directory.key),
            "{} is not among {listed:?}",
            directory.key
        );
    }
}

/// Two mounts of one step, at `/c` and `/d`.
fn within_one_step() -> Vec<(&'static str, CacheMount, CacheMount)> {
    let (c, d) = (
        |id: &'static str| CacheMount::new("/c").id(id),
        |id: &'static str| CacheMount::new("/d").id(id),
    );
    vec![
        ("one id", c("s1"), d("s1")),
        ("one id, read-only once", c("s2"), d("s2").read_only()),
        (
            "one id, locked",
            c("s3").sharing(Sharing::Locked),
            d("s3").sharing(Sharing::Locked),
        ),
        (
            "one id, private",
            c("s4").sharing(Sharing::Private),
            d("s4").sharing(Sharing::Private),
        ),
        ("two ids", c("s5"), d("s6")),
        ("no owner and 1001", c("s7"), d("s7").uid(1001).gid(1001)),
        ("id and target", c("/d"), CacheMount::new("/d")),
        ("two targets", CacheMount::new("/c"), CacheMount::new("/d")),
    ]
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn two_mounts_of_one_step_are_one_directory_if_equal() {
    let engine = Engine::connect();
    let own = engine.namespace("step");
    let mut stage = Stage::named("steps", BASE).run("mkdir /seen");
    for (number, (_, one, two)) in within_one_step().into_iter().enumerate() {
        let look = format!("touch /c/mark-{number} && ls -A /d > /seen/{number}");
        stage = stage.push(Run::new(look).mount(one).mount(two));
    }
    let last = Stage::new("scratch").push(CopyFiles::new(["/seen/"], "/").from(&stage));
    let text = Dockerfile::new()
        .without_syntax()
        .stage(stage)
        .stage(last)
        .render()
        .unwrap();
    let built = engine
        .build(text)
        .arg("BUILDKIT_CACHE_MOUNT_NS", own.name())
        .export()
        .unwrap();
    for (number, (name, one, two)) in within_one_step().into_iter().enumerate() {
        let (a, b) = (one.directory().unwrap(), two.directory().unwrap());
        let met = built
            .text(number.to_string())
            .lines()
            .any(|name| name == format!("mark-{number}"));
        assert_eq!(met, a == b, "{name}");
    }
}

#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn without_a_namespace_it_is_the_empty_one() {
    let engine = Engine::connect();
    let own = engine.namespace("named");
    // Nobody else has this id: the default namespace is everybody's.
    let id = unique("directory");
    let mount = CacheMount::new("/c").id(id.clone());
    let directory = mount.directory().unwrap();
    let text = |command: &'static str| {
        let stage = Stage::named("look", BASE).push(Run::new(command).mount(mount.clone()));
        let last = Stage::new("scratch").push(CopyFiles::new(["/seen"], "/").from(&stage));
        let file = Dockerfile::new().without_syntax();
        file.stage(stage).stage(last).render().unwrap()
    };
    let list = text("ls /c > /seen");
    engine.build(text("touch /c/mark /seen")).export().unwrap();
    let again = engine.build(&list).export().unwrap();
    let named = engine
        .build(&list)
        .arg("BUILDKIT_CACHE_MOUNT_NS", own.name())
        .export()
        .unwrap();
    let records = engine.cache_mounts_of(&id);
    engine.remove_cache_mounts([id.as_str()]);
    assert_eq!([again.text("seen"), named.text("seen")], ["mark\n", ""]);
    assert_eq!(
        records.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(),
        [&directory.key]
    );
    assert_ne!(directory.clone().in_namespace(own.name()), directory);
}
