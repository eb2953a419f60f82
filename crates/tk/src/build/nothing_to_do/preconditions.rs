//! When Bazel is never skipped.

use std::path::Path;

use super::unproven::Unproven;
use checkout::{Workspace, env_vars};

/// Larger programs than this are Bazel itself.
const WRAPPER_BYTES: u64 = 32 * 1024 * 1024;

/// What a wrapper that downloads Bazel carries in it.
const WRAPPER: &str = "bazelisk";

/// Looks for a reason to always run Bazel.
///
/// # Errors
/// When there is one.
pub fn check(root: &Path, bazel: &Path) -> Result<(), Unproven> {
    if !is_exact_version(root) && is_wrapper(bazel) {
        return Err(Unproven::BazelVersion);
    }
    check_globs(root)
}

/// Whether the version of Bazel is exact: otherwise a wrapper chooses the newest.
fn is_exact_version(root: &Path) -> bool {
    let named = env_vars::value(env_vars::USE_BAZEL_VERSION)
        .map(|version| version.to_string_lossy().into_owned())
        .or_else(|| version_of_bazelisk(root))
        .or_else(|| Workspace::without_bazel(root).bazel_version());
    named.is_some_and(|version| {
        let parts: Vec<&str> = version.trim().split('.').collect();
        parts.len() == 3
            && parts
                .iter()
                .all(|part| !part.is_empty() && part.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// The version that the workspace's `.bazeliskrc` names: bazelisk prefers it to `.bazelversion`.
fn version_of_bazelisk(root: &Path) -> Option<String> {
    let text = std::fs::read_to_string(root.join(".bazeliskrc")).ok()?;
    let lines = text.trim_start_matches('\u{feff}').lines();
    let settings = lines.filter_map(|line| line.trim().split_once('='));
    let mut versions = settings.filter(|(name, _)| name.trim() == env_vars::USE_BAZEL_VERSION);
    versions
        .next()
        .map(|(_, version)| version.trim().to_owned())
}

fn is_wrapper(bazel: &Path) -> bool {
    let target = bazel.canonicalize().unwrap_or_else(|_| bazel.to_owned());
    let is_named_so = |path: &Path| path.to_string_lossy().contains(WRAPPER);
    if is_named_so(bazel) || is_named_so(&target) {
        return true;
    }
    let is_small = target
        .metadata()
        .is_ok_and(|meta| meta.len() < WRAPPER_BYTES);
    is_small
        && std::fs::read(&target).is_ok_and(|content| {
            content
                .windows(WRAPPER.len())
                .any(|part| part == WRAPPER.as_bytes())
        })
}

/// A glob of the root package can see `.git` and `.tk`, which are not looked at.
fn check_globs(root: &Path) -> Result<(), Unproven> {
    const WIDE: [&str; 6] = ["\"**", "'**", "\"*/", "'*/", "\".git", "\".tk"];
    for name in ["BUILD.bazel", "BUILD"] {
        let path = root.join(name);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        if WIDE.iter().any(|pattern| text.contains(pattern)) {
            return Err(Unproven::WideGlob(path));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_of_everything_in_the_root_is_too_wide() {
        let dir = tempfile::tempdir().unwrap();
        let write = |text: &str| std::fs::write(dir.path().join("BUILD.bazel"), text).unwrap();
        write("filegroup(name = 'a', srcs = glob([\"src/**\"]))");
        assert!(check_globs(dir.path()).is_ok());
        write("filegroup(name = 'a', srcs = glob([\"**/*.txt\"]))");
        assert!(check_globs(dir.path()).is_err());
    }

    #[test]
    fn a_wrapper_needs_an_exact_version() {
        let dir = tempfile::tempdir().unwrap();
        let bazel = dir.path().join("bazel");
        std::fs::write(&bazel, "#!/bin/sh\nexec /opt/bazelisk\n").unwrap();
        assert!(is_wrapper(&bazel));
        for (version, exact) in [("7.7.1\n", true), ("7.x\n", false), ("latest", false)] {
            std::fs::write(dir.path().join(".bazelversion"), version).unwrap();
            assert_eq!(is_exact_version(dir.path()), exact, "{version}");
        }
        for (text, exact) in [
            ("USE_BAZEL_VERSION=7.7.1", true),
            ("# pinned\r\nUSE_BAZEL_VERSION = 7.7.1\r\n", true),
            ("\u{feff}USE_BAZEL_VERSION=last_green\n", false),
            ("#USE_BAZEL_VERSION=7.7.1\n", false),
            ("", false),
        ] {
            std::fs::write(dir.path().join(".bazeliskrc"), text).unwrap();
            assert_eq!(is_exact_version(dir.path()), exact, "{text:?}");
        }
        std::fs::write(&bazel, "#!/bin/sh\nexec /opt/bazel\n").unwrap();
        assert!(!is_wrapper(&bazel));
    }
}
