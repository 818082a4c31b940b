//! What only the whole shows: which stage a name means, and which stage an instruction belongs to.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};

use crate::ast::{Argument, Block, Chain, File, Name, Stage, Statement};
use crate::problems::Problems;
use crate::words;

/// Looks at a whole file, and finds the stage for each name.
pub(crate) fn file(file: &mut File, problems: &mut Problems) {
    file.is_fragment = is_fragment(&file.statements) == Some(true);
    if let (true, Some(first)) = (file.is_fragment, file.directives.first()) {
        problems.on(
            &first.method,
            &"a directive stands in a file, and without `FROM` this is none",
            &"write it where the instructions are put into a Dockerfile",
        );
        file.directives.clear();
    }
    let mut names = Names::default();
    names.collect(&file.statements, true);
    let mut check = Check {
        problems,
        names,
        visible: Vec::new(),
        numbered: Some(Vec::new()),
        current: None,
        future: None,
        stages: 0,
        // A fragment is put behind what nobody knows here.
        elsewhere: file.is_fragment,
        used: HashSet::new(),
        fields: Vec::new(),
        uses: Vec::new(),
        words: HashMap::new(),
    };
    let mut place = if file.is_fragment {
        Place::Stage
    } else {
        Place::Before
    };
    check.statements(&mut file.statements, &mut place);
    let used = check.used;
    (file.stages, file.uses) = (check.fields, check.uses);
    keep_bindings(&mut file.statements, &used);
}

/// Whether the statements are steps for a stage: if there is no `FROM`, and an instruction before anything that might
/// bring one. `None` if nothing says so.
fn is_fragment(statements: &[Statement]) -> Option<bool> {
    let mut first = None;
    for statement in statements {
        let says = match statement {
            Statement::Stage(_) => return Some(false),
            Statement::Instruction(instruction) => {
                (!anywhere(&instruction.keyword)).then_some(true)
            }
            Statement::Splice(_) => Some(false),
            Statement::Let(_) | Statement::Word(_) => None,
            Statement::Block(block) => {
                let mut branches = block.branches.iter().map(|branch| &branch.statements);
                if branches.clone().any(|branch| has_stage(branch)) {
                    return Some(false);
                }
                branches.find_map(|branch| is_fragment(branch))
            }
        };
        first = first.or(says);
    }
    first
}

fn has_stage(statements: &[Statement]) -> bool {
    statements.iter().any(|statement| match statement {
        Statement::Stage(_) => true,
        Statement::Block(block) => block.branches.iter().any(|it| has_stage(&it.statements)),
        _ => false,
    })
}

/// Whether it can stand above the first `FROM`, too.
fn anywhere(keyword: &Ident) -> bool {
    ["ARG", "CACHES", "Comment", "blank"]
        .iter()
        .any(|it| keyword == it)
}

/// Where in the file a statement stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first `FROM`.
    Before,
    /// In a stage.
    Stage,
    /// Behind a block that may have opened a stage.
    EitherStage,
    /// Behind a value that may be a whole stage.
    Unknown,
}

struct Check<'p> {
    problems: &'p mut Problems,
    names: Names,
    /// The stages that can be referred to, each with its variable; of several of one name the last one is meant.
    visible: Vec<(String, String)>,
    /// The variables of the stages so far, as long as their numbers are known.
    numbered: Option<Vec<String>>,
    /// The name of the stage that is being described.
    current: Option<String>,
    /// The name that a stage is about to have, while it is said what it starts from.
    future: Option<String>,
    stages: usize,
    /// There may be stages that are not written here.
    elsewhere: bool,
    /// The variables that are needed.
    used: HashSet<String>,
    /// For editors, see `File`; and which word of each name it is.
    fields: Vec<Ident>,
    uses: Vec<Option<Ident>>,
    words: HashMap<String, usize>,
}

