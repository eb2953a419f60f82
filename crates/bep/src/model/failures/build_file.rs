//! Where a package names what could not be loaded: Bazel often says only which package it is.

use std::path::Path;

use crate::report::Location;

/// A BUILD file that is longer is written by a program.
const MAX_BYTES: u64 = 1 << 20;

/// The line of the package's BUILD file that names what the error is about. Of all targets of a package that is
/// otherwise the first line; of one target, the line that has its name. The workspace is at `root`.
pub(super) fn place(root: &Path, label: &str, message: &str) -> Option<Location> {
    let (package, target) = label.strip_prefix("//")?.rsplit_once(':')?;
    let names = ["BUILD.bazel", "BUILD"];
    let file = names.into_iter().find_map(|name| {
        let file = Path::new(package).join(name);
        let data = root.join(&file).metadata().ok()?;
        (data.is_file() && data.len() <= MAX_BYTES).then_some(file)
    })?;
    let text = std::fs::read_to_string(root.join(&file)).unwrap_or_default();
    let line = match target {
        "all" => {
            let named: Vec<&str> = words(message).collect();
            let names_it = |line: &str| named.iter().any(|word| line.contains(word));
            text.lines().position(names_it).unwrap_or(0) + 1
        }
        name => {
            let name = format!("\"{name}\"");
            let has_name = |line: &str| line.contains("name") && line.contains(&name);
            text.lines().position(has_name)? + 1
        }
    };
    Some(Location {
        file: file.to_string_lossy().into_owned(),
        line: u32::try_from(line).ok()?,
        column: None,
    })
}

/// Labels and files of Starlark that a message names, without the marks of repositories.
fn words(message: &str) -> impl Iterator<Item = &str> {
    let bare = message.split(|c: char| c.is_whitespace() || "'\"`,;()".contains(c));
    let bare = bare.map(|word| {
        word.trim_end_matches([':', '.', '?'])
            .trim_start_matches('@')
    });
    bare.filter(|word| word.len() > 4 && (word.contains("//") || word.ends_with(".bzl")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_names_it_is_the_place() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("broken");
        std::fs::create_dir(&folder).unwrap();
        let text = "# Of nobody.\nload(\"@nowhere//:def.bzl\", \"x\")\nx(name = \"x\")\n";
        std::fs::write(folder.join("BUILD"), text).unwrap();
        let found = |label: &str, message: &str| {
            place(root.path(), label, message).map(|place| (place.file, place.line))
        };
        let message = "Unable to find package for @@nowhere//:def.bzl: it is not defined.";
        let expected = Some(("broken/BUILD".to_owned(), 2));
        assert_eq!(found("//broken:all", message), expected);
        let first = Some(("broken/BUILD".to_owned(), 1));
        assert_eq!(found("//broken:all", "cycle detected"), first);
        assert_eq!(found("//gone:all", message), None);
        let third = Some(("broken/BUILD".to_owned(), 3));
        assert_eq!(found("//broken:x", message), third);
        assert_eq!(found("//broken:y", message), None);
        assert_eq!(found("@@other//broken:all", message), None);
    }
}
