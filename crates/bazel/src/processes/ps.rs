//! From POSIX's `ps`, where there is no `/proc`.

use std::process::{Command, Stdio};
use std::time::Duration;

use super::Process;

fn ps(arguments: &[&str]) -> String {
    let output = Command::new("ps")
        .args(arguments)
        .stderr(Stdio::null())
        .output();
    output.map_or_else(
        |_| String::new(),
        |output| String::from_utf8_lossy(&output.stdout).into_owned(),
    )
}

pub fn all() -> Vec<Process> {
    let table = ps(&[
        "-A", "-o", "pid=", "-o", "ppid=", "-o", "pgid=", "-o", "state=",
    ]);
    table.lines().filter_map(process).collect()
}

pub fn process(line: &str) -> Option<Process> {
    let mut words = line.split_whitespace();
    let mut number = || words.next()?.parse().ok();
    let (pid, parent, group) = (number()?, number()?, number()?);
    Some(Process {
        pid,
        parent,
        group,
        is_zombie: words.next()?.starts_with('Z'),
    })
}

/// Where a word holds a space it becomes two: good enough to be read.
pub fn command(pid: i32) -> Vec<String> {
    let line = ps(&["-o", "args=", "-p", &pid.to_string()]);
    line.split_whitespace().map(str::to_owned).collect()
}

pub fn age(pid: i32) -> Option<Duration> {
    elapsed(&ps(&["-o", "etime=", "-p", &pid.to_string()]))
}

/// `[[days-]hours:]minutes:seconds`
pub fn elapsed(text: &str) -> Option<Duration> {
    let (days, clock) = match text.trim().split_once('-') {
        Some((days, clock)) => (days.parse::<u64>().ok()?, clock),
        None => (0, text.trim()),
    };
    let mut seconds = 0;
    for part in clock.split(':') {
        seconds = seconds * 60 + part.parse::<u64>().ok()?;
    }
    Some(Duration::from_secs(days * 86_400 + seconds))
}
