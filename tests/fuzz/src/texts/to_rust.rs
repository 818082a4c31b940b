//! The Rust that builds what is read.

use dockerkit::{Dockerfile, RustSource};
use syn::Item;

use crate::builder;

/// Reads a text, and looks at all forms of its source.
///
/// # Errors
///
/// What is wrong.
pub fn check(text: &str) -> Result<(), String> {
    match Dockerfile::parse(text) {
        Ok(file) => of(&file),
        Err(_) => Ok(()),
    }
}

/// Looks at all forms of a file's source.
///
/// # Errors
///
/// What is wrong.
pub fn of(file: &Dockerfile) -> Result<(), String> {
    let written = file.render().ok();
    for source in [RustSource::of(file), RustSource::of(file).presets()] {
        for source in [source.clone(), source.builder()] {
            form(&source, written.as_deref()).map_err(|why| format!("{why}\n{source}"))?;
        }
    }
    Ok(())
}

/// One of the forms, as an expression and as a function.
fn form(source: &RustSource<'_>, written: Option<&str>) -> Result<(), String> {
    let expression = source.to_string();
    if expression != source.to_string() {
        return Err("written again it is another source".to_owned());
    }
    syn::parse_str::<syn::Expr>(&expression).map_err(|error| format!("no expression: {error}"))?;
    let function = source.clone().function("app").to_string();
    let items = syn::parse_file(&function).map_err(|error| format!("no Rust: {error}"))?;
    let [Item::Fn(app)] = items.items.as_slice() else {
        return Err("it is not one function".to_owned());
    };
    if app.sig.ident != "app" || !items.attrs.is_empty() || !app.attrs.is_empty() {
        return Err("it is another function".to_owned());
    }
    let made = builder::function(&app.block)?;
    // Of a file with an error it is as near to it as Rust can be.
    let Some(written) = written else {
        return Ok(());
    };
    match made.render() {
        Ok(again) if again == written => Ok(()),
        Ok(again) => Err(format!("it builds\n{again}\nand not\n{written}")),
        Err(error) => Err(format!("what it builds is refused: {error}\n{written}")),
    }
}
