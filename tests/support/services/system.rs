//! apt.

use super::{Project, joined};

pub(super) fn apt(packages: &[&str], url: &str) -> Project {
    let source = format!("deb [trusted=yes] {url} stable main\n");
    Project {
        files: vec![("loop.list".to_owned(), source)],
        env: Vec::new(),
        install: vec![
            "cp loop.list /etc/apt/sources.list.d/".to_owned(),
            "apt-get update".to_owned(),
            format!("apt-get install -y {}", packages.join(" ")),
        ],
        verify: joined(
            packages,
            "sha256sum --quiet -c /usr/share/{}/SHA256SUMS",
            " && ",
        ),
    }
}
