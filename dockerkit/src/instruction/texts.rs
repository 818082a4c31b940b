//! Every text of an instruction in which `$` is expanded.

use crate::instruction::FileSource;
use crate::source::Source;
use crate::{
    BindMount, CacheMount, Instruction, Mount, OrArg, SecretMount, SshMount, Target, Text,
    TmpfsMount,
};

impl Instruction {
    /// Hands out each text in which the builder expands variables.
    pub(crate) fn each_text(&self, see: &mut dyn FnMut(&Text)) {
        match self {
            Self::Add(add) => {
                let flags = [
                    add.checksum.as_ref(),
                    add.chown.as_ref(),
                    add.chmod.as_ref(),
                ];
                files(&add.sources, &add.destination, &flags, see);
            }
            Self::Copy(copy) => {
                let flags = [copy.chown.as_ref(), copy.chmod.as_ref()];
                files(&copy.sources, &copy.destination, &flags, see);
            }
            Self::Arg(arg) => {
                for declaration in &arg.declarations {
                    option(declaration.default.as_ref(), see);
                }
            }
            Self::Env(env) => env.variables.iter().for_each(|(_, value)| see(value)),
            Self::Label(label) => {
                for (key, value) in &label.labels {
                    see(key);
                    see(value);
                }
            }
            Self::Expose(expose) => {
                for port in &expose.ports {
                    known(Some(port), see);
                }
            }
            Self::OnBuild(trigger) => trigger.innermost().each_text(see),
            Self::Run(run) => run.mounts.iter().for_each(|it| mount(it, see)),
            Self::StopSignal(stop) => see(&stop.signal),
            Self::User(user) => see(&user.spec),
            Self::Volume(volume) => volume.paths.iter().for_each(see),
            Self::Workdir(workdir) => see(&workdir.path),
            Self::Cmd(_)
            | Self::Comment(_)
            | Self::Entrypoint(_)
            | Self::Healthcheck(_)
            | Self::Maintainer(_)
            | Self::Shell(_) => {}
        }
    }
}

fn option(text: Option<&Text>, see: &mut dyn FnMut(&Text)) {
    if let Some(text) = text {
        see(text);
    }
}

fn known<T>(value: Option<&OrArg<T>>, see: &mut dyn FnMut(&Text)) {
    if let Some(OrArg::Text(text)) = value {
        see(text);
    }
}

fn files(
    sources: &[FileSource],
    destination: &Text,
    flags: &[Option<&Text>],
    see: &mut dyn FnMut(&Text),
) {
    for source in sources {
        match source {
            FileSource::Path(path) => see(path.text()),
            FileSource::Inline(file) => see(&file.content),
        }
    }
    see(destination);
    for flag in flags {
        option(*flag, see);
    }
}

fn mount(mount: &Mount, see: &mut dyn FnMut(&Text)) {
    match mount {
        Mount::Preset(_) => {}
        Mount::Cache(cache) => {
            let CacheMount {
                id,
                target,
                sharing,
                uid,
                gid,
                mode,
                from,
                source,
                read_only: _,
            } = cache.as_ref();
            if let Some(id) = id {
                see(id.text());
            }
            let (Target::Path(target) | Target::Home(target)) = target;
            see(target);
            known(sharing.as_ref(), see);
            known(uid.as_ref(), see);
            known(gid.as_ref(), see);
            known(mode.as_ref(), see);
            image(from.as_ref(), see);
            option(source.as_ref(), see);
        }
        Mount::Bind(bind) => {
            let BindMount {
                target,
                source,
                from,
                read_write: _,
            } = bind.as_ref();
            see(target);
            option(source.as_ref(), see);
            image(from.as_ref(), see);
        }
        Mount::Tmpfs(tmpfs) => {
            let TmpfsMount { target, size } = tmpfs.as_ref();
            see(target);
            option(size.as_ref(), see);
        }
        Mount::Secret(secret) => {
            let SecretMount {
                id,
                source,
                target,
                env,
                required: _,
                mode,
                uid,
                gid,
            } = secret.as_ref();
            for text in [id, source, target, env] {
                option(text.as_ref(), see);
            }
            known(uid.as_ref(), see);
            known(gid.as_ref(), see);
            known(mode.as_ref(), see);
        }
        Mount::Ssh(ssh) => {
            let SshMount {
                id,
                target,
                required: _,
                mode,
                uid,
                gid,
            } = ssh.as_ref();
            for text in [id, target] {
                option(text.as_ref(), see);
            }
            known(uid.as_ref(), see);
            known(gid.as_ref(), see);
            known(mode.as_ref(), see);
        }
    }
}

fn image(source: Option<&Source>, see: &mut dyn FnMut(&Text)) {
    if let Some(Source::Image(image)) = source {
        see(image.text());
    }
}
