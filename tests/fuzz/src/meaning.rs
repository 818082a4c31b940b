//! What an instruction means: on the one side expected, on the other read back.

use crate::lexer::Expanded;
use crate::spec::{Command, Source};
use crate::{commands, paths};

/// An instruction as it was read.
#[derive(Debug)]
pub struct Read {
    /// Its keyword.
    pub keyword: String,
    /// What is in it, in order: flags by name, then operands.
    pub facts: Vec<(String, Expanded)>,
    /// Its mounts, each with sorted options.
    pub mounts: Vec<String>,
    /// The instruction inside an `ONBUILD`.
    pub inner: Option<Box<Read>>,
}

/// An instruction as it should be read.
#[derive(Debug)]
pub struct Expected {
    /// Its keyword.
    pub keyword: String,
    /// What is in it.
    pub facts: Vec<(String, Fact)>,
    /// Its own mounts.
    pub mounts: Vec<String>,
    /// The managers whose caches it has, too, with what ids may begin and end with.
    pub presets: Vec<(usize, String, String)>,
    /// The instruction inside an `ONBUILD`.
    pub inner: Option<Box<Expected>>,
}

/// What a fact should be.
#[derive(Debug)]
pub enum Fact {
    /// This, or an error.
    Text(Expanded),
    /// One of two.
    Either(String, String),
    /// Something, of which the documentation does not say enough.
    Any,
    /// What a shell gets, after the presets' own lines.
    Script(Command),
    /// A source of `ADD` (or of `COPY`).
    Source(Source, bool),
}

impl Expected {
    /// Why what was read is something else.
    ///
    /// # Errors
    ///
    /// The difference.
    pub fn compare(&self, read: &Read) -> Result<(), String> {
        if self.keyword != read.keyword {
            return Err(format!("{} is read as {}", self.keyword, read.keyword));
        }
        if self.facts.len() != read.facts.len() {
            return Err(format!("has {:?}, read as {:?}", self.facts, read.facts));
        }
        for ((name, fact), (read_name, read)) in self.facts.iter().zip(&read.facts) {
            if name != read_name {
                return Err(format!("`{name}` is read as `{read_name}`: {read:?}"));
            }
            self.fact(fact, read)
                .map_err(|why| format!("`{name}`: {why}"))?;
        }
        self.compare_mounts(&read.mounts)?;
        match (&self.inner, &read.inner) {
            (Some(inner), Some(read)) => inner.compare(read),
            (None, None) => Ok(()),
            _ => Err("an instruction inside is missing, or was not expected".to_owned()),
        }
    }

    fn fact(&self, fact: &Fact, read: &Expanded) -> Result<(), String> {
        match (fact, read) {
            (Fact::Any, _) | (Fact::Text(Err(_)), Err(_)) => Ok(()),
            (Fact::Text(Ok(text)), Ok(read)) if text == read => Ok(()),
            (Fact::Either(one, other), Ok(read)) if one == read || other == read => Ok(()),
            (Fact::Script(command), Ok(read)) => {
                let presets: Vec<usize> = self.presets.iter().map(|(number, ..)| *number).collect();
                commands::compare(command, &presets, read)
            }
            (Fact::Source(source, add), read) => paths::compare(source, *add, read),
            (fact, read) => Err(format!("should be {fact:?}, is read as {read:?}")),
        }
    }

    /// Its own mounts are there, in order; the others belong to presets.
    fn compare_mounts(&self, read: &[String]) -> Result<(), String> {
        let mut own = self.mounts.iter().peekable();
        for mount in read {
            if own.next_if(|it| is(it, mount)).is_some() || self.of_preset(mount) {
                continue;
            }
            return Err(format!(
                "a mount is read as {mount}, and there are {:?}",
                self.mounts
            ));
        }
        match own.next() {
            // A preset's mount that is there already is not written again.
            Some(own) if !read.iter().any(|mount| is(own, mount)) => {
                Err(format!("no mount {own}: {read:?}"))
            }
            _ => Ok(()),
        }
    }

    fn of_preset(&self, mount: &str) -> bool {
        self.presets.iter().any(|(number, prefix, suffix)| {
            let row = crate::model_run::manager(*number).row();
            // The packages of the one distribution that images are named after.
            let release = if suffix.is_empty() && !row.install.is_empty() {
                "-alpine"
            } else {
                suffix
            };
            row.in_memory
                .iter()
                .any(|target| mount == format!("target={target} type=tmpfs"))
                || row.caches.iter().any(|cache| {
                    let places = [cache.root, cache.others].into_iter();
                    let mut places = places.flat_map(|it| [(it, suffix.as_str()), (it, release)]);
                    places.any(|(place, suffix)| {
                        let (head, tail) = mount.split_once(" id=").unwrap_or(("", mount));
                        let tail = if head.is_empty() {
                            tail.strip_prefix("id=").unwrap_or(tail)
                        } else {
                            tail
                        };
                        let rest = format!(
                            "{prefix}{}{suffix} sharing={} target={place} type=cache",
                            cache.id, cache.sharing
                        );
                        let (tail, uid) = tail.split_once(" uid=").unwrap_or((tail, ""));
                        let owned = head.starts_with("gid=") && !uid.is_empty();
                        tail == rest && (owned || (head.is_empty() && uid.is_empty()))
                    })
                })
        })
    }
}

/// Whether a mount is the one that was meant: a secret or a socket of which nothing is said may belong to a user.
fn is(meant: &str, read: &str) -> bool {
    let says = |name: &str| meant.split(' ').any(|option| option.starts_with(name));
    let is_open = (says("type=secret") && (!says("env=") || says("target="))) || says("type=ssh");
    meant == read
        || (is_open
            && !["uid=", "gid=", "mode="].into_iter().any(says)
            && read
                .rsplit_once(" uid=")
                .is_some_and(|(rest, _)| rest == meant))
}
