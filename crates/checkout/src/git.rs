//! Which commit is checked out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The hash of the commit that is checked out, read from the repository's own files: a build with
/// nothing to do has no time for git. `None` outside a repository.
pub fn head(root: &Path) -> Option<String> {
    let dir = root
        .ancestors()
        .map(|dir| dir.join(".git"))
        .find(|dir| dir.exists())?;
    read_head(&dir).or_else(|| ask(root, &["rev-parse", "HEAD"]))
}

/// The hash of the commit that is checked out, with `-dirty` when tracked files differ from it.
/// `None` without git, or outside a repository.
pub fn describe(root: &Path) -> Option<String> {
    ask(
        root,
        &[
            "describe",
            "--always",
            "--dirty",
            "--abbrev=40",
            "--exclude=*",
        ],
    )
}

/// Follows `HEAD` where that is simple; `dir` is a `.git`.
fn read_head(dir: &Path) -> Option<String> {
    let dir = git_dir(dir)?;
    let head = fs::read_to_string(dir.join("HEAD")).ok()?;
    let Some(name) = head.trim().strip_prefix("ref: ") else {
        return hash(&head);
    };
    // The branches of a linked worktree are the main one's.
    let common = fs::read_to_string(dir.join("commondir")).ok();
    let common = common.map_or(dir.clone(), |common| dir.join(common.trim()));
    if let Ok(loose) = fs::read_to_string(common.join(name)) {
        return hash(&loose);
    }
    let packed = fs::read_to_string(common.join("packed-refs")).ok()?;
    let line = packed
        .lines()
        .find(|line| line.split(' ').nth(1) == Some(name))?;
    hash(line.split(' ').next()?)
}

/// In a linked worktree or a submodule, `.git` is a file with the folder's path.
fn git_dir(dir: &Path) -> Option<PathBuf> {
    if dir.is_dir() {
        return Some(dir.to_owned());
    }
    let text = fs::read_to_string(dir).ok()?;
    Some(dir.parent()?.join(text.trim().strip_prefix("gitdir: ")?))
}

fn hash(text: &str) -> Option<String> {
    let text = text.trim();
    (text.len() >= 40 && text.chars().all(|c| c.is_ascii_hexdigit())).then(|| text.to_owned())
}

fn ask(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("--no-optional-locks")
        .arg("-C")
        .arg(root)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let answer = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !answer.is_empty()).then_some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "0123456789012345678901234567890123456789";
    const TWO: &str = "abcdefabcdefabcdefabcdefabcdefabcdefabcd";

    fn write(dir: &Path, path: &str, content: &str) {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    #[test]
    fn outside_a_repository_there_is_no_commit() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(head(dir.path()), None);
        assert_eq!(describe(dir.path()), None);
    }

    #[test]
    fn branches_are_followed_wherever_they_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        write(root, "main/.git/HEAD", "ref: refs/heads/main\n");
        write(
            root,
            "main/.git/packed-refs",
            &format!("# pack-refs\n{TWO} refs/heads/other\n{ONE} refs/heads/main\n"),
        );
        assert_eq!(head(&root.join("main/below")).as_deref(), Some(ONE));
        write(root, "main/.git/refs/heads/main", &format!("{TWO}\n"));
        assert_eq!(head(&root.join("main")).as_deref(), Some(TWO));

        write(
            root,
            "linked/.git",
            "gitdir: ../main/.git/worktrees/linked\n",
        );
        write(
            root,
            "main/.git/worktrees/linked/HEAD",
            "ref: refs/heads/main\n",
        );
        write(root, "main/.git/worktrees/linked/commondir", "../..\n");
        assert_eq!(head(&root.join("linked")).as_deref(), Some(TWO));
        write(root, "main/.git/worktrees/linked/HEAD", &format!("{ONE}\n"));
        assert_eq!(head(&root.join("linked")).as_deref(), Some(ONE));
    }
}
