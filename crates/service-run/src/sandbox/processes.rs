//! The processes of a sandbox, as `/proc` of the machine has them.

use std::collections::HashMap;
use std::fs;

use rustix::process::{Pid, Signal, kill_process};

/// One process. Its number may be another one's later; number and start together never are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Process {
    pid: i32,
    parent: i32,
    start: u64,
    threads: u64,
    is_dead: bool,
}

impl Process {
    fn of(pid: i32) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // Behind the name, which may have any character: state is the first field.
        let (_, fields) = stat.rsplit_once(')')?;
        let fields: Vec<&str> = fields.split_ascii_whitespace().collect();
        let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
        Some(Self {
            pid,
            parent: fields.get(1)?.parse().ok()?,
            start: number(19)?,
            threads: number(17)?,
            is_dead: matches!(*fields.first()?, "Z" | "X"),
        })
    }

    /// Number and start, by which it is known again.
    pub(super) fn id(self) -> (i32, u64) {
        (self.pid, self.start)
    }

    pub(super) fn threads(self) -> u64 {
        self.threads
    }

    /// Bytes of memory that it shares with no file.
    pub(super) fn memory(self) -> u64 {
        let statm = fs::read_to_string(format!("/proc/{}/statm", self.pid)).unwrap_or_default();
        let pages: Vec<u64> = statm
            .split_ascii_whitespace()
            .filter_map(|pages| pages.parse().ok())
            .collect();
        let (resident, shared) = match pages[..] {
            [_, resident, shared, ..] => (resident, shared),
            _ => (0, 0),
        };
        resident.saturating_sub(shared) * rustix::param::page_size() as u64
    }

    /// Sends it a signal, if it is still the same.
    pub(super) fn signal(self, signal: Signal) {
        let same = Self::of(self.pid).is_some_and(|now| now.id() == self.id());
        if let (true, Some(pid)) = (same, Pid::from_raw(self.pid)) {
            // It may have ended since.
            let _ = kill_process(pid, signal);
        }
    }
}

/// The processes of a sandbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Processes {
    /// The first one in the namespace: the kernel ends all others with it.
    pub(super) init: Option<Process>,
    /// All others.
    pub(super) others: Vec<Process>,
}

/// The sandbox of a running `bwrap`. Who forks meanwhile may be missing.
pub(super) async fn of_sandbox(bwrap: Option<u32>) -> Processes {
    let Some(bwrap) = bwrap.and_then(|pid| i32::try_from(pid).ok()) else {
        return Processes::default();
    };
    tokio::task::spawn_blocking(move || below(bwrap))
        .await
        .unwrap_or_default()
}

fn below(bwrap: i32) -> Processes {
    let mut children = of_machine();
    let init = children.remove(&bwrap).and_then(|all| all.first().copied());
    let mut others: Vec<Process> = Vec::new();
    let mut open: Vec<i32> = init.iter().map(|init| init.pid).collect();
    while let Some(pid) = open.pop() {
        let found = children.remove(&pid).unwrap_or_default();
        open.extend(found.iter().map(|process| process.pid));
        others.extend(found);
    }
    others.retain(|process| !process.is_dead);
    Processes { init, others }
}

/// All processes by the number of their parent. Not every kernel has a list of children.
fn of_machine() -> HashMap<i32, Vec<Process>> {
    let mut children: HashMap<i32, Vec<Process>> = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let pid = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        if let Some(process) = pid.and_then(Process::of) {
            children.entry(process.parent).or_default().push(process);
        }
    }
    children
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_tree_is_found_and_its_processes_are_known_again() {
        // The shell stands for bwrap, the one below it for the first process of the namespace.
        let mut top = Command::new("/bin/sh")
            .args(["-c", "sh -c 'sleep 60 & sleep 60; :'; :"])
            .spawn()
            .unwrap();
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        let mut found = Processes::default();
        while found.others.len() < 2 && std::time::Instant::now() < deadline {
            found = below(top.id() as i32);
        }
        assert_eq!(found.others.len(), 2);
        assert!(found.others.iter().all(|it| it.threads() == 1));
        assert!(found.init.unwrap().memory() > 0);

        let other = Process {
            start: found.others[0].start + 1,
            ..found.others[0]
        };
        other.signal(Signal::KILL);
        assert_eq!(below(top.id() as i32).others.len(), 2, "it is not the same");
        found.others.iter().for_each(|it| it.signal(Signal::KILL));
        top.wait().unwrap();
    }
}
