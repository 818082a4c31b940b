//! Whether `COPY` and `ADD` can be written.

use std::collections::HashSet;

use super::instructions::holds;
use super::values::Slot;
use super::{Check, rules};
use crate::{AddFiles, CopyFiles, FileSource, InlineFile, Text, heredoc, rule};

impl Check {
    pub(super) fn copy(&mut self, copy: &CopyFiles) {
        let CopyFiles {
            sources,
            destination,
            from,
            chown,
            chmod,
            link: _,
            parents: _,
            exclude,
        } = copy;
        let special = self.files(
            sources,
            destination,
            chown.as_ref(),
            chmod.as_ref(),
            exclude,
        );
        if special {
            self.names(sources, from.is_none(), false);
        }
    }

    pub(super) fn add(&mut self, add: &AddFiles) {
        let AddFiles {
            sources,
            destination,
            keep_git_dir: _,
            checksum,
            chown,
            chmod,
            link: _,
            unpack: _,
            exclude,
        } = add;
        let special = self.files(
            sources,
            destination,
            chown.as_ref(),
            chmod.as_ref(),
            exclude,
        );
        if special {
            self.names(sources, true, true);
        }
        let Some(checksum) = checksum else { return };
        self.flag(&"`--checksum`", checksum);
        self.not_empty(&"`--checksum`", checksum);
        let remote = match sources.as_slice() {
            [FileSource::Path(path)] => path.is_remote() || path.text().leading_literal().is_none(),
            _ => false,
        };
        if let (Some(digest), Some(address)) = (checksum.as_literal(), remote_address(sources)) {
            let http = address.starts_with("http");
            let whole = sources.iter().any(|source| {
                matches!(source, FileSource::Path(path) if path.text().as_literal() == Some(address))
            });
            let repository = !http
                || address.contains(".git#")
                || (whole && address.strip_suffix(".git").is_some());
            // Whether any other `.git` makes it a repository is left to the builder.
            if http && !address.contains(".git") && !rule::is_digest(digest) {
                self.error(
                    &rules::CHECKSUM,
                    format!("`{}` is no digest", digest.escape_debug()),
                    "use `sha256:` and 64 lowercase hexadecimal digits",
                );
            }
            let commit = digest.bytes().all(|byte| byte.is_ascii_hexdigit());
            if repository && !commit {
                self.error(
                    &rules::CHECKSUM,
                    format!("`{}` is no commit", digest.escape_debug()),
                    "use the hexadecimal digits of a commit of that repository",
                );
            }
        }
        if !remote {
            self.error(
                &rules::CHECKSUM,
                "`--checksum` is for one source that is fetched",
                "give it exactly one address, `https://…` or a Git repository",
            );
        }
    }

    /// What both have; says whether a name may mean something else than a plain path.
    fn files(
        &mut self,
        sources: &[FileSource],
        destination: &Text,
        chown: Option<&Text>,
        chmod: Option<&Text>,
        exclude: &[std::borrow::Cow<'static, str>],
    ) -> bool {
        if sources.is_empty() {
            self.nothing("source");
        }
        let inline = sources
            .iter()
            .any(|source| matches!(source, FileSource::Inline(_)));
        // Beside an inline file there is no JSON, which carries line breaks.
        let slot = if inline { Slot::Word } else { Slot::Path };
        self.not_empty(&"the destination", destination);
        self.text(&"the destination", destination, slot);
        if inline {
            // Which here-documents it opens is seen in the line that is written.
            self.look();
        }
        if inline && holds(destination, char::is_whitespace) {
            self.blank_beside_inline(destination);
        }
        let mut special = false;
        let mut names: Option<HashSet<&str>> = None;
        for source in sources {
            match source {
                FileSource::Path(path) if !inline && rule::is_ordinary(path.text()) => {
                    self.measure(path.text().literals().len());
                }
                FileSource::Path(path) => {
                    special = true;
                    self.not_empty(&"a source", path.text());
                    self.text(&"a source", path.text(), slot);
                    if inline && holds(path.text(), char::is_whitespace) {
                        self.blank_beside_inline(path.text());
                    }
                }
                FileSource::Inline(file) => {
                    self.inline(file);
                    if !names.get_or_insert_default().insert(&file.name) {
                        self.error(
                            &rules::INLINE_FILE,
                            format!("two inline files are named `{}`", file.name),
                            "give them different names",
                        );
                    }
                }
            }
        }
        if let Some(owner) = chown {
            self.flag(&"`--chown`", owner);
            self.not_empty(&"`--chown`", owner);
        }
        if let Some(mode) = chmod {
            self.flag(&"`--chmod`", mode);
            self.not_empty(&"`--chmod`", mode);
            if let Some(literal) = mode.as_literal() {
                if !literal.is_empty() && !rule::is_file_mode(literal) {
                    self.error(
                        &rules::CHMOD,
                        format!("`{}` are no permissions", literal.escape_debug()),
                        "use octal digits up to `7777`, or letters such as `u=rwX,go=rX`",
                    );
                }
            }
        }
        for pattern in exclude {
            self.raw_flag(&"`--exclude`", pattern);
            self.filled(&"`--exclude`", pattern.is_empty());
        }
        special
    }

    /// Names that mean something else: addresses, which only some `fetch`, and what the client, if it `sends` the files,
    /// cannot be asked for.
    fn names(&mut self, sources: &[FileSource], sends: bool, fetches: bool) {
        for source in sources {
            let FileSource::Path(path) = source else {
                continue;
            };
            let name = path.text().literals();
            if path.is_remote() {
                if !fetches {
                    self.error(
                        &rules::REMOTE_COPY,
                        format!("`COPY` cannot fetch `{}`", path.text()),
                        "use `ADD`: `AddFiles::new([…], …)`; or begin the path of a file with `./`",
                    );
                }
            } else if sends && rule::is_unsendable(&name) {
                self.error(
                    &rules::CONTEXT_NAME,
                    format!(
                        "the source `{}`: the client cannot ask for a control character",
                        path.text().to_string().escape_debug()
                    ),
                    "rename the file, or copy the directory that holds it",
                );
            }
        }
    }

    fn blank_beside_inline(&mut self, path: &Text) {
        self.error(
            &rules::INLINE_FILE,
            format!(
                "the path `{path}` holds a blank, which cannot be written beside an inline file"
            ),
            "copy the inline file to a path without blanks, or in an instruction of its own",
        );
    }

    fn inline(&mut self, file: &InlineFile) {
        if let Some(problem) = rule::heredoc_name(&file.name) {
            self.error(
                &rules::INLINE_FILE,
                format!("`{}`: {problem}", file.name.escape_debug()),
                "give it a plain file name",
            );
        }
        self.text(
            &format_args!("the content of `{}`", file.name),
            &file.content,
            Slot::Body,
        );
        // What is expanded is no line of its own here.
        let body: String = file.content.to_string();
        if heredoc::ends(&file.name, &body) {
            self.error(
                &rules::INLINE_FILE,
                format!(
                    "a line of the file `{}` is its name, where BuildKit would end it",
                    file.name
                ),
                "give it another name, or copy it from the build context",
            );
        }
    }
}

/// The address of the only source, as far as it is fixed.
fn remote_address(sources: &[FileSource]) -> Option<&str> {
    match sources {
        [FileSource::Path(path)] if path.is_remote() => path.text().leading_literal(),
        _ => None,
    }
}
