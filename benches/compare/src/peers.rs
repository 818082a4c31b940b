//! Who is compared, each with its own model of the same steps.

mod containerfile;
mod dockerfile_builder;
mod dockerfile_parser_rs;
mod dockerkit;
mod dofigen;

pub(crate) use containerfile::Containerfile;
pub(crate) use dockerfile_builder::DockerfileBuilder;
pub(crate) use dockerfile_parser_rs::DockerfileParserRs;
pub(crate) use dockerkit::{Dockerkit, DockerkitPresets};
pub(crate) use dofigen::Dofigen;

use crate::content::Step;

pub(crate) trait Peer {
    const NAME: &'static str;
    /// What `render` does.
    const RENDER: &'static str = "render";
    type Model;

    /// The model, or `None` if it has nothing for one of the steps.
    fn build(steps: &[Step]) -> Option<Self::Model>;
    fn render(model: &Self::Model) -> String;
}
