//! A build from its request to its last line: Bazel, `dist/`, summary, history.

use bep::{StepDefinition, StepStatus};
use checkout::{Workspace, git};

use super::failed::{self, Asked, Kind};
use super::finished::Finished;
use super::recording::record;
use super::renewal::Renewal;
use super::request::Request;
use super::retry;
use super::run::{Job, run};
use super::{dry_run, for_programs, in_brief, nothing_to_do, print_failures};
use crate::error::Result;
use crate::exit_code::ExitCode;
use crate::ui::printer::Printer;
use crate::ui::progress::Detail;
use crate::ui::rerun::{self, Rerun};
use crate::ui::summary;

/// Builds, prints failures and the summary, and updates `dist/`.
///
/// # Errors
/// When `tk` itself fails; a failed build is an exit code.
pub fn carry_out(
    workspace: &Workspace,
    printer: &mut Printer,
    request: &Request,
) -> Result<ExitCode> {
    let invocation = request.invocation(printer.is_live());
    if request.run.dry_run {
        dry_run::dry_run(workspace, printer, &invocation)?;
        return Ok(ExitCode::Success);
    }
    let provable = request.provable(workspace);
    if is_up_to_date(printer, &provable, request.run.verbose) {
        return Ok(ExitCode::Success);
    }
    let renewal = Renewal::before(workspace, request.mode);
    let start = provable.start();
    let mut finished = run(
        printer,
        Job {
            workspace,
            invocation: &invocation,
            retries: request.retries(),
            steps: &request.steps,
            detail: Detail::Steps,
        },
    )?;
    let published = publish(workspace, request, &finished);
    let verbose = request.run.verbose;
    let shown_at = print_failures::print_failures(workspace, printer, &finished, verbose);
    // The verdict comes last: people and programs are told of a build that also left what it should.
    if let Err(error) = &published {
        finished.fail(&format!("dist/{}", request.platform()), error);
    }
    let dist = published.as_ref().ok().copied().flatten();
    let context = context(workspace, request, &finished, (shown_at, dist));
    let told = tell(workspace, printer, request, &finished, &context);
    let id = record(workspace, printer, &invocation, &finished);
    if let Some(renewal) = renewal {
        renewal.after(printer, &finished);
    }
    in_brief(workspace, printer, &finished, &context, id, "build");
    let published = told.and(published)?;
    if let Some(start) = start
        && let Err(unproven) = provable.remember(&start, &finished, published)
        && request.run.verbose
    {
        printer.line(&format!("not remembered: {unproven}"));
    }
    Ok(ExitCode::of_bazel(finished.ending.exit_code))
}

/// Whether it is proven that there is nothing to do; the printer says so, and with `verbose` why it is not.
fn is_up_to_date(
    printer: &mut Printer,
    provable: &nothing_to_do::Command<'_>,
    verbose: bool,
) -> bool {
    match provable.nothing_to_do() {
        Ok(proof) => {
            printer.line(&proof.sentence());
            true
        }
        Err(unproven) => {
            if verbose {
                printer.line(&format!("running Bazel: {unproven}"));
            }
            false
        }
    }
}

/// What the summary is about.
fn context(
    workspace: &Workspace,
    request: &Request,
    finished: &Finished,
    (failure_shown_at, dist): (Option<u64>, Option<artifacts::Outcome>),
) -> summary::Context {
    summary::Context {
        failure_shown_at,
        mode: request.mode.name().to_owned(),
        platform: request.platform(),
        asked: request.selection.steps.clone(),
        ending: finished.ending,
        dist,
        rerun: Rerun {
            program: rerun::program(workspace),
            mode: Some(request.mode),
            platform: request.run.platform.clone(),
            bazel_flags: request.bazel_flags.to_vec(),
            steps: finished.steps.clone(),
        },
    }
}

/// Reports how a build ended to people and programs, and records what failed.
fn tell(
    workspace: &Workspace,
    printer: &mut Printer,
    request: &Request,
    finished: &Finished,
    context: &summary::Context,
) -> Result<()> {
    summary::print(printer, &finished.report, context);
    retry::print(printer, &finished.repeated);
    let asked = Asked {
        kind: Kind::Build,
        mode: request.mode,
        platform: request.run.platform.as_deref(),
        targets: &request.selection.targets,
    };
    failed::remember(workspace, printer, &asked, finished);
    let dist = context.dist;
    let artifacts = dist.and_then(|outcome| for_programs::artifacts(&context.platform, outcome));
    let title = summary::title(context);
    for_programs::ended(printer, request.run, finished, &title, artifacts)
}

/// Updates `dist/` after a successful build.
///
/// # Errors
/// When it cannot be written, or an artifact is missing.
pub fn publish(
    workspace: &Workspace,
    request: &Request,
    finished: &Finished,
) -> Result<Option<artifacts::Outcome>> {
    let Some(exec_root) = finished
        .left
        .exec_root
        .as_deref()
        .filter(|_| finished.ending.exit_code == 0)
    else {
        return Ok(None);
    };
    let built: Vec<StepDefinition> = finished
        .steps
        .iter()
        .filter(|step| {
            request.selection.steps.contains(&step.name) && has_passed(finished, &step.name)
        })
        .cloned()
        .collect();
    let request = artifacts::Request {
        platform: &request.platform(),
        mode: request.mode,
        head: git::head(&workspace.root),
        commit: &|| git::describe(&workspace.root),
        steps: &built,
        exec_root,
        keep_others: !request.selection.is_default,
    };
    Ok(Some(artifacts::publish(workspace, &request)?))
}

fn has_passed(finished: &Finished, name: &str) -> bool {
    finished
        .report
        .steps
        .iter()
        .any(|step| step.name == name && step.status == StepStatus::Passed)
}
