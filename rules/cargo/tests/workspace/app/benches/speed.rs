//! A benchmark for Rust's own harness, which has none to run with a stable compiler.
