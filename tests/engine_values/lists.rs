//! Lists of commands, run: each command only if those before it succeeded, whatever operators it holds.

use dockerkit::{CopyFiles, DefaultShell, Dockerfile, Run, Stage};

use crate::{BASE, source::Source};

/// A file whose steps run lists, and what each of them has to have printed.
pub(crate) struct Lists {
    pub(crate) file: Dockerfile,
    pub(crate) printed: Vec<String>,
}

/// No more steps than the engine's file system has layers.
const STEPS: usize = 100;

pub(crate) fn lists(source: &mut Source, start: Dockerfile) -> Lists {
    // Each step runs its text in a shell of its own, whose status does not matter.
    let record = "/bin/sh -c \"$1\" >> /out/said; printf '|' >> /out/said";
    let mut stage = Stage::named("lists", BASE)
        .workdir("/out")
        .push(DefaultShell::new(["/bin/sh", "-c", record, "sh"]));
    let mut printed = Vec::new();
    for _ in 0..STEPS {
        let (list, meant) = list(source);
        stage = stage.push(Run::all(list));
        printed.push(meant);
    }
    let last = Stage::new("scratch").push(CopyFiles::new(["/out/"], "/").from(&stage));
    Lists {
        file: start.stage(stage).stage(last),
        printed,
    }
}

/// Commands, and what they print.
fn list(source: &mut Source) -> (Vec<String>, String) {
    let mut commands = Vec::new();
    let mut printed = String::new();
    let mut goes_on = true;
    for _ in 0..2 + source.hostile.below(3) {
        let (text, says, succeeds) = command(source);
        if goes_on {
            printed += &says;
        }
        goes_on &= succeeds;
        commands.push(text);
    }
    source.made += 1;
    (commands, printed)
}

/// One command of simple ones, what it prints, and whether it succeeds.
fn command(source: &mut Source) -> (String, String, bool) {
    let (mut text, mut printed, mut succeeds) = (String::new(), String::new(), true);
    for at in 0..=source.hostile.below(3) {
        let runs = match (at, source.hostile.below(4)) {
            (0, _) => true,
            (_, 0) => {
                text += " || ";
                !succeeds
            }
            (_, 1) => {
                text += "; ";
                true
            }
            (_, 2) => {
                text += " & wait; ";
                true
            }
            _ => {
                text += " && ";
                succeeds
            }
        };
        let letter = char::from(b'a' + u8::try_from(source.hostile.below(26)).unwrap_or(0));
        let succeeds_now = source.hostile.below(3) > 0;
        // The quotes hold what would be operators without them.
        text.push_str(if succeeds_now { "printf " } else { "[ " });
        text.push(letter);
        text.push_str(if succeeds_now { "';'" } else { " = '||&' ]" });
        if runs {
            succeeds = succeeds_now;
            if succeeds_now {
                printed.extend([letter, ';']);
            }
        }
    }
    let (end, ends_well) = match source.hostile.below(6) {
        0 => (" ;", false),
        1 => ("; true &", true),
        _ => ("", false),
    };
    (text + end, printed, succeeds || ends_well)
}
