//! Where the recordings lie: below the crate for cargo, in the runfiles for Bazel.

use std::path::{Path, PathBuf};

/// A file in `testdata/`.
pub(crate) fn path(name: &str) -> PathBuf {
    let package = Path::new("crates/bep/testdata");
    let runfiles = std::env::var_os("TEST_SRCDIR").map(PathBuf::from);
    let workspace = std::env::var_os("TEST_WORKSPACE").map(PathBuf::from);
    let root = match runfiles.zip(workspace) {
        Some((runfiles, workspace)) => runfiles.join(workspace).join(package),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata"),
    };
    root.join(name)
}
