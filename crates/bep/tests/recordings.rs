//! What is reported of builds that real Bazel recorded (`testdata/record.sh`).

#[path = "recordings/failed.rs"]
mod failed;
#[path = "recordings/passed.rs"]
mod passed;
#[path = "recordings/sources.rs"]
mod sources;
mod support;
#[path = "recordings/texts.rs"]
mod texts;
