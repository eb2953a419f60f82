//! Which package or target an error of Bazel's is about.

/// Words before the name of a package or target, in quotes.
const BEFORE_DIRECTORY: &str = "error loading package under directory '";
const BEFORE_PACKAGES: [&str; 3] = [
    "error loading package '",
    BEFORE_DIRECTORY,
    "no such package '",
];
const BEFORE_LABELS: [&str; 4] = [
    "Skipping '",
    "no such target '",
    "Analysis of target '",
    "while parsing '",
];
/// Words before the name of a package, to the end of the line.
pub(super) const CONTAINS_ERRORS: &str = "package contains errors: ";

/// The label of what an error names: of a package, all its targets.
pub(super) fn named(error: &str) -> Option<String> {
    let quoted = |words: &str| {
        let (_, behind) = error.split_once(words)?;
        let (name, _) = behind.split_once('\'')?;
        Some(name)
    };
    let labels = BEFORE_LABELS.iter().filter_map(|words| quoted(words));
    let mut labels = labels.filter(|name| name.contains("//") || name.starts_with(':'));
    let mut packages = BEFORE_PACKAGES.iter().filter_map(|words| quoted(words));
    let contains_errors = || {
        let behind = error.strip_prefix(CONTAINS_ERRORS)?;
        Some(behind.split(": ").next().unwrap_or(behind).trim())
    };
    let incompatible = || {
        let (_, behind) = error.split_once("Target ")?;
        let (name, _) = behind.split_once(" is incompatible")?;
        (name.contains("//") && !name.contains(' ')).then(|| crate::text::readable_label(name))
    };
    // `//:wrong: no such attribute`, behind a place.
    let of_attribute = || {
        let mut parts = error.split(": ");
        let label = parts.find(|part| part.starts_with("//") && part.contains(':'))?;
        (!label.contains(char::is_whitespace)).then_some(label)
    };
    // `in broken rule //:broken:`, behind a place.
    let of_rule = || {
        let (before, behind) = error.split_once(" rule ")?;
        let name = behind.split_whitespace().next()?.strip_suffix(':')?;
        let begins = before.starts_with("in ") || before.contains(": in ");
        (begins && name.contains("//")).then_some(name)
    };
    labels
        .next()
        .or_else(of_rule)
        .map(crate::text::readable_label)
        .or_else(|| packages.next().or_else(contains_errors).map(all_of))
        .or_else(|| of_attribute().map(crate::text::readable_label))
        .or_else(incompatible)
}

/// The package that kept a pattern for many targets from being loaded.
pub(super) fn of_pattern(pattern: &str, message: &str) -> Option<String> {
    is_pattern(pattern).then(|| named(message)).flatten()
}

fn is_pattern(label: &str) -> bool {
    let ends = ["...", ":all", ":*", ":all-targets"];
    ends.iter().any(|end| label.ends_with(end))
}

/// The target whose action failed, as the message of that action has it.
pub(super) fn cause(message: &str) -> Option<&str> {
    let (_, behind) = message.split_once("(from target ")?;
    let (label, _) = behind.split_once(')')?;
    Some(label)
}

/// Whether words on a pattern for many targets only follow from what could not be loaded below it.
pub(super) fn is_vague(message: &str) -> bool {
    message.contains("no targets found beneath '")
        || message == "cycles detected during target parsing"
        || message.contains("Package '") && message.ends_with("' contains errors")
}

/// The package of a label.
pub(super) fn of_label(label: &str) -> &str {
    label.rsplit_once(':').map_or(label, |(package, _)| package)
}

/// Whether a pattern stands for a label.
pub(super) fn contains(pattern: &str, label: &str) -> bool {
    match pattern.strip_suffix("...") {
        Some("//") => !label.is_empty(),
        Some(below) => {
            let below = below.trim_end_matches('/');
            let rest = label.strip_prefix(below);
            rest.is_some_and(|rest| rest.starts_with(['/', ':']))
        }
        None => is_pattern(pattern) && of_label(pattern) == of_label(label),
    }
}

/// Why, without the name that the label says already.
pub(super) fn reason(error: &str) -> &str {
    let beginnings = BEFORE_PACKAGES[..2].iter().chain(&BEFORE_LABELS[..1]);
    let of_contents = || error.strip_prefix(CONTAINS_ERRORS)?.split_once(": ");
    let mut rests = beginnings.filter_map(|words| {
        let (_, rest) = error.strip_prefix(words)?.split_once("': ")?;
        Some(rest)
    });
    let contents = of_contents().map(|(_, rest)| rest);
    match rests.next() {
        // Behind the directory stands the package.
        Some(rest) if error.starts_with(BEFORE_DIRECTORY) => reason(rest),
        rest => rest.or(contents).unwrap_or(error),
    }
}

/// The targets of the package whose BUILD file this is.
pub(super) fn of_file(file: &str) -> Option<String> {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    let is_build_file = matches!(name, "BUILD" | "BUILD.bazel");
    (is_build_file && !folder.starts_with('/')).then(|| all_of(folder))
}

