//! `tk verify`: builds for production, then checks `dist/`.

use artifacts::Dist;
use artifacts::verify::{self, Finding, Subject, step_report};
use clap::Args;

use crate::args::RunArgs;
use crate::args::exclusions;
use crate::build::select;
use crate::build::{self, Request};
use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::output::{self, Event};
use crate::steps::{Here, KnownStep, Steps};
use crate::ui::printer::{Paint, Printer};
use checkout::Mode;
use checkout::Workspace;

/// Build for production and check the artifacts in dist/: a PASS or FAIL line for each check
///
/// Bazel's step `verify` checks the contents of the artifacts. Then tk compares every file in dist/
/// with manifest.json, searches it for this machine's paths, and starts the programs with --version.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  tk verify                          this machine's artifacts\n  tk verify --platform linux-arm64   another platform's, without starting them"
)]
pub struct VerifyArgs {
    #[command(flatten)]
    run: RunArgs,

    /// Flags for Bazel
    #[arg(last = true, value_name = "BAZEL FLAG")]
    bazel_flags: Vec<String>,
}

/// Runs `tk verify`.
///
/// # Errors
/// When `tk` itself fails; a failed build or check is an exit code.
pub fn run(args: &VerifyArgs, printer: &mut Printer) -> Result<ExitCode> {
    args.run.begin(printer);
    let workspace = Workspace::from_environment()?;
    let listed = select::load_if_listed(&workspace, printer)?;
    if let Some(steps) = &listed
        && !args.run.dry_run
    {
        // Before anything is built in vain.
        require_shipped(steps)?;
    }
    let steps = listed.unwrap_or_default();
    let mut selection = steps.default_for(Mode::Production)?;
    if let Some(step) = steps
        .all
        .iter()
        .find(|step| step.name == step_report::STEP && !selection.steps.contains(&step.name))
    {
        selection.steps.push(step.name.clone());
        selection.targets.push(step.label());
    }
    let behind = exclusions::split(&args.bazel_flags);
    let here = Here::of(&workspace);
    let request = Request {
        selection: selection.with(&behind.targets, &here, &steps.all),
        steps,
        mode: Mode::Production,
        run: &args.run,
        bazel_flags: &args.run.flags_for_bazel(behind.flags),
        fast: false,
    };
    let built = build::carry_out(&workspace, printer, &request)?;
    if !built.is_success() || args.run.dry_run {
        return Ok(built);
    }
    check(&workspace, &request.platform(), printer)
}

/// What a production build puts into `dist/` comes from its steps.
fn require_shipped(steps: &Steps) -> Result<()> {
    let is_shipped = |step: &KnownStep| {
        step.modes
            .iter()
            .any(|mode| mode == Mode::Production.name())
    };
    if steps.all.is_empty() {
        return Err(Error::Usage(
            "this workspace has no steps, so dist/ has nothing to verify: `tk build -p` builds its targets. \
             Only what a build_step of @tachikoma//rules/steps:defs.bzl lists as artifacts is put into dist/"
                .to_owned(),
        ));
    }
    if !steps.all.iter().any(is_shipped) {
        return Err(Error::Usage(
            "no step of this workspace is part of a production build, so dist/ has nothing to verify: \
             add \"production\" to the modes of the steps that you ship"
                .to_owned(),
        ));
    }
    Ok(())
}

fn check(workspace: &Workspace, platform: &str, printer: &mut Printer) -> Result<ExitCode> {
    let subject = Subject::read(workspace, platform).map_err(|error| {
        // The build has passed: if it left nothing, nothing is meant to be there.
        match Dist::read(workspace).map(|dist| dist.platforms.is_empty()) {
            Ok(true) => Error::Usage(
                "no step of the production build has artifacts, so dist/ has nothing to verify: list what you \
                 ship in the artifacts of a build_step"
                    .to_owned(),
            ),
            _ => error.into(),
        }
    })?;
    for reported in step_report::read(&subject) {
        if let Some(finding) = &reported.finding {
            tell(printer, finding);
        }
        printer.data(&reported.line);
    }
    let findings = verify::check(&subject)?;
    for finding in &findings {
        print_finding(printer, finding);
    }
    let passed = findings.iter().all(|finding| finding.passed);
    Ok(if passed {
        ExitCode::Success
    } else {
        ExitCode::VerificationFailed
    })
}

fn print_finding(printer: &mut Printer, finding: &Finding) {
    let (paint, word) = if finding.passed {
        (Paint::Good, "PASS")
    } else {
        (Paint::Bad, "FAIL")
    };
    let word = printer.paint(paint, word);
    tell(printer, finding);
    printer.data(&format!("{word}  {}", finding.text));
}

/// Tells programs what was found.
fn tell(printer: &mut Printer, finding: &Finding) {
    printer.event(&Event::Finding(output::Finding {
        passed: finding.passed,
        text: finding.text.clone(),
    }));
}
