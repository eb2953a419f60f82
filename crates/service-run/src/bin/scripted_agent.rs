//! An agent without a model, as a program of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    service_run::scripted::run()
}