/// `//pkg:all`
fn all_of(package: &str) -> String {
    let package = crate::text::readable_label(package);
    match package.contains("//") {
        true => format!("{package}:all"),
        false => format!("//{package}:all"),
    }
}

/// Whether a text names a label, not only one that begins with it.
pub(super) fn mentions(text: &str, label: &str) -> bool {
    let continues = |c: char| c.is_alphanumeric() || "_-+=./~@$#:".contains(c);
    let ends = |rest: &str| {
        let mut letters = rest.chars();
        match letters.next() {
            None => true,
            // The end of a sentence, or of a quoted label.
            Some('.' | ':') => letters.next().is_none_or(|next| !continues(next)),
            Some(letter) => !continues(letter),
        }
    };
    !label.is_empty()
        && text
            .match_indices(label)
            .any(|(at, _)| ends(&text[at + label.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Errors, the label that each names, and the reason in it.
    const ERRORS: &[(&str, &str, &str)] = &[
        (
            "error loading package 'broken': Unable to find package for @@nowhere//:def.bzl",
            "//broken:all",
            "Unable to find package for @@nowhere//:def.bzl",
        ),
        (
            "error loading package under directory '': error loading package 'broken': Unable to find package",
            "//broken:all",
            "Unable to find package",
        ),
        (
            "error loading package '': compilation of module 'rules.bzl' failed",
            "//:all",
            "compilation of module 'rules.bzl' failed",
        ),
        (
            "Skipping '//missing:target': no such package 'missing': BUILD file not found",
            "//missing:target",
            "no such package 'missing': BUILD file not found",
        ),
        (
            "no such target '@@//:gone': target 'gone' not declared in package ''",
            "//:gone",
            "no such target '@@//:gone': target 'gone' not declared in package ''",
        ),
        (
            "no such package '@@other//lib': it is not there",
            "@@other//lib:all",
            "no such package '@@other//lib': it is not there",
        ),
        (
            "package contains errors: lib/deep",
            "//lib/deep:all",
            "package contains errors: lib/deep",
        ),
        (
            "package contains errors: lib: 'is' not supported",
            "//lib:all",
            "'is' not supported",
        ),
        (
            "/ws/lib/BUILD:1:8: //lib:wrong: no such attribute 'nosuch' in 'genrule' rule",
            "//lib:wrong",
            "/ws/lib/BUILD:1:8: //lib:wrong: no such attribute 'nosuch' in 'genrule' rule",
        ),
        (
            "Analysis of target '//:broken' failed; build aborted",
            "//:broken",
            "Analysis of target '//:broken' failed; build aborted",
        ),
        (
            "/ws/BUILD.bazel:84:7: in broken rule //:broken:",
            "//:broken",
            "/ws/BUILD.bazel:84:7: in broken rule //:broken:",
        ),
        (
            "Target //:win is incompatible and cannot be built, but was explicitly requested.",
            "//:win",
            "Target //:win is incompatible and cannot be built, but was explicitly requested.",
        ),
    ];

    #[test]
    fn errors_name_packages_and_targets() {
        for (error, label, why) in ERRORS {
            assert_eq!(named(error).as_deref(), Some(*label), "{error}");
            assert_eq!(reason(error), *why, "{error}");
        }
        for error in [
            "command succeeded, but there were errors parsing the target pattern",
            "Unrecognized option: --no_such_flag",
            "Skipping 'words': nothing",
        ] {
            assert_eq!(named(error), None, "{error}");
        }
    }

    #[test]
    fn patterns_stand_for_labels() {
        for (pattern, label, is_contained) in [
            ("//...", "//lib:a", true),
            ("//lib/...", "//lib:all", true),
            ("//lib/...", "//lib/deep:a", true),
            ("//lib/...", "//library:a", false),
            ("//lib:all", "//lib:a", true),
            ("//lib:all", "//lib/deep:a", false),
            ("//lib:all", "", false),
            ("//lib:a", "//lib:a", false),
        ] {
            assert_eq!(contains(pattern, label), is_contained, "{pattern} {label}");
        }
    }

    #[test]
    fn a_build_file_is_of_its_package() {
        assert_eq!(of_file("lib/BUILD.bazel").as_deref(), Some("//lib:all"));
        assert_eq!(of_file("BUILD").as_deref(), Some("//:all"));
        assert_eq!(of_file("lib/rules.bzl"), None);
        assert_eq!(of_file("/elsewhere/BUILD"), None);
    }

    #[test]
    fn a_label_is_mentioned_as_a_whole() {
        for (text, is_mentioned) in [
            ("Analysis of target '//:a' failed", true),
            ("in rule //:a: no", true),
            ("it needs //:a.", true),
            ("//:a", true),
            ("//:ab", false),
            ("//:a.txt", false),
            ("//:a/b", false),
        ] {
            assert_eq!(mentions(text, "//:a"), is_mentioned, "{text}");
        }
        assert!(!mentions("anything", ""));
    }
}
