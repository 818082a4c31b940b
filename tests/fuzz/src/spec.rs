//! What a generated Dockerfile is to mean, in this package's own words: from it both the model that is rendered and the
//! expectation are made.

/// A value: parts that are joined.
#[derive(Clone, Debug, Default)]
pub struct Value(pub Vec<Part>);

/// A part of a value.
#[derive(Clone, Debug)]
pub enum Part {
    /// Itself.
    Literal(String),
    /// Author's text, in which only `$` is special.
    Expand(String),
}

/// A whole file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// `# syntax`: the default one, none, or this.
    pub syntax: Syntax,
    /// Whether the escape character is a backtick.
    pub backtick: bool,
    /// `# check`.
    pub check: Option<String>,
    /// What cache ids begin with.
    pub prefix: Option<String>,
    /// What stands before the first stage: arguments and comments.
    pub globals: Vec<Step>,
    /// The stages.
    pub stages: Vec<Stage>,
}

/// Which `# syntax` is asked for.
#[derive(Clone, Debug, Default)]
pub enum Syntax {
    /// Nothing is said.
    #[default]
    Default,
    /// None.
    Without,
    /// This one.
    Of(String),
}

/// A stage.
#[derive(Clone, Debug, Default)]
pub struct Stage {
    /// Its name.
    pub name: Option<String>,
    /// The image it starts from.
    pub image: String,
    /// The platform of the image.
    pub platform: Option<String>,
    /// A comment above it.
    pub comment: Option<String>,
    /// Its instructions.
    pub steps: Vec<Step>,
}

/// An instruction, or a comment.
#[derive(Clone, Debug)]
pub enum Step {
    /// `ADD`
    Add(Files),
    /// `ARG`
    Arg(Vec<(String, Option<Value>)>),
    /// `CMD`
    Cmd(Command),
    /// A comment.
    Comment(String),
    /// `COPY`
    Copy(Files),
    /// `ENTRYPOINT`
    Entrypoint(Command),
    /// `ENV`
    Env(Vec<(String, Value)>),
    /// `EXPOSE`
    Expose(Vec<Port>),
    /// `HEALTHCHECK`: the command, four durations in nanoseconds, and how often.
    Healthcheck(Option<Command>, [Option<u64>; 4], Option<u32>),
    /// `LABEL`
    Label(Vec<(Value, Value)>),
    /// `MAINTAINER`
    Maintainer(String),
    /// `ONBUILD`
    OnBuild(Box<Step>),
    /// `RUN`
    Run(Run),
    /// `SHELL`
    Shell(Vec<String>),
    /// `STOPSIGNAL`
    StopSignal(Value),
    /// `USER`: what is written, and the uid.
    User(Value, Option<u32>),
    /// `VOLUME`
    Volume(Vec<Value>),
    /// `WORKDIR`
    Workdir(Value),
}

/// A command.
#[derive(Clone, Debug)]
pub enum Command {
    /// One text for the shell.
    Text(String),
    /// Several, each run only if those before it succeeded.
    All(Vec<String>),
    /// A program and values, each of which is one of its words.
    Values(Vec<String>),
    /// The exec form.
    Exec(Vec<String>),
}

/// A port of `EXPOSE`.
#[derive(Clone, Debug)]
pub enum Port {
    /// First, last, and the protocol as it is written.
    Known(u16, u16, &'static str),
    /// Text.
    Text(String),
}

/// What `COPY` and `ADD` have.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// What is copied.
    pub sources: Vec<Source>,
    /// Where to.
    pub to: Value,
    /// `--from`: an image, or the name of a stage.
    pub from: Option<From>,
    /// `--chown`
    pub chown: Option<Value>,
    /// `--chmod`
    pub chmod: Option<Value>,
    /// `--link`
    pub link: bool,
    /// `--parents` of `COPY`, `--keep-git-dir` of `ADD`.
    pub other: bool,
    /// `--exclude`
    pub exclude: Vec<String>,
    /// `--unpack` of `ADD`.
    pub unpack: Option<bool>,
}

/// Where files come from.
#[derive(Clone, Debug)]
pub enum From {
    /// An image.
    Image(String),
    /// A stage, by its name.
    Stage(String),
}

/// A source of `COPY` or `ADD`.
#[derive(Clone, Debug)]
pub enum Source {
    /// An exact name.
    Name(Value),
    /// A pattern.
    Pattern(String),
    /// A file whose content stands in the Dockerfile.
    Inline(String, Value),
}

/// `RUN`.
#[derive(Clone, Debug)]
pub struct Run {
    /// What is run.
    pub command: Command,
    /// What is mounted.
    pub mounts: Vec<Mount>,
    /// `--network`: 0 for none said.
    pub network: usize,
    /// `--security`: 0 for none said.
    pub security: usize,
    /// `--device`: the name, and whether it is required.
    pub devices: Vec<(String, bool)>,
}

/// A mount.
#[derive(Clone, Debug)]
pub enum Mount {
    /// The caches of a manager, by its place in the list of all, and what their ids end in.
    Preset(usize, Option<String>),
    /// A mount of its own.
    Own(Own),
}

/// A kind of mount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `type=cache`
    Cache,
    /// `type=bind`
    Bind,
    /// `type=tmpfs`
    Tmpfs,
    /// `type=secret`
    Secret,
    /// `type=ssh`
    Ssh,
}

/// The options of a mount; what a kind does not have is not looked at.
#[derive(Clone, Debug)]
pub struct Own {
    /// Its kind.
    pub kind: Kind,
    /// Where it is mounted.
    pub target: Option<Value>,
    /// Its id.
    pub id: Option<Value>,
    /// The directory that is mounted.
    pub source: Option<Value>,
    /// Where from.
    pub from: Option<From>,
    /// `sharing`: 0 for none said.
    pub sharing: usize,
    /// The owner.
    pub uid: Option<Number>,
    /// The group.
    pub gid: Option<Number>,
    /// The permissions.
    pub mode: Option<Number>,
    /// `size` of tmpfs, `env` of secrets.
    pub word: Option<Value>,
    /// `readonly` of caches, `rw` of binds, `required` of secrets and agents.
    pub flag: bool,
}

/// A number that may be text.
#[derive(Clone, Debug)]
pub enum Number {
    /// Known.
    Known(u32),
    /// Text with arguments.
    Text(String),
}
