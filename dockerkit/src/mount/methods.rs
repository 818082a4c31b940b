//! The methods that several mounts have.

/// Who owns what is mounted.
macro_rules! owner {
    ($mount:ty, $owner:literal, $group:literal, $mode:literal) => {
        impl $mount {
            #[doc = $owner]
            #[inline(never)]
            #[must_use]
            pub fn uid(mut self, uid: impl Into<crate::or_arg::OrArg<u32>>) -> Self {
                self.uid = Some(uid.into());
                self
            }

            #[doc = $group]
            #[inline(never)]
            #[must_use]
            pub fn gid(mut self, gid: impl Into<crate::or_arg::OrArg<u32>>) -> Self {
                self.gid = Some(gid.into());
                self
            }

            #[doc = $mode]
            #[inline(never)]
            #[must_use]
            pub fn mode(
                mut self,
                mode: impl Into<crate::or_arg::OrArg<crate::mode::Mode>>,
            ) -> Self {
                self.mode = Some(mode.into());
                self
            }

            /// Whether it says who owns what is mounted.
            pub(crate) const fn names_owner(&self) -> bool {
                self.uid.is_some() || self.gid.is_some() || self.mode.is_some()
            }
        }
    };
}

/// What is mounted, of a stage or an image.
macro_rules! from {
    ($mount:ty, $stage:literal, $image:literal) => {
        impl $mount {
            #[doc = $stage]
            #[inline(never)]
            #[must_use]
            pub fn from(mut self, source: impl crate::source::IntoSource) -> Self {
                self.from = Some(source.into_source());
                self
            }

            #[doc = $image]
            #[inline(never)]
            #[must_use]
            pub fn from_image(mut self, image: impl Into<crate::name::Image>) -> Self {
                self.from = Some(crate::source::Source::Image(image.into()));
                self
            }
        }
    };
}

/// Whether the build fails without it.
macro_rules! required {
    ($mount:ty) => {
        impl $mount {
            /// The build fails without it.
            #[must_use]
            pub fn required(mut self) -> Self {
                self.required = crate::or_arg::OrArg::Value(true);
                self
            }

            /// The build fails without it where a build argument says `true`: `required=$REQUIRED`. Needs syntax 1.3.
            #[inline(never)]
            #[must_use]
            pub fn required_if(mut self, value: impl Into<crate::or_arg::OrArg<bool>>) -> Self {
                self.required = value.into();
                self
            }
        }
    };
}

/// Whether the step may write to it: the field is on where it may (`read_write`), or where it may not (`read_only`).
macro_rules! access {
    ($mount:ty, $field:ident, only: $only:ident, write: $write:ident) => {
        impl $mount {
            /// The step may only read it where a build argument says `true`: `ro=$READ_ONLY`. Needs syntax 1.3.
            #[inline(never)]
            #[must_use]
            pub fn read_only_if(mut self, value: impl Into<crate::or_arg::OrArg<bool>>) -> Self {
                self.$field = crate::mount::Switch::$only(value.into());
                self
            }

            /// The step may write to it where a build argument says `true`: `rw=$WRITABLE`. Needs syntax 1.3.
            #[inline(never)]
            #[must_use]
            pub fn read_write_if(mut self, value: impl Into<crate::or_arg::OrArg<bool>>) -> Self {
                self.$field = crate::mount::Switch::$write(value.into());
                self
            }
        }
    };
}

pub(crate) use {access, from, owner, required};
