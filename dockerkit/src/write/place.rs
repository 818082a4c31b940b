//! A file's place: what is there, and how something else gets there.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process;

use crate::error::{Action, Error, Kind};

/// A path, and what was found there.
pub(super) struct Place<'a> {
    /// As the caller gave it, for messages.
    given: &'a Path,
    /// The file itself: the end of the symbolic links.
    real: PathBuf,
    found: Option<(Metadata, Vec<u8>)>,
}

impl<'a> Place<'a> {
    /// Looks at what is there.
    pub(super) fn look(given: &'a Path) -> Result<Self, Error> {
        let slash = given.to_string_lossy().ends_with(std::path::is_separator);
        if slash || given.file_name().is_none() {
            return Err(Kind::Directory {
                path: given.to_owned(),
            }
            .into());
        }
        let real = follow(given);
        let fail = |error| Error::io(Action::Read, given, error);
        let found = match fs::metadata(&real) {
            Ok(metadata) if metadata.is_dir() => {
                return Err(Kind::Directory {
                    path: given.to_owned(),
                }
                .into());
            }
            Ok(metadata) if !metadata.is_file() => {
                return Err(Kind::Special {
                    path: given.to_owned(),
                }
                .into());
            }
            Ok(metadata) => Some((metadata, fs::read(&real).map_err(fail)?)),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(fail(error)),
        };
        Ok(Self { given, real, found })
    }

    /// What the file holds, if there is one.
    pub(super) fn content(&self) -> Option<&[u8]> {
        self.found.as_ref().map(|(_, content)| content.as_slice())
    }

    /// Puts a text beside it, complete, for it to take its place. A read-only file goes only if it may.
    pub(super) fn prepare(&self, text: &str, overwrite: bool) -> Result<Prepared<'_>, Error> {
        let before = self.found.as_ref().map(|(metadata, _)| metadata);
        // Where nothing can be written, that is the reason.
        let beside = Part::beside(&self.real).map_err(|error| self.failed(error))?;
        if !overwrite && before.is_some_and(|it| is_read_only(&self.real, it)) {
            let path = self.given.to_owned();
            return Err(Kind::ReadOnly { path }.into());
        }
        let part = filled(beside, before, text.as_bytes()).map_err(|error| self.failed(error))?;
        Ok(Prepared { place: self, part })
    }

    /// The file, whichever links lead to its directory.
    #[cfg(feature = "project")]
    pub(super) fn whole(&self) -> PathBuf {
        let directory = self.real.parent().map(fs::canonicalize);
        match (directory, self.real.file_name()) {
            (Some(Ok(directory)), Some(name)) => directory.join(name),
            _ => self.real.clone(),
        }
    }

    /// Puts back what was there.
    #[cfg(feature = "project")]
    pub(super) fn restore(&self) -> io::Result<()> {
        match &self.found {
            Some((before, content)) => {
                let beside = Part::beside(&self.real)?;
                filled(beside, Some(before), content)?.rename(&self.real)
            }
            None => fs::remove_file(&self.real),
        }
    }

    fn failed(&self, error: io::Error) -> Error {
        Error::io(Action::Write, self.given, error)
    }
}

/// A complete text beside the place that it is to take.
pub(super) struct Prepared<'a> {
    place: &'a Place<'a>,
    part: Part,
}

impl Prepared<'_> {
    /// Takes the place.
    pub(super) fn take(self) -> Result<(), Error> {
        let Self { place, part } = self;
        part.rename(&place.real)
            .map_err(|error| place.failed(error))
    }
}

/// Whether a file is not to be written, by its permissions or by this user.
fn is_read_only(real: &Path, metadata: &Metadata) -> bool {
    let denied = |error: &io::Error| error.kind() == ErrorKind::PermissionDenied;
    let opened = OpenOptions::new().append(true).open(real);
    metadata.permissions().readonly() || opened.is_err_and(|error| denied(&error))
}

/// The end of the symbolic links, even where nothing is there yet. Of a circle, any part: looking at it fails.
fn follow(path: &Path) -> PathBuf {
    let mut real = path.to_owned();
    for _ in 0..40 {
        let Ok(target) = fs::read_link(&real) else {
            break;
        };
        real = match real.parent() {
            Some(directory) => directory.join(target),
            None => target,
        };
    }
    real
}

fn filled(
    (mut file, part): (File, Part),
    before: Option<&Metadata>,
    content: &[u8],
) -> io::Result<Part> {
    if let Some(before) = before {
        take_over(&file, before)?;
    }
    file.write_all(content)?;
    file.sync_all()?;
    Ok(part)
}

/// Gives a new file the permissions of the one it replaces, and its owner where that is allowed.
fn take_over(file: &File, before: &Metadata) -> io::Result<()> {
    let now = file.metadata()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        if (now.uid(), now.gid()) != (before.uid(), before.gid()) {
            // Only root may give files away; anybody else keeps what they write.
            let _ = fchown(file, Some(before.uid()), Some(before.gid()));
        }
    }
    if now.permissions() == before.permissions() {
        Ok(())
    } else {
        file.set_permissions(before.permissions())
    }
}

/// A temporary file, removed unless it is renamed.
struct Part {
    path: Option<PathBuf>,
}

impl Part {
    /// Creates one in the same directory, under a name that nobody has.
    fn beside(path: &Path) -> io::Result<(File, Self)> {
        let mut attempt = 0;
        loop {
            // Another process may have the same number in another container, or have left one behind.
            let path = path.with_file_name(format!(".dockerkit-{}-{attempt}.tmp", process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok((file, Self { path: Some(path) })),
                Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 1000 => {
                    attempt += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn rename(mut self, to: &Path) -> io::Result<()> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        fs::rename(path, to)?;
        self.path = None;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // What made the write fail is the better message.
            let _ = fs::remove_file(path);
        }
    }
}
