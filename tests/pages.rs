//! The pages of the presets say what the rows say, and what was measured last.
//!
//! `DOCKERKIT_BLESS=1` writes the parts that are made from elsewhere anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

use dockerkit::{
    Dockerfile, PackageManager, Run, Sharing, Stage, User,
    presets::{Contents, Evidence},
};

const LAST_RUN: &str = include_str!("engine_presets/last-run.md");

/// The lines of a step with the manager's caches.
fn step(manager: PackageManager, user: User) -> String {
    let command = manager.row().fills[0].trim_end_matches(" *");
    let command = format!("{command} …");
    let stage = Stage::new("image").user(user);
    let file = Dockerfile::new().stage(stage.push(Run::new(command).cache(manager)));
    let text = file.render().unwrap();
    text[text.find("RUN ").unwrap()..].trim_end().to_owned()
}

fn words(words: &[&str]) -> String {
    let words = words.iter().map(|word| word.replace(" *", " …"));
    let words: Vec<_> = words.map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

/// What the row says.
fn facts(manager: PackageManager) -> String {
    let row = manager.row();
    let mut text = format!(
        "As root:\n\n```dockerfile\n{}\n```\n",
        step(manager, User::root())
    );
    if row.needs_root {
        text += "\nNobody else can use it.\n";
    } else {
        let app = step(manager, User::new("app").uid(1001));
        write!(text, "\nAs uid 1001:\n\n```dockerfile\n{app}\n```\n").unwrap();
    }
    write!(text, "\n- Filled by {}.\n", words(row.fills)).unwrap();
    let variables: Vec<_> = row.defeating_variables.to_vec();
    let defeats = [row.defeats, &variables].concat();
    let defeats = if defeats.is_empty() {
        "an `rm` of the directory".to_owned()
    } else {
        format!("{}, and an `rm` of the directory", words(&defeats))
    };
    writeln!(
        text,
        "- Defeated by {defeats}: [a warning](crate::rules::CACHE_DEFEATED)."
    )
    .unwrap();
    let exports = row.caches.iter().flat_map(|cache| cache.exports);
    let names = exports.filter_map(|export| export.split('=').next());
    let moves: Vec<_> = row.moves.iter().copied().chain(names).collect();
    if !moves.is_empty() {
        writeln!(
            text,
            "- Moved elsewhere by {} in the command, unless that names the mount: [the same warning](crate::rules::CACHE_DEFEATED).",
            words(&moves)
        )
        .unwrap();
    }
    let native: Vec<_> = row
        .caches
        .iter()
        .filter(|cache| cache.contents == Contents::Native)
        .map(|cache| cache.id)
        .collect();
    if !native.is_empty() {
        writeln!(
            text,
            "- Of one platform: {}. [By platform](crate::CacheIds::by_platform), each has its own.",
            words(&native)
        )
        .unwrap();
    }
    if row
        .caches
        .iter()
        .any(|cache| cache.sharing == Sharing::Locked)
    {
        writeln!(
            text,
            "- Locked: a step waits until no other build is in a step that mounts the cache, and whole steps count, with what \
             they compile and test."
        )
        .unwrap();
    }
    if !row.install.is_empty() {
        let ids: Vec<_> = row.caches.iter().map(|cache| cache.id).collect();
        writeln!(
            text,
            "- Where the name of the stage's image says of which distribution and release it is, what it says is the end of {}: \
             [`id_suffix`](crate::PackageManager::id_suffix).",
            words(&ids)
        )
        .unwrap();
    }
    let (needed, perhaps) = row.manifests;
    if !needed.is_empty() {
        let perhaps = if perhaps.is_empty() {
            String::new()
        } else {
            format!(", and {} if there", words(perhaps))
        };
        writeln!(
            text,
            "- [To be copied first](crate::CopyFiles::manifests): {}{perhaps}.",
            words(needed)
        )
        .unwrap();
    }
    for (id, file) in row.secrets {
        writeln!(
            text,
            "- `{file}` usually holds a token, and is not copied: [as a secret](crate::Run::config_secrets) it is `{id}`."
        )
        .unwrap();
    }
    text += "- Without a builder that lasts, as on CI machines that are thrown away, the directory is empty in each run. A layer that \
             comes from a registry's cache is not built, so its step fills nothing, and the next step of the same manager \
             downloads everything, or fails if it was told to download nothing (`--offline`, `--no-restore`): put both into \
             one step, or keep the builder, or carry the directory over (<https://docs.docker.com/build/ci/github-actions/cache/#cache-mounts>).\n";
    if let Some(left) = row.left_behind {
        writeln!(text, "- In the mount, and so not in the image: {left}.").unwrap();
    }
    text
}

/// What the last run says about a manager, in a sentence.
fn evidence(manager: PackageManager) -> String {
    let mark = format!("| {manager} |");
    // The cells after the manager's name, of each of its lines in this table.
    let cells = |title: &str| -> Vec<Vec<&str>> {
        let table = LAST_RUN.split("\n## ").find(|it| it.starts_with(title));
        let lines = table.unwrap_or_default().lines();
        lines
            .filter_map(|line| line.strip_prefix(&mark))
            .map(|line| {
                line.trim_end_matches('|')
                    .split('|')
                    .map(str::trim)
                    .collect()
            })
            .collect()
    };
    let version = cells("Versions")[0][0];
    let version = version
        .split_whitespace()
        .map(|word| word.trim_start_matches(|it: char| !it.is_ascii_digit()))
        .find(|word| !word.is_empty())
        .unwrap();
    let sum = |rows: &[Vec<&str>], column: usize| -> u32 {
        rows.iter()
            .map(|row| row[column].parse::<u32>().unwrap())
            .sum()
    };
    let (at_once, hazard) = (cells("Four builds at once"), cells("Without the lock"));
    assert_eq!(sum(&at_once, 4), 0, "{manager}");
    let mut text = format!(
        "{manager} {version}: the second service took all that the first had from the cache; {} builds, four at once, none failed",
        sum(&at_once, 3)
    );
    if !hazard.is_empty() {
        let (builds, failed) = (sum(&hazard, 3), sum(&hazard, 4));
        write!(text, "; without the lock {failed} of {builds} did").unwrap();
    }
    text
}

/// The lines of the last run about a manager, table by table.
fn measured(manager: PackageManager) -> String {
    let mut text = String::from("# What it rests on\n\n");
    match manager.row().evidence {
        Evidence::Documented(source) => {
            let source = source
                .replace("https://", "<https://")
                .replace(", and", ">, and");
            let close = if source.ends_with("archlinux-docker") || !source.contains('>') {
                ">"
            } else {
                ""
            };
            writeln!(text, "Documentation: {source}{close}. It was not run.").unwrap();
            return text;
        }
        Evidence::Measured(seen) => {
            assert_eq!(seen, evidence(manager), "the row of {manager}");
            writeln!(text, "{seen}.\n").unwrap();
        }
        _ => panic!("another kind of evidence"),
    }
    let mark = format!("| {manager} |");
    let about = LAST_RUN.lines().nth(2).unwrap();
    let version = LAST_RUN
        .lines()
        .find_map(|line| line.strip_prefix(&mark))
        .unwrap_or_else(|| panic!("{manager} was not measured"));
    let version = version.trim_matches([' ', '|']);
    writeln!(
        text,
        "{} With `{version}`.",
        about.trim_end_matches('.').to_owned() + "."
    )
    .unwrap();
    for table in LAST_RUN.split("\n## ").skip(2) {
        let own: Vec<_> = table
            .lines()
            .filter(|line| line.starts_with(&mark))
            .collect();
        if own.is_empty() {
            continue;
        }
        let head: Vec<_> = table
            .lines()
            .filter(|line| line.starts_with('|'))
            .take(2)
            .collect();
        let title = table.lines().next().unwrap();
        // Without the manager's name, which is the page's.
        let short = |line: &str| format!("|{}\n", line.splitn(3, '|').nth(2).unwrap());
        write!(text, "\n{title}:\n\n").unwrap();
        for line in head.iter().chain(&own) {
            text += &short(line);
        }
    }
    text
}

/// The page with what stands between this mark and the next end replaced.
fn replaced(page: &str, mark: &str, with: &str) -> String {
    let mark = format!("<!-- {mark} -->\n");
    let (before, rest) = page
        .split_once(&mark)
        .unwrap_or_else(|| panic!("no {mark}in {page}"));
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    format!("{before}{mark}\n{with}\n<!-- end -->{after}")
}

#[test]
fn the_pages_say_what_the_rows_say() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("dockerkit/src/presets/pages");
    let mut pages: BTreeSet<_> = fs::read_dir(&directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut stale = Vec::new();
    for manager in PackageManager::ALL {
        let name = format!("{manager}.md");
        let path = directory.join(&name);
        assert!(pages.remove(&name), "{manager} has no page");
        let page = fs::read_to_string(&path).unwrap();
        for section in [
            "# Why these directories\n",
            "# Why this sharing mode\n",
            "# How to see that it works\n",
        ] {
            assert!(page.contains(section), "{name}: no {section}");
        }
        let fresh = replaced(&page, "made from the row", &facts(*manager));
        let fresh = replaced(&fresh, "measured", &measured(*manager));
        if std::env::var_os("DOCKERKIT_BLESS").is_some() {
            fs::write(&path, fresh).unwrap();
        } else if page != fresh {
            stale.push(name);
        }
    }
    assert!(pages.is_empty(), "pages of nothing: {pages:?}");
    assert!(
        stale.is_empty(),
        "stale, write them anew with DOCKERKIT_BLESS=1: {stale:?}"
    );
}

/// What two services fetch.
fn saved() -> String {
    let table = LAST_RUN
        .split("\n## ")
        .find(|it| it.starts_with("What two services fetch"));
    let lines: Vec<_> = table
        .unwrap()
        .lines()
        .filter(|line| line.starts_with('|'))
        .collect();
    lines.join("\n") + "\n"
}

/// The managers' caches, a row each.
fn table(managers: &[PackageManager]) -> String {
    let mut table = String::from(
        "| manager | id | root | another user | sharing | evidence |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for manager in managers {
        let row = manager.row();
        for (number, cache) in row.caches.iter().enumerate() {
            let name = if number == 0 { manager.as_str() } else { "" };
            let others = if row.needs_root {
                "–".to_owned()
            } else {
                format!("`{}`", cache.others)
            };
            let evidence = match (number, row.evidence) {
                (0, Evidence::Measured(_)) => "measured",
                (0, _) => "documented",
                _ => "",
            };
            let line = format!(
                "| {name} | `{}` | `{}` | {others} | {} | {evidence} |\n",
                cache.id, cache.root, cache.sharing
            );
            table.push_str(&line.replace("|  |", "| |"));
        }
    }
    table
}

#[test]
fn the_tables_show_the_rows_and_the_last_run() {
    use PackageManager::{Cargo, Composer, Go, Npm, Pip, Pnpm, Uv, Yarn};

    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("dockerkit/src/presets/table.md");
    let shown = fs::read_to_string(&path).unwrap();
    let fresh = replaced(&shown, "made from the rows", &table(PackageManager::ALL));
    let fresh = replaced(&fresh, "measured", &saved());
    // Those of the strategy that this all began with.
    let first = table(&[Pip, Uv, Npm, Pnpm, Yarn, Composer, Go, Cargo]);
    let readme_path = root.join("README.md");
    let readme = fs::read_to_string(&readme_path).unwrap();
    let fresh_readme = replaced(&readme, "made from the rows", &first);
    if std::env::var_os("DOCKERKIT_BLESS").is_some() {
        fs::write(&path, fresh).unwrap();
        fs::write(&readme_path, fresh_readme).unwrap();
        return;
    }
    let help = "stale, write it anew with DOCKERKIT_BLESS=1";
    assert!(shown == fresh, "{}: {help}", path.display());
    assert!(readme == fresh_readme, "{}: {help}", readme_path.display());
}

/// The code blocks of the README in this language.
fn blocks(language: &str) -> Vec<&'static str> {
    let readme = include_str!("../README.md");
    let blocks = readme.split("\n```").skip(1).step_by(2);
    let of_language = blocks.filter_map(|block| {
        let (head, text) = block.split_once('\n')?;
        (head.split(',').next() == Some(language)).then_some(text)
    });
    of_language.collect()
}

