//! After a stop no process is left, whatever the agent has done to have one.
//!
//! `TACHIKOMA_CANCELS=50` runs each kind 50 times.

mod support;

use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use service::event::EventKind;
use service::limits::Limits;
use service::ports::{Reporter, StepError, StopReason, stopper};
use service_run::{End, Program};
use support::{Attempt, marked, marked_after, marked_at_least, shell, times};

/// What it does, how many processes it has at least, and the script. Each says `ready` when it has them.
const KINDS: [(&str, usize, &str); 4] = [
    (
        "deaf",
        2,
        "trap '' TERM; sh -c 'trap \"\" TERM; while :; do sleep 1; done' & echo ready; while :; do sleep 1; done",
    ),
    (
        "setsid",
        3,
        "trap '' TERM; setsid sh -c 'trap \"\" TERM; sleep 600 & wait; sleep 600' & setsid sleep 600 & sleep 0.2; echo ready; wait; sleep 600",
    ),
    (
        "double-fork",
        2,
        "(setsid sh -c '(trap \"\" TERM; exec >/dev/null 2>&1; sleep 600; sleep 600) & exit' &) ; sleep 0.2; echo ready; trap '' TERM; sleep 600; sleep 600",
    ),
    (
        "thousand",
        1000,
        "trap '' TERM; i=0; while [ $i -lt 1000 ]; do sleep 600 & i=$((i+1)); done; echo ready; while :; do wait; done",
    ),
];

const GRACE: u64 = 1;

fn limits() -> Limits {
    Limits {
        grace_s: GRACE,
        processes: 4096,
        ..Limits::default()
    }
}

fn program(mark: &str, script: &str) -> Program {
    Program {
        environment: vec![("MARK".to_owned(), mark.to_owned())],
        ..shell(script)
    }
}

/// Waits for `ready`, then asks to stop; returns the end, and how long it took from there.
async fn stopped(
    program: &Program,
    expected: usize,
    reason: StopReason,
) -> (Result<End, StepError>, Duration) {
    let attempt = Attempt::new();
    let (stopper, stop) = stopper();
    let (reporter, mut reports) = Reporter::new();
    let mark = program.environment[0].1.clone();
    let ask = async move {
        let mut text = String::new();
        while let Some(event) = reports.recv().await {
            if let EventKind::Output { text: piece, .. } = event {
                text.push_str(&piece);
            }
            if text.contains("ready") {
                let count = marked_at_least(&mark, expected);
                assert!(count >= expected, "{count} of {expected}");
                stopper.stop(reason);
                return Instant::now();
            }
        }
        panic!("it never was ready: {text}");
    };
    let limits = limits();
    let (end, asked) = tokio::join!(attempt.run_reporting(program, &limits, stop, reporter), ask);
    (end, asked.elapsed())
}

/// How long this machine takes at the moment to start so many processes and to end them, which is what a busy one may have
/// on top of the grace and a second.
fn time_of(processes: usize) -> io::Result<Duration> {
    let began = Instant::now();
    let mut children = Vec::new();
    for _ in 0..processes {
        children.push(Command::new("sleep").arg("60").spawn()?);
    }
    for child in &mut children {
        child.kill()?;
    }
    for child in &mut children {
        child.wait()?;
    }
    Ok(began.elapsed())
}

#[tokio::test]
async fn no_process_is_left_when_the_grace_is_over() {
    for (kind, expected, script) in KINDS {
        for round in 0..times("TACHIKOMA_CANCELS", 2) {
            let mark = format!("{kind}-{round}-{}", std::process::id());
            let program = program(&mark, script);
            let (end, took) = stopped(&program, expected, StopReason::Cancelled).await;
            assert_eq!(marked(&mark), 0, "{kind}");
            assert_eq!(end, Err(StepError::Stopped), "{kind}");
            assert!(took >= Duration::from_secs(GRACE), "{kind}: {took:?}");
            let limit = Duration::from_secs(GRACE + 1) + time_of(expected).unwrap();
            assert!(took < limit, "{kind} took {took:?} of {limit:?}");
        }
    }
}

#[tokio::test]
async fn who_obeys_is_not_waited_for() {
    let script =
        "trap 'echo cleaned >/workspace/cleaned; exit 0' TERM; echo ready; sleep 600 & wait";
    let program = program(&format!("obeys-{}", std::process::id()), script);
    let (end, took) = stopped(&program, 2, StopReason::Drain).await;
    assert_eq!(end, Err(StepError::Stopped));
    assert!(took < Duration::from_secs(GRACE), "{took:?}");
}

#[tokio::test]
async fn a_lost_lease_leaves_no_time() {
    let (_, expected, script) = KINDS[0];
    let mark = format!("lost-{}", std::process::id());
    let (end, took) = stopped(&program(&mark, script), expected, StopReason::LeaseLost).await;
    assert_eq!(end, Err(StepError::Stopped));
    assert!(took < Duration::from_secs(GRACE), "{took:?}");
    assert_eq!(marked(&mark), 0);
}

#[tokio::test]
async fn a_run_that_nobody_waits_for_is_killed() {
    let (_, _, script) = KINDS[1];
    let mark = format!("dropped-{}", std::process::id());
    let program = program(&mark, script);
    let limits = limits();
    let attempt = Attempt::new();
    let run = attempt.run(&program, &limits, stopper().1);
    assert!(
        tokio::time::timeout(Duration::from_secs(2), run)
            .await
            .is_err()
    );
    assert_eq!(marked_after(&mark, Duration::from_secs(2)), 0);
}

/// The part of the next test that is killed.
#[tokio::test]
#[ignore = "started by another test, which kills it"]
async fn a_worker_with_a_sandbox() {
    let Ok(mark) = std::env::var("SERVICE_RUN_MARK") else {
        return;
    };
    let (_, _, script) = KINDS[1];
    let attempt = Attempt::new();
    attempt
        .run(&program(&mark, script), &limits(), stopper().1)
        .await
        .0
        .unwrap();
}

#[test]
fn a_killed_worker_leaves_no_process() {
    let mark = format!("worker-{}", std::process::id());
    let mut worker = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_worker_with_a_sandbox", "--ignored"])
        .env("SERVICE_RUN_MARK", &mark)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let began = Instant::now();
    while marked(&mark) < KINDS[1].1 {
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "it does not begin"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    worker.kill().unwrap();
    worker.wait().unwrap();
    assert_eq!(marked_after(&mark, Duration::from_secs(2)), 0);
}
