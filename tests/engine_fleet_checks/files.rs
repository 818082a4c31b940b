//! The two files say the same.

use dockerkit::{Project, Service, Stage};

use crate::{BUSYBOX, Builds, file, run, support::engine::Engine};

/// Bake reads all files of a directory that it knows: nothing is there twice, whatever a service is given.
#[test]
#[ignore = "needs the Docker Engine that .ci/engine starts"]
fn bake_reads_the_same_from_one_file_and_from_both() {
    let engine = Engine::connect();
    let plain = || file(Stage::new(BUSYBOX));
    let stages = dockerkit::Dockerfile::new()
        .without_syntax()
        .stage(Stage::named("build", BUSYBOX))
        .stage(Stage::named("runtime", BUSYBOX));
    let everything = Service::new("everything", stages)
        .context("some where")
        .dockerfile("docker/${A} b.Dockerfile")
        .target("build")
        .arg("A", "1 $B ${C} \"d\"")
        .arg("A", "2 $B ${C} \"d\"")
        .arg("EMPTY", "")
        .platforms(["linux/amd64", "linux/arm64/v8"])
        .image("registry.example:5000/a/b:1.0")
        .with_context("lib", "li b")
        .with_context("lib", "lib")
        .with_context("home", "~a")
        .with_context("image", "docker-image://dockerkit-test/busybox:1")
        .with_context("other", "target:plain")
        .with_context("git", "https://example.test/a.git#main")
        .secret_file("file", "se cret")
        .secret_file("file", "se cret")
        .secret_variable("variable", "TOKEN");
    let project = Project::new()
        .service(everything)
        .service(Service::new("plain", plain()).context("."))
        .service(Service::new("Web", plain()).image("web"))
        .service(Service::new("1", plain()));
    let builds = Builds::of(&engine, project);
    let print = |files: &[&str]| {
        let mut docker = engine.docker();
        docker.args(["buildx", "bake", "--print"]).args(files);
        // Without what it says on the way.
        docker.arg("--progress=quiet");
        let (worked, said) = run(&mut docker, builds.path());
        assert!(worked, "{said}");
        let start = said.find('{').unwrap();
        serde_json::from_str::<serde_json::Value>(&said[start..]).unwrap()
    };
    let own = print(&["--file=docker-bake.json"]);
    let everything = &own["target"]["everything"];
    assert_eq!(
        everything["secret"].as_array().unwrap().len(),
        2,
        "{everything}"
    );
    assert_eq!(everything["contexts"]["lib"], "lib");
    // Escaped, as it would be read again.
    assert_eq!(everything["args"]["A"], "2 $B $${C} \"d\"");
    assert_eq!(own["target"].as_object().unwrap().len(), 4);
    for files in [
        &["--file=compose.yaml"][..],
        &["--file=docker-bake.json", "--file=compose.yaml"],
        &[],
    ] {
        let mut other = print(files);
        // What Compose cleans is one path of two forms.
        let home = &mut other["target"]["everything"]["contexts"]["home"];
        if *home == "~a" {
            *home = "./~a".into();
        }
        assert_eq!(other["target"], own["target"], "{files:?}");
        assert_eq!(other["group"], own["group"], "{files:?}");
    }
}
