//! Stops what Bazel's server is still building.
//!
//! A server whose client was killed keeps building and holds the lock. SIGINT makes it stop that build
//! and stay up; if an action cannot be stopped (Bazel gives it 15 s), the server and its actions are
//! killed. Bazel tells clients that wait for the lock which server holds it and for which client it
//! builds; so this waits for the lock, and the lock is free when it is done.

use std::io::{BufRead, BufReader, PipeReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::lock::{Holder, Reader, Said};
use crate::processes;

/// How long a server that was killed may take to let go of the lock.
const AFTER_KILL: Duration = Duration::from_secs(3);

/// How long a client may wait before it says for whom.
const ANSWER: Duration = Duration::from_secs(10);

/// Between two clients that wait.
const PAUSE: Duration = Duration::from_millis(50);

/// The outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was being built, or not for the client in question.
    Idle,
    /// The server stopped the build.
    Interrupted,
    /// The server was killed.
    Killed,
    /// Bazel does not say who builds, or is not to be stopped.
    Unknown,
}

/// Ends what the workspace's server builds for a client, one of those that `is_ours` knows by
/// their process ids. The server gets `patience` to stop by itself.
pub fn end_build(
    bazel: &Path,
    root: &Path,
    is_ours: impl Fn(i32) -> bool,
    patience: Duration,
) -> Outcome {
    let mut ending = Ending {
        is_ours,
        patience,
        server: None,
        outcome: Outcome::Idle,
        deadline: Instant::now() + ANSWER,
    };
    loop {
        let Ok((mut waiter, lines)) = wait_for_lock(bazel, root) else {
            return Outcome::Unknown;
        };
        let is_done = ending.watch(&lines);
        // One that still waits for the lock has nothing to wait for any more.
        let _ = waiter.kill();
        let _ = waiter.wait();
        if is_done {
            return ending.outcome;
        }
        std::thread::sleep(PAUSE);
    }
}

/// Starts a client that waits for the lock and asks for nothing that takes time.
fn wait_for_lock(bazel: &Path, root: &Path) -> std::io::Result<(Child, Receiver<String>)> {
    let (reader, writer) = std::io::pipe()?;
    let mut command = Command::new(bazel);
    command
        .args(["info", "--noshow_progress", "--color=no", "server_pid"])
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .process_group(0);
    let waiter = command.spawn()?;
    let (sender, lines) = channel();
    std::thread::spawn(move || send_lines(reader, &sender));
    Ok((waiter, lines))
}

fn send_lines(reader: PipeReader, sender: &Sender<String>) {
    for line in BufReader::new(reader).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        if sender.send(line).is_err() {
            return;
        }
    }
}

struct Ending<F> {
    is_ours: F,
    patience: Duration,
    /// The server that was interrupted.
    server: Option<i32>,
    outcome: Outcome,
    deadline: Instant,
}

impl<F: Fn(i32) -> bool> Ending<F> {
    /// Reads what a waiting client says; whether that settles it.
    fn watch(&mut self, lines: &Receiver<String>) -> bool {
        let mut reader = Reader::default();
        loop {
            let left = self.deadline.saturating_duration_since(Instant::now());
            match lines.recv_timeout(left) {
                // Its answer, a number: it has the lock.
                Ok(line) if line.trim().parse::<u32>().is_ok() => return true,
                Ok(line) => {
                    if let Said::HeldBy(holder) = reader.line(&line)
                        && self.is_anothers(holder)
                    {
                        return true;
                    }
                }
                // The signal to the server stops those who wait, too: this one's place is lost.
                Err(RecvTimeoutError::Disconnected) => {
                    let is_late = Instant::now() >= self.deadline;
                    return self.outcome != Outcome::Interrupted || (is_late && self.is_hopeless());
                }
                Err(RecvTimeoutError::Timeout) => {
                    if self.is_hopeless() {
                        return true;
                    }
                }
            }
        }
    }

    /// Whether the server now builds for another client; otherwise stops the build.
    fn is_anothers(&mut self, holder: Holder) -> bool {
        let is_ours = (self.is_ours)(holder.pid);
        match holder.server {
            Some(_) if !is_ours => return true,
            Some(server) if self.server.is_none() => {
                self.server = Some(server);
                self.outcome = Outcome::Interrupted;
                self.deadline = Instant::now() + self.patience;
                processes::signal(server, Signal::INT);
            }
            // It has not come as far as the server.
            None if is_ours => processes::signal(holder.pid, Signal::KILL),
            // It is on its way to the server, to wait there as well.
            _ => {}
        }
        false
    }

    /// After the deadline, kills the server; once.
    fn is_hopeless(&mut self) -> bool {
        match (self.server, self.outcome) {
            (Some(server), Outcome::Interrupted) => {
                processes::kill_tree(server);
                self.outcome = Outcome::Killed;
                self.deadline = Instant::now() + AFTER_KILL;
                false
            }
            (_, Outcome::Killed) => true,
            _ => {
                self.outcome = Outcome::Unknown;
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending() -> Ending<impl Fn(i32) -> bool> {
        Ending {
            is_ours: |pid| pid == OURS,
            patience: Duration::from_secs(60),
            server: None,
            outcome: Outcome::Idle,
            deadline: Instant::now() + Duration::from_secs(60),
        }
    }

    #[test]
    fn a_place_that_is_lost_every_time_is_not_taken_for_ever() {
        let mut ending = ending();
        ending.patience = Duration::ZERO;
        assert!(!hear(&mut ending, &[&working_for(OURS)]));
        assert_eq!(ending.outcome, Outcome::Killed);
        assert!(hear(&mut ending, &[]));
    }

    /// Above Linux's process ids: signals to these reach nobody.
    const OURS: i32 = 1 << 29;
    const ANOTHERS: i32 = OURS + 1;
    const SERVER: i32 = OURS + 2;

    fn hear(ending: &mut Ending<impl Fn(i32) -> bool>, said: &[&str]) -> bool {
        let (sender, lines) = channel();
        for line in said {
            sender.send((*line).to_owned()).unwrap();
        }
        drop(sender);
        ending.watch(&lines)
    }

    fn working_for(pid: i32) -> String {
        format!(
            "Another command (pid={pid}) is running. Waiting for it to complete on the server (server_pid={SERVER})..."
        )
    }

    #[test]
    fn a_free_lock_is_all_that_is_wished() {
        let mut ending = ending();
        assert!(hear(&mut ending, &["123"]));
        assert_eq!(ending.outcome, Outcome::Idle);
    }

    #[test]
    fn what_others_build_is_left_alone() {
        let mut ending = ending();
        assert!(hear(&mut ending, &[&working_for(ANOTHERS)]));
        assert_eq!((ending.outcome, ending.server), (Outcome::Idle, None));
    }

    #[test]
    fn who_waits_before_us_is_not_who_is_built_for() {
        let mut ending = ending();
        let pid = format!("pid={ANOTHERS}");
        let said = [
            "Another command holds the client lock: ",
            &pid,
            "owner=client",
            "Waiting for it to complete...",
            &working_for(OURS),
        ];
        // The signal ended this wait: the next shows whether the lock is free.
        assert!(!hear(&mut ending, &said));
        assert_eq!(
            (ending.outcome, ending.server),
            (Outcome::Interrupted, Some(SERVER))
        );
        assert!(hear(&mut ending, &["123"]));
        assert_eq!(ending.outcome, Outcome::Interrupted);
    }
}
