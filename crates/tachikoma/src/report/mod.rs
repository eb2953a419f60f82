//! `tachikoma report`: what one build did, from its build events.

mod error;
mod style;
mod table;
mod text;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bep::{Model, Profile, ReferencedFiles, ReportOptions, Skipped, StepDefinition, StreamEnd};
use clap::Args;
use redact::{Redactor, terminal};

use crate::environment::{self, Look};
use crate::notice::notice;
pub use error::ReportError;

/// Print what one build did.
///
/// FILE is the output of `bazel --build_event_binary_file=FILE` or `--build_event_json_file=FILE`;
/// its content tells which. Action times come from the build's profile, steps from its *.step.json
/// files; both are found through FILE while they exist. Exits with 0 if the report was printed, even
/// if the build failed.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// File of build events; "-" reads from stdin.
    file: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Read the steps from the *.step.json files in this directory.
    #[arg(long, value_name = "DIR")]
    steps: Option<PathBuf>,
    /// Read the times from this profile (bazel --profile).
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Include the output of failed tests, from the files that FILE names. Do not use this with other
    /// people's files: they could name any file of yours.
    #[arg(long)]
    logs: bool,
}

/// Prints the report to `out`, and warnings about the file to `err`.
pub fn run(
    arguments: &ReportArgs,
    look: Look,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), ReportError> {
    let mut model = read(&arguments.file, err)?;
    let referenced = ReferencedFiles::read(&model);
    for error in &referenced.errors {
        warn(err, &error.to_string());
    }
    let steps = match &arguments.steps {
        Some(directory) => steps_in(directory)?,
        None => referenced.steps,
    };
    apply_profile(&mut model, arguments.profile.as_deref(), referenced.profile)?;
    let report = model.report(&ReportOptions {
        steps,
        read_logs: arguments.logs,
        redactor: Redactor::from_environment(environment::variables()),
        ..ReportOptions::default()
    });
    let printed = if arguments.json {
        print_json(&report, out)
    } else {
        print_text(&report, look, out)
    };
    match printed.and_then(|()| out.flush()) {
        // The reader has seen enough, as in `tachikoma report FILE | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(ReportError::Print),
    }
}

/// Adds the times of the profile that is named, otherwise of the one that the events refer to.
fn apply_profile(
    model: &mut Model,
    named: Option<&Path>,
    referenced: Option<Profile>,
) -> Result<(), ReportError> {
    match (named, referenced) {
        (Some(path), _) => {
            if !model.apply_profile(Profile::read(path)?) {
                return Err(ReportError::OtherProfile {
                    path: path.to_owned(),
                });
            }
        }
        // A later build may have written over it: then it is of no use, and no fault.
        (None, Some(profile)) => {
            model.apply_profile(profile);
        }
        (None, None) => {}
    }
    Ok(())
}

/// Reads the events, and warns of what is not as Bazel leaves it.
fn read(file: &Path, err: &mut dyn Write) -> Result<Model, ReportError> {
    let reading = if file == Path::new("-") {
        bep::read_stream(io::stdin().lock())
    } else {
        bep::read_file(file)
    };
    let reading = reading.map_err(|source| ReportError::Read {
        file: file.to_owned(),
        source,
    })?;
    if let Some(skipped) = &reading.skipped {
        warn(err, &left_out(skipped, file));
    }
    warn_of_end(&reading.end, file, err);
    Ok(reading.model)
}

/// Prints the report for people: whatever is in it, a terminal obeys nothing but our colours.
fn print_text(report: &bep::Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let text = text::render(report, look);
    let harmless = match look.colours {
        true => terminal::colored(&text),
        false => terminal::plain(&text),
    };
    out.write_all(harmless.as_bytes())
}

fn print_json(report: &bep::Report, out: &mut dyn Write) -> io::Result<()> {
    let json = serde_json::to_string_pretty(report)?;
    let mut json = terminal::escaped_in_json(&json);
    json.push('\n');
    out.write_all(json.as_bytes())
}

/// The definitions in a directory, by their files' names.
fn steps_in(directory: &Path) -> Result<Vec<StepDefinition>, ReportError> {
    let failed = |source| ReportError::Steps {
        directory: directory.to_owned(),
        source,
    };
    let mut paths = Vec::new();
    for entry in directory.read_dir().map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.to_string_lossy().ends_with(".step.json") {
            paths.push(path);
        }
    }
    paths.sort();
    paths
        .iter()
        .map(|path| Ok(StepDefinition::read(path)?))
        .collect()
}

fn warn_of_end(end: &StreamEnd, file: &Path, err: &mut dyn Write) {
    let file = file.display();
    match end {
        StreamEnd::Complete => {}
        StreamEnd::Open => warn(err, &format!("{file} ends before Bazel's last event")),
        StreamEnd::Broken(error) => warn(
            err,
            &format!("{file}: {error}; the report covers what came before"),
        ),
    }
}

/// The report has what came before and after.
fn left_out(skipped: &Skipped, file: &Path) -> String {
    let (file, first) = (file.display(), &skipped.first);
    let left_out = match skipped.count - 1 {
        0 => "this event".to_owned(),
        more => format!("this event and {more} more that cannot be read"),
    };
    format!("{file}: {first}; the report leaves out {left_out}")
}

fn warn(err: &mut dyn Write, message: &str) {
    // A report is worth more than a warning that nobody can read.
    notice(err, &format!("warning: {message}"));
}
