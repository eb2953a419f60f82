//! The processes of this machine, as far as it takes to say who holds a lock and to end what a
//! killed Bazel leaves running.

use std::ffi::OsString;
use std::time::Duration;

use rustix::process::{Pid, Signal};

/// How often newly found processes are halted before all are killed.
const ROUNDS: usize = 8;

#[cfg(target_os = "linux")]
use linux as source;
#[cfg(not(target_os = "linux"))]
use ps as source;

/// One process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// Its id.
    pub pid: i32,
    /// Its parent's id.
    pub parent: i32,
    /// Its process group's id.
    pub group: i32,
    /// Whether it has ended, and only its parent has not noticed yet.
    pub is_zombie: bool,
}

/// All processes; none where the system does not tell.
pub fn all() -> Vec<Process> {
    source::all()
}

/// A process's command line; empty where it is gone or the system does not tell.
pub fn command(pid: i32) -> Vec<String> {
    source::command(pid)
}

/// How long ago a process started.
pub fn age(pid: i32) -> Option<Duration> {
    source::age(pid)
}

/// Whether a process is there and has not ended.
pub fn is_running(pid: i32) -> bool {
    all()
        .iter()
        .any(|process| process.pid == pid && !process.is_zombie)
}

/// The innermost process with these arguments: a program such as bazelisk or a script starts Bazel
/// with its own arguments, and does not always pass signals on.
pub fn innermost(outermost: Pid, arguments: &[OsString]) -> Pid {
    let wanted: Vec<String> = arguments
        .iter()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    // One text: not every system tells where words end.
    let wanted = wanted.join(" ");
    let processes = all();
    let mut found = outermost;
    loop {
        let inner = processes.iter().find(|process| {
            process.parent == found.as_raw_nonzero().get()
                && !process.is_zombie
                && !wanted.is_empty()
                && command(process.pid).join(" ").ends_with(&wanted)
        });
        match inner.and_then(|process| Pid::from_raw(process.pid)) {
            Some(inner) => found = inner,
            None => return found,
        }
    }
}

/// Sends a signal; a process that has ended meanwhile needs none.
pub fn signal(pid: i32, signal: Signal) {
    if let Some(pid) = Pid::from_raw(pid).filter(|pid| *pid != Pid::INIT) {
        let _ = rustix::process::kill_process(pid, signal);
    }
}

/// Kills a process and all that it started: Bazel's server does not take its actions along.
///
/// They are halted first, round by round: what is halted starts nothing new.
pub fn kill_tree(root: i32) {
    signal(root, Signal::STOP);
    let mut halted = vec![root];
    for _ in 0..ROUNDS {
        let found = descendants(&all(), root);
        let new: Vec<i32> = found
            .into_iter()
            .filter(|pid| !halted.contains(pid))
            .collect();
        if new.is_empty() {
            break;
        }
        new.iter().for_each(|pid| signal(*pid, Signal::STOP));
        halted.extend(new);
    }
    halted.iter().for_each(|pid| signal(*pid, Signal::KILL));
}

fn descendants(processes: &[Process], root: i32) -> Vec<i32> {
    let mut found = Vec::new();
    let mut waiting = vec![root];
    while let Some(parent) = waiting.pop() {
        let children = processes
            .iter()
            .filter(|process| process.parent == parent && !found.contains(&process.pid))
            .map(|process| process.pid)
            .collect::<Vec<_>>();
        waiting.extend(&children);
        found.extend(children);
    }
    found
}

#[cfg(target_os = "linux")]
mod linux {
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

    /// What stands behind the program's name, which can hold anything: state, parent, group ...
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
}

#[cfg_attr(
    target_os = "linux",
    expect(dead_code, reason = "here only its reading is tested")
)]
mod ps {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_among_all() {
        let own = i32::try_from(std::process::id()).unwrap();
        let found = all().into_iter().find(|process| process.pid == own);
        assert!(found.is_some_and(|process| process.parent > 0 && !process.is_zombie));
        assert!(command(own)[0].contains("tk"));
        assert!(age(own).unwrap() < Duration::from_secs(3600));
        assert!(is_running(own) && !is_running(0));
    }

    #[test]
    fn ps_is_read() {
        let process = ps::process("  123     1   120 Z").unwrap();
        assert_eq!((process.pid, process.parent, process.group), (123, 1, 120));
        assert!(process.is_zombie);
        assert_eq!(ps::process("head"), None);
        let seconds = |text: &str| ps::elapsed(text).map(|age| age.as_secs());
        assert_eq!(seconds("   01:02\n"), Some(62));
        assert_eq!(seconds("1-00:00:01"), Some(86_401));
        assert_eq!(seconds(""), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_programs_name_can_hold_anything() {
        let process = linux::process(7, "7 (a) S 1 (b) R 3 4 5 0").unwrap();
        assert_eq!((process.parent, process.group), (3, 4));
    }

    #[test]
    fn a_tree_is_killed_with_all_that_ignores_signals() {
        let mut shell = std::process::Command::new("/bin/sh")
            .args(["-c", "(trap '' TERM; sleep 71 & sleep 71; :) & sleep 71; :"])
            .spawn()
            .unwrap();
        let root = i32::try_from(shell.id()).unwrap();
        let mut tree = Vec::new();
        while tree.len() < 4 {
            std::thread::sleep(Duration::from_millis(5));
            tree = descendants(&all(), root);
        }
        kill_tree(root);
        shell.wait().unwrap();
        while tree.iter().any(|pid| is_running(*pid)) {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
