//! A Bazel that was started: its process, and the watchdog that knows of it.

use std::ffi::OsString;
use std::io::{PipeReader, Read};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::Sender;
use std::time::Duration;

use rustix::process::{Pid, WaitId, WaitIdOptions};

use crate::error::{Error, Result};
use crate::observer::Observer;
use crate::server::{self, Outcome};
use crate::watchdog::{self, Watchdog};

/// How long a server whose client was killed may take to stop what it builds.
const SERVER_PATIENCE: Duration = Duration::from_secs(5);

/// Which Bazel, and where.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) bazel: &'a Path,
    pub(super) root: &'a Path,
}

/// What the main thread hears of.
pub(super) enum Message {
    Output(Vec<u8>),
    OutputEnded,
    Interrupt,
    ServerStopped(Outcome),
    Exited,
}

/// A Bazel that was started, and the watchdog that knows of it.
pub(super) struct Started {
    child: Child,
    pub(super) pid: Pid,
    output: Option<PipeReader>,
    watchdog: Option<&'static Watchdog>,
}

impl Started {
    pub(super) fn start(place: Place, arguments: &[OsString]) -> Result<Self> {
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
        let (child, output) = spawn(place, arguments, 0).map_err(|source| Error::Start {
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

    /// Sends what it prints, and that it has ended.
    pub(super) fn tell(&mut self, main: &Sender<Message>) {
        let (pid, output) = (self.pid, self.output.take());
        let to_main = main.clone();
        std::thread::spawn(move || send_output(output, &to_main));
        let to_main = main.clone();
        std::thread::spawn(move || send_exit(pid, &to_main));
    }

    pub(super) fn reap(&mut self, bazel: &Path) -> Result<ExitStatus> {
        self.child.wait().map_err(|source| Error::Start {
            bazel: bazel.to_owned(),
            source,
        })
    }

    pub(super) fn ended(&self) {
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
pub(super) fn stop_orphan(place: Place, pid: Pid, signal: i32, observer: &mut dyn Observer) {
    let is_ours = |client| client == pid.as_raw_nonzero().get();
    let outcome = server::end_build(place.bazel, place.root, is_ours, SERVER_PATIENCE);
    if outcome != Outcome::Idle {
        observer.notice(&format!(
            "Bazel's client was killed (signal {signal}); its server's work was stopped."
        ));
    }
}
