//! Base images that do not run as root.

use crate::support::{
    engine::{Engine, Images, Target},
    scratch::unique,
};

/// Their names. Two are those of well-known images, which nobody can pull here.
pub(crate) struct Bases {
    /// Runs as 1001.
    pub(crate) of_1001: String,
    pub(crate) notebook: String,
    pub(crate) micromamba: String,
}

pub(crate) fn make(engine: &Engine, images: &mut Images<'_>) -> Bases {
    let tag = unique("t");
    let bases = Bases {
        of_1001: format!("dockerkit-test/of-1001:{tag}"),
        notebook: format!("quay.io/jupyter/base-notebook:{tag}"),
        micromamba: format!("mambaorg/micromamba:{tag}"),
    };
    let user = |user: &str, home: &str, more: &str| {
        format!(
            "FROM {}\n{more}RUN mkdir -p {home} && chown {user} {home}\nENV HOME={home}\nUSER {user}\n",
            crate::BASE
        )
    };
    let mamba = "ENV MAMBA_USER_ID=57439 MAMBA_USER_GID=57439\n";
    let baked = engine
        .bake()
        .target(Target::new("of-1001", user("1001:1001", "/home/appuser", "")).tag(&bases.of_1001))
        .target(Target::new("notebook", user("1000:100", "/home/jovyan", "")).tag(&bases.notebook))
        .target(
            Target::new("micromamba", user("57439:57439", "/home/mambauser", mamba))
                .tag(&bases.micromamba),
        )
        .run();
    baked.unwrap();
    for name in [&bases.of_1001, &bases.notebook, &bases.micromamba] {
        images.add(name.clone());
    }
    bases
}
