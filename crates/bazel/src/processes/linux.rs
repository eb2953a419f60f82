//! From `/proc`: `ps` is not on every machine.

use std::fs;
use std::time::Duration;

use super::Process;

/// The unit of times in `/proc/PID/stat`: 100 a second on every architecture that Bazel knows.
const TICKS: f64 = 100.0;

pub fn all() -> Vec<Process> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|pid| process(pid, &stat(pid)?))
        .collect()
}

fn stat(pid: i32) -> Option<String> {
    fs::read_to_string(format!("/proc/{pid}/stat")).ok()
}

/// What follows the program's name, which can contain anything: state, parent, group ...
fn fields(stat: &str) -> Option<Vec<&str>> {
    let (_, fields) = stat.rsplit_once(") ")?;
    Some(fields.split(' ').collect())
}

pub fn process(pid: i32, stat: &str) -> Option<Process> {
    let fields = fields(stat)?;
    Some(Process {
        pid,
        parent: fields.get(1)?.parse().ok()?,
        group: fields.get(2)?.parse().ok()?,
        is_zombie: matches!(*fields.first()?, "Z" | "X"),
    })
}

pub fn command(pid: i32) -> Vec<String> {
    let bytes = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let words = bytes.split(|byte| *byte == 0);
    let mut words: Vec<String> = words
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .collect();
    // Each word ends with a zero, the last one too.
    words.pop();
    words
}

pub fn age(pid: i32) -> Option<Duration> {
    let uptime = fs::read_to_string("/proc/uptime").ok()?;
    let uptime: f64 = uptime.split(' ').next()?.parse().ok()?;
    let stat = stat(pid)?;
    let started: f64 = fields(&stat)?.get(19)?.parse().ok()?;
    Duration::try_from_secs_f64(uptime - started / TICKS).ok()
}
