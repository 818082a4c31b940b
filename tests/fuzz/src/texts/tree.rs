//! The tree of a text: its nodes are the whole text, and all that is in them lies where it says.

use std::ops::Range;

use dockerkit::syntax::{Edits, Flag, Instruction, Node, Tree};

use super::inside;

/// Looks at everything that a tree has.
///
/// # Errors
///
/// What is wrong.
pub fn check(text: &str) -> Result<(), String> {
    let tree = Tree::of(text);
    let whole = 0..text.len();
    let mut at = 0;
    let mut nodes = Vec::new();
    for node in tree.nodes() {
        let range = node.range();
        inside(text, "a node", &range, &whole)?;
        if range.start != at || range.is_empty() {
            return Err(format!("a node at {range:?} follows one that ends at {at}"));
        }
        at = range.end;
        nodes.push(range.clone());
        match node {
            Node::Directive(directive) => token(text, "a value", &directive.value(), &range)?,
            Node::Instruction(found) => {
                instruction(text, &found)?;
                let places = [range.start, range.end - 1];
                let same = places.map(|byte| tree.instruction_at(byte).map(|it| it.range()));
                if same != [Some(range.clone()), Some(range.clone())] {
                    return Err(format!("{places:?} are not of the instruction {range:?}"));
                }
            }
            _ => {
                if tree.instruction_at(range.start).is_some() {
                    return Err(format!("{range:?} is of no instruction"));
                }
            }
        }
    }
    if at != text.len() {
        return Err(format!("the nodes end at {at} of {}", text.len()));
    }
    if tree.instruction_at(at).is_some() {
        return Err("an instruction holds the end of the text".to_owned());
    }
    same(text, "nodes", nodes)
}

fn token(
    text: &str,
    what: &str,
    token: &dockerkit::syntax::Token<'_>,
    of: &Range<usize>,
) -> Result<(), String> {
    let range = token.range();
    inside(text, what, &range, of)?;
    let typed = text.get(range.clone()).unwrap_or_default();
    // What goes over several lines is joined.
    if typed.contains('\n') || typed == token.text() {
        return Ok(());
    }
    Err(format!(
        "{what} at {range:?} is {typed:?}, and not {:?}",
        token.text()
    ))
}

fn instruction(text: &str, instruction: &Instruction<'_, '_>) -> Result<(), String> {
    let whole = instruction.range();
    let lines = instruction.lines();
    inside(text, "the lines", &lines, &whole)?;
    if lines.start != whole.start {
        return Err(format!("the lines {lines:?} begin not with {whole:?}"));
    }
    token(text, "a keyword", &instruction.keyword(), &lines)?;
    let mut at = instruction.keyword().range().end;
    let mut edits = vec![instruction.keyword().range()];
    let mut fields = Vec::new();
    for flag in instruction.flags() {
        let range = flag.range();
        inside(text, "a flag", &range, &(at..lines.end))?;
        at = range.end;
        edits.push(range);
        fields.extend(self::fields(text, &flag)?);
    }
    let operand = instruction.operand();
    inside(text, "an operand", &operand, &(at..lines.end))?;
    for word in instruction.words() {
        token(text, "a word", &word, &operand)?;
        inside(text, "a word", &word.range(), &(at..lines.end))?;
        at = word.range().end;
        edits.push(word.range());
    }
    same(text, "keyword, flags and words", edits)?;
    same(text, "fields", fields)?;
    same(text, "an operand", vec![operand])?;
    between_lines(text, instruction)?;
    heredocs(text, instruction)
}

fn fields(text: &str, flag: &Flag<'_>) -> Result<Vec<Range<usize>>, String> {
    let of = flag.range();
    let mut at = of.start;
    let mut all = Vec::new();
    for field in flag.fields() {
        let (range, value) = (field.range(), field.value_range());
        inside(text, "a field", &range, &(at..of.end))?;
        inside(text, "a value", &value, &range)?;
        at = range.end;
        all.push(range.start..value.start);
        all.push(value.clone());
        all.push(value.end..range.end);
        if field.value().is_none() && !value.is_empty() {
            return Err(format!("no value stands at {value:?}"));
        }
        // But for what is dropped: quotes, and what escapes.
        let dropped = |it: char| matches!(it, '"' | '\'' | '\\' | '`');
        let typed = text.get(value.clone()).unwrap_or_default();
        let read = field.value().unwrap_or_default();
        if typed.is_ascii()
            && !typed.contains('\n')
            && typed.replace(dropped, "") != read.replace(dropped, "")
        {
            return Err(format!(
                "a value at {value:?} is {typed:?}, and not {read:?}"
            ));
        }
    }
    Ok(all)
}

/// Continuations, comments and empty lines: in order, each once.
fn between_lines(text: &str, instruction: &Instruction<'_, '_>) -> Result<(), String> {
    let lines = instruction.lines();
    let continuations: Vec<_> = instruction.continuations().collect();
    let comments: Vec<_> = instruction.comments().collect();
    let empty: Vec<_> = instruction.empty_lines().collect();
    let typed = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
    for range in &continuations {
        if !typed(range).starts_with(['\\', '`']) {
            return Err(format!("a continuation is {:?}", typed(range)));
        }
    }
    for range in &comments {
        if !typed(range).trim_start().starts_with('#') {
            return Err(format!("a comment is {:?}", typed(range)));
        }
    }
    for range in &empty {
        if !typed(range).trim().is_empty() {
            return Err(format!("an empty line is {:?}", typed(range)));
        }
    }
    let mut all: Vec<_> = continuations
        .into_iter()
        .chain(comments)
        .chain(empty)
        .collect();
    all.sort_by_key(|range| range.start);
    for range in &all {
        inside(text, "what stands between lines", range, &lines)?;
    }
    same(text, "what stands between lines", all)
}

fn heredocs(text: &str, instruction: &Instruction<'_, '_>) -> Result<(), String> {
    let whole = instruction.range();
    let mut at = instruction.lines().end;
    let mut all = Vec::new();
    for heredoc in instruction.heredocs() {
        let (content, end) = (heredoc.content(), heredoc.end());
        inside(text, "a here-document", &content, &(at..whole.end))?;
        inside(
            text,
            "the end of a here-document",
            &end,
            &(content.end..whole.end),
        )?;
        if content.start != at || content.end != end.start {
            return Err(format!(
                "a here-document at {content:?} ends at {end:?} behind {at}"
            ));
        }
        let typed = text.get(end.clone()).unwrap_or_default();
        let typed = typed.trim_end_matches(['\r', '\n']);
        let stripped = typed.trim_start_matches('\t');
        let word = heredoc.word();
        let ends = typed == word || (heredoc.strips_tabs() && stripped == word);
        if !ends && !end.is_empty() {
            return Err(format!("{word:?} is ended by {typed:?}"));
        }
        at = end.end;
        all.extend([content, end]);
    }
    if at != whole.end {
        return Err(format!(
            "the instruction ends behind {at}, at {}",
            whole.end
        ));
    }
    same(text, "here-documents", all)
}

/// Whether the text stays as it is where ranges are replaced by what stands there.
fn same(text: &str, what: &str, ranges: Vec<Range<usize>>) -> Result<(), String> {
    let mut edits = Edits::new();
    for range in ranges {
        let typed = text.get(range.clone()).unwrap_or_default();
        edits.replace(range, typed);
    }
    match edits.apply(text) {
        Ok(again) if again == text => Ok(()),
        Ok(again) => Err(format!("{what} replaced by themselves make {again:?}")),
        Err(error) => Err(format!("{what} replaced by themselves: {error}")),
    }
}
