//! A load of a minute: nothing is lost, doubled, out of order or missing. It fails for wrong results, never for times.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Rows of the whole table: eight of claims, two of enqueuing, one of events, two of the queue, two idle, on two databases.
const ROWS: usize = 2 * (8 + 2 + 1 + 2 + 2);

/// Bazel says where it is; cargo puts the programs of all packages into one folder.
fn tachikoma_serve() -> PathBuf {
    let named = option_env!("CARGO_BIN_EXE_tachikoma-serve").map(PathBuf::from);
    let beside =
        || Path::new(env!("CARGO_BIN_EXE_service-bench")).with_file_name("tachikoma-serve");
    let path = named.unwrap_or_else(beside);
    assert!(
        path.exists(),
        "there is no {}: run `cargo build -p tachikoma-serve`",
        path.display()
    );
    path
}

/// `TACHIKOMA_LOAD=whole` does as much as the benchmark, in ten minutes.
#[test]
fn under_load_nothing_is_lost_doubled_or_out_of_order() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_service-bench"));
    let is_whole = std::env::var("TACHIKOMA_LOAD").is_ok_and(|text| text == "whole");
    if !is_whole {
        command.arg("--short");
    }
    let output = command.arg(tachikoma_serve()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let rows: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(rows.len(), ROWS, "{rows:#?}");
}
