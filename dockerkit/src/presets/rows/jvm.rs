//! Java and Scala.

use crate::presets::row::{Cache, Evidence, Row};

const JARS: Option<&str> = Some("the jars: every step that compiles needs the mount");

pub(crate) static MAVEN: Row = Row {
    caches: &[Cache::at("maven-cache-shared", "/var/cache/maven")
        .exports(&["MAVEN_OPTS=\"${MAVEN_OPTS-} -Dmaven.repo.local=/var/cache/maven\""])
        .usual("/root/.m2/repository")
        .locked()],
    usual: &["/root/.m2"],
    fills: &["mvn *", "mvnw *"],
    valued: &[
        "-f",
        "--file",
        "-s",
        "--settings",
        "-gs",
        "--global-settings",
        "-P",
        "--activate-profiles",
        "-pl",
        "--projects",
        "-T",
        "--threads",
        "-t",
        "--toolchains",
        "-rf",
        "-l",
        "--log-file",
    ],
    defeats: &["dependency:purge-local-repository"],
    moves: &["-Dmaven.repo.local"],
    manifests: (&["pom.xml"], &[".mvn/"]),
    left_behind: JARS,
    // Its locks are between the threads of one process unless told otherwise.
    evidence: Evidence::Documented(
        "https://maven.apache.org/resolver/maven-resolver-impl/synccontextfactory.html",
    ),
    ..Row::NEW
};

pub(crate) static GRADLE: Row = Row {
    caches: &[Cache::at("gradle-home-cache-shared", "/var/cache/gradle")
        .exports(&["GRADLE_USER_HOME=/var/cache/gradle"])
        .locked()],
    usual: &["/root/.gradle", "/home/gradle/.gradle"],
    fills: &["gradle *", "gradlew *"],
    valued: &[
        "-p",
        "--project-dir",
        "-b",
        "--build-file",
        "-c",
        "--settings-file",
        "-g",
        "--gradle-user-home",
        "-I",
        "--init-script",
    ],
    defeats: &["--refresh-dependencies"],
    moves: &["-g", "--gradle-user-home"],
    manifests: (
        &["build.gradle*", "settings.gradle*"],
        &["gradle.properties", "gradle/", "gradlew"],
    ),
    left_behind: JARS,
    // Who holds one of its locks is asked over the loopback, which is another one in each build.
    evidence: Evidence::Documented(
        "https://docs.gradle.org/current/userguide/dependency_caching.html",
    ),
    ..Row::NEW
};

pub(crate) static SBT: Row = Row {
    caches: &[Cache::at("sbt-cache-shared", "/var/cache/coursier")
        .exports(&["COURSIER_CACHE=/var/cache/coursier"])
        .usual("/root/.cache/coursier/v1")
        .locked()],
    fills: &["sbt *"],
    valued: &["-java-home", "-ivy", "-mem"],
    manifests: (
        &["build.sbt", "project/build.properties"],
        &["project/plugins.sbt"],
    ),
    left_behind: JARS,
    evidence: Evidence::Documented("https://get-coursier.io/docs/cache"),
    ..Row::NEW
};
