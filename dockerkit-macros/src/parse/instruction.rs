//! The instructions.

use proc_macro2::{Delimiter, Ident, Span, TokenTree};
use syn::LitStr;

use super::token::{is_keyword, signs};
use super::tokens::Parser;
use super::value::wanted;
use crate::ast::{Argument, Chain, Instruction, Name, Stage, Statement, Target};
use crate::words;

impl Parser<'_, '_> {
    /// What stands behind the keyword. `None` if it was too wrong to be anything; then that has been said.
    pub(super) fn instruction(&mut self, keyword: &'static str, span: Span) -> Option<Statement> {
        if keyword == "FROM" {
            return Some(Statement::Stage(self.stage(span)));
        }
        let calls = self.flags(keyword);
        if keyword == "USER" {
            return self.user(span);
        }
        let Some(mut value) = self.behind_flags(keyword, span) else {
            self.keep_flags(keyword, span, calls);
            return None;
        };
        value.calls.extend(calls);
        Some(instruction(keyword, span, value.into()))
    }

    fn behind_flags(&mut self, keyword: &'static str, span: Span) -> Option<Chain> {
        match keyword {
            "RUN" => self.of_command(keyword, span, "Run"),
            "CMD" => self.of_command(keyword, span, "Cmd"),
            "ENTRYPOINT" => self.of_command(keyword, span, "Entrypoint"),
            "SHELL" => self.default_shell(span),
            "HEALTHCHECK" => self.healthcheck(span),
            "COPY" => self.files(keyword, span, "CopyFiles"),
            "ADD" => self.files(keyword, span, "AddFiles"),
            "ENV" => self.variables(span),
            "LABEL" => self.labels(span),
            "ARG" => self.arguments(span),
            "EXPOSE" => self.ports(span),
            "VOLUME" => self.volumes(span),
            "ONBUILD" => self.on_build(span),
            "CACHES" => self.caches(span),
            "WORKDIR" => {
                let example = "`WORKDIR \"/app\";`";
                self.single(span, "Workdir", "the path of `WORKDIR`", example)
            }
            "STOPSIGNAL" => {
                let example = "`STOPSIGNAL \"SIGTERM\";`";
                self.single(span, "StopSignal", "the signal", example)
            }
            _ => {
                let example = wanted("the author", "`LABEL maintainer = \"…\";`");
                let author = self.landing(Target::Word, example.to_the_end())?;
                Some(Chain::new(span, "Maintainer", "new", vec![author]))
            }
        }
    }

    fn of_command(
        &mut self,
        keyword: &'static str,
        span: Span,
        kind: &'static str,
    ) -> Option<Chain> {
        let command = self.command(keyword, span)?;
        Some(Chain::new(span, kind, "new", vec![command]))
    }

    fn stage(&mut self, span: Span) -> Stage {
        let calls = self.flags("FROM");
        // Whatever it starts from, what follows is in this stage.
        let source = self.base().unwrap_or_else(|| self.any_base(span));
        let has_name = self.capitals("AS");
        let (mut name, mut wrong) = (None, false);
        let mut arguments = vec![source];
        if has_name {
            let computed = self.peek_expr();
            let written = self.peek_string();
            let example = wanted("the name of the stage", "`FROM \"alpine\" AS build;`");
            let plain = self.name(true);
            let argument = match &plain {
                Some(name) => Some(Argument::Checked("StageName", name.literal())),
                None => self.checked("StageName", example),
            };
            if let (false, Some(Argument::Text(literal) | Argument::Checked(_, literal))) =
                (computed, &argument)
            {
                wrong = written && self.interpolation(literal);
                name = Some(match plain {
                    Some(name) => name,
                    None => Name {
                        text: literal.value(),
                        tokens: quote::ToTokens::to_token_stream(literal),
                        span: literal.span(),
                    },
                });
            }
            let argument = match argument {
                Some(Argument::Checked(_, literal)) if wrong => Some(Argument::Text(literal)),
                other => other,
            };
            if let Some(argument) = argument {
                arguments.insert(0, argument);
            }
        }
        let function = if arguments.len() > 1 { "named" } else { "new" };
        let mut value = Chain::new(span, "Stage", function, arguments);
        value.calls = calls;
        Stage {
            keyword: Ident::new("FROM", span),
            name,
            binding: None,
            value,
        }
    }

    /// What a stage starts from that does not say what.
    fn any_base(&mut self, span: Span) -> Argument {
        while !self.ends() && !self.peek_keyword() {
            self.token();
        }
        Argument::Text(LitStr::new("scratch", span))
    }

