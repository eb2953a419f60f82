//! Which labels a target pattern matches.

/// Whether a pattern can match several targets.
pub fn is_many(pattern: &str) -> bool {
    let name = pattern.rsplit(['/', ':']).next().unwrap_or(pattern);
    pattern.starts_with('-') || matches!(name, "..." | "all" | "*" | "all-targets")
}

/// Whether patterns, some of them negative (`-//a/...`), match a label. The last match wins.
pub fn any_covers(patterns: &[String], label: &str) -> bool {
    let mut covered = false;
    for pattern in patterns {
        match pattern.strip_prefix('-') {
            Some(excluded) if covers(excluded, label) => covered = false,
            None if covers(pattern, label) => covered = true,
            _ => {}
        }
    }
    covered
}

fn covers(pattern: &str, label: &str) -> bool {
    let (Some((of_repository, meant)), Some((repository, target))) =
        (pattern.split_once("//"), label.split_once("//"))
    else {
        return false;
    };
    let (package, name) = target.split_once(':').unwrap_or((target, ""));
    let (of_package, of_name) = match meant.split_once(':') {
        Some((package, name)) => (package, name),
        None => (meant, meant.rsplit('/').next().unwrap_or(meant)),
    };
    if of_repository != repository {
        return false;
    }
    if let Some(above) = of_package.strip_suffix("...") {
        let above = above.trim_end_matches('/');
        let rest = package.strip_prefix(above);
        return above.is_empty()
            || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    }
    of_package == package && (matches!(of_name, "all" | "*" | "all-targets") || of_name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ] {
            assert!(covers(pattern, label), "{pattern} {label}");
        }
        for (pattern, label) in [
            ("//b/...", "//bc:a"),
            ("//b/...", "//c/b:a"),
            ("//b:all", "//b/c:a"),
            ("//b", "//b:c"),
            ("//...", "@other//b:c"),
        ] {
            assert!(!covers(pattern, label), "{pattern} {label}");
        }
    }

    #[test]
    fn what_is_taken_away_is_not_meant() {
        let patterns = ["//...", "-//web/..."].map(str::to_owned);
        assert!(any_covers(&patterns, "//crates/a:a"));
        assert!(!any_covers(&patterns, "//web:a"));
        assert!(is_many("//...") && is_many("//a:all") && is_many("-//a:b"));
        assert!(!is_many("//a:b") && !is_many("//a/all_b"));
    }
}
