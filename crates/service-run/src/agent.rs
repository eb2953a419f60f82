//! Code agents: programs that take the prompt on standard input and edit the workspace.

mod kubectl;
mod presets;

use async_trait::async_trait;
use redact::Redactor;
use service::event::Stream;
use service::ports::{AgentEnd, CodeAgent, Job, Reporter, StepError, Stop, Workspace};

pub use kubectl::{KubectlAgent, KubectlSettings};
pub use presets::{PRESETS, Preset, resolved};

use crate::files::failed;
use crate::output::Output;
use crate::places::Places;
use crate::sandbox::{End, Program, Sandbox};

/// What all agents of the service are given.
#[derive(Clone, Debug, Default)]
pub struct AgentSettings {
    /// The agent of projects that name none: a preset, or a program and its arguments.
    pub argv: Vec<String>,
    /// Variables, such as the key of a model: nothing else of the service's environment reaches an agent. Their values
    /// are masked in what it prints.
    pub environment: Vec<(String, String)>,
}

/// Runs the project's agent in a sandbox.
#[derive(Clone, Debug)]
pub struct SandboxedAgent {
    sandbox: Sandbox,
    settings: AgentSettings,
    redactor: Redactor,
}

impl SandboxedAgent {
    /// Agents with these settings. `secrets` are masked beside the values of their variables.
    #[must_use]
    pub fn new(
        sandbox: Sandbox,
        settings: AgentSettings,
        secrets: impl IntoIterator<Item = String>,
    ) -> Self {
        let values = settings.environment.iter().map(|(_, value)| value.clone());
        let redactor = Redactor::new().with_secrets(values.chain(secrets));
        Self {
            sandbox,
            settings,
            redactor,
        }
    }

    fn program(&self, job: &Job, prompt: &str) -> Result<Program, StepError> {
        let project = &job.project.settings;
        let argv = presets::resolved(&project.agent_argv, &self.settings.argv, project.network)?;
        Ok(Program {
            argv,
            environment: self.settings.environment.clone(),
            input: prompt.to_owned(),
            network: project.network,
            writable: Vec::new(),
            streams: (Stream::Stdout, Stream::Stderr),
        })
    }
}

#[async_trait]
impl CodeAgent for SandboxedAgent {
    async fn run(
        &self,
        job: &Job,
        workspace: &Workspace,
        prompt: &str,
        reporter: &Reporter,
        stop: Stop,
    ) -> Result<AgentEnd, StepError> {
        let program = self.program(job, prompt)?;
        let places = Places::of_workspace(workspace);
        let limits = &job.project.settings.limits;
        let kept = places.kept();
        let output = Output::new(reporter, &self.redactor, &kept, limits.output_bytes)
            .map_err(failed(&kept))?;
        let end = self.sandbox.run(&program, &places, limits, &output, stop);
        Ok(agent_end(end.await?))
    }
}

fn agent_end(end: End) -> AgentEnd {
    let message = match end {
        End::Exited(0) => None,
        End::Exited(code) => Some(format!("exit code {code}")),
        End::Killed(signal) => Some(format!("killed by signal {signal}")),
        End::Exceeded(what) => Some(what),
    };
    AgentEnd {
        success: message.is_none(),
        message,
    }
}
