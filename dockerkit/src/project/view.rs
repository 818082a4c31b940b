//! What the rules of services look at.

use std::path::Path;

use super::paths::{cleaned, is_local, is_outside, slashes};
use super::service::{SecretSource, Service};
use crate::check::services::{Given, GivenKind, ServiceView};
use crate::dockerfile::Dockerfile;
use crate::shown::Shown as _;

impl Service {
    /// What is looked at of it beside its Dockerfile.
    pub(super) fn view<'a>(&'a self, file: &'a Dockerfile) -> ServiceView<'a> {
        let secrets = self.last_secrets().map(|(id, source)| {
            let source = match source {
                SecretSource::File(path) => slashes(path),
                SecretSource::Variable(name) => name.clone(),
            };
            (id.as_str(), source)
        });
        ServiceView {
            name: self.name.as_str(),
            origin: &self.origin,
            file,
            target: self.target.as_deref(),
            image: self.image.as_deref(),
            outside: self.outside(),
            path: slashes(&cleaned(&self.path())),
            context: slashes(&cleaned(self.directory())),
            dockerfile: self.file_path(),
            secrets: secrets.collect(),
            builds_on: self.builds_on().collect(),
            given: self.given(),
        }
    }

    /// The services whose images it is built on.
    fn builds_on(&self) -> impl Iterator<Item = &str> {
        self.last_contexts().filter_map(|(_, context)| {
            let mut prefixes = ["target:", "service:"].into_iter();
            prefixes.find_map(|prefix| context.strip_prefix(prefix))
        })
    }

    /// What it reads that is not in the project's directory.
    fn outside(&self) -> Vec<(String, String)> {
        let mut outside = Vec::new();
        let mut look = |what: String, path: &Path| {
            if is_outside(path) {
                outside.push((what, slashes(&cleaned(path))));
            }
        };
        look("the context".to_owned(), self.directory());
        for (name, context) in self.last_contexts() {
            if is_local(context) {
                look(
                    format!("the context `{}`,", name.shown()),
                    Path::new(context),
                );
            }
        }
        for (id, source) in self.last_secrets() {
            if let SecretSource::File(path) = source {
                look(format!("the file of the secret `{}`,", id.shown()), path);
            }
        }
        outside
    }

    fn given(&self) -> Vec<Given> {
        let mut given = Vec::new();
        let mut give = |what: String, value: &str, kind| {
            given.push(Given {
                what,
                value: value.to_owned(),
                kind,
            });
        };
        let other = GivenKind::Other;
        give("the context".to_owned(), &self.context_path(), other);
        give("the Dockerfile".to_owned(), &self.file_path(), other);
        for (name, value) in self.last_args() {
            give("the name of a build argument".to_owned(), name, other);
            let what = format!("the build argument `{}`", name.shown());
            give(what, value, GivenKind::Argument);
        }
        for (name, context) in self.last_contexts() {
            give("the name of a context".to_owned(), name, other);
            give(format!("the context `{}`", name.shown()), context, other);
        }
        let other = GivenKind::Secret;
        for (id, source) in self.last_secrets() {
            let what = format!("the source of the secret `{}`", id.shown());
            match source {
                SecretSource::File(path) => give(what, &slashes(path), other),
                SecretSource::Variable(name) => give(what, name, other),
            }
        }
        given
    }
}
