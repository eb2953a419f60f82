//! Where the files of a revision lie.

use std::path::{Path, PathBuf};

/// Where the files of a revision lie.
pub struct Place {
    /// The workspace.
    pub root: PathBuf,
    /// Bazel's outputs, with external repositories.
    pub output_base: PathBuf,
}

impl Place {
    /// A text without the folders in its paths, which are others for each revision.
    pub fn relative(&self, text: &str) -> String {
        let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let output_bases = [self.output_base.clone(), canonical(&self.output_base)];
        let roots = [self.root.clone(), canonical(&self.root)];
        let mut folders = [output_bases, roots].concat();
        // One can lie in the other.
        folders.sort_by_key(|folder| std::cmp::Reverse(folder.as_os_str().len()));
        folders.iter().fold(text.to_owned(), |text, folder| {
            text.replace(&format!("{}/", folder.display()), "/")
        })
    }

    /// Where the path of an action's input is.
    pub fn of(&self, path: &str) -> PathBuf {
        match path
            .strip_prefix("external/")
            .or_else(|| path.strip_prefix("../"))
        {
            Some(rest) => self.output_base.join("external").join(rest),
            None => self.root.join(path),
        }
    }
}
