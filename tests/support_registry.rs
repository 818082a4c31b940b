//! The made-up registries: what they hand out is there, whole and counted.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::{
    io::{Read, Write as _},
    net::TcpStream,
};

use support::{
    index::Kind,
    registry::{Format, Registry},
    services::{self, COMMON, KOKORO, MANAGERS, WHISPER, needs},
};

/// The body that a path answers with.
fn get(url: &str, path: &str) -> Vec<u8> {
    let host = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    answer.split_off(end.unwrap() + 4)
}

#[test]
fn every_registry_serves_every_package_once_and_the_same_each_time() {
    let mut formats: Vec<_> = MANAGERS.iter().filter_map(|it| it.format).collect();
    formats.dedup();
    for format in formats {
        let packages = || services::all().map(|(name, size)| (name, size / 10));
        let [first, second] = [(); 2].map(|()| Registry::serve(format, packages()));
        for (name, payload) in packages() {
            let path = first.path_of(name);
            let bytes = get(&first.url(), path);
            assert_eq!(bytes.len() as u64, first.size_of(name), "{path}");
            assert!(bytes.len() >= payload, "{path}");
            assert_eq!(bytes, get(&second.url(), second.path_of(name)), "{path}");
        }
        let traffic = first.reset();
        assert_eq!(traffic.packages().requests, 11, "{format:?}: {traffic}");
        assert_eq!(traffic.of(Kind::Missing).requests, 0, "{traffic}");
        let all: Vec<_> = services::all().map(|(name, _)| name).collect();
        let fetched: Vec<_> = traffic.fetched().collect();
        assert_eq!(fetched, first.paths_of(&all));
        assert_eq!(first.traffic(), support::index::Traffic::default());
    }
}

#[test]
fn pages_name_the_port_that_serves_them() {
    for (format, page) in [
        (Format::Npm, "/tokens"),
        (Format::Cargo, "/config.json"),
        (Format::Composer, "/packages.json"),
    ] {
        let registry = Registry::serve(format, services::all());
        let page = String::from_utf8(get(&registry.url(), page)).unwrap();
        assert!(page.contains(&registry.url()), "{format:?}: {page}");
    }
}

#[test]
fn services_share_what_is_common_and_no_more() {
    let [first, second] = [needs(WHISPER), needs(KOKORO)];
    let both: Vec<_> = first
        .iter()
        .filter(|name| second.contains(name))
        .copied()
        .collect();
    assert_eq!(both, COMMON);
    assert_eq!(
        services::manager("apt")
            .project(&first, "http://x")
            .files
            .len(),
        1
    );
}