impl Check<'_> {
    fn statements(&mut self, statements: &mut [Statement], place: &mut Place) {
        for statement in statements {
            match statement {
                Statement::Stage(stage) => {
                    self.stage(stage);
                    *place = Place::Stage;
                }
                Statement::Instruction(instruction) => {
                    let keyword = instruction.keyword.to_string();
                    let anywhere = anywhere(&instruction.keyword);
                    if let (Place::Before, false) = (*place, anywhere) {
                        self.problems.on(
                            &instruction.keyword,
                            &format_args!("`{keyword}` stands before the first `FROM`"),
                            &"write `FROM \"image\";` before it: only `ARG`, `CACHES` and comments can stand above that",
                        );
                        *place = Place::Unknown;
                    }
                    if *place == Place::EitherStage {
                        let what = if keyword == "Comment" {
                            "this comment"
                        } else {
                            &*format!("`{keyword}`")
                        };
                        self.problems.on(
                            &instruction.keyword,
                            &format_args!("{what} stands behind a block that opens a stage, and may belong to that or to the one before"),
                            &"move it into the block, or start the next stage with `FROM` before it",
                        );
                        *place = Place::Unknown;
                    }
                    self.argument(&mut instruction.value);
                }
                Statement::Splice(_) => {
                    *place = Place::Unknown;
                    self.numbered = None;
                    self.current = None;
                    self.elsewhere = true;
                }
                Statement::Let(_) | Statement::Word(_) => {}
                Statement::Block(block) => self.block(block, place),
            }
        }
    }

    /// What is defined in a branch is not visible behind it, nor in the next.
    fn block(&mut self, block: &mut Block, place: &mut Place) {
        let (before, visible) = (*place, self.visible.len());
        let (current, numbered) = (self.current.clone(), self.numbered.clone());
        let stages = self.stages;
        let mut unknown = false;
        for branch in &mut block.branches {
            let mut inside = before;
            self.statements(&mut branch.statements, &mut inside);
            unknown |= inside == Place::Unknown;
            self.visible.truncate(visible);
            self.current.clone_from(&current);
            self.numbered.clone_from(&numbered);
        }
        if self.stages > stages {
            *place = Place::EitherStage;
            self.current = None;
        } else if unknown {
            *place = Place::Unknown;
        }
        if *place != before {
            self.numbered = None;
        }
    }

    fn stage(&mut self, stage: &mut Stage) {
        let number = self.stages;
        self.stages += 1;
        // It starts from a stage before it, and its name is not known yet.
        self.current = None;
        self.future = stage.name.as_ref().map(|name| name.text.clone());
        self.chain(&mut stage.value);
        self.current = self.future.take();
        let binding = match &stage.name {
            Some(name) => {
                let binding = self.names.binding(&name.text);
                self.define(name);
                self.visible.push((name.text.clone(), binding.clone()));
                binding
            }
            None => format!("stage_{number}"),
        };
        if let Some(numbered) = &mut self.numbered {
            numbered.push(binding.clone());
        }
        let place = stage.name.as_ref().map(|name| self.place(name));
        stage.binding = Some((binding, place.unwrap_or(stage.keyword.span())));
    }

    /// By a word of its name that no other stage has, the whole name if it is one, an editor finds a stage.
    fn define(&mut self, name: &Name) {
        if self.words.contains_key(&name.text) {
            return self.refer(name);
        }
        let free = |word: &Ident| {
            let text = word.to_string();
            let text = text.trim_start_matches("r#");
            !self.fields.contains(word)
                && (text == name.text || !self.names.defined.contains_key(text))
        };
        let words = name.words().into_iter().enumerate();
        if let Some((at, word)) = words.into_iter().find(|(_, word)| free(word)) {
            self.words.insert(name.text.clone(), at);
            self.fields.push(word);
        }
    }

    /// Where the variable of a stage stands: where its name is, unless an editor finds it by that.
    fn place(&self, name: &Name) -> Span {
        match self.words.get(&name.text) {
            Some(0) => Span::mixed_site(),
            _ => name.span,
        }
    }

    fn refer(&mut self, name: &Name) {
        let at = self.words.get(&name.text);
        let word = at.and_then(|at| name.words().into_iter().nth(*at));
        self.uses.extend(word.map(Some));
    }

    fn chain(&mut self, chain: &mut Chain) {
        for argument in &mut chain.arguments {
            self.argument(argument);
        }
        for call in &mut chain.calls {
            for argument in &mut call.arguments {
                self.argument(argument);
            }
        }
    }

    fn argument(&mut self, argument: &mut Argument) {
        match argument {
            Argument::Stage(name) => {
                *argument = self.reference(name);
            }
            Argument::Checked("Image", image) => {
                let image = (image.value(), image.span());
                if self.binding(&image.0).is_some() || self.current.as_ref() == Some(&image.0) {
                    self.problems.at(
                        image.1,
                        &format_args!(
                            "`{}` is a stage of this Dockerfile, and a string is an image",
                            image.0
                        ),
                        &format_args!("write it without quotes: `{}`", image.0),
                    );
                }
            }
            Argument::Chain(chain) => self.chain(chain),
            Argument::List(_, items) | Argument::Joined(items) => {
                for item in items {
                    self.argument(item);
                }
            }
            _ => {}
        }
    }

    /// The stage that is meant.
    fn reference(&mut self, name: &Name) -> Argument {
        let known = Some(&name.text).filter(|text| self.current.as_ref() != Some(*text));
        let binding = known.and_then(|text| self.binding(text));
        if binding.is_some() {
            self.refer(name);
        }
        if let Some(binding) = binding.or_else(|| self.by_number(name)) {
            self.used.insert(binding.clone());
            return Argument::Handle(binding, self.place(name));
        }
        let typed = |word: &Ident| words::is_typed(&word.to_string());
        self.uses.push(name.words().into_iter().find(typed));
        if !self.may_be_elsewhere(&name.text) {
            let (message, help) = self.unknown(name);
            self.problems.on(&name.tokens, &message, &help);
        }
        Chain::new(
            name.span,
            "StageRef",
            "by_name",
            vec![Argument::Text(name.literal())],
        )
        .into()
    }

    /// Whether a stage of that name may come from a value: only the whole file shows it.
    fn may_be_elsewhere(&self, name: &str) -> bool {
        self.elsewhere && !name.starts_with(|digit: char| digit.is_ascii_digit())
    }

    /// The variable of the last stage of that name.
    fn binding(&self, name: &str) -> Option<String> {
        let mut visible = self.visible.iter().rev();
        let (_, binding) = visible.find(|(text, _)| text == name)?;
        Some(binding.clone())
    }

    /// `--from=0`, where the stages can be counted.
    fn by_number(&self, name: &Name) -> Option<String> {
        let number: usize = name.text.parse().ok()?;
        let numbered = self.numbered.as_ref()?;
        // The last one is the one that it stands in.
        let others = numbered.split_last()?.1;
        others.get(number).cloned()
    }

    fn unknown(&self, name: &Name) -> (String, String) {
        let text = &name.text;
        let known = &self.visible;
        if text.starts_with(|digit: char| digit.is_ascii_digit()) {
            return (
                format!("no stage above has the number {text}"),
                "name the stage, `FROM \"image\" AS build;`, and write its name".to_owned(),
            );
        }
        if [&self.current, &self.future].contains(&&Some(text.clone())) {
            return (
                format!("the stage `{text}` refers to itself"),
                "name a stage above it, or write an image as a string".to_owned(),
            );
        }
        match self.names.defined.get(text) {
            Some(true) => (
                format!("the stage `{text}` is defined only below this"),
                "move it above: a stage can use only those before it".to_owned(),
            ),
            Some(false) => (
                format!("the stage `{text}` is defined only in a block"),
                "define it outside of the block, or use it in there".to_owned(),
            ),
            None => {
                let known: Vec<_> = known.iter().map(|(name, _)| name.as_str()).collect();
                let help = match words::nearest(text, &known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!(
                        "an image is written as a string, `\"{text}\"`, and a handle as `({text})`"
                    ),
                };
                (format!("no stage is named `{text}`"), help)
            }
        }
    }
}

