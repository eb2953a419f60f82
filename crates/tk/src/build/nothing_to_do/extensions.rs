//! Module extensions: what they read beside files of the workspace, no Bazel records. A running server does not look
//! at it again; a new one runs them once more, and what they read then may be another.
//!
//! So an extension must promise to make the same of the same files, or be seen to read nothing, or have its result in
//! MODULE.bazel.lock.

mod source;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use uptodate::Error;

use super::unproven::Unproven;
use source::Source;

/// How the repository of the workspace itself is called.
const MAIN: &str = "_main";

/// How extensions are called that Bazel makes of `use_repo_rule`: they run nothing.
const OF_REPOSITORY_RULES: &str = "_repo_rules";

/// What separates the parts of a repository's name.
const SEPARATORS: [char; 2] = ['~', '+'];

/// What is in the workspace and not looked at, whatever `.bazelignore` names.
const NEVER_LOOKED_AT: [&str; 2] = [".git", ".tk"];

/// The workspace whose extensions are looked at.
pub(super) struct Extensions<'a> {
    pub root: &'a Path,
    /// The folder of the repositories.
    pub external: &'a Path,
    /// The folders that `.bazelignore` names.
    pub ignored: &'a BTreeSet<PathBuf>,
    /// Whether Bazel takes results from MODULE.bazel.lock.
    pub has_lock: bool,
}

/// An extension that made a repository which was fetched.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Used {
    /// The repository of the module that has it.
    module: String,
    name: String,
}

impl Extensions<'_> {
    /// Proves of every extension that was used that it makes the same again. Gives back the texts that say how it does.
    ///
    /// # Errors
    /// With the first that may make something else.
    pub fn check(&self) -> Result<Vec<String>, Unproven> {
        let repositories = self.repositories()?;
        let used = used(&repositories).map_err(Unproven::Extension)?;
        if used.is_empty() {
            return Ok(Vec::new());
        }
        let mut texts = self.own_module_files();
        let of_modules = self.module_files(&repositories);
        let files = texts.iter().chain(&of_modules);
        let usages: Vec<_> = files.flat_map(|text| source::usages(text)).collect();
        for extension in &used {
            let unproven = || Unproven::Extension(extension.to_string());
            texts.extend(self.proof(extension, &usages).ok_or_else(unproven)?);
        }
        match self.not_looked_at(&texts) {
            Some(named) => Err(Unproven::NotLookedAt(named)),
            None => Ok(texts),
        }
    }

    fn repositories(&self) -> Result<BTreeSet<String>, Error> {
        let unreadable = |source| Error::unreadable(self.external, source);
        let mut names = BTreeSet::new();
        for entry in self.external.read_dir().map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            let name = name.to_string_lossy().into_owned();
            if !name.starts_with('@') {
                names.insert(name);
            }
        }
        Ok(names)
    }

    /// The workspace's MODULE.bazel, and what it includes.
    fn own_module_files(&self) -> Vec<String> {
        let mut texts = Vec::new();
        let mut waiting = vec![self.root.join("MODULE.bazel")];
        let mut seen = BTreeSet::new();
        while let Some(path) = waiting.pop() {
            if let Ok(text) = std::fs::read_to_string(&path)
                && seen.insert(path)
            {
                let included = source::included(&text);
                waiting.extend(included.iter().map(|label| in_module(self.root, label)));
                texts.push(text);
            }
        }
        texts
    }

    /// The MODULE.bazel files of the modules that were fetched.
    fn module_files(&self, repositories: &BTreeSet<String>) -> Vec<String> {
        let files = repositories
            .iter()
            .filter_map(|name| std::fs::read(self.external.join(name).join("MODULE.bazel")).ok());
        files
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .collect()
    }

    /// The sources that prove of an extension that it makes the same again.
    fn proof(&self, extension: &Used, usages: &[(String, String)]) -> Option<Vec<String>> {
        let module = match &*extension.module {
            MAIN => self.root.to_owned(),
            name => self.external.join(name),
        };
        let of_name = usages.iter().filter(|(_, name)| *name == extension.name);
        let files: BTreeSet<_> = of_name
            .map(|(label, _)| (in_module(&module, label), label))
            .filter(|(path, _)| path.is_file())
            .collect();
        let proofs = files.iter().map(|(path, label)| {
            let locked = self.locked(extension, label).map(|recorded| vec![recorded]);
            locked.or_else(|| proof_in(&module, path, &extension.name))
        });
        let proofs: Vec<_> = proofs.collect::<Option<_>>()?;
        (!proofs.is_empty()).then(|| proofs.concat())
    }

    /// What MODULE.bazel.lock has of an extension.
    fn locked(&self, extension: &Used, label: &str) -> Option<String> {
        if !self.has_lock {
            return None;
        }
        let text = std::fs::read_to_string(self.root.join("MODULE.bazel.lock")).ok()?;
        let lock: serde_json::Value = serde_json::from_str(&text).ok()?;
        let repository = match &*extension.module {
            MAIN => String::new(),
            module => format!("@@{module}"),
        };
        let (_, file) = label.split_once("//")?;
        let key = format!("{repository}//{file}%{}", extension.name);
        let recorded = lock.get("moduleExtensions")?.get(key)?;
        Some(recorded.to_string())
    }

    /// The folder with files that a text names and that are not looked at.
    fn not_looked_at(&self, texts: &[String]) -> Option<String> {
        let ignored = self.ignored.iter().map(|path| path.to_string_lossy());
        let never = NEVER_LOOKED_AT.iter().map(|name| (*name).into());
        ignored.chain(never).find_map(|folder| {
            // In labels, and as MODULE.bazel.lock has them.
            let forms = ["//:", "\":", "//"].map(|before| format!("{before}{folder}/"));
            let names = |text: &String| forms.iter().any(|form| text.contains(form.as_str()));
            texts.iter().any(names).then(|| folder.into_owned())
        })
    }
}

