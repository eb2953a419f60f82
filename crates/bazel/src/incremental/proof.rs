//! What the sandbox would have shown: that rustc reads its action's inputs and nothing else.
//!
//! rustc says itself, in the dep-info that every compilation of rules_rust writes, which files it read:
//! sources, and what `include_str!` and its like name. The inputs are in Bazel's execution log. What a
//! procedural macro opens by itself stands in neither; that the sandboxes of CI and of production show.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Component, Path, PathBuf};

use super::dep_info;
use crate::execution_log::{self, Spawn};

/// The kind of work.
pub const MNEMONIC: &str = "Rustc";

/// What the execution log calls an action without a sandbox.
const LOCAL: &str = "local";

/// How it names the caches that results come from.
const CACHE_HIT: &str = "cache hit";

/// Files that are not among the inputs of the compilation that read them, by its target.
pub type Undeclared = BTreeMap<String, Vec<String>>;

/// What was found of a build's compilations.
#[derive(Debug, Default)]
pub struct Proven {
    /// How many ran outside of a sandbox and succeeded.
    pub compilations: usize,
    /// The undeclared files that they read.
    pub undeclared: Undeclared,
    /// The targets that were found to read nothing so.
    pub sound: Vec<String>,
}

/// What is wrong with a target that reads such files, and what to do.
pub fn message(files: &[String]) -> String {
    let (is, them) = match files.len() {
        1 => ("is not a declared input", "it"),
        _ => ("are not declared inputs", "them"),
    };
    format!(
        "reads {}, which {is}: Bazel would not rebuild after a change. Add {them} to srcs or compile_data",
        files.join(", ")
    )
}

/// Looks at all compilations of a log. The outputs of one that reads what it should not are removed, so that
/// the next build compiles it again; a result that a cache still has of it (of those `known`) is one, too.
///
/// # Errors
/// When the log or what rustc wrote cannot be read, or an output not be removed: then nothing is proven.
pub fn prove(log: &Path, exec_root: &Path, known: &Undeclared) -> io::Result<Proven> {
    let mut proven = Proven::default();
    let log = BufReader::with_capacity(1 << 20, File::open(log)?);
    execution_log::read_kind(log, MNEMONIC, |spawn| {
        let label = bep::readable_label(&spawn.label);
        let files = if spawn.runner == LOCAL && spawn.exit_code == 0 {
            proven.compilations += 1;
            undeclared(spawn, exec_root)?
        } else if spawn.runner.ends_with(CACHE_HIT) {
            known.get(&label).cloned().unwrap_or_default()
        } else {
            return Ok(());
        };
        if files.is_empty() {
            proven.sound.push(label);
        } else {
            remove_outputs(spawn, exec_root)?;
            proven.undeclared.insert(label, files);
        }
        Ok::<_, io::Error>(())
    })?;
    Ok(proven)
}

fn remove_outputs(spawn: &Spawn<'_>, exec_root: &Path) -> io::Result<()> {
    for output in &spawn.listed_outputs {
        let path = exec_root.join(output.as_ref());
        // A native module is compiled with a folder for its types.
        let removed = match std::fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => std::fs::remove_dir_all(&path),
            Ok(_) => std::fs::remove_file(&path),
            Err(error) => Err(error),
        };
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn undeclared(spawn: &Spawn<'_>, exec_root: &Path) -> io::Result<Vec<String>> {
    let path = exec_root.join(dep_info_path(spawn, exec_root)?);
    let text = std::fs::read_to_string(&path)?;
    let read = dep_info::files(&text).ok_or_else(|| invalid("it is not dep-info", &path))?;
    let inputs: HashSet<&[u8]> = spawn.inputs.iter().map(|input| input.path).collect();
    let mut files: Vec<String> = read
        .iter()
        .map(|file| below(exec_root, file))
        .filter(|file| !is_input(file, &inputs))
        .map(|file| file.to_string_lossy().into_owned())
        .collect();
    files.sort();
    files.dedup();
    Ok(files)
}

fn invalid(what: &str, path: &Path) -> io::Error {
    let text = format!("{what}: {}", path.display());
    io::Error::new(io::ErrorKind::InvalidData, text)
}

/// Whether a file, or a folder above it, is an input.
fn is_input(file: &Path, inputs: &HashSet<&[u8]>) -> bool {
    file.ancestors()
        .any(|path| inputs.contains(path.as_os_str().as_encoded_bytes()))
}

/// What the rules for Cargo packages name the folder in which rustc runs: the execution root, whoever runs it.
const OWN_FOLDER: &str = "/proc/self/cwd";

/// A path from the execution root, without `.` and `..`.
fn below(exec_root: &Path, file: &str) -> PathBuf {
    let file = Path::new(file);
    let file = file.strip_prefix(OWN_FOLDER).unwrap_or(file);
    let mut plain = PathBuf::new();
    for part in exec_root.join(file).components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    match plain.strip_prefix(exec_root) {
        Ok(below) => below.to_owned(),
        Err(_) => plain,
    }
}

/// Where a compilation wrote its dep-info: next to its output, with its crate's name.
fn dep_info_path(spawn: &Spawn<'_>, exec_root: &Path) -> io::Result<PathBuf> {
    let mut arguments: Vec<String> = Vec::new();
    for argument in &spawn.arguments {
        match argument.strip_prefix('@') {
            Some(file) => {
                let text = std::fs::read_to_string(exec_root.join(file))?;
                arguments.extend(text.lines().map(str::to_owned));
            }
            None => arguments.push(argument.to_string()),
        }
    }
    let value = |name: &str| {
        let mut all = arguments.iter().rev();
        all.find_map(|argument| argument.strip_prefix(name))
    };
    let missing = |what: &str| invalid(what, Path::new(spawn.label.as_ref()));
    let name =
        value("--crate-name=").ok_or_else(|| missing("a compilation without a crate name"))?;
    let folder =
        value("--out-dir=").ok_or_else(|| missing("a compilation without an output folder"))?;
    let extra = value("--codegen=extra-filename=").unwrap_or_default();
    Ok(Path::new(folder).join(format!("{name}{extra}.d")))
}

#[cfg(test)]
mod tests;
