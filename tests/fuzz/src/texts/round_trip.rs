//! What is read is written, and read again as the same.

use dockerkit::{Dockerfile, Instruction};

/// Reads, writes and reads a text, if it is one that BuildKit takes.
///
/// # Errors
///
/// What is wrong.
pub fn check(text: &str) -> Result<(), String> {
    let Ok(file) = Dockerfile::parse(text) else {
        return Ok(());
    };
    let resolved = file.resolved();
    if resolved.resolved() != resolved {
        return Err("its normal form has another one".to_owned());
    }
    let Ok(written) = file.render() else {
        return Ok(());
    };
    let read = Dockerfile::parse(&written)
        .map_err(|error| format!("what was written is refused: {error}\n{written}"))?;
    let again = read
        .render()
        .map_err(|error| format!("what was written and read is refused: {error}\n{written}"))?;
    if has_trigger_text(&file) {
        // The text of a trigger is read as the instruction that it is.
        let third = Dockerfile::parse(&again)
            .map_err(|error| format!("what was written twice is refused: {error}\n{again}"))?;
        if third.resolved() != read.resolved() {
            return Err(format!("read again it is another file\n{written}\n{again}"));
        }
        return Ok(());
    }
    if again != written {
        return Err(format!(
            "written again it is another text\n{written}\n{again}"
        ));
    }
    if read != resolved {
        return Err(format!(
            "it is read as\n{read:?}\nand not as\n{resolved:?}\n{written}"
        ));
    }
    Ok(())
}

fn has_trigger_text(file: &Dockerfile) -> bool {
    let mut steps = file.stages.iter().flat_map(|stage| &stage.steps);
    steps.any(|step| match &step.instruction {
        Instruction::OnBuild(trigger) => matches!(*trigger.instruction, Instruction::Trigger(_)),
        _ => false,
    })
}
