//! The files of a checkout, copied to where a build of them runs.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use bazel::rc::RcFiles;
use checkout::Error as CheckoutError;

use crate::error::{Error, Result};

/// What is ignored and yet decides how Bazel builds: with it no registry is asked again.
const LOCK: &str = "MODULE.bazel.lock";

/// What is never a source, in a checkout that git does not know.
const NOT_SOURCES: [&str; 5] = [".git", ".hg", ".jj", ".tk", "node_modules"];

/// Copies a checkout: all files that git knows or would add, with uncommitted changes, and the rc files that Bazel reads.
///
/// # Errors
/// When a file cannot be read or written.
pub fn copy(root: &Path, to: &Path) -> Result<()> {
    let of_git = listed_by_git(root)?;
    let mut paths = match of_git {
        Some(paths) => paths,
        None => walked(root)?,
    };
    paths.extend(ignored(root));
    paths.sort();
    paths.dedup();
    fs::create_dir_all(to).map_err(CheckoutError::write(to))?;
    for path in paths {
        copy_file(&root.join(&path), &to.join(&path))?;
    }
    Ok(())
}

/// `None` outside of git repositories, and without git.
fn listed_by_git(root: &Path) -> Result<Option<Vec<PathBuf>>> {
    let inside = root.ancestors().any(|folder| folder.join(".git").exists());
    let mut git = Command::new("git");
    git.arg("-C").arg(root);
    git.args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let output = match git.output() {
        Ok(output) if inside => output,
        _ => return Ok(None),
    };
    if !output.status.success() {
        return Err(Error::Git {
            root: root.to_owned(),
            reason: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        });
    }
    let names = output.stdout.split(|byte| *byte == 0);
    let names = names.filter(|name| !name.is_empty());
    Ok(Some(
        names
            .map(|name| PathBuf::from(OsStr::from_bytes(name)))
            .collect(),
    ))
}

/// All files below a folder but those of other tools, and Bazel's links.
fn walked(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let path = root.join(&folder);
        for entry in fs::read_dir(&path).map_err(CheckoutError::read(&path))? {
            let entry = entry.map_err(CheckoutError::read(&path))?;
            let name = entry.file_name();
            let kind = entry.file_type().map_err(CheckoutError::read(&path))?;
            let is_bazels = kind.is_symlink() && name.as_bytes().starts_with(b"bazel-");
            if is_bazels || NOT_SOURCES.iter().any(|known| name == *known) {
                continue;
            }
            if kind.is_dir() {
                folders.push(folder.join(name));
            } else {
                found.push(folder.join(name));
            }
        }
    }
    Ok(found)
}

/// What git leaves out and Bazel reads.
fn ignored(root: &Path) -> impl Iterator<Item = PathBuf> {
    let read: Vec<PathBuf> = RcFiles::read(root)
        .into_files()
        .iter()
        .filter(|file| file.content.is_some())
        .filter_map(|file| file.path.strip_prefix(root).ok().map(Path::to_owned))
        .collect();
    let lock = root.join(LOCK).is_file().then(|| PathBuf::from(LOCK));
    read.into_iter().chain(lock)
}

/// A file with its mode, or a link as it is; what has been removed from the checkout is left out.
fn copy_file(from: &Path, to: &Path) -> Result<()> {
    let Ok(meta) = from.symlink_metadata() else {
        return Ok(());
    };
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(CheckoutError::write(folder))?;
    }
    let is_bazels = |name: &OsStr| name.as_bytes().starts_with(b"bazel-");
    if meta.is_symlink() && from.file_name().is_some_and(is_bazels) {
        return Ok(());
    }
    if meta.is_symlink() {
        let target = fs::read_link(from).map_err(CheckoutError::read(from))?;
        std::os::unix::fs::symlink(target, to).map_err(CheckoutError::write(to))?;
    } else if meta.is_dir() {
        // A repository of its own in the checkout: git lists its folder.
        copy(from, to)?;
    } else {
        fs::copy(from, to).map_err(CheckoutError::write(to))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, path: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }

    fn files(root: &Path) -> Vec<String> {
        let mut found: Vec<String> = walked(root)
            .unwrap()
            .into_iter()
            .map(|path| path.display().to_string())
            .collect();
        found.sort();
        found
    }

    fn checkout() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("checkout");
        for path in [
            "MODULE.bazel",
            "a b/ü.txt",
            "out/made",
            "MODULE.bazel.lock",
            "own.rc",
        ] {
            write(&root, path);
        }
        fs::write(root.join(".bazelrc"), "try-import %workspace%/own.rc\n").unwrap();
        fs::write(root.join(".gitignore"), "out\n*.lock\n*.rc\n").unwrap();
        std::os::unix::fs::symlink("a b", root.join("link")).unwrap();
        std::os::unix::fs::symlink("/nowhere", root.join("bazel-out")).unwrap();
        dir
    }

    #[test]
    fn what_git_ignores_is_left_out_but_for_what_bazel_reads() {
        let dir = checkout();
        let root = dir.path().join("checkout");
        let git = |arguments: &[&str]| {
            let done = Command::new("git")
                .arg("-C")
                .arg(&root)
                .args(arguments)
                .output();
            assert!(done.unwrap().status.success());
        };
        git(&["init", "--quiet"]);
        git(&["add", "MODULE.bazel"]);
        let to = dir.path().join("copy");
        copy(&root, &to).unwrap();
        assert_eq!(
            files(&to),
            [
                ".bazelrc",
                ".gitignore",
                "MODULE.bazel",
                "MODULE.bazel.lock",
                "a b/ü.txt",
                "link",
                "own.rc"
            ]
        );
        assert_eq!(fs::read_link(to.join("link")).unwrap(), Path::new("a b"));
    }

    #[test]
    fn a_checkout_without_git_is_copied_without_links_of_bazel() {
        let dir = checkout();
        let to = dir.path().join("copy");
        copy(&dir.path().join("checkout"), &to).unwrap();
        assert!(to.join("out/made").exists());
        assert!(to.join("bazel-out").symlink_metadata().is_err());
    }
}
