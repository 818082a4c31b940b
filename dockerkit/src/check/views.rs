//! What rules are shown: the thing itself, and what is known about where it stands.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Ordering;
use std::fmt::{self, Display};

use super::Within;
use super::globals::Defaults;
use super::layers::Hidden;
use super::lock_order::Crossed;
use super::scope::Scope;
use crate::commands::Commands;
use crate::escape::Escape;
use crate::instruction::{FileSource, Instruction, Run};
use crate::list::Context;
use crate::mount::Mount;
use crate::place::Place;
use crate::presets::{Glance, PackageManager};
use crate::resolve::{Problem, Runner};
use crate::shell::{Command, Shell};
use crate::shell_text::ShellText;
use crate::source::{Handle, Source, StageRef};
use crate::stage::Stage;
use crate::stage_names::{By, StageNames};
use crate::text::{PieceRef, Text};
use crate::user::User;
use crate::visit::{Field, Slot};

/// A literal value, or a literal part of one.
pub(crate) struct Value<'a> {
    pub(super) field: &'static Field,
    pub(super) slot: Slot,
    pub(super) key: Option<&'a dyn Display>,
    pub(super) text: &'a str,
    /// Whether it is all of the value.
    pub(super) whole: bool,
}

/// A part of a value that is not literal, or a pattern in one.
pub(crate) struct Piece<'a> {
    pub(super) field: &'static Field,
    pub(super) key: Option<&'a dyn Display>,
    pub(super) part: PieceRef<'a>,
}

/// What messages call a value.
pub(super) struct Label<'a>(&'static Field, Option<&'a dyn Display>);

impl Value<'_> {
    pub(super) fn label(&self) -> Label<'_> {
        Label(self.field, self.key)
    }
}

impl Piece<'_> {
    pub(super) fn label(&self) -> Label<'_> {
        Label(self.field, self.key)
    }
}

impl Display for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.what)?;
        match self.1 {
            Some(key) if self.0.of_key => write!(f, " `{key}`"),
            _ => Ok(()),
        }
    }
}

/// Two caches that a step locks in another order than a step before it, and where that is.
pub(crate) struct CrossedView<'a> {
    pub(super) crossed: &'a Crossed,
    pub(super) place: &'a Place,
}

/// An instruction as it was typed.
#[cfg(feature = "parse")]
pub(crate) struct Typed<'a> {
    /// The keyword, and the same in capitals.
    pub(crate) keyword: &'a str,
    pub(crate) instruction: &'static str,
    /// How the keywords of most instructions are typed, if this one is not.
    pub(crate) casing: Option<&'static str>,
    /// Whether there is an empty line between its lines.
    pub(crate) empty_line: bool,
    /// Whether it is `ENV name value`, or `LABEL name value`.
    pub(crate) legacy: bool,
    /// What stands between the image and the stage's name in `FROM`.
    pub(crate) between: Option<&'a str>,
    /// The comments in front of it.
    pub(crate) comments: &'a [&'a str],
    /// The stage or the arguments that it names.
    pub(crate) names: &'a [&'a str],
}

/// An instruction in front of the first stage.
pub(crate) struct GlobalView<'a> {
    pub(super) instruction: &'a Instruction,
    /// Whether nothing but empty lines stands in front of it.
    pub(super) first: bool,
}

/// An argument that is declared in front of the first stage, and that another stage refers to without declaring it.
pub(crate) struct GlobalArgument<'a> {
    pub(super) field: &'static Field,
    pub(super) name: &'a str,
}

/// A variable that nobody sets, where everything is known that is set.
pub(crate) struct UndefinedView<'a> {
    pub(super) field: &'static Field,
    pub(super) name: &'a str,
    /// The one that may have been meant.
    pub(super) nearest: Option<&'a str>,
    /// Whether it is declared in front of the first stage.
    pub(super) is_global: bool,
}

/// A variable that `ENV` or `ARG` names in a stage.
pub(crate) struct NamedView<'a> {
    pub(super) keyword: &'static str,
    pub(super) name: &'a str,
}

/// `CMD`, `ENTRYPOINT` or `HEALTHCHECK`.
pub(crate) struct StartView<'a> {
    pub(super) instruction: &'a Instruction,
    /// Whether a `SHELL` says what runs the shell form.
    pub(super) has_shell: bool,
    /// Where the stage has another one.
    pub(super) next: Option<Place>,
}

/// The first working directory of a stage and of those that it starts from.
pub(crate) struct DirectoryView<'a> {
    pub(super) path: &'a str,
}

/// A port of `EXPOSE` that is text.
pub(crate) struct ExposedView<'a> {
    pub(super) written: &'a Text,
    /// What it is, if that is known.
    pub(super) expanded: Option<Cow<'a, str>>,
}

