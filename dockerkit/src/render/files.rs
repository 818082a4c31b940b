//! `COPY` and `ADD`.

use std::borrow::Cow;

use crate::heredoc;
use crate::instruction::{AddFiles, CopyFiles, FileSource};
use crate::source::Source;
use crate::text::Text;

use super::Writer;

impl Writer {
    pub(super) fn copy(&mut self, start: usize, copy: &CopyFiles) {
        let CopyFiles {
            sources,
            destination,
            from,
            chown,
            chmod,
            link,
            parents,
            exclude,
        } = copy;
        self.text.push_str("COPY");
        match from {
            None => {}
            Some(Source::Image(image)) => {
                self.text.push_str(" --from=");
                self.bare(image.text());
            }
            Some(Source::Stage(stage)) => {
                self.text.push_str(" --from=");
                self.stage(stage);
            }
        }
        self.owner(chown.as_ref(), chmod.as_ref(), *link);
        self.switch(" --parents", *parents);
        self.rest(start, exclude, sources, destination);
    }

    pub(super) fn add(&mut self, start: usize, add: &AddFiles) {
        let AddFiles {
            sources,
            destination,
            keep_git_dir,
            checksum,
            chown,
            chmod,
            link,
            unpack,
            exclude,
        } = add;
        self.text.push_str("ADD");
        self.switch(" --keep-git-dir", *keep_git_dir);
        self.given(" --checksum=", checksum.as_ref());
        self.owner(chown.as_ref(), chmod.as_ref(), *link);
        match unpack {
            None => {}
            Some(true) => self.text.push_str(" --unpack"),
            Some(false) => self.text.push_str(" --unpack=false"),
        }
        self.rest(start, exclude, sources, destination);
    }

    fn switch(&mut self, flag: &str, set: bool) {
        if set {
            self.text.push_str(flag);
        }
    }

    /// A flag, unless it is empty, which is none.
    fn given(&mut self, name: &str, value: Option<&Text>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.flag(name, value);
        }
    }

    fn owner(&mut self, chown: Option<&Text>, chmod: Option<&Text>, link: bool) {
        for (name, value) in [(" --chown=", chown), (" --chmod=", chmod)] {
            self.given(name, value);
        }
        self.switch(" --link", link);
    }

    fn rest(
        &mut self,
        start: usize,
        exclude: &[Cow<'static, str>],
        sources: &[FileSource],
        destination: &Text,
    ) {
        for pattern in exclude {
            self.raw_flag(" --exclude=", pattern);
        }
        let inline = sources
            .iter()
            .any(|source| matches!(source, FileSource::Inline(_)));
        if !inline {
            let paths = sources.iter().filter_map(|source| match source {
                FileSource::Path(path) => Some(path.text()),
                FileSource::Inline(_) => None,
            });
            self.paths(paths, Some(destination));
            return self.fold(start);
        }
        for source in sources {
            self.text.push(' ');
            match source {
                FileSource::Path(path) => {
                    // It would be a flag, or the exec form.
                    if path
                        .text()
                        .leading_literal()
                        .is_some_and(|text| text.starts_with("--") || text.starts_with('['))
                    {
                        self.text.push(self.escape.character());
                    }
                    self.unquoted(path.text());
                }
                FileSource::Inline(file) => {
                    // Quotes: nothing in the content is expanded.
                    let quoted = file.content.as_literal().is_some();
                    let word = heredoc::spelled(&file.name, quoted);
                    self.text.push_str("<<");
                    self.text.push_str(word.as_deref().unwrap_or(&file.name));
                }
            }
        }
        self.text.push(' ');
        self.unquoted(destination);
        self.fold(start);
        for source in sources {
            if let FileSource::Inline(file) = source {
                let body = match file.content.as_literal() {
                    Some(literal) => Cow::Borrowed(literal),
                    None => Cow::Owned(Self::expanding_body(&file.content)),
                };
                self.body(&file.name, &body);
            }
        }
    }
}
