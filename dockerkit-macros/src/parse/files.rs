//! What copies take: `"src", "lib" => "/app/"`, and files with their text.

use proc_macro2::{Delimiter, Span};

use super::tokens::Parser;
use super::unindent;
use super::value::wanted;
use crate::ast::{Argument, Chain, Target};

const INLINE: &str = "`COPY <<\"app.conf\" r#\"…\"# => \"/etc/app/\";`";

impl Parser<'_, '_> {
    /// `"src", "lib" => "/app/"`
    pub(super) fn files(&mut self, keyword: &str, span: Span, kind: &'static str) -> Option<Chain> {
        let example = format!("`{keyword} \"src\" => \"/app/\";`");
        if self.is_dockerfile_text() && !self.peek_pair(['<', '<']) {
            let line = self.line();
            self.problems.on(
                &line,
                &format_args!("the files of `{keyword}` are not written as strings"),
                &format_args!("write {example}"),
            );
            for _ in line {
                self.token();
            }
            return None;
        }
        let source = wanted("the source", &example);
        let mut read = |parser: &mut Parser<'_, '_>| {
            if parser.peek_pair(['<', '<']) {
                return parser.inline_file();
            }
            let source = parser.joining(Target::FILE_SOURCE, source)?;
            if let Argument::Text(literal) = &source {
                parser.interpolation_of(literal);
            }
            Some(source)
        };
        let array = self.peek_group(Delimiter::Bracket);
        let mut sources = if array {
            let group = self.group(Delimiter::Bracket)?;
            let mut inside = self.inside(&group);
            let sources = inside.list_of("sources", &mut read);
            inside.comma_missing();
            sources?
        } else {
            self.list(&mut read)?
        };
        if self.pair(['=', '>']).is_none() {
            // What is last in a Dockerfile is the destination.
            let mut destination = array || sources.len() > 1;
            if array && self.peek_punct(',') {
                self.token();
            }
            let ends = self.ends();
            let mut place = if ends { self.last() } else { self.here() };
            while self.peek_string() || self.peek_expr() {
                place = self.here();
                destination = true;
                sources.push(read(self)?);
            }
            let message = if destination || !ends {
                "`=>` is missing before the destination"
            } else {
                "`=>` and the destination are missing behind this"
            };
            let help = arrow(keyword, &sources, destination)
                .map_or_else(|| format!("write {example}"), |it| format!("write `{it}`"));
            self.problems.at(place, &message, &help);
            return None;
        }
        let destination = self.text(wanted("the destination", &example))?;
        if let Argument::Text(literal) = &destination {
            self.interpolation_of(literal);
        }
        let sources = Argument::List(Target::FILE_SOURCE, sources);
        Some(Chain::new(span, kind, "new", vec![sources, destination]))
    }

    /// `<<"nginx.conf" r#"…"#`; in the text of `<<nginx.conf`, as in a Dockerfile, `$NAME` is expanded.
    fn inline_file(&mut self) -> Option<Argument> {
        let span = self.here();
        self.pair(['<', '<'])?;
        if self.peek_punct('-') {
            self.problem_here(&"`<<-` is not known here", &format_args!("write {INLINE}"));
            return None;
        }
        let bare = self.name(true);
        let expanding = bare.is_some();
        let name = match bare {
            Some(name) => Argument::Text(name.literal()),
            None => self.landing(Target::Word, wanted("the name of the file", INLINE))?,
        };
        let example = wanted("the text of the file", INLINE);
        let content = if self.is_dockerfile_text() {
            let line = self.line();
            self.problems.on(
                &line,
                &"the text of the file and the destination are not written as strings",
                &format_args!("write {INLINE}"),
            );
            return None;
        } else if expanding {
            self.text(example)?
        } else {
            self.landing(Target::Word, example)?
        };
        let content = match content {
            Argument::Text(literal) => Argument::Text(unindent::literal(literal)),
            other => other,
        };
        let function = if expanding { "expanding" } else { "new" };
        Some(Chain::new(span, "InlineFile", function, vec![name, content]).into())
    }
}

/// The copy with its `=>`; the last of what was read is the destination, if that is there.
fn arrow(keyword: &str, sources: &[Argument], destination: bool) -> Option<String> {
    let mut words = Vec::new();
    for source in sources {
        let Argument::Text(literal) = source else {
            return None;
        };
        words.push(literal.token().to_string());
    }
    let last = if destination && words.len() > 1 {
        words.pop()?
    } else {
        "\"/app/\"".to_owned()
    };
    let mut files = String::new();
    for word in &words {
        files += if files.is_empty() { "" } else { ", " };
        files += word;
    }
    Some(format!("{keyword} {files} => {last};"))
}
