//! Programs that tests write and start at once.
//!
//! Linux refuses to start a file that anybody has open for writing (`ETXTBSY`, "Text file busy"). A test that has closed
//! it is not safe: what another thread starts at that moment has, until it becomes another program, all that this
//! process had open. So a program must come from a process of its own.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// The copy is a file of its own, which this process never had open.
const COPY: &str = r#"cp "$0" "$0.copy" && chmod 755 "$0.copy" && mv -f "$0.copy" "$0""#;

/// Lets everybody start the file, at once and from all threads.
///
/// # Errors
/// When it is not a file, or its folder cannot be written to.
pub fn make_executable(path: &Path) -> io::Result<()> {
    let status = Command::new("/bin/sh")
        .arg("-c")
        .arg(COPY)
        .arg(path)
        .stdin(Stdio::null())
        .status()?;
    if status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "{} cannot be made executable: {status}",
        path.display()
    )))
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use super::*;

    #[test]
    fn it_starts_although_its_file_is_still_open_for_writing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a program");
        fs::write(&path, "#!/bin/sh\nexit 42\n").unwrap();
        // As a thread that starts something has it.
        let open = File::options().append(true).open(&path).unwrap();
        make_executable(&path).unwrap();
        assert_eq!(Command::new(&path).status().unwrap().code(), Some(42));
        drop(open);
    }

    #[test]
    fn a_missing_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let error = make_executable(&folder.path().join("none")).unwrap_err();
        assert!(error.to_string().contains("none"), "{error}");
    }
}
