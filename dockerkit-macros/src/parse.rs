//! Tokens → calls of the builder. What is wrong is noted, and the rest goes on as if it had been right.

mod bare;
mod call;
mod command;
mod construct;
mod duration;
mod files;
mod flags;
mod header;
mod instruction;
mod interpolation;
mod kinds;
mod mount;
mod option;
mod pairs;
mod preset;
mod shell;
mod statement;
mod token;
mod tokens;
mod typed;
mod unindent;
mod value;

use proc_macro2::TokenStream;
use syn::buffer::TokenBuffer;

use crate::ast::File;
use crate::problems::Problems;
use tokens::Parser;

/// The whole input of a macro.
pub(crate) fn file(input: TokenStream, problems: &mut Problems) -> File {
    let buffer = TokenBuffer::new2(input);
    let mut parser = Parser::new(buffer.begin(), problems);
    let mut file = File::default();
    while !parser.is_empty() {
        if parser.is_directive() {
            let early = file.statements.is_empty();
            file.directives.extend(parser.directive(early));
        } else {
            parser.statement_into(&mut file.statements);
        }
    }
    file
}
