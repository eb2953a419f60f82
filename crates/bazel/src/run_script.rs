//! Scripts that run a built target: `bazel run --script_path`. Bazel is not there while they run, its lock is free.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::Result;
use checkout::Workspace;
use checkout::files;

/// What programs take for the folder in which people typed their command. Bazel sets it to the folder in which it was
/// started, which is always the root here.
pub const WORKING_DIRECTORY: &str = "BUILD_WORKING_DIRECTORY";

/// How much of a target is in a script's name: names of files have some length only.
const NAME_LETTERS: usize = 100;

/// What ends the name of a program's folder of runfiles.
const RUNFILES: &str = ".runfiles";

/// The path of the script that starts a target again later; there is one for each target and purpose.
pub fn path(workspace: &Workspace, purpose: &str, target: &str) -> PathBuf {
    place(workspace, purpose, target, target.as_bytes())
}

/// Installs a script that Bazel has written, to be run at once. It has a name of its own contents, so that another run of
/// the target, with other flags or in another mode, does not change what is about to be started.
///
/// # Errors
/// When it cannot be read or written.
pub fn install_to_run(workspace: &Workspace, written: &Path, target: &str) -> Result<PathBuf> {
    let text = read(written)?;
    let script = place(workspace, "run", target, &text);
    write(&script, &text)?;
    Ok(script)
}

/// Puts a script that Bazel has written into place.
///
/// # Errors
/// When it cannot be read or written.
pub fn install(written: &Path, script: &Path) -> Result<()> {
    write(script, &read(written)?)
}

fn place(workspace: &Workspace, purpose: &str, target: &str, identity: &[u8]) -> PathBuf {
    let name: String = target
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '_'
            }
        })
        .take(NAME_LETTERS)
        .collect();
    let digest = files::hex(&Sha256::digest(identity));
    let name = format!(
        "{}-{}.sh",
        name.trim_matches('_'),
        digest.get(..16).unwrap_or_default()
    );
    workspace.make_state_dir().join(purpose).join(name)
}

/// A script of Bazel, whose program is told by the caller where the command was typed: scripts are shared by commands
/// that are typed elsewhere.
fn read(written: &Path) -> Result<Vec<u8>> {
    // Names of files and targets can be in any encoding.
    let text = fs::read(written).map_err(checkout::Error::read(written))?;
    let ours = format!("    {WORKING_DIRECTORY}=\"${WORKING_DIRECTORY}\" \\");
    let setting = format!("{WORKING_DIRECTORY}=");
    let lines: Vec<&[u8]> = text
        .split(|byte| *byte == b'\n')
        .map(
            |line| match line.trim_ascii_start().starts_with(setting.as_bytes()) {
                true => ours.as_bytes(),
                false => line,
            },
        )
        .collect();
    let mut text = lines.join(&b'\n');
    if !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    Ok(text)
}

fn write(script: &Path, text: &[u8]) -> Result<()> {
    let install = || -> io::Result<()> {
        let parent = script.parent().unwrap_or(Path::new("."));
        files::create_private(parent)?;
        let file = tempfile::Builder::new()
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700))
            .tempfile_in(parent)?;
        fs::write(file.path(), text)?;
        // A shell that reads the one before goes on reading that.
        file.into_temp_path().persist(script)?;
        Ok(())
    };
    Ok(install().map_err(checkout::Error::write(script))?)
}

/// What a script's program is made of, as a digest: the script, and size and time of every file
/// that the program finds beside it. `None` where the program is gone.
pub fn fingerprint(script: &Path) -> Option<String> {
    let text = fs::read(script).ok()?;
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
fn program(script: &[u8]) -> Option<PathBuf> {
    let mut lines = script.split(|byte| *byte == b'\n');
    let folder = unquoted(lines.find_map(|line| line.strip_prefix(b"cd "))?);
    let end = format!("{RUNFILES}/");
    let at = folder
        .windows(end.len())
        .position(|part| part == end.as_bytes())?;
    Some(PathBuf::from(OsStr::from_bytes(&folder[..at])))
}

/// The first word of a line of a shell, without the quotes that Bazel writes: `'it'\''s'`.
fn unquoted(line: &[u8]) -> Vec<u8> {
    let mut word = Vec::with_capacity(line.len());
    let (mut is_quoted, mut bytes) = (false, line.iter());
    while let Some(byte) = bytes.next() {
        match byte {
            b'\'' => is_quoted = !is_quoted,
            b'\\' if !is_quoted => word.extend(bytes.next()),
            b' ' if !is_quoted => break,
            byte => word.push(*byte),
        }
    }
    word
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
        install(&written, &script).unwrap();
        let text = fs::read_to_string(&script).unwrap();
        assert!(
            text.contains("    BUILD_WORKING_DIRECTORY=\"$BUILD_WORKING_DIRECTORY\" \\\n"),
            "{text}"
        );
        assert!(
            text.contains("    BUILD_WORKSPACE_DIRECTORY=/w \\\n"),
            "{text}"
        );
        assert!(text.ends_with("/out/bin/a \"$@\"\n"), "{text}");
        assert_eq!(script.metadata().unwrap().mode() & 0o777, 0o700);
    }

    #[test]
    fn runs_that_start_other_programs_have_scripts_of_their_own() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        let install = |text: &[u8]| {
            let written = dir.path().join("written");
            fs::write(&written, text).unwrap();
            let script = install_to_run(&workspace, &written, "//a:b").unwrap();
            (fs::read(&script).unwrap(), script)
        };
        let (text, development) = install(SCRIPT.as_bytes());
        let (_, again) = install(SCRIPT.as_bytes());
        let (_, production) = install(SCRIPT.replace("/out/", "/opt/").as_bytes());
        assert_eq!(development, again);
        assert_ne!(development, production);
        assert_eq!(fs::read(&development).unwrap(), text);
        // What Bazel writes is not always UTF-8.
        let (text, _) = install(b"cd /out/\xff.runfiles/_main\n");
        assert_eq!(text, b"cd /out/\xff.runfiles/_main\n");
    }

    #[test]
    fn a_program_is_found_by_its_runfiles_however_they_are_quoted() {
        for (line, expected) in [
            ("cd /out/bin/a.runfiles/_main && \\", "/out/bin/a"),
            ("cd '/out/bin/a b.runfiles/_main' && \\", "/out/bin/a b"),
            (
                r"cd '/out/bin/it'\''s.runfiles/_main' && \",
                "/out/bin/it's",
            ),
            ("cd '/out/bin/a&&b.runfiles/_main' && \\", "/out/bin/a&&b"),
            (
                "cd /out/bin/gr\u{fc}n.runfiles/_main && \\",
                "/out/bin/gr\u{fc}n",
            ),
        ] {
            let script = format!("#!/bin/bash\n{line}\n  exec env x\n");
            assert_eq!(
                program(script.as_bytes()),
                Some(PathBuf::from(expected)),
                "{line}"
            );
        }
        assert_eq!(program(b"exec true\n"), None);
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
