//! Files in runfiles trees (`X.runfiles/REPOSITORY/PATH`): messages name their origins.

use std::collections::BTreeSet;
use std::path::Path;

use super::reason::FileChange;

/// Names of the main repository in such trees.
const MAIN: [&str; 2] = ["_main", "__main__"];

/// Replaces changed files by their origins, each once.
pub fn resolve(files: &mut Vec<FileChange>, root: &Path) {
    for file in files.iter_mut() {
        if let Some(path) = origin(&file.path, root) {
            file.path = path;
        }
    }
    let mut seen = BTreeSet::new();
    files.retain(|file| seen.insert(file.path.clone()));
}

fn origin(path: &str, root: &Path) -> Option<String> {
    let (tree, inside) = path.split_once(".runfiles/")?;
    let (repository, rest) = inside.split_once('/')?;
    if !MAIN.contains(&repository) && !is_workspace(repository, root) {
        return Some(format!("external/{repository}/{rest}"));
    }
    if root.join(rest).exists() {
        return Some(rest.to_owned());
    }
    // What is not in the workspace was made in the same configuration.
    let bin = tree
        .match_indices('/')
        .nth(2)
        .map_or(tree, |(at, _)| &tree[..at]);
    Some(format!("{bin}/{rest}"))
}

/// Bazel's older name for the main repository, from WORKSPACE or MODULE.bazel.
fn is_workspace(repository: &str, root: &Path) -> bool {
    ["WORKSPACE", "WORKSPACE.bazel", "MODULE.bazel"]
        .iter()
        .any(|file| {
            std::fs::read_to_string(root.join(file)).is_ok_and(|text| {
                text.contains(&format!("name = \"{repository}\"")) && text.contains("workspace(")
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runfiles_are_named_by_where_they_come_from() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("note.txt"), "").unwrap();
        let tree = "bazel-out/k8-fastbuild/bin/pkg/t.sh.runfiles";
        let named = |path: &str| origin(&format!("{tree}/{path}"), dir.path()).unwrap();
        assert_eq!(named("_main/note.txt"), "note.txt");
        assert_eq!(
            named("__main__/pkg/made.txt"),
            "bazel-out/k8-fastbuild/bin/pkg/made.txt"
        );
        assert_eq!(named("other~1/a/b"), "external/other~1/a/b");
        assert_eq!(origin("a/b.txt", dir.path()), None);
    }
}
