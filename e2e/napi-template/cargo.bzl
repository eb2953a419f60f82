"""The Rust rules, bound to this repository's Cargo workspace."""

load("@crates//:defs.bzl", "aliases", "all_crate_deps")
load("@tachikoma//rules/cargo:defs.bzl", "cargo_rules")
load("@tachikoma//rules/napi:defs.bzl", "napi_rules")

_cargo = cargo_rules(
    aliases = aliases,
    all_crate_deps = all_crate_deps,
    edition = "2024",
    version = "0.3.0",
)

cargo_check = _cargo.cargo_check
rust_library = _cargo.rust_library
napi_module = napi_rules(_cargo).napi_module
