//! How Bazel ends, in each of its ways: what is reported of the stream that it left, with the exit
//! code of its process (`testdata/record.sh`).

#[path = "endings/builds.rs"]
mod builds;
#[path = "endings/killed.rs"]
mod killed;
#[path = "endings/remote.rs"]
mod remote;
mod support;
#[path = "endings/tests.rs"]
mod tests;
#[path = "endings/with_json.rs"]
mod with_json;
