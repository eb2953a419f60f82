//! One round of building, in its own thread: programs keep printing meanwhile.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;

use bep::StepStatus;

use super::message::Message;
use super::passing::{self, Passing};
use super::work::{Outcome, Request, Work, plan, start_arguments};
use crate::build::Job;
use crate::build::publish;
use crate::build::{self, Finished};
use crate::error::{Error, Result};
use crate::steps;
use crate::ui::progress::Detail;
use bazel::process;
use bazel::run_script;

/// Runs a round; reports programs as soon as they are ready.
pub fn run(work: &Arc<Work>, request: Request, events: &Sender<Message>) {
    let (work, events) = (Arc::clone(work), events.clone());
    std::thread::spawn(move || {
        let mut round = Round {
            work: &work,
            events: &events,
            unready: Vec::new(),
        };
        round.go(request);
        let _ = events.send(Message::Over);
    });
}

/// The steps that ran actions, so an input of theirs changed, and failures that belong to no step.
fn affected(finished: &Finished) -> Vec<String> {
    let report = &finished.report;
    let steps = report
        .steps
        .iter()
        .filter(|step| step.actions > 0 || step.status == StepStatus::Failed);
    let failures = report
        .failures
        .iter()
        .filter(|failure| failure.step.is_none() && !failure.label.is_empty());
    let mut affected: Vec<String> = steps.map(|step| step.name.clone()).collect();
    for failure in failures {
        if !affected.contains(&failure.label) {
            affected.push(failure.label.clone());
        }
    }
    affected
}

struct Round<'a> {
    work: &'a Work,
    events: &'a Sender<Message>,
    /// The targets that could not be prepared.
    unready: Vec<String>,
}

impl Round<'_> {
    fn go(&mut self, request: Request) {
        let settings = &self.work.settings;
        // A server needs less than the whole build: it does not wait for that.
        for target in &settings.serve {
            if !request.running.contains(target) {
                self.prepare(target);
            }
        }
        let finished = self.build();
        let affected = finished.as_ref().map(affected).unwrap_or_default();
        let is_good = finished
            .as_ref()
            .is_ok_and(|finished| finished.ending.exit_code == 0);
        // People hear of it before more is built.
        let _ = self.events.send(Message::Built(Box::new(Outcome {
            request: request.clone(),
            finished,
            affected: affected.clone(),
        })));
        if is_good {
            self.prepare_programs(&request, &affected);
        }
    }

    /// Prepares the programs that were rebuilt.
    fn prepare_programs(&mut self, request: &Request, affected: &[String]) {
        for (target, fingerprint) in &request.served {
            let script = run_script::path(&self.work.workspace, "dev", target);
            let is_new = run_script::fingerprint(&script).as_ref() != Some(fingerprint);
            if is_new || request.may_redefine() {
                self.prepare(target);
            }
        }
        for (step, target) in &self.work.settings.restart {
            let is_affected = affected
                .iter()
                .any(|name| name == step || steps::label_of(name) == *step);
            if is_affected || request.waiting.contains(target) {
                self.prepare(target);
            }
        }
    }

    fn is_stopping(&self) -> bool {
        self.work.stopping.load(Ordering::Relaxed)
    }

    fn build(&self) -> Result<Finished> {
        let workspace = &self.work.workspace;
        let printer = &mut passing::printer(self.events);
        let plan = plan(self.work, printer, &self.unready)?;
        let invocation = plan.invocation(false);
        // Steps are told of by the round's one line: only what tools say is passed on.
        let finished = build::run(
            printer,
            Job {
                workspace,
                invocation: &invocation,
                retries: plan.retries(),
                steps: &plan.steps,
                detail: Detail::Tests,
            },
        )?;
        let published = publish(workspace, &plan, &finished);
        build::record(workspace, printer, &invocation, &finished);
        published?;
        Ok(finished)
    }

    /// Builds a target to start and reports its script, or records why it failed.
    fn prepare(&mut self, target: &str) {
        if self.is_stopping() {
            return;
        }
        match self.script(target) {
            Ok(script) => {
                let target = target.to_owned();
                let _ = self.events.send(Message::Ready { target, script });
            }
            Err(_) if self.is_stopping() => {}
            Err(reason) => {
                let target = target.to_owned();
                self.unready.push(target.clone());
                let _ = self.events.send(Message::Unready { target, reason });
            }
        }
    }

    fn script(&self, target: &str) -> Result<PathBuf, String> {
        let work = self.work;
        let make = || -> Result<Result<PathBuf, String>> {
            let script = run_script::path(&work.workspace, "dev", target);
            let folder = tempfile::tempdir().map_err(Error::write(std::env::temp_dir()))?;
            let written = folder.path().join("run.sh");
            let arguments = start_arguments(work, target, Some(&written))?;
            let mut observer = Passing {
                events: self.events,
            };
            let ended = process::run(
                &work.workspace.bazel,
                &work.workspace.root,
                &arguments,
                None,
                &mut observer,
            )?;
            if ended.code != 0 {
                return Ok(Err(ended.output));
            }
            run_script::install(&written, &script)?;
            Ok(Ok(script))
        };
        make().unwrap_or_else(|error| Err(error.to_string()))
    }
}
