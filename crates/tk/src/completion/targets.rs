//! Labels and patterns as candidates for a word.

use std::path::Path;

use super::Candidate;
use super::build_file;

/// How deep to look for packages below a folder.
const DEPTH: usize = 4;

/// What labels of the workspace begin with.
const MARKERS: [&str; 3] = ["//", "@//", "@@//"];

/// Folders without packages of the workspace, wherever they are.
const NO_PACKAGES: [&str; 3] = ["node_modules", "dist", "target"];

/// Labels, folders and patterns for a word, relative to the folder `below` the root.
pub fn candidates(root: &Path, below: &Path, current: &str) -> Vec<Candidate> {
    if current.is_empty() || current == "/" {
        return vec![Candidate::new("//", "targets")];
    }
    let marker = MARKERS
        .into_iter()
        .find(|marker| current.starts_with(*marker))
        .unwrap_or("");
    let path = &current[marker.len()..];
    let start = match marker {
        // What other repositories have is not known here.
        "" if current.starts_with('@') => return Vec::new(),
        "" => root.join(below),
        _ => root.to_owned(),
    };
    if let Some((package, _)) = path.split_once(':') {
        return of_package(&start.join(package), &format!("{marker}{package}"));
    }
    if marker.is_empty() && !path.contains('/') {
        // A step, or nothing that can be told from one.
        return Vec::new();
    }
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    let shown = if parent.is_empty() {
        marker.to_owned()
    } else {
        format!("{marker}{parent}/")
    };
    in_folder(root, &start.join(parent), &shown, parent.is_empty())
}

fn of_package(folder: &Path, package: &str) -> Vec<Candidate> {
    build_file::targets(folder)
        .into_iter()
        .map(|target| Candidate::new(format!("{package}:{}", target.name), target.rule))
        .collect()
}

fn in_folder(root: &Path, folder: &Path, shown: &str, is_top: bool) -> Vec<Candidate> {
    let mut found = Vec::new();
    for name in folders(root, folder) {
        let inner = folder.join(&name);
        if checkout::build_file(&inner).is_some() {
            found.push(Candidate::new(format!("{shown}{name}:"), "package"));
        }
        if has_packages_below(root, &inner, DEPTH) {
            found.push(Candidate::new(format!("{shown}{name}/"), "folder"));
        }
    }
    if is_top && shown.ends_with("//") && checkout::build_file(folder).is_some() {
        found.push(Candidate::new(format!("{shown}:"), "package"));
    }
    if !found.is_empty() || checkout::build_file(folder).is_some() {
        let all = format!("{shown}...");
        found.push(Candidate::new(all, "all targets below"));
    }
    found
}

fn has_packages_below(root: &Path, folder: &Path, depth: usize) -> bool {
    depth > 0
        && folders(root, folder).iter().any(|name| {
            let inner = folder.join(name);
            checkout::build_file(&inner).is_some() || has_packages_below(root, &inner, depth - 1)
        })
}

/// The folders in a folder that can hold packages, sorted.
fn folders(root: &Path, folder: &Path) -> Vec<String> {
    let Ok(entries) = folder.read_dir() else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        // Links such as bazel-out lead out of the workspace.
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.') && !NO_PACKAGES.contains(&name.as_str()))
        .filter(|name| !is_ignored(root, &folder.join(name)))
        .collect();
    names.sort();
    names
}

/// Whether `.bazelignore` names the folder.
fn is_ignored(root: &Path, folder: &Path) -> bool {
    let Ok(path) = folder.strip_prefix(root) else {
        return false;
    };
    let ignored = std::fs::read_to_string(root.join(".bazelignore")).unwrap_or_default();
    ignored
        .lines()
        .map(|line| line.trim().trim_end_matches('/'))
        .any(|line| !line.is_empty() && Path::new(line) == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("BUILD.bazel", "build_step(name = \"app\")\n"),
            (
                "crates/bep/BUILD.bazel",
                "rust_library(\n    name = \"bep\",\n)\n",
            ),
            ("crates/bep/fuzz/BUILD", ""),
            ("crates/empty/x", ""),
            ("e2e/own/BUILD.bazel", ""),
            (
                "my dir+/BUILD",
                "x(name = \"a b\")\nx(name = 'a/b')\nx(name = \"a#b\")\nx(name = \"gr\u{fc}n\")\n",
            ),
            ("web/node_modules/x/BUILD.bazel", ""),
            (".bazelignore", "e2e/own\n"),
        ] {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        dir
    }

    fn after(below: &str, current: &str) -> Vec<String> {
        let dir = workspace();
        candidates(dir.path(), Path::new(below), current)
            .into_iter()
            .map(|candidate| candidate.value)
            .filter(|value| value.starts_with(current))
            .collect()
    }

    #[test]
    fn labels_are_completed_a_folder_at_a_time() {
        assert_eq!(after("", ""), ["//"]);
        assert_eq!(after("", "//"), ["//crates/", "//my dir+:", "//:", "//..."]);
        assert_eq!(after("", "//cr"), ["//crates/"]);
        assert_eq!(
            after("", "//crates/"),
            ["//crates/bep:", "//crates/bep/", "//crates/..."]
        );
        assert_eq!(after("", "//crates/bep:"), ["//crates/bep:bep"]);
        assert_eq!(after("", "//:"), ["//:app"]);
        assert_eq!(after("", "//nowhere/"), Vec::<String>::new());
    }

    #[test]
    fn names_have_all_kinds_of_letters() {
        assert_eq!(after("", "//my"), ["//my dir+:"]);
        assert_eq!(
            after("", "//my dir+:"),
            [
                "//my dir+:a b",
                "//my dir+:a/b",
                "//my dir+:a#b",
                "//my dir+:gr\u{fc}n"
            ]
        );
        assert_eq!(after("", "//my dir+:a/"), ["//my dir+:a/b"]);
        assert_eq!(after("my dir+", ":a "), [":a b"]);
        assert_eq!(after("", "@//cr"), ["@//crates/"]);
        assert_eq!(after("", "@@//my dir+:a "), ["@@//my dir+:a b"]);
        assert_eq!(after("", "@other//"), Vec::<String>::new());
    }

    #[test]
    fn words_are_as_seen_from_the_current_folder() {
        assert_eq!(after("crates", "bep:"), ["bep:bep"]);
        assert_eq!(after("crates/bep", ":"), [":bep"]);
        assert_eq!(after("crates", "bep/"), ["bep/fuzz:", "bep/..."]);
    }
}
