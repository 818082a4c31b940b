//! npm, pnpm, Yarn 1, Yarn 4 and Bun.

use super::{Project, joined};

pub(super) fn npm(packages: &[&str], url: &str) -> Project {
    project(packages, "npm install", (".npmrc".to_owned(), npmrc(url)))
}

pub(super) fn pnpm(packages: &[&str], url: &str) -> Project {
    project(packages, "pnpm install", (".npmrc".to_owned(), npmrc(url)))
}

pub(super) fn yarn(packages: &[&str], url: &str) -> Project {
    project(packages, "yarn install", (".npmrc".to_owned(), npmrc(url)))
}

/// By itself it makes no `node_modules`: programs find their packages through `.pnp.cjs`.
pub(super) fn yarn_berry(packages: &[&str], url: &str) -> Project {
    let settings = format!(
        "npmRegistryServer: \"{url}\"\nunsafeHttpWhitelist: [\"127.0.0.1\"]\nenableTelemetry: false\n"
    );
    Project {
        verify: required("yarn-berry node", packages),
        ..project(
            packages,
            "yarn-berry install",
            (".yarnrc.yml".to_owned(), settings),
        )
    }
}

pub(super) fn bun(packages: &[&str], url: &str) -> Project {
    let settings = format!("[install]\nregistry = \"{url}/\"\n");
    project(
        packages,
        "bun install",
        ("bunfig.toml".to_owned(), settings),
    )
}

fn project(packages: &[&str], install: &str, settings: (String, String)) -> Project {
    let manifest = format!(
        "{{\n  \"name\": \"service\",\n  \"private\": true,\n  \"dependencies\": {{\n{}\n  }}\n}}\n",
        joined(packages, "    \"{}\": \"^1.0.0\"", ",\n")
    );
    Project {
        files: vec![("package.json".to_owned(), manifest), settings],
        env: Vec::new(),
        install: vec![install.to_owned()],
        verify: required("node", packages),
    }
}

fn npmrc(url: &str) -> String {
    format!("registry={url}/\n")
}

fn required(node: &str, packages: &[&str]) -> String {
    format!("{node} -e '{}'", joined(packages, "require(\"{}\")", "; "))
}
