//! What people see: the printer, and everything that is printed with it.

pub mod failures;
pub mod printer;
pub mod profile_hints;
pub mod profile_report;
pub mod progress;
pub mod rerun;
pub mod summary;
pub mod test_results;
pub mod viewer_page;
pub mod waiting;
