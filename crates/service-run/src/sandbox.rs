//! The sandbox in which everything runs that an agent has written, or may have: bubblewrap, with a process namespace as
//! the unit of a stop.

mod argv;
mod keeper;
mod processes;
mod spawner;
mod supervise;
mod trial;
mod usage;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use service::event::Stream;
use service::limits::Limits;
use service::ports::{StepError, Stop};
use tokio::io::AsyncWriteExt;
use tokio::process::{ChildStdin, Command};

use crate::output::Output;
use crate::places::Places;

/// Where the workspace is in the sandbox.
pub const WORKSPACE: &str = "/workspace";

/// Where the agent's home is in the sandbox.
pub const HOME: &str = "/home/agent";

/// Where [`SandboxSettings::scripted`] is in the sandbox.
pub const SCRIPTED: &str = "/run/tachikoma/scripted";

/// What the service's machine gives to all sandboxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxSettings {
    /// The program `bwrap`.
    pub bwrap: PathBuf,
    /// Folders and files that programs in the sandbox may read beside `/usr`: where agents are installed, Bazel's
    /// registry. They have the same paths there.
    pub readable: Vec<PathBuf>,
    /// The program that is the agent `scripted`: the service's own.
    pub scripted: Option<PathBuf>,
}

impl Default for SandboxSettings {
    fn default() -> Self {
        Self {
            bwrap: PathBuf::from("bwrap"),
            readable: Vec::new(),
            scripted: None,
        }
    }
}

/// A program that shall run in a sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// It and its arguments.
    pub argv: Vec<String>,
    /// All of its environment beside `PATH`, `HOME` and the like. Nothing of the service's reaches it.
    pub environment: Vec<(String, String)>,
    /// What it reads.
    pub input: String,
    /// Whether it has the machine's network, or none.
    pub network: bool,
    /// Folders that it may write to beside the workspace and its home, and their places in the sandbox.
    pub writable: Vec<(PathBuf, PathBuf)>,
    /// As which streams its standard output and standard error are shown.
    pub streams: (Stream, Stream),
}

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself, with this exit code.
    Exited(i32),
    /// By a signal.
    Killed(i32),
    /// It was killed, because it used more than it may: what, in words.
    Exceeded(String),
}

/// Runs programs in sandboxes.
#[derive(Clone, Debug)]
pub struct Sandbox {
    settings: SandboxSettings,
}

impl Sandbox {
    /// A sandbox of this machine.
    #[must_use]
    pub fn new(settings: SandboxSettings) -> Self {
        Self { settings }
    }

    /// Runs a program in the workspace. When this returns, no process of it is left, however it came to its end; also
    /// when the future is dropped, they are killed.
    ///
    /// # Errors
    ///
    /// It cannot be started, or `stop` asked to stop.
    pub async fn run(
        &self,
        program: &Program,
        places: &Places,
        limits: &Limits,
        output: &Output<'_>,
        stop: Stop,
    ) -> Result<End, StepError> {
        if stop.requested().is_some() {
            return Err(StepError::Stopped);
        }
        let mut child = spawner::spawn(self.command(program, places, limits)?)
            .await
            .map_err(|error| self.cannot_start(&error))?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(StepError::Final("a pipe to bwrap is missing".to_owned()));
        };
        let supervise = supervise::until_its_end(&mut child, limits, places, stop);
        let ((), (), (), end) = tokio::join!(
            feed(stdin, program.input.as_bytes()),
            output.read(stdout, program.streams.0),
            output.read(stderr, program.streams.1),
            supervise,
        );
        end
    }

    fn command(
        &self,
        program: &Program,
        places: &Places,
        limits: &Limits,
    ) -> Result<Command, StepError> {
        let name = keeper::name().map_err(|error| {
            StepError::Passing(format!(
                "the keeper of sandboxes cannot be started: {error}"
            ))
        })?;
        let mut command = Command::new(&self.settings.bwrap);
        command
            .args(argv::of(&self.settings, program, places, limits, name)?)
            .env_clear()
            .envs(argv::environment(program)?)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // What a terminal sends to the service is for the service: its builds may go on for a while.
            .process_group(0)
            .kill_on_drop(true);
        Ok(command)
    }

    fn cannot_start(&self, error: &std::io::Error) -> StepError {
        let bwrap = self.settings.bwrap.display();
        if error.kind() == std::io::ErrorKind::NotFound {
            return StepError::Final(format!(
                "there is no {bwrap} on the service's machine: install bubblewrap, or name it in sandbox.bwrap"
            ));
        }
        StepError::Passing(format!("{bwrap} cannot be started: {error}"))
    }
}

/// Gives a program its input. One that does not read all of it is right to do so.
async fn feed(mut stdin: ChildStdin, input: &[u8]) {
    let _ = stdin.write_all(input).await;
}

/// The links that a machine has to its merged `/usr`, or the folders where they are not links.
fn system_folders() -> Vec<(&'static str, Option<PathBuf>)> {
    ["/bin", "/lib", "/lib32", "/lib64", "/sbin"]
        .into_iter()
        .filter(|path| Path::new(path).exists())
        .map(|path| (path, std::fs::read_link(path).ok()))
        .collect()
}
