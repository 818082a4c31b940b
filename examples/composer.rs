//! A PHP service with Composer, taken from its own image.

use dockerkit::{CopyFiles, Dockerfile, PackageManager, Run, Stage, User};

fn main() -> Result<(), dockerkit::Error> {
    let build = Stage::named("build", "composer:2")
        .workdir("/app")
        .copy(["composer.json", "composer.lock"], "./")
        .push(
            Run::new("composer install --no-dev --no-scripts --no-autoloader")
                .cache(PackageManager::Composer),
        )
        .copy("src", "src")
        .push(Run::new("composer dump-autoload --optimize").cache(PackageManager::Composer));

    let runtime = Stage::new("php:8.4-cli")
        .workdir("/app")
        .push(CopyFiles::new("/app", "./").from(&build))
        .user(User::new("www-data"))
        .cmd(["php", "-S", "0.0.0.0:8080", "-t", "src"]);

    print!(
        "{}",
        Dockerfile::new().stage(build).stage(runtime).render()?
    );
    Ok(())
}
