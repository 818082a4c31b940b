//! Users that are made in an image.

use crate::instruction::Run;
use crate::or_arg::OrArg;
use crate::shell::Shell;
use crate::text::{IntoText, PieceRef, Reference, Text, expand, literal};
use crate::user::User;

/// A user that is to be made, and how.
///
/// `RUN groupadd --system app && useradd --system --gid app --create-home --shell /usr/sbin/nologin app`
///
/// [`User::useradd`] and [`User::adduser`] make one without options.
///
/// ```
/// use dockerkit::User;
///
/// let app = User::new("app").uid(1001);
/// let run = app.create().system().no_home().shell("/usr/sbin/nologin").groups(["video"]).useradd();
/// assert_eq!(
///     run.to_string(),
///     "RUN groupadd --system --gid 1001 app && \\\n    \
///      useradd --system --uid 1001 --gid 1001 --no-create-home --shell /usr/sbin/nologin --groups video app",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "it is made by `useradd` or `adduser`"]
pub struct NewUser {
    user: User,
    system: bool,
    no_home: bool,
    shell: Option<Text>,
    groups: Vec<Text>,
}

impl NewUser {
    /// It is a user of the system: without a uid of its own it gets one below 1000, and its password never expires.
    ///
    /// `useradd --system …`, `adduser -S …`
    ///
    pub fn system(mut self) -> Self {
        self.system = true;
        self
    }

    /// No home directory is made. Managers that write there, beside their caches, then fail.
    ///
    /// `useradd --no-create-home …`, `adduser -H …`
    ///
    pub fn no_home(mut self) -> Self {
        self.no_home = true;
        self
    }

    /// The program that it logs in to, which no step and no container uses: `/usr/sbin/nologin`, on Alpine `/sbin/nologin`.
    ///
    /// `useradd --shell /usr/sbin/nologin …`, `adduser -s /sbin/nologin …`
    ///
    pub fn shell(mut self, shell: impl IntoText) -> Self {
        self.shell = Some(shell.into_text());
        self
    }

    /// Further groups that it belongs to. They have to be there.
    ///
    /// `useradd --groups audio,video …`, `addgroup app audio && addgroup app video`
    ///
    pub fn groups<G: IntoText>(mut self, groups: impl IntoIterator<Item = G>) -> Self {
        self.groups
            .extend(groups.into_iter().map(IntoText::into_text));
        self
    }

    /// Makes it by the tools of Debian, Ubuntu, Fedora and the like.
    ///
    /// `RUN groupadd app && useradd --gid app --create-home app`
    ///
    /// Source: [`useradd`](https://man7.org/linux/man-pages/man8/useradd.8.html).
    pub fn useradd(&self) -> Run {
        let user = &self.user;
        let (name, group) = user.names();
        let mut groupadd = Shell::new("groupadd");
        let mut useradd = Shell::new("useradd");
        if self.system {
            groupadd = groupadd.text(" --system");
            useradd = useradd.text(" --system");
        }
        if let Some(uid) = user.owner() {
            useradd = id(useradd.text(" --uid "), &uid);
        }
        useradd = useradd.text(" --gid ");
        if let Some(gid) = user.group() {
            groupadd = id(groupadd.text(" --gid "), &gid);
            useradd = id(useradd, &gid);
        } else {
            useradd = word(useradd, &group);
        }
        useradd = useradd.text(if self.no_home {
            " --no-create-home"
        } else {
            " --create-home"
        });
        if let Some(home) = &user.home {
            useradd = word(useradd.text(" --home-dir "), home);
        }
        if let Some(shell) = &self.shell {
            useradd = word(useradd.text(" --shell "), shell);
        }
        for (at, group) in self.groups.iter().enumerate() {
            useradd = word(
                useradd.text(if at == 0 { " --groups " } else { "," }),
                group,
            );
        }
        Run::new(named(groupadd, &group).and(named(useradd, &name)))
    }

