//! Runs Bazel: forwards each signal once, keeps its output, follows its events.

mod started;
mod watch;

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::sync::mpsc::channel;
use std::thread::sleep;
use std::time::Duration;

use bep::FileFollower;

use crate::error::{Error, Result};
use crate::exit_code;
use crate::observer::{AtLock, Observer};
use crate::signals;
use started::{Message, Place, Started, stop_orphan};
use watch::Watch;

/// How often a Bazel that lost its place at the lock is started again: each time somebody stopped the command before
/// it, so that often it is no accident.
const REPETITIONS: u32 = 5;

/// The pause before the first repetition; it doubles with each further one. A signal meanwhile is kept for the next
/// start.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// How Bazel ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; 128 + the signal's number when one killed it; 8 when `tk` was asked to stop.
    pub code: u8,
    /// What it printed, the last 8 MiB.
    pub output: String,
    /// Why the events could not be followed to their end.
    pub events_broken: Option<bep::Error>,
    /// Whether it exited unexpectedly while waiting for the lock: stopping a server whose client is
    /// gone also stops all waiting clients.
    pub lost_its_place: bool,
    /// Whether `tk` was asked to stop.
    pub was_asked_to_stop: bool,
    /// Whether it or its server was killed: then what it records can be incomplete.
    pub was_killed: bool,
}

impl Ended {
    fn before_its_start() -> Self {
        Self {
            code: exit_code::INTERRUPTED,
            output: String::new(),
            events_broken: None,
            lost_its_place: false,
            was_asked_to_stop: true,
            was_killed: false,
        }
    }
}

/// Runs Bazel to its end.
///
/// It gets a process group apart from that of `tk`: of a Ctrl-C on the terminal only `tk` hears,
/// and passes one signal on. Asked a second time to stop, `tk` kills Bazel's server; a third time,
/// it leaves Bazel to itself. `events` is the file to which the arguments tell Bazel to write its
/// events; it must be there.
///
/// # Errors
/// When Bazel cannot be started or the event file not be opened, and when a command without events loses its place at the
/// lock each time.
pub fn run(
    bazel: &Path,
    root: &Path,
    arguments: &[OsString],
    events: Option<&Path>,
    observer: &mut dyn Observer,
) -> Result<Ended> {
    for repetition in 0..=REPETITIONS {
        if repetition > 0 {
            sleep(FIRST_PAUSE * 2_u32.pow(repetition - 1));
        }
        let ended = run_once(bazel, root, arguments, events, observer)?;
        // With events, it takes another file, and whoever has heard those of the first.
        if !ended.lost_its_place || events.is_some() {
            return Ok(ended);
        }
    }
    Err(Error::NoPlace {
        times: REPETITIONS + 1,
    })
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
        return Ok(Ended::before_its_start());
    }
    let mut started = Started::start(place, arguments)?;
    started.tell(&sender);
    let mut watch = Watch::new(place, arguments, receiver, sender);
    let mut observer = AtLock::before(observer);
    watch.until_exit(started.pid, follower.as_mut(), &mut observer);
    let status = started.reap(bazel)?;
    if let Some(signal) = status.signal().filter(|_| watch.asked == 0) {
        stop_orphan(place, started.pid, signal, &mut observer);
    }
    started.ended();
    watch.rest_of_output(&mut observer);
    watch.read_events(follower.as_mut(), &mut observer);
    drop(listening);
    watch.notice_late_interrupts(&mut observer);
    let code = watch.code(status);
    let is_unasked = code == exit_code::INTERRUPTED && watch.asked == 0;
    Ok(Ended {
        lost_its_place: is_unasked && observer.is_waiting(),
        was_asked_to_stop: watch.asked > 0,
        code,
        was_killed: status.signal().is_some() || watch.asked > 1,
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

#[cfg(test)]
mod tests {
    use std::time::Instant;

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

    /// A shell that waits for the lock, and ends as if its server were stopped; counts its starts in a file.
    fn stopped_while_waiting(times: u32) -> (Result<Ended>, usize) {
        let dir = tempfile::tempdir().unwrap();
        let script = format!(
            "echo >> starts; [ $(wc -l < starts) -le {times} ] || exit 0
             echo 'Another command (pid=1) is running. Waiting for it to complete on the server (server_pid=1)...'
             exit 8"
        );
        let arguments = ["-c".into(), script.into()];
        let seen = &mut Seen::default();
        let ended = run(Path::new("/bin/sh"), dir.path(), &arguments, None, seen);
        let starts = std::fs::read_to_string(dir.path().join("starts")).unwrap();
        (ended, starts.len())
    }

    #[test]
    fn a_lost_place_is_taken_again_but_not_for_ever() {
        let (ended, starts) = stopped_while_waiting(2);
        assert_eq!((ended.unwrap().code, starts), (0, 3));
        let (ended, starts) = stopped_while_waiting(u32::MAX);
        assert!(
            matches!(ended, Err(Error::NoPlace { times }) if times == REPETITIONS + 1),
            "{ended:?}"
        );
        assert_eq!(starts, REPETITIONS as usize + 1);
    }

    #[test]
    fn a_server_that_keeps_the_pipe_does_not_hold_tk() {
        let start = Instant::now();
        assert_eq!(shell("sleep 60 & echo started").0.output, "started\n");
        assert!(start.elapsed() < Duration::from_secs(40));
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
    }
}