#[test]
fn the_readme_shows_what_its_example_writes() {
    let [code, _, _, _] = blocks("rust")[..] else {
        panic!(
            "the README has an example of the builder, of the macro, of several services, and of reading"
        )
    };
    // As the README has it.
    let build = Stage::named("build", "python:3.12-slim")
        .workdir("/app")
        .run("pip install uv")
        .copy(["pyproject.toml", "uv.lock"], "./")
        .run("uv sync --frozen --no-install-project")
        .copy("src", "src");
    let here = include_str!("pages.rs").replace("\n    ", "\n");
    let chain = |text: &str| {
        let from = text.find("let build = Stage::named").unwrap();
        let chain = &text[from..];
        let lines = chain[..chain.find(';').unwrap()].lines().map(str::trim);
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(chain(code), chain(&here));
    let file = Dockerfile::new().caches(PackageManager::ALL).stage(build);
    let text = file.render().unwrap();
    let [written] = blocks("dockerfile")[..] else {
        panic!("the README shows what is written")
    };
    assert!(text.contains(&format!("{written}\n")), "{text}");
}

#[test]
fn what_people_copy_is_whole() {
    for code in blocks("rust") {
        let hidden = code
            .lines()
            .find(|line| line.starts_with("# ") || *line == "#");
        assert_eq!(hidden, None);
        assert!(code.contains("fn main()"), "{code}");
    }
}
