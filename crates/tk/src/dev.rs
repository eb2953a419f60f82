//! `tk dev`: rebuilds what changes affect, and keeps programs running.
//!
//! One thread waits for events and prints everything; build rounds, the file watcher and the readers of
//! programs' output are threads that send it events.

mod changes;
mod editors;
mod folders;
mod ignored;
mod message;
mod passing;
mod program;
mod round;
mod said;
pub mod settings;
pub mod supervisor;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use self::message::Message;
use self::program::Program;
use self::work::{Outcome, Request};
pub use self::work::{Work, plan, start_arguments};
use crate::build;
use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::ui::printer::{LiveLine, Paint, Printer};
use bazel::run_script;
use bazel::signals;

/// How often the line of a running round is redrawn.
const TICK: Duration = Duration::from_secs(1);

/// Runs until it is asked to stop.
///
/// # Errors
/// When files cannot be watched, or the command line is invalid in the workspace.
pub fn run(work: Work, printer: &mut Printer) -> Result<ExitCode> {
    let (sender, receiver) = channel();
    let stop = sender.clone();
    let _listening = signals::listen(move || {
        let _ = stop.send(Message::Stop);
    })?;
    changes::watch(&work.workspace.root, sender.clone())?;
    let mut session = Session {
        waiting: work.settings.restart.values().cloned().collect(),
        work: Arc::new(work),
        printer,
        sender,
        programs: BTreeMap::new(),
        runs: 0,
        next: Some(Request::default()),
        building: None,
        told: BTreeMap::new(),
        stopping: false,
    };
    session.start_remembered();
    let ended = session.until_stopped(&receiver);
    session.stop_programs();
    session.printer.clear_live();
    ended
}

/// A running program, and the digest of its script when it was started.
struct Running {
    program: Program,
    fingerprint: String,
}

struct Session<'a> {
    work: Arc<Work>,
    printer: &'a mut Printer,
    sender: Sender<Message>,
    programs: BTreeMap<String, Running>,
    runs: u64,
    /// Targets that were not started yet.
    waiting: BTreeSet<String>,
    /// The request of the next round: all changes until then go into one.
    next: Option<Request>,
    /// What is being built, and since when.
    building: Option<(String, Instant)>,
    /// The last reason shown for each target that could not be prepared.
    told: BTreeMap<String, String>,
    stopping: bool,
}

