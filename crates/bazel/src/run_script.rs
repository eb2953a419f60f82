//! Scripts that run a built target: `bazel run --script_path`. Bazel is not there while they run, its lock is free.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::shell::shell_word;
use checkout::Workspace;
use checkout::files;

/// What Bazel sets to the folder in which it was started, which is always the root here.
const WORKING_DIRECTORY: &str = "BUILD_WORKING_DIRECTORY=";

/// What ends the name of a program's folder of runfiles.
const RUNFILES: &str = ".runfiles";

/// The path of a target's script; there is one for each target and purpose.
pub fn path(workspace: &Workspace, purpose: &str, target: &str) -> PathBuf {
    let name: String = target
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let digest = files::hex(&Sha256::digest(target.as_bytes()));
    let name = format!(
        "{}-{}.sh",
        name.trim_matches('_'),
        digest.get(..8).unwrap_or_default()
    );
    workspace.make_state_dir().join(purpose).join(name)
}

/// Puts a script that Bazel has written into place, with the folder that the program is to take for
/// the one in which people typed their command.
///
/// # Errors
/// When it cannot be read or written.
pub fn install(written: &Path, script: &Path, working_directory: &Path) -> Result<()> {
    let text = fs::read_to_string(written).map_err(checkout::Error::read(written))?;
    let folder = shell_word(&working_directory.to_string_lossy());
    let lines: Vec<String> = text
        .lines()
        .map(
            |line| match line.trim_start().strip_prefix(WORKING_DIRECTORY) {
                Some(_) => format!("    {WORKING_DIRECTORY}{folder} \\"),
                None => line.to_owned(),
            },
        )
        .collect();
    let install = || -> io::Result<()> {
        let parent = script.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(parent)?;
        let file = tempfile::Builder::new()
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .tempfile_in(parent)?;
        fs::write(file.path(), lines.join("\n") + "\n")?;
        // A shell that reads the one before goes on reading that.
        file.into_temp_path().persist(script)?;
        Ok(())
    };
    install().map_err(checkout::Error::write(script))?;
    Ok(())
}

/// What a script's program is made of, as a digest: the script, and size and time of every file
/// that the program finds beside it. `None` where the program is gone.
pub fn fingerprint(script: &Path) -> Option<String> {
    let text = fs::read_to_string(script).ok()?;
    let program = program(&text)?;
    let mut digest = Sha256::new();
    digest.update(&text);
    add(&mut digest, &program)?;
    let manifest = with_ending(&program, ".runfiles_manifest");
    for line in fs::read_to_string(manifest).unwrap_or_default().lines() {
        digest.update(line);
        if let Some((_, file)) = line.split_once(' ') {
            // A file that is gone is a difference, too.
            add(&mut digest, Path::new(file));
        }
    }
    Some(files::hex(&digest.finalize()))
}

fn add(digest: &mut Sha256, file: &Path) -> Option<()> {
    let meta = file.metadata().ok()?;
    for number in [
        meta.len(),
        meta.mtime().cast_unsigned(),
        meta.mtime_nsec().cast_unsigned(),
    ] {
        digest.update(number.to_le_bytes());
    }
    Some(())
}

/// The program that a script starts: it changes to the program's runfiles first.
fn program(script: &str) -> Option<PathBuf> {
    let line = script.lines().find_map(|line| line.strip_prefix("cd "))?;
    let folder = line
        .trim_end()
        .trim_end_matches('\\')
        .trim_end()
        .trim_end_matches("&&")
        .trim();
    let folder = folder.trim_matches('\'');
    let end = folder.find(&format!("{RUNFILES}/"))?;
    folder.get(..end).map(PathBuf::from)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "#!/bin/bash\ncd /out/bin/a.runfiles/_main && \\\n  exec env \\\n    -u RUNFILES_DIR \\\n    \
                          BUILD_WORKING_DIRECTORY=/w \\\n    BUILD_WORKSPACE_DIRECTORY=/w \\\n  /out/bin/a \"$@\"";

    #[test]
    fn programs_are_told_where_the_command_was_typed() {
        let dir = tempfile::tempdir().unwrap();
        let (written, script) = (dir.path().join("written"), dir.path().join("run/a.sh"));
        fs::write(&written, SCRIPT).unwrap();
        install(&written, &script, Path::new("/w/a folder")).unwrap();
        let text = fs::read_to_string(&script).unwrap();
        assert!(
            text.contains("    BUILD_WORKING_DIRECTORY='/w/a folder' \\\n"),
            "{text}"
        );
        assert!(text.ends_with("/out/bin/a \"$@\"\n"), "{text}");
        assert_eq!(script.metadata().unwrap().mode() & 0o777, 0o755);
    }

    #[test]
    fn a_program_that_is_built_anew_has_another_fingerprint() {
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join("a");
        let script = dir.path().join("a.sh");
        fs::write(
            &script,
            SCRIPT.replace("/out/bin", &dir.path().to_string_lossy()),
        )
        .unwrap();
        assert_eq!(fingerprint(&script), None);
        fs::write(&program, "1").unwrap();
        let data = dir.path().join("data");
        fs::write(&data, "1").unwrap();
        fs::write(
            dir.path().join("a.runfiles_manifest"),
            format!("_main/data {}\n", data.display()),
        )
        .unwrap();
        let first = fingerprint(&script).unwrap();
        assert_eq!(fingerprint(&script).unwrap(), first);
        fs::write(&data, "12").unwrap();
        assert_ne!(fingerprint(&script).unwrap(), first);
    }

    #[test]
    fn targets_have_scripts_of_their_own() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        let (one, other) = (
            path(&workspace, "dev", "//a:b_c"),
            path(&workspace, "dev", "//a/b:c"),
        );
        assert_ne!(one, other);
        assert!(
            one.ends_with(".tk/dev/a_b_c-".to_owned() + "x")
                || one.to_string_lossy().contains("/.tk/dev/a_b_c-")
        );
    }
}
