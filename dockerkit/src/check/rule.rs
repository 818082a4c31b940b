//! What a rule is: one row with everything about it, the function that looks included.

use std::sync::OnceLock;

use super::elsewhere::Elsewhere;
use super::emptied::Emptied;
use super::fleet::Fleet;
use super::same_id::SameId;
use super::sink::Sink;
use super::views::{
    CommandView, CrossedView, DirectoryView, ExposedView, FilesView, GlobalArgument, GlobalView,
    HiddenView, LateCache, LeftView, MountView, Mounted, NamedView, Owned, Piece, ReferenceView,
    RunView, ScriptView, SecretsView, StageView, StartView, Together, UndefinedView, Value,
    Written,
};
use crate::dockerfile::Dockerfile;
use crate::instruction::Instruction;
use crate::levels::Level;
use crate::resolve::{Given, Problem};
use crate::shell_text::ShellText;

/// A rule that [`Dockerfile::check`](crate::Dockerfile::check) knows.
///
/// ```
/// use dockerkit::{Class, Level, rules};
///
/// let rule = rules::find("script-goes-on").unwrap();
/// assert_eq!((rule.class, rule.level), (Class::Lint, Level::Warning));
/// assert!(rules::all().all(|rule| !rule.summary.is_empty()));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Rule {
    /// Its name, by which findings name it and [levels](crate::Levels) are set: BuildKit's own for its build checks.
    pub name: &'static str,
    /// What it is about, in a sentence.
    pub summary: &'static str,
    /// What a file that breaks it is.
    pub class: Class,
    /// The level of its findings, unless another is set; always [`Level::Error`] if it is no lint.
    pub level: Level,
    /// What says more about it.
    pub url: &'static str,
    /// Rust that builds a file that breaks it.
    pub bad: &'static str,
    /// Rust that builds a file that keeps it.
    pub good: &'static str,
    pub(crate) looks: &'static [Looks],
}

/// What a file that breaks a rule is.
///
/// ```
/// use dockerkit::{Class, rules};
///
/// let lints = rules::all().filter(|rule| rule.class == Class::Lint);
/// assert!(lints.count() > 2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// No Dockerfile says what the model says.
    Unwritable,
    /// The builder refuses it, or reads something else.
    Refused,
    /// The builder takes it, and it hardly is what was meant. Only its level can be changed.
    Lint,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Rule {}

