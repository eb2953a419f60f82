//! Running git: with an environment and settings that are ours alone.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use service::ports::StepError;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::HardenedGit;

/// Longer than any call may take.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// Settings of every call. They stand before those of all files.
const SETTINGS: [&str; 28] = [
    "core.alternateRefsCommand=false",
    "core.askPass=/bin/false",
    "core.attributesFile=/dev/null",
    "core.bare=false",
    "core.excludesFile=/dev/null",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.protectHFS=true",
    "core.protectNTFS=true",
    "core.untrackedCache=false",
    "credential.helper=",
    "commit.gpgSign=false",
    "diff.external=",
    "diff.ignoreSubmodules=all",
    "fetch.recurseSubmodules=false",
    "gc.auto=0",
    "http.followRedirects=false",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=60",
    "init.defaultBranch=main",
    "init.templateDir=",
    "maintenance.auto=false",
    "push.gpgSign=false",
    "push.recurseSubmodules=no",
    "safe.bareRepository=explicit",
    "status.submoduleSummary=false",
    "submodule.recurse=false",
    "transfer.fsckObjects=true",
];

const ENVIRONMENT: [(&str, &str); 19] = [
    ("GIT_ASKPASS", "/bin/false"),
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_EDITOR", "false"),
    ("GIT_LFS_SKIP_SMUDGE", "1"),
    ("GIT_LITERAL_PATHSPECS", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_PAGER", "cat"),
    ("GIT_PROTOCOL_FROM_USER", "0"),
    ("GIT_SEQUENCE_EDITOR", "false"),
    ("GIT_SSH_VARIANT", "ssh"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("HOME", "/nonexistent"),
    ("LC_ALL", "C"),
    ("PATH", "/usr/local/bin:/usr/bin:/bin"),
    ("SSH_ASKPASS", "/bin/false"),
    ("XDG_CONFIG_HOME", "/nonexistent"),
];

/// One call of git.
#[derive(Default)]
pub(super) struct Call<'a> {
    pub(super) git_dir: Option<&'a Path>,
    pub(super) work_tree: Option<&'a Path>,
    pub(super) arguments: Vec<OsString>,
    pub(super) input: Vec<u8>,
    pub(super) environment: Vec<(&'static str, String)>,
    /// Which protocols it may use: none, unless it talks to the remote.
    pub(super) protocols: Protocols,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Protocols {
    #[default]
    None,
    /// Those of remotes.
    Remote,
    /// From a folder of ours to another.
    Own,
}

impl<'a> Call<'a> {
    pub(super) fn of(git_dir: &'a Path, arguments: &[&str]) -> Self {
        Self {
            git_dir: Some(git_dir),
            arguments: arguments.iter().map(OsString::from).collect(),
            ..Self::default()
        }
    }
}

impl HardenedGit {
    /// Runs git; its standard output.
    ///
    /// # Errors
    ///
    /// It fails: the message is what it says.
    pub(super) async fn git(&self, call: Call<'_>) -> Result<Vec<u8>, StepError> {
        let name = call.name();
        let output = self.output(call).await?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(self.failure(&name, &output))
    }

    /// The same as a text of one line.
    pub(super) async fn git_line(&self, call: Call<'_>) -> Result<String, StepError> {
        let output = self.git(call).await?;
        Ok(String::from_utf8_lossy(&output).trim().to_owned())
    }

    /// Runs git, which may fail.
    pub(super) async fn output(&self, call: Call<'_>) -> Result<Output, StepError> {
        let name = call.name();
        let run = async {
            let mut child = self.command(&call).spawn()?;
            let stdin = child.stdin.take();
            let feed = async {
                if let Some(mut stdin) = stdin {
                    // Where git ends early, its exit code says why.
                    let _ = stdin.write_all(&call.input).await;
                }
            };
            let (output, ()) = tokio::join!(child.wait_with_output(), feed);
            output
        };
        match tokio::time::timeout(LIMIT, run).await {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(error)) => Err(self.cannot_run(&error)),
            Err(_) => Err(StepError::Passing(format!(
                "git {name} takes longer than {} min",
                LIMIT.as_secs() / 60
            ))),
        }
    }

    fn command(&self, call: &Call<'_>) -> Command {
        let mut command = Command::new(&self.settings.program);
        command
            .env_clear()
            .envs(ENVIRONMENT)
            .env("GIT_ALLOW_PROTOCOL", self.protocols(call.protocols))
            .env("GIT_SSH_COMMAND", &self.settings.ssh_command)
            .envs(call.environment.iter().map(|(name, value)| (name, value)))
            // What a terminal sends to the service is not for it.
            .process_group(0)
            .kill_on_drop(true)
            .current_dir(call.work_tree.unwrap_or_else(|| Path::new("/")))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if call.protocols == Protocols::Remote {
            self.add_headers(&mut command);
        }
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        if let Some(git_dir) = call.git_dir {
            command.arg("--git-dir").arg(git_dir);
        }
        if let Some(work_tree) = call.work_tree {
            command.arg("--work-tree").arg(work_tree);
        }
        command.arg("--no-pager").args(&call.arguments);
        command
    }

    fn protocols(&self, protocols: Protocols) -> &'static str {
        match protocols {
            Protocols::None => "",
            Protocols::Own => "file",
            Protocols::Remote if self.settings.folders_allowed => "https:ssh:file",
            Protocols::Remote => "https:ssh",
        }
    }

    /// In the environment, where other users do not read them.
    fn add_headers(&self, command: &mut Command) {
        command.env("GIT_CONFIG_COUNT", self.settings.headers.len().to_string());
        for (index, (address, header)) in self.settings.headers.iter().enumerate() {
            command
                .env(
                    format!("GIT_CONFIG_KEY_{index}"),
                    format!("http.{address}.extraHeader"),
                )
                .env(format!("GIT_CONFIG_VALUE_{index}"), header);
        }
    }

    fn cannot_run(&self, error: &io::Error) -> StepError {
        let program = self.settings.program.display();
        match error.kind() {
            io::ErrorKind::NotFound => StepError::Final(format!(
                "there is no {program} on the service's machine: install git, or name it in git.program"
            )),
            _ => StepError::Passing(format!("{program} cannot be run: {error}")),
        }
    }

    /// What git says. Where the remote says no, it says so the next time; all else may pass.
    pub(super) fn failure(&self, name: &str, output: &Output) -> StepError {
        let said = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = said
            .lines()
            .filter(|line| !line.starts_with("hint:"))
            .collect();
        let message = format!("git {name}: {}", self.redactor.text(&lines.join("; ")));
        let is_final = [
            "Authentication failed",
            "Permission denied",
            "Repository not found",
            "does not appear to be a git repository",
            "not found",
            "could not read Username",
            "transport '",
            "[remote rejected]",
        ]
        .iter()
        .any(|words| said.contains(words));
        match is_final {
            true => StepError::Final(message),
            false => StepError::Passing(message),
        }
    }
}

impl Call<'_> {
    fn name(&self) -> String {
        let first = self.arguments.first();
        first.map_or_else(String::new, |it| it.to_string_lossy().into_owned())
    }
}

/// A failure with the agent's files: they would fail again.
pub(super) fn lasting(error: StepError) -> StepError {
    match error {
        StepError::Passing(message) => StepError::Final(message),
        other => other,
    }
}
