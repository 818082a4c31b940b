//! Stages that install a service, built for two services one after another.

use std::io::Write as _;

use dockerkit::{
    Arg, CopyFiles, Dockerfile, InlineFile, Instruction, Mount, PackageManager, Preset, Run, Stage,
    literal,
};

use crate::support::{
    engine::Engine,
    index::Traffic,
    registry::Registry,
    services::{self, COMMON, KOKORO, Manager, Project, WHISPER},
};

/// What the two services need besides what they have in common.
pub(crate) const OWN: [[&str; 3]; 2] = [WHISPER, KOKORO];

/// What the second build fetches of what both need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Nothing,
    Again,
}

type Install = Box<dyn Fn(Stage, &Project, Preset) -> Stage>;

/// A stage, and how it installs.
pub(crate) struct Case {
    name: &'static str,
    manager: PackageManager,
    recipe: &'static Manager,
    registry: Registry,
    stage: Stage,
    install: Option<Install>,
    verify: Option<&'static str>,
    expected: Expected,
}

impl Case {
    /// A case by what is in front of its steps.
    pub(crate) fn new(name: &'static str, manager: PackageManager, stage: Stage) -> Self {
        let recipe = services::manager(manager.as_str());
        let format = recipe.format.expect("it fetches");
        Self {
            name,
            manager,
            recipe,
            registry: Registry::serve(format, services::all()),
            stage,
            install: None,
            verify: None,
            expected: Expected::Nothing,
        }
    }

    /// The steps that install, to be added to the stage, with a preset that no other case has.
    pub(crate) fn install(
        mut self,
        install: impl Fn(Stage, &Project, Preset) -> Stage + 'static,
    ) -> Self {
        self.install = Some(Box::new(install));
        self
    }

    /// What tells that everything is there, instead of what services do by themselves.
    pub(crate) fn verify(mut self, command: &'static str) -> Self {
        self.verify = Some(command);
        self
    }

    pub(crate) fn expect(mut self, expected: Expected) -> Self {
        self.expected = expected;
        self
    }

    /// What it fetches from.
    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The whole stage, for one of the services.
    pub(crate) fn stage(&self, number: usize) -> Stage {
        let packages = services::needs(OWN[number]);
        let project = self.recipe.project(&packages, &self.registry.url());
        let mut stage = self.stage.clone().workdir("/app");
        for (name, value) in &project.env {
            stage = stage.env(*name, literal(value.clone()));
        }
        for (path, content) in &project.files {
            let (directory, name) = path.rsplit_once('/').unwrap_or((".", path));
            let file = InlineFile::new(name.to_owned(), content.clone());
            let to = literal(format!("/app/{directory}/"));
            stage = stage.push(CopyFiles::file(file, to));
        }
        let preset = self.manager.id_suffix(self.name);
        let stage = match &self.install {
            Some(install) => install(stage, &project, preset),
            None => in_one_step(stage, &project, preset),
        };
        stage.run(self.verify.map_or(project.verify, str::to_owned))
    }

    /// Holds what two builds took to what is expected; a line of the table.
    fn compare(&self, [first, second]: &[Traffic; 2]) -> String {
        let (name, registry) = (self.name, &self.registry);
        let needed = services::needs(OWN[0]);
        let sizes = needed.iter().map(|it| registry.size_of(it)).sum::<u64>();
        // The cache was empty, and no package was fetched by two steps.
        assert_eq!(first.packages().bytes, sizes, "{name}: {first}");
        let fetched: Vec<_> = second.fetched().collect();
        let wanted = match self.expected {
            Expected::Nothing => OWN[1].to_vec(),
            Expected::Again => services::needs(OWN[1]),
        };
        assert_eq!(fetched, registry.paths_of(&wanted), "{name}: {second}");
        let again = fetched.len() - OWN[1].len();
        let hits = 100 * (COMMON.len() - again) / COMMON.len();
        let bytes = second.packages().bytes;
        format!("| {name} | {} | {bytes} | {hits} % |\n", self.manager)
    }
}

/// All commands in one step, which has the preset.
pub(crate) fn in_one_step(stage: Stage, project: &Project, preset: Preset) -> Stage {
    stage.push(Run::all(project.install.clone()).cache(preset))
}

/// Every command in a step of its own, in a stage that has the preset for all steps that need it.
pub(crate) fn step_by_step(stage: Stage, project: &Project, preset: Preset) -> Stage {
    let stage = stage.caches([preset]);
    let commands = project.install.iter().cloned();
    commands.fold(stage, Stage::run)
}

/// A file with a stage for each case, for one of the services. Those whose mounts have an owner wait for each other: of
/// stages at the same time, one may lose its directory (moby/buildkit issue 2053).
fn file(cases: &[Case], number: usize) -> Dockerfile {
    let mut file = Dockerfile::new().without_syntax();
    let mut before = None;
    let mut last = Stage::new("scratch");
    for case in cases {
        let mut stage = case.stage(number);
        stage.name = Some(case.name.into());
        let has_owner = has_owner(&stage);
        if let (Some(before), true) = (&before, has_owner) {
            let wait = CopyFiles::new(["/etc/group"], "/before").from(before);
            stage.steps.insert(0, Instruction::from(wait).into());
        }
        let done = file.begin(stage);
        last = last.push(CopyFiles::new(["/etc/group"], "/").from(&done));
        if has_owner {
            before = Some(done);
        }
    }
    file.begin(last);
    file
}

/// Whether a cache mount of the stage belongs to another than root.
fn has_owner(stage: &Stage) -> bool {
    let file = Dockerfile::new().stage(stage.clone()).resolved();
    let steps = file.stages.iter().flat_map(|stage| &stage.steps);
    let mut mounts = steps.flat_map(|step| match &step.instruction {
        Instruction::Run(run) => run.mounts.as_slice(),
        _ => &[],
    });
    mounts.any(|mount| matches!(mount, Mount::Cache(cache) if cache.uid.is_some()))
}

/// Builds all cases for one service, then for the other.
pub(crate) fn build_twice(
    engine: &Engine,
    cases: &[Case],
    global: Option<&Arg>,
    arguments: &[(&str, &str)],
) {
    let namespace = engine.namespace("silent");
    let mut images = engine.images();
    let [first, second] = [0, 1].map(|number| {
        let mut file = file(cases, number);
        if let Some(global) = global {
            file = file.arg(global.clone());
        }
        let build = engine
            .build(file.render().expect("a valid Dockerfile"))
            .arg("BUILDKIT_CACHE_MOUNT_NS", namespace.name());
        let given = arguments.iter();
        let build = given.fold(build, |build, (name, value)| build.arg(name, value));
        let result = build.run();
        images.add(result.unwrap_or_else(|failed| panic!("{failed}")).image);
        let traffic = cases.iter().map(|case| case.registry.reset());
        traffic.collect::<Vec<_>>()
    });
    let mut table = String::from(
        "\n| case | manager | second build: bytes | hits |\n| --- | --- | --- | --- |\n",
    );
    for (case, traffic) in cases.iter().zip(first.into_iter().zip(second)) {
        table += &case.compare(&traffic.into());
    }
    // Past the test runner, which would keep it to itself.
    let printed = std::io::stdout().write_all(table.as_bytes());
    printed.expect("it prints");
}
