//! Names that can be spelled wrongly, and the names that a wrong spelling would match.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use dockerkit::{Instruction, Text, expand, literal};

use crate::{
    source::Source,
    support::{hostile::Alphabet, scratch::Scratch},
};

/// Names that have been spelled wrongly before, and such as look like something else.
const CLASSICS: &[&str] = &[
    "a*b",
    "a\tb",
    "\u{1}",
    "\u{7f}*",
    "a{1}*",
    "a|b*",
    "{1}?",
    "?",
    "*",
    "**",
    "a**b",
    "**x",
    "x**",
    "***",
    "[^a]",
    "[a-c]",
    "[!a]",
    "[y]",
    "[",
    "]",
    "a]b",
    "^]",
    "a^b",
    "^*",
    "*^",
    "^",
    "!",
    "!x",
    "!!",
    "!*",
    " ",
    "  ",
    " lead",
    "trail ",
    " both ",
    "a b",
    " *",
    "* ",
    "[ ]",
    "\\",
    "\\\\",
    "a\\*b",
    "\\d",
    "x\\",
    "[\\]]",
    "{a,b}",
    "a{1}",
    "(x)",
    "a|b",
    "a+",
    "a.b",
    "$",
    "$$",
    "...",
    "..a",
    "a..",
    ".a",
    ". .",
    "-",
    "--x",
    "--from=x",
    "[\"a\"]",
    "#",
    "# x",
    "~",
    "~x",
    ".git",
    ".env",
    "u@h:p",
    "user@host:a/b",
    "u@h",
    "u@h:*",
    "git@x",
    "@:",
    "github.com/a",
    "github.com/a?b",
    "github.com/a?b=c",
    "http:/h/x",
    "HTTPS:/h/x",
    "ftp:/h/x",
    "ssh:x",
    "a:b",
    "C:\\x",
    "'",
    "\"",
    "\"a\"",
    "it's",
    "a,b",
    "%41",
    "100%",
    "Dockerfile",
    "d/!x",
    "d/ x",
    "!d/x",
    " d/x",
    "d /x",
    "x/y ",
    "d*/e?/[f]",
    "d[/]e",
    "d^/e]",
    "[a/b]",
    "\u{a0}x",
    "x\u{2028}",
    "\u{feff}",
    "\u{feff}x*",
    "é*",
    "é\t",
    "\té",
    "é^]",
    "a\u{1}é",
    "é \u{b}",
    "\u{85}",
    "\u{3000}[x]",
    "e\u{301}?",
    "😀[^]",
];

/// What the other names are made of.
const PIECES: &[&str] = &[
    "a", "b", "c", "1", "*", "?", "[", "]", "^", "-", "!", "\\", "{", "}", " ", "*", "?", "[", "]",
    "^", "!", "\\", " ", "#", "\"", "'", "$", ",", ".", "..", "~", "@", ":", "%", "=", "(", ")",
    "|", "+", "&", ";", "`", "[^a]", "[a-c]", "[!b]", "**", "\\*", "\\[", "${A}", "%41", "  ",
];
/// And those that are not only ASCII.
const OTHERS: &[&str] = &[
    "é", "\u{a0}", "\u{2028}", "\u{3000}", "\u{feff}", "é\t", "é\u{1}", "é\u{7f}", "😀", "e\u{301}",
];

/// A path of the context.
pub(crate) struct Name {
    /// What it is, below the context's root.
    pub(crate) path: String,
    /// How it is said.
    pub(crate) text: Text,
    /// Its content. A directory holds a file of that name, and one that can be excluded.
    pub(crate) content: String,
    pub(crate) directory: bool,
}

