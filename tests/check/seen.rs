//! What is said of a step does not depend on whether its mounts were seen before.

use dockerkit::{
    CacheId, CacheMount, Dockerfile, Mount, PackageManager, Part, Preset, Run, Sharing, Stage,
    User, expand, literal,
};
use proptest::prelude::*;

/// Mounts that differ in whatever a rule looks at.
fn mount() -> impl Strategy<Value = Mount> {
    // What is wrong with an id may stand behind a variable.
    let behind = |text: &'static str| CacheId::from(expand("$ID").then(literal(text)));
    // Most of it is right: only what is right is remembered.
    let ids = prop_oneof![
        3 => Just(None),
        6 => prop::sample::select(vec!["a", "npm-cache-shared"]).prop_map(|id| Some(id.into())),
        3 => prop::sample::select(vec![
            CacheId::from("é"),
            expand("$ID").into(),
            expand("${ID").into(),
            behind("\nRUN evil\n#"),
            behind("\0"),
            behind("é"),
        ])
        .prop_map(Some),
    ];
    let targets = prop_oneof![
        8 => prop::sample::select(vec!["/a", "/root/.npm"]),
        2 => prop::sample::select(vec!["/var/cache/apt", "c", "/", "/x/$V", "~/.npm"]),
    ];
    let sharing = prop_oneof![
        8 => Just(None),
        3 => prop::sample::select(vec!["shared", "locked", "lock", "$MODE"]).prop_map(Some),
    ];
    let owner = prop_oneof![
        8 => Just(None),
        3 => prop::sample::select(vec!["0", "1001", "x", "$UID"]).prop_map(Some),
    ];
    let cache = (ids, targets, sharing, owner, prop::bool::weighted(0.1));
    let cache = cache.prop_map(|(id, target, sharing, owner, home)| {
        let mut mount = if home {
            CacheMount::in_home(".npm")
        } else {
            CacheMount::new(target)
        };
        mount.id = id;
        if let Some(sharing) = sharing {
            mount = mount.sharing(sharing);
        }
        if let Some(owner) = owner {
            mount = mount.uid(owner).gid(owner);
        }
        Mount::from(mount)
    });
    let npm = || Mount::from(Preset::from(PackageManager::Npm));
    let apt = || {
        CacheMount::new("/var/cache/apt")
            .id("apt")
            .sharing(Sharing::Locked)
    };
    prop_oneof![
        8 => cache,
        1 => Just(()).prop_map(move |()| npm()),
        1 => Just(()).prop_map(move |()| apt().into()),
    ]
}

fn step() -> impl Strategy<Value = Run> {
    let commands = vec![
        "make",
        "npm ci",
        "pip install x",
        "rm -rf /a",
        "mkdir x",
        "npm ci && NPM_CONFIG_CACHE=/x npm ci",
    ];
    let mounts = prop::collection::vec(mount(), 0..4);
    (prop::sample::select(commands), mounts)
        .prop_map(|(command, mounts)| mounts.into_iter().fold(Run::new(command), Run::mount))
}

/// What is found in the steps that `is_own` is true of.
fn found(file: &Dockerfile, is_own: impl Fn(usize) -> bool) -> Vec<(usize, &'static str, String)> {
    let findings = file.check().findings.into_iter();
    let mut own = 0;
    let mut places = Vec::new();
    for (at, _) in file.stages[0].steps.iter().enumerate() {
        places.push(own);
        own += usize::from(is_own(at));
    }
    findings
        .filter_map(|finding| match finding.place.part {
            Part::Step { step, .. } => {
                is_own(step).then(|| (places[step], finding.rule.name, finding.message))
            }
            _ => None,
        })
        .collect()
}

/// So many steps with a mount of their own make whatever was seen forgotten.
const OTHERS: usize = 10;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_said_of_a_mount_does_not_depend_on_what_was_seen(
        steps in prop::collection::vec(step(), 1..6),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        root in any::<bool>(),
    ) {
        let again: Vec<_> = again.iter().map(|index| index.get(&steps).clone()).collect();
        let steps = [steps, again].concat();
        let begin = || {
            let stage = Stage::new("node:22");
            if root { stage } else { stage.user(User::new("app").uid(1001)) }
        };
        let plain = steps.iter().cloned().fold(begin(), Stage::push);
        let mut number = 0;
        let apart = steps.iter().cloned().fold(begin(), |stage, step| {
            let others = (0..OTHERS).map(|_| {
                number += 1;
                let name = format!("other-{number}");
                Run::new("make").mount(CacheMount::new(literal(format!("/{name}"))).id(literal(name)))
            });
            others.fold(stage, Stage::push).push(step)
        });
        let before = usize::from(!root);
        let plain = Dockerfile::new().stage(plain);
        let apart = Dockerfile::new().stage(apart);
        prop_assert_eq!(
            found(&plain, |at| at >= before),
            found(&apart, |at| at >= before && (at - before) % (OTHERS + 1) == OTHERS)
        );
    }
}
