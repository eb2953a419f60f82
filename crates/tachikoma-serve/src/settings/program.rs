//! Programs that the service starts.

use std::ffi::OsStr;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use super::given::{Given, Setting, Unfit};

/// A program: its path, or its name on the service's `PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program(PathBuf);

impl Deref for Program {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Setting for Program {
    const WANTED: &'static str = "the name or path of a program";

    fn of(given: Given<'_>) -> Result<Self, Unfit> {
        let text = given.text()?;
        match text.contains('/') {
            _ if text.is_empty() => Err(given.unfit()),
            true => PathBuf::of(given).map(Self),
            false => Ok(Self(PathBuf::from(text))),
        }
    }
}

impl Program {
    /// Where it is. A name is looked for on the service's own `PATH`, since programs are started with another one; `None`
    /// where it is not there, or cannot be run.
    #[must_use]
    pub fn found(&self) -> Option<PathBuf> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        self.found_on(&path)
    }

    /// Where it is, or its name: then whoever starts it says that it is missing.
    #[must_use]
    pub fn found_or_named(&self) -> PathBuf {
        self.found().unwrap_or_else(|| self.0.clone())
    }

    fn found_on(&self, path: &OsStr) -> Option<PathBuf> {
        let is_program = |path: &PathBuf| path.is_file() && access(path, Access::EXEC_OK).is_ok();
        if self.0.is_absolute() {
            return Some(self.0.clone()).filter(is_program);
        }
        // A relative folder would be another one after a change of folder.
        std::env::split_paths(path)
            .filter(|folder| folder.is_absolute())
            .map(|folder| folder.join(&self.0))
            .find(is_program)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_name_is_looked_for_on_the_path_of_the_service() {
        let dir = tempfile::tempdir().unwrap();
        let [none, no_program, program] = ["none", "no program", "program"].map(|name| {
            let folder = dir.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            folder
        });
        for (folder, mode) in [(&no_program, 0o644), (&program, 0o755)] {
            let file = folder.join("bwrap");
            std::fs::write(&file, "").unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        let bwrap = Program("bwrap".into());
        let path = |folders: &[&PathBuf]| std::env::join_paths(folders).unwrap();
        let relative = PathBuf::from("relative");
        let all = path(&[&none, &relative, &no_program, &program]);
        assert_eq!(bwrap.found_on(&all), Some(program.join("bwrap")));
        assert_eq!(bwrap.found_on(&path(&[&none, &no_program])), None);
        assert_eq!(bwrap.found_on(OsStr::new("")), None);
        let named = Program(no_program.join("bwrap"));
        assert_eq!((named.found(), named.found_or_named()), (None, named.0));
    }
}
