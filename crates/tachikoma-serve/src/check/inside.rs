//! Looks from the inside of a sandbox: what an agent would find there.

use std::time::Duration;

use service_run::agent::resolved;
use service_run::{End, Sandbox};
use tokio::time::timeout;

use super::Found;
use crate::outside;
use crate::settings::{CheckKind, Config};

/// How long a look may take.
const LIMIT: Duration = Duration::from_secs(20);

/// Whether sandboxes work.
pub async fn sandbox(config: &Config) -> Found {
    let repair = "install bubblewrap, name it in sandbox.bwrap, and allow user namespaces to the service's user (docs/service.md)";
    match run(&outside::sandbox(config), &["true"]).await {
        Ok((End::Exited(0), _)) => Found::Right(config.bwrap.display().to_string()),
        Ok((end, said)) => Found::wrong(
            format!("a sandbox ends with {end:?}: {}", said.trim()),
            repair,
        ),
        Err(why) => Found::wrong(why, repair),
    }
}

/// Whether the agent of projects that name none is there.
pub async fn agent(config: &Config) -> Found {
    if !config.pods.is_empty() {
        return Found::Left(format!("is in the pods {}", config.pods.join(", ")));
    }
    if config.agent.is_empty() {
        return Found::Left("each project names its own: agent.command is empty".to_owned());
    }
    let argv = match resolved(&config.agent, &[], true) {
        Ok(argv) => argv,
        Err(error) => return Found::wrong(error.to_string(), "name a program in agent.command"),
    };
    program(config, &argv, "agent.command").await
}

/// Whether what checks workspaces is there.
pub async fn check(config: &Config) -> Found {
    match (config.check_kind, config.check_program.as_slice()) {
        (CheckKind::Program, []) => Found::wrong(
            "check.kind is program, and check.program names none",
            "name one in check.program",
        ),
        // It is the workspace's own.
        (CheckKind::Tk, []) => Found::Left("`./tk` of each workspace".to_owned()),
        (CheckKind::Bazel, []) => program(config, &["bazel".to_owned()], "check.program").await,
        (_, argv) => program(config, argv, "check.program").await,
    }
}

/// Whether a sandbox finds a program.
async fn program(config: &Config, argv: &[String], key: &str) -> Found {
    let Some(name) = argv.first() else {
        return Found::Left("nothing is named".to_owned());
    };
    if name.starts_with("./") {
        return Found::Left(format!("`{name}` of each workspace"));
    }
    let look = ["sh", "-c", "command -v -- \"$1\"", "sh", name];
    match run(&outside::sandbox(config), &look).await {
        Ok((End::Exited(0), said)) => Found::Right(said.trim().to_owned()),
        Ok(_) => Found::wrong(
            format!("there is no {name} in the sandbox"),
            format!(
                "install it below /usr, or add its folder to sandbox.readable and its path to {key}"
            ),
        ),
        Err(why) => Found::Left(format!("not looked for: {why}")),
    }
}

async fn run(sandbox: &Sandbox, argv: &[&str]) -> Result<(End, String), String> {
    match timeout(LIMIT, sandbox.try_out(argv)).await {
        Ok(Ok(ended)) => Ok(ended),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("it does not end in {} s", LIMIT.as_secs())),
    }
}
