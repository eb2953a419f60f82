//! A running `tk dev`, and programs for it to run beside the builds.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};

use super::Fixture;

/// More than any step of these tests takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a killed `tk` may leave running for so long.
pub const AFTERMATH: Duration = Duration::from_secs(10);

/// Programs that say that they run, who they are and what they were started with; the server has a child that
/// does not listen to its end.
const PROGRAMS: &str = r#"
load("//:fixture.bzl", "probe", "update")

update(
    name = "server",
    command = """
        sh -c 'trap "" TERM INT HUP; while :; do sleep 0.1; done' &
        echo "$$ $!" > $BUILD_WORKSPACE_DIRECTORY/.tk/server.pids
        echo "serving $BUILD_WORKSPACE_DIRECTORY"
        while :; do sleep 0.1; done""",
)

update(
    name = "app",
    command = """
        echo "$$" > $BUILD_WORKSPACE_DIRECTORY/.tk/app.pids
        echo "app runs"
        while :; do sleep 0.1; done""",
)

probe(
    name = "missing",
    out = "missing.txt",
    command = "echo 'the archive cannot be had: set MIRROR' >&2; exit 1",
    tags = ["manual"],
)

update(
    name = "unready",
    command = "true",
    data = [":missing"],
    tags = ["manual"],
)

probe(
    name = "slow",
    srcs = ["//:slow.in"],
    out = "slow.out",
    command = "while [ -e /tmp/tk-dev-hold ]; do : > /tmp/tk-dev-hold.seen; sleep 0.1; done; cp $2 $1",
    tags = ["manual"],
)
"#;

pub fn fixture() -> Fixture {
    let fixture = Fixture::real();
    fixture.write("dev/BUILD.bazel", PROGRAMS);
    fixture
}

/// A workspace whose `//dev:slow` is not built while the file is there, and the file.
pub fn slow_fixture() -> (Fixture, PathBuf) {
    let fixture = fixture();
    let hold = fixture.root().parent().unwrap().join("hold");
    let programs = PROGRAMS.replace("/tmp/tk-dev-hold", &hold.to_string_lossy());
    fixture.write("dev/BUILD.bazel", &programs);
    fixture.write("slow.in", "0\n");
    let build = fixture.read("BUILD.bazel");
    fixture.write(
        "BUILD.bazel",
        &format!("{build}\nexports_files([\"slow.in\"])\n"),
    );
    // The action looks for the file, so it must see where that lies.
    let rc = fixture.read(".bazelrc");
    fixture.write(".bazelrc", &format!("{rc}build --spawn_strategy=local\n"));
    (fixture, hold)
}

/// A running `tk dev`.
pub struct Dev {
    child: Child,
    lines: Receiver<String>,
    pub seen: Vec<String>,
}

impl Dev {
    pub fn start(fixture: &Fixture, arguments: &[&str]) -> Self {
        Self::of(&mut fixture.command(&[&["dev"], arguments].concat()))
    }

    pub fn of(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            lines,
            seen: Vec::new(),
        }
    }

    /// Waits for a line that has a text, and gives it back.
    #[track_caller]
    pub fn line(&mut self, text: &str) -> String {
        let end = Instant::now() + PATIENCE;
        while let Ok(line) = self
            .lines
            .recv_timeout(end.saturating_duration_since(Instant::now()))
        {
            self.seen.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
        panic!("no {text:?} in:\n{}", self.seen.join("\n"));
    }

    /// Waits for lines that have these texts, in any order.
    #[track_caller]
    pub fn all_of(&mut self, texts: &[&str]) {
        let mut missing = texts.to_vec();
        while !missing.is_empty() {
            let line = self.line("");
            missing.retain(|text| !line.contains(text));
        }
    }

    /// Lines that come in a while in which none should.
    pub fn quiet_lines(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(2)) {
            lines.push(line);
        }
        self.seen.extend(lines.iter().cloned());
        lines
    }

    pub fn signal(&self, signal: Signal) {
        rustix::process::kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Its exit code, and all that it said.
    pub fn end(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().unwrap().code();
        self.seen.extend(self.lines.iter());
        (code, self.seen.join("\n"))
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn pids(fixture: &Fixture, name: &str) -> Vec<String> {
    let text = fixture.read(&format!(".tk/{name}.pids"));
    text.split_whitespace().map(str::to_owned).collect()
}

pub fn runs(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat
        .rsplit(") ")
        .next()
        .and_then(|rest| rest.chars().next());
    state.is_some_and(|state| state != 'Z')
}

#[track_caller]
pub fn assert_gone(pids: &[String]) {
    let end = Instant::now() + AFTERMATH;
    while pids.iter().any(|pid| runs(pid)) {
        assert!(Instant::now() < end, "still running: {pids:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[track_caller]
pub fn wait_for_file(path: &Path) {
    let end = Instant::now() + PATIENCE;
    while !path.exists() {
        assert!(Instant::now() < end, "no {}", path.display());
        std::thread::sleep(Duration::from_millis(20));
    }
}