/// A stage, with the number it has among all.
pub(crate) struct StageView<'a> {
    pub(super) stage: &'a Stage,
    pub(super) index: usize,
    pub(super) names: &'a StageNames<'a>,
    pub(super) scope: &'a Scope<'a>,
    /// What its image is on platforms that have little in common, if it refers to arguments; nothing, if that is refused or an error
    /// anyway.
    pub(super) defaults: Option<Defaults<'a>>,
}

impl StageView<'_> {
    /// Whether nothing but empty lines stands in front of it.
    pub(super) fn is_first_of_all(&self) -> bool {
        let mut globals = self.names.file().globals.iter();
        self.index == 0 && globals.all(|step| step.instruction.is_blank())
    }
}

/// Where an instruction stands.
#[derive(Clone, Copy)]
pub(super) struct At {
    /// The number of its stage.
    pub(super) index: usize,
    /// Whether a trigger holds it.
    pub(super) trigger: bool,
    /// How many directories below `/` the working directory is, if that is known.
    pub(super) depth: Option<usize>,
}

/// A stage or an image that is referred to.
pub(crate) struct ReferenceView<'a> {
    pub(super) source: &'a Source,
    pub(super) by: By,
    /// The stage that refers to it.
    pub(super) index: usize,
    pub(super) names: &'a StageNames<'a>,
    /// Whether a trigger does.
    pub(super) trigger: bool,
    pub(super) found: Found,
}

/// Which stage was found, if one is referred to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Earlier,
    Itself,
    Later,
    /// There is none.
    Nothing,
    /// It is referred to by its number, where that cannot be.
    Numbered,
    /// Its name means another stage there, the one of this number.
    Hidden(usize),
    /// An image is referred to, or a stage where none can be.
    NotAStage,
}

impl Found {
    /// A stage before this one, if it can be said there which it is.
    fn earlier(names: &StageNames<'_>, other: usize, by: By, at: usize) -> Self {
        let is_named = names.stage(other).is_some_and(|it| it.name.is_some());
        match names.hidden_by(other, by, at) {
            _ if by == By::Copy => Self::Earlier,
            _ if !is_named => Self::Numbered,
            Some(taken) => Self::Hidden(taken),
            None => Self::Earlier,
        }
    }
}

impl<'a> ReferenceView<'a> {
    pub(super) fn new(names: &'a StageNames<'a>, at: At, by: By, source: &'a Source) -> Self {
        let At { index, trigger, .. } = at;
        let found = match source {
            Source::Image(_) => Found::NotAStage,
            Source::Stage(_) if trigger => Found::NotAStage,
            Source::Stage(StageRef(Handle::Nowhere, _)) if by != By::Copy => Found::Numbered,
            Source::Stage(stage) => match names.index_of(stage, by, index) {
                None if by != By::Copy && matches!(stage.0, Handle::Index(_)) => Found::Numbered,
                None => Found::Nothing,
                Some(other) => match other.cmp(&index) {
                    Ordering::Less => Found::earlier(names, other, by, index),
                    Ordering::Equal => Found::Itself,
                    Ordering::Greater => Found::Later,
                },
            },
        };
        Self {
            source,
            by,
            index,
            names,
            trigger,
            found,
        }
    }
}

/// A command, in the place where it stands.
pub(crate) struct CommandView<'a> {
    pub(super) form: Form<'a>,
    pub(super) holds: Holds,
    /// How many words it needs.
    pub(super) at_least: usize,
    pub(super) context: Context,
}

/// The text of a script, and how it is run.
pub(crate) struct ScriptView<'a> {
    pub(super) text: &'a str,
    pub(super) context: Context,
}

/// Which bytes shell text holds that some rule looks for.
#[derive(Clone, Copy)]
pub(super) struct Holds(u8);

/// What each byte is.
#[expect(clippy::indexing_slicing, reason = "the compiler does it")]
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    class[0] = Holds::NUL;
    class[b'\n' as usize] = Holds::NEWLINE;
    class[b'<' as usize] = Holds::LESS;
    class[b'\\' as usize] = Holds::BACKSLASH;
    class
};

impl Holds {
    pub(super) const NUL: u8 = 1;
    pub(super) const NEWLINE: u8 = 2;
    pub(super) const LESS: u8 = 4;
    pub(super) const BACKSLASH: u8 = 8;

    /// All commands in one pass.
    pub(super) fn of(form: Form<'_>) -> Self {
        let texts = match form {
            Form::Exec(_) => return Self(Self::NUL),
            Form::Shell(shell) => shell.commands.as_slice(),
            Form::Script(text) => std::slice::from_ref(text),
        };
        let look = |found, byte: u8| found | CLASS.get(usize::from(byte)).copied().unwrap_or(0);
        let all = |found, text: &ShellText| text.text().bytes().fold(found, look);
        Self(texts.iter().fold(0, all))
    }

