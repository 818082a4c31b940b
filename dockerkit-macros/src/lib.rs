//! The `dockerfile!` macro of dockerkit. Use it through that crate.