macro_rules! looks {
    ($($(#[$doc:meta])* $kind:ident($ask:ident: $view:ty),)+) => {
        /// What a rule looks at. Whatever is found is reported as broken by the rule that looks.
        #[derive(Clone, Copy, Debug)]
        pub(crate) enum Looks {
            $($(#[$doc])* $kind(fn(&$view, &mut Sink<'_>)),)+
        }

        /// The same without the function.
        #[derive(Clone, Copy)]
        enum Kind {
            $($kind,)+
        }

        impl Looks {
            const fn kind(self) -> Kind {
                match self {
                    $(Self::$kind(_) => Kind::$kind,)+
                }
            }
        }

        /// How many kinds there are.
        const KINDS: usize = [$(Kind::$kind),+].len();

        impl Asked {
            $($(#[$doc])*
            #[inline]
            pub(super) fn $ask(&self, view: &$view, sink: &mut Sink<'_>) {
                for (rule, looks) in self.of(Kind::$kind) {
                    if let Looks::$kind(look) = looks {
                        sink.rule = Some(rule);
                        look(view, sink);
                    }
                }
            })+
        }
    };
}

/// The functions of all rules, by what they look at.
pub(super) struct Asked([Vec<(&'static Rule, Looks)>; KINDS]);

impl Asked {
    /// Those of all rules, put together once.
    pub(super) fn all() -> &'static Self {
        static ALL: OnceLock<Asked> = OnceLock::new();
        ALL.get_or_init(|| {
            let mut asked = Self([const { Vec::new() }; KINDS]);
            for rule in super::rules::all() {
                for looks in rule.looks {
                    if let Some(own) = asked.0.get_mut(looks.kind() as usize) {
                        own.push((rule, *looks));
                    }
                }
            }
            asked
        })
    }

    fn of(&self, kind: Kind) -> &[(&'static Rule, Looks)] {
        self.0.get(kind as usize).map_or(&[], Vec::as_slice)
    }
}

looks! {
    /// The file as a whole.
    File(file: Dockerfile),
    /// An instruction in front of the first stage.
    Global(global: GlobalView<'_>),
    /// Arguments of the file in stages that do not declare them.
    GlobalArgument(global_argument: GlobalArgument<'_>),
    /// A variable that nobody sets, in a stage where everything is known that is set.
    Undefined(undefined: UndefinedView<'_>),
    /// A variable that `ENV` or `ARG` names where a stage is built.
    Named(named: NamedView<'_>),
    /// `CMD`, `ENTRYPOINT` or `HEALTHCHECK` where a stage is built.
    Start(start: StartView<'_>),
    /// An instruction that Docker has deprecated.
    Deprecated(deprecated: Instruction),
    /// The first working directory of a stage and of those that it starts from, where that is known.
    Directory(directory: DirectoryView<'_>),
    /// A port of `EXPOSE` where a stage is built, if it is text.
    Exposed(exposed: ExposedView<'_>),
    /// What a stage starts from, and what it is named.
    Stage(stage: StageView<'_>),
    /// A stage or an image that is referred to.
    Reference(reference: ReferenceView<'_>),
    /// What could not be resolved.
    Problem(problem: Problem),
    /// A cache mount whose id another one has, which names something else.
    SameId(same_id: SameId<'_>),
    /// Two caches that a step locks in another order than a step before it.
    Crossed(crossed: CrossedView<'_>),
    /// The caches that a step gets because of what it runs.
    Given(given: Given<'_>),
    /// A literal value that is not plainly right: see `values`.
    Value(value: Value<'_>),
    /// A part of a value that is not literal.
    Piece(piece: Piece<'_>),
    /// Shell text as it was given, if there are values in it.
    Text(text: ShellText),
    /// A command.
    Command(command: CommandView<'_>),
    /// A command of many lines that is a script.
    Script(script: ScriptView<'_>),
    /// `COPY` and `ADD`.
    Files(files: FilesView<'_>),
    /// A mount.
    Mount(mount: MountView<'_>),
    /// A mount, and those of the step in front of it.
    Together(together: Together<'_>),
    /// A mount in a step of somebody who is not root.
    Owned(owned: Owned<'_>),
    /// The caches that a step mounts.
    Mounted(mounted: Mounted<'_>),
    /// A cache that a stage mounts for the first time.
    Late(late: LateCache<'_>),
    /// A cache that hides what is in the image.
    Hidden(hidden: HiddenView),
    /// What a step takes for a part of the image that stayed in a cache.
    Left(left: LeftView),
    /// A cache that is mounted where its manager does not look.
    Elsewhere(elsewhere: Elsewhere),
    /// A cache that the settings of an image empty.
    Emptied(emptied: Emptied),
    /// A step that mounts secrets and caches.
    Secrets(secrets: SecretsView<'_>),
    /// A `RUN` with cache mounts, or behind one, if what it runs may have to do with caches.
    Run(run: RunView<'_>),
    /// Any instruction but those with a view of their own.
    Instruction(instruction: Instruction),
    /// Several files that are built on one builder.
    Fleet(fleet: Fleet<'_>),
    /// What is looked at as it is written.
    Written(written: Written<'_>),
}

/// A row, as a value.
macro_rules! row {
    ($name:literal, $summary:literal, $class:ident, $url:expr, [$($kind:ident: $look:path),*], $bad:literal, $good:literal) => {
        $crate::check::rule::Rule {
            name: $name,
            summary: $summary,
            class: $crate::check::rule::Class::$class,
            level: $crate::check::rule::Class::$class.level(),
            url: $url,
            bad: $bad,
            good: $good,
            looks: &[$($crate::check::rule::Looks::$kind($look)),*],
        }
    };
}

pub(super) use row;

/// Rows of rules. Their examples are what the documentation shows and what the tests run.
macro_rules! rules {
    // Whose examples need a feature.
    (in $feature:literal: $(
        #[doc = $summary:literal]
        $id:ident = $name:literal ($class:ident, $url:expr, [$($kind:ident: $look:path),*])
        { bad: $bad:literal, says: $says:literal, good: $good:literal }
    )*) => {
        $(
            #[doc = $summary]
            #[doc = "\n\n# Bad\n"]
            #[cfg_attr(feature = $feature, doc = "```")]
            #[cfg_attr(not(feature = $feature), doc = "```text")]
            #[doc = concat!(
                "use dockerkit::*;\n\nlet project = ", $bad, ";\nlet report = project.check();\n",
                "let found = report.findings.iter().find(|it| it.rule.name == \"", $name, "\").expect(\"a finding\");\n",
                "assert_eq!(found.message, r#\"", $says, "\"#);\n```\n\n# Good\n",
            )]
            #[cfg_attr(feature = $feature, doc = "```")]
            #[cfg_attr(not(feature = $feature), doc = "```text")]
            #[doc = concat!("use dockerkit::*;\n\nlet project = ", $good, ";\nassert_eq!(project.check().to_string(), \"\");\n```\n")]
            pub static $id: $crate::check::rule::Rule = $crate::check::rule::row!(
                $name, $summary, $class, $url, [$($kind: $look),*], $bad, $good
            );
        )*

        pub(super) static ROWS: &[&$crate::check::rule::Rule] = &[$(&$id),*];
    };
    ($(
        #[doc = $summary:literal]
        $id:ident = $name:literal ($class:ident, $url:expr, [$($kind:ident: $look:path),*])
        { bad: $bad:literal, says: $says:literal, good: $good:literal }
    )*) => {
        $(
            #[doc = $summary]
            #[doc = concat!(
                "\n\n# Bad\n\n```\nuse dockerkit::*;\n\nlet file = ", $bad, ";\nlet report = file.check();\n",
                "let found = report.findings.iter().find(|it| it.rule.name == \"", $name, "\").expect(\"a finding\");\n",
                "assert_eq!(found.message, r#\"", $says, "\"#);\n```\n",
                "\n# Good\n\n```\nuse dockerkit::*;\n\nlet file = ", $good, ";\nassert_eq!(file.check().to_string(), \"\");\n```\n",
            )]
            pub static $id: $crate::check::rule::Rule = $crate::check::rule::row!(
                $name, $summary, $class, $url, [$($kind: $look),*], $bad, $good
            );
        )*

        pub(super) static ROWS: &[&$crate::check::rule::Rule] = &[$(&$id),*];
    };
}

pub(super) use rules;

/// A section of the reference.
macro_rules! docs {
    ($section:literal) => {
        concat!("https://docs.docker.com/reference/dockerfile/", $section)
    };
}

pub(super) use docs;

impl Class {
    /// The level of its rules' findings.
    pub(super) const fn level(self) -> Level {
        match self {
            Self::Unwritable | Self::Refused => Level::Error,
            Self::Lint => Level::Warning,
        }
    }
}
