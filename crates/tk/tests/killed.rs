//! `tk` and Bazel killed or interrupted in the middle of a build: with a real Bazel.
//!
//! `tools/ci/kills` does the same more often, and looks at the clock.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use support::{Fixture, Ran};

/// Long for whatever is waited for; short for the action, which takes ten minutes.
const LONG: Duration = Duration::from_secs(120);

/// A running `tk`, with its own folder for temporary files.
struct Running {
    child: Child,
    stderr: PathBuf,
    temporary: PathBuf,
}

impl Running {
    fn start(fixture: &Fixture, name: &str, arguments: &[&str]) -> Self {
        let beside = fixture.root().parent().unwrap().to_owned();
        let temporary = beside.join("tmp");
        std::fs::create_dir_all(&temporary).unwrap();
        let stderr = beside.join(format!("{name}.stderr"));
        let child = fixture
            .command(arguments)
            .env("TMPDIR", &temporary)
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(&stderr).unwrap())
            .spawn()
            .unwrap();
        Self {
            child,
            stderr,
            temporary,
        }
    }

    fn said(&self) -> String {
        std::fs::read_to_string(&self.stderr).unwrap()
    }

    #[track_caller]
    fn wait_until_said(&self, text: &str) {
        wait_until(&format!("{text:?} in {}", self.said()), || {
            self.said().contains(text)
        });
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    fn end(mut self) -> Ran {
        let code = self.child.wait().unwrap().code();
        Ran {
            code,
            stdout: String::new(),
            stderr: self.said(),
        }
    }

    /// Its temporary folders, as they are named.
    fn folders(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.temporary).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with("tk-")).collect()
    }
}

#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < LONG, "waited for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whether nobody holds Bazel's lock; where no server runs, it starts one.
fn is_lock_free(fixture: &Fixture) -> bool {
    let arguments = ["--noblock_for_lock", "info", "server_pid"];
    let output = fixture.bazel(&arguments).output().unwrap();
    output.status.success()
}

/// Ids and command lines of processes that have to do with a fixture, and are no server.
fn processes(fixture: &Fixture) -> Vec<(i32, String)> {
    let folder = fixture.root().parent().unwrap().display().to_string();
    let entries = Path::new("/proc").read_dir().unwrap();
    entries
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok())
        .filter_map(|pid: i32| {
            let words = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
            let line = String::from_utf8_lossy(&words).replace('\0', " ");
            Some((pid, line))
        })
        .filter(|(_, line)| line.contains(&folder) && !line.starts_with("bazel("))
        .collect()
}

#[track_caller]
fn expect_nothing_left(fixture: &Fixture, running: &Running) {
    wait_until("a free lock", || is_lock_free(fixture));
    let left = || processes(fixture);
    wait_until(&format!("the end of {:?}", left()), || left().is_empty());
    wait_until("the removal of folders", || running.folders().is_empty());
}

#[test]
fn a_killed_tk_leaves_no_build_no_lock_and_no_folder() {
    let fixture = Fixture::real();
    fixture.tk(&["build", "check"]).expect_code(0);

    let mut running = building(&fixture, "slow");
    assert_eq!(running.folders().len(), 1);
    running.child.kill().unwrap();
    running.child.wait().unwrap();
    expect_nothing_left(&fixture, &running);

    // The server is left alone, and builds on.
    let mut running = building(&fixture, "slow");
    let clients = clients(&fixture);
    running.child.kill().unwrap();
    clients.iter().for_each(|pid| kill(*pid));
    running.child.wait().unwrap();
    expect_nothing_left(&fixture, &running);

    // Nothing but a SIGKILL stops this action.
    let mut running = building(&fixture, "stubborn");
    running.child.kill().unwrap();
    running.child.wait().unwrap();
    expect_nothing_left(&fixture, &running);

    for millisecond in [1, 5, 20, 60, 150] {
        let mut running = Running::start(&fixture, "early", &["build", "//:slow"]);
        std::thread::sleep(Duration::from_millis(millisecond));
        running.child.kill().unwrap();
        running.child.wait().unwrap();
        expect_nothing_left(&fixture, &running);
    }
}

/// `tk build -v` of a target whose action runs.
fn building(fixture: &Fixture, target: &str) -> Running {
    let label = format!("//:{target}");
    let running = Running::start(fixture, target, &["build", "-v", &label]);
    running.wait_until_said(&format!("Probing {label}"));
    running
}

/// Bazel's clients: those with `tk`'s flags on their command lines.
fn clients(fixture: &Fixture) -> Vec<i32> {
    let found = processes(fixture).into_iter();
    let clients = found.filter(|(_, line)| line.contains("--build_event_binary_file="));
    clients.map(|(pid, _)| pid).collect()
}

fn kill(pid: i32) {
    kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
}

#[test]
fn signals_stop_the_build_and_it_is_summed_up() {
    let fixture = Fixture::real();
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let running = building(&fixture, "slow");
        running.signal(signal);
        running
            .end()
            .expect_code(8)
            .expect_stderr("BUILD SUMMARY")
            .expect_stderr("STOPPED in");
        assert!(is_lock_free(&fixture));
    }

    let running = building(&fixture, "stubborn");
    running.signal(Signal::INT);
    running.wait_until_said("Stopping the build");
    running.signal(Signal::INT);
    running.wait_until_said("Killing Bazel's server and its actions");
    running.end().expect_code(8).expect_stderr("BUILD SUMMARY");
    let left = || processes(&fixture);
    wait_until(&format!("the end of {:?}", left()), || left().is_empty());
}

#[test]
fn a_killed_server_is_replaced_and_the_build_repeated() {
    let fixture = Fixture::real();
    let running = building(&fixture, "pause");
    kill(fixture.server_pid().unwrap());
    running
        .end()
        .expect_code(0)
        .expect_stderr("retry 1 of 2 in 1.0 s: Bazel's server crashed or was killed (exit code 37)")
        .expect_stderr("PASSED in")
        .expect_stderr("2 attempts");
}

#[test]
fn who_holds_the_lock_is_said_and_then_it_goes_on() {
    let fixture = Fixture::real();
    let holder = building(&fixture, "slow");
    let waiting = Running::start(&fixture, "waiting", &["build", "//:page"]);
    waiting.wait_until_said("Bazel's lock is held by `tk build -v //:slow` (process ");
    assert!(
        waiting
            .said()
            .contains(&format!("(process {}, running for ", holder.child.id()))
    );
    holder.signal(Signal::INT);
    holder.end().expect_code(8);
    waiting
        .end()
        .expect_code(0)
        .expect_stderr("for the lock; continuing.")
        .expect_stderr("PASSED in");

    // A holder that is killed with its client is stopped by a signal to the server, which reaches
    // those who wait, too.
    let mut holder = building(&fixture, "slow");
    let clients = clients(&fixture);
    let waiting = Running::start(&fixture, "waiting", &["build", "//:page"]);
    waiting.wait_until_said("Bazel's lock is held by");
    holder.child.kill().unwrap();
    clients.iter().for_each(|pid| kill(*pid));
    holder.child.wait().unwrap();
    waiting.end().expect_code(0).expect_stderr("PASSED in");
}
