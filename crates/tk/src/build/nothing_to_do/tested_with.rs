//! The versions of Bazel that the way past it was tested with.
//!
//! What Bazel keeps in its output base and what it looks at again differ from version to version.

use std::path::Path;

use super::unproven::Unproven;

/// The versions, one a line; `tk doctor` reads the same file.
const VERSIONS: &str = include_str!("bazel_versions.txt");

/// Checks that the Bazel of an output base is of a tested version.
///
/// # Errors
/// When it is of another, or of none that it tells.
pub fn check(output_base: &Path) -> Result<(), Unproven> {
    let label = output_base.join("install/build-label.txt");
    let version = std::fs::read_to_string(label).unwrap_or_default();
    let version = version.trim();
    if VERSIONS.lines().any(|tested| tested == version) {
        return Ok(());
    }
    Err(Unproven::Untested {
        version: match version {
            "" => "of an unknown version".to_owned(),
            version => version.to_owned(),
        },
        tested: VERSIONS.lines().collect::<Vec<_>>().join(", "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tested_versions_are_passed_by() {
        let dir = tempfile::tempdir().unwrap();
        let refusal = |label: Option<&str>| {
            let install = dir.path().join("install");
            std::fs::create_dir_all(&install).unwrap();
            let file = install.join("build-label.txt");
            let _ = std::fs::remove_file(&file);
            if let Some(label) = label {
                std::fs::write(&file, label).unwrap();
            }
            check(dir.path()).err().map(|why| why.to_string())
        };
        assert_eq!(refusal(Some("7.7.1\n")), None);
        for other in ["7.7.0", "7.7.2", "7.7.1rc2", "7.7.10", "8.4.2", "9.0.0"] {
            let said = refusal(Some(other)).unwrap();
            assert!(said.starts_with(&format!("Bazel {other} ")), "{said}");
        }
        insta::assert_snapshot!(refusal(Some("8.4.2")).unwrap(), @"Bazel 8.4.2 can only be skipped where that was tested: 7.7.1");
        insta::assert_snapshot!(refusal(None).unwrap(), @"Bazel of an unknown version can only be skipped where that was tested: 7.7.1");
    }
}
