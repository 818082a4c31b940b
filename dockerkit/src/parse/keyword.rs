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
                match lower {
                    $($lower => Some(Self::$keyword),)*
                    _ => None,
                }
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

keywords! {
    Run = b"run" "RUN"
    Copy = b"copy" "COPY"
    Env = b"env" "ENV"
    Arg = b"arg" "ARG"
    From = b"from" "FROM"
    Workdir = b"workdir" "WORKDIR"
    Label = b"label" "LABEL"
    User = b"user" "USER"
    Cmd = b"cmd" "CMD"
    Entrypoint = b"entrypoint" "ENTRYPOINT"
    Expose = b"expose" "EXPOSE"
    Add = b"add" "ADD"
    Volume = b"volume" "VOLUME"
    Healthcheck = b"healthcheck" "HEALTHCHECK"
    Shell = b"shell" "SHELL"
    OnBuild = b"onbuild" "ONBUILD"
    StopSignal = b"stopsignal" "STOPSIGNAL"
    Maintainer = b"maintainer" "MAINTAINER"
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
