//! Whether the programs are for the platform, and start.
//!
//! The programs are the executables directly in `dist/<platform>/`: what lies deeper (a module, an
//! application's helpers) is not for people to start.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use super::answer;
use super::executable_header::platform_of;
use super::subject::{Finding, Subject};
use crate::error::{Error, Result};

/// How long a program may take to say its version.
const PATIENCE: Duration = Duration::from_secs(10);

/// Endings of files that are loaded by programs and do not start by themselves.
const MODULES: [&str; 4] = ["node", "so", "dylib", "dll"];

/// A finding for each program and module directly in the folder.
pub fn check(subject: &Subject) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for entry in subject
        .manifest
        .files
        .iter()
        .filter(|entry| !entry.path.contains('/'))
    {
        let path = subject.folder.join(&entry.path);
        let Ok(file) = File::open(&path) else {
            continue;
        };
        let mut start = Vec::new();
        file.take(4096)
            .read_to_end(&mut start)
            .map_err(Error::read(&path))?;
        let Some(found) = platform_of(&start) else {
            continue;
        };
        if found != subject.platform {
            findings.push(Finding::fail(format!(
                "{} is for {found}, not {}",
                entry.path, subject.platform
            )));
        } else if is_module(&entry.path) {
            findings.push(Finding::pass(format!(
                "{} is a module for {found}",
                entry.path
            )));
        } else {
            findings.push(check_program(subject, &entry.path, &path));
        }
    }
    Ok(findings)
}

fn is_module(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, ending)| MODULES.contains(&ending))
}

fn check_program(subject: &Subject, name: &str, path: &Path) -> Finding {
    if subject.platform != subject.host {
        return Finding::pass(format!(
            "{name} is a program for {} (not started: this machine is {})",
            subject.platform, subject.host
        ));
    }
    match version(path, PATIENCE) {
        Ok(answer) => Finding::pass(format!(
            "{name} is a program for {} and answers --version: {answer}",
            subject.platform
        )),
        Err(reason) => Finding::fail(format!("{name} --version: {reason}")),
    }
}

/// The first line that the program prints.
fn version(path: &Path, patience: Duration) -> std::result::Result<String, String> {
    let answer = answer::of(path, "--version", patience)?;
    let line = answer.stdout.lines().next().unwrap_or_default().trim();
    if !answer.status.success() {
        Err(format!("{}: {}", answer.status, answer.stderr.trim()))
    } else if line.is_empty() {
        Err("it prints nothing".to_owned())
    } else {
        Ok(line.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;
    use std::time::Instant;

    use super::*;

    fn script(dir: &Path, content: &str) -> PathBuf {
        let path = dir.join("program");
        fs::write(&path, format!("#!/bin/sh\n{content}\n")).unwrap();
        test_programs::make_executable(&path).unwrap();
        path
    }

    // One test for all answers: a program that another test starts meanwhile would hold the script open.
    #[test]
    fn a_program_says_its_version_in_time() {
        let dir = tempfile::tempdir().unwrap();
        let answer = |content: &str, patience: u64| {
            version(&script(dir.path(), content), Duration::from_secs(patience))
        };
        assert_eq!(
            answer("echo \"app 1 $1\"; echo more", 10).unwrap(),
            "app 1 --version"
        );
        insta::assert_snapshot!(answer("echo no >&2; exit 3", 10).unwrap_err(), @"exit status: 3: no");
        insta::assert_snapshot!(answer("exit 0", 10).unwrap_err(), @"it prints nothing");
        insta::assert_snapshot!(answer("while :; do :; done", 1).unwrap_err(), @"no answer within 1 s");
        let start = Instant::now();
        assert_eq!(answer("sleep 20 & echo 1.2", 10).unwrap(), "1.2");
        let lines = "i=0; while [ $i -lt 20000 ]; do echo long line $i; i=$((i + 1)); done";
        assert_eq!(answer(lines, 10).unwrap(), "long line 0");
        assert_eq!(answer(&format!("({lines}) >&2; echo 2"), 10).unwrap(), "2");
        assert!(answer("sleep 20 & sleep 20", 1).is_err());
        assert!(start.elapsed() < Duration::from_secs(15));
        let reason = version(&dir.path().join("none"), PATIENCE).unwrap_err();
        assert!(reason.starts_with("it does not start: "), "{reason}");
    }
}
