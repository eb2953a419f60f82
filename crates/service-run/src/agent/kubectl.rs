//! Agents in pods of Kubernetes, by `kubectl exec -i`.
//!
//! A pod runs one agent at a time and nothing else: its PID namespace is the unit of a stop, as bubblewrap's is on this
//! machine. It mounts the service's folder of workspaces; what it may reach, and how much it may use, say its manifest and
//! the cluster. Command lines are tested with a stand-in for `kubectl`; no test has a cluster.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use redact::Redactor;
use service::event::Stream;
use service::ports::{AgentEnd, CodeAgent, Job, Reporter, StepError, Stop, StopReason, Workspace};
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

use super::presets;
use crate::files::failed;
use crate::output::Output;
use crate::places::Places;

/// How long a command that ends processes may take.
const ENDING: Duration = Duration::from_secs(20);

/// `kubectl` is asked that often to end what does not end.
const TRIES: u32 = 5;

/// Where pods are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubectlSettings {
    /// The program `kubectl`.
    pub kubectl: PathBuf,
    /// The context of its settings; none is the current one.
    pub context: Option<String>,
    /// The namespace of the pods.
    pub namespace: String,
    /// The pods, each for one agent at a time.
    pub pods: Vec<String>,
    /// The container in them.
    pub container: String,
    /// The service's folder, and where the pods mount it.
    pub mounted: (PathBuf, PathBuf),
    /// The agent of projects that name none.
    pub argv: Vec<String>,
}

/// Runs the project's agent in a pod.
#[derive(Debug)]
pub struct KubectlAgent {
    settings: KubectlSettings,
    redactor: Redactor,
    free: Arc<Mutex<Vec<String>>>,
    permits: Semaphore,
}

impl KubectlAgent {
    /// Agents in these pods; `secrets` are masked in what they print.
    #[must_use]
    pub fn new(settings: KubectlSettings, secrets: impl IntoIterator<Item = String>) -> Self {
        Self {
            redactor: Redactor::new().with_secrets(secrets),
            free: Arc::new(Mutex::new(settings.pods.clone())),
            permits: Semaphore::new(settings.pods.len()),
            settings,
        }
    }

    /// `kubectl exec` with a command in a pod.
    fn exec(&self, pod: &str, command: &[&str]) -> Command {
        let settings = &self.settings;
        let mut kubectl = Command::new(&settings.kubectl);
        if let Some(context) = &settings.context {
            kubectl.arg("--context").arg(context);
        }
        kubectl
            .args(["--namespace", &settings.namespace, "exec", "--stdin", pod])
            .args(["--container", &settings.container, "--"])
            .args(command)
            .process_group(0)
            .kill_on_drop(true)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        kubectl
    }

    /// The workspace as the pod sees it.
    fn folder_in_pod(&self, workspace: &Workspace) -> Result<String, StepError> {
        let (ours, theirs) = &self.settings.mounted;
        let below = workspace.folder.strip_prefix(ours).map_err(|_| {
            StepError::Final("the workspace is not in the folder that the pods mount".to_owned())
        })?;
        let path: &Path = &theirs.join(below);
        path.to_str()
            .map(str::to_owned)
            .ok_or_else(|| StepError::Final("the path of the workspace is not UTF-8".to_owned()))
    }

    /// Sends a signal to everything in the pod but its first process, which only waits.
    async fn signal(&self, pod: &str, signal: &str) -> Result<(), StepError> {
        let mut command = self.exec(pod, &["sh", "-c", &format!("kill -{signal} -1")]);
        let failed = |why: String| {
            StepError::Passing(format!("the processes of pod {pod} cannot be ended: {why}"))
        };
        match tokio::time::timeout(ENDING, command.output()).await {
            // The shell kills itself, too.
            Ok(Ok(output)) if output.status.success() || output.status.code() == Some(137) => {
                Ok(())
            }
            Ok(Ok(output)) => Err(failed(String::from_utf8_lossy(&output.stderr).into_owned())),
            Ok(Err(error)) => Err(failed(error.to_string())),
            Err(_) => Err(failed("kubectl does not answer".to_owned())),
        }
    }

