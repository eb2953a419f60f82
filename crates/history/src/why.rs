//! Why actions ran: recorded with each build, shown by `tk why`.
//!
//! Sources, and what they cost (a cold build of 300 actions with 2,000 inputs each, 14 s): Bazel's
//! execution log, unsorted, and its `--explain` cost less than repeated builds differ; sorted, the
//! log costs 9 %. The log has each process's command line, environment and inputs with digests;
//! it is compared with the database's record of the action's last run.

mod answer;
mod bazels_reasons;
mod chain;
mod command;
mod inputs;
mod last_run;
mod processes;
mod reason;
mod runfiles;
mod runs;

pub use answer::{Answer, Asked};
pub use reason::{Change, FileChange, Kind, Named, Origin, Reason};
pub use runs::{Link, Ran};

pub(crate) use answer::{answer, labels};
pub(crate) use inputs::forget_files;
pub(crate) use processes::record;
