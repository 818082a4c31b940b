//! A Go service: modules and build cache, in every step that compiles.

use dockerkit::{BindMount, CopyFiles, Dockerfile, PackageManager, Run, Stage, User};

fn main() -> Result<(), dockerkit::Error> {
    let build = Stage::named("build", "golang:1.25")
        .workdir("/src")
        .push(
            Run::new("go mod download")
                .cache(PackageManager::Go)
                .mount(BindMount::new("go.mod").source("go.mod"))
                .mount(BindMount::new("go.sum").source("go.sum")),
        )
        .copy(".", "./")
        .env("CGO_ENABLED", 0)
        .push(Run::new("go build -trimpath -o /app .").cache(PackageManager::Go));

    let runtime = Stage::new("scratch")
        .push(CopyFiles::new("/app", "/app").from(&build))
        .user(User::new("1001:1001"))
        .entrypoint(["/app"]);

    print!(
        "{}",
        Dockerfile::new().stage(build).stage(runtime).render()?
    );
    Ok(())
}
