//! Any bytes as a whole stream: decoder, model and report never panic, and no report of a stream
//! without a verdict is a success.
#![no_main]

use bep::{Outcome, ReportOptions, read_stream};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(reading) = read_stream(bytes) else {
        return;
    };
    let report = reading.model.report(&ReportOptions::default());
    let passed = report.invocation.outcome == Outcome::Passed;
    assert!(!passed || reading.model.exit_code() == Some(0));
    assert!(report.cache.hit_rate.is_none_or(|rate| (0.0..=1.0).contains(&rate)));
    let _ = (reading.model.outputs(), reading.model.tool_logs());
});