    pub(super) const fn any(self, of: u8) -> bool {
        self.0 & of != 0
    }
}

/// The form of a command.
#[derive(Clone, Copy)]
pub(super) enum Form<'a> {
    Exec(&'a [Cow<'static, str>]),
    Shell(&'a Shell),
    Script(&'a ShellText),
}

/// `COPY` or `ADD`.
pub(crate) struct FilesView<'a> {
    pub(super) sources: &'a [FileSource],
    pub(super) destination: &'a Text,
    pub(super) exclude: &'a [Cow<'static, str>],
    pub(super) chmod: Option<&'a Text>,
    pub(super) checksum: Option<&'a Text>,
    /// Whether a here-document stands in it.
    pub(super) inline: bool,
    /// Whether the client sends the files.
    pub(super) sends: bool,
    /// Whether addresses are fetched.
    pub(super) fetches: bool,
}

/// A mount.
pub(crate) struct MountView<'a> {
    pub(super) mount: &'a Mount,
    /// How many directories below `/` the working directory is, if that is known.
    pub(super) depth: Option<usize>,
    /// Whether a frontend reads it of which nobody knows what it takes.
    pub(super) foreign: bool,
}

/// A mount, and those of the step in front of it.
pub(crate) struct Together<'a> {
    pub(super) mount: &'a Mount,
    pub(super) before: &'a [Mount],
}

/// A mount, and who runs the step, who is not root.
pub(crate) struct Owned<'a> {
    pub(super) mount: &'a Mount,
    pub(super) user: &'a User,
}

/// The caches that a step mounts.
pub(crate) struct Mounted<'a> {
    pub(super) managers: &'a [PackageManager],
    pub(super) runner: &'a Runner<'a>,
}

/// A cache that hides what is in the image.
pub(crate) struct HiddenView {
    pub(super) target: String,
    pub(super) hidden: Hidden,
    /// The step that has written what is hidden.
    pub(super) place: Option<Place>,
}

/// A step that mounts secrets and caches.
pub(crate) struct SecretsView<'a> {
    pub(super) run: &'a Run,
    /// What it runs, with nothing of a preset in front of it.
    pub(super) command: &'a Command,
    pub(super) runner: &'a Runner<'a>,
    /// The working directory, if that is known.
    pub(super) directory: Option<&'a str>,
    /// Where its caches are mounted: absolute paths.
    pub(super) targets: Vec<&'a str>,
}

/// What a step takes for a part of the image that stayed in a cache.
pub(crate) struct LeftView {
    pub(super) how: Taken,
    pub(super) path: String,
    pub(super) target: String,
    /// The step that mounts the cache.
    pub(super) place: Option<Place>,
}

/// How a step takes a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It copies it out of a stage.
    Copied,
    /// It mounts it from a stage.
    Mounted,
    /// It runs or reads it.
    Read,
    /// Containers begin with it.
    Started,
}

/// A cache that a stage mounts for the first time.
pub(crate) struct LateCache<'a> {
    pub(super) manager: PackageManager,
    pub(super) stage: &'a Stage,
    /// The number of its stage.
    pub(super) index: usize,
    /// The number of the step.
    pub(super) number: usize,
    pub(super) escape: Escape,
}

/// A `RUN` with nothing left to decide.
pub(crate) struct RunView<'a> {
    /// What it runs, with nothing of a preset in front of it.
    pub(super) command: &'a Command,
    pub(super) run: &'a Run,
    pub(super) runner: &'a Runner<'a>,
    /// Whose caches it mounts.
    pub(super) managers: &'a [PackageManager],
    /// Those whose caches steps before have mounted.
    pub(super) filled: &'a [PackageManager],
    /// Those whose downloads steps before have left in the image.
    pub(super) in_image: &'a [PackageManager],
    /// What is seen of the command without reading it.
    pub(super) glance: Glance,
    /// The managers that it runs whose caches it was to get and cannot have.
    pub(super) left_out: &'a [(PackageManager, Vec<Problem>)],
    /// Whether the file is one of a project's.
    pub(super) within: Within,
    /// What it runs, if that was read before.
    pub(super) read: Option<&'a Commands<'a>>,
    pub(super) commands: OnceCell<Commands<'a>>,
}

/// What is looked at as it is written.
pub(crate) struct Written<'a> {
    pub(crate) text: String,
    /// Nothing but the keyword and its flags, where they are read with two escape characters.
    pub(crate) flags: Option<String>,
    pub(crate) instruction: Option<&'a Instruction>,
    pub(crate) escape: Escape,
    /// Whether it has no error so far: what has may be written as anything.
    pub(crate) sound: bool,
}
