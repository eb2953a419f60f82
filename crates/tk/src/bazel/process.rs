//! Runs Bazel: passes signals on once, keeps what it prints, follows the events that it writes.

use std::ffi::OsString;
use std::io::{PipeReader, Read};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use bep::wire::BuildEvent;
use bep::{FileFollower, Polled, ReadError};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions};

use crate::bazel::lines::Lines;
use crate::bazel::lock;
use crate::bazel::processes;
use crate::bazel::server::{self, Outcome};
use crate::bazel::signals;
use crate::bazel::watchdog::{self, Watchdog};
use crate::error::{Error, Result};
use crate::exit_code::ExitCode;

/// How often new events are looked for.
const POLL: Duration = Duration::from_millis(20);

/// How long output may still come after the end: Bazel's server can hold the pipe open.
const OUTPUT_GRACE: Duration = Duration::from_millis(500);

/// How long a server whose client was killed may take to stop what it builds.
const SERVER_PATIENCE: Duration = Duration::from_secs(5);

/// What is told of a running Bazel, as it comes.
pub trait Observer {
    /// One event.
    fn event(&mut self, _event: &BuildEvent) {}

    /// Bazel began the build anew by itself, as it does where a cache lost files: the events so far
    /// are of an earlier invocation.
    fn restarted(&mut self) {}

    /// One line of what Bazel prints, without line feed. Those on its lock are not among them:
    /// they come as notices.
    fn output(&mut self, _line: &str) {}

    /// All events that are there now have been told.
    fn caught_up(&mut self) {}

    /// `tk` was asked to stop, and has asked Bazel.
    fn interrupted(&mut self) {}

    /// Something that `tk` does with the running Bazel beyond that, for people.
    fn notice(&mut self, _text: &str) {}

    /// Somebody else holds Bazel's lock.
    fn waiting(&mut self, _notice: &lock::Notice) {}
}

/// How Bazel ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; 128 + the signal's number when one killed it; 8 when `tk` was asked to stop.
    pub code: u8,
    /// What it printed, the last 8 MiB.
    pub output: String,
    /// Why the events could not be followed to their end.
    pub events_broken: Option<ReadError>,
    /// Whether it ended, unasked, while it waited for the lock: who stops a server whose client is
    /// gone stops all that wait for it.
    pub lost_its_place: bool,
}

enum Message {
    Output(Vec<u8>),
    OutputEnded,
    Interrupt,
    ServerStopped(Outcome),
    Exited,
}

/// Which Bazel, and where.
#[derive(Clone, Copy)]
struct Place<'a> {
    bazel: &'a Path,
    root: &'a Path,
}

/// Runs Bazel to its end.
///
/// It gets a process group apart from that of `tk`: of a Ctrl-C on the terminal only `tk` hears,
/// and passes one signal on. Asked a second time to stop, `tk` kills Bazel's server; a third time,
/// it leaves Bazel to itself. `events` is the file to which the arguments tell Bazel to write its
/// events; it must be there.
///
/// # Errors
/// When Bazel cannot be started or the event file not be opened.
pub fn run(
    bazel: &Path,
    root: &Path,
    arguments: &[OsString],
    events: Option<&Path>,
    observer: &mut dyn Observer,
) -> Result<Ended> {
    loop {
        let ended = run_once(bazel, root, arguments, events, observer)?;
        // With events, it takes another file, and whoever has heard those of the first.
        if !ended.lost_its_place || events.is_some() {
            return Ok(ended);
        }
    }
}

