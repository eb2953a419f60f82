//! Where repositories may be.

use service::ports::StepError;

/// Whether git may be given an address. It knows more kinds than these, and some run programs: `ext::sh`.
pub(super) fn check(address: &str, folders_allowed: bool) -> Result<(), StepError> {
    let refused = |why: &str| Err(StepError::Final(format!("the repository's address {why}")));
    if address.starts_with('-') || address.contains("::") || address.chars().any(char::is_control) {
        return refused("is none that git may be given");
    }
    let host = |rest: &str| {
        let authority = rest.split('/').next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        !host.is_empty() && !host.starts_with('-') && !authority.starts_with('-')
    };
    if let Some(rest) = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("ssh://"))
    {
        return if host(rest) {
            Ok(())
        } else {
            refused("names no host")
        };
    }
    if address.starts_with('/') || address.starts_with("file:///") {
        return match folders_allowed {
            true => Ok(()),
            false => {
                refused("is a folder of the service's machine, which its settings do not allow")
            }
        };
    }
    match address.split_once(':') {
        // As in `git@host:path`.
        Some((before, path))
            if before.contains('@')
                && !before.contains('/')
                && !path.starts_with("//")
                && host(before) =>
        {
            Ok(())
        }
        _ => refused("does not start with https:// or ssh://"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for right in [
            "https://example.org/a.git",
            "ssh://git@example.org:22/a.git",
            "git@example.org:a/b.git",
        ] {
            assert_eq!(check(right, false), Ok(()), "{right}");
        }
        for wrong in [
            "ext::sh -c touch% x",
            "--upload-pack=x",
            "http://example.org/a",
            "git://example.org/a",
            "fd::3",
            "/srv/a.git",
            "file:///srv/a.git",
            "../a",
            "C:a",
            "ssh://-oProxyCommand=x/a",
            "-oProxyCommand=x@h:a",
            "a@-oProxyCommand=x:a",
            "https:///a",
            "x@y://z",
        ] {
            assert!(check(wrong, false).is_err(), "{wrong}");
        }
        assert_eq!(check("/srv/a.git", true), Ok(()));
    }
}
