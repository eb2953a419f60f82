//! Which files of a workspace `tk dev` ignores.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::editors;

/// Folders without sources, at any depth.
const NEVER: [&str; 2] = [".git", ".tk"];

/// What git ignores, what Bazel and `tk` write, and editors' temporary files.
pub struct Ignored {
    root: PathBuf,
    /// Up to where `.gitignore` files count: the repository's root.
    top: PathBuf,
    /// The user's own list and the repository's `info/exclude`.
    wide: Vec<Gitignore>,
    by_folder: HashMap<PathBuf, Gitignore>,
}

impl Ignored {
    /// For a workspace's root.
    pub fn new(root: &Path) -> Self {
        let is_repository = |dir: &&Path| dir.join(".git").exists();
        let top = root.ancestors().find(is_repository).unwrap_or(root);
        let exclude = list(top, &top.join(".git/info/exclude"));
        Self {
            root: root.to_owned(),
            top: top.to_owned(),
            wide: vec![exclude, Gitignore::global().0],
            by_folder: HashMap::new(),
        }
    }

    /// Reads the lists again after a change.
    pub fn forget(&mut self) {
        self.by_folder.clear();
    }

    /// Whether a file or folder below the root, or a parent of it, is ignored.
    pub fn matches(&mut self, path: &Path, is_dir: bool) -> bool {
        let Ok(below) = path.strip_prefix(&self.root) else {
            return true;
        };
        let parts: Vec<_> = below.components().collect();
        let mut current = self.root.clone();
        for (depth, part) in parts.iter().enumerate() {
            current.push(part);
            let name = part.as_os_str().to_string_lossy();
            let is_last = depth + 1 == parts.len();
            if depth == 0 && (name == "dist" || name.starts_with("bazel-"))
                || NEVER.contains(&name.as_ref())
                || is_last && !is_dir && editors::wrote(&name)
                || self.git_ignores(&current, is_dir || !is_last)
            {
                return true;
            }
        }
        false
    }

    /// The nearest list with a match decides.
    fn git_ignores(&mut self, path: &Path, is_dir: bool) -> bool {
        let top = self.top.clone();
        for folder in path.ancestors().skip(1) {
            let list = self
                .by_folder
                .entry(folder.to_owned())
                .or_insert_with(|| list(folder, &folder.join(".gitignore")));
            match list.matched(path, is_dir) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None if folder == top => break,
                Match::None => {}
            }
        }
        let decided = self.wide.iter().map(|list| list.matched(path, is_dir));
        decided
            .filter(|found| !found.is_none())
            .map(|found| found.is_ignore())
            .next()
            .unwrap_or(false)
    }
}

/// The patterns of a file, relative to a folder; invalid lines are ignored.
fn list(folder: &Path, file: &Path) -> Gitignore {
    let mut builder = GitignoreBuilder::new(folder);
    builder.add(file);
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_told_from_the_rest() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("repository/workspace");
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("../.git/info/exclude", "/workspace/private\n");
        write("../.gitignore", "target/\n*.log\n");
        write("web/.gitignore", "!kept.log\n/made\n");
        let mut ignored = Ignored::new(&root);
        for path in [
            "dist/linux-x64/a",
            "bazel-out",
            "bazel-bin/web/x",
            ".tk/steps.json",
            ".git/index",
            "target",
            "crates/target",
            "a.log",
            "web/made/x",
            "private/x",
            "src/.main.rs.swp",
            "src/#main.rs#",
        ] {
            assert!(
                ignored.matches(&root.join(path), path.ends_with("target")),
                "{path}"
            );
        }
        for path in [
            "web/src/App.svelte",
            "web/kept.log",
            "web/dist/x",
            "src/bazel-like",
            "BUILD.bazel",
        ] {
            assert!(!ignored.matches(&root.join(path), false), "{path}");
        }
        // Nobody edits a folder.
        assert!(!ignored.matches(&root.join("data.tmp"), true));
        assert!(!ignored.matches(&root.join("data.tmp/a"), false));
        assert!(ignored.matches(&dir.path().join("repository/other"), false));
        write("web/.gitignore", "");
        ignored.forget();
        assert!(ignored.matches(&root.join("web/kept.log"), false));
    }
}
