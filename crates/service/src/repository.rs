//! Addresses of repositories. Git knows more kinds than these, and some of them run programs: `ext::sh`.

/// Where a repository is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepositoryPlace {
    /// On another machine, over HTTPS or SSH.
    Server,
    /// In a folder of the service's machine.
    Folder,
}

impl RepositoryPlace {
    /// The place that an address names.
    ///
    /// # Errors
    ///
    /// Why git may not be given it, to be said after "the address".
    pub fn of(address: &str) -> Result<Self, &'static str> {
        if address.starts_with('-')
            || address.contains("::")
            || address.chars().any(char::is_control)
        {
            return Err("is none that git may be given");
        }
        let on_server = |authority: &str| {
            if has_host(authority) {
                Ok(Self::Server)
            } else {
                Err("names no host")
            }
        };
        if let Some(rest) = address
            .strip_prefix("https://")
            .or_else(|| address.strip_prefix("ssh://"))
        {
            return on_server(rest.split('/').next().unwrap_or_default());
        }
        if address.starts_with('/') || address.starts_with("file:///") {
            return Ok(Self::Folder);
        }
        match address.split_once(':') {
            // As in `git@host:path`.
            Some((before, path))
                if before.contains('@') && !before.contains('/') && !path.starts_with("//") =>
            {
                on_server(before)
            }
            _ => Err("does not start with https:// or ssh://"),
        }
    }
}

fn has_host(authority: &str) -> bool {
    let host = authority.rsplit('@').next().unwrap_or_default();
    !host.is_empty() && !host.starts_with('-') && !authority.starts_with('-')
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
            assert_eq!(
                RepositoryPlace::of(right),
                Ok(RepositoryPlace::Server),
                "{right}"
            );
        }
        for folder in ["/srv/a.git", "file:///srv/a.git"] {
            assert_eq!(
                RepositoryPlace::of(folder),
                Ok(RepositoryPlace::Folder),
                "{folder}"
            );
        }
        for wrong in [
            "",
            "?",
            "ext::sh -c touch% x",
            "--upload-pack=x",
            "http://example.org/a",
            "git://example.org/a",
            "fd::3",
            "../a",
            "C:a",
            "ssh://-oProxyCommand=x/a",
            "-oProxyCommand=x@h:a",
            "a@-oProxyCommand=x:a",
            "https:///a",
            "x@y://z",
            "https://example.org/a\nb",
        ] {
            assert!(RepositoryPlace::of(wrong).is_err(), "{wrong}");
        }
    }
}
