use dockerfile::{Dockerfile, Flag, Instruction, Stage};

use super::Peer;
use crate::content::{CACHES, IMAGE, Step};

pub(crate) struct Containerfile;

impl Peer for Containerfile {
    const NAME: &'static str = "containerfile";
    type Model = Dockerfile;

    fn build(steps: &[Step]) -> Option<Dockerfile> {
        let mut file = Dockerfile::new();
        file.add_stage(Stage::new(IMAGE));
        for step in steps {
            file.push(match step {
                Step::Stage { name, base } => {
                    Instruction::from_as(base.as_deref().unwrap_or(IMAGE), name)
                }
                Step::Run(command) => Instruction::run(command),
                Step::Exec { program, argument } => Instruction::run_exec([program, &argument.raw]),
                Step::Cached(command) => {
                    let mut instruction = Instruction::run(command);
                    if let Instruction::Run(run) = &mut instruction {
                        run.flags = CACHES.map(mount).into();
                    }
                    instruction
                }
                Step::Env { name, value } => Instruction::env(name, &value.raw),
                Step::Copy { from, to } => Instruction::copy([&from.raw], &to.raw),
            });
        }
        Some(file)
    }

    fn render(model: &Dockerfile) -> String {
        model.to_string()
    }
}

/// It has no type for a mount and takes it as text.
fn mount((id, target): (&str, &str)) -> Flag {
    Flag::kv(
        "mount",
        format!("type=cache,id={id},target={target},sharing=shared"),
    )
}
