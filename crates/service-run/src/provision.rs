//! A step of create-and-build by a program of the service's administrator: it makes a repository on a forge, a deploy key,
//! or whatever else a project needs.

use std::process::Stdio;
use std::time::Duration;

use async_trait::async_trait;
use service::ports::{Plan, ProvisionStep, StepError};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

/// Less than a step may take, so that the program is ended before another process takes the run over.
const LIMIT: Duration = Duration::from_secs(100);

/// Characters of what the program says.
const WORDS: usize = 500;

/// Calls a program with `apply` or `undo` as its last argument, and with the plan as JSON on standard input. It must take
/// both again, and `undo` also where `apply` has failed or was never called. It runs as the service, with its environment.
#[derive(Clone, Debug)]
pub struct ProgramStep {
    argv: Vec<String>,
}

impl ProgramStep {
    /// The program and its first arguments; none where nothing is named.
    #[must_use]
    pub fn new(argv: Vec<String>) -> Option<Self> {
        (!argv.is_empty()).then_some(Self { argv })
    }

    async fn call(&self, verb: &str, plan: &Plan) -> Result<(), StepError> {
        let [program, arguments @ ..] = self.argv.as_slice() else {
            return Ok(());
        };
        let plan = serde_json::to_vec(plan)
            .map_err(|error| StepError::Final(format!("the plan is no JSON: {error}")))?;
        let cannot = |error: std::io::Error| StepError::Passing(format!("{program}: {error}"));
        let run = async {
            let mut child = Command::new(program)
                .args(arguments)
                .arg(verb)
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .kill_on_drop(true)
                .spawn()
                .map_err(cannot)?;
            if let Some(mut stdin) = child.stdin.take() {
                // One that does not read it is right to do so.
                let _ = stdin.write_all(&plan).await;
            }
            child.wait_with_output().await.map_err(cannot)
        };
        let output = tokio::time::timeout(LIMIT, run).await.map_err(|_| {
            StepError::Passing(format!("{program} takes longer than {} s", LIMIT.as_secs()))
        })??;
        if output.status.success() {
            return Ok(());
        }
        let said: String = String::from_utf8_lossy(&output.stderr)
            .chars()
            .take(WORDS)
            .collect();
        Err(StepError::Final(format!(
            "{program} {verb}: {}: {}",
            output.status,
            said.trim()
        )))
    }
}

#[async_trait]
impl ProvisionStep for ProgramStep {
    fn name(&self) -> &'static str {
        "program"
    }

    async fn apply(&self, plan: &Plan) -> Result<(), StepError> {
        self.call("apply", plan).await
    }

    async fn undo(&self, plan: &Plan) -> Result<(), StepError> {
        self.call("undo", plan).await
    }
}

#[cfg(test)]
mod tests {
    use service::project::NewProject;
    use service::{BuildSpec, Project, ProjectId, TaskId, Timestamp};

    use super::*;

    #[tokio::test]
    async fn the_program_reads_the_plan_and_says_why_it_fails() {
        let plan = Plan {
            project: Project {
                id: ProjectId::new(),
                created_at: Timestamp(1),
                settings: NewProject::of("shop", "https://example.org/shop.git"),
            },
            task_id: TaskId::new(),
            spec: BuildSpec::of("x"),
            requested_by: None,
        };
        let script = r#"grep -q '"name":"shop"' || exit 9; test "$1" = apply && exit 0; echo not now >&2; exit 3"#;
        let argv = ["sh", "-c", script, "sh"].map(str::to_owned).to_vec();
        let step = ProgramStep::new(argv).unwrap();
        step.apply(&plan).await.unwrap();
        let error = step.undo(&plan).await.unwrap_err();
        assert_eq!(
            error,
            StepError::Final("sh undo: exit status: 3: not now".to_owned())
        );
        assert!(ProgramStep::new(Vec::new()).is_none());
    }
}
