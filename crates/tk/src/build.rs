//! A build from its request to its last line: Bazel, `dist/`, summary, history.

pub mod affected;
mod carry_out;
mod dry_run;
pub mod failed;
mod finished;
pub mod for_programs;
mod in_brief;
mod missing_crates;
pub mod nothing_to_do;
mod print_failures;
mod recording;
pub mod renewal;
mod request;
pub mod retry;
mod run;
pub mod select;
pub mod target_file;
pub mod twice;

pub use carry_out::{carry_out, publish};
pub use dry_run::dry_run;
pub use finished::Finished;
pub use in_brief::in_brief;
pub use print_failures::print_failures;
pub use recording::record;
pub use request::Request;
pub use run::{Job, generated_flag, run};
