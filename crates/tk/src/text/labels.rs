//! Short forms of labels and actions.

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
    let Some(rest) = label.strip_prefix('@') else {
        return short(label).to_owned();
    };
    let Some((repository, target)) = rest.split_once("//") else {
        return label.to_owned();
    };
    // The part behind the last sign is what the repository's maker called it.
    let named = repository
        .trim_start_matches('@')
        .trim_end_matches(['~', '+'])
        .rsplit(['~', '+'])
        .next()
        .unwrap_or(repository);
    let name = target.strip_prefix(':');
    match name {
        Some(name) if named.contains(name) => format!("@{named}"),
        _ => format!("@{named}//{}", short(target)),
    }
}

fn short(label: &str) -> &str {
    match label.rsplit_once(':') {
        Some((package, name)) if package.rsplit('/').next() == Some(name) && !name.is_empty() => {
            package
        }
        _ => label,
    }
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
        assert_eq!(label("//crates/tk:tk"), "//crates/tk");
        assert_eq!(label("//crates/tk:tk_lib"), "//crates/tk:tk_lib");
        assert_eq!(label("//:tk"), "//:tk");
        assert_eq!(
            label("@@rules_rust~~crate~crates__serde-1.0.219//:serde"),
            "@crates__serde-1.0.219"
        );
        assert_eq!(label("@@zlib+//:z_lib"), "@zlib//:z_lib");
        assert_eq!(label("@@a~b//c/d:d"), "@b//c/d");
        assert_eq!(
            label("bazel-out/k8-opt-exec-ST-d57f47055a04/bin/web/dist.js"),
            "web/dist.js"
        );
        assert_eq!(label("elsewhere"), "elsewhere");
    }
}
