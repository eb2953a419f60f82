"""The Rust rules, bound to this repository's Cargo workspace, with the rules that build on them."""

load("@cargo//:defs.bzl", "CARGO", _cargo_check = "cargo_check", _rust_binary = "rust_binary", _rust_test = "rust_test")
load("@tachikoma//rules/napi:defs.bzl", "napi_rules")

cargo_check = _cargo_check
rust_binary = _rust_binary
rust_test = _rust_test

napi_module = napi_rules(CARGO).napi_module