impl Session<'_> {
    fn until_stopped(&mut self, events: &Receiver<Message>) -> Result<ExitCode> {
        loop {
            if self.building.is_none() {
                if self.stopping {
                    return Ok(ExitCode::Success);
                }
                if let Some(request) = self.next.take() {
                    self.begin(request);
                }
            }
            match events.recv_timeout(TICK) {
                Ok(event) => self.take(event)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(ExitCode::Success),
            }
            self.show_building();
        }
    }

    fn take(&mut self, event: Message) -> Result<()> {
        match event {
            Message::Changed(files) => self.next().changed.extend(files),
            Message::ChangedSomewhere => self.next().anywhere = true,
            Message::Unwatched {
                first,
                others,
                reason,
            } => said::print_unwatched(self.printer, &first, others, &reason),
            Message::WatchedAgain => said::print_watched_again(self.printer),
            Message::Stop => self.stop(),
            Message::Passing(line) => self.printer.foreign(&line),
            Message::Ready { target, script } => self.start(target, script),
            Message::Said { target, run, line } => {
                if self.runs_as(&target, run) {
                    said::print(self.printer, &target, &line);
                }
            }
            Message::Ended { target, run, code } => self.ended(&target, run, code),
            Message::Built(outcome) => return self.built(*outcome),
            Message::Unready { target, reason } => self.unready(target, reason),
            Message::Over => self.building = None,
        }
        Ok(())
    }

    fn next(&mut self) -> &mut Request {
        self.next.get_or_insert_default()
    }

    fn begin(&mut self, mut request: Request) {
        request.running = self.programs.keys().cloned().collect();
        request.waiting.clone_from(&self.waiting);
        let served = self.programs.iter();
        request.served = served
            .filter(|(target, _)| self.work.settings.serve.contains(target))
            .map(|(target, running)| (target.clone(), running.fingerprint.clone()))
            .collect();
        self.building = Some((said::cause(&request), Instant::now()));
        round::run(&self.work, request, &self.sender);
    }

    fn show_building(&mut self) {
        if let Some((cause, since)) = &self.building {
            let seconds = since.elapsed().as_secs();
            self.printer
                .live(&[LiveLine::default()
                    .painted(Paint::Dim, format!("building: {cause} ({seconds} s)"))]);
        }
    }

    fn stop(&mut self) {
        if !std::mem::replace(&mut self.stopping, true) {
            self.work.stopping.store(true, Ordering::Relaxed);
            self.printer.line("Stopping ...");
            self.stop_programs();
        }
    }

    /// Stops all at once, not one after the other.
    fn stop_programs(&mut self) {
        let programs = std::mem::take(&mut self.programs);
        let ending: Vec<_> = programs
            .into_values()
            .map(|running| std::thread::spawn(move || drop(running)))
            .collect();
        for end in ending {
            let _ = end.join();
        }
    }

    /// Starts servers that an earlier run prepared, without waiting for Bazel.
    fn start_remembered(&mut self) {
        for target in self.work.settings.serve.clone() {
            let script = run_script::path(&self.work.workspace, "dev", &target);
            if run_script::fingerprint(&script).is_some() {
                self.start(target, script);
            }
        }
    }

    /// Starts or restarts a target. An unchanged server keeps running.
    fn start(&mut self, target: String, script: PathBuf) {
        self.waiting.remove(&target);
        self.told.remove(&target);
        if self.stopping {
            return;
        }
        let fingerprint = run_script::fingerprint(&script).unwrap_or_default();
        let before = self.programs.get(&target);
        let is_server = self.work.settings.serve.contains(&target);
        if is_server && before.is_some_and(|running| running.fingerprint == fingerprint) {
            return;
        }
        let verb = if before.is_some() {
            "restarting"
        } else {
            "starting"
        };
        said::print_own(self.printer, &target, verb);
        self.programs.remove(&target);
        self.runs += 1;
        let place = (script.as_path(), self.work.folder.as_path());
        match Program::start(&target, self.runs, place, &self.sender) {
            Ok(program) => {
                let running = Running {
                    program,
                    fingerprint,
                };
                self.programs.insert(target, running);
            }
            Err(error) => said::print_own(self.printer, &target, &format!("{error}")),
        }
    }

    fn runs_as(&self, target: &str, run: u64) -> bool {
        let running = self.programs.get(target);
        running.is_some_and(|running| running.program.run == run)
    }

    /// A program exited by itself; stopped ones are not reported.
    fn ended(&mut self, target: &str, run: u64, code: Option<i32>) {
        if !self.runs_as(target, run) {
            return;
        }
        self.programs.remove(target);
        let code = code.map_or("killed".to_owned(), |code| format!("exit code {code}"));
        let until = if self.work.settings.serve.contains(&target.to_owned()) {
            "with the next change"
        } else {
            "after the next rebuild"
        };
        let text = format!("ended ({code}); restarts {until}");
        said::print_own(self.printer, target, &text);
    }

    fn unready(&mut self, target: String, reason: String) {
        self.waiting.remove(&target);
        // What was stopped on purpose could not be built for that reason.
        if self.stopping {
            return;
        }
        if self.told.get(&target) != Some(&reason) {
            said::print_unready(self.printer, &target, &reason);
        }
        self.told.insert(target, reason);
    }

    fn built(&mut self, outcome: Outcome) -> Result<()> {
        let finished = match &outcome.finished {
            Ok(finished) => finished,
            // What the command line says is wrong whatever files say; later, files are what changed.
            Err(
                error @ (Error::Usage(_)
                | Error::UnknownStep { .. }
                | Error::Bazel(
                    bazel::Error::ReservedFlag { .. } | bazel::Error::NoPlatforms(_),
                )),
            ) if outcome.request.is_first() => {
                return Err(Error::Usage(error.to_string()));
            }
            Err(error) => {
                let word = self.printer.paint(Paint::Bad, "error:");
                self.printer.foreign(&format!("{word} {error}"));
                return Ok(());
            }
        };
        if self.stopping {
            return Ok(());
        }
        build::print_failures(
            &self.work.workspace,
            self.printer,
            finished,
            self.work.run.verbose,
        );
        said::print_round(self.printer, &outcome.request, &outcome.affected, finished);
        Ok(())
    }
}