/// All stages that have a written name.
#[derive(Default)]
struct Names {
    /// Whether each is defined outside of blocks.
    defined: HashMap<String, bool>,
    taken: HashSet<String>,
}

impl Names {
    fn collect(&mut self, statements: &[Statement], outside: bool) {
        for statement in statements {
            match statement {
                Statement::Stage(Stage {
                    name: Some(name), ..
                }) => {
                    *self.defined.entry(name.text.clone()).or_default() |= outside;
                }
                Statement::Block(block) => {
                    for branch in &block.branches {
                        self.collect(&branch.statements, false);
                    }
                }
                _ => {}
            }
        }
    }

    /// `stage_build_amd64` for `build-amd64`, if no other name looks like that.
    fn binding(&mut self, name: &str) -> String {
        let word = |it: char| if it.is_ascii_alphanumeric() { it } else { '_' };
        let mut binding = format!("stage_{}", name.chars().map(word).collect::<String>());
        while !self.taken.insert(binding.clone()) {
            binding.push('_');
        }
        binding
    }
}

/// A variable that nobody reads is not made.
fn keep_bindings(statements: &mut [Statement], used: &HashSet<String>) {
    for statement in statements {
        match statement {
            Statement::Stage(stage) => {
                stage.binding = stage
                    .binding
                    .take()
                    .filter(|(binding, _)| used.contains(binding));
            }
            Statement::Block(block) => {
                for branch in &mut block.branches {
                    keep_bindings(&mut branch.statements, used);
                }
            }
            _ => {}
        }
    }
}
