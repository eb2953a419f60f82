//! Bazel's marker files: the inputs of each repository outside the workspace.

use std::collections::HashMap;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use crate::Error;
use crate::record::{Entry, Folder};

/// What the markers name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Files and folders by absolute path.
    pub paths: Vec<PathBuf>,
    /// What the files among them had in them, as Bazel writes it.
    contents: Vec<(PathBuf, String)>,
    /// Folders whose whole content counts.
    pub trees: Vec<PathBuf>,
    /// The lines that name variables.
    pub variables: Vec<String>,
}

/// Reads the markers in the folder of the repositories. Files of the workspace count if `apart` gives a path for them:
/// then nothing else looks at them.
///
/// # Errors
/// When one cannot be read.
pub fn read(external: &Path, apart: impl Fn(&Path) -> Option<PathBuf>) -> Result<Recorded, Error> {
    let mut recorded = Recorded::default();
    let unreadable = |source| Error::unreadable(external, source);
    for entry in external.read_dir().map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.ends_with(".marker") || name.ends_with(".recorded_inputs") {
            let path = entry.path();
            let content =
                std::fs::read(&path).map_err(|source| Error::unreadable(&path, source))?;
            recorded.add(&String::from_utf8_lossy(&content), &apart);
        }
    }
    Ok(recorded)
}

impl Recorded {
    /// Checks that the repositories were made from the files as they are. A running server looks at the time and size of
    /// those outside the workspace, a new one at what is in them.
    ///
    /// # Errors
    /// With one of another content.
    pub fn check_contents(&self) -> Result<(), Error> {
        let other = self.contents.iter().find(|(path, content)| {
            let is = match std::fs::read(path) {
                Ok(bytes) => digest(&bytes),
                Err(_) if path.is_dir() => "DIR".to_owned(),
                Err(_) => "ENOENT".to_owned(),
            };
            is != *content
        });
        match other {
            Some((path, _)) => Err(Error::Touched(path.clone())),
            None => Ok(()),
        }
    }
}

/// As markers have it.
fn digest(bytes: &[u8]) -> String {
    let digits = crate::sha256(bytes).map(|byte| format!("{byte:02x}"));
    digits.concat()
}

/// The files that one repository was made from, beside those that say how. `None` if that cannot be known: it is not
/// there, or depends on more than files.
pub fn of_repository(external: &Path, name: &str) -> Option<Vec<PathBuf>> {
    if !external.join(name).exists() {
        return None;
    }
    let marker = external.join(format!("@{name}.marker"));
    let Ok(content) = std::fs::read_to_string(&marker) else {
        // One that lies in place has no marker.
        return external.join(name).is_symlink().then(Vec::new);
    };
    let mut recorded = Recorded::default();
    recorded.add(&content, &|_| None);
    recorded.trees.is_empty().then_some(recorded.paths)
}

/// Checks for files of repositories that changed after their marker was written: a Bazel that was told
/// not to check them only sees them when its server restarts.
///
/// # Errors
/// When there is one.
pub fn check_untouched(external: &Path, folders: &[Folder]) -> Result<(), Error> {
    let fetches = Fetches::of(external, folders);
    for folder in folders {
        let is_touched = |entry: &&Entry| match fetches.of_entry(folder, entry) {
            Fetch::None | Fetch::Marker => false,
            Fetch::Unmarked => true,
            Fetch::At(time) => entry.stat.ctime > time,
        };
        if let Some(entry) = folder.entries.iter().find(is_touched) {
            return Err(Error::Touched(folder.path_of(entry)));
        }
    }
    Ok(())
}

/// What Bazel did for an entry of a folder.
pub(crate) enum Fetch {
    /// Nothing: it is of no repository.
    None,
    /// It is the marker of a repository.
    Marker,
    /// It is of a repository without a marker.
    Unmarked,
    /// It is of a repository that was whole at this time, in nanoseconds since 1970.
    At(i64),
}

/// When repositories were fetched.
pub(crate) struct Fetches<'a> {
    external: &'a Path,
    /// When the marker of each repository was written.
    marked: HashMap<&'a [u8], i64>,
}

impl<'a> Fetches<'a> {
    /// Those in the folder of the repositories, one of these folders.
    pub(crate) fn of(external: &'a Path, folders: &'a [Folder]) -> Self {
        let top = folders.iter().find(|folder| folder.path == external);
        let entries = top.iter().flat_map(|top| &top.entries);
        let marked = entries
            .filter_map(|entry| {
                let name = entry.name.strip_prefix(b"@")?.strip_suffix(b".marker")?;
                Some((name, entry.stat.ctime))
            })
            .collect();
        Self { external, marked }
    }