    /// What a stage starts from.
    fn base(&mut self) -> Option<Argument> {
        let example = wanted("what the stage starts from", "`FROM \"python:3.12-slim\";`");
        if self.peek_expr() {
            return self.joining(Target::SOURCE, example);
        }
        if self.peek_keyword() {
            self.no_value(example);
            return None;
        }
        if self.peek_call() {
            let text = self.call_text();
            let call = self.ahead_until(&mut |token| match token {
                TokenTree::Punct(sign) => sign.as_char() == ';',
                TokenTree::Ident(word) => is_keyword(word),
                _ => false,
            });
            self.problems.on(
                &call,
                &"what the stage starts from is neither a literal nor in parentheses",
                &format_args!("write a Rust expression in parentheses: `({text})`"),
            );
            return None;
        }
        let Some(name) = self.name(true) else {
            return self.checked_text("Image", example);
        };
        if let Some(image) = self.bare_image(&name) {
            return Some(image);
        }
        Some(if name.text == "scratch" {
            Argument::Checked("Image", name.literal())
        } else {
            Argument::Stage(name)
        })
    }

    fn ports(&mut self, span: Span) -> Option<Chain> {
        let ports = self.list_of("ports", &mut Self::port)?;
        let ports = Argument::List(Target::OrArg("Port"), ports);
        Some(Chain::new(span, "Expose", "new", vec![ports]))
    }

    /// `8080`, `8000-8010/udp`, `"$PORT"` or `(port)`.
    fn port(&mut self) -> Option<Argument> {
        let example = wanted("the port", "`EXPOSE 8080, 53/udp;`");
        if self.peek_expr() || self.peek_string() || !self.peek_literal() {
            return self.landing(Target::OrArg("Port"), example);
        }
        let span = self.here();
        let mut text = String::new();
        loop {
            let Some(number) = self.number_literal() else {
                self.no_value(example);
                return None;
            };
            let number = LitStr::new(&number.to_string(), number.span());
            if words::number(&number.value(), u64::from(u16::MAX)).is_none() {
                self.problems.on(
                    &number,
                    &format_args!("the port {} is out of range", number.value()),
                    &"write a whole number from 0 to 65535",
                );
                return None;
            }
            text += &number.value();
            if self.punct('-').is_none() {
                break;
            }
            text.push('-');
        }
        if self.peek_punct(':') {
            let rest = self.rest();
            self.problems.on(
                &rest,
                &"a port of the host has no place in `EXPOSE`",
                &"write the port of the container alone: `EXPOSE 8080;`",
            );
            return None;
        }
        if self.punct('/').is_some() {
            text.push('/');
            if let Some(protocol) = self.ident() {
                text += &protocol.to_string();
            } else {
                self.problem_here(
                    &"the protocol is missing behind `/`",
                    &format_args!("write `{text}tcp` or `{text}udp`"),
                );
            }
        }
        Some(Argument::Text(LitStr::new(&text, span)))
    }

    /// `"/data", "/var/log"`, in brackets or not.
    fn volumes(&mut self, span: Span) -> Option<Chain> {
        if self.is_dockerfile_text() && signs(self.line()).matches('/').count() > 1 {
            let line = self.line();
            self.problems.on(
                &line,
                &"the paths of `VOLUME` are not written as strings",
                &"write each as one: `VOLUME \"/data\", \"/var/log\";`",
            );
            return None;
        }
        let example = wanted("the path of `VOLUME`", "`VOLUME \"/data\";`");
        let paths = if self.peek_group(Delimiter::Bracket) {
            let group = self.group(Delimiter::Bracket)?;
            let mut inside = self.inside(&group);
            let paths = inside.list_of("paths", &mut |parser| parser.text(example));
            inside.comma_missing();
            paths?
        } else {
            self.list_of("paths", &mut |parser| parser.text(example))?
        };
        let paths = Argument::List(Target::TEXT, paths);
        Some(Chain::new(span, "Volume", "new", vec![paths]))
    }

    fn user(&mut self, span: Span) -> Option<Statement> {
        let user = self.joining(
            Target::USER,
            wanted("the user", "`USER \"1001\";` or `USER (app);`").to_the_end(),
        )?;
        if self.peek_punct(':') {
            let rest = self.rest();
            self.problems.on(
                &rest,
                &"a user with a group is written as a string",
                &"write `USER \"1001:1001\";`",
            );
            return None;
        }
        let value = match user {
            Argument::Text(literal) => {
                self.interpolation_of(&literal);
                Chain::new(span, "User", "new", vec![Argument::Text(literal)]).into()
            }
            // Text and values, one word.
            Argument::Chain(chain) => {
                Chain::new(span, "User", "new", vec![Argument::Chain(chain)]).into()
            }
            other => other,
        };
        Some(instruction("USER", span, value))
    }

    fn single(
        &mut self,
        span: Span,
        kind: &'static str,
        what: &str,
        example: &str,
    ) -> Option<Chain> {
        let value = self.text(wanted(what, example).to_the_end())?;
        if let Argument::Text(literal) = &value {
            self.interpolation_of(literal);
        }
        Some(Chain::new(span, kind, "new", vec![value]))
    }

