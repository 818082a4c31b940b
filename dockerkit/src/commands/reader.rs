//! The shell's grammar, as far as it says where commands begin and end.

mod quotes;

use std::borrow::Cow;

use super::words::{Word, assignment};
use super::{Commands, Redirection, RunAs, Simple, Unknown};

/// Substitutions, subshells and shells in shells are read to this depth.
const DEPTH: usize = 40;

/// What ends a list of commands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Text,
    /// `)`, of a subshell or a substitution.
    Paren,
    /// `;;` or `esac`.
    Case,
}

/// A here-document whose text begins with the next line.
struct Heredoc<'t> {
    word: Cow<'t, str>,
    strips_tabs: bool,
    /// Whether a shell reads it.
    is_commands: bool,
    /// Whether the shell expands what is in it.
    expands: bool,
    /// The command that reads it.
    of: usize,
}

pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
    pub(super) depth: usize,
    /// The depth that it began with.
    outermost: usize,
    pub(super) found: Commands<'t>,
    heredocs: Vec<Heredoc<'t>>,
    /// How many compound commands are open that words begin and end.
    compounds: usize,
    /// Whether the next command begins a list.
    begins: bool,
    /// Whether an operator joins it to the one before.
    joined: bool,
    /// As whom it runs.
    pub(super) user: RunAs,
    /// Functions that the text itself defines.
    pub(super) functions: Vec<Cow<'t, str>>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, depth: usize) -> Self {
        Self {
            text,
            at: 0,
            depth,
            outermost: depth,
            found: Commands::default(),
            heredocs: Vec::new(),
            compounds: 0,
            begins: true,
            joined: false,
            user: RunAs::Step,
            functions: Vec::new(),
        }
    }

    pub(super) fn all(&mut self) {
        self.list(End::Text);
    }

    /// Reads text that a shell within this one gets, which runs as that user.
    pub(super) fn nested(&mut self, text: &str, user: RunAs) {
        if self.depth == DEPTH {
            self.found.unknown.push(Unknown::Deep);
            return;
        }
        let mut inner = Reader::new(text, self.depth + 1);
        inner.user = user;
        inner.all();
        inner.found.lists.clear();
        self.found.append(inner.found.into_owned());
    }

    fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    fn peek_at(&self, offset: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + offset).copied()
    }

    fn starts_with(&self, start: &str) -> bool {
        self.text
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(start))
    }

    fn slice(&self, from: usize) -> &'t str {
        self.text.get(from..self.at).unwrap_or_default()
    }

    /// Past one character of any length.
    fn step(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.at += rest.chars().next().map_or(1, char::len_utf8);
    }

    /// Past what stands between words.
    fn blanks(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\r') => self.at += 1,
                Some(b'\\') if self.peek_at(1) == Some(b'\n') => self.at += 2,
                _ => return,
            }
        }
    }

    /// Commands up to an end, which is passed where it is `)`.
    fn list(&mut self, end: End) {
        loop {
            self.blanks();
            match self.peek() {
                None => return,
                Some(b'\n') => self.newline(),
                Some(b'#') => self.comment(),
                Some(b')') => {
                    self.at += 1;
                    if end == End::Paren {
                        return;
                    }
                }
                Some(b'(') => {
                    self.begin();
                    if !(self.peek_at(1) == Some(b'(') && self.arithmetic()) {
                        self.at += 1;
                        self.deeper(End::Paren);
                    }
                }
                Some(b';') if end == End::Case && matches!(self.peek_at(1), Some(b';' | b'&')) => {
                    return;
                }
                Some(b';' | b'&' | b'|') => self.operator(),
                Some(_) => {
                    self.begin();
                    if self.command(end) {
                        return;
                    }
                }
            }
        }
    }

    fn deeper(&mut self, end: End) {
        if self.depth == DEPTH {
            self.found.unknown.push(Unknown::Deep);
            self.at = self.text.len();
            return;
        }
        self.depth += 1;
        self.list(end);
        self.depth -= 1;
        self.begins = false;
    }

    /// A command begins, and a list with it, unless it is part of one.
    fn begin(&mut self) {
        if self.begins && self.depth == self.outermost && self.compounds == 0 {
            self.found.lists.push(self.found.simple.len());
        }
        self.begins = false;
        self.joined = false;
    }

    /// Past what stands between commands.
    fn operator(&mut self) {
        let joins = self.starts_with("&&") || self.starts_with("||") || self.starts_with("|&");
        self.joined = joins || self.peek() == Some(b'|');
        self.begins |= !self.joined;
        self.at += 1 + usize::from(joins);
    }

    fn comment(&mut self) {
        while self.peek().is_some_and(|byte| byte != b'\n') {
            self.at += 1;
        }
    }

    /// Past a newline, and the here-documents that begin behind it.
    fn newline(&mut self) {
        self.at += 1;
        self.begins |= !self.joined;
        for heredoc in std::mem::take(&mut self.heredocs) {
            let start = self.at;
            let mut end = self.at;
            while self.at < self.text.len() {
                let line = self.at;
                self.comment();
                let mut typed = self.slice(line);
                end = line;
                self.at = (self.at + 1).min(self.text.len());
                if heredoc.strips_tabs {
                    typed = typed.trim_start_matches('\t');
                }
                if typed == heredoc.word {
                    break;
                }
                end = self.at;
            }
            if heredoc.is_commands {
                let body = self.text.get(start..end).unwrap_or_default();
                self.nested(body, self.user);
            } else if heredoc.expands {
                if let Some(simple) = self.found.simple.get_mut(heredoc.of) {
                    simple.fed = self.text.get(start..end).map(Cow::Borrowed);
                }
            }
        }
    }

    /// One simple command, or the words that begin and end compound ones. Says whether it was the end of a `case`.
    fn command(&mut self, end: End) -> bool {
        let mut simple = Simple::default();
        let heredocs = self.heredocs.len();
        let mut fed = false;
        loop {
            self.blanks();
            match self.peek() {
                // As bash has it: output and errors to a file.
                Some(b'&') if self.peek_at(1) == Some(b'>') => fed |= self.redirection(&mut simple),
                None | Some(b'\n' | b';' | b'&' | b'|' | b')') => break,
                Some(b'#') => self.comment(),
                // A subshell behind `if`, `!` and their like.
                Some(b'(') if simple.words.is_empty() && simple.variables.is_empty() => break,
                Some(b'(') if self.is_function(&simple) => {
                    self.functions
                        .extend(simple.words.pop().map(|word| word.text));
                    simple = Simple::default();
                }
                // The words of an array, or of a pattern that only bash has.
                Some(b'(') => self.words_in_parentheses(),
                Some(b'<' | b'>') => fed |= self.redirection(&mut simple),
                Some(_) => {
                    let start = self.at;
                    let word = self.word();
                    if is_descriptor(&word) && matches!(self.peek(), Some(b'<' | b'>')) {
                        continue;
                    }
                    if simple.words.is_empty() {
                        if let Some(variable) = assignment(&word) {
                            simple.variables.push(variable);
                            continue;
                        }
                        if simple.variables.is_empty() && word.text == self.slice(start) {
                            if word.text == "esac" && end == End::Case {
                                self.at = start;
                                return true;
                            }
                            if self.reserved(&word.text) {
                                continue;
                            }
                        }
                    }
                    simple.words.push(word);
                }
            }
        }
        self.end(simple, heredocs, fed);
        false
    }

    fn end(&mut self, simple: Simple<'t>, heredocs: usize, fed: bool) {
        let reads = Self::reads_commands(&simple);
        for heredoc in self.heredocs.iter_mut().skip(heredocs) {
            heredoc.is_commands = reads;
        }
        let fed = fed || self.heredocs.len() > heredocs;
        self.run(simple, fed);
        let of = self.found.simple.len().saturating_sub(1);
        for heredoc in self.heredocs.iter_mut().skip(heredocs) {
            heredoc.of = of;
        }
    }

    /// Whether `()` follows the only word, and passes it.
    fn is_function(&mut self, simple: &Simple<'_>) -> bool {
        let start = self.at;
        self.at += 1;
        self.blanks();
        if self.peek() == Some(b')') && simple.words.len() == 1 && simple.variables.is_empty() {
            self.at += 1;
            return true;
        }
        self.at = start;
        false
    }

    /// Passes what belongs to a reserved word, if it is one.
    fn reserved(&mut self, word: &str) -> bool {
        match word {
            "if" | "while" | "until" | "{" => self.compounds += 1,
            "fi" | "done" | "}" => {
                self.compounds = self.compounds.saturating_sub(1);
                self.begins = false;
            }
            "then" | "elif" | "else" | "do" | "!" | "time" | "coproc" | "esac" => {}
            "for" | "select" => {
                self.compounds += 1;
                self.for_head();
            }
            "case" => self.case(),
            "function" => {
                self.blanks();
                let name = self.word();
                self.functions.push(name.text);
                self.blanks();
                if self.peek() == Some(b'(') {
                    self.at += 1;
                    self.blanks();
                    self.at += usize::from(self.peek() == Some(b')'));
                }
            }
            "[[" => self.test(),
            _ => return false,
        }
        true
    }

    /// The variable of a `for`, and the words it stands for.
    fn for_head(&mut self) {
        self.blanks();
        if self.peek() == Some(b'(') && self.arithmetic() {
            return;
        }
        loop {
            self.blanks();
            match self.peek() {
                None | Some(b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')') => return,
                Some(_) => {
                    let start = self.at;
                    if self.word().text == "do" {
                        self.at = start;
                        return;
                    }
                }
            }
        }
    }

    fn case(&mut self) {
        self.blanks();
        self.word();
        self.separators();
        let start = self.at;
        if self.word().text != "in" {
            self.at = start;
            return;
        }
        loop {
            self.separators();
            self.at += usize::from(self.peek() == Some(b'('));
            loop {
                self.separators();
                match self.peek() {
                    None => return,
                    Some(b')') => break,
                    Some(b'|' | b';' | b'&' | b'<' | b'>' | b'(') => self.at += 1,
                    Some(_) => {
                        if self.word().text == "esac" {
                            return;
                        }
                    }
                }
            }
            self.at += 1;
            self.deeper(End::Case);
            while matches!(self.peek(), Some(b';' | b'&')) {
                self.at += 1;
            }
        }
    }

    /// Blanks, newlines and comments.
    fn separators(&mut self) {
        loop {
            self.blanks();
            match self.peek() {
                Some(b'\n') => self.newline(),
                Some(b'#') => self.comment(),
                _ => return,
            }
        }
    }

    fn words_in_parentheses(&mut self) {
        self.at += 1;
        loop {
            self.separators();
            match self.peek() {
                None => return,
                Some(b')') => break self.at += 1,
                Some(b';' | b'&' | b'|' | b'<' | b'>' | b'(') => self.at += 1,
                Some(_) => _ = self.word(),
            }
        }
    }

    /// Bash's `[[ … ]]`, in which `&&` and `<` belong to the expression.
    fn test(&mut self) {
        loop {
            self.blanks();
            match self.peek() {
                None => return,
                Some(b'\n') => self.newline(),
                Some(b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')') => self.at += 1,
                Some(_) => {
                    if self.word().text == "]]" {
                        return;
                    }
                }
            }
        }
    }

    /// Passes `(( … ))`, if it is one.
    fn arithmetic(&mut self) -> bool {
        let mut open = 0_usize;
        for (offset, byte) in self.text.bytes().enumerate().skip(self.at) {
            match byte {
                b'(' => open += 1,
                b')' => open -= 1,
                // What goes over lines, and holds quotes, is hardly a number.
                b'\n' | b'\'' | b'"' => return false,
                _ => {}
            }
            if open == 0 {
                let ends = self.text.as_bytes().get(offset.wrapping_sub(1)) == Some(&b')');
                if ends {
                    self.at = offset + 1;
                }
                return ends;
            }
        }
        false
    }

    /// Passes a redirection, and says whether it feeds the command.
    fn redirection(&mut self, simple: &mut Simple<'t>) -> bool {
        if self.starts_with("<(") || self.starts_with(">(") {
            self.at += 2;
            self.deeper(End::Paren);
            return false;
        }
        let start = self.at;
        while matches!(self.peek(), Some(b'<' | b'>' | b'&' | b'|')) && self.at - start < 3 {
            self.at += 1;
        }
        let operator = self.slice(start);
        let strips_tabs = operator == "<<" && self.peek() == Some(b'-');
        self.at += usize::from(strips_tabs);
        self.blanks();
        if matches!(
            self.peek(),
            None | Some(b'\n' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>')
        ) {
            return false;
        }
        let begin = self.at;
        let word = self.word();
        let expands = word.text == self.slice(begin);
        let fed = operator.starts_with('<') && operator != "<&";
        if operator == "<<" {
            self.heredocs.push(Heredoc {
                word: word.text,
                strips_tabs,
                is_commands: false,
                expands,
                of: 0,
            });
        } else if !(operator.starts_with("<<") || operator.ends_with('&')) {
            simple.redirections.push(Redirection {
                file: word,
                writes: operator != "<",
            });
        }
        fed
    }
}

/// Whether a word is the number of a descriptor, if a redirection follows.
fn is_descriptor(word: &Word<'_>) -> bool {
    !word.text.is_empty() && word.text.bytes().all(|byte| byte.is_ascii_digit())
}
