//! Compares the rc files that Bazel read with their current contents.

use std::path::Path;

use crate::record::RcFile;
use crate::sha256;

/// Whether every rc file is unchanged.
pub fn first_changed(files: &[RcFile]) -> Option<&Path> {
    let is_same = |file: &&RcFile| {
        let now = std::fs::read(&file.path).ok();
        now.map(|content| sha256(&content)) == file.digest
    };
    files
        .iter()
        .find(|file| !is_same(file))
        .map(|file| file.path.as_path())
}

/// How many of them are there.
pub fn count(files: &[RcFile]) -> usize {
    files.iter().filter(|file| file.digest.is_some()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changes_comes_or_goes_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.rc");
        let with = |digest| {
            let path = path.clone();
            [RcFile { path, digest }]
        };
        assert_eq!(first_changed(&with(None)), None);
        std::fs::write(&path, "build --x\n").unwrap();
        assert_eq!(first_changed(&with(None)), Some(path.as_path()));
        let known = with(Some(sha256(b"build --x\n")));
        assert_eq!((first_changed(&known), count(&known)), (None, 1));
        std::fs::write(&path, "build --y\n").unwrap();
        assert_eq!(first_changed(&known), Some(path.as_path()));
    }
}
