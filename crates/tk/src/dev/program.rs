//! A program that `tk dev` runs: a development server, an app.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, PipeReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;

use bazel::run_script;

use super::message::Message;
use super::supervisor;
use crate::error::{Error, Result};

/// How much of a program's line is shown.
const LINE_BYTES: u64 = 16 * 1024;

/// A running program. Dropping this stops it.
pub struct Program {
    /// Distinguishes this run of the program from earlier ones.
    pub run: u64,
    lifeline: Option<ChildStdin>,
    end: Option<JoinHandle<()>>,
}

impl Program {
    /// Starts a script of `bazel run --script_path` for a command typed in `folder`; its output and its exit come as
    /// events.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(
        target: &str,
        run: u64,
        (script, folder): (&Path, &Path),
        events: &Sender<Message>,
    ) -> Result<Self> {
        let failed = |source| Error::System {
            operation: "cannot start a program",
            source,
        };
        let (output, writer) = std::io::pipe().map_err(failed)?;
        let mut command = Command::new(own_program());
        command
            .arg(supervisor::COMMAND)
            .arg("--")
            .arg(script)
            .env(run_script::WORKING_DIRECTORY, folder)
            .stdin(Stdio::piped())
            .stdout(writer.try_clone().map_err(failed)?)
            .stderr(writer)
            // Of a Ctrl-C on the terminal only `tk` is to hear.
            .process_group(0);
        let mut supervisor = command.spawn().map_err(failed)?;
        drop(command);
        let lifeline = supervisor.stdin.take();
        let (target, lines) = (target.to_owned(), events.clone());
        let name = target.clone();
        std::thread::spawn(move || send_lines(output, &name, run, &lines));
        let events = events.clone();
        let end = std::thread::spawn(move || send_end(supervisor, target, run, &events));
        Ok(Self {
            run,
            lifeline,
            end: Some(end),
        })
    }
}

impl Drop for Program {
    /// Stops the program and all its children, after some time to exit by itself.
    fn drop(&mut self) {
        self.lifeline = None;
        if let Some(end) = self.end.take() {
            let _ = end.join();
        }
    }
}

/// This program, even if its file was replaced meanwhile: `tk dev` can rebuild `tk`.
fn own_program() -> PathBuf {
    let linux = Path::new("/proc/self/exe");
    if linux.exists() {
        return linux.to_owned();
    }
    std::env::current_exe().unwrap_or_else(|_| OsStr::new("tk").into())
}

fn send_lines(output: PipeReader, target: &str, run: u64, events: &Sender<Message>) {
    let mut output = BufReader::new(output);
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut part = std::io::Read::take(&mut output, LINE_BYTES);
        match part.read_until(b'\n', &mut line) {
            Ok(1..) => {
                let line = String::from_utf8_lossy(&line).trim_end().to_owned();
                let said = Message::Said {
                    target: target.to_owned(),
                    run,
                    line,
                };
                if events.send(said).is_err() {
                    return;
                }
            }
            _ => return,
        }
    }
}

fn send_end(mut supervisor: Child, target: String, run: u64, events: &Sender<Message>) {
    let status = supervisor.wait();
    let code = status.ok().and_then(|status| status.code());
    let _ = events.send(Message::Ended { target, run, code });
}
