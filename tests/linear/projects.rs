//! Projects of many services, and services of many mounts.

use std::hint::black_box;

use dockerkit::{CacheMount, Dockerfile, Level, Policy, Project, Run, Service, Stage, literal};

use super::linear;

/// One of so many services, by its number.
#[track_caller]
fn grows(size: usize, service: impl Fn(usize) -> Service) {
    let project = |size: usize| {
        Project::new()
            .policy(Policy::new().level("other-id", Level::Warning))
            .services((0..size).map(&service))
    };
    linear(size, project, |project: &Project| {
        black_box(project.check());
        let report = project.caches();
        black_box((
            report.to_string(),
            report.markdown(),
            report.mermaid(),
            report.dot(),
        ));
        let _ = black_box(project.output(".").files());
    });
}

fn mounts(mounts: impl IntoIterator<Item = CacheMount>) -> Dockerfile {
    let run = mounts.into_iter().fold(Run::new("make"), Run::mount);
    Dockerfile::new().stage(Stage::new("alpine").push(run))
}

fn cache(number: usize) -> CacheMount {
    CacheMount::new(literal(format!("/c/{number}"))).id(format!("c{number}"))
}

#[test]
fn services_with_a_directory_each() {
    grows(200, |number| {
        Service::new(format!("s{number}"), mounts([cache(number)]))
    });
}

#[test]
fn services_that_share_one_directory_and_have_another_owner_each() {
    grows(200, |number| {
        let own = CacheMount::new("/c")
            .id("c")
            .uid(u32::try_from(number).unwrap());
        let file = mounts([own, CacheMount::new("/d").id("d")]);
        Service::new(format!("s{number}"), file)
    });
}

#[test]
fn services_with_an_id_each_for_one_manager() {
    grows(200, |number| {
        let pip = CacheMount::new("/root/.cache/pip").id(format!("pip{number}"));
        Service::new(format!("s{number}"), mounts([pip]))
    });
}

#[test]
fn services_of_one_dockerfile() {
    grows(200, |number| {
        Service::new(format!("s{number}"), mounts([cache(0)])).context(".")
    });
}

#[test]
fn a_service_with_many_mounts_and_arguments() {
    let project = |size: usize| {
        let file = mounts((0..size).map(cache));
        let mut service = Service::new("s", file);
        for number in 0..size {
            service = service.arg(format!("A{number}"), "x");
        }
        Project::new().service(service)
    };
    linear(1_000, project, |project: &Project| {
        black_box((project.check(), project.caches().to_string()));
        let _ = black_box(project.output(".").files());
    });
}
