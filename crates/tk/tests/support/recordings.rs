//! Builds that a real Bazel once recorded, and what people see of them.

use super::{Fixture, Ran};

/// The events of a recording, for a file of tests: its path begins at that file.
#[macro_export]
macro_rules! recording {
    ($name:literal) => {
        include_bytes!(concat!("../../bep/testdata/", $name, ".bep"))
    };
}

/// What people see when Bazel writes these events, prints something and ends with an exit code.
pub fn shown(events: &[u8], printed: &str, code: u8, arguments: &[&str]) -> String {
    let ran = Fixture::recorded(events, printed, code)
        .tk(arguments)
        .expect_code(i32::from(code));
    seen(&ran)
}

/// What people see, without times: the recordings are made anew now and then.
fn seen(ran: &Ran) -> String {
    let mut text: String = ran.stderr.split_inclusive('\n').map(without_time).collect();
    if !ran.stdout.is_empty() {
        text.push_str(&format!("stdout: {}", ran.stdout));
    }
    text
}

/// Replaces the first `12.3 s` of a line.
fn without_time(line: &str) -> String {
    let is_time = |word: &str| word.contains('.') && word.parse::<f64>().is_ok();
    match line.split(' ').find(|word| is_time(word)) {
        Some(time) => line.replacen(&format!("{time} s"), "[TIME]", 1),
        None => line.to_owned(),
    }
}
