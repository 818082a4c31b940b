//! ccache and sccache: a source for each package, the same in every service.

use super::{Project, joined, lines};

pub(super) fn ccache(packages: &[&str], _: &str) -> Project {
    // It counts in its cache, which others share: only what this step adds to a count of its own is this step's.
    let env = vec![("CCACHE_STATSLOG", "/app/stats".to_owned())];
    let install = [
        compiled("ccache gcc"),
        "gcc -o service main.c src/*.o".to_owned(),
    ];
    Project {
        env,
        install: install.into(),
        verify: verified(
            "/^(direct|preprocessed)_cache_hit$/ { hits++ } /^cache_miss$/ { misses++ }",
        ),
        ..main(packages)
    }
}

pub(super) fn sccache(packages: &[&str], _: &str) -> Project {
    // Steps share the host's network, and a port would be one for all of them.
    let env = vec![("SCCACHE_SERVER_UDS", "/tmp/sccache.sock".to_owned())];
    let install = [
        compiled("sccache gcc"),
        "gcc -o service main.c src/*.o".to_owned(),
        "sccache --show-stats > stats".to_owned(),
        "sccache --stop-server".to_owned(),
    ];
    Project {
        env,
        install: install.into(),
        verify: verified(
            "/^Cache hits +[0-9]/ { hits = $3 } /^Cache misses +[0-9]/ { misses = $3 }",
        ),
        ..main(packages)
    }
}

/// A function for each package, and the program that calls them.
fn main(packages: &[&str]) -> Project {
    let main = format!(
        "{}int main(void) {{ return {}; }}\n",
        lines(packages, "int {_}(void);"),
        joined(packages, "{_}()", " | ")
    );
    let mut files = vec![("main.c".to_owned(), main)];
    files.extend(packages.iter().map(|name| {
        let source = format!(
            "#include <stdio.h>\nint {}(void) {{ return puts(__func__) < 0; }}\n",
            name.replace('-', "_")
        );
        (format!("src/{name}.c"), source)
    }));
    Project {
        files,
        env: Vec::new(),
        install: Vec::new(),
        verify: String::new(),
    }
}

fn compiled(compiler: &str) -> String {
    format!("for it in src/*.c; do {compiler} -c $it -o ${{it%.c}}.o || exit 1; done")
}

fn verified(program: &str) -> String {
    format!(
        "./service && awk '{program} END {{ print \"counted hits\", hits + 0; print \"counted misses\", misses + 0 }}' stats"
    )
}
