//! Bytes to a `RUN`.

use crate::generate::{command, origin, value};
use crate::spec::{Kind, Mount, Number, Own, Part, Run, Value};
use crate::strings::{Choice, Place};

/// A `RUN`, with whatever it can have.
pub(crate) fn run(c: &mut Choice<'_>, stages: &[String]) -> Run {
    let command = if c.one_in(4) {
        // A script: what is one text and has newlines.
        crate::spec::Command::Text(format!("{}\n{}", c.text(Place::Shell), c.text(Place::Body)))
    } else {
        command(c)
    };
    Run {
        command,
        mounts: c
            .maybe(3, |c| c.some(3, |c| mount(c, stages)))
            .unwrap_or_default(),
        network: c.of(&[0, 0, 0, 0, 0, 1, 2, 3]),
        security: c.of(&[0, 0, 0, 0, 0, 0, 1, 2]),
        devices: c
            .maybe(16, |c| {
                c.some(2, |c| {
                    (c.tame(&["a.b/c=all", "d"], Place::Line), c.one_in(2))
                })
            })
            .unwrap_or_default(),
    }
}

fn number(c: &mut Choice<'_>) -> Number {
    match c.below(3) {
        0 | 1 => Number::Known(c.of(&[1001, 0, 0o755, u32::MAX])),
        _ => Number::Text(c.tame(&["$D1", "${C:-7}", "0700", "x"], Place::Line)),
    }
}

fn mount(c: &mut Choice<'_>, stages: &[String]) -> Mount {
    let kind = match c.below(8) {
        0 | 1 => {
            return Mount::Preset(
                c.below(64),
                c.maybe(8, |c| c.tame(&["x", "$A"], Place::Line)),
            );
        }
        2..=4 => Kind::Cache,
        5 => Kind::Bind,
        6 if c.one_in(2) => Kind::Tmpfs,
        6 => Kind::Ssh,
        _ => Kind::Secret,
    };
    let path = |c: &mut Choice<'_>| {
        let mut path = value(c, Place::Path);
        path.0.insert(0, Part::Literal("/".to_owned()));
        path
    };
    let target = match kind {
        Kind::Secret | Kind::Ssh => c.maybe(2, path),
        _ => Some(path(c)),
    };
    Mount::Own(Own {
        kind,
        target,
        id: if kind == Kind::Secret {
            Some(value(c, Place::Line))
        } else {
            c.maybe(2, |c| value(c, Place::Line))
        },
        source: c.maybe(4, path),
        from: c.maybe(4, |c| origin(c, stages)),
        sharing: c.below(4),
        uid: c.maybe(4, number),
        gid: c.maybe(4, number),
        mode: c.maybe(4, number),
        word: c.maybe(4, |c| {
            Value(vec![if kind == Kind::Tmpfs {
                Part::Expand(c.of(&["512m", "$D1", "1g", "7"]).to_owned())
            } else {
                Part::Literal(c.tame(&["TOKEN", "A"], Place::Line))
            }])
        }),
        flag: c.one_in(3),
    })
}
