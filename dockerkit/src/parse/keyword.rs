//! The keywords of instructions.

use crate::syntax;

macro_rules! keywords {
    ($($keyword:ident = $lower:literal $upper:literal)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Keyword {
            $($keyword,)*
        }

        impl Keyword {
            fn of(lower: &[u8]) -> Option<Self> {
                $(if lower == $lower.as_bytes() {
                    return Some(Self::$keyword);
                })*
                None
            }

            /// In capitals.
            pub(super) const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$keyword => $upper,)*
                }
            }
        }
    };
}

// The frequent ones first.
keywords! {
    Run = "run" "RUN"
    Copy = "copy" "COPY"
    Env = "env" "ENV"
    Arg = "arg" "ARG"
    From = "from" "FROM"
    Workdir = "workdir" "WORKDIR"
    Label = "label" "LABEL"
    User = "user" "USER"
    Cmd = "cmd" "CMD"
    Entrypoint = "entrypoint" "ENTRYPOINT"
    Expose = "expose" "EXPOSE"
    Add = "add" "ADD"
    Volume = "volume" "VOLUME"
    Healthcheck = "healthcheck" "HEALTHCHECK"
    Shell = "shell" "SHELL"
    OnBuild = "onbuild" "ONBUILD"
    StopSignal = "stopsignal" "STOPSIGNAL"
    Maintainer = "maintainer" "MAINTAINER"
}

impl Keyword {
    /// Reads one, however it is typed.
    pub(super) fn read(typed: &str) -> Option<Self> {
        if !typed.is_ascii() {
            return Self::of(syntax::lowercase(typed).as_bytes());
        }
        let mut lower = [0; 11];
        let lower = lower.get_mut(..typed.len())?;
        lower.copy_from_slice(typed.as_bytes());
        lower.make_ascii_lowercase();
        Self::of(lower)
    }
}
