//! The fields of a flag that is a line of CSV.
//!
//! Source: `Fields` of `github.com/tonistiigi/go-csvvalue`.

use std::borrow::Cow;
use std::ops::Range;

/// A field, and where it stands in the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    pub(crate) text: Cow<'a, str>,
    /// With its quotes.
    pub(crate) range: Range<usize>,
}

/// Why a line is none of CSV, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) at: usize,
    pub(crate) why: &'static str,
}

/// The fields of a line.
pub(crate) enum Fields<'a> {
    /// Without a quote.
    Plain(&'a str),
    Quoted(Vec<Field<'a>>),
}

impl Fields<'_> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let (plain, quoted) = match self {
            Self::Plain(line) => (Some(*line), [].as_slice()),
            Self::Quoted(fields) => (None, fields.as_slice()),
        };
        let plain = plain.into_iter().flat_map(|line| line.split(','));
        plain.chain(quoted.iter().map(|field| &*field.text))
    }
}

/// The fields of a line that has no newline, where it does not matter where they stand.
pub(crate) fn texts(line: &str) -> Result<Fields<'_>, Broken> {
    if line.is_empty() || line.contains('"') {
        return fields(line).map(Fields::Quoted);
    }
    Ok(Fields::Plain(line))
}

/// Splits a line that has no newline.
pub(crate) fn fields(line: &str) -> Result<Vec<Field<'_>>, Broken> {
    let mut all = Vec::new();
    let mut rest = line;
    if line.is_empty() {
        let why = "it is empty";
        return Err(Broken { at: 0, why });
    }
    loop {
        let start = line.len() - rest.len();
        let end = if let Some(quoted) = rest.strip_prefix('"') {
            let (text, length) = unquoted(quoted).ok_or(Broken {
                at: start,
                why: "a quote is not closed",
            })?;
            let end = start + 1 + length;
            let range = start..end;
            all.push(Field { text, range });
            end
        } else {
            let end = rest.find(',').unwrap_or(rest.len());
            let (text, _) = rest.split_at(end);
            if let Some(at) = text.find('"') {
                let why = "a quote stands inside a field that does not begin with one";
                return Err(Broken {
                    at: start + at,
                    why,
                });
            }
            let range = start..start + end;
            all.push(Field {
                text: Cow::Borrowed(text),
                range,
            });
            start + end
        };
        let after = line.get(end..).unwrap_or_default();
        match after.strip_prefix(',') {
            Some(more) => rest = more,
            None if after.is_empty() => return Ok(all),
            None => {
                let why = "something follows a closing quote";
                return Err(Broken { at: end, why });
            }
        }
    }
}

/// What stands between quotes, and how many bytes it takes with the closing one.
fn unquoted(quoted: &str) -> Option<(Cow<'_, str>, usize)> {
    let mut end = quoted.find('"')?;
    let mut doubled = false;
    while quoted.get(end + 1..)?.starts_with('"') {
        doubled = true;
        end += 2 + quoted.get(end + 2..)?.find('"')?;
    }
    let text = quoted.get(..end)?;
    let text = if doubled {
        Cow::Owned(text.replace("\"\"", "\""))
    } else {
        Cow::Borrowed(text)
    };
    Some((text, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_split_as_go_splits_them() {
        let read = |line| {
            let fields = fields(line).ok()?;
            Some(
                fields
                    .into_iter()
                    .map(|it| it.text.into_owned())
                    .collect::<Vec<_>>(),
            )
        };
        let some = |fields: &[&str]| Some(fields.iter().map(|it| (*it).to_owned()).collect());
        assert_eq!(
            read("type=cache,target=/c"),
            some(&["type=cache", "target=/c"])
        );
        assert_eq!(read("a,"), some(&["a", ""]));
        assert_eq!(read(r#""target=/a,b""",x"#), some(&["target=/a,b\"", "x"]));
        assert_eq!(
            read(r#""target=/a,b","x""y""#),
            some(&["target=/a,b", "x\"y"])
        );
        assert_eq!(read(r#""a"""#), None);
        assert_eq!(read(""), None);
        assert_eq!(read("a\"b"), None);
        assert_eq!(read("\"a\"b"), None);
    }
}
