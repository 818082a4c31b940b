//! The rules for values that only `check` looks at.

/// Permissions as `--chmod` takes them: octal, or symbolic as for `chmod`.
pub(crate) fn is_file_mode(mode: &str) -> bool {
    if !mode.is_empty() && mode.bytes().all(|byte| matches!(byte, b'0'..=b'7')) {
        return u32::from_str_radix(mode, 8).is_ok_and(|mode| mode <= 0o7777);
    }
    mode.split(',').all(|clause| {
        let actions = clause.trim_start_matches(['u', 'g', 'o', 'a']);
        let letters = |action: &str| {
            action.bytes().all(|byte| b"rwxXst".contains(&byte))
                || matches!(action, "u" | "g" | "o")
        };
        let mut parts = actions.split(['+', '-', '=']);
        // Nothing stands before the first operator, and there is one.
        parts.next() == Some("") && !actions.is_empty() && parts.all(letters)
    })
}

/// A signal as the engine knows it on Linux: a number but 0, or a name with or without `SIG`.
///
/// Source: `github.com/moby/sys/signal`.
pub(crate) fn is_signal(signal: &str) -> bool {
    const NAMES: &str = " ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM \
                         TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX ";
    if let Ok(number) = signal.parse::<i32>() {
        return number > 0;
    }
    let name = signal.to_ascii_uppercase();
    let name = name.strip_prefix("SIG").unwrap_or(&name);
    let within = |rest: &str, last: u32| {
        rest.parse()
            .is_ok_and(|number: u32| (1..=last).contains(&number) && !rest.starts_with(['0', '+']))
    };
    match (name.strip_prefix("RTMIN+"), name.strip_prefix("RTMAX-")) {
        (Some(rest), _) => within(rest, 15),
        (_, Some(rest)) => within(rest, 14),
        _ => !name.is_empty() && !name.contains(' ') && NAMES.contains(&format!(" {name} ")),
    }
}

/// A size as `--mount=type=tmpfs` takes it: digits with a unit, in which the case does not matter.
///
/// Source: `RAMInBytes` of `github.com/docker/go-units`.
pub(crate) fn is_size(size: &str) -> bool {
    let size = size.to_ascii_lowercase();
    let size = size.strip_suffix('b').unwrap_or(&size);
    let size = size.strip_suffix("i").unwrap_or(size);
    let number = size.strip_suffix(['k', 'm', 'g', 't', 'p']).unwrap_or(size);
    let number = number.strip_suffix(' ').unwrap_or(number);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = number.split('.');
    parts.next().is_some_and(digits) && parts.next().is_none_or(digits) && parts.next().is_none()
}

/// Whether Go's `path.Clean` makes a path `/`.
pub(crate) fn is_root(path: &str) -> bool {
    let mut depth = 0_usize;
    for part in path.as_bytes().split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => depth = depth.saturating_sub(1),
            _ => depth += 1,
        }
    }
    depth == 0 && path.starts_with('/')
}

/// Go's `path.Clean`, by which BuildKit makes a target the default id.
pub(crate) fn clean_path(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            _ => parts.push(part),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_modes_signals_and_sizes() {
        for good in [
            "0755",
            "7777",
            "+x",
            "u=rwX,go=rX",
            "a+x",
            "u+s",
            "g=u",
            "=",
        ] {
            assert!(is_file_mode(good), "{good}");
        }
        for bad in ["", "8", "10000", "rwx", "u", "+x,", "u+q", "0x1", "-1"] {
            assert!(!is_file_mode(bad), "{bad}");
        }
        for good in ["9", "SIGQUIT", "quit", "SIGRTMIN+3", "RTMAX-1", "RTMIN"] {
            assert!(is_signal(good), "{good}");
        }
        for bad in [
            "", "0", "-1", "SIGNOPE", "SIG", "RTMIN+16", "RTMIN+", "AL", "INT IO",
        ] {
            assert!(!is_signal(bad), "{bad}");
        }
        for good in ["1", "512m", "1g", "1.5 GiB", "10kb", "0"] {
            assert!(is_size(good), "{good}");
        }
        for bad in ["", "m", "-1", "1x", "1..2", "1 m m", ".5"] {
            assert!(!is_size(bad), "{bad}");
        }
    }

    #[test]
    fn paths_are_cleaned_as_go_does() {
        for (path, clean) in [
            ("", "."),
            ("/", "/"),
            ("a/../..", ".."),
            ("/a/../../b//c/.", "/b/c"),
            ("./x/", "x"),
            ("../../a", "../../a"),
        ] {
            assert_eq!(clean_path(path), clean, "{path}");
            assert_eq!(is_root(path), clean == "/", "{path}");
        }
    }
}