impl Name {
    /// Its last component.
    fn base(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Writes it.
    pub(crate) fn write(&self, context: &Scratch) {
        let path = PathBuf::from(&self.path);
        if self.directory {
            context.write(path.join(&self.content), &self.content);
            context.write(path.join(format!("{}.skip", self.content)), "skip");
        } else {
            context.write(path, &self.content);
        }
    }

    /// Writes the others, where they are no part of a name.
    pub(crate) fn write_decoys(&self, context: &Scratch, names: &BTreeSet<&Path>) {
        let components: Vec<_> = self.path.split('/').collect();
        for (at, component) in components.iter().enumerate() {
            for other in others(component) {
                let mut path = components.clone();
                path[at] = &other;
                let path = path.join("/");
                let decoy = context.path().join(&path);
                let taken = decoy.exists() || decoy.ancestors().any(Path::is_file);
                let below = Path::new(&path).ancestors().any(|it| names.contains(it));
                if is_name(&other) && !taken && !below {
                    context.write(decoy, "decoy");
                }
            }
        }
    }

    /// What has to be at a directory into which it was copied.
    pub(crate) fn copied(&self, to: &str, skipped: bool) -> Vec<(PathBuf, String)> {
        let to = PathBuf::from(to);
        if !self.directory {
            return vec![(to.join(self.base()), self.content.clone())];
        }
        let mut held = vec![(to.join(&self.content), self.content.clone())];
        if !skipped {
            held.push((to.join(format!("{}.skip", self.content)), "skip".to_owned()));
        }
        held
    }
}

/// Names that a wrong spelling of one would match.
fn others(name: &str) -> Vec<String> {
    let mut others = vec![
        name.trim().to_owned(),
        name.trim_start_matches('!').to_owned(),
        name.replace('*', "any"),
        name.replace('*', ""),
        name.replace('?', "1"),
        name.replace('\\', ""),
        name.replace('^', ""),
        name.replace("[^a]", "b"),
        name.replace("[a-c]", "b"),
        name.replace(['[', ']', '^', '!'], ""),
        name.trim_start_matches('\u{feff}').to_owned(),
        format!("{name}x"),
        format!("x{name}"),
        format!("{name} "),
    ];
    if let Some((before, rest)) = name.split_once('[') {
        if let Some((set, after)) = rest.split_once(']') {
            others.extend(set.chars().map(|one| format!("{before}{one}{after}")));
        }
    }
    others
}

/// Whether a file can be called so, in the root of a context, too.
fn is_name(name: &str) -> bool {
    !["", ".", "..", ".dockerignore"].contains(&name)
        && !name.contains(['/', '\0', '\n'])
        && name.len() <= 255
}

/// So many names, no two with the same last component, below a folder each or in the root.
pub(crate) fn names(
    source: &mut Source,
    alphabet: Alphabet,
    count: usize,
    folder: impl Fn(usize) -> String,
    place: impl Fn(Text) -> Instruction,
) -> Vec<Name> {
    let (mut taken, mut roots) = (BTreeSet::new(), BTreeSet::new());
    let mut names: Vec<Name> = Vec::new();
    let mut classics = CLASSICS.iter();
    while names.len() < count {
        let name = match classics.next() {
            Some(classic) if alphabet == Alphabet::Ascii && !classic.is_ascii() => continue,
            Some(classic) => (*classic).to_owned(),
            None => random(source, alphabet),
        };
        let folder = folder(names.len());
        let text = literal(&folder).then(said(source, &name));
        let path = folder.clone() + &name;
        let root = path.split('/').next().unwrap_or_default().to_owned();
        let base = name.rsplit('/').next().unwrap_or_default().to_owned();
        let free = !taken.contains(&base) && (!folder.is_empty() || !roots.contains(&root));
        if !name.split('/').all(is_name)
            || !free
            || !source.is_good(&["context-name", "remote-copy"], place(text.clone()))
        {
            continue;
        }
        source.made += 1;
        taken.insert(base);
        roots.insert(root);
        names.push(Name {
            path,
            text,
            content: format!("d{}", names.len()),
            directory: names.len() % 4 == 0,
        });
    }
    names
}

fn random(source: &mut Source, alphabet: Alphabet) -> String {
    let others = if alphabet == Alphabet::Unicode {
        OTHERS
    } else {
        &[]
    };
    let mut name = String::new();
    for component in 0..=source.hostile.below(4) / 2 {
        if component > 0 {
            name.push('/');
        }
        for _ in 0..=source.hostile.below(5) {
            let at = source.hostile.below(PIECES.len() + others.len());
            name.push_str(PIECES.get(at).unwrap_or_else(|| &others[at - PIECES.len()]));
        }
    }
    name
}

/// The name as one literal, or as two with a variable between them that is empty.
fn said(source: &mut Source, name: &str) -> Text {
    // An address in two parts is one that nobody can see before it is expanded.
    if source.hostile.below(3) > 0 || name.contains(['@', ':']) || name.starts_with("github.com/") {
        return literal(name);
    }
    let ends: Vec<_> = name
        .char_indices()
        .map(|(at, _)| at)
        .chain([name.len()])
        .collect();
    let (before, after) = name.split_at(ends[source.hostile.below(ends.len())]);
    literal(before)
        .then(expand("${EMPTY}"))
        .then(literal(after))
}
