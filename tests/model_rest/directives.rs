//! What the directive `check` says.

use dockerkit::{BuildChecks, Dockerfile, Stage};

use crate::support::parser::Parser;
use crate::{found, of};

fn checked(check: &'static str) -> Dockerfile {
    of([Stage::new("alpine")]).check_directive(check)
}

/// What BuildKit reads, and what is left out of it.
const READ: [(&str, &[&str]); 9] = [
    ("skip=all", &[]),
    ("skip=A,B;error=1;experimental=all", &[]),
    ("experimental=X", &[]),
    ("error=F", &[]),
    ("skip=", &[]),
    ("skip=A;skip=B", &[]),
    ("skip=A,\tB", &[]),
    ("skip=A, B;x", &["unread-checks"]),
    ("error=true but not this", &["unread-checks"]),
];

const REFUSED: [&str; 5] = [
    "x",
    "skip",
    "skip=all; error=true",
    "error=maybe",
    "skip=a;error=1;skip=b;x=y ",
];

#[test]
fn build_checks_have_a_structure() {
    let checks = BuildChecks::new()
        .skip("A")
        .skip("B")
        .experimental("all")
        .error();
    let file = of([Stage::new("alpine")]).check_directive(checks.clone());
    assert!(
        file.render()
            .unwrap()
            .starts_with("# check=skip=A,B;experimental=all;error=true\n")
    );
    assert_eq!(file.directives.build_checks(), Some(checks));
    assert_eq!(
        checked("skip=A, B;error=true")
            .directives
            .build_checks()
            .unwrap()
            .skip,
        ["A", ""]
    );
    assert_eq!(checked("x").directives.build_checks(), None);
}

#[test]
fn build_checks_that_are_any_text_that_is_read() {
    for (check, rules) in READ {
        let file = checked(check);
        assert_eq!(found(&file), *rules, "{check}");
        assert!(
            file.render()
                .unwrap()
                .starts_with(&format!("# check={check}\n"))
        );
        assert_eq!(file.resolved().directives, file.directives);
    }
    for check in REFUSED {
        assert_eq!(found(&checked(check)), ["directive"], "{check}");
    }
}

#[test]
#[ignore = "needs BuildKit's frontend that .ci/frontend builds"]
fn the_frontend_reads_these_build_checks() {
    let mut frontend = Parser::frontend();
    for (check, _) in READ {
        let text = checked(check).render().unwrap();
        assert!(frontend.parse(&text).is_ok(), "{check}");
    }
    for check in REFUSED {
        let text = format!("# check={check}\nFROM alpine\n");
        let blanks = check.trim() != check;
        assert!(blanks || frontend.parse(&text).is_err(), "{check}");
    }
}