fn run_once(
    bazel: &Path,
    root: &Path,
    arguments: &[OsString],
    events: Option<&Path>,
    observer: &mut dyn Observer,
) -> Result<Ended> {
    let place = Place { bazel, root };
    let mut follower = events.map(open_events).transpose()?;
    let (sender, receiver) = channel();
    let to_main = sender.clone();
    let listening = signals::listen(move || {
        let _ = to_main.send(Message::Interrupt);
    })?;
    if let Ok(Message::Interrupt) = receiver.try_recv() {
        observer.interrupted();
        return Ok(Ended {
            code: ExitCode::INTERRUPTED,
            output: String::new(),
            events_broken: None,
            lost_its_place: false,
        });
    }
    let mut started = Started::start(place, arguments)?;
    let pid = started.pid;
    let output = started.output.take();
    let to_main = sender.clone();
    std::thread::spawn(move || send_output(output, &to_main));
    let to_main = sender.clone();
    std::thread::spawn(move || send_exit(pid, &to_main));

    let mut watch = Watch {
        place,
        receiver,
        sender,
        lines: Lines::default(),
        events_broken: None,
        output_ended: false,
        asked: 0,
        arguments,
        client: None,
    };
    let mut observer = AtLock {
        observer,
        wait: lock::Wait::default(),
    };
    watch.until_exit(pid, follower.as_mut(), &mut observer);
    let status = started.reap(bazel)?;
    if let Some(signal) = status.signal().filter(|_| watch.asked == 0) {
        stop_orphan(place, pid, signal, &mut observer);
    }
    started.ended();
    watch.rest_of_output(&mut observer);
    watch.read_events(follower.as_mut(), &mut observer);
    drop(listening);
    watch.notice_late_interrupts(&mut observer);
    let code = watch.code(status);
    Ok(Ended {
        lost_its_place: code == ExitCode::INTERRUPTED
            && watch.asked == 0
            && observer.wait.is_held(),
        code,
        output: watch.lines.into_kept(),
        events_broken: watch.events_broken,
    })
}

fn open_events(path: &Path) -> Result<FileFollower> {
    FileFollower::open(path).map_err(|source| Error::Events {
        path: path.to_owned(),
        source,
    })
}

/// A Bazel that was started, and the watchdog that knows of it.
struct Started {
    child: Child,
    pid: Pid,
    output: Option<PipeReader>,
    watchdog: Option<&'static Watchdog>,
}

impl Started {
    fn start(place: Place, arguments: &[OsString]) -> Result<Self> {
        let watchdog = watchdog::running(place.bazel, place.root);
        if let Some(watchdog) = watchdog {
            watchdog.starting();
            if let Ok((child, output)) = spawn(place, arguments, watchdog.group()) {
                let pid = Pid::from_child(&child);
                watchdog.runs(pid.as_raw_nonzero().get());
                return Ok(Self {
                    child,
                    pid,
                    output: Some(output),
                    watchdog: Some(watchdog),
                });
            }
            watchdog.ended();
        }
        // Also where somebody killed the watchdog, and its group is gone.
        let (child, output) = spawn(place, arguments, 0).map_err(|source| Error::BazelStart {
            bazel: place.bazel.to_owned(),
            source,
        })?;
        Ok(Self {
            pid: Pid::from_child(&child),
            child,
            output: Some(output),
            watchdog: None,
        })
    }

    fn reap(&mut self, bazel: &Path) -> Result<ExitStatus> {
        self.child.wait().map_err(|source| Error::BazelStart {
            bazel: bazel.to_owned(),
            source,
        })
    }

    fn ended(&self) {
        if let Some(watchdog) = self.watchdog {
            watchdog.ended();
        }
    }
}

fn spawn(place: Place, arguments: &[OsString], group: i32) -> std::io::Result<(Child, PipeReader)> {
    let (reader, writer) = std::io::pipe()?;
    let mut command = Command::new(place.bazel);
    command
        .args(arguments)
        .current_dir(place.root)
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .process_group(group);
    // `command` holds the pipe's other end: it must go before the reader can see the end.
    Ok((command.spawn()?, reader))
}

fn send_output(output: Option<PipeReader>, main: &Sender<Message>) {
    let mut chunk = vec![0; 64 * 1024];
    if let Some(mut output) = output {
        while let Ok(count @ 1..) = output.read(&mut chunk) {
            if main.send(Message::Output(chunk[..count].to_vec())).is_err() {
                return;
            }
        }
    }
    let _ = main.send(Message::OutputEnded);
}

/// Leaves the process unreaped, so that its id stays its own while signals are passed on.
fn send_exit(pid: Pid, main: &Sender<Message>) {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    while let Err(rustix::io::Errno::INTR) = rustix::process::waitid(WaitId::Pid(pid), options) {}
    let _ = main.send(Message::Exited);
}

/// Bazel's server does not notice that its client was killed.
fn stop_orphan(place: Place, pid: Pid, signal: i32, observer: &mut dyn Observer) {
    let is_ours = |client| client == pid.as_raw_nonzero().get();
    let outcome = server::end_build(place.bazel, place.root, is_ours, SERVER_PATIENCE);
    if outcome != Outcome::Idle {
        observer.notice(&format!(
            "Bazel's client was killed (signal {signal}); what its server went on with was stopped."
        ));
    }
}

