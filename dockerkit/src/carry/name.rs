//! What a cache directory is called where it is kept.

use std::fmt::Write as _;

use crate::mount::Base;

/// Longer names are cut: a tag has 128 characters at most.
const LONGEST: usize = 100;

/// The name of a cache directory, in a bake file, a registry and a file system: `pip-cache-shared_u1001_g1001`.
///
/// No two directories have the same, whatever their ids are made of and however a file system compares names: lowercase letters, digits
/// and `-` are themselves, any other byte is `_` and two hexadecimal digits; what is added behind `_` begins with none.
pub(super) fn name(namespace: &str, id: &str, base: &Base) -> String {
    let mut name = String::with_capacity(id.len() + 32);
    push(&mut name, id);
    if !namespace.is_empty() {
        name.push_str("_ns_");
        push(&mut name, namespace);
    }
    if let Base::Owned { uid, gid, mode } = base {
        // A `String` takes everything.
        let _ = write!(name, "_u{uid}_g{gid}");
        if *mode != 0o755 {
            let _ = write!(name, "_m{mode:o}");
        }
    }
    if name.len() > LONGEST {
        let hash = hash(name.as_bytes());
        name.truncate(LONGEST - 18);
        let _ = write!(name, "_h{hash:016x}");
    }
    name
}

fn push(name: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => name.push(byte.into()),
            // A tag begins with no `-`.
            b'-' if !name.is_empty() => name.push('-'),
            _ => {
                let _ = write!(name, "_{byte:02x}");
            }
        }
    }
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn owned(uid: u32, gid: u32, mode: u32) -> Base {
        Base::Owned { uid, gid, mode }
    }

    #[test]
    fn usual_ids_can_be_read() {
        let name = |id, base| name("", id, &base);
        assert_eq!(name("pip-cache-shared", Base::Nothing), "pip-cache-shared");
        assert_eq!(name("uv", owned(1001, 1001, 0o755)), "uv_u1001_g1001");
        assert_eq!(name("uv", owned(0, 0, 0o777)), "uv_u0_g0_m777");
        assert_eq!(name("/root/.npm", Base::Nothing), "_2froot_2f_2enpm");
        assert_eq!(super::name("ci", "uv", &Base::Nothing), "uv_ns_ci");
    }

    #[test]
    fn no_two_directories_have_the_same_name() {
        let long = "x".repeat(300);
        let longer = format!("{long}y");
        let ids = [
            "a", "A", "a b", "a,b", "a_b", "a_20b", "a.b", "a-b", "-a", "a'b", "a\"b", "a/b", "é",
            "a_ns_b", "a_u0_g0", "ns", "a_h", &long, &longer,
        ];
        let bases = [
            Base::Nothing,
            owned(0, 0, 0o755),
            owned(0, 0, 0o700),
            owned(1, 0, 0o755),
            owned(0, 1, 0o755),
        ];
        let mut seen = BTreeMap::new();
        for namespace in ["", "a", "A", "b", "u0"] {
            for id in ids {
                for base in &bases {
                    let name = name(namespace, id, base);
                    let is_fit = |it: u8| {
                        it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_' || it == b'-'
                    };
                    assert!(name.bytes().all(is_fit) && !name.starts_with('-'), "{name}");
                    assert!(name.len() <= LONGEST, "{name}");
                    let before = seen.insert(name.clone(), (namespace, id, base));
                    assert_eq!(before, None, "{name}");
                }
            }
        }
    }
}
