//! Composer and Bundler.

use super::{Project, joined, lines};

pub(super) fn composer(packages: &[&str], url: &str) -> Project {
    let manifest = format!(
        "{{\n  \"repositories\": [{{\"type\": \"composer\", \"url\": \"{url}\"}}, {{\"packagist.org\": false}}],\n  \
         \"config\": {{\"secure-http\": false}},\n  \"require\": {{\n{}\n  }}\n}}\n",
        joined(packages, "    \"acme/{}\": \"^1.0\"", ",\n")
    );
    Project {
        files: vec![("composer.json".to_owned(), manifest)],
        env: vec![("COMPOSER_ALLOW_SUPERUSER", "1".to_owned())],
        install: vec!["composer install".to_owned()],
        verify: joined(packages, "php vendor/acme/{}/check.php", " && "),
    }
}

pub(super) fn bundler(packages: &[&str], url: &str) -> Project {
    let manifest = format!("source \"{url}\"\n\n{}", lines(packages, "gem \"{}\""));
    Project {
        files: vec![("Gemfile".to_owned(), manifest)],
        // Where nobody but root can write, users without it set it.
        env: vec![("BUNDLE_PATH", "vendor/bundle".to_owned())],
        install: vec!["bundle install".to_owned()],
        verify: format!(
            "bundle exec ruby {} -e 'puts :whole'",
            joined(packages, "-r {}", " ")
        ),
    }
}
