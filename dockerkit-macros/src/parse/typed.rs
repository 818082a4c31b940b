//! A word that somebody is typing. An editor that wants to know what it may become expands the macro twice: as it is
//! written, and with a word of its own at the cursor. What it offers is what could stand in place of that word, and it asks
//! for that in the first expansion, at the same distance from the start. So a word that is unknown or missing leaves
//! something in its place that is looked up where it would be, and what is wrong with it is said behind everything else.

use proc_macro2::{Delimiter, Ident, Span, TokenTree};
use syn::{Lit, LitStr};

use super::tokens::Parser;
use super::value::Wanted;
use crate::ast::{Argument, Call, Chain, Instruction, Name, Statement, Target};
use crate::words;

impl Name {
    /// The word that is being typed, if it is that and not a later part of a name.
    pub(crate) fn typed(&self) -> Option<Ident> {
        match self.tokens.clone().into_iter().next() {
            Some(TokenTree::Ident(word)) if words::is_typed(&word.to_string()) => Some(word),
            _ => None,
        }
    }
}

impl Parser<'_, '_> {
    /// A word for which there is nothing yet, or no instruction of that name.
    pub(super) fn keep_word(&mut self, word: &Ident) {
        let typed = words::is_typed(&word.to_string());
        self.kept.push(Statement::Word(typed.then(|| word.clone())));
    }

    /// A word of a closed set behind a flag. One that is missing is not the command, which may be text, too.
    pub(super) fn word_of_flag(
        &mut self,
        kind: &'static str,
        wanted: Wanted<'_>,
    ) -> Option<Argument> {
        let exec = self.peek_group(Delimiter::Bracket);
        let set = words::closed(kind).filter(|set| exec || self.is_last_text(set.words));
        let Some(set) = set else {
            return self.known_word(kind, wanted);
        };
        let span = self.last();
        self.problems.at(
            span,
            &format_args!("{} is missing", wanted.what),
            &format_args!("write {}", wanted.example),
        );
        Some(Argument::Typed(set.module, None))
    }

    /// The name of a flag, which is not the next instruction where that one is missing.
    pub(super) fn flag_name(&mut self) -> Option<Name> {
        if self.peek_instruction() {
            None
        } else {
            self.name(false)
        }
    }

    /// Text behind which none follows, and that is none of these words.
    fn is_last_text(&self, words: &[&str]) -> bool {
        let Some(literal) = self.peek() else {
            return false;
        };
        let ends = match self.ahead(1) {
            Some(TokenTree::Punct(sign)) => ";&".contains(sign.as_char()),
            other => other.is_none(),
        };
        match Lit::new(literal) {
            Lit::Str(text) => ends && !words.contains(&text.value().as_str()),
            _ => false,
        }
    }

    /// An instruction whose flags are all that can be read: its own value is made up.
    pub(super) fn keep_flags(&mut self, keyword: &'static str, span: Span, calls: Vec<Call>) {
        let kind = match keyword {
            "RUN" => "Run",
            "COPY" => "CopyFiles",
            "ADD" => "AddFiles",
            "HEALTHCHECK" => "Healthcheck",
            _ => return,
        };
        let text = || Argument::Text(LitStr::new("", span));
        let mut arguments = vec![text()];
        if let "COPY" | "ADD" = keyword {
            arguments.insert(0, Argument::List(Target::FILE_SOURCE, vec![text()]));
        }
        let mut value = Chain::new(span, kind, "new", arguments);
        value.calls = calls;
        self.kept.push(Statement::Instruction(Instruction {
            keyword: Ident::new(keyword, span),
            value: value.into(),
        }));
    }
}
