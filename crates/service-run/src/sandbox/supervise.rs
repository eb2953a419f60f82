//! Waiting for a sandbox, and ending it.

use std::collections::HashSet;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::Duration;

use rustix::process::Signal;
use service::limits::Limits;
use service::ports::{StepError, Stop, StopReason};
use tokio::process::Child;
use tokio::time::{Instant, sleep};

use super::End;
use super::processes::{Process, of_sandbox};
use super::usage::Usage;
use crate::places::Places;

/// Between two looks at what a sandbox uses.
const LOOK: Duration = Duration::from_millis(200);

/// Between two looks while it is being ended.
const STEP: Duration = Duration::from_millis(20);

/// After this a kill is repeated.
const AGAIN: Duration = Duration::from_millis(500);

enum Turn {
    Ended(std::io::Result<ExitStatus>),
    Asked(StopReason),
    Exceeds(String),
}

/// Waits until nothing of the sandbox is left: it ended, uses too much, or is asked to stop.
pub(super) async fn until_its_end(
    child: &mut Child,
    limits: &Limits,
    places: &Places,
    mut stop: Stop,
) -> Result<End, StepError> {
    let bwrap = child.id();
    let turn = tokio::select! {
        status = child.wait() => Turn::Ended(status),
        reason = stop.wait() => Turn::Asked(reason),
        what = too_much(bwrap, limits, places) => Turn::Exceeds(what),
    };
    match turn {
        Turn::Ended(status) => ended(status),
        Turn::Asked(reason) => {
            let init = terminate(child, limits, reason, stop).await;
            kill(child, init).await?;
            Err(StepError::Stopped)
        }
        Turn::Exceeds(what) => {
            kill(child, None).await?;
            Ok(End::Exceeded(what))
        }
    }
}

async fn too_much(bwrap: Option<u32>, limits: &Limits, places: &Places) -> String {
    let mut usage = Usage::new(limits, places);
    loop {
        sleep(LOOK).await;
        let processes = of_sandbox(bwrap).await;
        if let Some(what) = usage.excess(&processes).await {
            return what;
        }
    }
}

/// Asks every process once to end, also those that begin meanwhile, and waits as long as they may take. `bwrap` and the
/// first process of its namespace are not asked: all others would be killed with them. Returns that first process.
async fn terminate(
    child: &mut Child,
    limits: &Limits,
    reason: StopReason,
    mut stop: Stop,
) -> Option<Process> {
    let grace = reason.grace(limits.grace());
    let mut init = None;
    if grace.is_zero() {
        return init;
    }
    let ask = async {
        let mut asked = HashSet::new();
        loop {
            let began = Instant::now();
            let processes = of_sandbox(child.id()).await;
            init = processes.init;
            for process in processes.others {
                if asked.insert(process.id()) {
                    process.signal(Signal::TERM);
                }
            }
            // Looking at thousands of processes takes time that they need to end.
            let pause = STEP.max(began.elapsed() * 4);
            tokio::select! {
                _ = child.wait() => return,
                () = sleep(pause) => {}
            }
        }
    };
    tokio::select! {
        () = ask => {}
        () = sleep(grace) => {}
        // Another reason comes later only where the lease is lost: then there is no time.
        _ = stop.wait_for_other_than(reason) => {}
    }
    init
}

/// Kills the first process of the namespace, and with it all: `bwrap` sees it end when the last of them has ended. Where
/// `bwrap` has not made it yet, `bwrap` itself is killed.
async fn kill(child: &mut Child, mut init: Option<Process>) -> Result<(), StepError> {
    let failed =
        |error: std::io::Error| StepError::Passing(format!("a sandbox cannot be killed: {error}"));
    while child.id().is_some() {
        let known = match init.take() {
            Some(init) => Some(init),
            None => of_sandbox(child.id()).await.init,
        };
        match known {
            Some(init) => init.signal(Signal::KILL),
            None => child.start_kill().map_err(failed)?,
        }
        tokio::select! {
            status = child.wait() => return status.map(|_| ()).map_err(failed),
            () = sleep(AGAIN) => {}
        }
    }
    Ok(())
}

fn ended(status: std::io::Result<ExitStatus>) -> Result<End, StepError> {
    let status = status
        .map_err(|error| StepError::Passing(format!("a sandbox cannot be waited for: {error}")))?;
    Ok(match (status.code(), status.signal()) {
        // As shells do it, bwrap has the signal of its program in the exit code.
        (Some(code @ 129..=192), _) => End::Killed(code - 128),
        (Some(code), _) => End::Exited(code),
        (None, signal) => End::Killed(signal.unwrap_or_default()),
    })
}
