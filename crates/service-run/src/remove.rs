//! Removing what an agent has left.

use std::fs::{self, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Removes a folder, also one whose folders an agent has made read-only. No link is followed.
///
/// # Errors
///
/// Something of it cannot be removed. A folder that is not there is none.
pub(crate) async fn folder(path: PathBuf) -> io::Result<()> {
    tokio::task::spawn_blocking(move || remove(&path))
        .await
        .map_err(io::Error::other)?
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            open(path);
            fs::remove_dir_all(path)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Lets us write to all folders.
fn open(path: &Path) {
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        // What stays as it is cannot be removed, which is said then.
        let _ = fs::set_permissions(&folder, Permissions::from_mode(0o700));
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|it| it.is_dir()) {
                folders.push(entry.path());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn folders_without_permissions_are_removed_and_links_are_not_followed() {
        let top = tempfile::tempdir().unwrap();
        let (path, other) = (top.path().join("a"), top.path().join("other"));
        fs::create_dir_all(path.join("b/c")).unwrap();
        fs::create_dir(&other).unwrap();
        fs::write(other.join("stays"), "").unwrap();
        std::os::unix::fs::symlink(&other, path.join("b/link")).unwrap();
        for folder in ["b/c", "b"] {
            fs::set_permissions(path.join(folder), Permissions::from_mode(0o000)).unwrap();
        }
        folder(path.clone()).await.unwrap();
        assert!(!path.exists() && other.join("stays").exists());
        folder(path).await.unwrap();
    }
}
