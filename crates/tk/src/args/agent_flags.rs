//! The flags that choose output for coding agents.

use checkout::env_vars;
use clap::Args;
use settings::keys::AGENT;

use super::RunArgs;
use crate::ui::printer::Printer;

/// The flags that choose output for coding agents.
#[derive(Args, Clone, Debug, Default)]
pub struct AgentArgs {
    /// Short output for coding agents and CI logs: on, off, or auto [default: auto, if a coding agent runs tk]
    ///
    /// At most 2 KiB when all is well and 8 KiB when not: causes first, each once, without progress and escapes. `tk log`
    /// reads the rest. `tk help environment` names the variables by which agents are known. --verbose and --github
    /// turn it off.
    #[arg(
        long,
        value_name = "WHEN",
        num_args = 0..=1,
        require_equals = true,
        default_value = "auto",
        default_missing_value = "on",
        hide_default_value = true,
        value_parser = AGENT
    )]
    agent: String,

    /// The same as --agent=off
    #[arg(long, hide = true, overrides_with = "agent")]
    no_agent: bool,
}

impl AgentArgs {
    /// Call this before any output.
    pub fn begin(&self, run: &RunArgs, printer: &mut Printer) {
        let is_wanted = match self.agent.as_str() {
            _ if self.no_agent => false,
            "on" => true,
            "off" => false,
            _ => env_vars::running_agent().is_some(),
        };
        // Bazel's output and annotations are wanted whole by those who ask for them.
        if is_wanted && !run.verbose && !run.github && !run.dry_run {
            printer.begin_agent();
        }
    }
}
