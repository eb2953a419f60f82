//! The processes of this machine, as far as it takes to say who holds a lock and to end what a
//! killed Bazel leaves running.

use std::ffi::OsString;
use std::time::Duration;

use rustix::process::{Pid, Signal};

/// How often newly found processes are halted before all are killed.
const ROUNDS: usize = 8;

#[cfg(target_os = "linux")]
mod linux;
#[cfg_attr(
    target_os = "linux",
    expect(dead_code, reason = "here only its reading is tested")
)]
mod ps;

#[cfg(target_os = "linux")]
use linux as source;
#[cfg(not(target_os = "linux"))]
use ps as source;

/// One process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// The process id.
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

/// The running processes of a group besides its leader.
pub fn members(leader: i32) -> Vec<Process> {
    let mut members = all();
    members
        .retain(|process| process.group == leader && process.pid != leader && !process.is_zombie);
    members
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_among_all() {
        let own = i32::try_from(std::process::id()).unwrap();
        let found = all().into_iter().find(|process| process.pid == own);
        assert!(found.is_some_and(|process| process.parent > 0 && !process.is_zombie));
        let program = std::env::current_exe().unwrap();
        let name = program.file_name().unwrap().to_string_lossy();
        assert!(command(own)[0].ends_with(&*name));
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
