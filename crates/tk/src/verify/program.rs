//! Whether the programs are for the platform, and start.
//!
//! The programs are the executables directly in `dist/<platform>/`: what lies deeper (a module, an
//! application's helpers) is not for people to start.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::{Finding, Subject};
use crate::error::{Error, Result};

/// How long a program may take to say its version.
const PATIENCE: Duration = Duration::from_secs(10);

/// Endings of files that are loaded by programs and do not start by themselves.
const MODULES: [&str; 4] = ["node", "so", "dylib", "dll"];

pub(super) fn check(subject: &Subject) -> Result<Vec<Finding>> {
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
    match version(path) {
        Ok(answer) => Finding::pass(format!(
            "{name} is a program for {} and answers --version: {answer}",
            subject.platform
        )),
        Err(reason) => Finding::fail(format!("{name} --version: {reason}")),
    }
}

/// The platform of an executable file's header.
fn platform_of(start: &[u8]) -> Option<String> {
    let (os, cpu) = elf(start).or_else(|| mach_o(start)).or_else(|| pe(start))?;
    Some(format!("{os}-{cpu}"))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// `e_machine` of the ELF header (System V ABI).
fn elf(start: &[u8]) -> Option<(&'static str, &'static str)> {
    start.starts_with(b"\x7fELF").then_some(())?;
    let cpu = match u16_at(start, 18)? {
        62 => "x64",
        183 => "arm64",
        _ => "other",
    };
    Some(("linux", cpu))
}

/// `cputype` of the 64-bit Mach-O header (`mach/machine.h`).
fn mach_o(start: &[u8]) -> Option<(&'static str, &'static str)> {
    start.starts_with(b"\xcf\xfa\xed\xfe").then_some(())?;
    let cpu = match u32_at(start, 4)? {
        0x0100_0007 => "x64",
        0x0100_000c => "arm64",
        _ => "other",
    };
    Some(("darwin", cpu))
}

/// `Machine` of the COFF header behind `PE\0\0` (PE format).
fn pe(start: &[u8]) -> Option<(&'static str, &'static str)> {
    start.starts_with(b"MZ").then_some(())?;
    let header = usize::try_from(u32_at(start, 0x3c)?).ok()?;
    (start.get(header..header + 4)? == b"PE\0\0").then_some(())?;
    let cpu = match u16_at(start, header + 4)? {
        0x8664 => "x64",
        0xaa64 => "arm64",
        _ => "other",
    };
    Some(("win32", cpu))
}

/// The first line that the program prints; it gets neither environment nor input.
fn version(path: &Path) -> std::result::Result<String, String> {
    let child = Command::new(path)
        .arg("--version")
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("it does not start: {error}"))?;
    let output = wait(child)?;
    let answer = String::from_utf8_lossy(&output.stdout);
    let answer = answer.lines().next().unwrap_or_default().trim();
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("{}: {}", output.status, said.trim()))
    } else if answer.is_empty() {
        Err("it prints nothing".to_owned())
    } else {
        Ok(answer.to_owned())
    }
}

fn wait(mut child: Child) -> std::result::Result<Output, String> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match child.try_wait() {
            Ok(Some(_)) => return child.wait_with_output().map_err(|error| error.to_string()),
            Ok(None) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(5)),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("no answer within {} s", PATIENCE.as_secs()));
            }
            Err(error) => return Err(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_name_the_platform() {
        let mut elf = b"\x7fELF".to_vec();
        elf.resize(64, 0);
        elf[18] = 183;
        assert_eq!(platform_of(&elf).as_deref(), Some("linux-arm64"));
        let mach_o = b"\xcf\xfa\xed\xfe\x07\0\0\x01";
        assert_eq!(platform_of(mach_o).as_deref(), Some("darwin-x64"));
        let mut pe = b"MZ".to_vec();
        pe.resize(0x40, 0);
        pe[0x3c] = 0x40;
        pe.extend_from_slice(b"PE\0\0\x64\x86");
        assert_eq!(platform_of(&pe).as_deref(), Some("win32-x64"));
        assert_eq!(platform_of(b"#!/bin/sh"), None);
        assert_eq!(platform_of(b"MZ"), None);
    }
}
