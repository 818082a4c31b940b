use std::collections::BTreeMap;
use std::fmt::Write;

use dockerfile_parser_rs::{Dockerfile, Instruction};

use super::Peer;
use crate::content::{IMAGE, Step};

pub(crate) struct DockerfileParserRs;

impl Peer for DockerfileParserRs {
    const NAME: &'static str = "dockerfile-parser-rs";
    type Model = Dockerfile;

    fn build(steps: &[Step]) -> Option<Dockerfile> {
        let mut instructions = vec![from(IMAGE, None)];
        for step in steps {
            instructions.push(match step {
                Step::Stage { name, base } => {
                    from(base.as_deref().unwrap_or(IMAGE), Some(name.clone()))
                }
                Step::Run(command) => run(vec![command.clone()]),
                // It has no exec form.
                Step::Exec { program, argument } => {
                    run(vec![program.clone(), argument.raw.clone()])
                }
                // It holds one mount.
                Step::Cached(_) => return None,
                Step::Env { name, value } => {
                    Instruction::Env(BTreeMap::from([(name.clone(), value.raw.clone())]))
                }
                Step::Copy { from, to } => Instruction::Copy {
                    from: None,
                    chown: None,
                    chmod: None,
                    link: None,
                    sources: vec![from.raw.clone()],
                    destination: to.raw.clone(),
                },
            });
        }
        Some(Dockerfile::new(instructions))
    }

    /// As its `dump` does, but into memory.
    fn render(model: &Dockerfile) -> String {
        let mut out = String::new();
        for instruction in &model.instructions {
            writeln!(out, "{instruction}").expect("a string takes it");
        }
        out
    }
}

fn from(image: &str, alias: Option<String>) -> Instruction {
    Instruction::From {
        platform: None,
        image: image.to_owned(),
        alias,
    }
}

fn run(command: Vec<String>) -> Instruction {
    Instruction::Run {
        mount: None,
        network: None,
        security: None,
        command,
        heredoc: None,
    }
}
