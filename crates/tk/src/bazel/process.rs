//! Runs Bazel: passes signals on once, keeps what it prints, follows the events that it writes.

use std::ffi::OsString;
use std::fs::File;
use std::io::{PipeReader, Read};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use bep::wire::BuildEvent;
use bep::{Follower, ReadError};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::bazel::lines::Lines;
use crate::error::{Error, Result};

/// How often new events are looked for while Bazel says nothing.
const POLL: Duration = Duration::from_millis(20);

/// How long output may still come after the end: Bazel's server can hold the pipe open.
const OUTPUT_GRACE: Duration = Duration::from_millis(500);

/// What is told of a running Bazel, as it comes.
pub trait Observer {
    /// One event.
    fn event(&mut self, _event: &BuildEvent) {}

    /// One line of what Bazel prints, without line feed.
    fn output(&mut self, _line: &str) {}

    /// All events that are there now have been told.
    fn caught_up(&mut self) {}

    /// A signal was passed on to Bazel.
    fn interrupted(&mut self) {}
}

/// How Bazel ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; 128 + the signal's number when one killed it.
    pub code: u8,
    /// What it printed, the last 8 MiB.
    pub output: String,
    /// Why the events could not be followed to their end.
    pub events_broken: Option<ReadError>,
}

enum Message {
    Output(Vec<u8>),
    OutputEnded,
    Signal(i32),
    Exited,
}

/// Runs Bazel to its end.
///
/// It gets a process group of its own: of a Ctrl-C on the terminal only `tk` hears, and passes one
/// signal on. `events` is the file to which the arguments tell Bazel to write its events; it must
/// be there.
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
    let mut follower = events.map(open_events).transpose()?;
    let (sender, receiver) = channel();
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(|source| Error::System {
        operation: "cannot listen to signals",
        source,
    })?;
    let signals_handle = signals.handle();
    let (mut child, output) = start(bazel, root, arguments)?;
    let pid = Pid::from_child(&child);

    let to_main = sender.clone();
    std::thread::spawn(move || {
        for signal in &mut signals {
            let _ = to_main.send(Message::Signal(signal));
        }
    });
    let to_main = sender.clone();
    std::thread::spawn(move || send_output(output, &to_main));
    std::thread::spawn(move || send_exit(pid, &sender));

    let mut watch = Watch {
        receiver,
        lines: Lines::default(),
        events_broken: None,
        output_ended: false,
    };
    watch.until_exit(pid, follower.as_mut(), observer);
    signals_handle.close();
    let status = reap(&mut child, bazel)?;
    watch.rest_of_output(observer);
    watch.read_events(follower.as_mut(), observer);
    Ok(Ended {
        code: exit_code(status),
        output: watch.lines.into_kept(),
        events_broken: watch.events_broken,
    })
}

fn open_events(path: &Path) -> Result<Follower<File>> {
    let open = File::open(path).map_err(|source| Error::Events {
        path: path.to_owned(),
        source,
    })?;
    Ok(Follower::new(open))
}

fn start(bazel: &Path, root: &Path, arguments: &[OsString]) -> Result<(Child, PipeReader)> {
    let failed = |source| Error::BazelStart {
        bazel: bazel.to_owned(),
        source,
    };
    let (reader, writer) = std::io::pipe().map_err(failed)?;
    let mut command = Command::new(bazel);
    command
        .args(arguments)
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(writer.try_clone().map_err(failed)?)
        .stderr(writer)
        .process_group(0);
    // `command` holds the pipe's other end: it must go before the reader can see the end.
    Ok((command.spawn().map_err(failed)?, reader))
}

fn send_output(mut output: PipeReader, main: &Sender<Message>) {
    let mut chunk = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = output.read(&mut chunk) {
        if main.send(Message::Output(chunk[..count].to_vec())).is_err() {
            return;
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

fn reap(child: &mut Child, bazel: &Path) -> Result<ExitStatus> {
    child.wait().map_err(|source| Error::BazelStart {
        bazel: bazel.to_owned(),
        source,
    })
}

fn exit_code(status: ExitStatus) -> u8 {
    let code = status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal))
        .unwrap_or(255);
    u8::try_from(code).unwrap_or(255)
}

/// The main thread's view of the running Bazel.
struct Watch {
    receiver: Receiver<Message>,
    lines: Lines,
    events_broken: Option<ReadError>,
    output_ended: bool,
}

impl Watch {
    fn until_exit(
        &mut self,
        pid: Pid,
        mut follower: Option<&mut Follower<File>>,
        observer: &mut dyn Observer,
    ) {
        loop {
            match self.receiver.recv_timeout(POLL) {
                Ok(Message::Exited) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(Message::Signal(signal)) => pass_on(pid, signal, observer),
                Ok(message) => self.take_output(message, observer),
                Err(RecvTimeoutError::Timeout) => {
                    self.read_events(follower.as_deref_mut(), observer)
                }
            }
        }
    }

    fn take_output(&mut self, message: Message, observer: &mut dyn Observer) {
        match message {
            Message::Output(bytes) => self.lines.push(&bytes, observer),
            Message::OutputEnded => self.output_ended = true,
            Message::Signal(_) | Message::Exited => {}
        }
    }

    fn rest_of_output(&mut self, observer: &mut dyn Observer) {
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

    fn read_events(&mut self, follower: Option<&mut Follower<File>>, observer: &mut dyn Observer) {
        let Some(follower) = follower else { return };
        while self.events_broken.is_none() {
            match follower.poll() {
                Ok(Some(event)) => observer.event(&event),
                Ok(None) => break,
                Err(error) => self.events_broken = Some(error),
            }
        }
        observer.caught_up();
    }
}

fn pass_on(pid: Pid, signal: i32, observer: &mut dyn Observer) {
    let signal = match signal {
        SIGTERM => Signal::TERM,
        SIGHUP => Signal::HUP,
        _ => Signal::INT,
    };
    // It may have ended meanwhile: then there is nothing to stop.
    let _ = rustix::process::kill_process(pid, signal);
    observer.interrupted();
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
