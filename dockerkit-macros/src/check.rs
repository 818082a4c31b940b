//! What only the whole shows: which stage a name means, and which stage an instruction belongs to.

use proc_macro2::{Ident, Span};

use crate::ast::{Argument, Block, Chain, File, Name, Stage, Statement};
use crate::by_name::ByName;
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
        numbered: Vec::new(),
        countable: true,
        current: None,
        future: None,
        stages: 0,
        // A fragment is put behind what nobody knows here.
        elsewhere: file.is_fragment,
        used: ByName::default(),
        fields: Vec::new(),
        uses: Vec::new(),
        words: ByName::default(),
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
        match statement {
            Statement::Stage(_) => return Some(false),
            Statement::Instruction(instruction) if !anywhere(&instruction.keyword) => {
                first = first.or(Some(true));
            }
            Statement::Splice(_) => first = first.or(Some(false)),
            Statement::Instruction(_) | Statement::Let(_) | Statement::Word(_) => {}
            Statement::Block(block) => {
                if has_stage(block) {
                    return Some(false);
                }
                for branch in &block.branches {
                    first = first.or(is_fragment(&branch.statements));
                }
            }
        }
    }
    first
}

fn has_stage(block: &Block) -> bool {
    for branch in &block.branches {
        for statement in &branch.statements {
            match statement {
                Statement::Stage(_) => return true,
                Statement::Block(block) if has_stage(block) => return true,
                _ => {}
            }
        }
    }
    false
}

/// Whether it can stand above the first `FROM`, too.
fn anywhere(keyword: &Ident) -> bool {
    ["ARG", "CACHES", "Comment", "blank"].contains(&keyword.to_string().as_str())
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
    /// The variables of the stages so far, and whether their numbers are known.
    numbered: Vec<String>,
    countable: bool,
    /// The name of the stage that is being described.
    current: Option<String>,
    /// The name that a stage is about to have, while it is said what it starts from.
    future: Option<String>,
    stages: usize,
    /// There may be stages that are not written here.
    elsewhere: bool,
    /// The variables that are needed.
    used: ByName,
    /// For editors, see `File`; and which word of each name it is.
    fields: Vec<Ident>,
    uses: Vec<Option<Ident>>,
    words: ByName,
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
                    self.countable = false;
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
        let before = *place;
        let (visible, numbered) = (self.visible.len(), self.numbered.len());
        let (current, countable) = (self.current.clone(), self.countable);
        let stages = self.stages;
        let mut unknown = false;
        for branch in &mut block.branches {
            let mut inside = before;
            self.statements(&mut branch.statements, &mut inside);
            unknown |= inside == Place::Unknown;
            self.visible.truncate(visible);
            self.current.clone_from(&current);
            self.numbered.truncate(numbered);
            self.countable = countable;
        }
        if self.stages > stages {
            *place = Place::EitherStage;
            self.current = None;
        } else if unknown {
            *place = Place::Unknown;
        }
        if *place != before {
            self.countable = false;
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
        self.numbered.push(binding.clone());
        let place = stage.name.as_ref().map(|name| self.place(name));
        stage.binding = Some((binding, place.unwrap_or(stage.keyword.span())));
    }

    /// By a word of its name that no other stage has, the whole name if it is one, an editor finds a stage.
    fn define(&mut self, name: &Name) {
        if self.words.contains(&name.text) {
            return self.refer(name);
        }
        for (at, word) in name.words().into_iter().enumerate() {
            let text = word.to_string();
            let text = text.trim_start_matches("r#");
            let taken = text != name.text && self.names.defined.contains(text);
            if !taken && !self.fields.contains(&word) {
                self.words.insert(&name.text, at);
                self.fields.push(word);
                return;
            }
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
        if let Some(at) = self.words.get(&name.text) {
            if let Some(word) = name.words().get(at) {
                self.uses.push(Some(word.clone()));
            }
        }
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
        let own = self.current.as_ref() == Some(&name.text);
        let mut binding = if own { None } else { self.binding(&name.text) };
        if binding.is_some() {
            self.refer(name);
        } else {
            binding = self.by_number(name);
        }
        if let Some(binding) = binding {
            self.used.add(&binding);
            return Argument::Handle(binding, self.place(name));
        }
        let mut typed = None;
        for word in name.words() {
            if typed.is_none() && words::is_typed(&word.to_string()) {
                typed = Some(word);
            }
        }
        self.uses.push(typed);
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
        self.elsewhere && !words::is_number(name)
    }

    /// The variable of the last stage of that name.
    fn binding(&self, name: &str) -> Option<String> {
        for (text, binding) in self.visible.iter().rev() {
            if text == name {
                return Some(binding.clone());
            }
        }
        None
    }

    /// `--from=0`, where the stages can be counted.
    fn by_number(&self, name: &Name) -> Option<String> {
        let number = words::number(&name.text, u64::MAX)?;
        if !self.countable {
            return None;
        }
        // The last one is the one that it stands in.
        let others = self.numbered.split_last()?.1;
        others.get(usize::try_from(number).ok()?).cloned()
    }

    fn unknown(&self, name: &Name) -> (String, String) {
        let text = &name.text;
        if words::is_number(text) {
            return (
                format!("no stage above has the number {text}"),
                "name the stage, `FROM \"image\" AS build;`, and write its name".to_owned(),
            );
        }
        if self.current.as_ref() == Some(text) || self.future.as_ref() == Some(text) {
            return (
                format!("the stage `{text}` refers to itself"),
                "name a stage above it, or write an image as a string".to_owned(),
            );
        }
        match self.names.defined.get(text) {
            Some(1) => (
                format!("the stage `{text}` is defined only below this"),
                "move it above: a stage can use only those before it".to_owned(),
            ),
            Some(_) => (
                format!("the stage `{text}` is defined only in a block"),
                "define it outside of the block, or use it in there".to_owned(),
            ),
            None => {
                let mut known = Vec::new();
                for (name, _) in &self.visible {
                    known.push(name.as_str());
                }
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
    /// 1 for each that is defined outside of blocks.
    defined: ByName,
    taken: ByName,
}

impl Names {
    fn collect(&mut self, statements: &[Statement], outside: bool) {
        for statement in statements {
            match statement {
                Statement::Stage(Stage {
                    name: Some(name), ..
                }) => {
                    let before = self.defined.get(&name.text).unwrap_or_default();
                    let outside = usize::from(outside).max(before);
                    self.defined.insert(&name.text, outside);
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
        let mut binding = "stage_".to_owned();
        for character in name.chars() {
            let plain = character.is_ascii_alphanumeric();
            binding.push(if plain { character } else { '_' });
        }
        while !self.taken.add(&binding) {
            binding.push('_');
        }
        binding
    }
}

/// A variable that nobody reads is not made.
fn keep_bindings(statements: &mut [Statement], used: &ByName) {
    for statement in statements {
        match statement {
            Statement::Stage(stage) => {
                if let Some((binding, _)) = &stage.binding {
                    if !used.contains(binding) {
                        stage.binding = None;
                    }
                }
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
