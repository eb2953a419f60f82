//! What `tk` repeats, and what it does not: with a Bazel that plays its part.

mod support;

use std::os::unix::process::CommandExt;
use std::time::{Duration, Instant};

use support::{Fixture, Ran};

/// A Bazel that counts its builds in `count`, and ends the first `failures` of them with `code`.
fn failing(failures: u32, code: u8, says: &str) -> Fixture {
    Fixture::played(&format!(
        "echo \"$@\" >> calls\nn=$(wc -l < calls)\n[ $n -gt {failures} ] || {{ echo '{says}' >&2; exit {code}; }}\n"
    ))
}

fn calls(fixture: &Fixture) -> Vec<String> {
    fixture.read("calls").lines().map(str::to_owned).collect()
}

#[test]
fn what_the_surroundings_broke_is_repeated_and_said() {
    let fixture = failing(1, 37, "Server terminated abruptly");
    let ran = fixture.tk(&["build"]).expect_code(0);
    let ran = ran
        .expect_stderr(
            "retry 1 of 2 in 1.0 s: Bazel's server crashed or was killed (exit code 37)\n",
        )
        .expect_stderr("  Server terminated abruptly\n");
    let summary = ran.stderr.find("BUILD SUMMARY").unwrap();
    let attempts = ran.stderr.find(
        "2 attempts; earlier failures: Bazel's server crashed or was killed (exit code 37)\n",
    );
    assert!(attempts.unwrap() > summary, "{}", ran.stderr);
    let calls = calls(&fixture);
    assert_eq!(calls.len(), 2);
    let events = |call: &str| {
        let words = call.split(' ');
        words
            .filter(|word| word.starts_with("--build_event_binary_file="))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_ne!(
        events(&calls[0]),
        events(&calls[1]),
        "an old file of events"
    );
}

#[test]
fn repetitions_end() {
    let fixture = failing(9, 34, "remote cache is down");
    let ran = fixture.tk(&["test", "--retries=1", "//:a"]).expect_code(34);
    let ran = ran.expect_stderr("retry 1 of 1");
    assert_eq!(calls(&fixture).len(), 2);
    assert_eq!(ran.stdout, "0 passed, 1 failed\n");
}

#[test]
fn each_fault_of_the_surroundings_is_repeated() {
    for code in [32, 34, 36, 37, 38, 39] {
        let fixture = failing(1, code, "");
        fixture.tk(&["build", "--retries=1"]).expect_code(0);
        assert_eq!(calls(&fixture).len(), 2, "{code}");
    }
}

#[test]
fn what_fails_by_itself_is_not_repeated() {
    for code in [1, 2, 3, 7, 8, 9, 33, 45, 48] {
        let fixture = failing(1, code, "");
        let ran = fixture.tk(&["build"]).expect_code(i32::from(code));
        assert!(!ran.stderr.contains("retry"), "{}", ran.stderr);
        assert_eq!(calls(&fixture).len(), 1, "{code}");
    }
    let fixture = failing(1, 37, "");
    fixture.tk(&["build", "--retries=0"]).expect_code(37);
    assert_eq!(calls(&fixture).len(), 1);
    let fixture = failing(1, 36, "write failed: No space left on device");
    fixture.tk(&["build"]).expect_code(36);
    assert_eq!(calls(&fixture).len(), 1);
}

#[test]
fn a_held_lock_is_tried_again_where_that_is_asked_for() {
    let fixture = failing(
        1,
        9,
        "Another command (pid=1) is running. Exiting immediately.",
    );
    fixture
        .tk(&["build", "--retries=1"])
        .expect_code(0)
        .expect_stderr("another command holds Bazel's lock (exit code 9)");
}

#[test]
fn nobody_waits_for_a_pause_after_a_signal() {
    let fixture = failing(9, 37, "");
    let start = Instant::now();
    let running = fixture
        .command(&["build", "--retries=9"])
        .process_group(0)
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    while !fixture.exists("calls") || calls(&fixture).len() < 3 {
        std::thread::sleep(Duration::from_millis(10));
    }
    // In the pause before the fourth attempt: 4 s.
    std::thread::sleep(Duration::from_millis(300));
    let pid = rustix::process::Pid::from_child(&running);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let ran = Ran::of(&running.wait_with_output().unwrap()).expect_code(8);
    ran.expect_stderr("BUILD SUMMARY").expect_stderr("STOPPED");
    assert!(calls(&fixture).len() < 5 && start.elapsed() < Duration::from_secs(60));
}

/// bazelisk and scripts of repositories start Bazel as a process of their own.
#[test]
fn a_bazel_inside_another_program_gets_the_signal() {
    let fixture = Fixture::played("./inner \"$@\"\nexit $?\n");
    fixture.write(
        "inner",
        "#!/bin/sh\ntrap 'echo INT >> signals' INT\n: > ready\n\
         n=0; while [ $n -lt 10 ]; do sleep 0.05; n=$((n + 1)); done; exit 8\n",
    );
    support::make_executable(&fixture.root().join("inner"));
    let running = fixture
        .command(&["build"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    while !fixture.exists("ready") {
        std::thread::sleep(Duration::from_millis(5));
    }
    let pid = rustix::process::Pid::from_child(&running);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    Ran::of(&running.wait_with_output().unwrap()).expect_code(8);
    assert_eq!(fixture.read("signals"), "INT\n");
}

#[test]
fn one_signal_is_one_signal_to_bazel() {
    for signal in [
        rustix::process::Signal::INT,
        rustix::process::Signal::TERM,
        rustix::process::Signal::HUP,
    ] {
        let fixture = Fixture::played(
            "trap 'echo INT >> signals' INT; trap 'echo other >> signals' TERM HUP\n\
             : > ready; n=0; while [ $n -lt 10 ]; do sleep 0.05; n=$((n + 1)); done; exit 8\n",
        );
        let running = fixture
            .command(&["build"])
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        while !fixture.exists("ready") {
            std::thread::sleep(Duration::from_millis(5));
        }
        let pid = rustix::process::Pid::from_child(&running);
        rustix::process::kill_process(pid, signal).unwrap();
        let ran = Ran::of(&running.wait_with_output().unwrap()).expect_code(8);
        assert_eq!(ran.stderr.matches("Stopping the build").count(), 1);
        assert_eq!(fixture.read("signals"), "INT\n");
    }
}
