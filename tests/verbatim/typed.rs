//! Text for the shell as it is typed in a Dockerfile: continuations, comments and blank lines between them.

use proptest::{collection::vec, prelude::*, sample::select};

const FRAGMENTS: &[&str] = &[
    "a",
    "b ",
    " c",
    " \\\n",
    "\\\n",
    "\\\n  ",
    " `\n",
    "`\n",
    "\\ \t\n",
    "\\\r\n",
    "` \r\n",
    "# d\n",
    "  # it's \"e\n",
    "# f \\\n",
    "\n",
    " \n",
    "\u{a0}\n",
    "\r\n",
    "'",
    "\"",
    "<",
    "<<E",
    "<<E\n",
    "E\n",
    "--g",
    "-",
    "[",
    "[\"h\"]",
    "\"i\"]",
    "\\",
    "\\\\",
    "`",
    " # j",
    "#",
    "(",
    "$(",
    "${X:-",
    "}",
    ")",
    " && ",
    " || ",
    "; ",
    "\t",
    "\r",
    "\u{b}",
    "é",
];

/// What such text is made of.
pub(crate) fn text() -> BoxedStrategy<String> {
    let fragments = vec(select(FRAGMENTS), 1..9).prop_map(|parts| parts.concat());
    let tame = select(
        &[
            "a", "b c", "'d", "e'", "<<E", "--f", "[\"g\"]", "h # i", "\"j\" &&",
        ][..],
    );
    let between = select(
        &[
            " \\\n",
            "\\\n  ",
            " \\\n# k\n",
            " `\n",
            " \\\n\n  # l\n\n",
            " `\n # m \\\n",
        ][..],
    );
    let lines = vec((tame, between), 1..4).prop_map(|lines| {
        lines
            .into_iter()
            .fold(String::new(), |text, (line, between)| text + line + between)
            + "end"
    });
    let documents = (
        select(
            &[
                "a <<E",
                "\\\nb <<E",
                "c \\\n <<E",
                "d `\n <<E",
                "<<E >x",
                "(<<-E)",
            ][..],
        ),
        vec(
            select(&["", "f", "\tg \\", "# h", "<<I", "E ", "it's"][..]),
            0..3,
        ),
        select(&["E", "E\n", "\tE", "E\nE", "E\r", "E\n\n"][..]),
    );
    let documents = documents.prop_map(|(line, body, end)| {
        let body: String = body.into_iter().flat_map(|line| [line, "\n"]).collect();
        format!("{line}\n{body}{end}")
    });
    prop_oneof![6 => fragments, 2 => lines, 1 => documents].boxed()
}