    /// Makes it by the tools of Alpine and BusyBox.
    ///
    /// `RUN addgroup app && adduser -D -G app app`
    ///
    /// Source: [BusyBox](https://www.busybox.net/downloads/BusyBox.html#adduser).
    pub fn adduser(&self) -> Run {
        let user = &self.user;
        let (name, group) = user.names();
        let mut addgroup = Shell::new("addgroup");
        let mut adduser = Shell::new("adduser -D");
        if self.system {
            addgroup = addgroup.text(" -S");
            adduser = adduser.text(" -S");
        }
        if let Some(gid) = user.group() {
            addgroup = id(addgroup.text(" -g "), &gid);
        }
        if let Some(uid) = user.owner() {
            adduser = id(adduser.text(" -u "), &uid);
        }
        adduser = word(adduser.text(" -G "), &group);
        if self.no_home {
            adduser = adduser.text(" -H");
        }
        if let Some(home) = &user.home {
            adduser = word(adduser.text(" -h "), home);
        }
        if let Some(shell) = &self.shell {
            adduser = word(adduser.text(" -s "), shell);
        }
        let made = named(addgroup, &group).and(named(adduser, &name));
        Run::new(self.groups.iter().fold(made, |made, group| {
            made.and(named(named(Shell::new("addgroup"), &name), group))
        }))
    }
}

impl User {
    /// Makes it in the image, with options: [`NewUser::useradd`] or [`NewUser::adduser`] is the step.
    ///
    /// `RUN addgroup -S app && adduser -D -S -G app app`
    ///
    /// ```
    /// use dockerkit::User;
    ///
    /// let run = User::new("app").create().system().adduser();
    /// assert_eq!(run.to_string(), "RUN addgroup -S app && \\\n    adduser -D -S -G app app");
    /// ```
    pub fn create(&self) -> NewUser {
        NewUser {
            user: self.clone(),
            system: false,
            no_home: false,
            shell: None,
            groups: Vec::new(),
        }
    }

    /// Creates it, with a group of its own and a home directory, by the tools of Debian, Ubuntu, Fedora and the like.
    ///
    /// ```
    /// use dockerkit::User;
    ///
    /// let app = User::new("app").uid(1001).home("/home/app");
    /// assert_eq!(
    ///     app.useradd().to_string(),
    ///     "RUN groupadd --gid 1001 app && \\\n    \
    ///      useradd --uid 1001 --gid 1001 --create-home --home-dir /home/app app",
    /// );
    /// ```
    ///
    /// Without a uid the system takes the next one, and [presets](crate::presets) ask for it. A user that is only a number is
    /// named `user1001`.
    pub fn useradd(&self) -> Run {
        self.create().useradd()
    }

    /// Creates it, with a group of its own and a home directory, by the tools of Alpine and BusyBox.
    ///
    /// ```
    /// use dockerkit::User;
    ///
    /// assert_eq!(
    ///     User::new("app").uid(1001).adduser().to_string(),
    ///     "RUN addgroup -g 1001 app && \\\n    adduser -D -u 1001 -G app app",
    /// );
    /// ```
    ///
    /// Source: [BusyBox](https://www.busybox.net/downloads/BusyBox.html#adduser).
    pub fn adduser(&self) -> Run {
        self.create().adduser()
    }

    /// What the user and its group are called: a number cannot be a name.
    fn names(&self) -> (Text, Text) {
        let Some(spec) = self.spec.as_literal() else {
            let spec = self.spec.to_string();
            // A colon in braces belongs to the reference, which `check` refuses.
            let parts = spec
                .rsplit_once(':')
                .filter(|(_, group)| !group.contains('}'));
            let (name, group) = parts.unwrap_or((&spec, &spec));
            return (expand(name), expand(group));
        };
        let is_number =
            |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        let (name, group) = spec.split_once(':').unwrap_or((spec, ""));
        let name = if is_number(name) {
            format!("user{name}")
        } else {
            name.to_owned()
        };
        let group = if group.is_empty() || is_number(group) {
            &name
        } else {
            group
        };
        (literal(name.clone()), literal(group.to_owned()))
    }
}

/// The name at the end of a command, which is no option.
fn named(command: Shell, name: &Text) -> Shell {
    let dash = name.leading_literal().is_some_and(|it| it.starts_with('-'));
    word(command.text(if dash { " -- " } else { " " }), name)
}

/// A number, or a reference as one word.
fn id(command: Shell, id: &OrArg<u32>) -> Shell {
    match id {
        OrArg::Value(number) => command.arg(*number),
        OrArg::Text(text) => word(command, text),
    }
}

/// A word for the shell: fixed text is quoted, and a variable is the shell's, in double quotes.
fn word(command: Shell, text: &Text) -> Shell {
    text.pieces().fold(command, |command, piece| match piece {
        PieceRef::Literal(text) => command.arg(text),
        PieceRef::Reference(Reference {
            name,
            modifier: None,
            ..
        }) => command.text(&format!("\"${{{name}}}\"")),
        // The shell would read it in another way; `check` refuses the mark.
        _ => command.arg("\0"),
    })
}
