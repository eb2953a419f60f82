//! Compares committed files with what their generators make.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::digest;
use crate::error::Result;
use crate::manifest::{Generated, Made};

/// What is wrong with a committed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Its content is another.
    Stale,
    /// It is not there.
    Missing,
    /// It lies in a generated folder, and the generator does not make it.
    Orphaned,
}

impl Kind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stale => "stale",
            Self::Missing => "missing",
            Self::Orphaned => "orphaned",
        }
    }
}

/// A committed file that is not what its generator makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What is wrong.
    pub kind: Kind,
    /// The file's path below the workspace's root.
    pub path: String,
    /// What is to be there; `None` where nothing is.
    pub made: Option<PathBuf>,
}

/// How the committed files differ from what was made below Bazel's execution root, sorted by path.
///
/// # Errors
/// When a file cannot be read.
pub fn differences(
    root: &Path,
    exec_root: &Path,
    generated: &Generated,
) -> Result<Vec<Difference>> {
    let mut found = Vec::new();
    for made in &generated.files {
        if made.folder {
            of_folder(root, exec_root, made, &mut found)?;
        } else {
            found.extend(of_file(root, &made.path, exec_root.join(&made.made))?);
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

fn of_file(root: &Path, path: &str, made: PathBuf) -> Result<Option<Difference>> {
    let wanted = std::fs::read(&made).map_err(checkout::Error::read(&made))?;
    let committed = root.join(path);
    let kind = match std::fs::read(&committed) {
        Ok(content) if content == wanted => return Ok(None),
        Ok(_) => Kind::Stale,
        Err(error) if digest::is_absent(error.kind()) => Kind::Missing,
        Err(error) => return Err(checkout::Error::read(&committed)(error).into()),
    };
    Ok(Some(Difference {
        kind,
        path: path.to_owned(),
        made: Some(made),
    }))
}

fn of_folder(
    root: &Path,
    exec_root: &Path,
    folder: &Made,
    found: &mut Vec<Difference>,
) -> Result<()> {
    let from = exec_root.join(&folder.made);
    let made = files_below(&from)?;
    for name in &made {
        let path = format!("{}/{name}", folder.path);
        found.extend(of_file(root, &path, from.join(name))?);
    }
    let committed = files_below(&root.join(&folder.path))?;
    found.extend(committed.difference(&made).map(|name| Difference {
        kind: Kind::Orphaned,
        path: format!("{}/{name}", folder.path),
        made: None,
    }));
    Ok(())
}

/// The files below a folder, as paths below it; none where there is no folder.
pub(crate) fn files_below(folder: &Path) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![String::new()];
    while let Some(inner) = waiting.pop() {
        let at = folder.join(&inner);
        let entries = match at.read_dir() {
            Ok(entries) => entries,
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                continue;
            }
            Err(error) => return Err(checkout::Error::read(&at)(error).into()),
        };
        for entry in entries {
            let entry = entry.map_err(checkout::Error::read(&at))?;
            let name = format!("{inner}{}", entry.file_name().to_string_lossy());
            // What Bazel made can be links to files; a link to a folder is nothing to walk into.
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder {
                waiting.push(format!("{name}/"));
            } else {
                found.insert(name);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn made(path: &str, folder: bool) -> Made {
        Made {
            path: path.to_owned(),
            made: path.to_owned(),
            folder,
        }
    }

    #[test]
    fn stale_missing_and_orphaned_files_are_all_found() {
        let dir = tempfile::tempdir().unwrap();
        let (root, out) = (dir.path().join("root"), dir.path().join("out"));
        for (path, text) in [
            ("a.md", "new"),
            ("same.md", "1"),
            ("f/x/in.ts", "1"),
            ("f/y.ts", "2"),
        ] {
            write(&out, path, text);
        }
        for (path, text) in [
            ("a.md", "old"),
            ("same.md", "1"),
            ("f/y.ts", "1"),
            ("f/z/gone.ts", ""),
        ] {
            write(&root, path, text);
        }
        write(&out, "new.md", "1");
        let generated = Generated {
            label: "//:a".to_owned(),
            files: vec![
                made("a.md", false),
                made("f", true),
                made("new.md", false),
                made("same.md", false),
            ],
            sources: Vec::new(),
        };
        let found = differences(&root, &out, &generated).unwrap();
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.kind.word(), one.path.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("stale", "a.md"),
                ("missing", "f/x/in.ts"),
                ("stale", "f/y.ts"),
                ("orphaned", "f/z/gone.ts"),
                ("missing", "new.md"),
            ]
        );
    }
}
