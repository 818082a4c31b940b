//! The instructions.

use proc_macro2::{Delimiter, Ident, Span};
use syn::LitStr;

use super::tokens::Parser;
use super::unindent;
use super::value::wanted;
use crate::ast::{Argument, Chain, Instruction, Name, Stage, Statement, Target};

impl Parser<'_, '_> {
    /// What stands behind the keyword. `None` if it was too wrong to be anything; then that has been said.
    pub(super) fn instruction(&mut self, keyword: &'static str, span: Span) -> Option<Statement> {
        if keyword == "FROM" {
            return self.stage(span).map(Statement::Stage);
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
        Some(match keyword {
            "RUN" => Chain::new(span, "Run", "new", vec![self.command(keyword, span)?]),
            "CMD" => Chain::new(span, "Cmd", "new", vec![self.command(keyword, span)?]),
            "ENTRYPOINT" => Chain::new(
                span,
                "Entrypoint",
                "new",
                vec![self.command(keyword, span)?],
            ),
            "SHELL" => self.default_shell(span)?,
            "HEALTHCHECK" => self.healthcheck(span)?,
            "COPY" => self.files(keyword, span, "CopyFiles")?,
            "ADD" => self.files(keyword, span, "AddFiles")?,
            "ENV" => self.variables(span)?,
            "LABEL" => self.labels(span)?,
            "ARG" => self.arguments(span)?,
            "EXPOSE" => self.ports(span)?,
            "VOLUME" => self.volumes(span)?,
            "ONBUILD" => self.on_build(span)?,
            "CACHES" => self.caches(span)?,
            "WORKDIR" => self.single(
                span,
                "Workdir",
                "the path of `WORKDIR`",
                "`WORKDIR \"/app\";`",
            )?,
            "STOPSIGNAL" => self.single(
                span,
                "StopSignal",
                "the signal",
                "`STOPSIGNAL \"SIGTERM\";`",
            )?,
            _ => {
                let author = self.landing(
                    Target::Word,
                    wanted("the author", "`LABEL maintainer = \"…\";`"),
                )?;
                Chain::new(span, "Maintainer", "new", vec![author])
            }
        })
    }

    fn stage(&mut self, span: Span) -> Option<Stage> {
        let calls = self.flags("FROM");
        let Some(source) = self.base() else {
            self.keep_flags("FROM", span, calls);
            return None;
        };
        let word = self.word("AS").or_else(|| {
            let lower = self.word("as")?;
            let message = "`as` is written in capitals";
            self.problems.on(&lower, message, "write `AS`");
            Some(lower)
        });
        let mut name = None;
        let mut arguments = vec![source];
        if word.is_some() {
            let computed = self.peek_expr();
            let written = self.peek_string();
            let example = wanted("the name of the stage", "`FROM \"alpine\" AS build;`");
            let plain = self.name(true);
            let argument = match &plain {
                Some(name) => Argument::Checked("StageName", name.literal()),
                None => self.checked("StageName", example)?,
            };
            if let (false, Argument::Text(literal) | Argument::Checked(_, literal)) =
                (computed, &argument)
            {
                if written {
                    self.interpolation(literal);
                }
                name = plain.or_else(|| {
                    Some(Name {
                        text: literal.value(),
                        tokens: quote::ToTokens::to_token_stream(literal),
                        span: literal.span(),
                    })
                });
            }
            arguments.insert(0, argument);
        }
        let function = if word.is_some() { "named" } else { "new" };
        let mut value = Chain::new(span, "Stage", function, arguments);
        value.calls = calls;
        Some(Stage {
            keyword: Ident::new("FROM", span),
            name,
            binding: None,
            value,
        })
    }

    /// What a stage starts from.
    fn base(&mut self) -> Option<Argument> {
        let example = wanted("what the stage starts from", "`FROM \"python:3.12-slim\";`");
        if self.peek_expr() {
            return self.landing(Target::SOURCE, example);
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

    /// `"src", "lib" => "/app/"`
    fn files(&mut self, keyword: &str, span: Span, kind: &'static str) -> Option<Chain> {
        let example = format!("`{keyword} \"src\" => \"/app/\";`");
        let source = wanted("the source", &example);
        let sources = self.list(|parser| {
            if parser.peek_pair(['<', '<']) {
                return parser.inline_file();
            }
            let source = parser.landing(Target::FILE_SOURCE, source)?;
            if let Argument::Text(literal) = &source {
                parser.interpolation(literal);
            }
            Some(source)
        })?;
        if self.pair(['=', '>']).is_none() {
            let help = format!("write {example}");
            let ends = self.is_empty() || self.peek_punct(';');
            let place = if ends { self.last() } else { self.here() };
            let message = if ends {
                "`=>` and the destination are missing behind this"
            } else {
                "`=>` is missing before the destination"
            };
            self.problems.at(place, message, &help);
            if !self.peek_string() && !self.peek_expr() {
                return None;
            }
        }
        let destination = self.text(wanted("the destination", &example))?;
        if let Argument::Text(literal) = &destination {
            self.interpolation(literal);
        }
        let sources = Argument::List(Target::FILE_SOURCE, sources);
        Some(Chain::new(span, kind, "new", vec![sources, destination]))
    }

    /// `<<"nginx.conf" r#"…"#`; in the text of `<<nginx.conf`, as in a Dockerfile, `$NAME` is expanded.
    fn inline_file(&mut self) -> Option<Argument> {
        let span = self.here();
        self.pair(['<', '<'])?;
        let bare = self.name(true);
        let expanding = bare.is_some();
        let name = match bare {
            Some(name) => Argument::Text(name.literal()),
            None => self.landing(
                Target::Word,
                wanted("the name of the file", "`<<\"nginx.conf\" r#\"…\"#`"),
            )?,
        };
        let example = wanted("the text of the file", "`<<\"nginx.conf\" r#\"…\"#`");
        let content = if expanding {
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

    /// `=` and the value behind a name.
    fn assigned(&mut self, name: Span, example: &str) -> Option<Argument> {
        if self.punct('=').is_none() {
            self.problems.at(
                name,
                "`=` is missing behind this",
                &format!("write {example}"),
            );
            if !self.peek_string() && !self.peek_expr() {
                return None;
            }
        }
        self.text(wanted("the value", example))
    }

    fn variables(&mut self, span: Span) -> Option<Chain> {
        let example = "`ENV RUST_LOG = \"info\";`";
        self.chained(span, "Env", |parser| {
            let name = parser.named(
                "VariableName",
                true,
                wanted("the name of the variable", example),
            )?;
            let value = parser.assigned(parser.last(), example)?;
            Some(vec![name, value])
        })
    }

    fn labels(&mut self, span: Span) -> Option<Chain> {
        let example = "`LABEL org.opencontainers.image.title = \"app\";`";
        self.chained(span, "Label", |parser| {
            let key = match parser.name(true) {
                Some(name) => Argument::Text(name.literal()),
                None => parser.text(wanted("the key of the label", example))?,
            };
            let value = parser.assigned(parser.last(), example)?;
            Some(vec![key, value])
        })
    }

    /// Pairs between commas: `Env::new(…).and(…)`.
    fn chained(
        &mut self,
        span: Span,
        kind: &'static str,
        mut pair: impl FnMut(&mut Self) -> Option<Vec<Argument>>,
    ) -> Option<Chain> {
        let mut chain = Chain::new(span, kind, "new", pair(self)?);
        while self.punct(',').is_some() && !self.is_empty() && !self.peek_punct(';') {
            let at = self.here();
            let arguments = pair(self)?;
            chain.call("and", at, arguments);
        }
        Some(chain)
    }

    fn arguments(&mut self, span: Span) -> Option<Chain> {
        let mut whole: Option<Chain> = None;
        loop {
            let at = self.here();
            let example = wanted("the name of the argument", "`ARG VERSION = \"1.0\";`");
            let name = self.named("VariableName", true, example)?;
            let declaration = if self.punct('=').is_some() {
                let default = self.text(wanted("the default", "`ARG VERSION = \"1.0\";`"))?;
                Chain::new(span, "Arg", "with_default", vec![name, default])
            } else {
                Chain::new(span, "Arg", "new", vec![name])
            };
            whole = Some(match whole {
                None => declaration,
                Some(mut whole) => {
                    whole.call("and", at, vec![declaration.into()]);
                    whole
                }
            });
            if self.punct(',').is_none() || self.is_empty() || self.peek_punct(';') {
                return whole;
            }
        }
    }

    fn ports(&mut self, span: Span) -> Option<Chain> {
        let ports = self.list(Self::port)?;
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
            let number = self.string_or_number(example)?;
            if number.value().parse::<u16>().is_err() {
                let message = format!("the port {} is out of range", number.value());
                let help = "write a whole number from 0 to 65535";
                self.problems.on(&number, &message, help);
                return None;
            }
            text += &number.value();
            if self.punct('-').is_none() {
                break;
            }
            text.push('-');
        }
        if self.punct('/').is_some() {
            text.push('/');
            match self.ident() {
                Some(protocol) => text += &protocol.to_string(),
                None => self.problem_here("the protocol is missing behind `/`", "write `53/udp`"),
            }
        }
        Some(Argument::Text(LitStr::new(&text, span)))
    }

    /// `"/data", "/var/log"`, in brackets or not.
    fn volumes(&mut self, span: Span) -> Option<Chain> {
        let example = wanted("the path of `VOLUME`", "`VOLUME \"/data\";`");
        let paths = if self.peek_group(Delimiter::Bracket) {
            let group = self.group(Delimiter::Bracket)?;
            self.inside(&group, |parser| {
                let paths = parser.list(|parser| parser.text(example));
                parser.comma_missing();
                paths
            })?
        } else {
            self.list(|parser| parser.text(example))?
        };
        let paths = Argument::List(Target::TEXT, paths);
        Some(Chain::new(span, "Volume", "new", vec![paths]))
    }

    fn user(&mut self, span: Span) -> Option<Statement> {
        let user = self.landing(
            Target::USER,
            wanted("the user", "`USER \"1001\";` or `USER (app);`"),
        )?;
        if self.peek_punct(':') {
            let rest = self.rest();
            let help = "write `USER \"1001:1001\";`";
            self.problems
                .on(rest, "a user with a group is written as a string", help);
            return None;
        }
        let value = match user {
            Argument::Text(literal) => {
                self.interpolation(&literal);
                Chain::new(span, "User", "new", vec![Argument::Text(literal)]).into()
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
        let value = self.text(wanted(what, example))?;
        if let Argument::Text(literal) = &value {
            self.interpolation(literal);
        }
        Some(Chain::new(span, kind, "new", vec![value]))
    }

    fn default_shell(&mut self, span: Span) -> Option<Chain> {
        if !self.peek_group(Delimiter::Bracket) {
            let help = "write `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"];`";
            let rest = self.rest();
            if rest.is_empty() {
                self.problems
                    .at(span, "the words of `SHELL` are missing", help);
            } else {
                self.problems
                    .on(rest, "the words of `SHELL` stand in brackets", help);
            }
            return None;
        }
        let words = self.exec("SHELL")?;
        // Until the next `SHELL`, in this stage and those that start from it.
        self.posix = match &words {
            Argument::List(_, words) => words.first().is_some_and(is_posix),
            _ => false,
        };
        Some(Chain::new(span, "DefaultShell", "new", vec![words]))
    }

    fn healthcheck(&mut self, span: Span) -> Option<Chain> {
        if self.word("NONE").is_some() {
            return Some(Chain::new(span, "Healthcheck", "none", Vec::new()));
        }
        if self.word("CMD").is_none() {
            self.problem_here(
                "`CMD` is missing before the command",
                "write `HEALTHCHECK CMD \"curl -f http://localhost/\";`, or `HEALTHCHECK NONE;`",
            );
        }
        let command = self.command("HEALTHCHECK CMD", span)?;
        Some(Chain::new(span, "Healthcheck", "new", vec![command]))
    }

    fn caches(&mut self, span: Span) -> Option<Chain> {
        if self.word("all").is_some() {
            return Some(Chain::new(span, "Caches", "all", Vec::new()));
        }
        let wanted = wanted("the package manager", "`CACHES pip, npm;`");
        let presets = self.list(|parser| {
            let span = parser.here();
            let manager = parser.known_word("PackageManager", wanted)?;
            Some(Chain::new(span, "Preset", "from", vec![manager]).into())
        })?;
        let presets = Argument::List(Target::Type("Preset"), presets);
        Some(Chain::new(span, "Caches", "new", vec![presets]))
    }

    fn on_build(&mut self, span: Span) -> Option<Chain> {
        if self.peek_string() {
            let wanted = wanted("the text of `ONBUILD`", "`ONBUILD \"setup --fast\";`");
            let text = self.landing(Target::Word, wanted)?;
            return Some(Chain::new(span, "OnBuild", "text", vec![text]));
        }
        let Some(word) = self.peek_ident() else {
            let help = "write `ONBUILD COPY \".\" => \"/app\";`";
            self.problem_here("the instruction of `ONBUILD` is missing", help);
            return None;
        };
        let keyword = self.known_keyword(&word)?;
        self.ident();
        let inner = self.instruction(keyword, word.span())?;
        let Statement::Instruction(inner) = inner else {
            let message = format!("`{keyword}` cannot stand behind `ONBUILD`");
            self.problems
                .on(word, &message, "write another instruction");
            return None;
        };
        Some(Chain::new(span, "OnBuild", "new", vec![inner.value]))
    }
}

/// Whether it is a shell that reads quotes as `sh` does.
fn is_posix(word: &Argument) -> bool {
    let Argument::Text(literal) = word else {
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
