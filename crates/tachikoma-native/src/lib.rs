//! Thin `#[napi]` adapters over `bep`, for Node.js and Electron.

use std::io::ErrorKind;
use std::path::PathBuf;

use bep::{ReferencedFiles, Report, ReportOptions};
use napi::bindgen_prelude::{AsyncTask, JsObjectValue, JsValue, Unknown};
use napi::{Env, Error, Result, ScopedTask, Status};
use napi_derive::napi;

/// The version of this module.
#[napi]
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// Reads a file of Bazel's build events (`--build_event_binary_file` or `--build_event_json_file`) and
/// reports on the build.
///
/// Steps and times come from the files that the build left, while they exist. The file is read
/// outside the event loop. Rejects with an `Error` whose `code` is `ENOENT`, `EACCES`, `EIO`, or
/// `ERR_NOT_BUILD_EVENTS` if the file contains something else.
///
/// The report's type is the caller's: its TypeScript is generated from crates/bep, too.
#[napi(
    ts_generic_types = "Report = unknown",
    ts_return_type = "Promise<Report>"
)]
pub fn read_report(path: String) -> AsyncTask<ReadReport> {
    AsyncTask::new(ReadReport {
        path: PathBuf::from(path),
        code: "EIO",
    })
}

/// A report in the making.
pub struct ReadReport {
    path: PathBuf,
    /// The code of the error, once there is one.
    code: &'static str,
}

impl<'task> ScopedTask<'task> for ReadReport {
    type Output = Report;
    type JsValue = Unknown<'task>;

    fn compute(&mut self) -> Result<Report> {
        self.report().map_err(|error| {
            self.code = code(&error);
            Error::new(Status::GenericFailure, explained(&error))
        })
    }

    fn resolve(&mut self, env: &'task Env, report: Report) -> Result<Unknown<'task>> {
        env.to_js_value(&report)
    }

    /// Gives the error a code that programs can tell apart.
    fn reject(&mut self, env: &'task Env, error: Error) -> Result<Unknown<'task>> {
        let mut coded = env.create_error(error)?;
        coded.set_named_property("code", self.code)?;
        Err(Error::from(coded.to_unknown()))
    }
}

impl ReadReport {
    fn report(&self) -> bep::Result<Report> {
        let mut model = bep::read_file(&self.path)?.model;
        let referenced = ReferencedFiles::read(&model);
        if let Some(profile) = referenced.profile {
            // A later build's profile is refused, and the report is without times.
            model.apply_profile(profile);
        }
        Ok(model.report(&ReportOptions {
            steps: referenced.steps,
            ..ReportOptions::default()
        }))
    }
}

fn code(error: &bep::Error) -> &'static str {
    match error.io().map(std::io::Error::kind) {
        None => "ERR_NOT_BUILD_EVENTS",
        Some(ErrorKind::NotFound) => "ENOENT",
        Some(ErrorKind::PermissionDenied) => "EACCES",
        Some(_) => "EIO",
    }
}

/// The message with those of its causes, and what to do where that is known.
fn explained(error: &bep::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    if let bep::Error::OtherFormat(format) = error {
        text = format!("{text}: {}", format.way_out());
    }
    text
}
