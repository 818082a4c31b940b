//! The services: what they install, by what, as whom, and with which mounts.

use dockerkit::{
    CacheMount, CopyFiles, Dockerfile, InlineFile, Instruction, Mount, PackageManager, Run, Shell,
    Stage, User, literal,
};

use crate::support::index::Index;

pub(crate) const COMMON: [&str; 5] = [
    "sound-files",
    "tensors",
    "tokens",
    "web-server",
    "yet-another-array",
];
pub(crate) const WHISPER: [&str; 3] = ["whisper-align", "whisper-core", "whisper-text"];
pub(crate) const KOKORO: [&str; 3] = ["kokoro-core", "kokoro-onnx", "kokoro-voices"];

/// How a service installs its packages.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Installer {
    Pip,
    UvPip,
    UvSync,
}

/// How a service mounts the cache.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Caching {
    No,
    Preset,
    /// By hand, without an owner, as the file would be written that says nothing about the user.
    Ownerless,
}

/// A service: who installs what, and how.
#[derive(Clone, Copy)]
pub(crate) struct Service {
    pub(crate) installer: Installer,
    pub(crate) caching: Caching,
    pub(crate) non_root: bool,
    pub(crate) own: [&'static str; 3],
}

impl Installer {
    fn manager(self) -> PackageManager {
        match self {
            Self::Pip => PackageManager::Pip,
            Self::UvPip | Self::UvSync => PackageManager::Uv,
        }
    }
}

impl Service {
    pub(crate) fn packages(&self) -> Vec<&'static str> {
        COMMON.into_iter().chain(self.own).collect()
    }

    fn user(&self) -> User {
        if self.non_root {
            User::new("appuser").uid(1001).home("/home/appuser")
        } else {
            User::root()
        }
    }

    pub(crate) fn file(&self, index: &Index) -> Dockerfile {
        let stage = Stage::new("dockerkit-test/python:1")
            .run("install -d -o 1001 -g 1001 /app")
            .user(self.user());
        let commands = match self.installer {
            Installer::Pip => vec![
                "pip install --target site -r requirements.txt --trusted-host 127.0.0.1 --index-url ",
            ],
            Installer::UvPip if self.non_root => vec![
                "uv venv",
                "uv pip install -r requirements.txt --default-index ",
            ],
            Installer::UvPip => {
                vec!["uv pip install --system -r requirements.txt --default-index "]
            }
            Installer::UvSync => vec!["uv sync --extra gpu --default-index "],
        };
        let command = Shell {
            commands: commands.into_iter().map(Into::into).collect(),
        }
        .arg(index.url());
        let mut run = Run::new(command);
        match self.caching {
            Caching::No => {}
            Caching::Preset => run = run.cache(self.installer.manager()),
            Caching::Ownerless => {
                let manager = self.installer.manager();
                let home = literal(format!("/home/appuser/.cache/{manager}"));
                run = run.mount(CacheMount::new(home).id(manager.row().caches[0].id));
            }
        }
        let imports = self
            .packages()
            .iter()
            .map(|name| name.replace('-', "_"))
            .collect::<Vec<_>>()
            .join(", ");
        let python = match self.installer {
            Installer::Pip => "PYTHONPATH=site python3",
            Installer::UvPip if !self.non_root => "python3",
            Installer::UvPip | Installer::UvSync => ".venv/bin/python",
        };
        let file = if self.installer == Installer::UvSync {
            self.project()
        } else {
            self.requirements()
        };
        let stage = stage
            .env("UV_PYTHON_DOWNLOADS", "never")
            .workdir("/app")
            .push(CopyFiles::file(file, "./"))
            .push(run)
            .run(format!("{python} -c 'import {imports}'"));
        Dockerfile::new().without_syntax().stage(stage)
    }

    fn requirements(&self) -> InlineFile {
        InlineFile::new("requirements.txt", self.packages().join("\n"))
    }

    /// The last package is an extra.
    fn project(&self) -> InlineFile {
        let packages = self.packages();
        let (gpu, dependencies) = packages.split_last().unwrap();
        InlineFile::new(
            "pyproject.toml",
            format!(
                "[project]\nname = \"service\"\nversion = \"0.1.0\"\nrequires-python = \">=3.9\"\ndependencies = {dependencies:?}\n\
                 [project.optional-dependencies]\ngpu = [{gpu:?}]\n"
            ),
        )
    }
}

/// The cache mounts of a file, as they are where nothing is left to decide.
pub(crate) fn mounts(file: &Dockerfile) -> Vec<CacheMount> {
    let resolved = file.resolved();
    let steps = resolved.stages.iter().flat_map(|stage| &stage.steps);
    let mounts = steps.flat_map(|step| match &step.instruction {
        Instruction::Run(run) => run.mounts.as_slice(),
        _ => &[],
    });
    mounts
        .filter_map(|mount| match mount {
            Mount::Cache(cache) => Some(cache.as_ref().clone()),
            _ => None,
        })
        .collect()
}