impl std::fmt::Display for Used {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &*self.module {
            MAIN => f.write_str(&self.name),
            module => write!(
                f,
                "{} of {}",
                self.name,
                module.trim_end_matches(SEPARATORS)
            ),
        }
    }
}

/// The extensions that made repositories: `MODULE~EXTENSION~REPOSITORY`. An error names what cannot be told.
fn used(repositories: &BTreeSet<String>) -> Result<BTreeSet<Used>, String> {
    let mut used = BTreeSet::new();
    for name in repositories {
        if name.matches(SEPARATORS).count() < 2 {
            continue;
        }
        let ends = name.rmatch_indices(SEPARATORS).map(|(at, _)| at);
        let is_module = |at: &usize| name[..*at] == *MAIN || repositories.contains(&name[..*at]);
        let end = { ends }.find(is_module).ok_or_else(|| name.clone())?;
        let below = name[end + 1..].split(SEPARATORS).collect::<Vec<_>>();
        let [extension, _] = below[..] else {
            return Err(name.clone());
        };
        if !extension.starts_with(OF_REPOSITORY_RULES) {
            used.insert(Used {
                module: name[..end].to_owned(),
                name: extension.to_owned(),
            });
        }
    }
    Ok(used)
}

/// The sources that prove of an extension in a file that it makes the same again.
fn proof_in(module: &Path, file: &Path, name: &str) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    let (mut file, mut name) = (file.to_owned(), name.to_owned());
    // An extension may be another one under a new name, but not in a circle.
    while texts.len() < 5 {
        let text = std::fs::read_to_string(&file).ok()?;
        let source = Source(&text);
        let is_proven = source.makes_the_same_again(&name);
        let other = source.other_name_of(&name);
        texts.push(text);
        if is_proven {
            return Some(texts);
        }
        let (label, loaded) = other.filter(|(label, _)| !label.starts_with('@'))?;
        file = match label.strip_prefix(':') {
            Some(beside) => file.with_file_name(beside),
            None => in_module(module, &label),
        };
        name = loaded;
    }
    None
}

/// The file of a label, which is of this module whatever repository it names.
fn in_module(module: &Path, label: &str) -> PathBuf {
    let below = label.rsplit_once("//").map_or(label, |(_, below)| below);
    module.join(below.trim_start_matches(':').replacen(':', "/", 1))
}

#[cfg(test)]
mod tests;
