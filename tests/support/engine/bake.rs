//! Many targets by one `docker buildx bake`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value, json};

use super::{Engine, Failed, build::succeeded, fresh, run};
use crate::support::scratch::Scratch;

/// How many targets one call builds. All start at once, and with hundreds of them on a small machine the engine drops
/// clients that it could not answer within seconds.
const AT_ONCE: usize = 16;

/// A bake to come; made by [`Engine::bake`].
#[derive(Debug)]
pub struct Bake<'engine> {
    engine: &'engine Engine,
    targets: Vec<Target>,
}

/// One image of a bake.
#[derive(Debug, Clone)]
pub struct Target {
    name: String,
    dockerfile: String,
    stage: Option<String>,
    context: Option<PathBuf>,
    arguments: BTreeMap<String, String>,
    tags: Vec<String>,
}

/// A bake that worked.
#[derive(Debug)]
pub struct Baked {
    /// The images' ids by target, for [`Engine::inspect`].
    pub images: BTreeMap<String, String>,
    /// The client's plain progress.
    pub log: String,
}

impl Target {
    /// A target of this name (letters, digits, `-` and `_`) that builds this Dockerfile.
    pub fn new(name: impl Into<String>, dockerfile: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            dockerfile: dockerfile.into(),
            stage: None,
            context: None,
            arguments: BTreeMap::new(),
            tags: Vec::new(),
        }
    }

    /// The stage to build instead of the last.
    #[must_use]
    pub fn stage(mut self, stage: impl Into<String>) -> Self {
        self.stage = Some(stage.into());
        self
    }

    /// The context; an empty one unless given.
    #[must_use]
    pub fn context(mut self, directory: impl Into<PathBuf>) -> Self {
        self.context = Some(directory.into());
        self
    }

    /// A build argument.
    #[must_use]
    pub fn arg(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.arguments.insert(name.into(), value.into());
        self
    }

    /// A name for the image.
    #[must_use]
    pub fn tag(mut self, name: impl Into<String>) -> Self {
        self.tags.push(name.into());
        self
    }
}

impl<'engine> Bake<'engine> {
    pub(super) fn new(engine: &'engine Engine) -> Self {
        Self {
            engine,
            targets: Vec::new(),
        }
    }

    /// One more target.
    #[must_use]
    pub fn target(mut self, target: Target) -> Self {
        self.targets.push(target);
        self
    }

    /// Builds all targets, several at the same time.
    ///
    /// # Errors
    ///
    /// What the client said if one of them failed.
    pub fn run(self) -> Result<Baked, Failed> {
        let scratch = Scratch::new();
        let empty = scratch.path().join("empty");
        fs::create_dir(&empty).map_err(|error| Failed {
            log: format!("cannot create {}: {error}", empty.display()),
        })?;
        // One for all, so that targets with a step in common run it once.
        let fresh = fresh();
        // A Dockerfile that several targets name is one file, sent once.
        let mut files = BTreeMap::new();
        let mut targets = Map::new();
        for target in &self.targets {
            let number = files.len();
            let file = files.entry(target.dockerfile.as_str()).or_insert_with(|| {
                scratch.write(format!("{number}/Dockerfile"), &target.dockerfile)
            });
            let context = target.context.as_ref().unwrap_or(&empty);
            targets.insert(
                target.name.clone(),
                target.describe(&file.to_string_lossy(), &context.to_string_lossy(), &fresh),
            );
        }
        let bake_file = scratch.write("bake.json", json!({ "target": targets }).to_string());
        let mut baked = Baked {
            images: BTreeMap::new(),
            log: String::new(),
        };
        for some in self.targets.chunks(AT_ONCE) {
            let names = some.iter().map(|target| target.name.as_str());
            self.bake(&bake_file, names, &mut baked)?;
        }
        Ok(baked)
    }

    /// Bakes these targets of the file, and adds what came of it.
    fn bake<'a>(
        &self,
        file: &Path,
        names: impl Iterator<Item = &'a str> + Clone,
        baked: &mut Baked,
    ) -> Result<(), Failed> {
        let metadata_file = file.with_extension("metadata");
        let mut command = self.engine.docker();
        command.args(["buildx", "bake", "--progress=plain", "--provenance=false"]);
        command.args(["--allow=network.host", "--allow=fs.read=*", "--file"]);
        command.arg(file).arg("--metadata-file").arg(&metadata_file);
        baked.log += &succeeded(&run(command.args(names.clone())))?;

        let metadata: Value = fs::read(&metadata_file)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        for name in names {
            let Some(image) = metadata[name]["containerimage.config.digest"].as_str() else {
                let log = format!("{}\nbake named no image for {name}: {metadata}", baked.log);
                return Err(Failed { log });
            };
            baked.images.insert(name.to_owned(), image.to_owned());
        }
        Ok(())
    }
}

impl Target {
    fn describe(&self, file: &str, context: &str, fresh: &(&str, String)) -> Value {
        let own = self
            .arguments
            .iter()
            .map(|(name, value)| (name.as_str(), value));
        let arguments: Map<_, _> = own
            .chain([(fresh.0, &fresh.1)])
            .map(|(name, value)| (name.to_owned(), literal(value)))
            .collect();
        let mut description = json!({
            "dockerfile": literal(file),
            "context": literal(context),
            "args": arguments,
            "tags": self.tags.iter().map(|tag| literal(tag)).collect::<Vec<_>>(),
            "network": "host",
            "output": ["type=docker"],
        });
        if let Some(stage) = &self.stage {
            description["target"] = literal(stage);
        }
        description
    }
}

/// A string of a bake file, in which `${` and `%{` open templates.
fn literal(text: &str) -> Value {
    text.replace("${", "$${").replace("%{", "%%{").into()
}
