//! What people see: the printer, and everything that is printed with it.

pub mod affected_targets;
pub mod agent;
pub mod description;
pub mod differences;
pub mod drift;
pub mod failures;
pub mod flakes;
pub mod history_build;
pub mod history_diff;
pub mod history_table;
pub mod history_trends;
pub mod kept_output;
pub mod pasteable;
pub mod printer;
pub mod profile_hints;
pub mod profile_report;
pub mod progress;
pub mod rerun;
pub mod secrets;
mod shown_lines;
pub mod summary;
pub mod test_results;
pub mod viewer_page;
pub mod waiting;
pub mod why_answer;
mod why_cause;
