//! Which labels a target pattern matches.

use bazel::label::Label;

/// Names that stand for all targets of a package.
const WILDCARDS: [&str; 3] = ["all", "*", "all-targets"];

/// Whether a pattern can match several targets. A target's name can end like one: `//a:b/all` is a single target.
pub fn is_many(pattern: &str) -> bool {
    let target = pattern
        .split_once("//")
        .map_or(pattern, |(_, target)| target);
    let (package, name) = target.split_once(':').unwrap_or((target, ""));
    pattern.starts_with('-') || WILDCARDS.contains(&name) || is_recursive(package)
}

/// `...` and `a/...`
fn is_recursive(package: &str) -> bool {
    package.rsplit('/').next() == Some("...")
}

/// Whether patterns, some of them negative (`-//a/...`), match a label. The last match wins.
pub fn any_covers(patterns: &[String], label: &str) -> bool {
    let Some(label) = Label::parse(label) else {
        return false;
    };
    let mut covered = false;
    for pattern in patterns {
        match pattern.strip_prefix('-') {
            Some(excluded) if covers(excluded, &label) => covered = false,
            None if covers(pattern, &label) => covered = true,
            _ => {}
        }
    }
    covered
}

fn covers(pattern: &str, label: &Label<'_>) -> bool {
    let Some(meant) = Label::parse(pattern) else {
        return false;
    };
    if !meant.is_in_repository_of(label) {
        return false;
    }
    if is_recursive(meant.package) {
        let above = meant.package.trim_end_matches("...").trim_end_matches('/');
        let rest = label.package.strip_prefix(above);
        return above.is_empty()
            || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    }
    let is_wildcard = pattern.contains(':') && WILDCARDS.contains(&meant.name);
    meant.package == label.package && (is_wildcard || meant.name == label.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(pattern: &str, label: &str) -> bool {
        any_covers(&[pattern.to_owned()], label)
    }

    #[test]
    fn patterns_mean_what_bazel_means() {
        for (pattern, label) in [
            ("//...", "//:a"),
            ("//...", "//b/c:a"),
            ("//b/...", "//b:a"),
            ("//b/...:all", "//b/c:a"),
            ("//b:all", "//b:a"),
            ("//:*", "//:a"),
            ("//b", "//b:b"),
            ("//b/c", "//b/c:c"),
            ("//b:c", "//b:c"),
            ("@other//...", "@other//b:c"),
            ("@other//...", "@@other+//b:c"),
            ("@other", "@@ext~other//:other"),
            ("@//b/...", "//b:c"),
            ("@@//b", "//b:b"),
            ("//:b/c", "//:b/c"),
            ("//b c:all", "//b c:d e"),
        ] {
            assert!(covers(pattern, label), "{pattern} {label}");
        }
        for (pattern, label) in [
            ("//b/...", "//bc:a"),
            ("//b/...", "//c/b:a"),
            ("//b:all", "//b/c:a"),
            ("//b", "//b:c"),
            ("//...", "@other//b:c"),
            ("@other//...", "@@others+//b:c"),
            ("//:c", "//:b/c"),
            ("//b/all", "//b:c"),
            ("//:b/all", "//:c"),
        ] {
            assert!(!covers(pattern, label), "{pattern} {label}");
        }
    }

    #[test]
    fn what_is_taken_away_is_not_meant() {
        let patterns = ["//...", "-//web/..."].map(str::to_owned);
        assert!(any_covers(&patterns, "//crates/a:a"));
        assert!(!any_covers(&patterns, "//web:a"));
    }

    #[test]
    fn one_target_is_told_from_many() {
        for pattern in [
            "//...",
            "...",
            "//a/...",
            "//a/...:all",
            "//a:all",
            "//a:*",
            "@r//a:all-targets",
            "-//a:b",
        ] {
            assert!(is_many(pattern), "{pattern}");
        }
        for pattern in [
            "//a:b",
            "//a/all_b",
            "//a/all",
            "//a:b/all",
            "//a:b/...x",
            "//a:b/*",
            "@r",
        ] {
            assert!(!is_many(pattern), "{pattern}");
        }
    }
}
