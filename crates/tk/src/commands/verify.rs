//! `tk verify`: builds for production, then checks what stands in `dist/`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::args::RunArgs;
use crate::build::select;
use crate::build::{self, Request};
use crate::dist::manifest::{self, Manifest};
use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::output::{self, Event};
use crate::ui::printer::{Paint, Printer};
use crate::verify::{self, Finding, Subject};
use checkout::Mode;
use checkout::Workspace;
use checkout::env_vars;
use checkout::platform;

/// The step that checks the artifacts inside Bazel, where a workspace has one.
const STEP: &str = "verify";

/// Build for production and check the artifacts in dist/: a PASS or FAIL line for each check
///
/// Bazel's step `verify` checks what the artifacts hold; then every file of dist/ is compared with
/// manifest.json, searched for the names of this machine's folders, and programs are started with
/// --version.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  tk verify                          this machine's artifacts\n  tk verify --platform linux-arm64   those for another, but for starting them"
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
/// When `tk` itself cannot; a failed build or check is an exit code.
pub fn run(args: &VerifyArgs, printer: &mut Printer) -> Result<ExitCode> {
    args.run.begin(printer);
    let workspace = Workspace::from_environment()?;
    let steps = select::load(&workspace, printer)?;
    let mut selection = steps.default_for(Mode::Production)?;
    if let Some(step) = steps
        .all
        .iter()
        .find(|step| step.name == STEP && !selection.steps.contains(&step.name))
    {
        selection.steps.push(step.name.clone());
        selection.targets.push(step.label());
    }
    let request = Request {
        steps,
        selection,
        mode: Mode::Production,
        run: &args.run,
        bazel_flags: &args.run.flags_for_bazel(args.bazel_flags.clone()),
        fast: false,
    };
    let built = build::carry_out(&workspace, printer, &request)?;
    if !built.is_success() || args.run.dry_run {
        return Ok(built);
    }
    if request.steps.all.is_empty() {
        return Err(Error::Usage(
            "this workspace has no steps, so nothing is in dist/ to be verified: name what is shipped in the \
             artifacts of a build_step in the root BUILD file"
                .to_owned(),
        ));
    }
    check(&workspace, &request.platform(), printer)
}

fn check(workspace: &Workspace, platform: &str, printer: &mut Printer) -> Result<ExitCode> {
    let folder = workspace.dist_dir().join(platform);
    let manifest = manifest::read(&folder)?;
    let subject = Subject {
        folder: &folder,
        manifest: &manifest,
        platform,
        host: &platform::host(),
        private_folders: &private_folders(workspace),
    };
    print_step_reports(printer, &folder, &manifest);
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

/// What the step `verify` found inside Bazel stands in the texts that it leaves. One that cannot be read is a finding
/// of its own: the check of `manifest.json` says what is wrong with it.
fn print_step_reports(printer: &mut Printer, folder: &Path, manifest: &Manifest) {
    for entry in manifest.files.iter().filter(|entry| entry.step == STEP) {
        if let Ok(text) = std::fs::read_to_string(folder.join(&entry.path)) {
            for line in text.lines() {
                print_reported(printer, line);
            }
        }
    }
}

/// A line of such a text: `PASS  what`, `FAIL  what`, or more on the one before.
fn print_reported(printer: &mut Printer, line: &str) {
    let finding = ["PASS", "FAIL"].into_iter().find_map(|word| {
        let text = line.strip_prefix(word)?.strip_prefix(' ')?.trim();
        Some((word == "PASS", text))
    });
    if let Some((passed, text)) = finding {
        printer.event(&Event::Finding(output::Finding {
            passed,
            text: text.to_owned(),
        }));
    }
    printer.data(line);
}

fn print_finding(printer: &mut Printer, finding: &Finding) {
    let (paint, word) = if finding.passed {
        (Paint::Good, "PASS")
    } else {
        (Paint::Bad, "FAIL")
    };
    let word = printer.paint(paint, word);
    printer.event(&Event::Finding(output::Finding {
        passed: finding.passed,
        text: finding.text.clone(),
    }));
    printer.data(&format!("{word}  {}", finding.text));
}

/// The checkout under each of its names, and the user's home, below which Bazel's folders are.
fn private_folders(workspace: &Workspace) -> Vec<PathBuf> {
    let home = env_vars::value(env_vars::HOME).map(PathBuf::from);
    let mut folders = vec![workspace.root.clone()];
    folders.extend(workspace.root.canonicalize());
    folders.extend(home.as_ref().and_then(|home| home.canonicalize().ok()));
    folders.extend(home);
    folders.sort();
    folders.dedup();
    folders
}
