//! Agents that are known by a name.

use service::ports::StepError;

use crate::sandbox::SCRIPTED;

/// A command-line coding agent, and how it takes a prompt on standard input without asking back. Each has a switch that
/// lets it do everything: the sandbox is what holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// The name in a project's `agent_argv`.
    pub name: &'static str,
    /// The program and its arguments.
    pub argv: &'static [&'static str],
    /// Whether it needs a network: all that ask a model elsewhere do.
    pub network: bool,
    /// The variable with its key, or `none`.
    pub key: &'static str,
}

/// All of them. Another agent is a program and its arguments.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "scripted",
        argv: &[SCRIPTED, "scripted-agent"],
        network: false,
        key: "none",
    },
    Preset {
        name: "claude",
        argv: &["claude", "--print", "--dangerously-skip-permissions"],
        network: true,
        key: "ANTHROPIC_API_KEY",
    },
    Preset {
        name: "codex",
        argv: &[
            "codex",
            "exec",
            "--dangerously-bypass-approvals-and-sandbox",
            "--skip-git-repo-check",
            "-",
        ],
        network: true,
        key: "CODEX_API_KEY",
    },
    Preset {
        name: "gemini",
        argv: &["gemini", "--yolo"],
        network: true,
        key: "GEMINI_API_KEY",
    },
    Preset {
        name: "aider",
        argv: &[
            "aider",
            "--yes-always",
            "--no-git",
            "--no-check-update",
            "--message-file",
            "/dev/stdin",
        ],
        network: true,
        key: "OPENAI_API_KEY",
    },
    Preset {
        name: "goose",
        argv: &["goose", "run", "--no-session", "--instructions", "-"],
        network: true,
        key: "GOOSE_PROVIDER",
    },
];

/// The program of a project, or else the service's own: one word that names a preset is that preset.
///
/// # Errors
///
/// Nothing is named, or a preset that needs a network where there is none.
pub fn resolved(
    project: &[String],
    service: &[String],
    network: bool,
) -> Result<Vec<String>, StepError> {
    let argv = if project.is_empty() { service } else { project };
    let [name] = argv else {
        return match argv {
            [] => Err(StepError::Final(
                "no agent is named: set agent_argv of the project, or the service's own".to_owned(),
            )),
            _ => Ok(argv.to_vec()),
        };
    };
    let Some(preset) = PRESETS.iter().find(|preset| preset.name == name) else {
        return Ok(argv.to_vec());
    };
    if preset.network && !network {
        return Err(StepError::Final(format!(
            "the agent {name} needs a network: set network of the project"
        )));
    }
    Ok(preset.argv.iter().map(|word| (*word).to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_ascii_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn command_lines_of_the_presets() {
        let lines: Vec<String> = PRESETS
            .iter()
            .map(|preset| {
                let argv = resolved(&words(preset.name), &[], true).unwrap();
                format!("{} {}: {}", preset.name, preset.key, argv.join(" "))
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        scripted none: /run/tachikoma/scripted scripted-agent
        claude ANTHROPIC_API_KEY: claude --print --dangerously-skip-permissions
        codex CODEX_API_KEY: codex exec --dangerously-bypass-approvals-and-sandbox --skip-git-repo-check -
        gemini GEMINI_API_KEY: gemini --yolo
        aider OPENAI_API_KEY: aider --yes-always --no-git --no-check-update --message-file /dev/stdin
        goose GOOSE_PROVIDER: goose run --no-session --instructions -
        ");
    }

    #[test]
    fn the_project_decides_before_the_service() {
        let of = |project: &str, service: &str| resolved(&words(project), &words(service), false);
        assert_eq!(of("mine --fast", "other"), Ok(words("mine --fast")));
        assert_eq!(of("", "other -x"), Ok(words("other -x")));
        assert_eq!(of("claude --model x", ""), Ok(words("claude --model x")));
        assert!(of("", "").is_err());
        let refused = of("claude", "").unwrap_err().to_string();
        assert_eq!(
            refused,
            "the agent claude needs a network: set network of the project"
        );
    }
}
