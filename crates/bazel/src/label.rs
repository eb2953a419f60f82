//! Labels in their parts.
//!
//! A target's name can have slashes, blanks and nearly every other letter: only the first `//` and the colon behind it
//! tell where it begins.

use std::fmt;

/// A label in its parts: of `@@repo//a/b:c/d` they are `@@repo`, `a/b` and `c/d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label<'a> {
    /// The repository with its marks; empty for the main one.
    pub repository: &'a str,
    /// The package; empty for a repository's root.
    pub package: &'a str,
    /// The target's name.
    pub name: &'a str,
}

impl<'a> Label<'a> {
    /// The parts of a label, also of a short one: `//a/b` is `//a/b:b`, `@repo` is `@repo//:repo`, and `@//a:b` and
    /// `@@//a:b` are `//a:b`. `None` for what does not begin like one.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (repository, target) = match text.split_once("//") {
            Some((repository, target)) if is_repository(repository) => (repository, target),
            None if text.len() > 1 && is_repository(text) && !text.contains([':', '/']) => {
                let name = text.trim_start_matches('@');
                return Some(Self {
                    repository: text,
                    package: "",
                    name,
                });
            }
            _ => return None,
        };
        let (package, name) = match target.split_once(':') {
            Some(parts) => parts,
            None => (target, target.rsplit('/').next().unwrap_or(target)),
        };
        Some(Self {
            repository: if matches!(repository, "@" | "@@") {
                ""
            } else {
                repository
            },
            package,
            name,
        })
    }

    /// What people call the repository: `zlib` for `@zlib`, for `@@zlib+`, and for `@@rules~~extension~zlib`, which a
    /// module extension has made. Empty for the main one.
    pub fn repository_name(&self) -> &'a str {
        let canonical = self.repository.trim_start_matches('@');
        let own = canonical.trim_end_matches(['~', '+']);
        own.rsplit(['~', '+']).next().unwrap_or(own)
    }

    /// Whether both name the same repository, where one name can be the one that Bazel gives, and the other the one that
    /// people write.
    pub fn is_in_repository_of(&self, other: &Label<'_>) -> bool {
        let are_canonical = [self.repository, other.repository]
            .iter()
            .all(|repository| repository.starts_with("@@"));
        if are_canonical {
            return self.repository == other.repository;
        }
        self.repository_name() == other.repository_name()
    }

    /// Whether both name the same target.
    pub fn is(&self, other: &Label<'_>) -> bool {
        (self.package, self.name) == (other.package, other.name) && self.is_in_repository_of(other)
    }
}

impl fmt::Display for Label<'_> {
    /// In full, with package and name.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            repository,
            package,
            name,
        } = self;
        write!(formatter, "{repository}//{package}:{name}")
    }
}

fn is_repository(text: &str) -> bool {
    text.is_empty() || text.starts_with('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(text: &str) -> Option<String> {
        Label::parse(text).map(|label| label.to_string())
    }

    #[test]
    fn labels_have_parts_however_they_are_written() {
        for (text, expected) in [
            ("//a/b:c", "//a/b:c"),
            ("//a/b", "//a/b:b"),
            ("//a", "//a:a"),
            ("//:x", "//:x"),
            ("//:a/b", "//:a/b"),
            ("//a:b/c.d+e@f=g", "//a:b/c.d+e@f=g"),
            ("//a b:c d", "//a b:c d"),
            ("//a+b/c", "//a+b/c:c"),
            ("//:grüße", "//:grüße"),
            ("@//a:b", "//a:b"),
            ("@@//a", "//a:a"),
            ("@repo", "@repo//:repo"),
            ("@repo//:x", "@repo//:x"),
            ("@@rules~~ext~repo//a:b/c", "@@rules~~ext~repo//a:b/c"),
        ] {
            assert_eq!(full(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "a",
            "a/b",
            ":a",
            "a//b",
            "bazel-out/k8/bin/a",
            "@",
            "...",
        ] {
            assert_eq!(full(text), None, "{text}");
        }
    }

    #[test]
    fn one_target_has_several_labels() {
        let is = |one: &str, other: &str| {
            let (one, other) = (Label::parse(one).unwrap(), Label::parse(other).unwrap());
            one.is(&other)
        };
        for (one, other) in [
            ("//a", "//a:a"),
            ("@//a", "//a:a"),
            ("@zlib", "@@zlib+//:zlib"),
            ("@zlib//:z", "@@zlib~//:z"),
            ("@zlib//:z", "@@rules~~ext~zlib//:z"),
            ("@@zlib//:z", "@zlib//:z"),
        ] {
            assert!(is(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("//a:b/c", "//a:c"),
            ("//a:b", "//b:b"),
            ("//:z", "@zlib//:z"),
            ("@@a~zlib//:z", "@@b~zlib//:z"),
            ("@z//:z", "@zlib//:z"),
        ] {
            assert!(!is(one, other), "{one} {other}");
        }
    }
}
