//! Short forms of labels and actions.

use bazel::label::Label;

/// The short form of a label: `//a/b` for `//a/b:b`, `@serde-1.0` for a repository that
/// Bazel calls `@@rules_rust~~crate~serde-1.0` and its main target; a path of an output without
/// the folders of its configuration.
pub fn label(label: &str) -> String {
    if let Some(path) = label.strip_prefix("bazel-out/") {
        let below = path
            .split_once("/bin/")
            .or_else(|| path.split_once("/testlogs/"));
        return below.map_or(path, |(_, below)| below).to_owned();
    }
    let Some(parts) = Label::parse(label) else {
        return label.to_owned();
    };
    let target = short(&parts);
    // The part behind the last sign is what the repository's maker called it.
    match parts.repository_name() {
        "" => target,
        named if parts.package.is_empty() && is_main(named, parts.name) => format!("@{named}"),
        named => format!("@{named}{target}"),
    }
}

fn short(label: &Label<'_>) -> String {
    let Label { package, name, .. } = label;
    if !package.is_empty() && package.rsplit('/').next() == Some(name) {
        format!("//{package}")
    } else {
        format!("//{package}:{name}")
    }
}

/// Whether a repository's target has its name, or that of its crate: `crates__serde-1.0.219` is of `serde`.
fn is_main(repository: &str, name: &str) -> bool {
    let versioned = repository.rsplit("__").next().unwrap_or(repository);
    let version = versioned
        .strip_prefix(name)
        .and_then(|rest| rest.strip_prefix('-'));
    repository == name || version.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// What an action does and for which target: `Rustc //crates/tk`.
pub fn action(action: &bep::Action) -> String {
    let name = label(&action.label);
    if action.mnemonic.is_empty() {
        name
    } else {
        format!("{} {name}", action.mnemonic)
    }
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn names_are_short_and_true() {
        for (full, expected) in [
            ("//crates/tk:tk", "//crates/tk"),
            ("//crates/tk:tk_lib", "//crates/tk:tk_lib"),
            ("//:tk", "//:tk"),
            ("//a:b/a", "//a:b/a"),
            ("//:b/c", "//:b/c"),
            ("//a b:a b", "//a b"),
            ("//c++:c++", "//c++"),
            ("//:grüße", "//:grüße"),
            ("@//a:b", "//a:b"),
            (
                "@@rules_rust~~crate~crates__serde-1.0.219//:serde",
                "@crates__serde-1.0.219",
            ),
            (
                "@@rules_rust~~crate~crates__serde-1.0.219//:s",
                "@crates__serde-1.0.219//:s",
            ),
            ("@@zlib+//:zlib", "@zlib"),
            ("@@zlib+//:z_lib", "@zlib//:z_lib"),
            ("@@zlib+//:z", "@zlib//:z"),
            ("@@a~b//c/d:d", "@b//c/d"),
            ("@b//c/d:e/d", "@b//c/d:e/d"),
            (
                "bazel-out/k8-opt-exec-ST-d57f47055a04/bin/web/dist.js",
                "web/dist.js",
            ),
            ("elsewhere", "elsewhere"),
        ] {
            assert_eq!(label(full), expected, "{full}");
        }
    }
}
