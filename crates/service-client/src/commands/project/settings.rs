//! What a project is made with, from a command line.

use clap::Args;
use serde_json::{Map, Value};
use service::limits::Limits;
use service::project::NewProject;

use crate::commands::failure::CommandError;

#[derive(Args, Debug)]
pub(in crate::commands) struct SettingsArgs {
    /// The project's name
    #[arg(value_name = "NAME")]
    name: String,
    /// Where its repository is
    #[arg(value_name = "REPOSITORY")]
    repo_url: String,
    /// The branch that builds start from
    #[arg(long, value_name = "BRANCH", default_value = "main")]
    branch: String,
    /// A reference that builds may push to, such as refs/heads/bot, in place of the branch
    #[arg(long = "push-ref", value_name = "REF")]
    push_refs: Vec<String>,
    /// The agent: the name of a preset, or a program and, each with its own --agent, its arguments
    #[arg(long = "agent", value_name = "WORD", allow_hyphen_values = true)]
    agent_argv: Vec<String>,
    /// A target that every build has to build and test
    #[arg(long = "check-target", value_name = "LABEL")]
    check_targets: Vec<String>,
    /// Give the sandbox of the agent a network
    #[arg(long)]
    network: bool,
    /// Limit what its builds may use, for example running=2 or wall_clock_s=600
    #[arg(long = "limit", value_name = "NAME=NUMBER", value_parser = limit)]
    limits: Vec<(String, u64)>,
    /// A host that callbacks may go to; without any, every public one
    #[arg(long = "callback-host", value_name = "HOST")]
    callback_hosts: Vec<String>,
}

impl SettingsArgs {
    pub fn project(self, template: Option<String>) -> Result<NewProject, CommandError> {
        Ok(NewProject {
            name: self.name,
            repo_url: self.repo_url,
            branch: self.branch,
            push_refs: self.push_refs,
            agent_argv: self.agent_argv,
            template,
            check_targets: self.check_targets,
            network: self.network,
            limits: limits(self.limits)?,
            callback_hosts: self.callback_hosts,
        })
    }
}

fn limit(text: &str) -> Result<(String, u64), String> {
    let (name, number) = text.split_once('=').ok_or("give NAME=NUMBER")?;
    let number = number
        .parse()
        .map_err(|_| format!("{number:?} is no number"))?;
    Ok((name.to_owned(), number))
}

fn limits(given: Vec<(String, u64)>) -> Result<Limits, CommandError> {
    let given: Map<String, Value> = given
        .into_iter()
        .map(|(name, number)| (name, number.into()))
        .collect();
    serde_json::from_value(given.into()).map_err(|error| CommandError::Usage {
        what: format!("--limit: {error}"),
        hint: "give one that the service knows, such as running=2",
    })
}
