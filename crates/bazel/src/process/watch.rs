//! Follows a running Bazel: its output, its events, and who asks it to stop.

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use bep::{FileFollower, Polled};
use rustix::process::{Pid, Signal};

use super::started::{Message, Place};
use crate::exit_code;
use crate::lines::Lines;
use crate::observer::{AtLock, Observer};
use crate::processes;
use crate::server::{self, Outcome};

/// How often new events are looked for.
const POLL: Duration = Duration::from_millis(20);

/// How long output may still come after the end: Bazel's server can hold the pipe open.
const OUTPUT_GRACE: Duration = Duration::from_millis(500);

/// The main thread's view of the running Bazel.
pub(super) struct Watch<'a> {
    place: Place<'a>,
    receiver: Receiver<Message>,
    sender: Sender<Message>,
    pub(super) lines: Lines,
    pub(super) events_broken: Option<bep::Error>,
    output_ended: bool,
    /// How often `tk` was asked to stop.
    pub(super) asked: u32,
    arguments: &'a [OsString],
    /// The process that was asked to stop.
    client: Option<Pid>,
}

impl<'a> Watch<'a> {
    pub(super) fn new(
        place: Place<'a>,
        arguments: &'a [OsString],
        receiver: Receiver<Message>,
        sender: Sender<Message>,
    ) -> Self {
        Self {
            place,
            receiver,
            sender,
            lines: Lines::default(),
            events_broken: None,
            output_ended: false,
            asked: 0,
            arguments,
            client: None,
        }
    }

    pub(super) fn until_exit(
        &mut self,
        pid: Pid,
        mut follower: Option<&mut FileFollower>,
        observer: &mut AtLock,
    ) {
        let mut looked = Instant::now();
        loop {
            // However much Bazel prints, its events do not wait.
            let wait = POLL.saturating_sub(looked.elapsed());
            if wait.is_zero() {
                self.read_events(follower.as_deref_mut(), observer);
                observer.tick();
                looked = Instant::now();
                continue;
            }
            match self.receiver.recv_timeout(wait) {
                Ok(Message::Exited) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(Message::Interrupt) => self.interrupt(pid, observer),
                Ok(Message::ServerStopped(outcome)) => {
                    // It is waited for no longer: a client without its server ends, or is ended.
                    if outcome != Outcome::Killed {
                        self.kill_client(pid);
                    }
                }
                Ok(message) => self.take_output(message, observer),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Bazel, asked once, stops its actions and ends. One that does not, and its actions, are
    /// killed: Bazel does as much itself at a third signal, but for the actions.
    fn interrupt(&mut self, pid: Pid, observer: &mut AtLock) {
        self.asked += 1;
        match self.asked {
            1 => {
                let client = processes::innermost(pid, self.arguments);
                kill(client, Signal::INT);
                self.client = Some(client);
                observer.interrupted();
            }
            2 => {
                observer.notice(
                    "Killing Bazel's server and its actions; the next build starts a new server ...",
                );
                self.kill_server(pid);
            }
            _ => {
                observer.notice("Stopping without waiting for Bazel.");
                self.kill_client(pid);
            }
        }
    }

    fn kill_server(&self, pid: Pid) {
        let (bazel, root) = (self.place.bazel.to_owned(), self.place.root.to_owned());
        let to_main = self.sender.clone();
        let client = self.client.unwrap_or(pid);
        std::thread::spawn(move || {
            let is_ours = |holder| holder == client.as_raw_nonzero().get();
            let outcome = server::end_build(&bazel, &root, is_ours, Duration::ZERO);
            let _ = to_main.send(Message::ServerStopped(outcome));
        });
    }

    fn kill_client(&self, pid: Pid) {
        kill(pid, Signal::KILL);
        if let Some(client) = self.client.filter(|client| *client != pid) {
            kill(client, Signal::KILL);
        }
    }

    pub(super) fn code(&self, status: ExitStatus) -> u8 {
        if self.asked > 0 {
            return exit_code::INTERRUPTED;
        }
        let code = status
            .code()
            .or_else(|| status.signal().map(|signal| 128 + signal))
            .unwrap_or(255);
        u8::try_from(code).unwrap_or(255)
    }

    fn take_output(&mut self, message: Message, observer: &mut AtLock) {
        match message {
            Message::Output(bytes) => self.lines.push(&bytes, observer),
            Message::OutputEnded => self.output_ended = true,
            Message::Interrupt => self.asked += 1,
            Message::ServerStopped(_) | Message::Exited => {}
        }
    }

    /// Bazel has ended; but who asked to stop does not want what comes after it either.
    pub(super) fn notice_late_interrupts(&mut self, observer: &mut AtLock) {
        while let Ok(message) = self.receiver.try_recv() {
            self.take_output(message, observer);
        }
    }

    pub(super) fn rest_of_output(&mut self, observer: &mut AtLock) {
        let deadline = Instant::now() + OUTPUT_GRACE;
        while !self.output_ended {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.receiver.recv_timeout(left) {
                Ok(message) => self.take_output(message, observer),
                Err(_) => break,
            }
        }
        self.lines.end(observer);
    }

    pub(super) fn read_events(
        &mut self,
        follower: Option<&mut FileFollower>,
        observer: &mut AtLock,
    ) {
        let Some(follower) = follower else { return };
        while self.events_broken.is_none() {
            match follower.poll() {
                Ok(Polled::Event(event)) => observer.event(&event),
                Ok(Polled::Restarted) => observer.restarted(),
                Ok(Polled::Nothing) => break,
                Err(error) => self.events_broken = Some(error),
            }
        }
        observer.caught_up();
    }
}

fn kill(pid: Pid, signal: Signal) {
    // It may have ended meanwhile: then there is nothing to stop.
    let _ = rustix::process::kill_process(pid, signal);
}