    pub(crate) fn of_entry(&self, folder: &Folder, entry: &Entry) -> Fetch {
        let Ok(below) = folder.path.strip_prefix(self.external) else {
            return Fetch::None;
        };
        let repository = match below.components().next() {
            Some(first) => first.as_os_str().as_bytes(),
            None if entry.name.starts_with(b"@") => return Fetch::Marker,
            None => &entry.name,
        };
        { self.marked.get(repository) }.map_or(Fetch::Unmarked, |time| Fetch::At(*time))
    }
}

impl Recorded {
    fn add(&mut self, content: &str, apart: &dyn Fn(&Path) -> Option<PathBuf>) {
        for line in content.lines() {
            let Some((kind, rest)) = line.split_once(':') else {
                continue;
            };
            let (subject, value) = rest.rsplit_once(' ').unwrap_or((rest, ""));
            let path = || match subject.strip_prefix("@@//") {
                Some(below) => apart(&unescaped(below)),
                None => Some(unescaped(subject)).filter(|path| path.is_absolute()),
            };
            match kind {
                "FILE" => {
                    let content = path().map(|path| (path, value.to_owned()));
                    self.contents.extend(content);
                    self.paths.extend(path());
                }
                "DIRENTS" => self.paths.extend(path()),
                "DIRTREE" => self.trees.extend(path()),
                "ENV" | "ENV_VAR" => self.variables.push(subject.to_owned()),
                _ => {}
            }
        }
    }
}

/// Spaces and line feeds are written so in markers.
fn unescaped(path: &str) -> PathBuf {
    let mut plain = String::with_capacity(path.len());
    let mut letters = path.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('s') => plain.push(' '),
                Some('n') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => {}
            },
            other => plain.push(other),
        }
    }
    plain.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stat;
    use crate::record::{Identity, Listing};

    fn folder(path: &str, entries: &[(&str, i64)]) -> Folder {
        let entry = |(name, ctime): &(&str, i64)| Entry {
            name: name.as_bytes().to_vec(),
            stat: Stat {
                inode: 1,
                size: 1,
                mtime: 0,
                ctime: *ctime,
                mode: 0,
            },
            identity: Identity::Whole,
        };
        Folder {
            path: path.into(),
            listing: Listing::Strict,
            entries: entries.iter().map(entry).collect(),
        }
    }

    #[test]
    fn repositories_are_as_they_were_fetched() {
        let external = Path::new("/o/external");
        let top = folder("/o/external", &[("@a.marker", 9), ("a", 5)]);
        let check = |entries: &[(&str, i64)]| {
            let folders = [top.clone(), folder("/o/external/a", entries)];
            check_untouched(external, &folders).map_err(|why| why.to_string())
        };
        assert_eq!(check(&[("x", 9)]), Ok(()));
        insta::assert_snapshot!(check(&[("x", 10)]).unwrap_err(), @"/o/external/a/x changed since Bazel fetched it");
        let unmarked = [folder("/o/external", &[("b", 1)])];
        assert!(check_untouched(external, &unmarked).is_err());
    }

    #[test]
    fn files_are_as_they_were_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let check = |value: &str| {
            let mut recorded = Recorded::default();
            let line = format!("FILE:{} {value}\n", path.display());
            recorded.add(&line, &|_| None);
            recorded.check_contents().is_ok()
        };
        let digest = digest(b"1");
        assert!(check("ENOENT") && !check(&digest));
        std::fs::write(&path, "1").unwrap();
        assert!(check(&digest) && !check("ENOENT"));
        std::fs::write(&path, "2").unwrap();
        assert!(!check(&digest));
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        assert!(check("DIR") && !check("ENOENT"));
    }

    #[test]
    fn what_lies_outside_the_workspace_is_found() {
        let mut recorded = Recorded::default();
        recorded.add(
            "c0a48c\nFILE:@@rules//a.tpl 3e9a\nFILE:@@//ignored/b 4\nFILE:/etc/npm\\src 8578\nDIRENTS:/opt/x 12\n\
             DIRTREE:/opt/tree 77\nENV:TERM xterm\nREPO_MAPPING:a,b c\n",
            &|below| Some(Path::new("/ws").join(below)),
        );
        assert_eq!(
            recorded.paths,
            ["/ws/ignored/b", "/etc/npm rc", "/opt/x"].map(PathBuf::from)
        );
        assert_eq!(recorded.trees, [PathBuf::from("/opt/tree")]);
        assert_eq!(recorded.variables, ["TERM"]);
    }
}
