//! The watchdog's own process: waits for the end of `tk`, then cleans up after it.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};

use super::{COMMAND, Message, Orders};
use crate::processes;
use crate::server;

/// When a client that keeps running after the first SIGINT gets another.
const SECOND_SIGNAL: Duration = Duration::from_secs(2);

/// When its server is killed: the lock must be free 10 s after the end of `tk`.
const PATIENCE: Duration = Duration::from_secs(4);

const POLL: Duration = Duration::from_millis(20);

/// How a watchdog's process comes to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guarded {
    /// `tk` has ended, and what it left is cleaned up.
    Ended,
    /// Nobody but `tk` starts a watchdog.
    Misused,
}

/// Whether these are the words of a watchdog's command line; then it has run to its end.
pub fn serve(words: &[OsString]) -> Option<Guarded> {
    let [_, command, orders @ ..] = words else {
        return None;
    };
    if command != COMMAND {
        return None;
    }
    let [folder_prefix, bazel, root] = orders else {
        return Some(Guarded::Misused);
    };
    let orders = Orders {
        folder_prefix: folder_prefix.clone(),
        bazel: bazel.into(),
        root: root.into(),
    };
    Some(guard(&orders))
}

fn guard(orders: &Orders) -> Guarded {
    let own = rustix::process::getpid();
    if rustix::process::getpgrp() != own || ignore_signals().is_err() {
        // Started by hand: the group is a shell's.
        return Guarded::Misused;
    }
    let mut told = Told::default();
    for line in BufReader::new(std::io::stdin())
        .lines()
        .map_while(Result::ok)
    {
        if let Some(message) = Message::read(&line) {
            told.hear(message);
        }
    }
    if told.running > 0 {
        stop(orders, own, &told);
    }
    if told.folders > 0 {
        remove_folders(&std::env::temp_dir(), orders);
    }
    Guarded::Ended
}

/// What is meant for the group is not meant for it.
fn ignore_signals() -> std::io::Result<()> {
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
        signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)))?;
    }
    Ok(())
}

/// What was going on when `tk` ended.
#[derive(Default)]
struct Told {
    running: u32,
    folders: u32,
    clients: Vec<i32>,
}

impl Told {
    fn hear(&mut self, message: Message) {
        match message {
            Message::Starting => self.running += 1,
            Message::Runs(pid) => self.clients.push(pid),
            Message::Ended => {
                self.running = self.running.saturating_sub(1);
                if self.running == 0 {
                    self.clients.clear();
                }
            }
            Message::Folder => self.folders += 1,
            Message::FolderGone => self.folders = self.folders.saturating_sub(1),
        }
    }
}

/// Stops Bazel: its client, which tells its server; then the server, where the client is gone or
/// does not stop.
fn stop(orders: &Orders, own: Pid, told: &Told) {
    let start = Instant::now();
    let mut clients = told.clients.clone();
    let mut signals = 0;
    loop {
        let members = processes::members(own.as_raw_nonzero().get());
        clients.extend(members.iter().map(|process| process.pid));
        let elapsed = start.elapsed();
        if members.is_empty() || elapsed >= PATIENCE {
            break;
        }
        if signals == 0 || signals == 1 && elapsed >= SECOND_SIGNAL {
            let _ = rustix::process::kill_process_group(own, Signal::INT);
            signals += 1;
        }
        std::thread::sleep(POLL);
    }
    let left = PATIENCE.saturating_sub(start.elapsed());
    // One that was killed before `tk` could tell its number is at least not there any more.
    let is_ours = |pid| clients.contains(&pid) || clients.is_empty() && !processes::is_running(pid);
    server::end_build(&orders.bazel, &orders.root, is_ours, left);
    for process in processes::members(own.as_raw_nonzero().get()) {
        processes::signal(process.pid, Signal::KILL);
    }
}

fn remove_folders(below: &Path, orders: &Orders) {
    let prefix = orders.folder_prefix.as_encoded_bytes();
    let Ok(entries) = std::fs::read_dir(below) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        if entry.file_name().as_encoded_bytes().starts_with(prefix) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_ended_needs_no_stopping() {
        let mut told = Told::default();
        for message in [
            Message::Folder,
            Message::Starting,
            Message::Runs(7),
            Message::Ended,
            Message::Starting,
            Message::FolderGone,
        ] {
            told.hear(message);
        }
        assert_eq!((told.running, told.folders), (1, 0));
        assert!(told.clients.is_empty());
        told.hear(Message::Runs(8));
        assert_eq!(told.clients, [8]);
    }

    #[test]
    fn other_command_lines_are_no_watchdogs() {
        let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
        assert_eq!(serve(&words(&["tk"])), None);
        assert_eq!(serve(&words(&["tk", "build"])), None);
        assert_eq!(serve(&words(&["tk", COMMAND])), Some(Guarded::Misused));
    }

    #[test]
    fn only_its_own_folders_are_removed() {
        let below = tempfile::tempdir().unwrap();
        for name in ["tk-7-a-x", "tk-8-a-x"] {
            std::fs::create_dir(below.path().join(name)).unwrap();
        }
        let orders = Orders {
            folder_prefix: "tk-7-a-".into(),
            bazel: "/bin/false".into(),
            root: "/".into(),
        };
        remove_folders(below.path(), &orders);
        assert!(!below.path().join("tk-7-a-x").exists());
        assert!(below.path().join("tk-8-a-x").exists());
    }
}