    fn default_shell(&mut self, span: Span) -> Option<Chain> {
        if !self.peek_group(Delimiter::Bracket) {
            let help = "write `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"];`";
            let rest = self.rest();
            if rest.is_empty() {
                self.problems
                    .at(span, &"the words of `SHELL` are missing", &help);
            } else {
                self.problems
                    .on(&rest, &"the words of `SHELL` stand in brackets", &help);
            }
            return None;
        }
        let words = self.exec("SHELL")?;
        // Until the next `SHELL`, in this stage and those that start from it.
        self.posix = match &words {
            Argument::List(_, words) => is_posix(words),
            _ => false,
        };
        Some(Chain::new(span, "DefaultShell", "new", vec![words]))
    }

    fn healthcheck(&mut self, span: Span) -> Option<Chain> {
        if self.capitals("NONE") {
            return Some(Chain::new(span, "Healthcheck", "none", Vec::new()));
        }
        if !self.capitals("CMD") {
            self.problem_here(
                &"`CMD` is missing before the command",
                &"write `HEALTHCHECK CMD \"curl -f http://localhost/\";`, or `HEALTHCHECK NONE;`",
            );
            if !(self.peek_string() || self.peek_expr() || self.peek_group(Delimiter::Bracket)) {
                return None;
            }
        }
        let command = self.command("HEALTHCHECK CMD", span)?;
        Some(Chain::new(span, "Healthcheck", "new", vec![command]))
    }

    /// This word, which is written in capitals.
    fn capitals(&mut self, wanted: &str) -> bool {
        let Some(word) = self.peek_ident() else {
            return false;
        };
        let written = word.to_string();
        if !written.eq_ignore_ascii_case(wanted) {
            return false;
        }
        if written != wanted {
            self.problems.on(
                &word,
                &format_args!("`{wanted}` is written in capitals, and `{written}` is not"),
                &format_args!("write `{wanted}`"),
            );
        }
        self.ident();
        true
    }

    fn caches(&mut self, span: Span) -> Option<Chain> {
        if self.word("all").is_some() {
            return Some(Chain::new(span, "Caches", "all", Vec::new()));
        }
        let wanted = wanted("the package manager", "`CACHES pip, npm;`");
        let presets = self.list_of("package managers", &mut |parser| {
            if let Some(several) = parser.peek_managers() {
                parser.problems.on(
                    &several,
                    &"package managers stand by themselves, without brackets or quotes",
                    &"write `CACHES pip, npm;`",
                );
                return None;
            }
            parser.preset(wanted, false)
        })?;
        let presets = Argument::List(Target::PRESET, presets);
        Some(Chain::new(span, "Caches", "new", vec![presets]))
    }

    fn not_behind_on_build(&mut self, word: &Ident, keyword: &str) {
        self.problems.on(
            word,
            &format_args!("`{keyword}` cannot stand behind `ONBUILD`"),
            &"write what the next stage does: `ONBUILD RUN \"make\";`",
        );
    }

    fn on_build(&mut self, span: Span) -> Option<Chain> {
        if self.peek_string() {
            let wanted = wanted("the text of `ONBUILD`", "`ONBUILD \"setup --fast\";`");
            let text = self.landing(Target::Word, wanted)?;
            return Some(Chain::new(span, "OnBuild", "text", vec![text]));
        }
        let Some(word) = self.peek_ident() else {
            self.problem_here(
                &"the instruction of `ONBUILD` is missing",
                &"write `ONBUILD COPY \".\" => \"/app\";`",
            );
            return None;
        };
        let keyword = self.known_keyword(&word)?;
        self.ident();
        if ["ONBUILD", "MAINTAINER", "CACHES"].contains(&keyword) {
            self.not_behind_on_build(&word, keyword);
            return None;
        }
        let inner = self.instruction(keyword, word.span())?;
        let Statement::Instruction(inner) = inner else {
            self.not_behind_on_build(&word, keyword);
            return None;
        };
        Some(Chain::new(span, "OnBuild", "new", vec![inner.value]))
    }
}

/// Whether it is a shell that reads quotes as `sh` does.
fn is_posix(words: &[Argument]) -> bool {
    let [Argument::Text(literal), ..] = words else {
        return false;
    };
    let path = literal.value();
    let name = path.rsplit('/').next().unwrap_or_default();
    ["sh", "bash", "dash", "ash", "ksh", "zsh", "mksh", "busybox"].contains(&name)
}

fn instruction(keyword: &str, span: Span, value: Argument) -> Statement {
    Statement::Instruction(Instruction {
        keyword: Ident::new(keyword, span),
        value,
    })
}
