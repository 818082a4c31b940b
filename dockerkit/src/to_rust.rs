//! Dockerfiles as the Rust that builds them.

mod builder;
mod imports;
mod layout;
mod literal;
mod macro_mounts;
mod macro_steps;
mod mounts;
mod prepare;
mod presets;
mod rustfmt;
mod spelling;
mod stages;
mod statements;
mod steps;
mod values;

use std::fmt;

use crate::dockerfile::Dockerfile;
use builder::{Block, settings};
use imports::Imports;
use layout::Expr;
use prepare::prepared;
use rustfmt::TAB;
use stages::{Stages, is_reserved};
use statements::Statements;

/// A Dockerfile as the Rust that builds it: as source of `dockerfile!`, or as calls of the builder.
///
/// It is what a person would write: text stays as it was typed, in raw strings where it has quotes, backslashes or several
/// lines, short forms are taken where there are ones, and `rustfmt` has nothing to change. What it builds renders to the same
/// text.
///
/// ```
/// use dockerkit::{CopyFiles, Dockerfile, RustSource, Stage};
///
/// let build = Stage::named("build", "golang:1.23")
///     .workdir("/src")
///     .copy(".", ".")
///     .run("apt-get update && \\\n    apt-get install -y \"git\"")
///     .comment("all of it, in one program")
///     .run("go build -o /out/app .");
/// let runtime = Stage::new("scratch")
///     .push(CopyFiles::new("/out/app", "/app").from(&build))
///     .entrypoint(["/app"]);
/// let file = Dockerfile::new().stage(build).stage(runtime);
/// assert_eq!(
///     RustSource::of(&file).function("app").to_string(),
///     r##"pub fn app() -> dockerkit::Dockerfile {
///     use dockerkit::dockerfile;
///
///     dockerfile! {
///         FROM "golang:1.23" AS build;
///         WORKDIR "/src";
///         COPY "." => ".";
///         RUN "apt-get update" && r#"apt-get install -y "git""#;
///         /// all of it, in one program
///         RUN "go build -o /out/app .";
///
///         FROM scratch;
///         COPY --from=build "/out/app" => "/app";
///         ENTRYPOINT ["/app"];
///     }
/// }
/// "##,
/// );
/// assert_eq!(
///     RustSource::of(&file).builder().function("app").to_string(),
///     r##"pub fn app() -> dockerkit::Dockerfile {
///     use dockerkit::{CopyFiles, Dockerfile, Run, Stage};
///
///     let build = Stage::named("build", "golang:1.23")
///         .workdir("/src")
///         .copy(".", ".")
///         .push(Run::all(["apt-get update", r#"apt-get install -y "git""#]))
///         .comment("all of it, in one program")
///         .run("go build -o /out/app .");
///     let runtime = Stage::new("scratch")
///         .push(CopyFiles::new("/out/app", "/app").from(&build))
///         .entrypoint(["/app"]);
///     Dockerfile::new().stage(build).stage(runtime)
/// }
/// "##,
/// );
/// ```
///
/// Without a [function](Self::function) it is an expression, in which the names of dockerkit stand alone.
///
/// Everything that [`render`](Dockerfile::render) writes can be said. Of a file with an error the source is as near to it as
/// Rust can be, and need not compile: a path that is not Unicode has no literal. How text was put together is not kept where
/// the same text is said more shortly; a [`Command::Script`](crate::Command) whose text is one anyway is that text, and lines
/// that are joined as [`Run::all`](crate::Run::all) joins them are its list.
#[derive(Clone, Debug)]
#[must_use = "`to_string` writes it"]
pub struct RustSource<'a> {
    file: &'a Dockerfile,
    builder: bool,
    presets: bool,
    function: Option<String>,
}

impl<'a> RustSource<'a> {
    /// The source of `dockerfile!` for a file.
    pub fn of(file: &'a Dockerfile) -> Self {
        Self {
            file,
            builder: false,
            presets: false,
            function: None,
        }
    }

    /// Calls of the builder instead: a variable for each stage.
    pub fn builder(mut self) -> Self {
        self.builder = true;
        self
    }

    /// Cache mounts that are exactly what a [`PackageManager`](crate::PackageManager) adds become that, and what it puts in
    /// front of the command is left to it.
    ///
    /// ```
    /// use dockerkit::{CacheMount, Dockerfile, Run, RustSource, Sharing, Stage};
    ///
    /// let mount = CacheMount::new("/root/.cache/uv").id("uv-cache-shared").sharing(Sharing::Shared);
    /// let run = Run::new("export UV_LINK_MODE=copy; \\\n    uv sync").mount(mount);
    /// let file = Dockerfile::new().stage(Stage::new("python:3.12").push(run));
    /// let source = RustSource::of(&file).presets();
    /// assert!(source.to_string().contains("RUN --cache=uv \"uv sync\";"));
    /// assert!(source.builder().to_string().contains(".push(Run::new(\"uv sync\").cache(PackageManager::Uv))"));
    /// ```
    pub fn presets(mut self) -> Self {
        self.presets = true;
        self
    }

    /// A whole function of that name, `pub fn name() -> dockerkit::Dockerfile`, with the `use` that it needs. In a name that
    /// no function can have, `_` stands for what is wrong.
    pub fn function(mut self, name: impl AsRef<str>) -> Self {
        self.function = Some(identifier(name.as_ref()));
        self
    }
}

impl fmt::Display for RustSource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = prepared(self.file, self.presets);
        let mut imports = Imports::default();
        let inside = self.function.is_some();
        if let Some(name) = &self.function {
            writeln!(f, "pub fn {name}() -> dockerkit::Dockerfile {{")?;
        }
        let text = if self.builder {
            let mut block = Block::new(TAB, &mut imports);
            block.file(&mut Stages::new(&file));
            block.text
        } else {
            macro_source(&file, &mut imports, inside)
        };
        if inside {
            return write!(
                f,
                "{}
{text}}}
",
                imports.line(TAB)
            );
        }
        if self.builder || text.starts_with(' ') {
            write!(
                f,
                "{{
{text}}}"
            )
        } else {
            f.write_str(&text)
        }
    }
}

/// The file as `dockerfile!`, in a block where something is said that this does not say.
fn macro_source(file: &Dockerfile, imports: &mut Imports, inside: bool) -> String {
    let said = settings(Expr::word("file"), &file.cache_ids, file.levels.iter());
    let more = matches!(said, Expr::Chain(..));
    let indent = if more || inside { TAB } else { 0 };
    let margin = " ".repeat(indent);
    let mut stages = Stages::new(file);
    stages.by_name = true;
    let mut statements = Statements::new(indent + TAB, imports, stages);
    statements.file();
    let body = statements.text;
    imports.add("dockerfile");
    if !more {
        let end = if inside {
            "
"
        } else {
            ""
        };
        return format!(
            "{margin}dockerfile! {{
{body}{margin}}}{end}"
        );
    }
    let mut block = Block::new(indent, imports);
    block.end("file", said);
    format!(
        "{margin}let file = dockerfile! {{
{body}{margin}}};
{}",
        block.text
    )
}

/// The name as one of a function.
fn identifier(name: &str) -> String {
    let plain = |it: char| if it.is_ascii_alphanumeric() { it } else { '_' };
    let mut name: String = name.chars().map(plain).collect();
    if name.is_empty()
        || name == "_"
        || name.starts_with(|first: char| first.is_ascii_digit())
        || is_reserved(&name)
    {
        name.insert(0, '_');
    }
    name
}
