//! What a worker works with.

use std::path::Path;
use std::sync::Arc;

use service::ports::{CodeAgent, MachineClock, Store};
use service::worker::{self, Ports, Worker};
use service_run::{
    AgentSettings, ArtifactFolder, CheckProgram, CheckSettings, GitSettings, HardenedGit,
    KubectlAgent, KubectlSettings, Sandbox, SandboxSettings, SandboxedAgent, SandboxedCheck,
    TemplateFolder,
};

use super::environment::{of_files, of_variables, secrets};
use crate::failure::Failure;
use crate::settings::{CheckKind, Config};

/// A worker of this process, by the settings.
///
/// # Errors
///
/// A setting does not fit to this machine.
pub fn worker(config: &Config, data: &Path, store: Arc<dyn Store>) -> Result<Arc<Worker>, Failure> {
    warn_of_missing(config);
    let ports = Ports {
        store,
        agent: agent(config, data)?,
        git: Arc::new(git(config, data)?),
        check: Arc::new(check(config)?),
        templates: Arc::new(TemplateFolder::new(config.templates.clone())),
        artifacts: Arc::new(ArtifactFolder::new(data)),
        clock: Arc::new(MachineClock),
    };
    let settings = worker::Settings {
        name: config.worker_name.clone().unwrap_or_else(machine),
        slots: config.slots.get(),
        lease: config.lease.get(),
        beat: config.beat.get(),
        poll: config.poll.get(),
        drain: config.drain.get(),
        ..worker::Settings::default()
    };
    Ok(Worker::new(ports, settings))
}

/// Says which programs are not there. The service starts without them: they may come later, and much needs none.
fn warn_of_missing(config: &Config) {
    let mut needed = vec![
        ("git.program", &config.git),
        ("sandbox.bwrap", &config.bwrap),
    ];
    if !config.pods.is_empty() {
        needed.push(("kubectl.program", &config.kubectl));
    }
    for (setting, program) in needed {
        if program.found().is_none() {
            tracing::warn!(
                program = %program.display(),
                setting,
                "is missing: install it, or name it in the setting; builds need it"
            );
        }
    }
}

/// The name of the machine.
fn machine() -> String {
    let name = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    if name.is_empty() {
        "worker".to_owned()
    } else {
        name
    }
}

/// Sandboxes of this machine.
pub fn sandbox(config: &Config) -> Sandbox {
    Sandbox::new(SandboxSettings {
        bwrap: config.bwrap.found_or_named(),
        readable: config.readable.clone(),
        scripted: std::env::current_exe().ok(),
    })
}

fn agent(config: &Config, data: &Path) -> Result<Arc<dyn CodeAgent>, Failure> {
    let mut environment = of_variables("agent.environment", &config.agent_environment)?;
    environment.extend(of_files(
        "agent.environment_files",
        &config.agent_environment_files,
    )?);
    if !config.pods.is_empty() {
        let values = environment.into_iter().map(|(_, value)| value);
        let settings = KubectlSettings {
            kubectl: config.kubectl.found_or_named(),
            context: config.kubectl_context.clone(),
            namespace: config.kubectl_namespace.clone(),
            pods: config.pods.clone(),
            container: config.kubectl_container.clone(),
            mounted: (data.to_owned(), config.kubectl_mounted.clone()),
            argv: config.agent.clone(),
        };
        return Ok(Arc::new(KubectlAgent::new(
            settings,
            values.chain(secrets(config)),
        )));
    }
    let settings = AgentSettings {
        argv: config.agent.clone(),
        environment,
    };
    Ok(Arc::new(SandboxedAgent::new(
        sandbox(config),
        settings,
        secrets(config),
    )))
}

fn check(config: &Config) -> Result<SandboxedCheck, Failure> {
    let program = |usual: &str| match config.check_program.as_slice() {
        [] => vec![usual.to_owned()],
        named => named.to_vec(),
    };
    let program = match config.check_kind {
        CheckKind::Tk => CheckProgram::Tk(program("./tk")),
        CheckKind::Bazel => CheckProgram::Bazel(program("bazel")),
        CheckKind::Program if config.check_program.is_empty() => {
            return Err(Failure::setting(
                "check.kind is program, and check.program names none",
            ));
        }
        CheckKind::Program => CheckProgram::Plain(config.check_program.clone()),
    };
    let settings = CheckSettings {
        program,
        flags: config.check_flags.clone(),
        environment: of_variables("check.environment", &config.check_environment)?,
    };
    Ok(SandboxedCheck::new(
        sandbox(config),
        settings,
        secrets(config),
    ))
}

/// Git, by the settings.
///
/// # Errors
///
/// A header is none.
pub fn git(config: &Config, data: &Path) -> Result<HardenedGit, Failure> {
    let lines = config.git_headers.reveal().unwrap_or_default().lines();
    let header = |line: &str| {
        // The message must not have it.
        let parts = line
            .split_once(' ')
            .filter(|(address, header)| address.starts_with("https://") && header.contains(": "));
        parts
            .map(|(address, header)| (address.to_owned(), header.to_owned()))
            .ok_or_else(|| {
                Failure::setting(
                    "git.headers has a line that is none: write https://HOST/ Authorization: ...",
                )
            })
    };
    let headers: Result<Vec<_>, Failure> =
        lines.filter(|line| !line.is_empty()).map(header).collect();
    Ok(HardenedGit::new(GitSettings {
        root: data.to_owned(),
        program: config.git.found_or_named(),
        author: (config.git_author.clone(), config.git_mail.clone()),
        folders_allowed: config.git_folders,
        ssh_command: config.git_ssh.clone(),
        headers: headers?,
    }))
}
