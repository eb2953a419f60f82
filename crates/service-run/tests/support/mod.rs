//! What tests of the sandbox have in common.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test uses a part of it, and a test may fail"
)]

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use redact::Redactor;
use service::event::{EventKind, Stream};
use service::limits::Limits;
use service::ports::{Reporter, StepError, Stop};
use service_run::{End, Output, Places, Program, Sandbox, SandboxSettings};
use tempfile::TempDir;
use tokio::sync::mpsc;

/// The sandbox that `TK_BWRAP` names, or the one of the machine.
pub fn sandbox_settings() -> SandboxSettings {
    let bwrap = std::env::var_os("TK_BWRAP").map_or_else(|| PathBuf::from("bwrap"), PathBuf::from);
    let answers = std::process::Command::new(&bwrap)
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success());
    assert!(
        answers,
        "there is no {}: install bubblewrap, or set TK_BWRAP to the program; tools/ci/bwrap unpacks it without root",
        bwrap.display()
    );
    SandboxSettings {
        bwrap,
        ..SandboxSettings::default()
    }
}

/// How many times something is repeated: few times, unless `variable` says otherwise.
pub fn times(variable: &str, few: usize) -> usize {
    std::env::var(variable).map_or(few, |times| times.parse().unwrap())
}

/// The folders of an attempt.
pub struct Attempt {
    pub folder: TempDir,
    pub places: Places,
}

impl Attempt {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = service::ports::Workspace {
            folder: folder.path().join("tree"),
            base: None,
        };
        let places = Places::of_workspace(&workspace);
        for path in [places.tree(), places.home(), places.git(), places.kept()] {
            fs::create_dir(path).unwrap();
        }
        Self { folder, places }
    }

    /// Runs a program, and returns with how it ended what it printed.
    pub async fn run(
        &self,
        program: &Program,
        limits: &Limits,
        stop: Stop,
    ) -> (Result<End, StepError>, String) {
        let (reporter, reports) = Reporter::new();
        tokio::join!(
            self.run_reporting(program, limits, stop, reporter),
            text_of(reports)
        )
    }

    /// Runs a program that reports to somebody else.
    pub async fn run_reporting(
        &self,
        program: &Program,
        limits: &Limits,
        stop: Stop,
        reporter: Reporter,
    ) -> Result<End, StepError> {
        self.run_in(sandbox_settings(), program, limits, stop, reporter)
            .await
    }

    /// Runs a program in another sandbox.
    pub async fn run_in(
        &self,
        settings: SandboxSettings,
        program: &Program,
        limits: &Limits,
        stop: Stop,
        reporter: Reporter,
    ) -> Result<End, StepError> {
        let redactor = Redactor::new();
        let kept = self.places.kept();
        let output = Output::new(&reporter, &redactor, &kept, limits.output_bytes).unwrap();
        Sandbox::new(settings)
            .run(program, &self.places, limits, &output, stop)
            .await
    }
}

/// All that is printed.
pub async fn text_of(mut reports: mpsc::Receiver<EventKind>) -> String {
    let mut all = String::new();
    while let Some(event) = reports.recv().await {
        if let EventKind::Output { text, .. } = event {
            all.push_str(&text);
        }
    }
    all
}

/// A script of a shell.
pub fn shell(script: &str) -> Program {
    Program {
        argv: ["sh", "-c", script].map(str::to_owned).to_vec(),
        environment: Vec::new(),
        input: String::new(),
        network: false,
        writable: Vec::new(),
        streams: (Stream::Stdout, Stream::Stderr),
    }
}

/// How many processes of the machine have `MARK=mark` in their environment.
pub fn marked(mark: &str) -> usize {
    let needle = format!("MARK={mark}\0").into_bytes();
    let has_mark = |path: PathBuf| {
        fs::read(path.join("environ"))
            .is_ok_and(|environment| environment.windows(needle.len()).any(|it| it == needle))
    };
    fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter(|entry| has_mark(entry.path()))
        .count()
}

/// Waits until so many processes are marked, and says how many are: one that was forked just now has no environment yet.
pub fn marked_at_least(mark: &str, expected: usize) -> usize {
    let began = Instant::now();
    loop {
        let count = marked(mark);
        if count >= expected || began.elapsed() > Duration::from_secs(10) {
            return count;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Waits until no marked process is left; returns how many there are after `limit`.
pub fn marked_after(mark: &str, limit: Duration) -> usize {
    let began = Instant::now();
    loop {
        let count = marked(mark);
        if count == 0 || began.elapsed() > limit {
            return count;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
