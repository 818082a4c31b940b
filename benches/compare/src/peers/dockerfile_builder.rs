use dockerfile_builder::Dockerfile;
use dockerfile_builder::instruction::FROM;
use dockerfile_builder::instruction_builder::{
    CopyBuilder, EnvBuilder, FromBuilder, RunBuilder, RunExecBuilder,
};

use super::Peer;
use crate::content::{IMAGE, Step};

pub(crate) struct DockerfileBuilder;

impl Peer for DockerfileBuilder {
    const NAME: &'static str = "dockerfile_builder";
    type Model = Dockerfile;

    fn build(steps: &[Step]) -> Option<Dockerfile> {
        let mut file = Dockerfile::new();
        file.push(FROM::from(IMAGE));
        for step in steps {
            match step {
                Step::Stage { name, base } => {
                    let image = base.as_deref().unwrap_or(IMAGE);
                    file.push(
                        FromBuilder::builder()
                            .image(image)
                            .name(name)
                            .build()
                            .ok()?,
                    )
                }
                Step::Run(command) => {
                    file.push(RunBuilder::builder().command(command).build().ok()?)
                }
                Step::Exec { program, argument } => {
                    let mut run = RunExecBuilder::builder();
                    file.push(run.executable(program).param(&argument.raw).build().ok()?)
                }
                // It has no mounts.
                Step::Cached(_) => return None,
                Step::Env { name, value } => file.push(
                    EnvBuilder::builder()
                        .key(name)
                        .value(&value.raw)
                        .build()
                        .ok()?,
                ),
                Step::Copy { from, to } => file.push(
                    CopyBuilder::builder()
                        .src(&from.raw)
                        .dest(&to.raw)
                        .build()
                        .ok()?,
                ),
            };
        }
        Some(file)
    }

    fn render(model: &Dockerfile) -> String {
        model.to_string()
    }
}
