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
        quoted_name(behind)
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
        name.starts_with(['/', '@'])
            .then(|| crate::text::readable_label(name))
    };
    // `//:wrong: no such attribute`, behind a place.
    let of_attribute = || {
        let parts: Vec<&str> = error.split(": ").collect();
        let is_label = |part: &str| part.starts_with("//") && part.contains(':');
        let at = parts.iter().position(|part| is_label(part))?;
        // Words can begin with a label, but not right behind a place.
        let before = at.checked_sub(1).map(|before| parts[before]);
        let is_behind_place = before.is_some_and(|it| it.ends_with(|c: char| c.is_ascii_digit()));
        (is_behind_place || !parts[at].contains(char::is_whitespace)).then_some(parts[at])
    };
    // `in broken rule //:broken:`, behind a place.
    let of_rule = || {
        let (before, behind) = error.split_once(" rule ")?;
        let end = behind
            .find(": ")
            .or_else(|| Some(behind.strip_suffix(':')?.len()))?;
        let name = &behind[..end];
        let begins = before.starts_with("in ") || before.contains(": in ");
        (begins && name.starts_with(['/', '@'])).then_some(name)
    };
    labels
        .next()
        .or_else(of_rule)
        .map(crate::text::readable_label)
        .or_else(|| packages.next().or_else(contains_errors).map(all_of))
        .or_else(|| of_attribute().map(crate::text::readable_label))
        .or_else(incompatible)
}

/// A name up to the quote behind it; one between letters is a part of the name.
fn quoted_name(text: &str) -> Option<&str> {
    let mut quotes = text.match_indices('\'').map(|(at, _)| at);
    let end = quotes.find(|at| !text[at + 1..].starts_with(char::is_alphanumeric))?;
    Some(&text[..end])
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
    let mut depth = 0_usize;
    let end = behind.find(|c: char| match c {
        '(' => {
            depth += 1;
            false
        }
        ')' => {
            let is_end = depth == 0;
            depth = depth.saturating_sub(1);
            is_end
        }
        _ => false,
    })?;
    Some(&behind[..end])
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
mod tests;
