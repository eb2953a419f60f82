//! The rc files that Bazel reads, with what they import.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::record::RcFile;
use crate::sha256;

/// Where Bazel looks for the system's rc file.
const SYSTEM: &str = "/etc/bazel.bazelrc";

/// Every rc file that Bazel reads or would read if it were there.
pub fn files(root: &Path, home: Option<&Path>) -> Vec<RcFile> {
    let mut waiting = vec![PathBuf::from(SYSTEM), root.join(".bazelrc")];
    waiting.extend(home.map(|home| home.join(".bazelrc")));
    waiting.reverse();
    let mut seen = BTreeSet::new();
    let mut files = Vec::new();
    while let Some(path) = waiting.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let content = std::fs::read(&path).ok();
        if let Some(content) = &content {
            waiting.extend(imports(&String::from_utf8_lossy(content), root));
        }
        files.push(RcFile {
            digest: content.map(|content| sha256(&content)),
            path,
        });
    }
    files
}

/// Whether every rc file is as it was.
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

fn imports(content: &str, root: &Path) -> Vec<PathBuf> {
    // A line can go on behind a backslash.
    let joined = content.replace("\\\r\n", " ").replace("\\\n", " ");
    joined
        .lines()
        .filter_map(|line| {
            let (word, rest) = line.trim().split_once(char::is_whitespace)?;
            let is_import = word == "import" || word.starts_with("try-import");
            is_import.then(|| imported(rest, root))
        })
        .flatten()
        .collect()
}

/// The paths that an import may mean: Bazel 8.1's conditional form has a condition before it.
fn imported(rest: &str, root: &Path) -> Vec<PathBuf> {
    let whole = rest.trim();
    let words = whole.split_whitespace();
    std::iter::once(whole)
        .chain(words)
        .map(|word| word.trim_matches(['"', '\'']).replace('\\', ""))
        .map(|word| match word.strip_prefix("%workspace%") {
            Some(below) => root.join(below.trim_start_matches('/')),
            None => root.join(word),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(files: &[RcFile]) -> Vec<(String, bool)> {
        let name = |file: &RcFile| (file.path.display().to_string(), file.digest.is_some());
        files.iter().map(name).collect()
    }

    #[test]
    fn imports_are_followed_wherever_they_lead() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        std::fs::write(
            root.join(".bazelrc"),
            "build --x # import no\nimport %workspace%/a.rc\n  try-import \"/nowhere/b c.rc\"\n",
        )
        .unwrap();
        std::fs::write(root.join("a.rc"), "try-import %workspace%/.bazelrc\n").unwrap();
        let files = files(root, Some(Path::new("/no-home")));
        let found = paths(&files);
        let is_there = |path: &str, there: bool| found.contains(&(path.to_owned(), there));
        assert!(is_there(&root.join("a.rc").display().to_string(), true));
        assert!(is_there("/nowhere/b c.rc", false));
        assert!(is_there("/no-home/.bazelrc", false));
        assert_eq!(first_changed(&files), None);
        std::fs::write(root.join("a.rc"), "build --y\n").unwrap();
        assert_eq!(first_changed(&files), Some(root.join("a.rc").as_path()));
    }
}