/// Takes the lines on Bazel's lock out of its output, and tells of the lock instead.
struct AtLock<'a> {
    observer: &'a mut dyn Observer,
    wait: lock::Wait,
}

impl AtLock<'_> {
    fn tick(&mut self) {
        if let Some(notice) = self.wait.tick() {
            self.observer.waiting(&notice);
        }
    }

    fn goes_on(&mut self) {
        if let Some(notice) = self.wait.end() {
            self.observer.waiting(&notice);
        }
    }
}

impl Observer for AtLock<'_> {
    fn event(&mut self, event: &BuildEvent) {
        self.goes_on();
        self.observer.event(event);
    }

    fn output(&mut self, line: &str) {
        match self.wait.line(line) {
            Some(notices) => notices
                .iter()
                .for_each(|notice| self.observer.waiting(notice)),
            None => {
                if !line.trim().is_empty() {
                    self.goes_on();
                }
                self.observer.output(line);
            }
        }
    }

    fn restarted(&mut self) {
        self.observer.restarted();
    }

    fn caught_up(&mut self) {
        // Until then there is nothing to show but the wait.
        if !self.wait.is_held() {
            self.observer.caught_up();
        }
    }

    fn interrupted(&mut self) {
        self.observer.interrupted();
    }

    fn notice(&mut self, text: &str) {
        self.observer.notice(text);
    }
}

/// The main thread's view of the running Bazel.
struct Watch<'a> {
    place: Place<'a>,
    receiver: Receiver<Message>,
    sender: Sender<Message>,
    lines: Lines,
    events_broken: Option<ReadError>,
    output_ended: bool,
    /// How often somebody asked to stop.
    asked: u32,
    arguments: &'a [OsString],
    /// The process that was asked to stop.
    client: Option<Pid>,
}

impl Watch<'_> {
    fn until_exit(
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
                    "Killing Bazel's server and what it runs; the next build starts a new one ...",
                );
                self.kill_server(pid);
            }
            _ => {
                observer.notice("Leaving Bazel to itself.");
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

    fn code(&self, status: ExitStatus) -> u8 {
        if self.asked > 0 {
            return ExitCode::INTERRUPTED;
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
    fn notice_late_interrupts(&mut self, observer: &mut AtLock) {
        while let Ok(message) = self.receiver.try_recv() {
            self.take_output(message, observer);
        }
    }

    fn rest_of_output(&mut self, observer: &mut AtLock) {
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

    fn read_events(&mut self, follower: Option<&mut FileFollower>, observer: &mut AtLock) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Seen(Vec<String>);

    impl Observer for Seen {
        fn output(&mut self, line: &str) {
            self.0.push(line.to_owned());
        }
    }

    fn shell(script: &str) -> (Ended, Vec<String>) {
        let mut seen = Seen::default();
        let arguments = ["-c".into(), script.into()];
        let ended = run(
            Path::new("/bin/sh"),
            Path::new("/"),
            &arguments,
            None,
            &mut seen,
        )
        .unwrap();
        (ended, seen.0)
    }

    #[test]
    fn both_streams_are_kept_in_their_order() {
        let (ended, lines) = shell("echo one; echo two >&2; printf three; exit 7");
        assert_eq!(ended.code, 7);
        assert_eq!(ended.output, "one\ntwo\nthree\n");
        assert_eq!(lines, ["one", "two", "three"]);
    }

    #[test]
    fn a_killed_bazel_has_the_shells_code() {
        assert_eq!(shell("kill -9 $$").0.code, 137);
    }

    #[test]
    fn a_server_that_keeps_the_pipe_does_not_hold_tk() {
        let start = Instant::now();
        assert_eq!(shell("sleep 5 & echo started").0.output, "started\n");
        assert!(start.elapsed() < Duration::from_secs(4));
    }

    #[test]
    fn a_bazel_that_does_not_start_is_named() {
        let error = run(
            Path::new("/no/bazel"),
            Path::new("/"),
            &[],
            None,
            &mut Seen::default(),
        )
        .unwrap_err();
        assert_eq!(error.to_string(), "cannot start Bazel /no/bazel");
        assert_eq!(error.exit_code().code(), 69);
    }
}
