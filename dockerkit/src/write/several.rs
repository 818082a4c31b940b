//! Writing several files, all of them or none.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::place::{Place, Prepared};
use super::{Written, outcome};
use crate::error::{Action, Error, Kind};

/// Writes texts, all of them or none: each is complete beside its place before the first one takes it, and should that fail, those
/// that did are put back.
pub(crate) fn put_all(files: &[(PathBuf, String)], overwrite: bool) -> Result<Vec<Written>, Error> {
    let mut made = Directories::default();
    for (path, _) in files {
        made.make(path)?;
    }
    let places = files.iter().map(|(path, _)| Place::look(path));
    let places = places.collect::<Result<Vec<_>, _>>()?;
    let pairs = || places.iter().zip(files);
    // Links may lead to one file.
    let mut taken = HashSet::new();
    for (place, (path, _)) in pairs() {
        if !taken.insert(place.whole()) {
            let path = path.clone();
            return Err(Kind::Twice { path }.into());
        }
    }
    let outcomes = pairs().map(|(place, (path, text))| outcome(path, place, text, overwrite));
    let outcomes = outcomes.collect::<Result<Vec<_>, _>>()?;
    let changed = pairs().zip(&outcomes);
    let changed = changed.filter(|(_, outcome)| **outcome != Written::Unchanged);
    let prepared = changed.map(|((place, (_, text)), _)| {
        let part = place.prepare(text, overwrite)?;
        Ok((place, part))
    });
    take_all(prepared.collect::<Result<Vec<_>, Error>>()?)?;
    made.keep();
    Ok(outcomes)
}

fn take_all(prepared: Vec<(&Place<'_>, Prepared<'_>)>) -> Result<(), Error> {
    let mut taken: Vec<&Place<'_>> = Vec::new();
    for (place, part) in prepared {
        if let Err(error) = part.take() {
            for place in taken.into_iter().rev() {
                // Why it failed is the better message.
                let _ = place.restore();
            }
            return Err(error);
        }
        taken.push(place);
    }
    Ok(())
}

/// Directories that were made, removed again unless they are kept.
#[derive(Default)]
struct Directories(Vec<PathBuf>);

impl Directories {
    /// Makes those that a file needs.
    fn make(&mut self, path: &Path) -> Result<(), Error> {
        let Some(directory) = path.parent() else {
            return Ok(());
        };
        let missing: Vec<_> = directory
            .ancestors()
            .take_while(|it| !it.as_os_str().is_empty() && !it.exists())
            .map(Path::to_owned)
            .collect();
        self.0.extend(missing.into_iter().rev());
        fs::create_dir_all(directory).map_err(|error| Error::io(Action::Write, path, error))
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Directories {
    fn drop(&mut self) {
        for directory in self.0.iter().rev() {
            // Somebody may have put something there.
            let _ = fs::remove_dir(directory);
        }
    }
}