    /// Ends everything in the pod. Until that is done, no other build may have it.
    async fn clear(&self, pod: &str) -> Result<(), StepError> {
        let mut last = Ok(());
        for _ in 0..TRIES {
            last = self.signal(pod, "KILL").await;
            if last.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        last
    }

    async fn run_in(
        &self,
        pod: &str,
        (job, workspace): (&Job, &Workspace),
        prompt: &str,
        output: &Output<'_>,
        mut stop: Stop,
    ) -> Result<AgentEnd, StepError> {
        let argv = presets::resolved(&job.project.settings.agent_argv, &self.settings.argv, true)?;
        let folder = self.folder_in_pod(workspace)?;
        let mut command = vec!["env", "--chdir", &folder];
        command.extend(argv.iter().map(String::as_str));
        let kubectl = self.settings.kubectl.display();
        let mut child = self
            .exec(pod, &command)
            .spawn()
            .map_err(|error| StepError::Final(format!("{kubectl} cannot be started: {error}")))?;
        let talk = talk(&mut child, prompt, output);
        tokio::select! {
            () = talk => {}
            reason = stop.wait() => {
                drop(child);
                return self.stop(pod, job, reason, stop).await;
            }
        }
        let status = child
            .wait()
            .await
            .map_err(|error| StepError::Passing(format!("{kubectl}: {error}")))?;
        let message = match status.code() {
            Some(0) => None,
            Some(code) => Some(format!("exit code {code}")),
            None => Some(format!("{kubectl} was killed")),
        };
        Ok(AgentEnd {
            success: message.is_none(),
            message,
        })
    }

    async fn stop(
        &self,
        pod: &str,
        job: &Job,
        reason: StopReason,
        mut stop: Stop,
    ) -> Result<AgentEnd, StepError> {
        let grace = reason.grace(job.project.settings.limits.grace());
        if !grace.is_zero() {
            self.signal(pod, "TERM").await?;
            tokio::select! {
                () = tokio::time::sleep(grace) => {}
                _ = stop.wait_for_other_than(reason) => {}
            }
        }
        Err(StepError::Stopped)
    }
}

/// Gives the prompt, and reads all output.
async fn talk(child: &mut Child, prompt: &str, output: &Output<'_>) {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let feed = async {
        if let Some(mut stdin) = stdin {
            // An agent that does not read all of it is right to do so.
            let _ = stdin.write_all(prompt.as_bytes()).await;
        }
    };
    let out = async {
        if let Some(pipe) = stdout {
            output.read(pipe, Stream::Stdout).await;
        }
    };
    let errors = async {
        if let Some(pipe) = stderr {
            output.read(pipe, Stream::Stderr).await;
        }
    };
    tokio::join!(feed, out, errors);
}

#[async_trait]
impl CodeAgent for KubectlAgent {
    async fn run(
        &self,
        job: &Job,
        workspace: &Workspace,
        prompt: &str,
        reporter: &Reporter,
        mut stop: Stop,
    ) -> Result<AgentEnd, StepError> {
        let permit = tokio::select! {
            permit = self.permits.acquire() => permit,
            _ = stop.wait() => return Err(StepError::Stopped),
        };
        let permit = permit.map_err(|_| StepError::Passing("there are no pods".to_owned()))?;
        let lock = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(pod) = lock().pop() else {
            return Err(StepError::Passing("no pod is free".to_owned()));
        };
        let kept = Places::of_workspace(workspace).kept();
        let limit = job.project.settings.limits.output_bytes;
        let end = match Output::new(reporter, &self.redactor, &kept, limit) {
            Ok(output) => {
                self.run_in(&pod, (job, workspace), prompt, &output, stop)
                    .await
            }
            Err(error) => Err(failed(&kept)(error)),
        };
        match self.clear(&pod).await {
            Ok(()) => {
                lock().push(pod);
                end
            }
            Err(error) => {
                tracing::error!(
                    pod,
                    error = &error as &dyn std::error::Error,
                    "a pod is not used any more"
                );
                permit.forget();
                Err(error)
            }
        }
    }
}
