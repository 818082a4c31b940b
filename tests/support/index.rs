//! A package index on the loopback that counts every byte it sends.
//!
//! ```ignore
//! let index = Index::serve([Wheel::new("alpha", "1.0").payload(1_000_000)]);
//! // RUN pip install --index-url {index.url()} --trusted-host 127.0.0.1 alpha, with the host's network
//! assert_eq!(index.traffic().packages().bytes, index.wheel("alpha").len());
//! ```

mod date;
mod request;
mod server;
mod wheel;

use std::collections::BTreeMap;

pub use date::date;
pub use server::{Content, FileServer, Kind, Served, Traffic};
pub use wheel::Wheel;

/// What package managers may keep for ever, as the big public indexes say of their files.
const FOR_EVER: &str = "max-age=365000000, immutable";

/// What they have to ask for again after ten minutes, as the public index of Python says of its pages.
const TEN_MINUTES: &str = "max-age=600, public";

/// A "simple" index of made-up wheels, as pip and uv read it.
#[derive(Debug)]
pub struct Index {
    server: FileServer,
    wheels: Vec<Wheel>,
}

impl Index {
    /// Starts to serve these wheels on a free port of 127.0.0.1.
    ///
    /// # Panics
    ///
    /// If no port can be had.
    #[track_caller]
    pub fn serve(wheels: impl IntoIterator<Item = Wheel>) -> Self {
        let wheels: Vec<_> = wheels.into_iter().collect();
        let mut files = BTreeMap::new();
        let mut pages: BTreeMap<&str, String> = BTreeMap::new();
        for wheel in &wheels {
            let name = wheel.file_name();
            let path = format!("/files/{name}");
            // The metadata apart (PEP 658), so that no resolver reads the beginning of a wheel for it.
            let link = format!(
                "<a href=\"{path}\" data-core-metadata=\"true\" data-dist-info-metadata=\"true\">{name}</a><br>\n"
            );
            pages.entry(wheel.name()).or_default().push_str(&link);
            files.insert(
                format!("{path}.metadata"),
                Content::new(
                    Kind::Metadata,
                    "text/plain; charset=utf-8",
                    FOR_EVER,
                    wheel.metadata(),
                ),
            );
            files.insert(
                path,
                Content::new(
                    Kind::Package,
                    "application/octet-stream",
                    FOR_EVER,
                    wheel.bytes(),
                ),
            );
        }
        let all = pages
            .keys()
            .map(|name| format!("<a href=\"/simple/{name}/\">{name}</a><br>\n"))
            .collect::<Vec<_>>()
            .concat();
        files.insert("/simple/".to_owned(), page(&all));
        for (name, links) in &pages {
            files.insert(format!("/simple/{name}/"), page(links));
        }
        Self {
            server: FileServer::start(files),
            wheels,
        }
    }

    /// The index's address: `http://127.0.0.1:…/simple/`.
    pub fn url(&self) -> String {
        format!("{}/simple/", self.server.url())
    }

    /// The first wheel of this name.
    ///
    /// # Panics
    ///
    /// If there is none.
    #[track_caller]
    pub fn wheel(&self, name: &str) -> &Wheel {
        let found = self.wheels.iter().find(|wheel| wheel.name() == name);
        found.unwrap_or_else(|| panic!("the index has no wheel {name}"))
    }

    /// All wheels, in the order given.
    pub fn wheels(&self) -> &[Wheel] {
        &self.wheels
    }

    /// What was asked and sent since the start or the last [`Index::reset`].
    pub fn traffic(&self) -> Traffic {
        self.server.traffic()
    }

    /// The same, and starts to count anew.
    pub fn reset(&self) -> Traffic {
        self.server.reset()
    }
}

fn page(links: &str) -> Content {
    let html = format!(
        "<!DOCTYPE html>\n<html><head><meta name=\"pypi:repository-version\" content=\"1.1\"><title>links</title></head>\n<body>\n{links}</body></html>\n"
    );
    Content::new(Kind::Page, "text/html; charset=utf-8", TEN_MINUTES, html)
}
