use dofigen_lib::{
    DockerFile, DockerFileCommand, DockerFileInsctruction, DockerFileLine, InstructionOption,
    InstructionOptionOption,
};

use super::Peer;
use crate::content::{CACHES, IMAGE, Step};

/// Its list of lines; its own model has one `RUN` a stage, and no order.
pub(crate) struct Dofigen;

impl Peer for Dofigen {
    const NAME: &'static str = "dofigen, lines";
    type Model = DockerFile;

    fn build(steps: &[Step]) -> Option<DockerFile> {
        let mut lines = vec![line(DockerFileCommand::FROM, IMAGE.to_owned())];
        for step in steps {
            lines.push(match step {
                Step::Stage { name, base } => {
                    let image = base.as_deref().unwrap_or(IMAGE);
                    line(DockerFileCommand::FROM, format!("{image} AS {name}"))
                }
                Step::Run(command) => line(DockerFileCommand::RUN, command.clone()),
                Step::Exec { program, argument } => {
                    let words = format!("[\"{program}\", \"{}\"]", argument.raw);
                    line(DockerFileCommand::RUN, words)
                }
                Step::Cached(command) => with(
                    DockerFileCommand::RUN,
                    command.clone(),
                    CACHES.map(mount).into(),
                ),
                Step::Env { name, value } => {
                    line(DockerFileCommand::ENV, format!("{name}=\"{}\"", value.raw))
                }
                Step::Copy { from, to } => {
                    line(DockerFileCommand::COPY, format!("{} {}", from.raw, to.raw))
                }
            });
        }
        Some(DockerFile { lines })
    }

    fn render(model: &DockerFile) -> String {
        model.to_string()
    }
}

fn line(command: DockerFileCommand, content: String) -> DockerFileLine {
    with(command, content, Vec::new())
}

fn with(
    command: DockerFileCommand,
    content: String,
    options: Vec<InstructionOption>,
) -> DockerFileLine {
    DockerFileLine::Instruction(DockerFileInsctruction {
        command,
        content,
        options,
    })
}

fn mount((id, target): (&str, &str)) -> InstructionOption {
    let fields = [
        ("type", "cache"),
        ("id", id),
        ("target", target),
        ("sharing", "shared"),
    ]
    .map(|(name, value)| InstructionOptionOption::new(name, value.to_owned()));
    InstructionOption::WithOptions("mount".to_owned(), fields.into())
}
