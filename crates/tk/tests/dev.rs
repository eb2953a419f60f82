//! `tk dev` with a real Bazel and real programs beside the builds.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};
use support::{Fixture, make_executable};

/// More than any step of these tests takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a killed `tk` may leave running for so long.
const AFTERMATH: Duration = Duration::from_secs(10);

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

fn fixture() -> Fixture {
    let fixture = Fixture::real();
    fixture.write("dev/BUILD.bazel", PROGRAMS);
    fixture
}

/// A running `tk dev`.
struct Dev {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Dev {
    fn start(fixture: &Fixture, arguments: &[&str]) -> Self {
        Self::of(&mut fixture.command(&[&["dev"], arguments].concat()))
    }

    fn of(command: &mut Command) -> Self {
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
    fn line(&mut self, text: &str) -> String {
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
    fn all_of(&mut self, texts: &[&str]) {
        let mut missing = texts.to_vec();
        while !missing.is_empty() {
            let line = self.line("");
            missing.retain(|text| !line.contains(text));
        }
    }

    /// Lines that come in a while in which none should.
    fn quiet_lines(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(2)) {
            lines.push(line);
        }
        self.seen.extend(lines.iter().cloned());
        lines
    }

    fn signal(&self, signal: Signal) {
        rustix::process::kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Its exit code, and all that it said.
    fn end(mut self) -> (Option<i32>, String) {
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

fn pids(fixture: &Fixture, name: &str) -> Vec<String> {
    let text = fixture.read(&format!(".tk/{name}.pids"));
    text.split_whitespace().map(str::to_owned).collect()
}

fn runs(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat
        .rsplit(") ")
        .next()
        .and_then(|rest| rest.chars().next());
    state.is_some_and(|state| state != 'Z')
}

#[track_caller]
fn assert_gone(pids: &[String]) {
    let end = Instant::now() + AFTERMATH;
    while pids.iter().any(|pid| runs(pid)) {
        assert!(Instant::now() < end, "still running: {pids:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn changes_are_built_and_programs_are_kept_running() {
    let fixture = fixture();
    let mut dev = Dev::start(
        &fixture,
        &[
            "check",
            "page-build",
            "--serve=//dev:server",
            "--restart=page-build=//dev:app",
        ],
    );
    dev.line("dev:server | serving ");
    let first = dev.line("PASSED in");
    assert!(first.contains("  start: "), "{first}");
    dev.line("dev:app | app runs");
    let (server, app) = (pids(&fixture, "server"), pids(&fixture, "app"));
    assert!(server.iter().chain(&app).all(|pid| runs(pid)));

    // Many changes at once are one round; ignored files are none.
    for number in 0..20 {
        fixture.write("source.txt", &format!("{number}\n"));
    }
    fixture.write("dist/other", "x");
    fixture.write(".tk/other", "x");
    let round = dev.line("PASSED in");
    assert!(
        round.contains("  source.txt: check, page-build"),
        "{:#?}",
        dev.seen
    );
    dev.line("dev:app | app runs");
    assert_gone(&app);
    assert_eq!(fixture.read("dist/linux-x64/web/page.html"), "<html>\n19\n");
    assert_eq!(dev.quiet_lines(), Vec::<String>::new());
    assert_eq!(pids(&fixture, "server"), server, "the server goes on");

    // What no step reads has nothing to do, and restarts nothing.
    let app = pids(&fixture, "app");
    fixture.write("readme.txt", "x");
    let round = dev.line("PASSED in");
    assert!(round.contains("  readme.txt: nothing to do"), "{round}");
    assert_eq!(pids(&fixture, "app"), app);

    // A failure is shown in full, and the old app goes on.
    fixture.write("source.txt", "wrong\n");
    dev.line("source.txt: error: that is wrong");
    let round = dev.line("FAILED (exit code 1)");
    assert!(round.contains("  source.txt: check"), "{round}");
    assert!(app.iter().all(|pid| runs(pid)));
    fixture.write("source.txt", "mended\n");
    dev.line("PASSED in");
    dev.line("dev:app | app runs");

    let running = [pids(&fixture, "server"), pids(&fixture, "app")].concat();
    dev.signal(Signal::INT);
    let (code, said) = dev.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Stopping ..."), "{said}");
    assert!(
        !running.iter().any(|pid| runs(pid)),
        "tk ended before its programs"
    );
    let history = fixture.tk(&["history"]).expect_code(0).stdout;
    let rounds = history.matches("dev check page-build").count();
    assert_eq!(
        (rounds, history.matches("failed").count()),
        (5, 1),
        "{history}"
    );
    let why = fixture.tk(&["why", "//:page"]).expect_code(0).stdout;
    assert!(why.contains("because source.txt changed"), "{why}");
}

/// A workspace whose `//dev:slow` is not built while the file is there, and the file.
fn slow_fixture() -> (Fixture, PathBuf) {
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

#[track_caller]
fn wait_for_file(path: &Path) {
    let end = Instant::now() + PATIENCE;
    while !path.exists() {
        assert!(Instant::now() < end, "no {}", path.display());
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn changes_during_a_build_are_one_more() {
    let (fixture, hold) = slow_fixture();
    let mut dev = Dev::start(&fixture, &["//dev:slow"]);
    dev.line("PASSED in");
    std::fs::write(&hold, "").unwrap();
    fixture.write("slow.in", "1\n");
    // It is being built when the action waits; what changes now is for later.
    wait_for_file(&hold.with_extension("seen"));
    for number in 2..6 {
        fixture.write("slow.in", &format!("{number}\n"));
        std::thread::sleep(Duration::from_millis(300));
    }
    std::fs::remove_file(&hold).unwrap();
    dev.line("PASSED in");
    dev.line("PASSED in");
    assert_eq!(dev.quiet_lines(), Vec::<String>::new());
    assert_eq!(fixture.read("bazel-bin/dev/slow.out"), "5\n");
    dev.signal(Signal::TERM);
    assert_eq!(dev.end().0, Some(0));
}

#[test]
fn a_server_comes_up_before_bazel() {
    let fixture = fixture();
    let mut dev = Dev::start(&fixture, &["page-build", "--serve=//dev:server"]);
    dev.line("dev:server | serving ");
    dev.line("PASSED in");
    dev.signal(Signal::INT);
    assert_eq!(dev.end().0, Some(0));

    // A Bazel that does not start before it may.
    let slow = fixture.root().join("../slow-bazel");
    let real = support::real_bazel();
    let wait = "while [ ! -e ../go ]; do sleep 0.1; done";
    std::fs::write(
        &slow,
        format!("#!/bin/sh\n{wait}\nexec '{}' \"$@\"\n", real.display()),
    )
    .unwrap();
    make_executable(&slow);
    let mut command = fixture.command(&["dev", "page-build", "--serve=//dev:server"]);
    let mut dev = Dev::of(command.env("TK_BAZEL_BIN", &slow));
    dev.line("dev:server | serving ");
    let server = pids(&fixture, "server");
    fixture.write("../go", "");
    let round = dev.line("PASSED in");
    assert!(round.contains("  start: nothing to do"), "{round}");
    assert!(
        !dev.seen.iter().any(|line| line.contains("restarting")),
        "{:?}",
        dev.seen
    );
    assert_eq!(
        pids(&fixture, "server"),
        server,
        "Bazel had nothing new for it"
    );

    // A server that is another one now is started anew.
    let programs = fixture.read("dev/BUILD.bazel");
    fixture.write(
        "dev/BUILD.bazel",
        &programs.replace("serving $", "now serving $"),
    );
    dev.all_of(&[
        "dev:server: restarting",
        "dev:server | now serving ",
        "PASSED in",
    ]);
    dev.signal(Signal::INT);
    assert_eq!(dev.end().0, Some(0));
}

#[test]
fn a_killed_tk_leaves_nothing_running() {
    let fixture = fixture();
    let mut dev = Dev::start(
        &fixture,
        &[
            "page-build",
            "--serve=//dev:server",
            "--restart=page-build=//dev:app",
        ],
    );
    dev.line("dev:app | app runs");
    let running = [pids(&fixture, "server"), pids(&fixture, "app")].concat();
    assert_eq!(running.len(), 3);
    dev.signal(Signal::KILL);
    assert_gone(&running);
}

#[test]
fn a_tk_killed_in_a_build_leaves_no_build() {
    let (fixture, hold) = slow_fixture();
    std::fs::write(&hold, "").unwrap();
    let dev = Dev::start(&fixture, &["//dev:slow"]);
    wait_for_file(&hold.with_extension("seen"));
    dev.signal(Signal::KILL);
    let end = Instant::now() + AFTERMATH;
    let info = ["bazel", "--noblock_for_lock", "info", "workspace"];
    while fixture.tk(&info).code != Some(0) {
        assert!(Instant::now() < end, "the lock is held");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn what_cannot_be_started_is_said_once() {
    let fixture = fixture();
    let mut dev = Dev::start(
        &fixture,
        &["page-build", "--restart=page-build=//dev:unready"],
    );
    // People hear of the build before more is built.
    dev.line("PASSED in");
    dev.line("dev:unready: cannot be started; going on without it:");
    dev.line("the archive cannot be had: set MIRROR");
    fixture.write("source.txt", "other\n");
    let round = dev.line("PASSED in");
    assert!(round.contains("page-build"), "{round}");
    dev.signal(Signal::INT);
    let (code, said) = dev.end();
    assert_eq!(code, Some(0));
    assert_eq!(said.matches("cannot be started").count(), 1, "{said}");
}

#[test]
fn the_workspaces_file_says_what_to_run() {
    let fixture = fixture();
    fixture.write(
        "tk.toml",
        "dev-serve = [\"//dev:server\"]\ndev-restart = [\"pgae-build=//dev:app\"]\n",
    );
    let mut dev = Dev::start(&fixture, &[]);
    dev.line("there is no step named \"pgae-build\"; did you mean page-build");
    assert_eq!(dev.end().0, Some(64));
    fixture.write(
        "tk.toml",
        "dev-serve = [\"//dev:server\"]\ndev-restart = [\"page-build=//dev:app\"]\n",
    );
    let dry = fixture
        .tk(&["dev", "--dry-run", "page-build"])
        .expect_code(0);
    let lines: Vec<&str> = dry.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", dry.stdout);
    assert!(
        lines[0].ends_with(" -- //:page-build //dev:server"),
        "{}",
        lines[0]
    );
    assert!(lines[2].contains(" run --config=development ") && lines[2].ends_with(" -- //dev:app"));
    assert!(Path::new(lines[0].split(' ').next().unwrap()).is_file());
}
