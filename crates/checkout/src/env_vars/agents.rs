//! How coding agents say of the commands that they run that it is they who run them.

/// A variable that a coding agent sets for its commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agent {
    /// The variable. Its value says nothing, but empty, `0` and `false` mean no.
    pub variable: &'static str,
    /// Who sets it.
    pub name: &'static str,
}

const fn agent(variable: &'static str, name: &'static str) -> Agent {
    Agent { variable, name }
}

/// The variables of all agents. Those that an editor also sets in the terminals of people (`CURSOR_TRACE_ID`, `REPL_ID`)
/// are none of them, nor are those that configure an agent (`GOOSE_PROVIDER`).
pub const AGENTS: &[Agent] = &[
    agent("AI_AGENT", "any agent"),
    agent("CLAUDECODE", "Claude Code"),
    agent("CODEX_SANDBOX", "Codex"),
    agent("CODEX_CI", "Codex"),
    agent("CODEX_THREAD_ID", "Codex"),
    agent("CURSOR_AGENT", "Cursor"),
    agent("GEMINI_CLI", "Gemini CLI"),
    agent("QWEN_CODE", "Qwen Code"),
    agent("OPENCODE", "opencode"),
    agent("CRUSH", "Crush"),
    agent("AMP_CURRENT_THREAD_ID", "Amp"),
    agent("AUGMENT_AGENT", "Auggie"),
    agent("ANTIGRAVITY_AGENT", "Antigravity"),
    agent("COPILOT_CLI", "GitHub Copilot CLI"),
];

/// The agent that runs this process, if one does.
pub fn running() -> Option<&'static Agent> {
    running_by(|name| std::env::var_os(name))
}

fn running_by(variable: impl Fn(&str) -> Option<std::ffi::OsString>) -> Option<&'static Agent> {
    let is_set = |agent: &&Agent| {
        variable(agent.variable).is_some_and(|value| super::is_on(&value.to_string_lossy()))
    };
    AGENTS.iter().find(is_set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_is_known_by_its_variable() {
        let by = |name: &str, value: &str| {
            let set = |asked: &str| (asked == name).then(|| value.into());
            running_by(set).map(|agent| agent.name)
        };
        assert_eq!(by("CLAUDECODE", "1"), Some("Claude Code"));
        assert_eq!(by("AI_AGENT", "crush"), Some("any agent"));
        for off in ["", "0", "false"] {
            assert_eq!(by("CLAUDECODE", off), None);
        }
        assert_eq!(by("CURSOR_TRACE_ID", "0123"), None);
    }
}
