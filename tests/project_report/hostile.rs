//! A fleet whose ids and names are what no picture expects.

use dockerkit::{CacheMount, Dockerfile, Project, Run, Service, Sharing, Stage};

/// Ids that are markup somewhere.
pub(crate) const IDS: [&str; 24] = [
    "a\"b'c",
    "a]b)c}d",
    "a|b||c",
    "<b>bold</b><br><script>x</script>",
    "`a` ``b``",
    "$X ${Y:-z} $(z)",
    "a;b;c",
    "# a #35; &amp; &#35;",
    "%% a %{init: {}}%%",
    "a\nb\r\nc\td",
    "ünï→cödé-日本-😀",
    "a\\nb\\lc\\",
    "*a* _b_ __c__ ~~d~~",
    "[a](javascript:x) ![b](c) <https://example.com>",
    "```\nb",
    "end",
    "a --> b --- c",
    "click s0 href \"javascript:x\"",
    "- a\n1. b\n> c",
    "@user #1 https://example.com/x www.example.com",
    "\u{202e}abc\u{200b}\u{7f}\u{1b}[31m",
    "&quot;&lt;b&gt;",
    ":::split",
    " leading and trailing ",
];

/// A long id, with blanks and without.
pub(crate) fn long() -> [String; 2] {
    ["long-".repeat(60), "many words ".repeat(40)]
}

/// 30 services: each opens an id of its own and one of its neighbours', and some as somebody else.
pub(crate) fn project() -> Project {
    let ids = IDS.iter().map(|it| (*it).to_owned()).chain(long());
    let ids: Vec<_> = ids.collect();
    let service = |number: usize| {
        let own = &ids[number % ids.len()];
        let other = &ids[(number * 7 + 3) % ids.len()];
        let first = CacheMount::new("/a").id(own.clone());
        let mut second = CacheMount::new("/b").id(other.clone());
        if number % 5 == 0 {
            second = second.uid(1001).gid(1001);
        }
        if number % 7 == 0 {
            second = second.sharing(Sharing::Locked);
        }
        let run = Run::new("ls").mount(first).mount(second);
        let stage = Stage::named(ids[(number + 1) % ids.len()].clone(), "alpine").push(run);
        let name = match number {
            0..10 => format!("service-{number}"),
            _ => ids[(number + 5) % ids.len()].clone(),
        };
        Service::new(name, Dockerfile::new().stage(stage))
    };
    Project::new().services((0..30).map(service))
}
