//! The words of `dockerfile!` by their own names: where an editor looks for what a word is, and for what a word that is
//! being typed may become. Each set is a module, in which `unknown_or_missing` keeps the place of a word that is not here: it is no
//! shorter than one, since editors look how far into it somebody has typed.

pub use instruction::*;

macro_rules! sets {
    ($($module:ident: $($set:ident)::+ { $($variant:ident as $word:ident),* } or $unknown:ident;)*) => {$(
        pub mod $module {
            pub use $($set)::+::{$($variant as $word),*};

            /// In the place of a word that is missing.
            #[doc(hidden)]
            #[must_use]
            pub fn unknown_or_missing() -> $($set)::+ {
                $($set)::+::$unknown
            }
        }
    )*};
}

sets! {
    sharing: crate::sharing::Sharing { Shared as shared, Private as private, Locked as locked } or Shared;
    network: crate::instruction::Network { Default as default, None as none, Host as host } or Default;
    security: crate::instruction::Security { Sandbox as sandbox, Insecure as insecure } or Sandbox;
}

/// Package managers.
pub mod package_manager {
    pub use crate::presets::words::*;

    /// In the place of a manager that is missing.
    #[doc(hidden)]
    #[must_use]
    pub fn unknown_or_missing() -> crate::presets::PackageManager {
        pip
    }
}

/// Kinds of mounts.
pub mod mount {
    pub use crate::mount::{
        BindMount as bind, CacheMount as cache, SecretMount as secret, SshMount as ssh,
        TmpfsMount as tmpfs,
    };

    /// In the place of a mount that is missing.
    #[doc(hidden)]
    #[must_use]
    pub fn unknown_or_missing() -> crate::mount::SshMount {
        ssh::new()
    }
}

/// Instructions, by their keywords.
pub mod instruction {
    /// In the place of a keyword that is unknown.
    #[doc(hidden)]
    #[derive(Debug)]
    pub enum UnknownOrMissing {}

    pub use crate::instruction::{
        AddFiles as ADD, Arg as ARG, Caches as CACHES, Cmd as CMD, CopyFiles as COPY,
        DefaultShell as SHELL, Entrypoint as ENTRYPOINT, Env as ENV, Expose as EXPOSE,
        Healthcheck as HEALTHCHECK, Label as LABEL, OnBuild as ONBUILD, Run as RUN,
        StopSignal as STOPSIGNAL, Volume as VOLUME, Workdir as WORKDIR,
    };
    pub use crate::stage::Stage as FROM;
    pub use crate::user::User as USER;
}
