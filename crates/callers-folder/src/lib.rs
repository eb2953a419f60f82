//! The folder of whoever started the program. `bazel run` and `tk run` start it among its run-time files.

use std::env;
use std::path::{Path, PathBuf};

/// The folder in which `bazel run` was called.
const CALLED_IN: &str = "BUILD_WORKING_DIRECTORY";

/// Goes there, so that relative paths mean what they say.
pub fn enter() {
    let called_in = env::var_os(CALLED_IN).map(PathBuf::from);
    if let (Some(folder), Ok(now)) = (called_in, env::current_dir())
        && is_among_runfiles(&now)
    {
        // One that is gone is named by whatever uses a relative path.
        let _ = env::set_current_dir(folder);
    }
}

/// Whether Bazel chose the folder. Programs that it started pass the variable on to theirs, which may be elsewhere.
fn is_among_runfiles(folder: &Path) -> bool {
    let mut parts = folder.components().map(|part| part.as_os_str());
    parts.any(|part| Path::new(part).extension() == Some("runfiles".as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bazels_folders_are_known() {
        for (folder, is) in [
            ("/out/bin/a/program.runfiles/_main", true),
            ("/out/bin/a/program.runfiles", true),
            ("/home/alice/runfiles/shop", false),
        ] {
            assert_eq!(is_among_runfiles(Path::new(folder)), is, "{folder}");
        }
    }
}
