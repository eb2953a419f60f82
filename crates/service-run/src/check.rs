//! Building and testing what the agent left, in the agent's sandbox: the workspace's own rules and settings run in it.

mod events;
mod progress;
mod report;

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use redact::Redactor;
use service::event::{CheckEvent, Stream};
use service::ports::{Check, Job, Reporter, StepError, Stop, Workspace};
use service::result::CheckReport;

use crate::files::failed;
use crate::files::open_file;
use crate::output::Output;
use crate::places::Places;
use crate::remove;
use crate::sandbox::{End, Program, Sandbox};
use report::Verdict;

/// Where a check writes its build events in the sandbox.
const FOLDER: &str = "/check";

/// Bazel found no tests: there is nothing to fail.
const NO_TESTS: i32 = 4;

/// Exit codes of Bazel for what another attempt may not find: a crash, a cache or executor that is gone.
const PASSING: [i32; 6] = [34, 36, 37, 38, 39, 45];

/// What checks a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckProgram {
    /// `tk`: `./tk` of the workspace, or one of the machine.
    Tk(Vec<String>),
    /// Bazel by itself.
    Bazel(Vec<String>),
    /// Any other program. It is run once, with the targets behind its arguments, and its exit code is the verdict.
    Plain(Vec<String>),
}

/// How workspaces are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckSettings {
    /// The program.
    pub program: CheckProgram,
    /// Flags of Bazel, such as `--jobs=2`.
    pub flags: Vec<String>,
    /// Variables of the sandbox.
    pub environment: Vec<(String, String)>,
}

impl Default for CheckSettings {
    fn default() -> Self {
        Self {
            program: CheckProgram::Tk(vec!["./tk".to_owned()]),
            flags: Vec::new(),
            environment: Vec::new(),
        }
    }
}

/// Checks in a sandbox.
#[derive(Clone, Debug)]
pub struct SandboxedCheck {
    sandbox: Sandbox,
    settings: CheckSettings,
    redactor: Redactor,
}

/// What the parts of one check have in common.
struct Run<'a> {
    job: &'a Job,
    places: Places,
    output: Output<'a>,
    stop: Stop,
}

impl SandboxedCheck {
    /// Checks with these settings; the values of their variables and `secrets` are masked in what is printed.
    #[must_use]
    pub fn new(
        sandbox: Sandbox,
        settings: CheckSettings,
        secrets: impl IntoIterator<Item = String>,
    ) -> Self {
        let variables = settings.environment.iter().cloned();
        let redactor = Redactor::from_environment(variables).with_secrets(secrets);
        Self {
            sandbox,
            settings,
            redactor,
        }
    }

    /// Builds, then tests what could be built.
    async fn build_and_test(&self, run: &Run<'_>) -> Result<Verdict, StepError> {
        if let CheckProgram::Plain(argv) = &self.settings.program {
            let targets = &run.job.project.settings.check_targets;
            let argv = argv.iter().chain(targets).cloned().collect();
            let end = self.sandboxed(run, argv).await?;
            return Ok(Verdict::of_end(&end));
        }
        let built = self.bazel(run, "build").await?;
        if !built.passed {
            return Ok(built);
        }
        self.bazel(run, "test").await
    }

    /// Runs one command of Bazel, and follows its events.
    async fn bazel(&self, run: &Run<'_>, command: &str) -> Result<Verdict, StepError> {
        let folder = run.places.check();
        clear(&folder).await?;
        let name = format!("{command}.json");
        let follower = events::follow(folder.join(&name), run.output.reporter().clone());
        let argv = self.argv(command, run, &format!("{FOLDER}/{name}"));
        let ended = self.sandboxed(run, argv).await;
        let model = follower.finish().await;
        keep(&folder.join(&name), &run.places.kept().join(&name));
        let end = ended?;
        if let End::Exited(code) = end
            && PASSING.contains(&code)
        {
            return Err(StepError::Passing(format!(
                "Bazel ended with exit code {code}"
            )));
        }
        Ok(Verdict::of_events(&model, &end, command, &self.redactor))
    }

    fn argv(&self, command: &str, run: &Run<'_>, events: &str) -> Vec<String> {
        let targets = run.job.project.settings.check_targets.iter().cloned();
        let mut flags = vec![
            format!("--build_event_json_file={events}"),
            // Links into the sandbox's home would be committed wherever no .gitignore names them.
            "--symlink_prefix=/".to_owned(),
        ];
        if command == "test" {
            flags.push("--test_output=errors".to_owned());
        }
        flags.extend(self.settings.flags.iter().cloned());
        let (program, flags_first) = match &self.settings.program {
            CheckProgram::Bazel(argv) => (argv, true),
            CheckProgram::Tk(argv) | CheckProgram::Plain(argv) => (argv, false),
        };
        let mut argv = program.clone();
        argv.push(command.to_owned());
        let dashes = std::iter::once("--".to_owned());
        match flags_first {
            true => argv.extend(flags.into_iter().chain(dashes).chain(targets)),
            false => argv.extend(targets.chain(dashes).chain(flags)),
        }
        argv
    }

    async fn sandboxed(&self, run: &Run<'_>, argv: Vec<String>) -> Result<End, StepError> {
        let project = &run.job.project.settings;
        let program = Program {
            argv,
            environment: self.settings.environment.clone(),
            input: String::new(),
            network: project.network,
            writable: vec![(run.places.check(), PathBuf::from(FOLDER))],
            streams: (Stream::Check, Stream::Check),
        };
        let (places, stop) = (&run.places, run.stop.clone());
        self.sandbox
            .run(&program, places, &project.limits, &run.output, stop)
            .await
    }
}

#[async_trait]
impl Check for SandboxedCheck {
    async fn run(
        &self,
        job: &Job,
        workspace: &Workspace,
        reporter: &Reporter,
        stop: Stop,
    ) -> Result<CheckReport, StepError> {
        let places = Places::of_workspace(workspace);
        let kept = places.kept();
        let limit = job.project.settings.limits.output_bytes;
        let output = Output::new(reporter, &self.redactor, &kept, limit).map_err(failed(&kept))?;
        let run = Run {
            job,
            places,
            output,
            stop,
        };
        let report = self.build_and_test(&run).await?.into_report();
        let event = CheckEvent::Report {
            passed: report.passed,
            tests_passed: report.tests_passed,
            tests_failed: report.tests_failed,
        };
        reporter.check(event).await;
        Ok(report)
    }
}

/// A new folder: the last check may have left anything in it.
async fn clear(folder: &Path) -> Result<(), StepError> {
    remove::folder(folder.to_owned())
        .await
        .map_err(failed(folder))?;
    let mut builder = std::fs::DirBuilder::new();
    builder.mode(0o700).create(folder).map_err(failed(folder))
}

/// Keeps the events of a build as an artifact. They are the sandbox's, so nothing but a file is taken.
fn keep(from: &Path, to: &Path) {
    let copied = open_file(from).and_then(|mut file| {
        let mut copy = std::fs::File::create(to)?;
        std::io::copy(&mut file, &mut copy)
    });
    if let Err(error) = copied {
        tracing::debug!(
            error = &error as &dyn std::error::Error,
            "there are no events of a build to keep"
        );
    }
}
