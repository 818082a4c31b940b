//! What a text is read as, and what is said of it.

use dockerkit::{DockerfileText, Report};

use super::inside;

/// Reads and checks a text.
///
/// # Errors
///
/// What is wrong.
pub fn check(text: &str) -> Result<(), String> {
    let read = DockerfileText::new(text);
    if read.as_str() != text {
        return Err("the text is another one".to_owned());
    }
    let parsed = read.parse();
    let report = read.check();
    shown(text, &report)?;
    match parsed {
        Ok(file) => {
            let of_file = file.check();
            shown(text, &of_file)?;
            // How it is typed is no error.
            let errors: Vec<_> = of_file.errors().map(|it| &it.message).collect();
            let all: Vec<_> = report.errors().map(|it| &it.message).collect();
            if errors.len() != all.len() {
                return Err(format!("the file has {errors:?}, its text {all:?}"));
            }
        }
        Err(error) => {
            let said = error.to_string();
            let Some(refused) = error.report() else {
                return Err(format!("no report: {said}"));
            };
            shown(text, refused)?;
            if refused.is_ok() || refused.findings.iter().any(|it| it.message.is_empty()) {
                return Err(format!("it is refused, and nothing says why: {said}"));
            }
            if report.is_ok() {
                return Err(format!("it is refused, and checked without: {said}"));
            }
        }
    }
    Ok(())
}

/// Whether all findings stand in the text, and can be shown.
fn shown(text: &str, report: &Report) -> Result<(), String> {
    let whole = 0..text.len();
    for finding in &report.findings {
        let origin = &finding.place.origin;
        if let Some(range) = origin.bytes() {
            inside(text, &finding.message, &range, &whole)?;
            if origin.line_and_column().is_none() || origin.excerpt().is_none() {
                return Err(format!("{range:?} is no place: {finding}"));
            }
        }
        if finding.to_string().is_empty() {
            return Err(format!("nothing is said at {:?}", origin.bytes()));
        }
    }
    if report.findings.is_empty() != report.to_string().is_empty() {
        return Err(format!("a report is shown as {:?}", report.to_string()));
    }
    Ok(())
}
