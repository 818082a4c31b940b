//! What dockerkit takes: the smallest file that holds a string where a grammar is asked.

use dockerkit::{
    AddFiles, Arg, CacheMount, Comment, CopyFiles, Dockerfile, Env, Expose, InlineFile,
    Instruction, Label, Run, Stage, StopSignal, TmpfsMount, Workdir, literal,
};

fn step(instruction: impl Into<Instruction>) -> Dockerfile {
    Dockerfile::new().stage(Stage::new("scratch").push(instruction))
}

fn mount(mount: impl Into<dockerkit::Mount>) -> Dockerfile {
    step(Run::new("x").mount(mount))
}

fn target(stage: Stage, target: String) -> Dockerfile {
    let mount = CacheMount::new(literal(target)).id("x");
    Dockerfile::new().stage(stage.push(Run::new("x").mount(mount)))
}

/// The file in which a grammar is asked about a string, exactly as it is.
pub(crate) fn file(grammar: &str, it: &str) -> Option<Dockerfile> {
    let it = it.to_owned();
    let cache = || CacheMount::new("/c").id("x");
    Some(match grammar {
        "image" => Dockerfile::new().stage(Stage::new(literal(it))),
        "platform" => Dockerfile::new().stage(Stage::new("scratch").platform(literal(it))),
        "checksum" => step(AddFiles::new(["https://example.com/a"], "/").checksum(literal(it))),
        "syntax" => Dockerfile::new().syntax(it).stage(Stage::new("scratch")),
        "check" => {
            let mut file = Dockerfile::new().stage(Stage::new("scratch"));
            // Said even if it says nothing.
            file.directives.check = Some(it.into());
            file
        }
        "comment" => Dockerfile::new().stage(
            Stage::new("scratch")
                .push(Comment::new(it))
                .push(Workdir::new("/")),
        ),
        "stage" => Dockerfile::new().stage(Stage::named(it, "scratch")),
        "env" => step(Env::new(it, "1")),
        "arg" => step(Arg::with_default(it, "1")),
        "label" => step(Label::new(literal(it), "1")),
        "port" => step(Expose::new([literal(it)])),
        "signal" => step(StopSignal::new(literal(it))),
        "chmod" => step(CopyFiles::new(["a"], "/").chmod(literal(it))),
        "mode" => mount(cache().mode(literal(it))),
        "uid" => mount(cache().uid(literal(it))),
        "sharing" => mount(cache().sharing(literal(it))),
        "size" => mount(TmpfsMount::new("/c").size(literal(it))),
        "id" => mount(cache().id(literal(it))),
        "target" => target(Stage::new("scratch"), it),
        "target /w" => target(Stage::new("scratch").workdir("/w"), it),
        "target /" => target(Stage::new("scratch").workdir("/"), it),
        "inline" => step(CopyFiles::file(InlineFile::new(it, "a\n"), "/")),
        _ => return None,
    })
}

/// Whether dockerkit takes it.
pub(crate) fn takes(grammar: &str, it: &str) -> Option<bool> {
    Some(file(grammar, it)?.check().is_ok())
}
