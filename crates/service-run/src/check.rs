//! Building and testing what the agent left, in the agent's sandbox: the workspace's own rules and settings run in it.

mod events;
mod progress;
mod report;

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use bep::Model;
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

const BUILD: &str = "build";
const TEST: &str = "test";

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

/// The build events of one command.
struct Events {
    command: &'static str,
    file: PathBuf,
}

impl Events {
    fn are_there(&self) -> bool {
        open_file(&self.file).is_ok()
    }
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

    async fn verdict(&self, run: &Run<'_>) -> Result<Verdict, StepError> {
        if let CheckProgram::Plain(argv) = &self.settings.program {
            let targets = &run.job.project.settings.check_targets;
            let argv = argv.iter().chain(targets).cloned().collect();
            let end = self.sandboxed(run, argv).await?;
            return Ok(Verdict::of_end(&end));
        }
        self.build_and_test(run).await
    }

    /// Builds, then tests what could be built, and follows the events of both. One sandbox has both, so the server that
    /// builds also tests: to start one takes longer than a small build.
    async fn build_and_test(&self, run: &Run<'_>) -> Result<Verdict, StepError> {
        let folder = run.places.check();
        clear(&folder).await?;
        let [build, test] = [BUILD, TEST].map(|command| Events {
            command,
            file: folder.join(format!("{command}.json")),
        });
        let follow =
            |events: &Events| events::follow(events.file.clone(), run.output.reporter().clone());
        let (building, testing) = (follow(&build), follow(&test));
        let script = format!(
            "{} || exit\nexec {}",
            quoted(&self.argv(BUILD, run)),
            quoted(&self.argv(TEST, run))
        );
        let ended = self
            .sandboxed(run, ["sh", "-c", &script].map(str::to_owned).to_vec())
            .await;
        let (built, tested) = (building.finish().await, testing.finish().await);
        for events in [&build, &test] {
            keep(events, &run.places.kept());
        }
        let end = ended?;
        if let End::Exited(code) = end
            && PASSING.contains(&code)
        {
            return Err(StepError::Passing(format!(
                "Bazel ended with exit code {code}"
            )));
        }
        Ok(self.judged([(&build, &built), (&test, &tested)], &end))
    }

    /// Whose end it is: what is tested has been built.
    fn judged(&self, [build, test]: [(&Events, &Model); 2], end: &End) -> Verdict {
        let of = |(events, model): (&Events, &Model), end: &End| {
            Verdict::of_events(model, end, events.command, &self.redactor)
        };
        let ends_well = *end == End::Exited(0);
        let build_alone = of(build, &End::Exited(0));
        match build_alone.passed {
            true if ends_well || test.0.are_there() => of(test, end),
            false if ends_well => build_alone,
            _ => of(build, end),
        }
    }

    fn argv(&self, command: &str, run: &Run<'_>) -> Vec<String> {
        let targets = run.job.project.settings.check_targets.iter().cloned();
        let mut flags = vec![
            format!("--build_event_json_file={FOLDER}/{command}.json"),
            // Links into the sandbox's home would be committed wherever no .gitignore names them.
            "--symlink_prefix=/".to_owned(),
        ];
        if command == TEST {
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
        let report = self.verdict(&run).await?.into_report();
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

/// Keeps events as an artifact, and none of an earlier round. They are the sandbox's, so nothing but a file is taken.
fn keep(events: &Events, folder: &Path) {
    let kept = folder.join(format!("{}.json", events.command));
    if let Err(error) = std::fs::remove_file(&kept)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "events of an earlier check stay"
        );
    }
    let copied = open_file(&events.file).and_then(|mut file| {
        let mut copy = std::fs::File::create(&kept)?;
        std::io::copy(&mut file, &mut copy)
    });
    if let Err(error) = copied {
        tracing::debug!(
            error = &error as &dyn std::error::Error,
            "there are no events of a build to keep"
        );
    }
}

/// A command as a shell reads it.
fn quoted(argv: &[String]) -> String {
    let word = |word: &String| format!("'{}'", word.replace('\'', r"'\''"));
    argv.iter().map(word).collect::<Vec<_>>().join(" ")
}
