//! `tachikoma-serve` as a process of its own.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::http::Connection;
use crate::place::Place;

/// A key for callbacks, which nobody gets.
pub const KEY: &str = "whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// Longer than a start takes.
const LONG: Duration = Duration::from_secs(60);

/// What it does beside answering.
#[derive(Clone, Copy, Debug)]
pub enum Work {
    /// It answers, and that is all.
    Nothing,
    /// So many builds at once. They are claimed and fail at once, because git is not there: nothing else takes time.
    Claims(u32),
    /// What it does by default, if there is something to do.
    Builds,
}

/// A service, which is killed when this is dropped.
pub struct Served {
    child: Child,
    /// Where it listens.
    pub address: String,
    /// From the start of the process until it was ready.
    pub ready_after: Duration,
}

impl Served {
    /// Starts it with a data folder, on a database.
    pub async fn start(program: &Path, data: &Path, place: &Place, work: Work) -> Result<Self> {
        let mut command = command(program, data, place)?;
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        match work {
            Work::Nothing => {
                command.args(["--slots", "0"]);
            }
            Work::Claims(slots) => {
                let slots = slots.to_string();
                command.args(["--slots", &slots]);
                command.env("TACHIKOMA_GIT_PROGRAM", "/nonexistent/git");
            }
            Work::Builds => {}
        }
        let began = Instant::now();
        let mut child = command
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let log = child.stderr.take().context("no standard error")?;
        let mut served = Self {
            child,
            address: String::new(),
            ready_after: Duration::ZERO,
        };
        served.address = address(log).await?;
        let mut connection = Connection::open(&served.address).await?;
        while connection.call("GET", "/readyz", "").await?.0 != 200 {
            ensure!(began.elapsed() < LONG, "the service does not get ready");
        }
        served.ready_after = began.elapsed();
        Ok(served)
    }

    /// A file of the kernel about the process.
    pub fn proc(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.child.id()))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(program: &Path, data: &Path, place: &Place) -> Result<Command> {
    let mut command = Command::new(program.canonicalize().context("the program")?);
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", data)
        .env("TACHIKOMA_DATA", data)
        .env("TACHIKOMA_DATABASE", &place.0)
        .env("TACHIKOMA_CALLBACKS_KEY", KEY)
        .env("TACHIKOMA_LOG_FORMAT", "json")
        // Not what is measured here.
        .env("TACHIKOMA_RATE_BURST", "100000")
        .env("TACHIKOMA_RATE_PER_SECOND", "100000");
    Ok(command)
}

/// Where it says that it listens. The rest of the log is read, so that it never waits for a reader.
async fn address(log: ChildStderr) -> Result<String> {
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || {
        let (mut sender, mut said) = (Some(sender), Vec::new());
        for line in BufReader::new(log).lines().map_while(Result::ok) {
            if sender.is_none() {
                continue;
            }
            let parsed: Value = serde_json::from_str(&line).unwrap_or_default();
            let address = parsed["address"].as_str().map(str::to_owned);
            said.push(line);
            if parsed["message"] == "serves" {
                let found = address.ok_or_else(|| said.join("\n"));
                let _ = sender.take().map(|it| it.send(found));
            }
        }
        let _ = sender.take().map(|it| it.send(Err(said.join("\n"))));
    });
    let found = tokio::time::timeout(LONG, receiver).await??;
    found.map_err(|said| anyhow::anyhow!("the service does not start: {said}"))
}
